"""What the fits of a grid say: how much is right, what it took, and whether chain or class made the difference."""

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from itertools import combinations, takewhile

import numpy as np

from arntp import arguments
from arntp.evaluation import bootstrap, mean_of_means, resamples
from arntp.experiments import base
from arntp.experiments.grid import cost_title, searches

LEVEL = 0.99  # of the items right: learned

Cells = Mapping[tuple[str, str], Sequence[dict]]  # {(class, chain): its fits, one a seed}


def outcomes(fit: dict) -> np.ndarray:
    """Whether each report item was answered right, (items,) bool."""
    return base.outcomes(fit["right"])


def exact(fits: Sequence[dict]) -> tuple[float, float, float]:
    """The share of right answers, the mean over seeds, and its 95 % interval over seeds and items.

    Raises ValueError for no fits.
    """
    found = [outcomes(fit) for fit in fits]
    low, high = bootstrap(found)
    return mean_of_means(found), low, high


def successes(fits: Sequence[dict]) -> int:
    """How many fits answer at least LEVEL of the report items right."""
    return sum(fit["scores"]["product"] >= LEVEL for fit in fits)


@dataclass(frozen=True, order=True)
class Need:
    """What a fit needed to be right on LEVEL of its tuning items from then on, read off its curve.

    censored : the curve never gets there, and the need is more than the amount
    amount : examples, or what they cost
    at_first : the curve is there at its first point already, and the need is the amount or less

    Needs are ordered by size, censored ones last.
    """

    censored: bool
    amount: float
    at_first: bool = False

    def times(self, cost: float) -> "Need":
        """The same need in other units, of which an example costs `cost`."""
        return Need(self.censored, self.amount * cost, self.at_first)

    def __format__(self, form: str) -> str:
        """The amount, after > or ≤ where it is a bound."""
        return f"{'> ' if self.censored else '≤ ' if self.at_first else ''}{self.amount:{form}}"


def need(fit: dict, level: float = LEVEL) -> Need:
    """The examples that a fit needed: those at the first point of its curve from which on all are at `level`.

    Points are a fifth apart, so the need is known up to that. Raises ValueError for a level outside (0, 1].
    """
    arguments.real("level", level, above=0, most=1)
    curve = [row for row in fit["history"] if "product" in row]
    above = lasting(curve, "product", level)
    row = above[0] if above else curve[-1]
    return Need(not above, row["step"] * fit["config"]["batch"], len(above) == len(curve))


def lasting(curve: Sequence[dict], key: str, level: float = LEVEL) -> list[dict]:
    """The end of a curve that is at `level`: the points from which on all are; none where the last is below."""
    return list(takewhile(lambda row: row[key] >= level, reversed(curve)))[::-1]


def middle(needs: Sequence[Need]) -> Need:
    """The median of several needs; of an even number of them the greater of the two in the middle.

    Raises ValueError for none.
    """
    if not needs:
        raise ValueError("needs is empty: a median needs at least one")
    return sorted(needs)[len(needs) // 2]


def example_flops(fit: dict) -> int:
    """Operations of training on one example: a forward pass, and a backward pass that costs two."""
    return 3 * fit["flops"]


def step_cost(chapter: str, fit: dict) -> tuple[float, bool]:
    """Seconds of a training step on one quiet core, and whether they were measured; else they are the nominal ones."""
    kept = searches(chapter).read(cost_title(fit["name"]))
    if kept and kept["shape"].items() <= fit["config"].items():
        return kept["seconds"], True
    return fit["nominal"], False


@dataclass(frozen=True)
class Moves:
    """By how much the share of right answers moves, on average, when one thing changes and the other stays.

    chain, cls : over all pairs of cells that differ in the chain alone, in the class alone
    low, high : a 95 % interval, over seeds and items, of chain − cls
    """

    chain: float
    cls: float
    low: float
    high: float


def moves(cells: Cells, repeats: int = 500) -> Moves | None:
    """Whether chain or class makes the difference; None where no two cells differ in one of them alone.

    Raises ValueError for repeats below 1.
    """
    arguments.whole("repeats", repeats, 1)
    if not all(pairs(cells, same) for same in (0, 1)):
        return None
    found = {key: [outcomes(fit) for fit in fits] for key, fits in cells.items()}
    chain, cls = gaps({key: mean_of_means(own) for key, own in found.items()})
    drawn = [np.subtract(*gaps(shares)) for shares in redrawn(found, repeats)]
    return Moves(chain, cls, *map(float, np.quantile(drawn, [0.025, 0.975])))


def redrawn(found: Mapping[tuple[str, str], list[np.ndarray]], repeats: int) -> Iterator[dict[tuple[str, str], float]]:
    """Each cell's share of right answers, its seeds and their items drawn anew: `repeats` times."""
    draws = {key: resamples(own, repeats, seed) for seed, (key, own) in enumerate(found.items())}
    for _ in range(repeats):
        yield {key: mean_of_means(next(own)) for key, own in draws.items()}


def gaps(shares: Mapping[tuple[str, str], float]) -> tuple[float, float]:
    """The mean distance of two cells that differ in the chain alone, and in the class alone."""
    chain, cls = (np.mean([abs(shares[a] - shares[b]) for a, b in pairs(shares, same)]) for same in (0, 1))
    return float(chain), float(cls)


def pairs(cells: Mapping[tuple[str, str], object], same: int) -> list[tuple[tuple[str, str], tuple[str, str]]]:
    """All pairs of (class, chain) with the same class (0) or the same chain (1)."""
    return [(a, b) for a, b in combinations(cells, 2) if a[same] == b[same]]
