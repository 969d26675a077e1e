"""Splits by orbit: runs that share a row, or are joined by runs that do, stay together."""

from collections.abc import Sequence

import numpy as np

from arntp import arguments


def orbits(runs: np.ndarray) -> np.ndarray:
    """A number for each of the runs (N, rows, S), (N,): the same for two exactly if runs with common rows join them."""
    _, ids = np.unique(runs.reshape(-1, runs.shape[2]), axis=0, return_inverse=True)
    ids, numbers = ids.reshape(runs.shape[:2]), np.arange(len(runs))
    while True:
        lowest = np.full(ids.max() + 1, len(runs))
        np.minimum.at(lowest, ids, numbers[:, None])
        joined = lowest[ids].min(1)
        if (joined == numbers).all():
            return numbers
        numbers = joined


def split(numbers: np.ndarray, most: Sequence[int], rng: np.random.Generator) -> list[np.ndarray]:
    """Places of the runs of each part, whole orbits in random order: `most[i]` runs at most in part i, then the rest.

    An orbit goes into the first part that still has room for it, and into the rest if none has. Raises TypeError or
    ValueError for what is no count.
    """
    room = arguments.wholes("most", most, 0)
    orders, parts = rng.permutation(np.unique(numbers)), [[] for _ in range(len(room) + 1)]
    sizes = dict(zip(*np.unique(numbers, return_counts=True)))
    for number in orders:
        part = next((i for i, left in enumerate(room) if sizes[number] <= left), len(room))
        if part < len(room):
            room[part] -= sizes[number]
        parts[part].append(number)
    return [np.flatnonzero(np.isin(numbers, part)) for part in parts]
