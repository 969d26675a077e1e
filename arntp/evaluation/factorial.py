"""Analysis of variance for two factors and their interaction, where some cells may be empty."""

from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property

import numpy as np

from arntp import arguments


@dataclass(frozen=True)
class TwoWay:
    """N observations, each at a level of a first and of a second factor.

    Raises TypeError for levels that are no words, ValueError for lists of two lengths, and for a factor of one level.
    """

    first: Sequence[str]
    second: Sequence[str]

    def __post_init__(self):
        for name in ("first", "second"):
            levels = tuple(arguments.words(name, getattr(self, name)))
            if len(set(levels)) < 2:
                raise ValueError(f"{name} has the levels {sorted(set(levels))}: at least two are needed")
            object.__setattr__(self, name, levels)
        if len(self.first) != len(self.second):
            raise ValueError(f"first has {len(self.first)} levels and second {len(self.second)}: one each is needed")

    @property
    def cells(self) -> tuple[tuple[str, str], ...]:
        """The two levels of each observation."""
        return tuple(zip(self.first, self.second))

    @cached_property
    def projections(self) -> tuple[np.ndarray, ...]:
        """Onto the models of the first factor, the second, both added, and each cell for itself: (N, N) each."""
        one, other, cells = (indicators(levels) for levels in (self.first, self.second, self.cells))
        return tuple(x @ np.linalg.pinv(x) for x in (one, other, np.hstack([one, other]), cells))

    def shares(self, values: np.ndarray) -> dict[str, np.ndarray]:
        """Shares (…,) of the sum of squares of values (…, N) around their mean, by what explains it.

        With R(·) what a model explains, the first factor's share is R(first) when it enters before the second, and
        R(both) − R(second) when it enters after it. They differ where cells are empty; `first` is the mean of the two
        (Shapley's value), and `first before` and `first after` are the orders. `interaction` is R(cells) − R(both),
        `rest` what differs within cells. first + second + interaction + rest = 1.

        Raises ValueError for values of another shape, and for those that are all the same.
        """
        values = self.checked(values)
        centred = values - values.mean(-1, keepdims=True)
        total = (centred**2).sum(-1)
        if not (total > 0).all():
            raise ValueError("values are all the same: there is no variance to explain")
        one, other, both, cells = (((centred @ p) * centred).sum(-1) / total for p in self.projections)
        return {
            "first": (one + both - other) / 2,
            "second": (other + both - one) / 2,
            "interaction": cells - both,
            "rest": 1 - cells,
            "first before": one,
            "first after": both - other,
            "second before": other,
            "second after": both - one,
        }

    def resampled(self, values: np.ndarray, seed: int = 0) -> np.ndarray:
        """Values (draws, N) drawn anew within each cell and draw, with replacement: other seeds of the same trials.

        Raises ValueError for values of another shape.
        """
        values = self.checked(values, dims=2)
        rng, drawn = np.random.default_rng(arguments.whole("seed", seed, 0)), values.copy()
        rows = np.arange(len(drawn))[:, None]
        for cell in dict.fromkeys(self.cells):
            places = np.array([place for place, one in enumerate(self.cells) if one == cell])
            drawn[:, places] = values[rows, rng.choice(places, (len(drawn), len(places)))]
        return drawn

    def checked(self, values: np.ndarray, dims: int | None = None) -> np.ndarray:
        """Values (…, N), of `dims` dimensions where that is given, as floats; else ValueError."""
        found = np.asarray(values, dtype=float)
        if found.shape[-1:] != (len(self.first),) or dims not in (None, found.ndim):
            raise ValueError(f"values have shape {found.shape}: one each of {len(self.first)} observations is needed")
        return found


def indicators(levels: Sequence) -> np.ndarray:
    """A column for each level, 1 where an observation has it: (N, levels)."""
    kinds = list(dict.fromkeys(levels))
    return np.array([[level == kind for kind in kinds] for level in levels], dtype=float)
