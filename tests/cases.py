"""The table of programs: for each its compiled decoder, the prompts to try, and the interpreter's chain."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cache, partial
from itertools import product

import numpy as np

from arntp.compile import CompiledLinear, compile_circuit, compile_multiplication, compile_parity, compile_turing
from arntp.compile.recentring import compile_recentring
from arntp.compile.turing import tokens_of
from arntp.tasks.circuits import Circuit, library
from arntp.tasks.multiplication import Multiplication
from arntp.tasks.parity import Counting
from arntp.tasks.turing import Machine, recentring
from arntp.tasks.turing.library import PROGRAMS, UNIVERSAL, Program
from arntp.tasks.turing.tableau import coded, tableau

Tokens = list[int]


@dataclass(frozen=True)
class Case:
    """One program: `rollout(build(), prompts)` must be `chains`, token by token."""

    name: str
    build: Callable[[], CompiledLinear]
    prompts: Callable[[], Iterable[Tokens]]
    chain: Callable[[Tokens], Tokens]

    def __str__(self) -> str:
        return self.name


def circuit(name: str, program: Circuit) -> Case:
    """A circuit on all of its inputs."""
    inputs = partial(all_bits, len(program.inputs))
    return Case(f"circuit {name}", partial(compile_circuit, program), inputs, program.trace)


def all_bits(n: int) -> list[Tokens]:
    """All rows of n bits."""
    return [list(bits) for bits in product((0, 1), repeat=n)]


def counting(n: int, places: tuple[int, ...], base: int) -> Case:
    """Parity by counting, on all inputs."""
    task = Counting(n, places, base)
    name = f"parity of {len(places)} of {n} bits in base {base}"
    return Case(name, partial(compile_parity, task), partial(all_bits, n), task.trace)


def multiplication(digits: int, chain: str, count: int) -> Case:
    """`count` random pairs, or all pairs where there are no more."""
    task = Multiplication(digits, chain)

    def prompts() -> list[Tokens]:
        if 10 ** (2 * digits) <= count:
            return [list(pair) for pair in product(range(10), repeat=2 * digits)]
        return np.random.default_rng(digits).integers(0, 10, (count, 2 * digits)).tolist()

    def chain_of(prompt: Tokens) -> Tokens:
        factors = np.array(prompt).reshape(2, 1, digits)
        return task.encode(*factors)[0, task.prompt_length :].tolist()

    return Case(
        f"{chain} product of {digits} digits", partial(compile_multiplication, digits, chain), prompts, chain_of
    )


def cells(program: Program, value, steps: int, room: int = 0) -> Case:
    """A machine by the cell construction; `room` blank cells more at each side than the run needs."""
    machine = program.machine
    leftmost, rightmost, _ = machine.extent(*program.encode(value), steps)
    row = machine.row(*program.encode(value), rightmost - leftmost + 3 + 2 * room, room - leftmost)
    return Case(
        f"{program.name} on {value}, {len(row)} cells",
        partial(compile_turing, machine, len(row)),
        lambda: [row],
        lambda prompt: tokens_of(machine, machine.trace(prompt, steps)),
    )


def recentred(name: str, level: int) -> Case:
    """A machine by re-centring, from the blank tape."""
    machine = PROGRAMS[name].machine
    return Case(
        f"{name} re-centred, {2**level} steps",
        partial(compile_recentring, machine, level),
        lambda: [recentring.start(machine, (), 0, level)],
        lambda prompt: [recentring_ids(machine)[token] for token in recentring.trace(machine, prompt, level)],
    )


@cache
def recentring_ids(machine: Machine) -> dict[recentring.Token, int]:
    return {token: i for i, token in enumerate(recentring.alphabet(machine))}


def boolean(name: str, inner: int, steps: int) -> Case:
    """A machine as a Boolean tableau, from the blank tape."""
    machine = PROGRAMS[name].machine
    program = tableau(machine, inner + 2, steps)
    start = [bit for cell in machine.row((), 0, inner + 2)[1:-1] for bit in coded(machine, cell)]
    return Case(f"{name} as a tableau", partial(compile_circuit, program), lambda: [start], program.trace)


SIZED = {library.parity: 8, library.majority: 8, library.sorter: 8, library.comparator: 4, library.adder: 4}
SIZED |= {library.ripple_adder: 4, library.multiplier: 4, library.multiplexer: 2}
RUNS = {"BB(2)": 8, "BB(3)": 25, "BB(4)": 110, "BB(2,3)": 45, "BB(2,4)": 200, "BB(5)": 200, "binary increment": 60}
RUNS |= {"unary addition": 60, "copy a block": 60, "palindrome": 60, UNIVERSAL.name: 400}

CASES = [
    *(circuit(f"{make.__name__}({n})", make(n)) for make, most in SIZED.items() for n in range(1, most + 1)),
    *(counting(n, tuple(range(n)), base) for base in (2, 3, 5, 10) for n in range(1, 9)),
    *(counting(8, places, base) for base in (2, 4) for places in ((5,), (0, 7), (1, 3, 4), (7, 2, 0, 1, 5))),
    *(multiplication(n, chain, 100) for chain in ("compact", "schoolbook") for n in (1, 3, 4, 8, 16, 32, 64)),
    *(multiplication(2, chain, 10_000) for chain in ("compact", "schoolbook")),
    *(cells(PROGRAMS[name], value, steps) for name, steps in RUNS.items() for value in PROGRAMS[name].inputs),
    *(cells(PROGRAMS["BB(3)"], (), 25, room) for room in (1, 4)),
    *(recentred(name, level) for name in ("BB(2)", "BB(4)", "BB(2,3)") for level in range(8)),
    boolean("BB(2)", 6, 6),
    boolean("BB(2,3)", 5, 3),
]
