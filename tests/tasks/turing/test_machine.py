"""Machines against an independent simulator (a dictionary as tape), rows against runs, the local rule against rows."""

import itertools
import random

import numpy as np
import pytest
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st

from arntp.tasks.turing import HALT, Machine, all_two_state_machines

BB2, BB3, BB4 = "1RB1LB_1LA1RZ", "1RB1RZ_1LB0RC_1LC1LA", "1RB1LB_1LA0LC_1RZ1LD_1RD0RA"
BB23, BB24 = "1RB2LB1RZ_2LA2RB1LB", "1RB2LA1RA1RA_1LB1LA3RB1RZ"


# --- oracle: works from the text alone


class Undefined(Exception):
    """The run reached `---`, at this step."""


def simulate(text: str, tape: list[int], head: int, max_steps: int):
    """(steps, {index: symbol}, head, state letter, indices visited) of a run, by looking triples up in the text."""
    rows, cells, state, steps, visited = text.split("_"), dict(enumerate(tape)), "A", 0, {head}
    while steps < max_steps and ord(state) - 65 < len(rows):
        read = cells.get(head, 0)
        triple = rows[ord(state) - 65][3 * read : 3 * read + 3]
        steps += 1
        if triple == "---":
            raise Undefined(steps, state, read)
        cells[head] = int(triple[0])
        head += 1 if triple[1] == "R" else -1
        state = triple[2]
        visited.add(head)
    return steps, cells, head, state, visited


@st.composite
def machines(draw, most_states=5, most_symbols=4, undefined=True):
    states, symbols = draw(st.integers(1, most_states)), draw(st.integers(1, most_symbols))
    following = st.one_of(st.integers(0, states - 1), st.integers(HALT, states - 1))
    triple = st.tuples(st.integers(0, symbols - 1), st.sampled_from((-1, 1)), following)
    cell = st.one_of(triple, triple, triple, st.none()) if undefined else triple
    group = st.tuples(*[cell] * symbols)
    return Machine(draw(st.tuples(*[group] * states)))


@st.composite
def runs(draw):
    """A machine, a tape, a place for the head (also off the tape), a number of steps."""
    machine = draw(machines())
    tape = draw(st.lists(st.integers(0, machine.symbols - 1), max_size=8))
    return machine, tape, draw(st.integers(-3, len(tape) + 2)), draw(st.integers(0, 40))


# --- runs


@pytest.mark.parametrize(("text", "steps", "ones"), [(BB2, 6, 4), (BB3, 21, 5), (BB4, 107, 13), (BB23, 38, 9)])
def test_busy_beavers(text, steps, ones):
    result = Machine.parse(text).run()
    assert (result.steps, result.ones, result.halted) == (steps, ones, True)
    assert not Machine.parse(text).run(max_steps=steps - 1).halted


@pytest.mark.slow
def test_bb_2_4():
    result = Machine.parse(BB24).run()
    assert (result.steps, result.ones, result.halted) == (3_932_964, 2050, True)


@settings(max_examples=400)
@given(runs())
@example((Machine.parse(BB4), [], 0, 200))
def test_run_agrees_with_the_simulator(run):
    machine, tape, head, steps = run
    try:
        made, cells, end, state, visited = simulate(str(machine), tape, head, steps)
    except Undefined as undefined:
        step, letter, read = undefined.args
        with pytest.raises(ValueError, match=f"^step {step}: state {letter} reads {read}: undefined"):
            machine.run(tape, head, steps)
        return
    result = machine.run(tape, head, steps)
    occupied = visited | set(range(len(tape))) | set(range(head, 0)) | set(range(len(tape), head + 1))
    assert (result.steps, result.head, result.halted) == (made, end, state == "Z")
    assert state == ("Z" if result.state == HALT else "ABCDE"[result.state])
    assert (result.leftmost, result.rightmost) == (min(occupied), max(occupied))
    assert list(result.tape) == [cells.get(i, 0) for i in range(result.leftmost, result.rightmost + 1)]
    assert result.ones == sum(symbol > 0 for symbol in cells.values())
    assert machine.extent(tape, head, steps) == (min(occupied), max(occupied), made)


def test_the_halting_step_writes_moves_and_counts():
    result = Machine.parse("1LZ0RA").run()
    assert (result.steps, result.tape, result.head, result.leftmost) == (1, (0, 1), -1, -1)
    assert Machine.parse("1LZ0RA").run(max_steps=0).tape == (0,)


def test_machines_are_values():
    assert Machine.parse("1RB1LB_1LA1RC") == Machine.parse(BB2) and str(Machine.parse("1RB1LB_1LA1RH")) == BB2
    assert len({Machine.parse(BB2), Machine.parse(BB2), Machine.parse(BB3)}) == 2
    assert Machine.parse(BB2) != Machine.parse("1RB1LB_1LA0RZ")
    with pytest.raises(ValueError, match="position 4, '1lB'"):
        Machine.parse("1RB1lB_1LA1RZ")
    with pytest.raises(ValueError, match="state A, symbol 0"):
        Machine((((3, 1, 0),),))


# --- cells and rows


@given(machines(most_states=25, most_symbols=10))
@settings(max_examples=50)
def test_cells_are_numbered_as_documented(machine):
    m, names = machine.symbols, [machine.cell_name(cell) for cell in range(machine.cells)]
    letters = "ABCDEFGHIJKLMNOPQRSTUVWXY"[: machine.states] + "Z"
    assert names == [*map(str, range(m)), *(f"{q}{s}" for q in letters for s in range(m)), "▮"]
    assert machine.boundary == len(names) - 1
    for cell, (symbol, state) in enumerate(machine.contents[:-1]):
        assert machine.cell(symbol, state) == cell
    for cell in (-1, machine.cells):
        with pytest.raises(ValueError, match=f"cell {cell}: .* 0 to {machine.cells - 1}"):
            machine.cell_name(cell)


def named(machine: Machine, row: list[int]) -> str:
    return " ".join(map(machine.cell_name, row))


def test_rows_of_bb2_by_hand():
    machine = Machine.parse(BB2)
    rows = machine.rows(machine.fitted_row((), 0, 100), 8)
    assert [named(machine, row) for row in rows] == [
        "▮ 0 0 A0 0 ▮",
        "▮ 0 0 1 B0 ▮",
        "▮ 0 0 A1 1 ▮",
        "▮ 0 B0 1 1 ▮",
        "▮ A0 1 1 1 ▮",
        "▮ 1 B1 1 1 ▮",
        "▮ 1 1 Z1 1 ▮",
        "▮ 1 1 Z1 1 ▮",
        "▮ 1 1 Z1 1 ▮",
    ]


def test_the_tape_is_centred_unless_the_padding_is_given():
    machine = Machine.parse(BB23)
    assert named(machine, machine.row([1, 2], 0, 7)) == "▮ 0 A1 2 0 0 ▮"
    assert named(machine, machine.row([1, 2], 1, 6)) == "▮ 0 1 A2 0 ▮"
    assert named(machine, machine.row([1, 2], 3, 6, left=0)) == "▮ 1 2 0 A0 ▮"
    assert named(machine, machine.row([1, 2], -2, 6, left=2)) == "▮ A0 0 1 2 ▮"
    for steps in range(4):
        assert named(machine, machine.row([], 0, 2 * steps + 3)).split().index("A0") == steps + 1


@pytest.mark.parametrize(
    ("arguments", "reason"),
    [
        (([1, 2], 0, 3), "tape of 2 .* row of 3 cells has room for 1"),
        (([], 0, 2), "room for 0"),
        (([], 1, 3), "head at 1"),
        (([1], -1, 4, 0), "head at -1"),
        (([1], 0, 5, 3), "3 from the left boundary"),
        (([1], 1, 5, -1), "-1 from the left boundary"),
        (([0, 3], 0, 9), "tape index 1: 3 is not one of the symbols 0 to 2"),
        (([-1], 0, 9), "tape index 0: -1"),
    ],
)
def test_tapes_that_do_not_fit(arguments, reason):
    with pytest.raises(ValueError, match=reason):
        Machine.parse(BB23).row(*arguments)


def test_runs_check_their_tape():
    with pytest.raises(ValueError, match="tape index 2: 2 is not one of the symbols 0 to 1"):
        Machine.parse(BB2).run([0, 1, 2])
    with pytest.raises(ValueError, match="max_steps = -1"):
        Machine.parse(BB2).run(max_steps=-1)


@settings(max_examples=300)
@given(runs())
@example((Machine.parse(BB4), [], 0, 120))
def test_rows_trace_and_local_agree_with_run(run):
    machine, tape, head, steps = run
    try:
        row = machine.fitted_row(tape, head, steps)
    except ValueError:
        assume(False)
    rows = machine.rows(row, steps)
    assert len(rows) == steps + 1 and {len(row) for row in rows} == {len(row)}
    offset = 1 - machine.extent(tape, head, steps)[0]
    for made, row in enumerate(rows):
        result = machine.run(tape, head, made)
        expected = [0] * (len(row) - 2)
        expected[result.leftmost + offset - 1 : result.rightmost + offset] = result.tape
        expected[result.head + offset - 1] = machine.cell(expected[result.head + offset - 1], result.state)
        assert row == [machine.boundary, *expected, machine.boundary]
    for before, after in itertools.pairwise(rows):
        assert after[1:-1] == [machine.local(*before[i - 1 : i + 2]) for i in range(1, len(row) - 1)]
    ring = [row[-1], *row, row[0]]
    assert machine.trace(row, 0) == [tuple(ring[i : i + 3]) for i in range(len(row))]
    assert machine.trace(rows[0], steps) == [token for row in rows for token in machine.trace(row, 0)]


@pytest.mark.parametrize("text", [BB2, BB3, BB4, BB23])
def test_fitted_row_is_the_smallest(text):
    machine = Machine.parse(text)
    leftmost, rightmost, steps = machine.extent()
    row = machine.fitted_row((), 0, 10**6)
    cells = rightmost - leftmost + 3
    assert len(row) == cells
    assert machine.rows(row, steps)[-1] == machine.rows(row, steps + 5)[-1]
    for left in range(cells - 3):
        with pytest.raises(ValueError, match="boundary"):
            machine.rows(machine.row((), 0, cells - 1, left), steps)


def test_bb4_visits_fourteen_cells():
    assert Machine.parse(BB4).extent() == (-10, 3, 107)
    assert len(Machine.parse(BB4).fitted_row((), 0, 107)) == 16


# --- the local rule, exhaustively


def step_text(machine: Machine, row: list[int]) -> list[str] | None:
    """The next row as names, from the names alone; None where there is none."""
    names = [machine.cell_name(cell) for cell in row]
    at = next(i for i, name in enumerate(names) if len(name) == 2)
    letter, read = names[at]
    if letter == "Z":
        return names
    triple = str(machine).split("_")[ord(letter) - 65][3 * int(read) : 3 * int(read) + 3]
    if triple == "---":
        return None
    names[at] = triple[0]
    at += 1 if triple[1] == "R" else -1
    if names[at] == "▮":
        return None
    names[at] = triple[2] + names[at]
    return names


def every_row(machine: Machine, inner: int):
    """All rows with `inner` cells between the boundaries: every tape, head and state, the halt included."""
    for tape in itertools.product(range(machine.symbols), repeat=inner):
        for at, state in itertools.product(range(inner), [*range(machine.states), HALT]):
            cells = [*tape[:at], machine.cell(tape[at], state), *tape[at + 1 :]]
            yield [machine.boundary, *cells, machine.boundary]


def applied(machine: Machine, row: list[int]) -> list[int] | None:
    try:
        return [row[0], *(machine.local(*row[i - 1 : i + 2]) for i in range(1, len(row) - 1)), row[-1]]
    except ValueError:
        return None


def succeeding(machine: Machine, row: list[int]) -> list[int] | None:
    try:
        return machine.rows(row, 1)[1]
    except ValueError:
        return None


SAMPLE = ["---0LZ_0RA1LB", "---", "0LZ", "1RA---2LB_0LB2RZ1RA", BB2, BB3, BB4, BB23]


@pytest.mark.parametrize("machine", [*map(Machine.parse, SAMPLE)], ids=SAMPLE)
def test_local_rule_on_every_row(machine):
    for inner in (1, 2, 3, 4):
        for row in every_row(machine, inner):
            after, expected = applied(machine, row), step_text(machine, row)
            assert after == succeeding(machine, row)
            assert (after and [machine.cell_name(cell) for cell in after]) == expected


@pytest.mark.parametrize("machine", [*map(Machine.parse, SAMPLE)], ids=SAMPLE)
def test_local_rule_on_every_window(machine):
    """Every triple of ids, those of no row as well: two heads raise; boundaries, and what no live head is at, stay."""
    for window in itertools.product(range(machine.cells), repeat=3):
        states = [machine.contents[cell][1] for cell in window]
        if sum(state is not None for state in states) > 1:
            with pytest.raises(ValueError, match=r"^window .*: two heads"):
                machine.local(*window)
        elif window[1] == machine.boundary or set(states) <= {None, HALT}:
            assert machine.local(*window) == window[1]
    for bad in (-1, machine.cells):
        for place in range(3):
            with pytest.raises(ValueError, match=f"cell {bad}: this machine's cells"):
                machine.local(*[bad if i == place else 0 for i in range(3)])


def test_all_two_state_machines():
    """20,736 different ones; each run from the blank tape agrees with the simulator, its rows and the local rule."""
    steps, cells, longest, most = 5, 2 * 5 + 3, 0, 0
    seen = set()
    for machine in all_two_state_machines():
        text = str(machine)
        seen.add(text)
        rows = machine.rows(machine.row((), 0, cells), steps)
        made, tape, head, letter, _ = simulate(text, [], 0, steps)
        expected = [str(tape.get(i, 0)) for i in range(-steps, steps + 1)]
        expected[head + steps] = letter + expected[head + steps]
        assert [machine.cell_name(cell) for cell in rows[-1][1:-1]] == expected
        result = machine.run((), 0, steps)
        assert (result.steps, result.head, result.halted) == (made, head, letter == "Z")
        assert all(applied(machine, before) == after for before, after in itertools.pairwise(rows))
        result = machine.run((), 0, 50)
        if result.halted:
            longest, most = max(longest, result.steps), max(most, result.ones)
    assert len(seen) == 12**4 and BB2 in seen
    assert (longest, most) == (6, 4)  # what halts within 50 steps does so within the busy beaver's 6


# --- what must fail


def test_touching_a_boundary_names_step_and_cell():
    machine = Machine.parse("1RA1RA")
    with pytest.raises(ValueError, match="^step 3: the head moves onto the boundary, cell 6 of 7$"):
        machine.rows(machine.row((), 0, 7), 10)
    assert len(machine.rows(machine.row((), 0, 7), 2)) == 3
    with pytest.raises(ValueError, match="^step 1: the head moves onto the boundary, cell 0 of 7$"):
        machine = Machine.parse("1LZ1RA")
        machine.trace(machine.row((), 0, 7, left=0), 1)
    with pytest.raises(ValueError, match="window ▮ A0 0: the head moves onto the boundary"):
        machine.local(machine.boundary, machine.cell(0, 0), 0)


def test_an_undefined_transition_names_step_state_and_symbol():
    machine = Machine.parse("1RB0LA_0LA---")
    for act in (machine.run, machine.extent, lambda tape: machine.fitted_row(tape, 0, 9)):
        with pytest.raises(ValueError, match=r"^step 2: state B reads 1: undefined \(---\)$"):
            act([0, 1])
    with pytest.raises(ValueError, match="^step 2: state B reads 1: undefined"):
        machine.rows(machine.row([0, 1], 0, 9), 5)
    assert machine.run([0, 1], 0, 1).steps == 1
    assert len(machine.rows(machine.row([0, 1], 0, 9), 1)) == 2
    for window in [(0, machine.cell(1, 1), 0), (machine.cell(1, 1), 0, 0), (0, 0, machine.cell(1, 1))]:
        with pytest.raises(ValueError, match="state B reads 1: undefined"):
            machine.local(*window)


@pytest.mark.parametrize(
    ("row", "reason"),
    [
        ([], "row of 0 cells"),
        ([8], "row of 1 cells"),
        ([8, 8], r"heads at \[\]"),
        ([8, 0, 8], r"heads at \[\]"),
        ([8, 2, 3, 8], r"heads at \[1, 2\]"),
        ([8, 2, 6, 8], r"heads at \[1, 2\]"),
        ([2, 0, 8], r"boundaries at \[2\]"),
        ([8, 2, 0], r"boundaries at \[0\]"),
        ([8, 2, 8, 0, 8], r"boundaries at \[0, 2, 4\]"),
        ([8, 2, 9, 8], "cell 9: this machine's cells are 0 to 8"),
    ],
)
def test_rows_that_are_none(row, reason):
    for act in (Machine.parse(BB2).rows, Machine.parse(BB2).trace):
        with pytest.raises(ValueError, match=reason):
            act(row, 0)


def test_rows_want_a_number_of_steps():
    with pytest.raises(ValueError, match="steps = -2"):
        Machine.parse(BB2).rows([8, 2, 8], -2)


# --- picture


def test_space_time_shows_symbols_and_head():
    machine, rng = Machine.parse(BB23), random.Random(0)
    tape = [rng.randrange(3) for _ in range(5)]
    rows = machine.rows(machine.fitted_row(tape, 2, 12), 12)
    symbols, places, states = machine.space_time(rows)
    assert symbols.shape == (13, len(rows[0])) and (symbols[:, [0, -1]] == -1).all()
    for made, (row, place, state) in enumerate(zip(symbols, places, states)):
        result = machine.run(tape, 2, made)
        assert state == result.state and place == result.head - machine.extent(tape, 2, 12)[0] + 1
        start = 1 + result.leftmost - machine.extent(tape, 2, 12)[0]
        assert row[start : start + len(result.tape)].tolist() == list(result.tape)
        assert row[1:-1].sum() == sum(result.tape)
    assert symbols.dtype == places.dtype == states.dtype == np.int64
