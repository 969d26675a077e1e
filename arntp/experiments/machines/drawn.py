"""Random machines, drawn by a rule, and their runs from random rows.

A machine has q states and the symbols 0 and 1. Each entry of its table is drawn evenly: what to write, where to go,
and the next state, one of which is the halt. A row of S cells is drawn evenly too: its symbols, the head's place and
its state.
"""

import numpy as np

from arntp import arguments
from arntp.compile.turing import next_cell, windows
from arntp.tasks.turing import Machine
from arntp.tasks.turing.text import HALT

SYMBOLS = 2
NOWHERE = 255  # in place of a next cell: no row goes on from that window


def random_machine(states: int, rng: np.random.Generator) -> Machine:
    """A machine with `states` states and two symbols; ValueError for no state."""
    shape = (arguments.whole("states", states, 1), SYMBOLS)
    entries = [rng.integers(0, SYMBOLS, shape), rng.choice([-1, 1], shape), rng.integers(HALT, states, shape)]
    return Machine(tuple(tuple(map(tuple, row)) for row in np.stack(entries, -1).tolist()))


def random_rows(machine: Machine, cells: int, draws: int, rng: np.random.Generator) -> np.ndarray:
    """The distinct ones of `draws` random rows, (N, S) uint8; ValueError for fewer than three cells and for no draw."""
    inner = arguments.whole("cells", cells, 3) - 2
    symbols = rng.integers(0, SYMBOLS, (arguments.whole("draws", draws, 1), inner))
    places, states = rng.integers(0, inner, draws), rng.integers(0, machine.states, draws)
    symbols[range(draws), places] += SYMBOLS * (1 + states)
    return np.unique(np.pad(symbols, ((0, 0), (1, 1)), constant_values=machine.boundary).astype(np.uint8), axis=0)


def runs(machine: Machine, rows: np.ndarray, steps: int) -> tuple[np.ndarray, np.ndarray]:
    """Rows 0 … `steps` of the runs from rows (N, S), (N, steps + 1, S) uint8, and how long each lasts, (N,).

    A run lasts as many steps as its head makes without a halt and without moving onto a boundary; then its last row is
    repeated. Raises TypeError or ValueError for what is no number of steps.
    """
    following, halted = local_rule(machine), np.array([state == HALT for _, state in machine.contents])
    found, lasts, going = [rows], np.zeros(len(rows), int), np.ones(len(rows), bool)
    for _ in range(arguments.whole("steps", steps, 0)):
        after = following[np.roll(rows, 1, 1), rows, np.roll(rows, -1, 1)]
        going &= (after != NOWHERE).all(1)
        going[going] = ~halted[after[going]].any(1)
        rows = np.where(going[:, None], after, rows)
        lasts += going
        found.append(rows)
    return np.stack(found, 1), lasts


def local_rule(machine: Machine) -> np.ndarray:
    """δ as a table over (left, middle, right), uint8; NOWHERE where no row goes on or no row has such a window."""
    table = np.full([machine.cells] * 3, NOWHERE, np.uint8)
    for window in windows(machine.symbols, machine.states):
        cell = next_cell(machine, window)
        table[window] = NOWHERE if cell < 0 else cell
    return table


def chains(machine: Machine, rows: np.ndarray) -> np.ndarray:
    """The tokens of runs (N, rows, S) as the cell construction writes them: (N, rows · S) int64, the windows' ids."""
    ids = np.zeros([machine.cells] * 3, np.int64)
    for number, window in enumerate(windows(machine.symbols, machine.states)):
        ids[window] = machine.cells + number
    return ids[np.roll(rows, 1, 2), rows, np.roll(rows, -1, 2)].reshape(len(rows), -1)


def visited(machine: Machine, rows: np.ndarray) -> np.ndarray:
    """How many cells the head is on in each of the runs (N, rows, S), (N,)."""
    heads = (rows >= machine.symbols) & (rows < machine.boundary)
    return heads.any(1).sum(1)
