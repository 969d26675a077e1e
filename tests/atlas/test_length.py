"""Length complexity of up to 4 inputs: enumerations by other means, and the committed atlas checked row by row."""

from itertools import product

import numpy as np
import pytest

from arntp.atlas.asummable import refutes_two_gates
from arntp.atlas.length import atlas, function_of, lengths, name_of, shortest_gates, two_gates
from arntp.atlas.npn import all_classes, class_sizes
from arntp.atlas.tables import points
from arntp.atlas.threshold import threshold_tables
from arntp.runs import RESULTS, Record

COUNTS = {1: [4], 2: [14, 2], 3: [104, 152], 4: [1_882, 50_284, 13_370]}
COMMITTED = {n: Record(RESULTS / "atlas").read(f"inputs-{n}") for n in COUNTS}


def run(gates: list[list[int]], x: tuple[int, ...]) -> int:
    """The last gate at one point, in plain Python."""
    seen = list(x)
    for *weights, bias in gates:
        assert len(weights) == len(seen)
        seen.append(int(sum(w * v for w, v in zip(weights, seen)) + bias >= 0))
    return seen[-1]


@pytest.mark.parametrize("n", COUNTS)
def test_committed_rows(n):
    """Every row: the gates give the function everywhere, four points refute one gate, and each first gate of two."""
    rows, cube = COMMITTED[n]["rows"], points(n)
    assert [int(row["table"], 16) for row in rows] == all_classes(n).tolist()
    assert sum(row["functions"] for row in rows) == 2**2**n
    for row in rows:
        function = int(row["table"], 16)
        assert len(row["table"]) == 2 + max(1, 2**n // 4)
        for x in range(2**n):
            assert run(row["gates"], tuple(x >> i & 1 for i in range(n))) == function >> x & 1
        assert len(row["gates"]) == row["length"]
        if row["length"] > 1:
            a, b, c, d = row["not_linear"]
            assert [function >> p & 1 for p in (a, b, c, d)] == [1, 1, 0, 0]
            assert (cube[a] + cube[b] == cube[c] + cube[d]).all()
        if row["length"] > 2:
            assert refutes_two_gates(function, threshold_tables(n), n).all()


@pytest.mark.parametrize("n", COUNTS)
def test_committed_counts(n):
    kept = COMMITTED[n]
    assert kept["functions"] == {str(t): count for t, count in enumerate(COUNTS[n], 1)}
    for t, count in kept["functions"].items():
        rows = [row for row in kept["rows"] if row["length"] == int(t)]
        assert len(rows) == kept["classes"][t] and sum(row["functions"] for row in rows) == count
        assert sum(kept["edges"][t]) == count


@pytest.mark.parametrize("n", COUNTS)
def test_the_atlas_comes_out_again(n):
    assert atlas(n) == COMMITTED[n]
    length = lengths(n)[0]
    sizes = class_sizes(all_classes(n), n)
    assert [int(np.sum(length == t)) for t in range(1, len(COUNTS[n]) + 1)] == COUNTS[n]
    assert sizes @ (length[all_classes(n)] == length.max()) == COUNTS[n][-1]


@pytest.mark.parametrize("n", [1, 2, 3])
def test_lengths_by_brute_force(n):
    """All pairs of gates with small weights, by plain evaluation: T ≤ 1 and T ≤ 2 are what they reach."""
    cube = [tuple(x) for x in points(n).tolist()]
    weights = [*product(range(-2, 3), repeat=n)]

    def reached(inner: tuple[int, ...] | None) -> set[int]:
        found = set()
        for w in weights:
            for extra in [0] if inner is None else range(-4, 5):
                scores = [
                    sum(a * b for a, b in zip(w, x)) + extra * (inner[k] if inner else 0) for k, x in enumerate(cube)
                ]
                found |= {sum((s >= bound) << k for k, s in enumerate(scores)) for bound in {*scores, max(scores) + 1}}
        return found

    one = reached(None)
    representatives = {*all_classes(n).tolist()} & one
    two = set().union(*(reached(tuple(g >> k & 1 for k in range(2**n))) for g in representatives))
    length = lengths(n)[0]
    assert one == {*np.flatnonzero(length == 1).tolist()}
    # first gates were taken up to symmetry, so classes are compared, not functions
    assert {f for f in all_classes(n).tolist() if f in two} <= {*np.flatnonzero(length <= 2).tolist()}
    assert {f for f in all_classes(n).tolist() if length[f] <= 2} <= {
        int(c) for c in all_classes(n) if any(image in two for image in _class_of(int(c), n))
    }


def _class_of(function: int, n: int) -> set[int]:
    from arntp.atlas.npn import images

    packed = np.array([function], dtype=np.uint16)
    return {int(image[0]) ^ mask for image in images(packed, n) for mask in (0, 2**2**n - 1)}


@pytest.mark.parametrize("n", [2, 3, 4])
def test_two_gates_against_the_enumeration(n):
    length = lengths(n)[0]
    for function in all_classes(n)[:: 1 if n < 4 else 5].tolist():
        gates = two_gates(function, n)
        assert (gates is None) == (length[function] > 2)
        assert gates is None or function_of(gates, n) == function


def test_neighbours_differ_by_at_most_one_gate():
    length = lengths(4)[0].astype(int)
    for point in range(16):
        assert np.abs(length - length[np.arange(65536) ^ 1 << point]).max() == 1


def test_parity_of_four_needs_three():
    assert len(shortest_gates(0x6996, 4)) == 3 and len(shortest_gates(0x96, 3)) == 2
    assert name_of(0x96, 3) == "0x96" and name_of(1, 4) == "0x0001" and name_of(1, 1) == "0x1"


# --- what must fail


def test_a_wrong_weight_is_noticed():
    """Every single change of a bias by 2·(sum of weights) changes the function of its row."""
    for row in COMMITTED[3]["rows"][2:]:
        gates = [list(gate) for gate in row["gates"]]
        gates[-1][-1] += 1 + 2 * sum(map(abs, gates[-1]))
        assert function_of(gates, 3) == 0xFF != int(row["table"], 16)


@pytest.mark.parametrize(
    ("gates", "message"),
    [
        ([], "no gates"),
        ([[1, 1]], r"gate 1 is \[1, 1\]: 2 inputs and 0 earlier gates need 3 integers"),
        ([[1, 1, -1], [1, 1, -1]], "gate 2 .* 1 earlier gates need 4 integers"),
        ([[1, 0.5, -1]], "gate 1 .* integers"),
    ],
)
def test_gates_that_are_none(gates, message):
    with pytest.raises(ValueError, match=message):
        function_of(gates, 2)


def test_too_many_inputs():
    with pytest.raises(ValueError, match="inputs = 5: 1 to 4"):
        lengths(5)
    with pytest.raises(ValueError, match="inputs = 6: 1 to 5"):
        two_gates(0, 6)
