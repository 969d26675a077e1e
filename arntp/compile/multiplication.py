"""Multiplication of two n-digit numbers, exactly, by linear decoders: the compact and the schoolbook chain."""

from functools import cache

import numpy as np

from arntp import arguments
from arntp.compile.compiled import Assembly, ByPosition, Form
from arntp.compile.rules import Match, Rule, Wanted, function, total
from arntp.tasks.multiplication import Multiplication
from arntp.tasks.multiplication.chains import PAIR, SUM, VALUE

Term = tuple[int, dict[int, int]]  # a position, and the number that each token there stands for

PRODUCT = {PAIR + 10 * x + y: x * y for x in range(10) for y in range(10)}


def compile_multiplication(digits: int, chain: str = "compact") -> ByPosition:
    """The decoder whose rollout on the factors' digits (B, 2n) writes the chain of `Multiplication(digits, chain)`.

    Pairs are tuples of two prompt tokens, sums are Sums of functions of single tokens, digits functions of one token;
    `multiplication_chains` says which token reads which. Margin 1 at every step, for every n.

    Raises ValueError for a chain other than "compact" and "schoolbook": no other is made of such steps.
    """
    writers = {"compact": compact, "schoolbook": schoolbook}
    arguments.choice("chain", chain, writers)
    draft = Draft(Multiplication(digits, chain))
    writers[chain](draft, digits)
    return draft.assembly.predictor()


def compact(draft: "Draft", n: int) -> None:
    """All pairs, the 2n column sums, the 2n digits."""
    pairs = {(i, j): draft.pair(i, j) for j in range(n) for i in range(n)}
    sums, carry = [], []
    for k in range(2 * n):
        column = [(pairs[i, k - i], PRODUCT) for i in range(n) if 0 <= k - i < n]
        position, largest = draft.sum(column + carry, VALUE)
        sums.append((position, tens_and_units(VALUE, largest)[1]))
        carry = [(position, tens_and_units(VALUE, largest)[0])]
    for digit in sums:
        draft.digit(digit)


def schoolbook(draft: "Draft", n: int) -> None:
    """Row by row: pair, product with carry and, from the second row on, running sum with carry; then the digits."""
    finished: list[Term] = []
    running: list[Term] = []  # the digits of the last row's sum, from the row's own place on
    for j in range(n):
        row, carry, overflow = [], [], []
        for i in range(n):
            product, largest = draft.sum([(draft.pair(i, j), PRODUCT), *carry], VALUE)
            tens, units = tens_and_units(VALUE, largest)
            digit, carry = (product, units), [(product, tens)]
            if j:
                position, largest = draft.sum([running[i + 1], digit, *overflow], SUM)
                tens, units = tens_and_units(SUM, largest)
                digit, overflow = (position, units), [(position, tens)]
            row.append(digit)
        if j:
            position, largest = draft.sum([*carry, *overflow], SUM)
            row.append((position, tens_and_units(SUM, largest)[1]))
        else:
            row += carry
        finished.append(row[0])
        running = row
    for digit in finished + running[1:]:
        draft.digit(digit)


class Draft:
    """The assembly of one task, with the three kinds of steps that both chains are made of."""

    def __init__(self, task: Multiplication):
        factors = [f"{which} factor, digit {i + 1}" for which in ("first", "second") for i in range(task.digits)]
        self.digits = task.digits
        self.names = iter(task.names)
        self.assembly = Assembly(task.vocabulary, factors, Form(tokens=10))

    def add(self, rule: Rule, *reads: int) -> int:
        """The task's next position, by a rule."""
        return self.assembly.add(next(self.names), rule, reads)

    def pair(self, i: int, j: int) -> int:
        """The tuple of digits a_i and b_j."""
        return self.add(pair_rule(len(self.assembly.vocabulary)), i, self.digits + j)

    def sum(self, terms: list[Term], first: int) -> tuple[int, int]:
        """The Sum of the terms, written as token first + sum; its position and its largest value."""
        reads, values = zip(*terms, strict=True)
        largest = sum(max(value.values()) for value in values)
        rule = sum_rule(len(self.assembly.vocabulary), tuple(tuple(v.items()) for v in values), first, largest)
        return self.add(rule, *reads), largest

    def digit(self, term: Term) -> int:
        """The function of one token that a term is."""
        position, value = term
        return self.add(digit_rule(len(self.assembly.vocabulary), tuple(value.items())), position)


def tens_and_units(first: int, largest: int) -> tuple[dict[int, int], dict[int, int]]:
    """What tokens first … first + largest stand for as a carry, ⌊s/10⌋, and as a digit, s mod 10."""
    return (
        {first + s: s // 10 for s in range(largest + 1)},
        {first + s: s % 10 for s in range(largest + 1)},
    )


@cache
def pair_rule(vocab: int) -> Match:
    digit = np.where(np.arange(vocab) < 10, np.arange(vocab), -1)
    return Match([digit, digit], Wanted.of({PAIR + 10 * x + y: (x, y) for x in range(10) for y in range(10)}))


@cache
def sum_rule(vocab: int, values: tuple, first: int, largest: int) -> Rule:
    return total(vocab, [dict(value) for value in values], range(first, first + largest + 1))


@cache
def digit_rule(vocab: int, value: tuple) -> Match:
    return function(vocab, dict(value))
