"""Four-point certificates, and the proof that the lists of threshold functions are complete."""

import numpy as np
import pytest

import arntp.atlas.asummable as asummable
from arntp.atlas.asummable import certificate, prove_complete, quadruples, refutes_two_gates
from arntp.atlas.tables import bits, points
from arntp.atlas.threshold import threshold_tables


@pytest.mark.parametrize("n", [1, 2, 3])
def test_quadruples_are_all_pairs_of_equal_sum(n):
    cube, found = points(n), {tuple(row) for row in quadruples(n).tolist()}
    unordered = {(*sorted(row[:2]), *sorted(row[2:])) for row in found}
    every = range(2**n)
    expected = {
        (a, b, c, d)
        for a in every
        for b in range(a, 2**n)
        for c in every
        for d in range(c, 2**n)
        if (cube[a] + cube[b] == cube[c] + cube[d]).all() and (a, b) != (c, d)
    }
    assert unordered == expected and len(found) == len(expected)


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_every_function_has_weights_or_a_certificate_and_not_both(n):
    listed, cube = set(threshold_tables(n).tolist()), points(n)
    for function in range(2**2**n) if n < 4 else range(0, 65536, 5):
        found = certificate(function, n)
        assert (found is None) == (function in listed)
        if found:
            a, b, c, d = found
            assert [function >> p & 1 for p in found] == [1, 1, 0, 0]
            assert (cube[a] + cube[b] == cube[c] + cube[d]).all()


@pytest.mark.parametrize("n", range(1, 7))
def test_lists_are_complete(n):
    proof = prove_complete(n)
    assert proof["neighbours"] == proof["classes"] * 2**n == proof["threshold"] + proof["certificates"]
    assert n == 1 or min(proof["threshold"], proof["certificates"]) > 0


def test_a_missing_class_is_noticed(monkeypatch):
    """Without majority (2, 1, 1 and its kind) some neighbour has neither weights nor a certificate."""
    whole = asummable.canonical_weights(3)
    part = {parameters: w for parameters, w in whole.items() if w != (2, 1, 1, 1)}
    assert len(part) == len(whole) - 1
    monkeypatch.setattr("arntp.atlas.threshold.canonical_weights", lambda n: part)
    with pytest.raises(RuntimeError, match="of 3 inputs: neither weights nor a certificate"):
        prove_complete(3)


@pytest.mark.parametrize("function", [0x96, 0x1E, 0x18])
def test_refutation_against_brute_force(function):
    """A first gate is refuted exactly if no second one completes it; of 3 inputs four points always decide."""
    first, second = threshold_tables(3), threshold_tables(4)
    refuted = refutes_two_gates(function, first, 3)
    for g, impossible in zip(first.tolist(), refuted.tolist()):
        values = bits(np.array(g), 3)
        reached = any(
            all((h >> (x + 8 * int(values[x])) & 1) == function >> x & 1 for x in range(8)) for h in second.tolist()
        )
        assert reached != impossible
    assert refuted.any() and not refuted.all()
