"""The experiment: does the same linear class learn any machine, and go on rightly for longer than it was trained?"""

from collections.abc import Iterable
from dataclasses import dataclass, replace
from functools import cached_property

import numpy as np

from arntp import arguments
from arntp.evaluation import rolled_out
from arntp.experiments import base
from arntp.experiments.contender import Contender
from arntp.experiments.machines.lessons import LONGER, Lesson, Rule, draw_lesson
from arntp.predictors import CausalLinear, Predictor, TimeInvariantLinear
from arntp.training import TrainConfig, choose_device, train


@dataclass(frozen=True)
class Size:
    """One size.

    machines : (states, cells of a row) of each machine to draw
    searched : places of the machines by which rate and decay are chosen, on their tuning rows
    grid : (learning rate, weight decay) of the trials, the same for every class
    rule : how machines and rows are drawn
    contenders : the classes; rate and decay of their settings are replaced by the chosen ones

    Raises TypeError or ValueError for no machine, trial or contender, and for a searched machine that does not exist.
    """

    machines: tuple[tuple[int, int], ...]
    searched: tuple[int, ...]
    grid: tuple[tuple[float, float], ...]
    rule: Rule
    contenders: dict[str, Contender]

    def __post_init__(self):
        base.of_kind("rule", self.rule, Rule)
        base.all_of_kind("contenders", self.contenders, Contender)
        for name in ("machines", "searched", "grid"):
            if not getattr(self, name):
                raise ValueError(f"{name} is empty: at least one is needed")
        arguments.wholes("searched", self.searched, 0, len(self.machines) - 1)


@dataclass(frozen=True)
class Experiment(base.Experiment):
    """One run: machines, rows, initial weights and batches are drawn from the seed."""

    size: Size

    @property
    def names(self) -> Iterable[str]:
        return self.size.contenders

    @cached_property
    def lessons(self) -> list[Lesson]:
        """One a machine."""
        return [
            draw_lesson(states, cells, self.size.rule, (self.seed, place))
            for place, (states, cells) in enumerate(self.size.machines)
        ]

    def drawn(self) -> dict:
        """What was drawn: machines, splits, windows and rows of each lesson."""
        return self.record.once("machines drawn", lambda: {"lessons": [lesson.about() for lesson in self.lessons]})

    def title(self, name: str) -> str:
        return f"machines, {name}"

    def search(self, name: str) -> list[dict]:
        """The trials of a class: rate, decay, and the share of tuning runs that are right, a number a machine."""
        self.checked(name)
        return [
            self.record.once(f"{self.title(name)}, rate {lr:g}, decay {decay:g}", lambda: self.trial(name, lr, decay))
            for lr, decay in self.size.grid
        ]

    def trial(self, name: str, lr: float, decay: float) -> dict:
        """Train a class on the searched machines at one setting."""
        lessons = [self.lessons[place] for place in self.size.searched]
        contender = self.set(name, lr, decay)
        short = replace(contender, config=replace(contender.config, evaluate_every=0))  # judged at the end alone
        learned = [self.taught(short, lesson)[1][-1]["tuning"] for lesson in lessons]
        return {"lr": lr, "weight decay": decay, "right": learned}

    def set(self, name: str, lr: float, decay: float) -> Contender:
        """A contender at a rate and a decay."""
        contender = self.size.contenders[name]
        return replace(contender, config=replace(contender.config, lr=lr, weight_decay=decay))

    def chosen(self, name: str) -> Contender:
        """A contender at the setting whose trial was right most often, the earlier one where two are alike."""
        best = max(self.search(name), key=lambda trial: np.mean(trial["right"]))
        return self.set(name, best["lr"], best["weight decay"])

    def measure(self, name: str) -> dict:
        """Every machine learned by one class at the chosen setting, and judged on the report runs; and the search."""
        chosen = self.chosen(name)
        return {
            "name": name,
            "device": choose_device()[1],
            "config": chosen.described(),
            "search": self.search(name),
            "machines": [self.judged(chosen, lesson) for lesson in self.lessons],
        }

    def judged(self, chosen: Contender, lesson: Lesson) -> dict:
        """Weights, training FLOPs, tuning runs right by step, and which report runs are right and covered."""
        predictor, history = self.taught(chosen, lesson)
        length = lesson.training.shape[1] - 1
        lengths = LONGER if predictor.slides else LONGER[:1]
        return {
            "machine": str(lesson.machine),
            "states": lesson.machine.states,
            "cells": lesson.cells,
            "parameters": predictor.active_parameters(),
            "flops": 3 * predictor.flops(length) * chosen.config.batch * chosen.config.steps,
            "tuning": {str(row["step"]): row["tuning"] for row in history if "tuning" in row},
            "right": {str(times): base.marks(right(predictor, lesson, lesson.report, times)) for times in lengths},
            "covered": {str(times): base.marks(lesson.covered(times, not predictor.slides)) for times in lengths},
        }

    def taught(self, chosen: Contender, lesson: Lesson) -> tuple[Predictor, list[dict]]:
        """A predictor trained on a lesson's training runs, and its history."""
        context = lesson.cells + 1 if chosen.cls.slides else lesson.training.shape[1] - 1
        predictor, data = chosen.build(lesson.vocab, context, self.seed), lesson.training
        history = train(
            predictor,
            lambda step, size: data[np.random.default_rng((self.seed, step)).integers(0, len(data), size)],
            replace(chosen.config, first=lesson.cells),
            evaluate=lambda trained: {"tuning": float(right(trained, lesson, lesson.tuning).mean())},
            progress=self.progress,
        )
        return predictor, history


def right(predictor: Predictor, lesson: Lesson, rows: np.ndarray, times: int = 1) -> np.ndarray:
    """Which of the runs (N, rows, S), times · steps steps of each, the predictor's rollout writes without an error."""
    expected = lesson.sequences(rows, times)
    return (rolled_out(predictor, expected, lesson.cells) == expected[:, lesson.cells :]).all(1)


def contenders(width: int, narrow: int, steps: int, batch: int) -> dict[str, Contender]:
    """The time-invariant and the per-position class, trained on equally many examples."""
    config = TrainConfig(steps, batch, lr=4e-2, warmup=20, weight_decay=0.0, evaluate_every=steps // 5)
    return {
        "time-invariant linear": Contender(TimeInvariantLinear, {"width": width}, config),
        "causal linear": Contender(CausalLinear, {"width": narrow}, config),
    }


def spread(count: int, least: int, most: int) -> tuple[tuple[int, int], ...]:
    """(states, cells) of 2 · count machines: two and three states at each of `count` sizes of a row, evenly spread."""
    sizes = np.linspace(least, most, count).round().astype(int).tolist()
    return tuple((states, cells) for cells in sizes for states in (2, 3))


GRID = ((4e-2, 0.0), (8e-2, 0.0), (4e-2, 0.2), (8e-2, 0.2))
SMOKE = Size(spread(1, 10, 10), (0,), GRID[1::2], Rule(2000, 4, 40, least=10), contenders(24, 12, 100, 32))
LAPTOP = Size(spread(10, 8, 32), (3, 6, 11), GRID, Rule(10_000, 5, 200), contenders(32, 16, 240, 32))
SIZES = {"smoke": SMOKE, "laptop": LAPTOP, "paper": LAPTOP}
