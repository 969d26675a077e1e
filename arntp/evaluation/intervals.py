"""Intervals for what is measured on a few seeds, each with items of its own: both are resampled."""

from collections.abc import Callable, Iterator, Sequence

import numpy as np

from arntp import arguments


def mean_of_means(outcomes: list[np.ndarray]) -> float:
    """The mean over the seeds of each seed's mean: every seed counts alike."""
    return float(np.mean([found.mean() for found in outcomes]))


def bootstrap(
    outcomes: Sequence[np.ndarray],
    statistic: Callable[[list[np.ndarray]], float] = mean_of_means,
    repeats: int = 2000,
    seed: int = 0,
    confidence: float = 0.95,
) -> tuple[float, float]:
    """A percentile interval of a statistic, by resampling seeds and, within each, items.

    outcomes : one array (M_s,) a seed, an outcome an item, such as 1 for a right product
    statistic : of a list of such arrays, a number

    A bound is a quantile, (1 ∓ confidence)/2, of the statistic over `resamples`. The interval says how far a new set of
    seeds and items may lie from this one. With few seeds it is rough: three seeds have 10 different resamples, so an
    interval that spans all of them is the most that they can say. Source: Efron & Tibshirani 1993, the two-stage
    bootstrap.

    Raises TypeError and ValueError for no seed, a seed without items, repeats below 1, and a confidence outside (0, 1).
    """
    arguments.real("confidence", confidence, above=0, below=1)
    values = [arguments.function("statistic", statistic)(drawn) for drawn in resamples(outcomes, repeats, seed)]
    low, high = np.quantile(values, [(1 - confidence) / 2, (1 + confidence) / 2])
    return float(low), float(high)


def resamples(outcomes: Sequence[np.ndarray], repeats: int, seed: int = 0) -> Iterator[list[np.ndarray]]:
    """As many seeds as there are, drawn with replacement, and of each as many items: `repeats` times.

    Raises what `bootstrap` raises.
    """
    arguments.whole("repeats", repeats, 1)
    arguments.whole("seed", seed, 0)
    checked = [per_item(place, found) for place, found in enumerate(outcomes)]
    if not checked:
        raise ValueError("outcomes is empty: an interval needs at least one seed")
    rng = np.random.default_rng(seed)
    for _ in range(repeats):
        yield [rng.choice(checked[place], len(checked[place])) for place in rng.integers(0, len(checked), len(checked))]


def per_item(place: int, outcomes: np.ndarray) -> np.ndarray:
    """The outcomes (M,) of one seed as floats; TypeError or ValueError for what is none."""
    found = np.asarray(outcomes)
    if found.dtype.kind not in "biuf":
        raise TypeError(f"outcomes[{place}] holds {found.dtype}, not numbers")
    if found.ndim != 1 or not len(found):
        raise ValueError(f"outcomes[{place}] has shape {found.shape}, not (M,) with M ≥ 1: an outcome an item")
    return found.astype(float)
