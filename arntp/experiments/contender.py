"""A contender: one predictor class at one shape, and how it is trained."""

from collections.abc import Callable
from dataclasses import asdict, dataclass, field, replace
from functools import partial

import torch

from arntp import arguments
from arntp.predictors import NGram, Predictor
from arntp.runs import Record
from arntp.training import TrainConfig, choose_device


@dataclass(frozen=True)
class Contender:
    """One predictor class and how it is trained.

    cls, shape : the class and its arguments besides vocabulary and context
    config : how it is trained, at the tuned learning rate; None for counts
    grid : the learning rates that were tried

    Raises TypeError or ValueError for what is no predictor class, shape, setting or learning rate.
    """

    cls: type[Predictor]
    shape: dict[str, int]
    config: TrainConfig | None = None
    grid: tuple[float, ...] = field(default=(), repr=False)

    def __post_init__(self):
        if not (isinstance(self.cls, type) and issubclass(self.cls, Predictor)):
            raise TypeError(f"cls is a class of predictors, not {arguments.shown(self.cls)}")
        if not isinstance(self.shape, dict):
            raise TypeError(f"shape is a dict of the class's arguments, not {arguments.shown(self.shape)}")
        if not isinstance(self.config, TrainConfig | None):
            raise TypeError(f"config is a TrainConfig or None, not {arguments.shown(self.config)}")
        for name, value in self.shape.items():
            arguments.whole(f"shape[{name!r}]", value, 1)
        for place, lr in enumerate(self.grid):
            arguments.real(f"grid[{place}]", lr, above=0)

    def build(self, vocab: int, context: int, seed: int) -> Predictor:
        """A new predictor on the device of choice; an n-gram takes its context from its order."""
        torch.manual_seed(seed)  # the initial weights; batches and samples have generators of their own
        sizes = (vocab,) if self.cls is NGram else (vocab, context)
        return self.cls(*sizes, **self.shape).to(choose_device()[0])

    def scaled(self, share: float) -> "Contender":
        """The same contender with `share` of its training steps, at least one; ValueError unless share > 0."""
        arguments.real("share", share, above=0)
        if self.config is None:
            return self
        return replace(self, config=replace(self.config, steps=max(1, round(share * self.config.steps))))

    def at(self, lr: float) -> "Contender":
        """The same contender at another learning rate, without evaluations and checkpoints on the way.

        Raises ValueError for a rate that is not positive, and for a contender that only counts.
        """
        arguments.real("lr", lr, above=0)
        if self.config is None:
            raise ValueError(f"lr = {lr}: {self.cls.__name__} counts, and has no learning rate")
        return replace(self, config=replace(self.config, lr=lr, evaluate_every=0, checkpoint_every=0))

    def about(self, **more) -> dict:
        """What a checkpoint of it belongs to."""
        return {"class": self.cls.__name__, **self.shape, **more}

    def described(self) -> dict:
        """Class, shape and training settings for the record."""
        return {"class": self.cls.__name__, **self.shape, **(asdict(self.config) if self.config else {})}


def tune(name: str, contender: Contender, record: Record, short_run: Callable[[Contender], dict]) -> dict[float, dict]:
    """{learning rate: what `short_run` measured} over the contender's grid; a run that diverged gives {}."""

    def run(lr: float) -> dict:
        try:
            return short_run(contender.at(lr))
        except FloatingPointError:
            return {}

    return {lr: record.once(tuning_name(name, lr), partial(run, lr)) for lr in contender.grid}


def tuned(name: str, contender: Contender, record: Record) -> dict[float, dict]:
    """The grid runs that the record holds, as `tune` returns them."""
    found = {lr: record.read(tuning_name(name, lr)) for lr in contender.grid}
    return {lr: result for lr, result in found.items() if result is not None}


def tuning_name(name: str, lr: float) -> str:
    """What the record calls a run of the grid."""
    return f"tune {name} {lr:g}"
