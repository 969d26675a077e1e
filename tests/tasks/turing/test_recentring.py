"""Re-centring against plain runs, its length against the recursion, and what must be refused."""

import re
from itertools import product

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arntp.tasks.turing import Machine, recentring
from arntp.tasks.turing.library import PROGRAMS

BEAVER = PROGRAMS["BB(4)"].machine


def after(machine, cells, steps):
    """The row `steps` steps later, by the interpreter."""
    return machine.rows([machine.boundary, *cells, machine.boundary], steps)[-1][1:-1]


@pytest.mark.parametrize("level", range(9))
def test_the_answer_is_the_row_of_the_plain_run(level):
    cells = recentring.start(BEAVER, (), 0, level)
    trace = recentring.trace(BEAVER, cells, level)
    assert trace[-len(cells) :] == after(BEAVER, cells, 2**level)
    assert len(trace) == recentring.chain_length(level)


@settings(deadline=None, derandomize=True)
@given(st.integers(0, 3), st.data())
def test_the_head_may_start_anywhere_in_the_middle_block(level, data):
    b = 2**level
    cells = data.draw(st.lists(st.integers(0, 1), min_size=3 * b, max_size=3 * b))
    place, state = data.draw(st.integers(b, 2 * b - 1)), data.draw(st.integers(0, 3))
    cells[place] = BEAVER.cell(cells[place], state)
    trace = recentring.trace(BEAVER, cells, level)
    assert trace[-len(cells) :] == after(BEAVER, cells, b)
    assert len(trace) == recentring.chain_length(level)


def test_length_follows_the_recursion():
    def simulated(level):
        return recentring.chain_length(level) - 3 * 2**level

    assert simulated(0) == 1
    for level in range(20):
        assert simulated(level + 1) == 2 * simulated(level) + 30 * 2**level + 3


def test_every_token_is_in_the_alphabet_under_a_name_of_its_own():
    tokens = recentring.alphabet(BEAVER)
    names = [recentring.token_name(BEAVER, token) for token in tokens]
    assert len(set(tokens)) == len(set(names)) == len(tokens)
    cells = recentring.start(BEAVER, (), 0, 5)
    assert set(recentring.trace(BEAVER, cells, 5)) <= set(tokens)
    assert recentring.token_name(BEAVER, ("choose", 1, 0, 2)) == "1? 0 A0"
    assert recentring.token_name(BEAVER, ("window", 0, 2, 1)) == "0 A0 1"


def test_halted_machines_stay():
    machine = Machine.parse("1RZ1RZ")
    cells = recentring.start(machine, (), 0, 3)
    assert recentring.trace(machine, cells, 3)[-24:] == after(machine, cells, 1) == after(machine, cells, 8)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: recentring.trace(BEAVER, [0, 2, 0, 0], 0), "4 cells with heads at"),
        (lambda: recentring.trace(BEAVER, [2, 0, 0], 0), "one head in the middle third"),
        (lambda: recentring.trace(BEAVER, [0, 0, 0], 0), "one head in the middle third"),
        (lambda: recentring.trace(BEAVER, [2, 2, 0], 0), "one head in the middle third"),
        (lambda: recentring.start(BEAVER, [1] * 4, 0, 0), "tape of 4"),
        (lambda: recentring.trace(Machine.parse("---1RA"), [0, 2, 0], 0), "undefined"),
    ],
)
def test_wrong_rows_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()


@pytest.mark.parametrize("text", ["1RB---_1LA1RZ", "1RB1LB_---1RZ", "0LB1RA_1LA---", "---", "1RA---"])
def test_an_undefined_transition_is_named_as_by_the_cell_construction(text):
    """The same step, state, symbol and cell, but that there a boundary is cell 0."""
    machine, stopped = Machine.parse(text), 0
    for tape in product(range(machine.symbols), repeat=4):
        cells = recentring.start(machine, tape, 2, 2)
        try:
            expected = after(machine, cells, 4)
        except ValueError as error:
            stopped += 1
            words, cell = re.fullmatch(r"(step .*), cell (\d+) of 14", str(error)).groups()
            with pytest.raises(ValueError, match=f"^{re.escape(words)}, cell {int(cell) - 1}$"):
                recentring.trace(machine, cells, 2)
        else:
            assert recentring.trace(machine, cells, 2)[-12:] == expected
    assert stopped
