"""What every experiment is: a size, a seed, and a record that keeps what was measured."""

from abc import ABC, abstractmethod
from dataclasses import dataclass
from typing import Any

from arntp.runs import Record


@dataclass(frozen=True)
class Experiment(ABC):
    """One run of an experiment.

    size : the experiment's own `Size`, one of its `SIZES` or a change of it
    seed : what initial weights, batches, samples and judged items are drawn from
    record : keeps each fit, so that a run that was cut off continues where it stopped
    progress : whether training shows a progress bar
    """

    size: Any
    seed: int
    record: Record
    progress: bool = True

    def fit(self, *what) -> dict:
        """Measure one fit, or read back what the record has of it; `measure` says what it holds."""
        return self.record.once(self.title(*what), lambda: self.measure(*what))

    def title(self, name: str) -> str:
        """What the record calls a fit."""
        return name

    @abstractmethod
    def measure(self, *what) -> dict:
        """Train, count or compute one fit, and judge it."""
