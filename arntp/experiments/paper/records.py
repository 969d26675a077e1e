"""What a part of `make paper` keeps: a JSON file of its own, written anew after every row.

The files lie in `results/<experiment>/paper-<device>/`, ready to be committed, and are read with
`arntp.runs.Record`, as every result is.
"""

import argparse
import math
import re
import time
from collections.abc import Callable
from dataclasses import dataclass, field
from pathlib import Path

import torch

from arntp import arguments
from arntp.runs.environment import environment
from arntp.runs.project import results
from arntp.runs.record import Record, contents
from arntp.sealed import write_sealed

TOY_SECONDS = 2.0
UNJUDGED = {"step", "loss", "lr", "norm", "tokens", "scored", "seconds"}  # of a history's row


@dataclass(frozen=True)
class Slot:
    """The time that a part is given, and the places it writes to.

    until : when it has to be over, in seconds since the epoch
    toy : whether to run at toy size, for a few seconds
    results : the folder that holds one folder an experiment; the project's when None
    tokens : the folder where a text's tokens are kept for the next part; nowhere when None

    Raises TypeError and ValueError for what is no time, no flag or no path.
    """

    until: float
    toy: bool = False
    results: Path | None = None
    tokens: Path | None = None
    began: float = field(default_factory=time.time)

    def __post_init__(self):
        arguments.real("until", self.until)
        arguments.flag("toy", self.toy)
        for name in ("results", "tokens"):
            if getattr(self, name) is not None:
                arguments.path(name, getattr(self, name))

    @property
    def seconds(self) -> float:
        """Seconds that are left, at least a moment; a toy takes a few at most."""
        return min(max(0.1, self.until - time.time()), TOY_SECONDS if self.toy else math.inf)

    def keeper(self, experiment: str, name: str) -> Callable[[dict], None]:
        """A function that keeps what is known of the result called `name` so far."""
        folder, here = (self.results or results()) / experiment / folder_name(device_name()), environment()
        path = Record(folder).path(name)

        def keep(result: dict) -> None:
            seconds = round(time.time() - self.began, 1)
            write_sealed(path, {"name": name, "environment": here, "seconds": seconds, "result": result})

        return keep


def command_line(description: str, given: list[str] | None, **more: dict) -> tuple[Slot, argparse.Namespace]:
    """The command line of a part; `more` are arguments of its own, as `add_argument` takes them."""
    parser = argparse.ArgumentParser(description=description)
    parser.add_argument("--until", type=float, help="when to be over, in seconds since the epoch (in 60 s)")
    parser.add_argument("--toy", action="store_true", help="a size that takes seconds on a processor")
    parser.add_argument("--results", type=Path, help="where records go; the project's folder when not given")
    parser.add_argument("--tokens", type=Path, help="where tokens are kept for the next part; nowhere when not given")
    for name, options in more.items():
        parser.add_argument(f"--{name}", **options)
    options = parser.parse_args(given)
    until = time.time() + 60 if options.until is None else options.until
    return Slot(until, options.toy, options.results, options.tokens), options


def device_name() -> str:
    """The GPU's name, or "cpu"."""
    return torch.cuda.get_device_name() if torch.cuda.is_available() else "cpu"


def folder_name(device: str) -> str:
    """The folder of a device's records: `paper-nvidia-h100-80gb-hbm3`."""
    return "paper-" + re.sub(r"[^a-z0-9]+", "-", device.lower()).strip("-")


def fits(experiment: str, folder: Path | None = None) -> list[dict]:
    """A row for each predictor that was trained on a device: its pace, how far it came, and how it was judged last."""
    found = [
        (device, contents(path)["result"])
        for device, record in kept(experiment, folder).items()
        for path in sorted(record.folder.glob("*.json"))
    ]
    return [last_row(device, result) for device, result in found if result.get("history")]


def last_row(device: str, result: dict) -> dict:
    """The last row of a fit's history that was judged, beside what it is of."""
    judged = [row for row in result["history"] if row.keys() - UNJUDGED] or result["history"]
    last = judged[-1]
    return {
        "device": device,
        "predictor": result["name"],
        "active weights": result["parameters"],
        "step (ms)": result["step (ms)"],
        "steps": last["step"],
        "sequences": last["step"] * result["recipe"]["batch"],
        "seconds": last["seconds"],
        **{key: value for key, value in last.items() if key not in UNJUDGED},
        "ended": result["ended"],
    }


def kept(experiment: str, folder: Path | None = None) -> dict[str, Record]:
    """{device: its record} of an experiment's time-boxed runs; empty where there was none.

    A folder `paper-s1` is no device's: it holds the chapter's own run at size `paper`.
    """
    found = sorted(((folder or results()) / arguments.text("experiment", experiment)).glob("paper-*"))
    devices = {path.name.removeprefix("paper-"): Record(path) for path in found}
    return {device: record for device, record in devices.items() if not re.match(r"s\d+\b", device)}
