"""Speed of the compiled decoders: a Turing machine emulated token by token, batch 1."""

from collections.abc import Iterator

import numpy as np
import torch

from arntp.compile import CompiledLinear, compile_turing, turing
from arntp.compile.recentring import compile_recentring
from arntp.rollout import naive_rollout, rollout
from arntp.tasks.turing import recentring
from arntp.tasks.turing.library import PROGRAMS
from benchmarks.settings import Bench
from benchmarks.timing import Action, interleaved, rounded

CELLS = 18  # 16 and two boundaries
LEAST_RATE, MOST_SECONDS = 1e6, 0.1  # targets on one core: tokens a second of the cell construction; all of BB(4)
ROWS = 2000
LEVEL = 7  # of the re-centring: 2^7 steps
BEAVER = PROGRAMS["BB(4)"].machine
START = BEAVER.row((), 0, CELLS, left=11)  # it visits ten cells to the left and three to the right


def emulation(bench: Bench) -> Iterator[dict]:
    """BB(4) by compiled decoders, batch 1: tokens a second, against the dense scores of the same weights."""
    decoder = compile_turing(BEAVER, CELLS)
    nested, start = compile_recentring(BEAVER, LEVEL), recentring.start(BEAVER, (), 0, LEVEL)
    trials = {
        f"a token a cell, S = {CELLS}": (written(decoder, START, ROWS * CELLS), ROWS * CELLS),
        f"re-centring, {2**LEVEL} steps": (written(nested, start, nested.chain_length), nested.chain_length),
        "a token a cell, dense scores, 3 rows": (
            lambda: naive_rollout(decoder, torch.tensor([START]), 3 * CELLS),
            3 * CELLS,
        ),
    }
    actions = [action for action, _ in trials.values()]
    times = np.median(interleaved("emulation", actions, bench.device, bench.seconds), axis=0)
    for (name, (_, tokens)), seconds in zip(trials.items(), times):
        target = LEAST_RATE if "cell, S" in name else None
        yield measured(name, "tokens/s", tokens / seconds, target, target is None or tokens / seconds >= target)
    whole = np.median(interleaved("BB(4) from its text", [compiled_and_run], bench.device, bench.seconds / 4))
    yield measured("BB(4), 107 steps: compiled and run", "s", whole, MOST_SECONDS, whole < MOST_SECONDS)


def measured(what: str, unit: str, value: float, target: float | None, met: bool) -> dict:
    """A row of the table."""
    return {
        "what": what,
        "unit": unit,
        "median": rounded(value),
        "target": target,
        "met": bool(met) if target else None,
    }


def written(decoder: CompiledLinear, prompt: list[int], length: int) -> Action:
    """A rollout of a prompt."""
    return lambda: rollout(decoder, torch.tensor([prompt]), length)


def compiled_and_run() -> None:
    """Everything that an emulation of BB(4) takes after the import, with nothing remembered from before."""
    turing.windows.cache_clear()
    turing.wanted.cache_clear()
    decoder = compile_turing(BEAVER, CELLS)
    rollout(decoder, torch.tensor([START]), 108 * CELLS)
