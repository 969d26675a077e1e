"""The parity experiment: does a chain of thought make parity learnable by gradient descent?

The target is the parity of a random half of n bits; which half, the learner is not told. A *learner* is a predictor
class and a chain, or no chain at all. All see fresh random bits at every step, and may train equally long on n bits.

Three splits, all of fresh random bits: training; tuning, on which learning rates are chosen and learning curves drawn;
report, on which a trained learner is judged once. Learning rates come from one search for each learner and n: four
rates, the same for all, at a seed of its own, whose targets, initial weights and inputs no judged run shares.
"""

from collections.abc import Iterable
from dataclasses import dataclass, field, replace
from itertools import pairwise

import numpy as np

from arntp import arguments
from arntp.evaluation import rollout_accuracy
from arntp.experiments import base
from arntp.experiments.contender import Contender, tune, tuned
from arntp.experiments.grid import reached
from arntp.experiments.reading import lasting
from arntp.predictors import CausalLinear, CausalMLP, Predictor, Transformer
from arntp.runs import Record, project
from arntp.tasks.parity import Counting, Pairs, Parity, Running
from arntp.training import TrainConfig, choose_device, train

SUCCESS = 0.99  # of fresh random inputs
TUNING, REPORT = 10**9, 10**9 + 1  # training steps that no run reaches: their random bits are the other two splits
RATES = (1e-3, 3e-3, 1e-2, 3e-2)  # that the search tries, for every learner and n
SEARCH_SEED = 0
GUESSING = 0.6  # of the tuning inputs: a trial that ends below has not begun to learn


@dataclass(frozen=True)
class Learner:
    """A chain, as a class of arntp.tasks.parity with its default settings, and who learns it.

    rates : the learning rate that the search chose for each of the size's numbers of bits

    Raises TypeError or ValueError for what is no task, contender or rate.
    """

    task: type[Parity]
    contender: Contender
    rates: tuple[float, ...]

    def __post_init__(self):
        if not (isinstance(self.task, type) and issubclass(self.task, Parity)):
            raise TypeError(f"task is a class of parity tasks, not {arguments.shown(self.task)}")
        base.of_kind("contender", self.contender, Contender)
        for place, lr in enumerate(arguments.several("rates", self.rates, "learning rates")):
            arguments.real(f"rates[{place}]", lr, above=0)


@dataclass(frozen=True)
class Size:
    """One size: what is learned, for how long at most, on how many fresh inputs it is judged, and by whom.

    bits, steps : numbers of bits, and the training steps that every learner may take on each of them
    tuning, judged : inputs of the tuning and of the report split

    Raises TypeError or ValueError for bits that do not ascend from 2 on, counts below 1, what is no learner, and for
    steps or a learner's rates that are not one for each number of bits.
    """

    bits: tuple[int, ...]
    steps: tuple[int, ...]
    tuning: int
    judged: int
    learners: dict[str, Learner] = field(repr=False)

    def __post_init__(self):
        base.ascending("bits", self.bits, 2)
        arguments.wholes("steps", self.steps, 1)
        arguments.whole("tuning", self.tuning, 1)
        arguments.whole("judged", self.judged, 1)
        base.all_of_kind("learners", self.learners, Learner)
        each = {"steps": self.steps} | {f"rates of {name!r}": one.rates for name, one in self.learners.items()}
        for name, values in each.items():
            if len(values) != len(self.bits):
                raise ValueError(f"{name}: {len(values)} for {len(self.bits)} numbers of bits")

    def config(self, name: str, n: int) -> TrainConfig:
        """How a learner trains on n bits, at the rate that the search chose; ValueError for other names and bits."""
        arguments.choice("name", name, self.learners)
        if n not in self.bits:
            raise ValueError(f"n = {n}: the size has {', '.join(map(str, self.bits))} bits")
        place, learner = self.bits.index(n), self.learners[name]
        return replace(learner.contender.config, steps=self.steps[place], lr=learner.rates[place], first=n)

    def committed_grid(self) -> dict[str, dict[float, list[dict]]]:
        """{fit: {learning rate: learning curve}} of the committed search; what was not run is missing."""
        record, names = Record(project.results() / "length_complexity" / "laptop-grid"), {}
        for name, learner in self.learners.items():
            names |= {fit_name(name, n): learner.contender for n in self.bits}
        grids = {name: tuned(name, contender, record) for name, contender in names.items()}
        return {name: {lr: run.get("history", []) for lr, run in grid.items()} for name, grid in grids.items() if grid}


@dataclass(frozen=True)
class Experiment(base.Experiment):
    """One run of the parity experiment."""

    size: Size

    @property
    def names(self) -> Iterable[str]:
        return self.size.learners

    def checked(self, name: str, n: int) -> None:
        arguments.whole("n", n, 2)
        self.size.config(name, n)

    def title(self, name: str, n: int) -> str:
        return fit_name(name, n)

    def places(self, n: int) -> tuple[int, ...]:
        """The secret half of n bits, by the seed; the same for every learner."""
        return tuple(sorted(np.random.default_rng((self.seed, n)).permutation(n)[: n // 2].tolist()))

    def measure(self, name: str, n: int) -> dict:
        """Train one learner on n bits, and judge it once on the report split by rolling out.

        The result holds name, n, places, device, tokens (T), parameters (active), flops (of one training example),
        config, history (`curve`'s rows), judged, and answer and chain: the shares of the judged inputs whose answer,
        and whose whole chain, is right.
        """
        task, contender = self.task(name, n), self.size.learners[name].contender
        config = self.size.config(name, n)
        predictor = contender.build(task.vocab, task.n + task.chain_length - 1, self.seed)
        history = self.curve(predictor, task, config)
        scores = rollout_accuracy(predictor, self.sequences(task, REPORT, self.size.judged), n)
        return {
            "name": name,
            "n": n,
            "places": list(task.places),
            "device": choose_device()[1],
            "tokens": task.chain_length,
            "parameters": predictor.active_parameters(),
            "flops": 3 * predictor.flops(n + task.chain_length - 1),
            "config": replace(contender, config=config).described(),
            "history": history,
            "judged": self.size.judged,
            "answer": scores.answer_exact,
            "chain": scores.exact,
        }

    def tune(self, name: str, n: int) -> dict[float, dict]:
        """The search for one learner and n: {learning rate: {"history": its curve}}, {} where training diverged.

        Raises ValueError for a name or n that the size does not have.
        """
        self.checked(name, n)
        task, config = self.task(name, n), self.size.config(name, n)

        def trial(contender: Contender) -> dict:
            predictor = contender.build(task.vocab, n + task.chain_length - 1, self.seed)
            return {"history": self.curve(predictor, task, replace(config, lr=contender.config.lr))}

        return tune(fit_name(name, n), self.size.learners[name].contender, self.record, trial)

    def curve(self, predictor: Predictor, task: Parity, config: TrainConfig) -> list[dict]:
        """Train, until the tuning inputs are solved or the steps are over; the history at steps that grow by 19 %.

        Its rows hold, besides what `train` says, right: the share of the tuning inputs whose answer is right.
        """
        inputs = self.sequences(task, TUNING, self.size.tuning)
        return train(
            predictor,
            lambda *draw: self.sequences(task, *draw),
            config,
            evaluate=lambda p: {"right": rollout_accuracy(p, inputs, task.n).answer_exact},
            until=solved,
            progress=self.progress,
        )

    def task(self, name: str, n: int) -> Parity:
        """What a learner learns: the seed's target, with its chain."""
        return self.size.learners[name].task(n, self.places(n))

    def sequences(self, task: Parity, step: int, size: int) -> np.ndarray:
        """Uniform random bits and their chains, (size, n + T); the same for every learner with the same chain."""
        return task.sequences(np.random.default_rng((self.seed, step)).integers(0, 2, (size, task.n)))


def fit_name(name: str, n: int) -> str:
    """What the record calls a learner's fit on n bits."""
    return f"{name}, n = {n}"


def solved(history: list[dict]) -> bool:
    """Whether the last two points of a curve are at `grid.REACHED`: training ends."""
    return reached(history, "right")


def steps_needed(history: list[dict]) -> int | None:
    """The first step of a curve from which on it stays at SUCCESS; None where its end is below (censored)."""
    above = lasting(history, "right", SUCCESS)
    return above[0]["step"] if above else None


def needs(fit: dict) -> tuple[int, bool]:
    """Examples until a fit's curve stays at SUCCESS, and True; all that it saw, and False, where it never does."""
    steps = steps_needed(fit["history"])
    return (steps or fit["history"][-1]["step"]) * fit["config"]["batch"], steps is not None


def step_seconds(fits: list[dict]) -> float:
    """Seconds of a training step: the least between two points of a curve, as other work can only add to them."""
    pairs = (pair for fit in fits for pair in pairwise([{"step": 0, "seconds": 0.0}, *fit["history"]]))
    return min((after["seconds"] - before["seconds"]) / (after["step"] - before["step"]) for before, after in pairs)


def best_rates(grids: Iterable[dict[float, list[dict]]]) -> list[float]:
    """The learning rate for each number of bits, ascending, from the curves of a learner's trials by rate.

    It is the one whose curve needs the fewest steps; where none succeeds, the one that ends highest; and where all
    trials end below GUESSING, so that their order is chance, the rate for fewer bits.
    """

    def rank(history: list[dict]) -> tuple[float, float]:
        return steps_needed(history) or float("inf"), -history[-1]["right"] if history else 0.0

    rates = []
    for grid in grids:
        best = min(grid, key=lambda lr: rank(grid[lr]))
        learned = -rank(grid[best])[1] >= GUESSING
        rates.append(best if learned or not rates else rates[-1])
    return rates


def successes(fits: list[dict]) -> int:
    """How many fits answer at least SUCCESS of the judged inputs right."""
    return sum(fit["answer"] >= SUCCESS for fit in fits)


def outcomes(fit: dict) -> np.ndarray:
    """Whether each judged answer is right, (judged,), in any order: what an interval is resampled from."""
    return np.arange(fit["judged"]) < round(fit["answer"] * fit["judged"])


def learners(batch: int, rates: dict[str, tuple[float, ...]]) -> dict[str, Learner]:
    """The five learners: widths such that an example costs them similar FLOPs at n = 64."""
    shapes = {
        "linear, pairs": (Pairs, CausalLinear, {"width": 16}),
        "linear, counting": (Counting, CausalLinear, {"width": 16}),
        "MLP, running": (Running, CausalMLP, {"width": 16}),
        "MLP, direct": (Parity, CausalMLP, {"width": 32}),
        "transformer, direct": (Parity, Transformer, {"width": 32, "layers": 2, "heads": 2}),
    }
    config = recipe(batch)
    return {
        name: Learner(task, Contender(cls, shape, config, grid=RATES), rates[name])
        for name, (task, cls, shape) in shapes.items()
    }


def recipe(batch: int) -> TrainConfig:
    """What all learners share; a size gives it steps, rate, and the prompt length from which on tokens are scored."""
    often = {"evaluate_every": 4, "evaluate_growth": 2**0.25, "log_every": 0}
    return TrainConfig(steps=1, batch=batch, lr=RATES[0], warmup=20, weight_decay=0.0, **often)


CHOSEN = {
    "linear, pairs": (3e-2, 3e-2, 1e-2, 1e-2),
    "linear, counting": (3e-2, 3e-3, 1e-2, 3e-3),
    "MLP, running": (3e-2, 1e-2, 3e-3, 3e-3),
    "MLP, direct": (1e-2, 1e-2, 1e-2, 1e-2),
    "transformer, direct": (1e-3, 1e-3, 1e-3, 1e-3),
}
SMOKE = Size((8, 16), (400, 200), 256, 1000, learners(64, {name: rates[:2] for name, rates in CHOSEN.items()}))
LAPTOP = Size((8, 16, 32, 64), (6000, 3000, 1500, 750), 512, 2000, learners(64, CHOSEN))
SIZES = {"smoke": SMOKE, "laptop": LAPTOP, "paper": LAPTOP}
