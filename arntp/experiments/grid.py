"""A grid of cells: which predictor class learns which chain, from how many examples and how much computation.

A *cell* is a class on a problem. All cells of a grid are tuned by the same search, trained for the same nominal time
and judged alike: settings are chosen on the tuning split, figures come from the report split.
"""

import time
from collections.abc import Iterable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass, field, replace
from functools import lru_cache, partial
from statistics import median

import numpy as np
import torch

from arntp import arguments
from arntp.evaluation import chain_accuracy, rolled_out, rollout_accuracy, teacher_forced_accuracy
from arntp.evaluation.accuracy import ChainAccuracy
from arntp.experiments import base
from arntp.experiments.contender import Contender
from arntp.experiments.problems import Problem
from arntp.predictors import Predictor
from arntp.runs import Record, project
from arntp.training import NextTokenLoss, TrainConfig, Training, choose_device, train

RATES = (1e-3, 3e-3, 1e-2, 3e-2)
BATCH = 64
CORE, OVERHEAD = 2e10, 4e-3  # what a core does in a second, and what a step takes besides: the nominal machine
REACHED = 0.999  # of the tuning items, at two evaluations on end: training may stop
SEARCH_SEED = 0
POINTS, GROWTH = 200, 1.2  # a curve begins after a 200th of the steps and grows by a fifth
WARM, TIMED = 3, 25  # steps before the clock, and on it


@dataclass(frozen=True)
class Cell:
    """One predictor class on one problem.

    shapes, rates : what the search tries, each shape (arguments of the class) at each learning rate
    seconds : of one core, which a fit may take; a trial of the search takes a share of it

    Raises TypeError or ValueError for what is no problem, predictor class, shape or learning rate, for none of them,
    and unless seconds > 0.
    """

    problem: Problem
    cls: type[Predictor]
    shapes: tuple[dict[str, int], ...]
    rates: tuple[float, ...] = RATES
    seconds: float = 60.0

    def __post_init__(self):
        base.of_kind("problem", self.problem, Problem)
        arguments.real("seconds", self.seconds, above=0)
        if not self.shapes or not self.rates:
            raise ValueError("a cell needs a shape and a learning rate at least")
        for shape in self.shapes:
            Contender(self.cls, shape, grid=self.rates)  # which checks them

    def contender(self, shape: dict[str, int], lr: float, share: float = 1.0) -> Contender:
        """The class at one shape and rate, with the steps that take `share` of the nominal seconds."""
        steps = max(1, round(share * self.seconds / self.step_seconds(shape)))
        config = TrainConfig(
            steps=steps,
            batch=BATCH,
            lr=lr,
            warmup=max(1, steps // 20),
            first=self.problem.prompt_length,
            evaluate_every=max(1, steps // POINTS),
            evaluate_growth=GROWTH,
            log_every=max(1, steps // 20),
        )
        return Contender(self.cls, shape, config)

    def step_seconds(self, shape: dict[str, int]) -> float:
        """Nominal seconds of a training step: three forward passes' operations at CORE, and OVERHEAD."""
        length = self.problem.length - 1
        with torch.device("meta"):
            flops = self.cls(self.problem.vocab, length, **shape).flops(length)
        return 3 * flops * BATCH / CORE + OVERHEAD


@dataclass(frozen=True)
class Size:
    """One size of a grid.

    tuning : items that settings are chosen by and curves measured on; report : items for the figures (fewer where
    there are fewer); share : of a fit's time that a trial of the search takes

    Raises TypeError or ValueError for what is no cell, for counts below 1, and unless share > 0.
    """

    cells: dict[str, Cell] = field(repr=False)
    tuning: int
    report: int
    share: float = 1 / 8

    def __post_init__(self):
        base.all_of_kind("cells", self.cells, Cell)
        arguments.whole("tuning", self.tuning, 1)
        arguments.whole("report", self.report, 1)
        arguments.real("share", self.share, above=0)


@dataclass(frozen=True)
class Experiment(base.Experiment):
    """One run of a grid; `chapter` is the folder under `results/` that its search is kept in."""

    size: Size
    chapter: str = field(kw_only=True)

    def __post_init__(self):
        super().__post_init__()
        arguments.text("chapter", self.chapter)

    @property
    def names(self) -> Iterable[str]:
        return self.size.cells

    def search(self, name: str) -> dict:
        """Short trials of a cell, one for each shape and rate, and the best of them; the same for every seed.

        trials : a list of shape, lr, steps, and of what was measured on the tuning split at the end: chain, product and
        digit (shares), loss; best : the one with the most right answer tokens, ties to the lower loss. Trials that
        diverged have digit 0. Read from the committed search where there is one.
        """
        self.checked(name)
        cell, title = self.size.cells[name], f"search {name}"
        if len(cell.shapes) == len(cell.rates) == 1:
            return {"trials": [], "best": {"shape": cell.shapes[0], "lr": cell.rates[0]}}
        kept = searches(self.chapter).read(title)
        return kept or self.record.once(title, partial(self.searched, cell))

    def searched(self, cell: Cell) -> dict:
        """All trials of a cell, measured."""
        trials = [self.trial(cell, shape, lr) for shape in cell.shapes for lr in cell.rates]
        return {"task": cell.problem.described(), "trials": trials, "best": max(trials, key=promise)}

    def trial(self, cell: Cell, shape: dict[str, int], lr: float) -> dict:
        """One short training run, judged at its end."""
        contender = cell.contender(shape, lr, self.size.share)
        contender = replace(contender, config=replace(contender.config, evaluate_every=0))
        described = {"shape": shape, "lr": lr, "steps": contender.config.steps}
        try:
            _, history = self.train(cell.problem, contender, SEARCH_SEED)
        except FloatingPointError:
            return described | {"chain": 0.0, "product": 0.0, "digit": 0.0, "loss": None}
        return described | {key: history[-1][key] for key in ("chain", "product", "digit", "loss")}

    def cost(self, name: str) -> dict:
        """What a training step of a cell takes at its best shape, measured; for a quiet machine.

        shape : the shape; seconds : the median of some steps on one thread; nominal : what a fit is sized by
        """
        self.checked(name)
        return self.record.once(cost_title(name), partial(self.timed, name))

    def timed(self, name: str) -> dict:
        """Take a few steps against the clock."""
        cell, best = self.size.cells[name], self.search(name)["best"]
        contender, source = cell.contender(best["shape"], best["lr"]), cell.problem.source(SEARCH_SEED)
        predictor = contender.build(cell.problem.vocab, cell.problem.length - 1, SEARCH_SEED)
        config = replace(contender.config, steps=WARM + TIMED, warmup=1)
        state, loss, clock = Training(predictor, config, None, {}), NextTokenLoss(predictor, config.first), []
        with one_thread():
            for _ in range(config.steps):
                began = time.perf_counter()
                state.advance(loss, source)
                clock.append(time.perf_counter() - began)
        nominal = cell.step_seconds(best["shape"])
        return {"shape": best["shape"], "seconds": median(clock[WARM:]), "nominal": nominal}

    def train(self, problem: Problem, contender: Contender, seed: int) -> tuple[Predictor, list[dict]]:
        """A trained predictor and its history, with a curve on tuning items."""
        torch.set_flush_denormal(True)  # weights that decay to zero would slow a step many times over
        predictor = contender.build(problem.vocab, problem.length - 1, seed)
        tuning = problem.judged("tuning", self.size.tuning, seed)
        history = train(
            predictor,
            problem.source(seed),
            contender.config,
            evaluate=lambda p: shares(rollout_accuracy(p, tuning, problem.prompt_length, problem.answer)),
            until=reached,
            progress=self.progress,
        )
        return predictor, history

    def measure(self, name: str) -> dict:
        """Train a cell at its best settings and judge it on the report split.

        The result holds name, device, task, parameters (active), flops (of one forward pass over a sequence), config,
        nominal (seconds of a step), history, pairs (judged items), scores, right (a 0 or 1 an item), by position, first
        wrong, and what the problem adds.
        """
        cell, best = self.size.cells[name], self.search(name)["best"]
        contender = cell.contender(best["shape"], best["lr"])
        predictor, history = self.train(cell.problem, contender, self.seed)
        return {
            "name": name,
            "device": choose_device()[1],
            "task": cell.problem.described(),
            "parameters": predictor.active_parameters(),
            "flops": predictor.flops(cell.problem.length - 1),
            "config": contender.described(),
            "nominal": cell.step_seconds(best["shape"]),
            "history": history,
            **judged(predictor, cell.problem, cell.problem.judged("report", self.size.report, self.seed)),
        }


@lru_cache
def searches(chapter: str) -> Record:
    """The committed searches of a chapter at size laptop, which all of its runs take their settings from."""
    return Record(project.results() / chapter / "laptop-search")


def cost_title(name: str) -> str:
    """What the record calls the measured cost of a cell's step."""
    return f"cost {name}"


@contextmanager
def one_thread() -> Iterator[None]:
    """Let torch compute on one thread inside, without subnormal numbers, as a fit of the nominal machine does."""
    threads = torch.get_num_threads()
    torch.set_flush_denormal(True)
    torch.set_num_threads(1)
    try:
        yield
    finally:
        torch.set_num_threads(threads)


def promise(trial: dict) -> tuple[float, float]:
    """What trials are ranked by."""
    return trial["digit"], -np.inf if trial["loss"] is None else -trial["loss"]


def reached(history: list[dict], key: str = "product") -> bool:
    """Whether the last two evaluations found REACHED of the answers right; `key` is where rows say so."""
    curve = [row[key] for row in history if key in row]
    return len(curve) > 1 and min(curve[-2:]) >= REACHED


def shares(accuracy: ChainAccuracy) -> dict[str, float]:
    """The three shares of right chains, right answers and right tokens of the answers."""
    return {"chain": accuracy.exact, "product": accuracy.answer_exact, "digit": accuracy.digit_accuracy}


def judged(predictor: Predictor, problem: Problem, tokens: np.ndarray) -> dict:
    """Everything that is measured of a trained predictor on sequences (M, n + T)."""
    true = tokens[:, problem.prompt_length :]
    chains = rolled_out(predictor, tokens, problem.prompt_length)
    rolled = chain_accuracy(chains, true, problem.answer)
    right = (chains == true)[:, problem.answer].all(1)
    return {
        "pairs": len(tokens),
        "scores": shares(rolled),
        "right": base.marks(right),
        "by position": {
            "names": list(problem.places),
            "rollout": rolled.by_position.tolist(),
            "teacher forcing": teacher_forced_accuracy(predictor, tokens, problem.prompt_length).tolist(),
        },
        "first wrong": np.bincount(rolled.first_wrong, minlength=problem.chain_length + 1).tolist(),
        **problem.looked_at(tokens, chains),
    }
