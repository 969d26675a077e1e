"""The emulation experiment: can a linear predictor learn a Turing machine from its runs alone?

The machine is a binary counter that never halts: it walks to the right end of its digits, adds one on the way back, and
begins again. Each row has S cells: the boundaries, a blank at each end, and the digits between. Predictors are trained
on runs of a few steps from some of the start rows, and judged by runs of other rows, up to four times as long, none of
which training has shown.
"""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass, replace
from functools import cached_property
from itertools import product

import numpy as np
import torch

from arntp import arguments
from arntp.compile.compiled import CompiledLinear
from arntp.compile.turing import compile_turing, windows
from arntp.evaluation import rolled_out, rollout_accuracy
from arntp.experiments import base
from arntp.experiments.contender import Contender
from arntp.predictors import CausalLinear, Predictor, TimeInvariantLinear
from arntp.rollout import rollout
from arntp.tasks.turing import Machine
from arntp.training import TrainConfig, choose_device, train

COUNTER = Machine.parse("0LB1RA2RA_0RA2RA1LB")  # digits 1 and 2 (for 0 and 1) between blanks; A walks, B carries
LONGER = (1, 2, 4)
HELD = (0, 3)  # the digits that say which rows are held out: too far apart for a window of three cells
WITH, WITHOUT = "time-invariant linear", "time-invariant linear, no decay"
FIRST = 2  # the first digit's place in a row, after a boundary and a blank


@dataclass(frozen=True)
class Size:
    """One size: the counter's digits, steps of a training run, most held-out runs to judge, and the contenders.

    Raises TypeError or ValueError for fewer digits than hold rows out, and for counts below 1.
    """

    digits: int
    steps: int
    tests: int
    contenders: dict[str, Contender]

    def __post_init__(self):
        arguments.whole("digits", self.digits, max(HELD) + 1)
        arguments.whole("steps", self.steps, 1)
        arguments.whole("tests", self.tests, 1)
        base.all_of_kind("contenders", self.contenders, Contender)

    @property
    def cells(self) -> int:
        """S: digits, two blanks, two boundaries."""
        return self.digits + 4

    def chain_length(self, times: int = 1) -> int:
        """Tokens of a run of times · steps steps."""
        return (times * self.steps + 1) * self.cells


@dataclass(frozen=True)
class Experiment(base.Experiment):
    """One run of the learned machine."""

    size: Size

    @property
    def names(self) -> Iterable[str]:
        return self.size.contenders

    @cached_property
    def decoder(self) -> CompiledLinear:
        """The exact emulation, which writes the runs to learn from and to judge by."""
        return compile_turing(COUNTER, self.size.cells)

    @cached_property
    def starts(self) -> tuple[np.ndarray, np.ndarray]:
        """Start rows (N, S) for training, and for judging, in random order.

        Rows whose first and fourth digits have certain values, which the seed draws, are held out. Training runs have
        no such row at any step, judged runs have no other.
        """
        rng = np.random.default_rng(self.seed)
        values, rows = rng.integers(1, 3, len(HELD)), rng.permutation(start_rows(self.size.digits))
        training = rows[~self.held_out(rows, 1, values).any(1)]
        return training, rows[self.held_out(rows, max(LONGER), values).all(1)][: self.size.tests]

    def held_out(self, rows: np.ndarray, times: int, values: np.ndarray) -> np.ndarray:
        """Whether each row of the runs from start rows has `values` in the digits HELD, (N, times · steps + 1)."""
        middle = np.array([window[1] for window in windows(COUNTER.symbols, COUNTER.states)])
        symbol = np.array([-1 if symbol is None else symbol for symbol, _ in COUNTER.contents])
        chains = self.runs(rows, times)[:, self.size.cells :].reshape(len(rows), -1, self.size.cells)
        digits = chains[..., [FIRST + place for place in HELD]] - COUNTER.cells
        return (symbol[middle[digits]] == values).all(-1)

    def runs(self, rows: np.ndarray, times: int = 1) -> np.ndarray:
        """Start rows and their chains, (N, S + chain length) int64."""
        prompts = torch.from_numpy(rows)
        return torch.cat([prompts, rollout(self.decoder, prompts, self.size.chain_length(times))], dim=1).numpy()

    def windows_seen(self) -> tuple[int, int]:
        """How many kinds of tokens the longest judged runs need, and how many of them the training runs hold."""
        needed = set(np.unique(self.runs(self.starts[1], max(LONGER))))
        return len(needed), len(needed & set(np.unique(self.runs(self.starts[0]))))

    def trained(self, name: str) -> tuple[Predictor, list[dict]]:
        """One contender, trained and scored on the chain alone, and its history.

        Where the record keeps checkpoints, one that has been trained is read back. Raises ValueError for another name.
        """
        self.checked(name)
        chosen = self.chosen(name)
        context = self.size.cells + 1 if chosen.cls.slides else self.size.cells + self.size.chain_length() - 1
        predictor = chosen.build(self.decoder.vocab, context, self.seed)
        sequences = self.runs(self.starts[0])
        history = train(
            predictor,
            lambda step, size: sequences[np.random.default_rng((self.seed, step)).integers(0, len(sequences), size)],
            chosen.config,
            evaluate=lambda trained: {"exact": self.exact(trained, 1, self.starts[1][:100])},
            folder=self.record.checkpoints(name),
            about=chosen.about(machine=str(COUNTER), cells=self.size.cells),
            progress=self.progress,
        )
        return predictor, history

    def chosen(self, name: str) -> Contender:
        """A contender of the size; its scores count from the first token of the chain."""
        contender = self.size.contenders[name]
        return replace(contender, config=replace(contender.config, first=self.size.cells))

    def measure(self, name: str) -> dict:
        """Train one contender and judge it.

        The result holds name, device, parameters, config, history, the tokens needed and seen, and for each of LONGER
        the share of held-out runs that are right from end to end, None where the predictor has no weights so far out;
        of the time-invariant class also norms, ‖W_k‖ (Frobenius) by offset, the last token first.
        """
        predictor, history = self.trained(name)
        needed, seen = self.windows_seen()
        return {
            "name": name,
            "device": choose_device()[1],
            "parameters": predictor.active_parameters(),
            "config": self.chosen(name).described(),
            "history": history,
            "tokens needed": needed,
            "tokens seen": seen,
            "judged": len(self.starts[1]),
            "exact": {str(times): self.exact(predictor, times, self.starts[1]) for times in LONGER},
            **({"norms": block_norms(predictor)} if predictor.slides else {}),
        }

    def pulls(self) -> dict:
        """What each offset says at the first wrong tokens of the class without decay, beside the one with decay.

        The score of the right token less that of the wrong one, which a run of the first class wrote, is a sum over
        offsets; the result holds its terms in the mean over all wrong runs, for each class, the last token's first;
        how many runs are wrong; and how many of their first wrong tokens stand at each cell of a row.
        """
        return self.record.once("pulls by offset", self.measured_pulls)

    def measured_pulls(self) -> dict:
        """Train both classes, or read them back, and measure."""
        predictors = {name: self.trained(name)[0] for name in (WITH, WITHOUT)}
        runs = self.runs(self.starts[1])
        chains = rolled_out(predictors[WITHOUT], runs, self.size.cells)
        wrong = chains != runs[:, self.size.cells :]
        which, first = np.flatnonzero(wrong.any(1)), wrong.argmax(1)[wrong.any(1)]
        pairs = [(runs[run, : self.size.cells + at + 1], int(chains[run, at])) for run, at in zip(which, first)]
        return {
            "wrong": len(which),
            "cells": np.bincount(first % self.size.cells, minlength=self.size.cells).tolist(),
            "pulls": {
                name: np.mean([pull(predictor, *pair) for pair in pairs] or [[]], 0).tolist()
                for name, predictor in predictors.items()
            },
        }

    def exact(self, predictor: Predictor, times: int, rows: np.ndarray) -> float | None:
        """Share of start rows whose whole chain is right."""
        arguments.whole("times", times, 1)
        length = self.size.chain_length(times)
        if not predictor.slides and self.size.cells + length - 1 > predictor.context:
            return None
        return rollout_accuracy(predictor, self.runs(rows, times), self.size.cells).exact


def block_norms(predictor: TimeInvariantLinear) -> list[float]:
    """‖W_k‖ (Frobenius) by offset, the last token first."""
    return torch.linalg.matrix_norm(predictor.blocks.detach()).tolist()


@torch.no_grad()
def pull(predictor: TimeInvariantLinear, tokens: np.ndarray, other: int) -> np.ndarray:
    """What each offset adds to the score of the last of `tokens` less that of another, (L,), the last token first.

    The sum over offsets is the difference of the two scores after the tokens before; zero where no token stands.
    """
    device = predictor.blocks.device
    before = torch.from_numpy(tokens[:-1][::-1][: predictor.context].copy()).to(device)
    towards = predictor.output_weight[int(tokens[-1])] - predictor.output_weight[other]
    found = torch.einsum("kd,kde,e->k", predictor.embed(before), predictor.blocks[: len(before)], towards)
    return np.pad(found.cpu().numpy(), (0, predictor.context - len(before)))


def start_rows(digits: int) -> list[Sequence[int]]:
    """All rows of the counter: every number, the head on every digit, in either state; ValueError unless digits ≥ 1."""
    arguments.whole("digits", digits, 1)
    rows = []
    for number in product((1, 2), repeat=digits):
        for place, state in product(range(digits), (0, 1)):
            cells = list(number)
            cells[place] = COUNTER.cell(cells[place], state)
            rows.append([COUNTER.boundary, 0, *cells, 0, COUNTER.boundary])
    return rows


def contenders(width: int, narrow: int, steps: tuple[int, int]) -> dict[str, Contender]:
    """The time-invariant class with and without weight decay, and the per-position class."""

    def made(cls: type[Predictor], width: int, steps: int, weight_decay: float) -> Contender:
        config = TrainConfig(steps, batch=64, lr=4e-2, warmup=20, weight_decay=weight_decay, evaluate_every=steps // 10)
        return Contender(cls, {"width": width}, config)

    return {
        WITH: made(TimeInvariantLinear, width, steps[0], 0.5),
        WITHOUT: made(TimeInvariantLinear, width, steps[0], 0.0),
        "causal linear": made(CausalLinear, narrow, steps[1], 0.5),
    }


SMOKE = Size(digits=7, steps=6, tests=100, contenders=contenders(48, 24, (200, 300)))
LAPTOP = Size(digits=9, steps=12, tests=2000, contenders=contenders(64, 32, (600, 600)))
SIZES = {"smoke": SMOKE, "laptop": LAPTOP, "paper": LAPTOP}
