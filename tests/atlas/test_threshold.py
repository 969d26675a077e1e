"""Threshold functions: the known counts, weights that compute them, and none left out."""

from itertools import product

import numpy as np
import pytest

from arntp.atlas.tables import points, table
from arntp.atlas.threshold import canonical_weights, chow, evaluate, gate_of, separate, threshold_tables

COUNTS = {1: 4, 2: 14, 3: 104, 4: 1_882, 5: 94_572, 6: 15_028_134}
CLASSES = {1: 1, 2: 2, 3: 3, 4: 7, 5: 21, 6: 135}  # self-dual threshold functions of n + 1 inputs


def computed(gate: list[int], n: int) -> int:
    *weights, bias = gate
    return int(table(points(n) @ np.array(weights) + bias >= 0))


@pytest.mark.parametrize("n", COUNTS)
def test_known_counts(n):
    tables = threshold_tables(n)
    assert len(tables) == COUNTS[n] and (np.diff(tables) > 0).all()
    assert len(canonical_weights(n)) == CLASSES[n]


@pytest.mark.parametrize("n", range(1, 7))
def test_canonical_weights(n):
    for parameters, weights in canonical_weights(n).items():
        assert list(weights) == sorted(weights, reverse=True) and weights[-1] >= 0 and sum(weights) % 2
        assert list(parameters) == sorted(parameters, reverse=True)
        assert all(weights[i] == weights[i + 1] for i in range(n) if parameters[i] == parameters[i + 1])


@pytest.mark.parametrize("n", [1, 2, 3])
def test_all_by_brute_force(n):
    """Every gate with weights −3 … 3 and any bias is in the list, and gives the whole list."""
    found = {computed([*w, b], n) for w in product(range(-3, 4), repeat=n) for b in range(-10, 10)}
    assert sorted(found) == threshold_tables(n).tolist()


@pytest.mark.parametrize("n", [1, 2, 3, 4])
def test_weights_of_every_function(n):
    listed = set(threshold_tables(n).tolist())
    for function in range(2**2**n) if n < 4 else [*listed, *range(0, 65536, 7)]:
        gate = gate_of(function, n)
        assert (gate is not None) == (function in listed)
        assert gate is None or computed(gate, n) == function


@pytest.mark.parametrize("n", [5, 6])
def test_weights_of_random_functions(n):
    rng = np.random.default_rng(n)
    for function in rng.choice(threshold_tables(n), 200).tolist():
        assert computed(gate_of(function, n), n) == function
        changed = function ^ 1 << 13 ^ 1 << 18
        gate = gate_of(changed, n)
        assert (gate is not None) == (changed in threshold_tables(n)) and (gate is None or computed(gate, n) == changed)


@pytest.mark.parametrize("n", [2, 3])
def test_chow_parameters_tell_threshold_functions_from_all_others(n):
    parameters = [tuple(p) for p in chow(np.arange(2**2**n), n).tolist()]
    assert all(parameters.count(parameters[f]) == 1 for f in threshold_tables(n).tolist())


def test_chow_by_hand():
    assert chow(np.array([0x8]), 2).tolist() == [[2, 2, -2]]  # AND
    assert evaluate(np.array([[1, 1, -1]]), 2).tolist() == [0x8]


def test_separate():
    x = points(3)
    majority = x.sum(axis=1) >= 2
    *weights, bias = separate(x, majority)
    assert ((x @ np.array(weights) + bias >= 0) == majority).all()
    assert separate(x, x.sum(axis=1) % 2 == 1, most_steps=200) is None
    parity = np.hstack([x, majority[:, None]])
    assert separate(parity, x.sum(axis=1) % 2 == 1) is not None
