"""The parity experiment: does a chain of thought make parity learnable by gradient descent?

The target is the parity of a random half of n bits; which half, the learner is not told. A *learner* is a predictor
class and a chain, or no chain at all. All see the same number of examples, fresh random bits at every step, each at a
few learning rates; the one that is best on average over the seeds counts, for every learner and n alike.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace

import numpy as np
import torch

from arntp import arguments
from arntp.evaluation import rollout_accuracy
from arntp.experiments import base
from arntp.experiments.contender import Contender
from arntp.predictors import CausalLinear, CausalMLP, Transformer
from arntp.tasks.parity import Counting, Pairs, Parity, Running
from arntp.training import TrainConfig, choose_device, train

SUCCESS = 0.99  # of fresh random inputs
JUDGED = 10**9  # a training step that no run reaches: its random bits are for judging


@dataclass(frozen=True)
class Learner:
    """A chain, as a class of arntp.tasks.parity with its default settings, and who learns it; TypeError for others."""

    task: type[Parity]
    contender: Contender

    def __post_init__(self):
        if not (isinstance(self.task, type) and issubclass(self.task, Parity)):
            raise TypeError(f"task is a class of parity tasks, not {arguments.shown(self.task)}")
        base.of_kind("contender", self.contender, Contender)


@dataclass(frozen=True)
class Size:
    """One size: numbers of bits, fresh inputs that a run is judged on, and the learners.

    Raises TypeError or ValueError for bits that do not ascend from 2 on, counts below 1, and what is no learner.
    """

    bits: tuple[int, ...]
    judged: int
    learners: dict[str, Learner] = field(repr=False)

    def __post_init__(self):
        base.ascending("bits", self.bits, 2)
        arguments.whole("judged", self.judged, 1)
        base.all_of_kind("learners", self.learners, Learner)


@dataclass(frozen=True)
class Experiment(base.Experiment):
    """One run of the parity experiment."""

    size: Size

    @property
    def names(self) -> Iterable[str]:
        return self.size.learners

    def checked(self, name: str, n: int) -> None:
        arguments.whole("n", n, 2)
        super().checked(name)

    def title(self, name: str, n: int) -> str:
        return fit_name(name, n)

    def places(self, n: int) -> tuple[int, ...]:
        """The secret half of n bits, by the seed; the same for every learner."""
        return tuple(sorted(np.random.default_rng((self.seed, n)).permutation(n)[: n // 2].tolist()))

    def measure(self, name: str, n: int) -> dict:
        """Train and judge one learner on n bits at each learning rate of its grid.

        The result holds name, n, places, device, tokens (T), parameters (active), flops (of one training example),
        config, and runs: for each rate lr, answer and chain (shares of the fresh inputs whose answer, and whose whole
        chain, is right; 0 where training diverged) and seconds.
        """
        learner = self.size.learners[name]
        task, contender = learner.task(n, self.places(n)), learner.contender
        length = n + task.chain_length - 1
        with torch.device("meta"):
            counted = contender.cls(task.vocab, length, **contender.shape)
        return {
            "name": name,
            "n": n,
            "places": list(task.places),
            "device": choose_device()[1],
            "tokens": task.chain_length,
            "parameters": counted.active_parameters(),
            "flops": 3 * counted.flops(length),
            "config": contender.described(),
            "runs": [self.run(task, contender.at(lr)) for lr in contender.grid],
        }

    def run(self, task: Parity, contender: Contender) -> dict:
        """One training run, judged on fresh inputs by rolling out."""
        predictor = contender.build(task.vocab, task.n + task.chain_length - 1, self.seed)
        config = replace(contender.config, first=task.n)
        try:
            history = train(predictor, lambda *draw: self.sequences(task, *draw), config, progress=self.progress)
        except FloatingPointError:
            return {"lr": config.lr, "answer": 0.0, "chain": 0.0, "seconds": 0.0}
        scores = rollout_accuracy(predictor, self.sequences(task, JUDGED, self.size.judged), task.n)
        shares = {"answer": scores.answer_exact, "chain": scores.exact}
        return {"lr": config.lr, **shares, "seconds": history[-1]["seconds"]}

    def sequences(self, task: Parity, step: int, size: int) -> np.ndarray:
        """Uniform random bits and their chains, (size, n + T); the same for every learner with the same chain."""
        return task.sequences(np.random.default_rng((self.seed, step)).integers(0, 2, (size, task.n)))


def fit_name(name: str, n: int) -> str:
    """What the record calls a learner's runs on n bits."""
    return f"{name}, n = {n}"


def best_runs(fits: list[dict]) -> list[dict]:
    """One run a seed, at the learning rate that is best on average over the seeds; `fits` of one learner and n."""
    by_rate = list(zip(*(fit["runs"] for fit in fits), strict=True))
    return list(max(by_rate, key=lambda runs: np.mean([run["answer"] for run in runs])))


def successes(runs: list[dict]) -> int:
    """How many runs answer at least SUCCESS of the fresh inputs right."""
    return sum(run["answer"] >= SUCCESS for run in runs)


def learners(steps: int, batch: int, rates: dict[str, tuple[float, ...]]) -> dict[str, Learner]:
    """The five learners: widths such that an example costs them similar FLOPs at n = 64."""
    shapes = {
        "linear, pairs": (Pairs, CausalLinear, {"width": 16}),
        "linear, counting": (Counting, CausalLinear, {"width": 16}),
        "MLP, running": (Running, CausalMLP, {"width": 16}),
        "MLP, direct": (Parity, CausalMLP, {"width": 32}),
        "transformer, direct": (Parity, Transformer, {"width": 32, "layers": 2, "heads": 2}),
    }
    return {
        name: Learner(task, Contender(cls, shape, recipe(steps, batch, rates[name][0]), grid=rates[name]))
        for name, (task, cls, shape) in shapes.items()
    }


def recipe(steps: int, batch: int, lr: float) -> TrainConfig:
    """What all learners share; scores count from the first token of the chain."""
    return TrainConfig(steps=steps, batch=batch, lr=lr, warmup=20, weight_decay=0.0, log_every=100)


SMOKE = Size(
    bits=(8, 16),
    judged=1000,
    learners=learners(
        200,
        128,
        {
            "linear, pairs": (2e-2,),
            "linear, counting": (2e-2,),
            "MLP, running": (1e-2,),
            "MLP, direct": (1e-2,),
            "transformer, direct": (3e-3,),
        },
    ),
)
LAPTOP = Size(
    bits=(8, 16, 32, 64),
    judged=2000,
    learners=learners(
        800,
        64,
        {
            "linear, pairs": (1e-2, 2e-2, 4e-2),
            "linear, counting": (1e-2, 2e-2, 4e-2),
            "MLP, running": (5e-3, 1e-2, 2e-2),
            "MLP, direct": (2e-3, 5e-3, 1e-2),
            "transformer, direct": (1e-3, 3e-3, 1e-2),
        },
    ),
)
SIZES = {"smoke": SMOKE, "laptop": LAPTOP, "paper": LAPTOP}
