"""Three gates through a slab: a cheap certificate of T ≤ 3 that nearly all functions of 5 inputs have.

A last gate h(x, q) that weighs q positively is 1 above one hyperplane, 0 below a parallel one, and q between them, in
the slab. So f(x) = h(x, q(x)) if f is right above and below, and q is f inside; outside q is free. With few points
outside, all q can be tried, and T(f) ≤ 3 as soon as one has T ≤ 2.
"""

from collections.abc import Iterator
from dataclasses import dataclass

import numpy as np

from arntp import arguments
from arntp.atlas.npn import semicanonical
from arntp.atlas.tables import complement, full, word


@dataclass(frozen=True)
class Slab:
    """A last gate h(x, q), as tables: `outer` of h on n + 1 inputs, `inside` where it is q, `above` where it is 1."""

    outer: int
    inside: int
    above: int

    def meets(self, functions: np.ndarray, n: int) -> np.ndarray:
        """Places in `functions` (K,) of those that are 1 above and 0 below."""
        wrong = (functions ^ np.array(self.above, word(n))) & np.array(full(n) & ~self.inside, word(n))
        return np.flatnonzero(wrong == 0)

    def inner(self, functions: np.ndarray, n: int) -> np.ndarray:
        """All q (K, 2^outside) that are f inside, for functions (K,)."""
        return (functions & np.array(self.inside, word(n)))[:, None] | _subsets(full(n) & ~self.inside, n)


def slabs(outer: np.ndarray, outside: int, n: int) -> Iterator[Slab]:
    """The slabs with exactly `outside` points outside, from the tables (K,) of threshold functions of n + 1 inputs."""
    arguments.whole("outside", outside, 0, 2**n)
    without, with_ = (outer & full(n)).astype(word(n)), (outer >> 2**n).astype(word(n))
    chosen = (without & complement(with_, n) == 0) & (np.bitwise_count(without ^ with_) == 2**n - outside)
    for h in outer[chosen].tolist():
        above, reached = h & full(n), h >> 2**n
        yield Slab(h, above ^ reached, above)


def through(slab: Slab, functions: np.ndarray, forms: np.ndarray, n: int) -> tuple[np.ndarray, np.ndarray]:
    """Which functions (K,) this slab computes from a q whose semicanonical table is in `forms` (sorted): places, q."""
    places = slab.meets(functions, n)
    if not len(places):
        return places, functions[places]
    inner = slab.inner(functions[places], n)
    found = is_among(semicanonical(inner.ravel(), n), forms).reshape(inner.shape)
    hit = found.any(axis=1)
    return places[hit], inner[hit, found[hit].argmax(axis=1)]


def is_among(values: np.ndarray, listed: np.ndarray) -> np.ndarray:
    """Whether each of the values (K,) is in a sorted array: (K,) bool."""
    if not len(listed):
        return np.zeros(np.shape(values), dtype=bool)
    return listed[np.minimum(np.searchsorted(listed, values), len(listed) - 1)] == values


def _subsets(mask: int, n: int) -> np.ndarray:
    """All tables of n inputs that are true only within `mask`."""
    found = np.zeros(1, dtype=word(n))
    for point in range(2**n):
        if mask >> point & 1:
            found = np.concatenate([found, found | np.array(1 << point, dtype=word(n))])
    return found
