"""Boundary edges counted one by one."""

import numpy as np
import pytest

from arntp.atlas.length import atlas
from arntp.atlas.npn import all_classes, class_sizes
from arntp.atlas.profile import boundary, profile


def edges(function: int, n: int) -> int:
    """Pairs of neighbouring points, each once, with different values."""
    return sum((function >> x & 1) != (function >> (x ^ 1 << i) & 1) for x in range(2**n) for i in range(n)) // 2


@pytest.mark.parametrize("n", [1, 2, 3, 5, 6])
def test_boundary(n):
    tables = np.random.default_rng(n).integers(0, 2**2**n, 50, dtype=np.uint64)
    assert boundary(tables, n).tolist() == [edges(int(t), n) for t in tables]


def test_by_hand():
    assert boundary(np.array([0x96, 0x00, 0xAA, 0x80]), 3).tolist() == [12, 0, 4, 3]


def test_profile_counts_all_functions():
    tables = all_classes(3)
    found = profile(tables, class_sizes(tables, 3), ["even" if t % 2 == 0 else "odd" for t in tables], 3)
    assert [*found] == ["even", "odd"]
    assert np.sum([*found.values()]) == 256 and all(len(counts) == 13 for counts in found.values())
    assert sum(np.array([*found.values()])[:, 12]) == 2  # parity and its negation


def test_atlas_profile_by_brute_force():
    result = atlas(3)
    lengths = {int(row["table"], 16): row["length"] for row in result["rows"]}
    assert result["edges"]["1"][0] == 2 and result["edges"]["2"][12] == 2 and len(lengths) == 14
