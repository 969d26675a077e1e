"""A Turing machine's run as a Boolean tableau: threshold gates over binary-coded cells, row by row."""

from collections.abc import Sequence
from itertools import product

from arntp import arguments
from arntp.tasks.circuits import Builder, Circuit
from arntp.tasks.turing import Machine


def tableau(machine: Machine, cells: int, steps: int) -> Circuit:
    """The circuit from the bits of a start row of S = `cells` cells to those of the row `steps` steps later.

    A cell other than a boundary is written in q = ⌈log₂(kinds of cells)⌉ bits (`coded`): (S − 2)·q inputs. A
    cell's next bits are a disjunctive normal form of its window's: an AND gate for each window whose next cell is not
    all zeros, an OR gate for each bit. Windows that no row has, or that no row goes on from, give zeros. This is how a
    machine is usually turned into a circuit (Theorem 3.8 then gives its chain); `arntp.compile.turing` needs one token
    a cell and step, where this needs dozens of gates.
    """
    bits, inner = cell_bits(machine), arguments.whole("cells", cells, 3) - 2
    arguments.whole("steps", steps, 1)
    c = Builder(*(f"cell {i}, bit {j}" for i in range(1, inner + 1) for j in range(bits)))
    row = [list(c.inputs[i * bits : (i + 1) * bits]) for i in range(inner)]
    for _ in range(steps):
        walled = [None, *row, None]
        row = [next_bits(c, machine, walled[i : i + 3]) for i in range(inner)]
    return c.build(*(wire for cell in row for wire in cell))


def next_bits(c: Builder, machine: Machine, window: list[list[int] | None]) -> list[int]:
    """Wires of the middle cell's bits one step later; `window` holds wires, None at a boundary."""
    kinds = [range(machine.boundary) if wires else [machine.boundary] for wires in window]
    wires = [wire for some in window if some for wire in some]
    minterms: list[list[int]] = [[] for _ in window[1]]
    for cells in product(*kinds):
        following = coded(machine, next_cell(machine, cells))
        if any(following):
            literals = [bit for cell in cells if cell != machine.boundary for bit in coded(machine, cell)]
            found = c.gate({wire: 1 if bit else -1 for wire, bit in zip(wires, literals)}, -sum(literals))
            for minterm in (minterm for minterm, bit in zip(minterms, following) if bit):
                minterm.append(found)
    return [c.or_(*minterm) if minterm else c.gate({}, -1) for minterm in minterms]


def next_cell(machine: Machine, window: Sequence[int]) -> int:
    """δ of a window, or the cell of code 0 where there is none."""
    try:
        return machine.local(*window)
    except ValueError:
        return 0


def cell_bits(machine: Machine) -> int:
    """q, the bits of a cell that is no boundary."""
    return (arguments.instance("machine", machine, Machine).boundary - 1).bit_length()


def coded(machine: Machine, cell: int) -> list[int]:
    """A cell's id in binary, least significant bit first."""
    return [cell >> j & 1 for j in range(cell_bits(machine))]
