"""What explains how much the fits of a factorial needed: the chain, the class, or that the two go together."""

from collections.abc import Iterable, Mapping
from dataclasses import dataclass

import numpy as np

from arntp import arguments
from arntp.evaluation.censored import completed
from arntp.evaluation.factorial import TwoWay
from arntp.experiments import base
from arntp.experiments.reading import example_flops, need

UNITS = ("examples", "FLOPs")
TREATMENTS = {"at its bound": 0.0, "at ten times its bound": 1.0, "by likelihood": None}  # of a censored need: decades
DRAWS = 1000
INTERVAL = (0.025, 0.975)

Shares = dict[str, tuple[float, float, float]]  # {source: (share, 2.5 %, 97.5 %)}


def bounds(fit: dict, unit: str = "examples") -> tuple[float, float]:
    """Between which two numbers of examples, or of training FLOPs, a fit's curve comes to stay at 99 %.

    They are those of the last point below and of the next one; at least one batch, and ∞ where the curve ends below
    (right-censored). Raises ValueError for another unit.
    """
    found = need(fit)
    points = [row["step"] * fit["config"]["batch"] for row in fit["history"] if "product" in row]
    low = found.amount if found.censored else max((x for x in points if x < found.amount), default=0)
    price = example_flops(fit) if arguments.choice("unit", unit, UNITS) == "FLOPs" else 1
    least = min(fit["config"]["batch"], found.amount)
    return price * max(low, least), np.inf if found.censored else price * found.amount


@dataclass(frozen=True, eq=False)
class Study:
    """log₁₀ of what fits needed, between low (N,) and high (N,), and the chain and class of each."""

    design: TwoWay
    low: np.ndarray
    high: np.ndarray

    @property
    def censored(self) -> np.ndarray:
        """Which fits ended below 99 %, (N,) bool."""
        return np.isinf(self.high)

    def values(self, treatment: str, draws: int = DRAWS) -> np.ndarray:
        """log₁₀ of what was needed, (draws, N): a censored need at a fixed place, or drawn by likelihood."""
        arguments.choice("treatment", treatment, TREATMENTS)
        if (decades := TREATMENTS[treatment]) is None:
            return completed(self.design, self.low, self.high, draws)
        middles = np.where(self.censored, self.low + decades, (self.low + self.high) / 2)
        return np.tile(middles, (arguments.whole("draws", draws, 1), 1))

    def explained(self, treatment: str, draws: int = DRAWS) -> Shares:
        """Shares of the variance with 95 % intervals, for one treatment of censored needs.

        Sources are those of `TwoWay.shares`, the first factor being the chain, and `difference`: the chain's share less
        the class's. A share is the median over draws; for the interval each draw's seeds are drawn anew as well.
        """
        values = self.values(treatment, draws)
        found, spread = (with_difference(self.design.shares(v)) for v in (values, self.design.resampled(values)))
        limits = {source: np.quantile(each, INTERVAL) for source, each in spread.items()}
        return {source: (float(np.median(each)), *map(float, limits[source])) for source, each in found.items()}


def with_difference(shares: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The shares, and how much more the first factor explains than the second."""
    return shares | {"difference": shares["first"] - shares["second"]}


def study(fits: Mapping[tuple[str, str], list[dict]], unit: str = "examples") -> Study | None:
    """The needs of fits {(chain, class): one a seed}; None unless there are two chains, two classes, and a success.

    Raises TypeError for what is no dict, ValueError for another unit.
    """
    arguments.choice("unit", unit, UNITS)
    rows = [
        (*cell, *np.log10(bounds(fit, unit)))
        for cell, seeds in base.of_kind("fits", fits, dict).items()
        for fit in seeds
    ]
    chains, classes, low, high = zip(*rows) if rows else ((),) * 4
    if len(set(chains)) < 2 or len(set(classes)) < 2 or np.isinf(high).all():
        return None
    return Study(TwoWay(chains, classes), np.array(low), np.array(high))


def larger(analyses: Iterable[Shares]) -> str:
    """What explains more in every analysis, its whole interval considered: chain, class, or undecided."""
    limits = [shares["difference"][1:] for shares in analyses]
    if limits and min(low for low, _ in limits) > 0:
        return "chain"
    return "class" if limits and max(high for _, high in limits) < 0 else "undecided"
