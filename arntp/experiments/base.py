"""What every experiment is: a size, a seed, and a record that keeps what was measured."""

from abc import ABC, abstractmethod
from collections.abc import Iterable
from dataclasses import dataclass
from typing import Any

import numpy as np

from arntp import arguments
from arntp.runs import Record


@dataclass(frozen=True)
class Experiment(ABC):
    """One run of an experiment.

    size : the experiment's own `Size`, one of its `SIZES` or a change of it
    seed : what initial weights, batches, samples and judged items are drawn from
    record : keeps each fit, so that a run that was cut off continues where it stopped
    progress : whether training shows a progress bar

    Raises TypeError for another experiment's size and for a record that is none, ValueError for a negative seed.
    """

    size: Any
    seed: int
    record: Record
    progress: bool = True

    def __post_init__(self):
        of_kind("size", self.size, type(self).__annotations__["size"])
        arguments.whole("seed", self.seed, 0)
        arguments.flag("progress", self.progress)
        of_kind("record", self.record, Record)

    def fit(self, name: str, *what) -> dict:
        """Measure one fit, or read back what the record has of it; `measure` says what it holds.

        Raises ValueError for a name that the size does not have, naming those it has.
        """
        self.checked(name, *what)
        return self.record.once(self.title(name, *what), lambda: self.measure(name, *what))

    def checked(self, name: str, *what) -> None:
        """Raise ValueError for a fit that does not exist, naming those that do."""
        arguments.choice("name", name, self.names)

    @property
    @abstractmethod
    def names(self) -> Iterable[str]:
        """What can be fitted."""

    def title(self, name: str) -> str:
        """What the record calls a fit."""
        return name

    @abstractmethod
    def measure(self, *what) -> dict:
        """Train, count or compute one fit, and judge it."""


def of_kind(name: str, value: Any, kind: type) -> Any:
    """A value of a class; TypeError for others."""
    if not isinstance(value, kind):
        found = type(value)
        given = arguments.shown(value) if found.__module__ == "builtins" else f"{found.__module__}.{found.__qualname__}"
        raise TypeError(f"{name} is of class {kind.__module__}.{kind.__qualname__}, not {given}")
    return value


def all_of_kind(name: str, values: Any, kind: type) -> dict[str, Any]:
    """A dict of names and values of a class, at least one; TypeError for other values, ValueError for none."""
    if not isinstance(values, dict):
        raise TypeError(f"{name} is a dict of names, not {arguments.shown(values)}")
    if not values:
        raise ValueError(f"{name} is empty: at least one is needed")
    for key, value in values.items():
        of_kind(f"{name}[{arguments.text(name, key)!r}]", value, kind)
    return values


def ascending(name: str, values: Any, least: int) -> list[int]:
    """Whole numbers from `least` on, at least one, each more than the one before; ValueError for others."""
    found = arguments.wholes(name, values, least)
    if not found or sorted(set(found)) != found:
        raise ValueError(f"{name} = {arguments.shown(values)}: whole numbers in ascending order are needed")
    return found


def marks(outcomes: np.ndarray) -> str:
    """Outcomes (N,) bool as a text of 0 and 1, one an item: how a record holds them."""
    return "".join(map(str, outcomes.astype(int)))


def outcomes(marks: str) -> np.ndarray:
    """The outcomes that a text of 0 and 1 holds, (N,) bool; ValueError for other letters."""
    if set(arguments.text("marks", marks)) - {"0", "1"}:
        raise ValueError(f"marks = {arguments.shown(marks)}: only 0 and 1 are outcomes")
    return np.array(list(marks)) == "1"
