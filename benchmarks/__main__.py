"""Run the benchmarks: python -m benchmarks [name ...]."""

import argparse
import json
import sys
import time
from pathlib import Path

import torch

from arntp.commands import any_terminal
from arntp.files import read_text
from arntp.runs import RESULTS
from arntp.runs.environment import environment
from arntp.sealed import write_json
from arntp.training import choose_device
from benchmarks import emulation, ratios, speeds
from benchmarks.settings import Bench

BENCHMARKS = {
    "layer": ratios.layers,
    "step": ratios.training_steps,
    "memory": ratios.memory,
    "rollout": ratios.rollouts,
    "steps": speeds.contenders,
    "flops": speeds.arithmetic,
    "emulation": emulation.emulation,
}


def main(arguments: list[str] | None = None) -> None:
    """Run what the command line asks for."""
    any_terminal()
    parser = argparse.ArgumentParser(prog="python -m benchmarks", description="Speed and memory, side by side.")
    parser.add_argument("names", nargs="*", metavar="name", help=f"{', '.join(BENCHMARKS)}; all when none is given")
    parser.add_argument("--device", help="cpu or cuda; chosen when not given")
    parser.add_argument("--seconds", type=float, default=Bench.seconds, help="time for each comparison (%(default)s)")
    options = parser.parse_args(arguments)
    unknown = [name for name in options.names if name not in BENCHMARKS]
    if unknown:
        parser.error(f"no benchmark is called {', '.join(unknown)}; there are {', '.join(BENCHMARKS)}")
    device, reason = choose_device(options.device)
    print(f"{reason}; {torch.get_num_threads()} threads", flush=True)
    here = environment() | {"device": reason, "threads": torch.get_num_threads()}
    run(options.names or list(BENCHMARKS), Bench(device, seconds=options.seconds), here, record_path(device))


def record_path(device: torch.device) -> Path:
    """Where a device's figures are kept."""
    return RESULTS / "benchmarks" / f"{device.type}.json"


def run(names: list[str], bench: Bench, here: dict, path: Path) -> None:
    """Run benchmarks by name; print each table and renew its part of the record at `path`."""
    for number, name in enumerate(names, 1):
        benchmark, began = BENCHMARKS[name], time.time()
        print(f"\n{name} ({number} of {len(names)}): {benchmark.__doc__}", flush=True)
        rows = list(benchmark(bench))
        print(table(rows), flush=True)
        record = json.loads(read_text(path)) if path.exists() else {}
        record[name] = {"environment": here, "wall seconds": round(time.time() - began, 1), "result": rows}
        write_json(path, record)
    print(f"\nkept in {path}", file=sys.stderr)


def table(rows: list[dict]) -> str:
    """Rows with the same keys as aligned columns under their names."""
    lines = [list(rows[0]), *([shown(value) for value in row.values()] for row in rows)]
    widths = [max(len(cell) for cell in column) for column in zip(*lines)]
    return "\n".join("  ".join(cell.ljust(width) for cell, width in zip(line, widths)).rstrip() for line in lines)


def shown(value: object) -> str:
    """A table cell."""
    if value is None:
        return "–"
    if isinstance(value, bool):
        return "yes" if value else "NO"
    if isinstance(value, str) or abs(value) < 1000:
        return str(value)
    return f"{value:,.0f}"


if __name__ == "__main__":
    main()
