"""The parts of `make paper`, in order, and the time that each may take."""

import importlib.util
import os
import subprocess
import sys
import time
from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path

ROOT = Path(__file__).resolve().parents[3]
LIBRARIES = ("numpy", "torch", "tqdm", "filelock", "safetensors", "tiktoken", "tokenizers")
TEXTS = ("causal linear", "time-invariant linear", "transformer")


@dataclass(frozen=True)
class Scale:
    """Seconds: the `least` in which a part that trains says anything, and the `grace` to end in after its time."""

    least: float
    grace: float


FULL, TOY = Scale(least=40, grace=8), Scale(least=4, grace=2)
Share = Callable[[float, float, Scale], float]  # (seconds of the whole command, seconds left, scale) → seconds


@dataclass(frozen=True)
class Part:
    """One part: a module that runs as a process of its own, so that its memory is freed and its crash is its own.

    needs : packages without which it cannot run
    share : how many seconds it gets
    """

    name: str
    module: str
    share: Share
    needs: tuple[str, ...] = LIBRARIES
    arguments: tuple[str, ...] = ()

    def missing(self) -> list[str]:
        """The packages that it needs and that are not installed."""
        return [name for name in self.needs if importlib.util.find_spec(name) is None]

    def attempt(self, seconds: float, scale: Scale, *options: str) -> str:
        """Run it for `seconds`, or say why it cannot run; how it ended, in words."""
        if missing := self.missing():
            return f"not run: {', '.join(missing)} not installed"
        if seconds < scale.least:
            return f"not run: {max(seconds, 0):.0f} s are too little, {scale.least:.0f} s are needed"
        return self.run(time.time() + seconds, scale.grace, *options)

    def run(self, until: float, grace: float, *options: str) -> str:
        """Run it until that time, in seconds since the epoch; how it ended, in words."""
        command = [sys.executable, "-m", self.module, "--until", f"{until:.1f}", *self.arguments, *options]
        found = os.pathsep.join([str(ROOT), *filter(None, [os.environ.get("PYTHONPATH")])])
        process = subprocess.Popen(command, env=os.environ | {"PYTHONPATH": found})  # from any folder
        try:
            status = process.wait(until + grace - time.time())
        except subprocess.TimeoutExpired:
            return "ended from outside when its time was over; what it measured is kept"
        finally:
            process.kill()
            process.wait()
        return "done" if status == 0 else f"FAILED (exit status {status}); what it measured is kept"


def at_most(seconds: float, share: float) -> Share:
    """A share of the whole, but no more than some seconds."""
    return lambda whole, left, scale: min(seconds, share * whole, left - scale.grace)


def training(others: int) -> Share:
    """Half of what is left, or all of it where the `others` after it would get too little to say anything."""

    def share(whole: float, left: float, scale: Scale) -> float:
        half = left / 2 - scale.grace
        return half if left / 2 >= others * (scale.least + scale.grace) else left - scale.grace

    return share


def equally(parts: int) -> Share:
    """What is left, divided among this part and those after it."""
    return lambda whole, left, scale: left / parts - scale.grace


PAPER = "arntp.experiments.paper"
PARTS = (
    Part("CUDA tests", f"{PAPER}.cuda_tests", at_most(120, 1 / 4), (*LIBRARIES, "pytest")),
    Part("speed", "benchmarks.paper", at_most(90, 1 / 5)),
    Part("4-digit multiplication", f"{PAPER}.multiplication", training(others=len(TEXTS))),
    *(
        Part(f"text, {name}", f"{PAPER}.tinystories", equally(len(TEXTS) - i), arguments=("--contender", name))
        for i, name in enumerate(TEXTS)
    ),
)


def run_all(parts: tuple[Part, ...], seconds: float, scale: Scale, *options: str) -> dict[str, str]:
    """Run the parts one after another within `seconds`; {part: how it ended}."""
    over, ended = time.time() + seconds, {}
    for number, part in enumerate(parts, 1):
        left = over - time.time()
        given = part.share(seconds, left, scale)
        print(f"\n{part.name} (part {number} of {len(parts)}): {max(given, 0):.0f} of {left:.0f} s left", flush=True)
        ended[part.name] = part.attempt(given, scale, *options)
        print(f"{part.name}: {ended[part.name]}", flush=True)
    return ended
