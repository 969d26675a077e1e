"""Turing machines: run them, and write a run as rows of cells, the chain of the cell construction.

Machines are given in the text format of `arntp.tasks.turing.text`. Symbol 0 is the blank, state A the start. The
halting step counts, writes and moves like any other.

A *row* is what one step of the emulation in `arntp.compile` works on: S cells, a boundary cell at each end, and between
them symbols, one of which carries the head as (state, symbol), or (halt, symbol) once the machine has halted.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import product

import numpy as np

from arntp import arguments
from arntp.tasks.turing.text import HALT, LETTERS, UNDEFINED, Table, Transition, check_table, format_table, parse_table

BOUNDARY_NAME = "▮"
MAX_STEPS = 10_000_000

Window = tuple[int, int, int]


@dataclass(frozen=True)
class Result:
    """How a run ended.

    steps : the steps made, the halting one included
    tape : the symbols at leftmost, leftmost + 1, …: the given tape and every cell visited
    leftmost, head : indices in which the given tape starts at 0
    state : HALT, or the state in which the limit of steps was reached
    """

    steps: int
    tape: tuple[int, ...]
    leftmost: int
    head: int
    state: int

    @property
    def halted(self) -> bool:
        """Whether the machine halted within the limit."""
        return self.state == HALT

    @property
    def ones(self) -> int:
        """Non-blank cells."""
        return sum(symbol != 0 for symbol in self.tape)

    @property
    def rightmost(self) -> int:
        """Index of the last cell of `tape`."""
        return self.leftmost + len(self.tape) - 1


@dataclass(frozen=True)
class Machine:
    """A Turing machine with one head and one tape, unbounded on both sides.

    table : table[state][symbol] is (symbol written, move −1 or +1, next state or HALT), or None where undefined

    Cells are numbered symbols first, 0 … m − 1; then (state, symbol), state by state; then (halt, symbol); last the
    boundary. Raises ValueError for a table that is no machine.
    """

    table: Table

    def __post_init__(self):
        check_table(self.table)

    @classmethod
    def parse(cls, text: str, symbols: str | None = None) -> "Machine":
        """The machine of a text such as `1RB1LB_1LA1RZ`; arguments and errors are those of `parse_table`."""
        return cls(parse_table(text, symbols))

    def __str__(self) -> str:
        """The text, with Z for every halting letter."""
        return format_table(self.table)

    @property
    def states(self) -> int:
        """Number of states; halting is none of them."""
        return len(self.table)

    @property
    def symbols(self) -> int:
        """m, the number of symbols."""
        return len(self.table[0])

    def transition(self, state: int, symbol: int, when: str = "", where: str = "") -> Transition:
        """table[state][symbol]; where it is undefined, a ValueError that begins with `when` and ends with `where`."""
        arguments.whole("state", state, 0, self.states - 1)
        found = self.table[state][arguments.whole("symbol", symbol, 0, self.symbols - 1)]
        if found is None:
            raise ValueError(f"{when}state {LETTERS[state]} reads {symbol}: undefined ({UNDEFINED}){where}")
        return found

    def run(self, tape: Sequence[int] = (), head: int = 0, max_steps: int = MAX_STEPS) -> Result:
        """Run from state A with the head at index `head` of `tape` (any integer: blanks lie on both sides).

        Stops at the halt or after `max_steps`. Raises ValueError where the run reaches an undefined transition, naming
        step, state and symbol, and for symbols that the machine does not have; TypeError for what is no whole number.
        """
        arguments.whole("max_steps", max_steps, 0)
        left, symbol, right = self._around(tape, head)
        table, leftmost, state, steps = self.table, min(head, 0), 0, 0
        while state != HALT and steps < max_steps:
            steps += 1
            action = table[state][symbol]
            if action is None:
                self.transition(state, symbol, f"step {steps}: ")
            write, move, state = action
            if move > 0:
                left.append(write)
                symbol = right.pop() if right else 0
            else:
                right.append(write)
                if left:
                    symbol = left.pop()
                else:
                    symbol = 0
                    leftmost -= 1
        return Result(steps, (*left, symbol, *right[::-1]), leftmost, leftmost + len(left), state)

    def _around(self, tape: Sequence[int], head: int) -> tuple[list[int], int, list[int]]:
        """The tape as the cells left of the head, the one under it, and those right of it, nearest last."""
        tape, head = self._checked_tape(tape), arguments.whole("head", head)
        tape = [0] * -head + tape + [0] * (head + 1 - len(tape))
        head = max(head, 0)
        return tape[:head], tape[head], tape[:head:-1]

    def _checked_tape(self, tape: Sequence[int]) -> list[int]:
        tape = arguments.wholes("tape", tape)
        for i, symbol in enumerate(tape):
            if not 0 <= symbol < self.symbols:
                raise ValueError(f"tape index {i}: {symbol} is not one of the symbols 0 to {self.symbols - 1}")
        return tape

    def extent(self, tape: Sequence[int] = (), head: int = 0, max_steps: int = MAX_STEPS) -> tuple[int, int, int]:
        """(leftmost, rightmost, steps): the indices that tape and run occupy, and the steps that `run` makes."""
        result = self.run(tape, head, max_steps)
        return result.leftmost, result.rightmost, result.steps

    # --- cells

    @property
    def cells(self) -> int:
        """Kinds of cells, m (states + 2) + 1."""
        return self.symbols * (self.states + 2) + 1

    @property
    def boundary(self) -> int:
        """Id of the boundary cell, the last one."""
        return self.cells - 1

    def cell(self, symbol: int, state: int | None = None) -> int:
        """Id of a symbol's cell; with `state` (HALT for the halt) the one that carries the head as well."""
        arguments.whole("symbol", symbol, 0, self.symbols - 1)
        if state is not None:
            arguments.whole("state", state, HALT, self.states - 1)
        return self._cell(symbol, state)

    def _cell(self, symbol: int, state: int | None) -> int:
        return symbol if state is None else self.symbols * (1 + state % (self.states + 1)) + symbol

    @cached_property
    def contents(self) -> tuple[tuple[int | None, int | None], ...]:
        """(symbol, state) of every cell id: state None away from the head, symbol None for the boundary."""
        states = [None, *range(self.states), HALT]
        return (*((symbol, state) for state in states for symbol in range(self.symbols)), (None, None))

    def cell_name(self, cell: int) -> str:
        """A readable name: "1" for a symbol, "A1" for (state, symbol), "Z1" for (halt, symbol), "▮" at a boundary."""
        symbol, state = self.contents[self._checked_cell(cell)]
        if symbol is None:
            return BOUNDARY_NAME
        return str(symbol) if state is None else f"{LETTERS[state]}{symbol}"

    def _checked_cell(self, cell: int) -> int:
        if type(cell) is not int:
            cell = arguments.whole("cell", cell)
        if not 0 <= cell < self.cells:
            raise ValueError(f"cell {cell}: this machine's cells are 0 to {self.cells - 1}")
        return cell

    def row(self, tape: Sequence[int], head: int, cells: int, left: int | None = None) -> list[int]:
        """The start row of S = `cells` cells, boundaries included, state A at index `head` of `tape`.

        `left` blanks lie between the left boundary and tape[0]; by default ⌊(S − 2 − len(tape)) / 2⌋, which centres
        the tape. Raises ValueError where tape or head do not fit.
        """
        tape, head, inner = self._checked_tape(tape), arguments.whole("head", head), arguments.whole("cells", cells) - 2
        left = (inner - len(tape)) // 2 if left is None else arguments.whole("left", left)
        if left < 0 or left + len(tape) > inner or not 0 <= left + head < inner:
            raise ValueError(
                f"tape of {len(tape)} with the head at {head}, {left} from the left boundary: "
                f"a row of {cells} cells has room for {inner} between its boundaries"
            )
        symbols = [0] * left + tape + [0] * (inner - left - len(tape))
        symbols[left + head] = self.cell(symbols[left + head], 0)
        return [self.boundary, *symbols, self.boundary]

    def fitted_row(self, tape: Sequence[int], head: int, steps: int) -> list[int]:
        """The start row with exactly the cells that tape and run occupy in `steps` steps, and the two boundaries."""
        leftmost, rightmost, _ = self.extent(tape, head, steps)
        return self.row(tape, head, rightmost - leftmost + 3, -leftmost)

    def rows(self, row: Sequence[int], steps: int, after: int = 0) -> list[list[int]]:
        """Rows 0 … `steps` of the run that starts in `row`, steps + 1 in all; after the halt they repeat.

        Raises ValueError where the head moves onto a boundary (naming step and cell), where the run reaches an
        undefined transition (naming step, state, symbol and cell), and for a row without boundaries or with not one
        head. `after` steps came before `row`; it only makes errors count on from them.
        """
        arguments.whole("steps", steps, 0)
        row = list(arguments.several("row", row, "cells"))
        at = self.head(row)
        symbol, state = self.contents[row[at]]
        rows = [row]
        for step in range(1 + after, steps + after + 1):
            row = row.copy()
            if state != HALT:
                row[at], move, state = self.transition(state, symbol, f"step {step}: ", f", cell {at} of {len(row)}")
                at += move
                if row[at] == self.boundary:
                    raise ValueError(f"step {step}: the head moves onto the boundary, cell {at} of {len(row)}")
                symbol = row[at]
                row[at] = self._cell(symbol, state)
            rows.append(row)
        return rows

    def head(self, row: Sequence[int]) -> int:
        """Place of the head in a row; ValueError where this is no row: boundaries at both ends alone, and one head."""
        contents = [self.contents[self._checked_cell(cell)] for cell in row]
        boundaries = [i for i, cell in enumerate(row) if cell == self.boundary]
        heads = [i for i, (_, state) in enumerate(contents) if state is not None]
        if boundaries != [0, len(row) - 1] or len(heads) != 1:
            raise ValueError(
                f"row of {len(row)} cells with boundaries at {boundaries} and heads at {heads}: "
                "it needs a boundary at each end, none between, and one head"
            )
        return heads[0]

    def trace(self, row: Sequence[int], steps: int) -> list[Window]:
        """The chain of the cell construction: for rows 0 … `steps` the window of each cell, (steps + 1)·S tokens.

        A window is (c_{i−1}, c_i, c_{i+1}) of cell ids; beyond a row's ends there is another boundary, that of the row
        before or after. Raises ValueError like `rows`.
        """
        end = [self.boundary]
        return [window for row in self.rows(row, steps) for window in zip(end + row, row, row[1:] + end)]

    def local(self, left: int, middle: int, right: int) -> int:
        """δ: the next content of the middle one of three neighbouring cells, all as ids.

        Boundaries and halted heads stay. Raises ValueError for cells which no row goes on from: two heads, a head that
        would move onto a boundary, an undefined transition. So a row has a next row (`rows`) exactly where δ is defined
        at each of its inner cells, and δ gives its cells.
        """
        window = (left, middle, right)
        contents = [self.contents[self._checked_cell(cell)] for cell in window]
        heads = [i for i, (_, state) in enumerate(contents) if state is not None]
        if len(heads) > 1:
            raise ValueError(f"window {' '.join(map(self.cell_name, window))}: two heads")
        if not heads or middle == self.boundary or contents[heads[0]][1] == HALT:
            return middle
        symbol, state = contents[heads[0]]
        write, move, state = self.transition(state, symbol)
        target = heads[0] + move
        if heads[0] != 1:
            return self._cell(middle, state) if target == 1 else middle
        if window[target] == self.boundary:
            raise ValueError(f"window {' '.join(map(self.cell_name, window))}: the head moves onto the boundary")
        return write

    def space_time(self, rows: Sequence[Sequence[int]]) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
        """What a space–time picture shows of `rows`: symbols, the head's place and its state in each row.

        symbols : (rows, S) int64, −1 at boundaries;  places, states : (rows,) int64, state HALT after the halt
        """
        places = np.array([self.head(row) for row in rows], dtype=np.int64)
        contents = [[self.contents[cell] for cell in row] for row in rows]
        symbols = [[-1 if symbol is None else symbol for symbol, _ in row] for row in contents]
        states = [row[place][1] for row, place in zip(contents, places)]
        return np.array(symbols, dtype=np.int64), places, np.array(states, dtype=np.int64)


def all_two_state_machines() -> Iterator[Machine]:
    """All 12⁴ = 20,736 machines with two states, two symbols and next states A, B or halt, none undefined.

    As an array (20736, 2, 2, 3): `np.array([machine.table for machine in all_two_state_machines()])`.
    """
    transitions = list(product((0, 1), (-1, 1), (0, 1, HALT)))
    for a0, a1, b0, b1 in product(transitions, repeat=4):
        yield Machine(((a0, a1), (b0, b1)))
