"""Classes of Boolean functions: inputs permuted or negated, output negated (NPN classes).

Length complexity is the same for all functions of a class. Negating input i: in every gate replace its weight w_i by
−w_i and the bias b by b + w_i. Permuting inputs: permute their weights. Negating the output: replace the last gate
(w, b) by (−w, −b − 1); for integers 1[−w·v − b − 1 ≥ 0] = 1 − 1[w·v + b ≥ 0]. Each step can be undone, so no function
of the class needs fewer gates than another. A class is named by its least table.
"""

from collections.abc import Iterator
from itertools import permutations
from math import factorial

import numpy as np

from arntp import arguments
from arntp.atlas.tables import check_inputs, complement, distinct, flip, packed, points, projection, swap, word

CHUNK = 2**16  # tables that go through the group together: few enough to stay in the processor's cache


def group_order(n: int) -> int:
    """2^(n+1) n!: permutations and negations of n inputs, with and without negating the output."""
    return 2 ** (n + 1) * factorial(arguments.whole("inputs", n, 1))


def images(tables: np.ndarray, n: int) -> Iterator[np.ndarray]:
    """The images (K,) of tables (K,) under the 2^n n! permutations and negations of inputs, each of them once."""
    arrangement = list(range(n))
    for target in permutations(range(n)):
        for place in range(n):
            if (other := arrangement.index(target[place])) != place:
                arrangement[place], arrangement[other] = arrangement[other], arrangement[place]
                tables = swap(tables, place, other, n)
        # A Gray code: each negation of inputs differs from the one before in one input, and the last leads back.
        for count in range(1, 2**n + 1):
            tables = flip(tables, min((count & -count).bit_length() - 1, n - 1), n)
            yield tables


def canonical(tables: np.ndarray, n: int) -> np.ndarray:
    """The least table (K,) of the class of each of the tables (K,)."""
    least = arguments.integers("tables", packed(tables, n), dims=1).copy()
    for part in _chunks(least):
        for image in images(part.copy(), n):
            np.minimum(part, image, out=part)
            np.minimum(part, complement(image, n), out=part)
    return least


def class_sizes(tables: np.ndarray, n: int) -> np.ndarray:
    """How many functions (K,) int64 the class of each of the tables (K,) has: group order / stabiliser."""
    tables = arguments.integers("tables", packed(tables, n), dims=1)
    stabiliser = np.zeros(len(tables), dtype=np.int64)
    for part, count in zip(_chunks(tables), _chunks(stabiliser)):
        for image in images(part, n):
            count += image == part
            count += image == complement(part, n)
    return group_order(n) // stabiliser


def semicanonical(tables: np.ndarray, n: int) -> np.ndarray:
    """An image (K,) of each of the tables (K,), nearly the same one for the whole class, and fast to find.

    At most half of the points are true, of these at most half have x_i = 1, and fewest have x_0 = 1. What ties
    leave open stays as it was, so a class may have several such tables.
    """
    tables = arguments.integers("tables", packed(tables, n), dims=1).copy()
    for part in _chunks(tables):
        ones = np.bitwise_count(part)
        np.copyto(part, complement(part, n), where=ones > 2 ** (n - 1))
        ones = np.bitwise_count(part)
        for i in range(n):
            np.copyto(part, flip(part, i, n), where=2 * _ones_at(part, i, n) > ones)
        counts = [_ones_at(part, i, n) for i in range(n)]
        for stop in range(n - 1, 0, -1):
            for i in range(stop):
                wrong = counts[i] > counts[i + 1]
                np.copyto(part, swap(part, i, i + 1, n), where=wrong)
                low, high = np.minimum(*counts[i : i + 2]), np.maximum(*counts[i : i + 2])
                counts[i : i + 2] = low, high
    return tables


def class_count(n: int) -> int:
    """The number of classes by Burnside's lemma: the mean number of functions that an element of the group fixes.

    A map of the points with c cycles fixes 2^c functions; negating the output as well, 2^c if all cycles are even and
    else none.
    """
    cube, fixed = points(n), 0
    for order in permutations(range(n)):
        permuted = cube[:, order] @ 2 ** np.arange(n)
        for negated in range(2**n):
            lengths = _cycle_lengths((permuted ^ negated).tolist())
            fixed += 2 ** len(lengths) * (1 + all(length % 2 == 0 for length in lengths))
    return fixed // group_order(n)


def all_classes(n: int) -> np.ndarray:
    """The least table of every class of functions of n inputs, sorted (616,126 of them for n = 5).

    Every function has an image whose values at x_(n−1) = 0 are the least table of a class of n − 1 inputs: so these,
    with any values at x_(n−1) = 1, meet all classes. Raises RuntimeError unless there are as many as `class_count`.
    """
    check_inputs(n, most=5)
    if n == 1:
        return distinct(canonical(np.arange(4), 1))
    upper = np.arange(2**2 ** (n - 1), dtype=word(n)) << 2 ** (n - 1)
    found = np.zeros(0, dtype=word(n))
    for lower in all_classes(n - 1).astype(word(n)):
        found = distinct(np.concatenate([found, distinct(semicanonical(lower | upper, n))]))
    found = distinct(canonical(found, n))
    if len(found) != class_count(n):
        raise RuntimeError(f"{len(found)} classes of {n} inputs found; there are {class_count(n)}")
    return found


def _chunks(tables: np.ndarray) -> Iterator[np.ndarray]:
    """Views of successive parts."""
    return (tables[start : start + CHUNK] for start in range(0, len(tables), CHUNK))


def _ones_at(tables: np.ndarray, i: int, n: int) -> np.ndarray:
    """How many true points have x_i = 1."""
    return np.bitwise_count(tables & np.array(projection(i, n), dtype=word(n)))


def _cycle_lengths(to: list[int]) -> list[int]:
    """Lengths of the cycles of the permutation s → to[s]."""
    lengths, seen = [], set()
    for start in range(len(to)):
        length, at = 0, start
        while at not in seen:
            seen.add(at)
            length, at = length + 1, to[at]
        if length:
            lengths.append(length)
    return lengths
