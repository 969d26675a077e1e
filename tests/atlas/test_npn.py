"""Classes under negation and permutation, against orbits computed one function at a time."""

from itertools import permutations, product

import numpy as np
import pytest

from arntp.atlas.npn import all_classes, canonical, class_count, class_sizes, group_order, images, semicanonical
from arntp.atlas.tables import full, word

CLASSES = {1: 2, 2: 4, 3: 14, 4: 222, 5: 616_126}


def orbit(function: int, n: int) -> set[int]:
    """All images, point by point."""
    found = set()
    for order, negated in product(permutations(range(n)), range(2**n)):
        image = 0
        for x in range(2**n):
            y = sum((x >> order[i] & 1) << i for i in range(n)) ^ negated
            image |= (function >> y & 1) << x
        found |= {image, image ^ full(n)}
    return found


@pytest.mark.parametrize("n", CLASSES)
def test_known_counts(n):
    assert class_count(n) == CLASSES[n]
    if n < 5:
        classes = all_classes(n)
        assert len(classes) == CLASSES[n] and class_sizes(classes, n).sum() == 2**2**n


@pytest.mark.parametrize("n", [1, 2, 3, 4, 5])
def test_orbits(n):
    rng = np.random.default_rng(n)
    for function in rng.integers(0, 2**2**n, 3).tolist():
        expected, packed = orbit(function, n), np.array([function], dtype=word(n))
        assert canonical(packed, n)[0] == min(expected) and class_sizes(packed, n)[0] == len(expected)
        moved = [int(image[0]) for image in images(packed, n)]
        assert len(moved) == group_order(n) // 2 and set(moved) | {m ^ full(n) for m in moved} == expected
        assert int(semicanonical(packed, n)[0]) in expected


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_canonical_splits_the_functions_into_classes(n):
    least = canonical(np.arange(2**2**n), n)
    assert (least <= np.arange(2**2**n)).all() and (canonical(least, n) == least).all()
    tables, sizes = np.unique(least, return_counts=True)
    assert tables.tolist() == all_classes(n).tolist() and sizes.tolist() == class_sizes(tables, n).tolist()


def test_semicanonical_leaves_few_tables_to_a_class():
    tables = np.random.default_rng(0).integers(0, 2**32, 5, dtype=np.uint32)
    for function in tables:
        every = np.array(sorted(orbit(int(function), 5)), dtype=np.uint32)
        assert len(np.unique(semicanonical(every, 5))) <= len(every) / 10


def test_chunks_change_nothing(monkeypatch):
    tables = np.arange(0, 65536, 50)
    whole = canonical(tables, 4), class_sizes(tables, 4), semicanonical(tables, 4)
    monkeypatch.setattr("arntp.atlas.npn.CHUNK", 100)
    parts = canonical(tables, 4), class_sizes(tables, 4), semicanonical(tables, 4)
    assert all((a == b).all() for a, b in zip(whole, parts))


def test_all_classes_counts_itself(monkeypatch):
    monkeypatch.setattr("arntp.atlas.npn.class_count", lambda n: 15)
    with pytest.raises(RuntimeError, match="found; there are 15"):
        all_classes(3)
    with pytest.raises(ValueError, match="inputs = 6: 1 to 5"):
        all_classes(6)
