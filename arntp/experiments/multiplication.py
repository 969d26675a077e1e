"""The multiplication experiment: which chain of thought makes multiplication learnable, and for which class.

A *trial* is one predictor class on one kind of chain; trials of a size are trained and judged alike, on factor pairs
held out in either order.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np

from arntp import arguments
from arntp.evaluation import ChainAccuracy, chain_accuracy, rolled_out, rollout_accuracy, teacher_forced_accuracy
from arntp.experiments import base
from arntp.experiments.contender import Contender, tune, tuned
from arntp.predictors import CausalLinear, CausalMLP, Predictor, Transformer
from arntp.runs import Record, project
from arntp.tasks.multiplication import Multiplication, numbers_of
from arntp.tasks.multiplication.chains import column_sums
from arntp.training import TrainConfig, choose_device, train


@dataclass(frozen=True)
class Trial:
    """One contender on one task; TypeError for what is none."""

    task: Multiplication
    contender: Contender

    def __post_init__(self):
        base.of_kind("task", self.task, Multiplication)
        base.of_kind("contender", self.contender, Contender)


@dataclass(frozen=True)
class Size:
    """One size of the experiment.

    held_out : pairs that the final figures are measured on (all of them where there are fewer)
    curve : pairs that the learning curves are measured on

    Raises TypeError or ValueError for what is no trial, and for counts below 1.
    """

    trials: dict[str, Trial] = field(repr=False)
    held_out: int
    curve: int

    def __post_init__(self):
        base.all_of_kind("trials", self.trials, Trial)
        arguments.whole("held_out", self.held_out, 1)
        arguments.whole("curve", self.curve, 1)

    def committed_grid(self) -> dict[str, dict[float, float]]:
        """{trial: {learning rate: share of right digits}} of the committed grid runs; what was not run is missing."""
        record = Record(project.results() / "multiplication" / "laptop-grid")
        grids = {name: tuned(name, t.contender, record) for name, t in self.trials.items()}
        return {name: {lr: run.get("digit", 0.0) for lr, run in grid.items()} for name, grid in grids.items() if grid}

    def with_digits(self, digits: int) -> "Size":
        """The same size with other factors: `digits` digits each."""
        trials = {name: replace(t, task=replace(t.task, digits=digits)) for name, t in self.trials.items()}
        return replace(self, trials=trials)


@dataclass(frozen=True)
class Experiment(base.Experiment):
    """One run of the multiplication experiment."""

    size: Size

    @property
    def names(self) -> Iterable[str]:
        return self.size.trials

    def train(self, name: str, task: Multiplication, contender: Contender) -> tuple[Predictor, list[dict]]:
        """A trained predictor and its history; the curve is measured on held-out pairs."""
        predictor = contender.build(len(task.vocabulary), task.length - 1, self.seed)
        curve = task.encode(*self.pairs(task, self.size.curve))
        history = train(
            predictor,
            task.source(self.seed),
            replace(contender.config, first=task.prompt_length),
            evaluate=lambda p: summary(rollout_accuracy(p, curve, task.prompt_length, task.answer)),
            folder=self.record.checkpoints(f"{name} {contender.config.lr:g}"),
            about=contender.about(chain=task.chain, digits=task.digits),
            progress=self.progress,
        )
        return predictor, history

    def measure(self, name: str) -> dict:
        """Train one trial; its measurements, all on held-out pairs."""
        trial = self.size.trials[name]
        task, contender = trial.task, trial.contender
        predictor, history = self.train(name, task, contender)
        return {
            "name": name,
            "device": choose_device()[1],
            "task": {"chain": task.chain, "digits": task.digits, "tokens": task.chain_length},
            "parameters": predictor.active_parameters(),
            "flops": predictor.flops(task.length - 1),
            "config": contender.described(),
            "history": history,
            **self.judge(predictor, task),
        }

    def tune(self, name: str, share: float = 0.2) -> dict[float, dict]:
        """Short runs of one trial over its grid, each `share` of the steps: {learning rate: last row}.

        Raises ValueError for a name that the size does not have, and unless share > 0.
        """
        self.checked(name)
        trial = self.size.trials[name]
        return tune(name, trial.contender.scaled(share), self.record, lambda c: self.train(name, trial.task, c)[1][-1])

    def pairs(self, task: Multiplication, count: int) -> tuple[np.ndarray, np.ndarray]:
        """Distinct held-out pairs, the same for every seed: `count` of them, or all where there are fewer."""
        return task.held_out(min(count, held_out_pairs(task)), seed=0)

    def judge(self, predictor: Predictor, task: Multiplication) -> dict:
        """Everything that is measured of a trained predictor on held-out pairs."""
        a, b = self.pairs(task, self.size.held_out)
        tokens = task.encode(a, b)
        chains = rolled_out(predictor, tokens, task.prompt_length)
        rolled = chain_accuracy(chains, tokens[:, task.prompt_length :], task.answer)
        right = (chains == tokens[:, task.prompt_length :])[:, task.answer].all(1)
        return {
            "pairs": len(a),
            "scores": summary(rolled),
            "by position": {
                "names": list(task.names),
                "rollout": rolled.by_position.tolist(),
                "teacher forcing": teacher_forced_accuracy(predictor, tokens, task.prompt_length).tolist(),
            },
            "first wrong": np.bincount(rolled.first_wrong, minlength=task.chain_length + 1).tolist(),
            "by carries": by_carries(a, b, right),
            "errors": errors(task, a, b, chains, rolled.first_wrong, right),
        }


def held_out_pairs(task: Multiplication) -> int:
    """How many unordered pairs are held out, counted up to the 1,000,000 that are more than anybody asks for."""
    if task.digits > 3:
        return 1_000_000
    factors = np.arange(task.smallest_factor, 10**task.digits)
    low, high = np.triu_indices(len(factors))
    digits = factors[:, None] // 10 ** np.arange(task.digits) % 10
    return int((~task.is_training(digits[low], digits[high])).sum())


def summary(accuracy: ChainAccuracy) -> dict[str, float]:
    """The three shares of right chains, right products and right digits."""
    return {"chain": accuracy.exact, "product": accuracy.answer_exact, "digit": accuracy.digit_accuracy}


def carries(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """How many columns of the long multiplication carry into the next: (B,) for digits (B, n) each."""
    return sum((total > 9).astype(np.int64) for total in column_sums(a.T, b.T))


def by_carries(a: np.ndarray, b: np.ndarray, right: np.ndarray) -> list[list[int]]:
    """For each number of carrying columns: [columns, right products, pairs]."""
    count = carries(a, b)
    return [[int(c), int(right[count == c].sum()), int((count == c).sum())] for c in np.unique(count)]


def errors(
    task: Multiplication,
    a: np.ndarray,
    b: np.ndarray,
    chains: np.ndarray,
    first_wrong: np.ndarray,
    right: np.ndarray,
    most: int = 12,
) -> list[dict]:
    """The first wrong products, each with the place where its chain first goes wrong."""
    rows = np.flatnonzero(~right)[:most]
    a, b, products = numbers_of(a[rows]), numbers_of(b[rows]), task.product(chains[rows])
    return [
        {"a": x, "b": y, "product": x * y, "predicted": z, "first wrong": task.names[first_wrong[row]]}
        for row, x, y, z in zip(rows, a, b, products)
    ]


def trial(chain: str, digits: int, cls: type, shape: dict, grid: tuple[float, ...] = (), **config) -> Trial:
    """A trial in one line."""
    return Trial(Multiplication(digits, chain), Contender(cls, shape, TrainConfig(**config), grid))


SMOKE = Size(
    trials={
        "linear, schoolbook": trial(
            "schoolbook", 2, CausalLinear, {"width": 32}, steps=700, batch=128, lr=1e-2, evaluate_every=100
        ),
        "MLP, paper's chain": trial(
            "paper", 2, CausalMLP, {"width": 64}, steps=150, batch=64, lr=3e-3, evaluate_every=25
        ),
        "linear, paper's chain": trial(
            "paper", 2, CausalLinear, {"width": 32}, steps=150, batch=64, lr=1e-2, evaluate_every=25
        ),
        "linear, direct": trial(
            "direct", 2, CausalLinear, {"width": 32}, steps=300, batch=128, lr=1e-2, evaluate_every=50
        ),
        "MLP, direct": trial("direct", 2, CausalMLP, {"width": 64}, steps=300, batch=128, lr=3e-3, evaluate_every=50),
        "transformer, direct": trial(
            "direct",
            2,
            Transformer,
            {"width": 64, "layers": 2, "heads": 2},
            steps=200,
            batch=128,
            lr=3e-3,
            evaluate_every=50,
        ),
    },
    held_out=1000,
    curve=250,
)

LAPTOP = Size(
    trials={
        "linear, schoolbook": trial(
            "schoolbook",
            4,
            CausalLinear,
            {"width": 64},
            grid=(5e-3, 1e-2, 2e-2, 4e-2),
            steps=1800,
            batch=512,
            lr=2e-2,
            evaluate_every=100,
            checkpoint_every=450,
        ),
        "MLP, paper's chain": trial(
            "paper",
            2,
            CausalMLP,
            {"width": 128},
            grid=(1e-3, 2e-3, 4e-3, 8e-3),
            steps=400,
            batch=128,
            lr=4e-3,
            evaluate_every=40,
        ),
        "linear, paper's chain": trial(
            "paper",
            2,
            CausalLinear,
            {"width": 128},
            grid=(1e-3, 2e-3, 4e-3),
            steps=400,
            batch=128,
            lr=2e-3,
            evaluate_every=40,
        ),
        "linear, direct": trial(
            "direct",
            4,
            CausalLinear,
            {"width": 64},
            grid=(1.25e-3, 2.5e-3, 5e-3),
            steps=2600,
            batch=512,
            lr=2.5e-3,
            evaluate_every=200,
        ),
        "MLP, direct": trial(
            "direct",
            4,
            CausalMLP,
            {"width": 128},
            grid=(1e-3, 2e-3, 4e-3, 8e-3),
            steps=2600,
            batch=512,
            lr=4e-3,
            evaluate_every=200,
        ),
        "transformer, direct": trial(
            "direct",
            4,
            Transformer,
            {"width": 64, "layers": 3, "heads": 4},
            grid=(2e-3, 4e-3, 8e-3, 1.6e-2),
            steps=1300,
            batch=512,
            lr=8e-3,
            warmup=100,
            evaluate_every=100,
        ),
    },
    held_out=20_000,
    curve=500,
)

PAPER = Size(
    trials={
        "MLP, paper's chain": trial(
            "paper", 4, CausalMLP, {"width": 128}, steps=48_828, batch=2048, lr=1e-3, evaluate_every=2000
        ),
        "linear, schoolbook": trial(
            "schoolbook", 4, CausalLinear, {"width": 64}, steps=2000, batch=2048, lr=5e-3, evaluate_every=200
        ),
    },
    held_out=20_000,
    curve=500,
)

SIZES = {"smoke": SMOKE, "laptop": LAPTOP, "paper": PAPER}
