"""The numbers and curves of a result, whatever its experiment: found by their shape, and written the same way.

A result is a dict of what JSON knows. A list of rows that each have a `step` is a curve, such as a fit's `history`;
it counts with its last row. A list of a few rows of measured numbers counts with all of them; longer ones, and what
`config` says of the training, are no numbers to compare.
"""

import math
from collections.abc import Iterator, Sequence
from typing import Any

import numpy as np

BOOKKEEPING = ("step", "lr", "norm", "tokens", "scored")  # of a curve's row: where training stands
CONFIG = "config"
FEW = 5
DRAWS, CONFIDENCE = 4000, 0.95


def is_curve(value: Any) -> bool:
    """Whether a value is a list of rows by step."""
    return isinstance(value, list) and bool(value) and all(isinstance(row, dict) and "step" in row for row in value)


def is_few(value: Any) -> bool:
    """Whether a value is a list of a few rows with measured numbers, such as the runs of a search."""
    rows = isinstance(value, list) and len(value) <= FEW and all(isinstance(row, dict) for row in value)
    return rows and any(isinstance(number, float) for row in value for number in row.values())


def places(value: Any, place: str = "") -> Iterator[tuple[str, Any]]:
    """Each curve and each single value of a result with its place, such as `scores/held out/perplexity`."""
    if isinstance(value, dict):
        items = value.items()
    elif is_few(value) and not is_curve(value):
        items = enumerate(value, 1)
    else:
        yield place, value
        return
    for key, item in items:
        yield from places(item, f"{place}/{key}" if place else str(key))


def curves(result: dict) -> dict[str, list[dict]]:
    """{place: rows} of the curves of a result that have two points or more."""
    return {place: rows for place, rows in places(result) if is_curve(rows) and len(rows) > 1}


def numbers(result: dict) -> dict[str, float]:
    """{place: number} of a result; those of a curve are the last that it has of each kind."""
    found = {}
    for place, value in places({key: item for key, item in result.items() if key != CONFIG}):
        if is_curve(value):
            found |= {f"{place}, last/{key}": number for key, number in last(value).items() if is_number(number)}
        elif is_number(value):
            found[place] = value
    return found


def last(rows: list[dict]) -> dict[str, Any]:
    """The last value of each kind in the rows of a curve, but for where training stands."""
    return {key: value for row in rows for key, value in row.items() if key not in BOOKKEEPING}


def settings(result: dict) -> dict[str, Any]:
    """{place: value} of what a result says of its training."""
    return dict(places(result.get(CONFIG, {}), CONFIG)) if result.get(CONFIG) else {}


def is_number(value: Any) -> bool:
    """Whether a value is a number, and no truth value."""
    return isinstance(value, int | float) and not isinstance(value, bool)


def mean_interval(values: Sequence[float]) -> tuple[float, float]:
    """The percentile bootstrap interval of a mean over seeds, at 95 % (Efron 1979).

    The resamples are drawn from a fixed seed. Of three seeds the interval is least … greatest: one resample in 27 is
    three times the same, which is more than the 2.5 % beyond each end.
    """
    means = np.random.default_rng(0).choice(values, (DRAWS, len(values))).mean(1)
    low, high = np.quantile(means, [(1 - CONFIDENCE) / 2, (1 + CONFIDENCE) / 2], method="inverted_cdf")
    return float(low), float(high)


def spread(values: Sequence[float]) -> str:
    """Mean, least … greatest of several values, and the interval of the mean where it is another; nothing of none."""
    if not values:
        return ""
    if len(set(values)) == 1:
        return written(values[0])
    extremes = between(min(values), max(values))
    text = f"{written(float(np.mean(values)))} ({extremes})"
    interval = between(*mean_interval(values)) if len(values) >= 3 else extremes
    return text if interval == extremes else f"{text} [{interval}]"


def between(low: float, high: float) -> str:
    """Two bounds."""
    return f"{written(low)} … {written(high)}"


def written(value: Any) -> str:
    """A value in a table: numbers with four digits, large and whole ones with their thousands apart.

    A share close to one has as many digits as tell it from one.
    """
    if not is_number(value):
        return str(value)
    if isinstance(value, int) or math.isfinite(value) and abs(value) >= 1e4:
        return f"{value:,.0f}"
    text = f"{value:.4g}"
    return f"{value:.9g}" if text == "1" != str(value) and value < 1 else text


def aligned(rows: Sequence[Sequence[str]], right: Sequence[int] = ()) -> list[str]:
    """Rows of texts as lines with columns two blanks apart; the columns `right` end together."""
    widths = [max(map(len, column)) for column in zip(*rows, strict=True)]
    return [
        "  ".join(
            cell.rjust(width) if place in right else cell.ljust(width)
            for place, (cell, width) in enumerate(zip(row, widths))
        ).rstrip()
        for row in rows
    ]
