"""How length complexity sits beside sensitivity: the number of neighbouring points at which a function differs."""

import numpy as np

from arntp import arguments
from arntp.atlas.tables import flip, packed


def boundary(tables: np.ndarray, n: int) -> np.ndarray:
    """Edges of the cube whose ends have different values (K,) int64: 0 to n 2^(n−1), the same within an NPN class.

    Twice this number over 2^n is the mean sensitivity (total influence); parity has all edges.
    """
    tables = packed(tables, n)
    return sum(np.bitwise_count(tables ^ flip(tables, i, n)).astype(np.int64) for i in range(n)) // 2


def profile(tables: np.ndarray, sizes: np.ndarray, groups: list[str], n: int) -> dict[str, list[int]]:
    """How many functions have 0, 1, … n 2^(n−1) boundary edges, for each group (such as "T = 2") of the classes (K,).

    `tables` (K,) one function of each class, `sizes` (K,) functions in it, `groups` (K) the names of their groups.
    """
    edges, columns = boundary(tables, n), n * 2 ** (n - 1) + 1
    if not len(edges) == len(sizes) == len(arguments.several("groups", groups, "names")):
        raise ValueError(f"{len(edges)} tables, {len(sizes)} sizes, {len(groups)} groups: one each is needed")
    names, group = np.unique(groups, return_inverse=True)
    counts = np.zeros((len(names), columns), dtype=np.int64)
    np.add.at(counts, (group, edges), sizes)
    return dict(zip(names.tolist(), counts.tolist()))
