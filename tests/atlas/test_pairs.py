"""First and second gates under the four-point test, against every third gate, for 3 and 4 inputs."""

import numpy as np
import pytest

from arntp.atlas.length import function_of, lengths
from arntp.atlas.npn import all_classes, canonical
from arntp.atlas.pairs import FirstGate
from arntp.atlas.tables import bits, complement, compose, distinct, table
from arntp.atlas.threshold import threshold_tables


@pytest.mark.parametrize("gate", [0x01, 0xE8, 0x1F])
def test_seconds_left_are_those_with_a_third_gate(gate):
    first = FirstGate(gate, threshold_tables(4), 3)
    third = bits(threshold_tables(5), 5)
    values = bits(np.array(gate), 3).astype(int)
    reached = {}
    for second in first.seconds.tolist():
        at = np.arange(8) + 8 * values + 16 * bits(np.array(second), 3)
        reached[second] = set(table(third[:, at]).tolist())
    for function in range(256):
        possible = {second for second, functions in reached.items() if function in functions}
        assert set(first.seconds_left(function).tolist()) == possible


def test_seconds_are_the_functions_behind_the_gate():
    first = FirstGate(0xE8, threshold_tables(4), 3)
    every = set(compose(threshold_tables(4), 0xE8, 3).tolist())
    assert {*first.seconds.tolist(), *complement(first.seconds, 3).tolist()} == every


@pytest.mark.parametrize("n", [2, 3, 4])
def test_pairs_up_to_symmetry(n):
    """The images tried with one gate of each class stand for all pairs: as many maps as threshold functions, halved."""
    gates = distinct(canonical(threshold_tables(n), n)).tolist()
    firsts = [FirstGate(gate, threshold_tables(n + 1), n) for gate in gates]
    assert sum(len(first._moves) for first in firsts) == len(threshold_tables(n)) // 2
    for function in all_classes(n)[::9].tolist():
        for first in firsts:
            assert (canonical(first.placed(function), n) == function).all()


def test_hard_functions_of_four_inputs_get_three_gates():
    length, outer = lengths(4)[0], threshold_tables(5)
    first = FirstGate(0x0017, outer, 4)
    found = 0
    for function in np.flatnonzero(length == 3)[::200].tolist():
        for second in first.seconds_left(function).tolist()[:1]:
            last = first.last_gate(function, second)
            gates = first.gates(function, second, last, outer)
            assert function_of(gates, 4) == function and len(gates) == 3
            found += 1
    assert found > 5


def test_gates_of_another_function_are_refused():
    outer = threshold_tables(4)
    first = FirstGate(0xE8, outer, 3)
    function = 0x96
    second = int(first.seconds_left(function)[0])
    last = first.last_gate(function, second)
    first.gates(function, second, last, outer)
    with pytest.raises(RuntimeError, match="another function"):
        first.gates(function ^ 1, second, last, outer)
