"""Count what the project survives: python -m reliability [part ...], about a quarter of an hour on two cores."""

import argparse
import sys
import time
from importlib.metadata import version
from pathlib import Path

from arntp.commands import any_terminal
from arntp.runs import project
from arntp.runs.environment import environment
from arntp.sealed import read_json, write_json
from reliability.calls import calls
from reliability.corruption import corruption
from reliability.fuzz import fuzz
from reliability.kills import kills
from reliability.pairs import pairs
from reliability.refusals import refusals

PARTS = {part.__name__: part for part in (kills, corruption, refusals, calls, fuzz, pairs)}


def main(arguments: list[str] | None = None) -> int:
    """Run the parts that the command line names; return 1 when anything ended wrong."""
    any_terminal()
    parser = argparse.ArgumentParser(prog="python -m reliability", description="What the project survives, counted.")
    parser.add_argument("parts", nargs="*", metavar="part", help=f"{', '.join(PARTS)}; all when none is given")
    parser.add_argument("--share", type=float, default=1.0, help="of the full counts; the record keeps full ones only")
    given = parser.parse_args(arguments)
    unknown = [part for part in given.parts if part not in PARTS]
    if unknown or not 0 < given.share <= 1:
        parser.error(f"parts are {', '.join(PARTS)}, and a share is in (0, 1]")
    record = record_path() if given.share == 1 else None
    return int(not all([count(part, given.share, record) for part in given.parts or PARTS]))


def record_path() -> Path:
    """Where full counts are kept."""
    return project.results() / "reliability" / "counts.json"


def count(part: str, share: float, record: Path | None) -> bool:
    """Run a part, print its rows and renew its entry of the record; return whether all ended right."""
    print(f"\n{part}: {PARTS[part].__doc__}", flush=True)
    began, rows = time.time(), []
    for row in PARTS[part](share):
        rows.append(row)
        print(f"{row['right']:>9,} of {row['tried']:>9,}  {row['what']}  {row['remark'][:200]}".rstrip(), flush=True)
    if record:
        here = environment() | {name: version(name) for name in ("filelock", "safetensors")}
        entry = {"environment": here, "wall seconds": round(time.time() - began, 1), "result": rows}
        write_json(record, (read_json(record) if record.exists() else {}) | {part: entry})
    return all(row["right"] == row["tried"] for row in rows)


if __name__ == "__main__":
    sys.exit(main())
