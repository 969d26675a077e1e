"""The Boolean tableau against plain runs."""

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arntp.tasks.turing import Machine
from arntp.tasks.turing.library import PROGRAMS
from arntp.tasks.turing.tableau import cell_bits, coded, tableau


def bits_of(machine, row):
    return [bit for cell in row[1:-1] for bit in coded(machine, cell)]


@pytest.mark.parametrize(("name", "cells", "steps"), [("BB(2)", 8, 6), ("BB(3)", 9, 4), ("BB(2,3)", 6, 3)])
def test_outputs_are_the_row_of_the_plain_run(name, cells, steps):
    machine = PROGRAMS[name].machine
    row = machine.row((), 0, cells)
    circuit = tableau(machine, cells, steps)
    assert len(circuit.inputs) == (cells - 2) * cell_bits(machine)
    assert circuit.evaluate(bits_of(machine, row)) == bits_of(machine, machine.rows(row, steps)[-1])


@settings(deadline=None, max_examples=40, derandomize=True)
@given(st.lists(st.integers(0, 1), min_size=5, max_size=5), st.integers(1, 3), st.integers(0, 1))
def test_any_row_that_goes_on(tape, head, state):
    machine = Machine.parse("1RB1LB_1LA0RA")
    tape[head] = machine.cell(tape[head], state)
    row = [machine.boundary, *tape, machine.boundary]
    circuit = tableau(machine, 7, 1)
    assert circuit.evaluate(bits_of(machine, row)) == bits_of(machine, machine.rows(row, 1)[-1])


def test_a_cell_is_its_id_in_binary():
    machine = Machine.parse("1RB1LB_1LA1RZ")
    assert cell_bits(machine) == 3
    assert [coded(machine, cell) for cell in (0, 1, 6)] == [[0, 0, 0], [1, 0, 0], [0, 1, 1]]


@pytest.mark.parametrize(
    ("cells", "steps", "message"), [(2, 1, "cells = 2: at least 3"), (5, 0, "steps = 0: at least 1")]
)
def test_nothing_to_build_is_refused(cells, steps, message):
    with pytest.raises(ValueError, match=message):
        tableau(Machine.parse("1RB1LB_1LA1RZ"), cells, steps)
