"""T steps of a Turing machine in O(T log T) tokens, by re-centring: simulate a short window around the head, often.

`Sim_k` takes a window of three blocks of b = 2^k cells with the head in the middle one and makes b steps, in which the
head cannot leave the window. `Sim_0` is one step on three cells. `Sim_{k+1}` sees six blocks of b and does this twice:
*locate* the block that holds the head, *select* it and its two neighbours, `Sim_k` on those three, *put* them *back*.
The head starts in block 2 or 3, so one bit locates it; b steps later it is in one of 1 … 4, which takes two.

The program is written once, for *hands* that carry it out. Hands that hold cells and note each token make it the
interpreter (`trace`); hands that hold positions make it the compiler (`arntp.compile.recentring`). The construction is
this book's; the paper's corollary (as reported) asks for polynomially many tokens.
"""

from collections.abc import Sequence
from itertools import product
from typing import Any, Protocol

from arntp import arguments
from arntp.tasks.turing import Machine

Token = int | str | tuple[str, int, int, int]


class Hands(Protocol):
    """The four kinds of steps, a token each. A cell is its content, or where to read it; so is a bit."""

    def locate(self, cells: Sequence[Any]) -> Any:
        """Whether one of the cells holds the head: a gate over functions of single tokens."""

    def choose(self, bit: Any, without: Any, with_bit: Any) -> Any:
        """One of two cells: the tuple (bit, without, with_bit), of which the chosen cell is a function."""

    def step(self, left: Any, middle: Any, right: Any) -> Sequence[Any]:
        """One step with the head in the middle: the window of the three, of which each new cell is a function."""

    def write(self, cell: Any) -> Any:
        """The cell itself, as the answer shows it."""


def emulate(hands: Hands, level: int, cells: Sequence[Any]) -> list[Any]:
    """Make 2^level steps on 3·2^level cells, the head in the middle third, and write the row they leave."""
    return [hands.write(cell) for cell in simulate(hands, level, list(cells))]


def chain_length(level: int) -> int:
    """Tokens of `emulate`: S(k) = 2 S(k − 1) + 30·2^(k − 1) + 3 with S(0) = 1, and 3·2^k for the row written."""
    arguments.whole("level", level, 0)
    return 2**level * (15 * level + 4) - 3 + 3 * 2**level


def simulate(hands: Hands, level: int, cells: list) -> list:
    """`Sim_level`: the cells 2^level steps later."""
    if level == 0:
        return list(hands.step(*cells))
    b = 2 ** (level - 1)
    blocks = [cells[i * b : (i + 1) * b] for i in range(6)]
    bits = [hands.locate(blocks[3])]
    blocks = recentred(hands, level - 1, blocks, bits, first=1)
    bits = [hands.locate(blocks[3] + blocks[4]), hands.locate(blocks[2] + blocks[4])]
    blocks = recentred(hands, level - 1, blocks, bits, first=0)
    return [cell for block in blocks for cell in block]


def recentred(hands: Hands, level: int, blocks: list[list], bits: list, first: int) -> list[list]:
    """The six blocks after `Sim_level` on three of them; the bits spell which, counted from `first`."""
    b, starts = 2**level, range(first, first + 2 ** len(bits))
    near = [pick(hands, bits, [blocks[start + i] for start in starts]) for i in range(3)]
    cells = simulate(hands, level, [cell for block in near for cell in block])
    after = [cells[i * b : (i + 1) * b] for i in range(3)]
    return [
        pick(hands, bits, [after[i - start] if 0 <= i - start < 3 else block for start in starts])
        for i, block in enumerate(blocks)
    ]


def pick(hands: Hands, bits: list, blocks: list[list]) -> list:
    """The block whose number the bits spell, most significant first: bit by bit, a token a cell where two differ."""
    if not bits:
        return blocks[0]
    merged = [merge(hands, bits[-1], *blocks[i : i + 2]) for i in range(0, len(blocks), 2)]
    return pick(hands, bits[:-1], merged)


def merge(hands: Hands, bit: Any, without: list, with_bit: list) -> list:
    """One of two blocks, by a bit; nothing to do where they are the same block."""
    if without is with_bit:
        return without
    return [hands.choose(bit, *cells) for cells in zip(without, with_bit, strict=True)]


def alphabet(machine: Machine) -> list[Token]:
    """The chain's tokens in the order of their ids.

    Cells (their ids); the bits "no" and "yes"; tuples ("choose", bit, cell, cell); and ("window", left, middle, right)
    with the head in the middle. No boundaries: the head cannot reach the window's ends.
    """
    cells, plain = range(machine.boundary), range(machine.symbols)
    choices = [("choose", *some) for some in product((0, 1), cells, cells)]
    windows = [("window", *some) for some in product(plain, cells[len(plain) :], plain)]
    return [*cells, "no", "yes", *choices, *windows]


def token_name(machine: Machine, token: Token) -> str:
    """A readable name: "A1", "no", "0? A1 0" (bit, then the two cells), "0 A1 0" (a window)."""
    if isinstance(token, str):
        return token
    if isinstance(token, int):
        return machine.cell_name(token)
    kind, first, *rest = token
    start = f"{first}?" if kind == "choose" else machine.cell_name(first)
    return " ".join([start, *map(machine.cell_name, rest)])


def moved(machine: Machine, window: tuple[int, int, int]) -> tuple[int, int, int]:
    """The three cells one step later, the head in the middle; ValueError at an undefined transition."""
    left, middle, right = window
    return machine.local(0, left, middle), machine.local(*window), machine.local(middle, right, 0)


class Interpreter:
    """Hands that hold cells, and note the token of every step in `chain`; `head` is where the machine's head is."""

    def __init__(self, machine: Machine, head: int):
        self.machine, self.head = machine, head
        self.steps = 0
        self.chain: list[Token] = []

    def locate(self, cells: Sequence[int]) -> int:
        found = any(cell >= self.machine.symbols for cell in cells)
        self.chain.append("yes" if found else "no")
        return int(found)

    def choose(self, bit: int, without: int, with_bit: int) -> int:
        self.chain.append(("choose", bit, without, with_bit))
        return with_bit if bit else without

    def step(self, left: int, middle: int, right: int) -> tuple[int, int, int]:
        self.chain.append(("window", left, middle, right))
        self.steps += 1
        try:
            cells = moved(self.machine, (left, middle, right))
        except ValueError as error:
            raise ValueError(f"step {self.steps}: {error}, cell {self.head}") from None
        self.head += next(i for i, cell in enumerate(cells, start=-1) if cell >= self.machine.symbols)
        return cells

    def write(self, cell: int) -> int:
        self.chain.append(cell)
        return cell


def start(machine: Machine, tape: Sequence[int], head: int, level: int) -> list[int]:
    """The 3·2^level cells at the start, without boundaries: the head in state A in the middle cell, blanks around.

    Raises ValueError where the tape does not fit.
    """
    cells = 3 * 2 ** arguments.whole("level", level, 0)
    return machine.row(tape, head, cells + 2, left=cells // 2 - head)[1:-1]


def trace(machine: Machine, cells: Sequence[int], level: int) -> list[Token]:
    """The chain of the construction for a start row: `chain_length(level)` tokens, the last 3·2^level the row's.

    Raises ValueError for a row of another form (`head_of`), and where the run reaches an undefined transition, naming
    step, state, symbol and cell.
    """
    hands = Interpreter(machine, head_of(machine, cells, level))
    emulate(hands, level, cells)
    return hands.chain


def head_of(machine: Machine, cells: Sequence[int], level: int) -> int:
    """Place of the head in a start row; ValueError unless it has 3·2^level cells and one head, in the middle third."""
    cells = arguments.wholes("cells", cells, 0, machine.boundary - 1)
    heads = [i for i, cell in enumerate(cells) if cell >= machine.symbols]
    if len(cells) != 3 * 2**level or len(heads) != 1 or heads[0] // 2**level != 1:
        needed = f"{3 * 2**level}, one head in the middle third"
        raise ValueError(f"{len(cells)} cells with heads at {heads}: needed are {needed}")
    return heads[0]
