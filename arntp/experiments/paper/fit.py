"""One contender trained within a part's time, and its record kept as it goes."""

from dataclasses import asdict, dataclass
from functools import partial

import torch

from arntp.experiments.contender import Contender
from arntp.experiments.paper.records import Slot, device_name, last_row
from arntp.experiments.paper.timebox import Judge, Source, train_within
from arntp.predictors import Predictor
from arntp.training import choose_device

SEED = 1
END = 0.05  # share of the time that is kept for what is measured at the end


@dataclass(frozen=True)
class Fit:
    """What one contender is trained on, and how it is judged.

    experiment, name : where the record goes
    vocab, context : V and L of the predictor
    judge : measured as it trains, every `every` seconds; finish : measured once, at the end
    about : what else the record says
    """

    experiment: str
    name: str
    contender: Contender
    vocab: int
    context: int
    source: Source
    judge: Judge
    finish: Judge
    about: dict
    every: float = 60.0

    def run(self, slot: Slot) -> dict:
        """Train until the time of the slot is over; what was measured."""
        keep, about = slot.keeper(self.experiment, self.name), self.described()
        predictor, found = train_within(
            (1 - END) * slot.seconds,
            partial(self.build, choose_device()[0]),
            self.source,
            self.contender.config,
            self.judge,
            lambda found: keep(about | found),
            self.every,
        )
        about |= found
        if not found["ended"].startswith("diverged"):
            about |= self.finish(predictor)
        keep(about)
        if about["history"]:
            print(", ".join(f"{key} {value}" for key, value in last_row(about["device"], about).items()))
        return about

    def build(self, device: torch.device) -> Predictor:
        """A new predictor, its initial weights drawn on the device itself."""
        torch.manual_seed(SEED)
        with torch.device(device):
            return self.contender.cls(self.vocab, self.context, **self.contender.shape)

    def described(self) -> dict:
        """What the record says of a fit before it begins."""
        counted = self.build(torch.device("meta"))
        return {
            "name": self.name,
            "device": device_name(),
            "class": self.contender.cls.__name__,
            "shape": {"vocabulary": self.vocab, "context": self.context, **self.contender.shape},
            "parameters": counted.active_parameters(),
            "flops": counted.flops(self.context),
            "recipe": asdict(self.contender.config),
            **self.about,
        }
