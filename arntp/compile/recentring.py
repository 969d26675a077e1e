"""The O(T log T) emulation of a Turing machine as a linear decoder."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from arntp import arguments
from arntp.compile.compiled import Assembly, ByPosition, Form, numbered
from arntp.compile.rules import Match, Rule, Wanted, function, gate
from arntp.tasks.turing import Machine
from arntp.tasks.turing.recentring import Token, alphabet, emulate, head_of, moved, token_name, trace
from arntp.tokens import Vocabulary

CONTENT, LEFT, MIDDLE, RIGHT = range(4)  # how a cell is read off a token: its content, or a place of a moved window
Wire = tuple[int, int]  # a position, and how to read it


def compile_recentring(machine: Machine, level: int) -> ByPosition:
    """The decoder that makes 2^level steps in `recentring.chain_length(level)` tokens, O(T log T) of the steps.

    Prompt: `recentring.start`, 3·2^level cells. Chain: `recentring.trace`. Bits are gates, tuples and windows read the
    functions of single tokens that their cells are; margin 1. Every position reads positions known in advance: where
    the head is stands in the tokens, not in the wiring.

    The rollout raises the interpreter's own ValueError (`recentring.trace`) for a prompt of another form, and, naming
    step and cell, for a run that reaches an undefined transition.
    """
    arguments.instance("machine", machine, Machine)
    cells = 3 * 2 ** arguments.whole("level", level, 0)
    hands = Compiler(machine, level)
    emulate(hands, level, [(position, CONTENT) for position in range(cells)])
    return hands.assembly.predictor()


class StartCells(Form):
    """3·2^level cells without boundaries, one head in the middle third. A run may end as `recentring.trace` does."""

    def __init__(self, machine: Machine, level: int):
        super().__init__(machine.boundary)
        self.machine, self.level, self.cells = machine, level, 3 * 2**level

    def check(self, prompts: np.ndarray) -> None:
        super().check(prompts)
        heads = prompts >= self.machine.symbols
        right = (heads.sum(1) == 1) & heads[:, self.cells // 3 : self.cells // 3 * 2].any(1)
        for row in np.flatnonzero(~right):
            try:
                head_of(self.machine, prompts[row].tolist(), self.level)
            except ValueError as error:
                raise ValueError(numbered(row, len(prompts)) + str(error)) from None

    def explain(self, sequence: np.ndarray) -> str:
        try:
            trace(self.machine, sequence[: self.cells].tolist(), self.level)
        except ValueError as error:
            return str(error)
        return ""


class Compiler:
    """Hands that hold wires, and add the rule of every step to an assembly."""

    def __init__(self, machine: Machine, level: int):
        self.machine, self.tokens = machine, alphabet(machine)
        names = [token_name(machine, token) for token in self.tokens]
        form = StartCells(machine, level)
        self.assembly = Assembly(Vocabulary(names), [f"cell {i}" for i in range(form.cells)], form)
        self.views = np.array([views(machine, token) for token in self.tokens]).T
        self.no = self.tokens.index("no")
        self.rule = cache(self.new_rule)

    def locate(self, cells: Sequence[Wire]) -> int:
        return self.add("locate", cells)

    def choose(self, bit: int, without: Wire, with_bit: Wire) -> Wire:
        return self.add("choose", [without, with_bit], bit), CONTENT

    def step(self, left: Wire, middle: Wire, right: Wire) -> list[Wire]:
        position = self.add("window", [left, middle, right])
        return [(position, view) for view in (LEFT, MIDDLE, RIGHT)]

    def write(self, cell: Wire) -> Wire:
        return self.add("write", [cell]), CONTENT

    def add(self, kind: str, cells: Sequence[Wire], *bits: int) -> int:
        """Append a step that reads bits and cells; returns its position."""
        positions, seen = zip(*cells, strict=True)
        return self.assembly.add(kind, self.rule(kind, seen), [*bits, *positions])

    def new_rule(self, kind: str, seen: tuple[int, ...]) -> Rule:
        """The rule of a kind of step whose cells are read by the views `seen`."""
        vocab, cells = len(self.tokens), self.views[list(seen)]
        if kind == "locate":
            symbols = self.machine.symbols
            heads = [{t: int(c >= symbols) for t, c in enumerate(view.tolist()) if c >= 0} for view in cells]
            return gate(vocab, heads, -1, candidates=(self.no, self.no + 1))
        if kind == "write":
            return function(vocab, {t: c for t, c in enumerate(cells[0].tolist()) if c >= 0})
        bit = np.full(vocab, -1)
        bit[[self.no, self.no + 1]] = 0, 1
        wanted = {i: token[1:] for i, token in enumerate(self.tokens) if isinstance(token, tuple) and token[0] == kind}
        return Match([bit, *cells] if kind == "choose" else cells, Wanted.of(wanted))


def views(machine: Machine, token: Token) -> tuple[int, int, int, int]:
    """What a token says of cells by each view, −1 for nothing."""
    if isinstance(token, int):
        return token, -1, -1, -1
    if token[0] == "choose":
        return token[3] if token[1] else token[2], -1, -1, -1
    return (-1, *attempted(machine, token[1:])) if token[0] == "window" else (-1, -1, -1, -1)


def attempted(machine: Machine, window: tuple[int, int, int]) -> tuple[int, int, int]:
    """The moved window, or nothing where the machine's table has no entry."""
    try:
        return moved(machine, window)
    except ValueError:
        return -1, -1, -1
