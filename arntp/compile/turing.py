"""A Turing machine as one linear map: one token a cell and step, the same weights at every position."""

from functools import cache
from itertools import product

import numpy as np

from arntp import arguments
from arntp.compile.compiled import ByOffset, Form, numbered
from arntp.compile.rules import Match, Wanted
from arntp.tasks.turing import Machine, Window
from arntp.tokens import Vocabulary


def compile_turing(machine: Machine, cells: int) -> ByOffset:
    """The decoder that writes the run of a machine on rows of S = `cells` cells, for any number of steps.

    Prompt: the start row (`Machine.row`), a token a cell. Chain: `Machine.trace`, (steps + 1)·S tokens; the token of
    cell i is its window (c_{i−1}, c_i, c_{i+1}). The next row's token scores

        score(a, b, c) = [δ(τ_{i−1}) = a] + [δ(τ_i) = b] + [δ(τ_{i+1}) = c],

    with τ the windows S + 1, S and S − 1 positions back and δ the machine's local rule (of a prompt cell: the cell
    itself). Margin 1. The weights depend on the offset alone. Source: paper, corollary of Theorem 3.8 (as reported).

    The rollout raises the interpreter's own ValueError (`Machine.rows`) for a prompt that is no row, and, naming step
    and cell, for a run that leaves the row or reaches an undefined transition. Raises ValueError for rows of fewer than
    three cells.
    """
    arguments.instance("machine", machine, Machine)
    if arguments.whole("cells", cells) < 3:
        raise ValueError(f"rows of {cells} cells: two boundaries and a cell need 3")
    seen = windows(machine.symbols, machine.states)
    names = [machine.cell_name(cell) for cell in range(machine.cells)]
    vocabulary = Vocabulary(names + [" ".join(names[cell] for cell in window) for window in seen])
    following = np.array([*range(machine.cells), *(next_cell(machine, window) for window in seen)])
    rule = Match([following] * 3, wanted(machine.symbols, machine.states))
    return ByOffset(vocabulary, rule, (cells + 1, cells, cells - 1), cells, StartRow(machine, cells))


class StartRow(Form):
    """Rows of a machine: a boundary at each end, none between, and one head. A run may end as `Machine.rows` does."""

    def __init__(self, machine: Machine, cells: int):
        super().__init__(machine.cells)
        self.machine, self.cells = machine, cells

    def check(self, prompts: np.ndarray) -> None:
        super().check(prompts)
        boundary = self.machine.boundary
        heads = ((prompts >= self.machine.symbols) & (prompts < boundary)).sum(1)
        walled = (prompts[:, [0, -1]] == boundary).all(1) & (prompts[:, 1:-1] != boundary).all(1)
        for row in np.flatnonzero(~walled | (heads != 1)):
            try:
                self.machine.head(prompts[row].tolist())
            except ValueError as error:
                raise ValueError(numbered(row, len(prompts)) + str(error)) from None

    def explain(self, sequence: np.ndarray) -> str:
        """What `Machine.rows` says of the last whole row of windows."""
        step = len(sequence) // self.cells - 1
        seen = windows(self.machine.symbols, self.machine.states)
        row = sequence[step * self.cells : (step + 1) * self.cells] - self.machine.cells
        try:
            self.machine.rows([seen[token][1] for token in row], 1, after=step - 1)
        except ValueError as error:
            return str(error)
        return ""


@cache
def windows(symbols: int, states: int) -> tuple[Window, ...]:
    """The windows of all rows: at most one head, boundaries at an end alone, where two of them meet."""
    plain, heads = range(symbols), range(symbols, symbols * (states + 2))
    boundary = symbols * (states + 2)
    inner = [(a, b, c) for a, b, c in product([*plain, *heads], repeat=3) if sum(x in heads for x in (a, b, c)) <= 1]
    pairs = [(a, b) for a, b in product([*plain, *heads], repeat=2) if a in plain or b in plain]
    ends = [(boundary, a, b) for a, b in pairs] + [(a, b, boundary) for a, b in pairs]
    single = [(boundary, a, boundary) for a in [*plain, *heads]]
    corners = [window for a in [*plain, *heads] for window in ((boundary, boundary, a), (a, boundary, boundary))]
    return tuple(inner + ends + single + corners)


@cache
def wanted(symbols: int, states: int) -> Wanted:
    """Each window as a candidate that wants its three cells; tokens are numbered cells first.

    The chain's first token has no cell to its left. It is the window of the left boundary, and among windows with a
    boundary in the middle and a cell to the right of it there is one for each such cell.
    """
    cells = symbols * (states + 2) + 1
    return Wanted.of({cells + i: window for i, window in enumerate(windows(symbols, states))}, before=0)


def next_cell(machine: Machine, window: Window) -> int:
    """δ of a window; −1 where no row goes on from it."""
    try:
        return machine.local(*window)
    except ValueError:
        return -1


def tokens_of(machine: Machine, chain: list[Window]) -> list[int]:
    """The token ids of a chain as `Machine.trace` writes it."""
    ids = {window: machine.cells + i for i, window in enumerate(windows(machine.symbols, machine.states))}
    return [ids[window] for window in chain]
