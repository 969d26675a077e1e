"""Packed truth tables against functions evaluated point by point."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arntp.atlas.tables import bits, complement, compose, distinct, flip, full, points, projection, swap, table, word


@st.composite
def functions(draw):
    """A number of inputs and some tables."""
    n = draw(st.integers(1, 6))
    return n, draw(st.lists(st.integers(0, 2**2**n - 1), min_size=1, max_size=5))


def value(function: int, x: list[int]) -> int:
    return function >> sum(bit << i for i, bit in enumerate(x)) & 1


def test_by_hand():
    assert table(np.array([0, 0, 0, 1])) == 0b1000
    assert [projection(i, 3) for i in range(3)] == [0xAA, 0xCC, 0xF0]
    assert points(2).tolist() == [[0, 0], [1, 0], [0, 1], [1, 1]]
    assert flip(np.array([0x1], np.uint8), 0, 3) == 0x2 and swap(np.array([0x2], np.uint8), 0, 2, 3) == 0x10
    # h = AND of x and g, where g = OR: AND(x_0, x_1, OR) is AND on one input more
    assert compose(np.array(0x80), np.array(0xE), 2) == 0x8


@given(functions())
def test_bits_and_table_are_inverse(case):
    n, tables = case
    values = bits(np.array(tables, dtype=word(n)), n)
    assert values.shape == (len(tables), 2**n)
    assert table(values).tolist() == tables
    assert all(values[k][x] == value(f, points(n)[x].tolist()) for k, f in enumerate(tables) for x in range(2**n))


@given(functions(), st.data())
def test_moves(case, data):
    n, tables = case
    i = data.draw(st.integers(0, n - 1))
    j = data.draw(st.integers(i, n - 1))
    packed = np.array(tables, dtype=word(n))
    flipped, negated = flip(packed, i, n).tolist(), complement(packed, n).tolist()
    swapped = swap(packed, i, j, n).tolist() if i < j else tables
    for k, f in enumerate(tables):
        for x in points(n).tolist():
            moved = list(x)
            moved[i] = 1 - moved[i]
            assert value(flipped[k], x) == value(f, moved)
            moved = list(x)
            moved[i], moved[j] = x[j], x[i]
            assert value(swapped[k], x) == value(f, moved)
            assert value(negated[k], x) == 1 - value(f, x)


@given(st.integers(1, 5), st.data())
def test_compose(n, data):
    outer = data.draw(st.integers(0, 2**2 ** (n + 1) - 1))
    inner = data.draw(st.integers(0, full(n)))
    composed = int(compose(np.array(outer, word(n + 1)), np.array(inner, word(n)), n))
    for x in points(n).tolist():
        assert value(composed, x) == value(outer, [*x, value(inner, x)])


@given(st.lists(st.integers(0, 255)))
def test_distinct(numbers):
    assert distinct(np.array(numbers, dtype=np.uint8)).tolist() == sorted(set(numbers))


@pytest.mark.parametrize("n", [0, 7, -1])
def test_number_of_inputs(n):
    for act in (word, full, points):
        with pytest.raises(ValueError, match=f"inputs = {n}: 1 to 6"):
            act(n)


def test_bad_values_and_inputs():
    with pytest.raises(ValueError, match=r"shape \(3,\)"):
        table(np.zeros(3))
    with pytest.raises(ValueError, match="shape"):
        table(np.array(1))
    with pytest.raises(ValueError, match="input = 3: 0 to 2"):
        projection(3, 3)
