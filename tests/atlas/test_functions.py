"""Standard functions against their definitions in plain Python, and the committed bounds."""

import numpy as np
import pytest

from arntp.atlas.functions import (
    equality,
    gates_of,
    greater,
    lower_bound,
    majority,
    multiplexer,
    parity,
    substitutions,
)
from arntp.atlas.length import function_of, lengths
from arntp.runs import RESULTS, Record
from arntp.tasks.circuits import library

COMMITTED = Record(RESULTS / "atlas").read("functions")["rows"]


def value(function: int, x: int) -> int:
    return function >> x & 1


@pytest.mark.parametrize("n", range(1, 7))
def test_parity_and_majority(n):
    for x in range(2**n):
        assert value(parity(n), x) == x.bit_count() % 2
        assert value(majority(n), x) == (x.bit_count() > n / 2)
    assert function_of(gates_of(library.parity(n)), n) == parity(n)


@pytest.mark.parametrize("select", [1, 2])
def test_multiplexer(select):
    n = select + 2**select
    for x in range(2**n):
        assert value(multiplexer(select), x) == x >> select + x % 2**select & 1
    assert function_of(gates_of(library.multiplexer(select)), n) == multiplexer(select)


@pytest.mark.parametrize("width", [1, 2, 3])
def test_comparison(width):
    for x in range(4**width):
        low, high = x % 2**width, x >> width
        assert value(greater(width), x) == (low > high) and value(equality(width), x) == (low == high)
    assert function_of(gates_of(library.equality(width)), 2 * width) == equality(width)


def test_substitutions_by_hand():
    # AND of two inputs: 0, x, and x AND (1 − x) = 0
    assert substitutions(0x8, 2).tolist() == [0, 2]
    # parity of three: parity of two and its negation, x, 1 − x
    assert set(substitutions(0x96, 3).tolist()) == {0x6, 0x9, 0xA, 0xC, 0x3, 0x5}


@pytest.mark.parametrize("n", [2, 3, 4])
def test_substituting_never_needs_more_gates(n):
    length, smaller = lengths(n)[0], lengths(n - 1)[0]
    for function in range(0, 2**2**n, 1 if n < 4 else 301):
        assert smaller[substitutions(function, n)].max() <= length[function]


def test_committed_rows():
    known = {row["name"]: row for row in COMMITTED}
    for row in COMMITTED:
        function = int(row["table"], 16)
        assert function_of(row["gates"], row["inputs"]) == function and len(row["gates"]) == row["upper"]
        assert row["lower"] == lower_bound(function, row["inputs"]) <= row["upper"]
    for n, t in {2: 2, 3: 2, 4: 3, 5: 3, 6: 3}.items():
        assert known[f"parity of {n}"]["lower"] == known[f"parity of {n}"]["upper"] == t
    assert all(row["upper"] == 1 for row in COMMITTED if "majority" in row["name"] or ">" in row["name"])


def test_lower_bounds():
    assert [lower_bound(parity(n), n) for n in range(1, 7)] == [1, 2, 2, 3, 3, 3]
    assert lower_bound(majority(5), 5) == 1
    assert lower_bound(int(np.bitwise_or(0x96, 0)), 3) == 2


def test_what_has_no_bound():
    with pytest.raises(ValueError, match="inputs = 7: 1 to 6"):
        lower_bound(0, 7)
