"""Training within given seconds: the number of steps follows from the measured time of one.

Nothing is lost when the process is ended from outside: what is known is handed on after every row.
"""

import math
import sys
import time
from collections.abc import Callable, Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from contextlib import contextmanager
from dataclasses import dataclass, replace
from statistics import median

import numpy as np
import torch

from arntp import arguments
from arntp.predictors import Predictor
from arntp.training import NextTokenLoss, TrainConfig, Training

WARM, TIMED = 3, 5  # steps before the clock, and on it
SLACK = 0.04  # of the seconds: what a step may turn out slower
ROWS = 60  # of the history, about
TURN = 1e-4  # seconds

Source = Callable[[int, int], np.ndarray]
Judge = Callable[[Predictor], dict]


@dataclass(frozen=True)
class Pace:
    """Seconds of a training step, and of a judgement. Raises ValueError for a step of no time, or a negative one."""

    step: float
    judging: float

    def __post_init__(self):
        arguments.real("step", self.step, above=0)
        arguments.real("judging", self.judging, 0)

    def steps(self, seconds: float, every: float) -> int:
        """How many steps fit into `seconds`, judged every `every` seconds and at the end; at least one.

        Raises ValueError for an interval that is not positive.
        """
        arguments.real("every", every, above=0)
        judgements = 1 + math.floor(max(seconds, 0) / every)
        return max(1, int(((1 - SLACK) * seconds - judgements * self.judging) / self.step))


def train_within(
    seconds: float,
    build: Callable[[], Predictor],
    source: Source,
    config: TrainConfig,
    judge: Judge,
    keep: Callable[[dict], None],
    every: float = 60.0,
) -> tuple[Predictor, dict]:
    """Train what `build` gives for `seconds` in all; return it, and what was measured.

    A few steps of a first predictor, which is thrown away, tell the time of one; the schedule is that of `config` over
    the steps that fit. The measurements hold the time of a step, the steps planned, the peak memory of the device, the
    history as `train` has it, judged every `every` seconds, and how it ended: "complete", "cut off" where the time was
    over first, "diverged" where the loss was not finite. `keep` gets them after every row, "running" meanwhile.

    Raises TypeError for what is no number, ValueError for a time or an interval that is not positive.
    """
    arguments.instance("config", config, TrainConfig)
    over = time.monotonic() + arguments.real("seconds", seconds, above=0)
    arguments.real("every", every, above=0)
    with ahead(source) as batches:
        measured = pace(build(), batches, config, judge)
        steps = measured.steps(over - time.monotonic(), every)
        config = replace(config, steps=steps, warmup=min(config.warmup, max(1, steps // 10)))
        over -= measured.judging  # the last one
        state = Training(build(), config, None, {})
        found = {
            "step (ms)": 1e3 * measured.step,
            "judging (s)": measured.judging,
            "planned steps": config.steps,
            "ended": "running",
            "history": state.history,
        }
        keep(found)
        found["ended"] = run(state, batches, judge, lambda: keep(found), over, every)
    found["peak memory (GB)"] = peak_memory()
    keep(found)
    return state.predictor, found


def run(state: Training, source: Source, judge: Judge, keep: Callable[[], None], over: float, every: float) -> str:
    """Train to the last step or until the clock says `over`; how it ended."""
    loss, logged, judged = NextTokenLoss(state.predictor, state.config.first), 0.0, 0.0
    between = (over - time.monotonic()) / ROWS
    while state.step < state.config.steps:
        began = time.perf_counter()
        try:
            state.advance(loss, source)
        except FloatingPointError as error:
            return f"diverged: {error}"
        state.seconds += time.perf_counter() - began
        late = time.monotonic() >= over
        if late or state.step == state.config.steps or state.seconds - judged >= every:
            state.log().update(judge(state.predictor))
            logged = judged = state.seconds
        elif state.seconds - logged >= between:
            state.log()
            logged = state.seconds
        else:
            continue
        keep()
        if late:
            return "cut off" if state.step < state.config.steps else "complete"
    return "complete"


def pace(predictor: Predictor, source: Source, config: TrainConfig, judge: Judge) -> Pace:
    """Time a judgement and a few steps of a predictor that is of no further use."""
    config = replace(config, steps=WARM + TIMED, warmup=1)
    state, loss = Training(predictor, config, None, {}), NextTokenLoss(predictor, config.first)
    judging = elapsed(lambda: judge(predictor))
    steps = [elapsed(lambda: state.advance(loss, source)) for _ in range(WARM + TIMED)]
    return Pace(median(steps[WARM:]), judging)


def elapsed(act: Callable[[], object]) -> float:
    """Seconds that a call takes, the device's work included."""
    began = time.perf_counter()
    act()
    if torch.cuda.is_available():
        torch.cuda.synchronize()
    return time.perf_counter() - began


@contextmanager
def ahead(source: Source) -> Iterator[Source]:
    """The same source, each next batch made in a thread while the device computes.

    The threads of Python take turns, by default of 5 ms: too long for the one that has a GPU to keep busy.
    """
    made: dict[tuple[int, int], Future] = {}
    with ThreadPoolExecutor(1) as pool, turns(TURN):

        def batch(step: int, size: int) -> np.ndarray:
            wanted = made.pop((step, size), None) or pool.submit(source, step, size)
            made.clear()
            made[step + 1, size] = pool.submit(source, step + 1, size)
            return wanted.result()

        yield batch


@contextmanager
def turns(seconds: float) -> Iterator[None]:
    """Let Python's threads take turns of that length inside."""
    before = sys.getswitchinterval()
    sys.setswitchinterval(seconds)
    try:
        yield
    finally:
        sys.setswitchinterval(before)


def peak_memory() -> float | None:
    """Gigabytes that the device held at most, or None on a processor."""
    return torch.cuda.max_memory_allocated() / 1e9 if torch.cuda.is_available() else None
