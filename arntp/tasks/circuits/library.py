"""Ready circuits of standard functions, and random ones.

Inputs are named by a letter and a place, x0, x1, …; numbers a and b stand least significant digit first, the inputs
of a before those of b. Sizes are numbers of gates, that is tokens of the chain.

==================  ===========  =======================================  =====  ==============
circuit             inputs       size                                     depth  largest weight
==================  ===========  =======================================  =====  ==============
parity(n)           n            ⌊log₂ n⌋ + 1                             size   2^⌊log₂ n⌋
majority(n)         n            1                                        1      1
sorter(n)           n            n                                        1      1
comparator(n)       2n           1                                        1      2^(n−1)
equality(n)         2n           2                                        2      2^n
adder(n)            2n           n + 1                                    n + 1  2^n
ripple_adder(n)     2n           2n                                       n + 1  2
multiplier(n)       2n           n² + 2n − 1, n ≥ 2                       2n     2^(2n−2)
multiplexer(k)      k + 2^k      2^k                                      2      k + 1
==================  ===========  =======================================  =====  ==============
"""

import numpy as np

from arntp import arguments
from arntp.tasks.circuits import Builder, Circuit


def parity(n: int) -> Circuit:
    """Σ x mod 2 of n ≥ 1 bits, by way of their number in binary."""
    c = Builder(*_names("x", n))
    return c.build(c.parity(c.inputs))


def majority(n: int) -> Circuit:
    """1 where more than half of n ≥ 1 bits are 1."""
    c = Builder(*_names("x", n))
    return c.build(c.majority(*c.inputs))


def sorter(n: int) -> Circuit:
    """n ≥ 1 bits in descending order, ones first."""
    c = Builder(*_names("x", n))
    return c.build(*c.sort(c.inputs))


def comparator(n: int) -> Circuit:
    """1 where a < b, for two numbers of n ≥ 1 digits."""
    c = Builder(*_names("a", n), *_names("b", n))
    return c.build(c.less(c.inputs[:n], c.inputs[n:]))


def equality(n: int) -> Circuit:
    """1 where a = b, for two numbers of n ≥ 1 digits."""
    c = Builder(*_names("a", n), *_names("b", n))
    return c.build(c.equal(c.inputs[:n], c.inputs[n:]))


def adder(n: int) -> Circuit:
    """The n + 1 digits of a + b, for two numbers of n ≥ 1 digits: few gates, large weights."""
    c = Builder(*_names("a", n), *_names("b", n))
    return c.build(*c.add(c.inputs[:n], c.inputs[n:]))


def ripple_adder(n: int) -> Circuit:
    """The n + 1 digits of a + b, carry by carry: twice the gates of `adder`, but no weight above 2."""
    c = Builder(*_names("a", n), *_names("b", n))
    digit, carry = c.add(c.inputs[:1], c.inputs[n : n + 1])
    digits = [digit]
    for a, b in zip(c.inputs[1:n], c.inputs[n + 1 :]):
        digit, carry = c.full_adder(a, b, carry)
        digits.append(digit)
    return c.build(*digits, carry)


def multiplier(n: int) -> Circuit:
    """The digits of a·b, for two numbers of n ≥ 1 digits: 2n of them, one at n = 1."""
    c = Builder(*_names("a", n), *_names("b", n))
    return c.build(*c.multiply(c.inputs[:n], c.inputs[n:]))


def multiplexer(k: int) -> Circuit:
    """The data bit whose number the k ≥ 1 select bits write; inputs: s0 … s(k−1), then d0 … d(2^k − 1)."""
    c = Builder(*_names("s", k), *_names("d", 2**k))
    return c.build(c.multiplexer(c.inputs[:k], c.inputs[k:]))


def random_circuit(rng: np.random.Generator, inputs: int, gates: int, fan_in: int, largest_weight: int) -> Circuit:
    """A circuit of random gates; its outputs are the gates that no gate reads.

    Each gate reads min(fan_in, number of earlier wires) distinct earlier wires, with weights uniform on ±1 …
    ±largest_weight and a bias uniform among those for which both 0 and 1 are values of the gate over free bits.
    Raises ValueError for any number below 1.
    """
    arguments.instance("rng", rng, np.random.Generator)
    for what, number in dict(inputs=inputs, gates=gates, fan_in=fan_in, largest_weight=largest_weight).items():
        arguments.whole(what, number, 1)
    c = Builder(*_names("x", inputs))
    unread = set()
    for wire in range(inputs, inputs + gates):
        wires = rng.choice(wire, size=min(fan_in, wire), replace=False)
        weights = rng.integers(1, largest_weight, size=len(wires), endpoint=True) * rng.choice((-1, 1), len(wires))
        lowest, highest = weights[weights < 0].sum(), weights[weights > 0].sum()
        unread.add(c.gate(dict(zip(wires.tolist(), weights.tolist())), int(rng.integers(-highest, -lowest))))
        unread.difference_update(wires.tolist())
    return c.build(*sorted(unread))


def _names(letter: str, count: int) -> list[str]:
    """x0, x1, …; ValueError for fewer than one."""
    return [f"{letter}{i}" for i in range(arguments.whole(f"inputs {letter!r}", count, 1))]
