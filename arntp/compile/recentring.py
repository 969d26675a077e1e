"""The O(T log T) emulation of a Turing machine as a linear decoder."""

from collections.abc import Sequence
from functools import cache

import numpy as np

from arntp.compile.compiled import Assembly, ByPosition
from arntp.compile.rules import Match, Rule, Wanted, function, gate
from arntp.tasks.turing import Machine
from arntp.tasks.turing.recentring import Token, alphabet, emulate, moved, token_name
from arntp.tokens import Vocabulary

CONTENT, LEFT, MIDDLE, RIGHT = range(4)  # how a cell is read off a token: its content, or a place of a moved window
Wire = tuple[int, int]  # a position, and how to read it


def compile_recentring(machine: Machine, level: int) -> ByPosition:
    """The decoder that makes 2^level steps in `recentring.chain_length(level)` tokens, O(T log T) of the steps.

    Prompt: `recentring.start`, 3·2^level cells. Chain: `recentring.trace`. Bits are gates, tuples and windows read the
    functions of single tokens that their cells are; margin 1. Every position reads positions known in advance: where
    the head is stands in the tokens, not in the wiring.
    """
    hands = Compiler(machine, 3 * 2**level)
    emulate(hands, level, [(position, CONTENT) for position in range(3 * 2**level)])
    return hands.assembly.predictor()


class Compiler:
    """Hands that hold wires, and add the rule of every step to an assembly."""

    def __init__(self, machine: Machine, cells: int):
        self.machine, self.tokens = machine, alphabet(machine)
        names = [token_name(machine, token) for token in self.tokens]
        self.assembly = Assembly(Vocabulary(names), [f"cell {i}" for i in range(cells)])
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
            heads = [{t: int(c >= self.machine.symbols) for t, c in enumerate(view.tolist()) if c >= 0} for view in cells]
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
