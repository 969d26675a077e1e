"""Linear threshold circuits: gates over bits with integer weights, and a builder that writes them.

A gate's value is 1[Σ w·v + b ≥ 0]. A gate reads inputs and earlier gates, any number of them, so the values of all
gates in order are a chain of tokens, one a gate (the paper's Theorem 3.8, as reported). Numbers are sequences of
wires, least significant digit first. Ready circuits stand in `arntp.tasks.circuits.library`.
"""

from collections import Counter
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass

import numpy as np

from arntp import arguments


@dataclass(frozen=True)
class Gate:
    """One linear threshold gate: 1[Σ_i weights_i · v(wires_i) + bias ≥ 0], a bit; without wires it is a constant.

    Wires are distinct; weights and bias are Python integers of any size. Raises TypeError or ValueError, naming the
    gate, for anything else.
    """

    name: str
    wires: tuple[int, ...]
    weights: tuple[int, ...]
    bias: int

    def __post_init__(self):
        for what, numbers in (("wires", self.wires), ("weights", self.weights)):
            if type(numbers) is not tuple or not all(type(number) is int for number in numbers):
                raise TypeError(f"gate {self.name!r}: {what} {numbers!r} are no tuple of ints")
        if type(self.bias) is not int:
            raise TypeError(f"gate {self.name!r}: bias {self.bias!r} is no int")
        if len(self.wires) != len(self.weights):
            raise ValueError(f"gate {self.name!r}: {len(self.wires)} wires and {len(self.weights)} weights")
        if len(set(self.wires)) < len(self.wires):
            raise ValueError(f"gate {self.name!r}: wires {self.wires} repeat one; add its weights up")

    def value(self, values: Sequence[int]) -> int:
        """The gate's bit, given the values of all wires up to it."""
        return int(sum(weight * values[wire] for wire, weight in zip(self.wires, self.weights)) + self.bias >= 0)


@dataclass(frozen=True, repr=False)
class Circuit:
    """A linear threshold circuit: wire i < n is input i, wire n + g is gate g; `outputs` are wires.

    Gates read inputs and earlier gates only, which makes the circuit free of cycles. Raises ValueError, naming the
    gate, for a gate that reads itself, a later gate or an unknown wire; and for no input, no gate, no output, an
    output that does not exist, and repeated names. Raises TypeError for parts of other types.
    """

    inputs: tuple[str, ...]
    gates: tuple[Gate, ...]
    outputs: tuple[int, ...]

    def __post_init__(self):
        for what in ("inputs", "gates", "outputs"):
            if type(getattr(self, what)) is not tuple:
                raise TypeError(f"{what} of a circuit are a tuple, not {getattr(self, what)!r}")
            if not getattr(self, what):
                raise ValueError(f"an empty circuit: it has no {what} and needs at least one")
        for gate in self.gates:
            arguments.instance("gate", gate, Gate)
        for name in (names := self.names):
            if not arguments.text("name", name):
                raise ValueError("name '': inputs and gates have names that are not empty")
        for wire, gate in enumerate(self.gates, start=len(self.inputs)):
            _check_reads(gate, wire, names)
        if repeated := [name for name, count in Counter(names).items() if count > 1]:
            raise ValueError(f"name {repeated[0]!r} is repeated: inputs and gates have distinct names")
        for wire in self.outputs:
            if not 0 <= arguments.whole("output", wire) < len(names):
                raise ValueError(f"output {wire!r} does not exist: wires are 0…{len(names) - 1}")

    def __repr__(self) -> str:
        return f"Circuit({len(self.inputs)} inputs, {self.size} gates, {len(self.outputs)} outputs)"

    @property
    def names(self) -> tuple[str, ...]:
        """The name of every wire: inputs, then gates."""
        return (*self.inputs, *(gate.name for gate in self.gates))

    @property
    def size(self) -> int:
        """Number of gates, which is the number of tokens of the chain."""
        return len(self.gates)

    def depth(self) -> int:
        """Gates on the longest path from an input to any gate; a gate that reads inputs only has depth 1."""
        depths = [0] * len(self.inputs)
        for gate in self.gates:
            depths.append(1 + max((depths[wire] for wire in gate.wires), default=0))
        return max(depths)

    def trace(self, bits: Sequence[int]) -> list[int]:
        """The values of all gates, in order, for the inputs' bits.

        Raises ValueError for a wrong number of bits or a value other than 0 and 1, TypeError for what is no bit.
        """
        return self._values(bits)[len(self.inputs) :]

    def evaluate(self, bits: Sequence[int]) -> list[int]:
        """The values of the outputs; errors as in `trace`."""
        values = self._values(bits)
        return [values[wire] for wire in self.outputs]

    def table(self) -> np.ndarray:
        """The truth table (2^n, number of outputs) int8; in row r, input i is the digit 2^i of r.

        Raises ValueError for n > 20 inputs, or a gate whose sum does not fit into int64.
        """
        n = len(self.inputs)
        if n > 20:
            raise ValueError(f"a truth table of {n} inputs: at most 20")
        values = np.empty((n + self.size, 2**n), dtype=np.int8)
        values[:n] = np.arange(2**n) >> np.arange(n)[:, None] & 1
        for wire, gate in enumerate(self.gates, start=n):
            if sum(map(abs, gate.weights)) + abs(gate.bias) >= 2**63:
                raise ValueError(f"gate {gate.name!r}: its weights pass int64; use evaluate")
            values[wire] = np.array(gate.weights, dtype=np.int64) @ values[list(gate.wires)] + gate.bias >= 0
        return np.ascontiguousarray(values[list(self.outputs)].T)

    def _values(self, bits: Sequence[int]) -> list[int]:
        """Values of all wires: inputs, then gates."""
        values = arguments.bits("bits", bits, len(self.inputs), self.inputs)
        for gate in self.gates:
            values.append(gate.value(values))
        return values


def _check_reads(gate: Gate, own: int, names: Sequence[str]):
    """ValueError unless the gate, itself wire `own` of the named wires, reads earlier wires only."""
    for wire in gate.wires:
        if not 0 <= wire < len(names):
            raise ValueError(f"gate {gate.name!r} reads wire {wire}, which is unknown: wires are 0…{len(names) - 1}")
        if wire >= own:
            which = "itself" if wire == own else f"the later gate {names[wire]!r}"
            raise ValueError(f"gate {gate.name!r} reads {which}: no cycles; it may read inputs and earlier gates")


class Builder:
    """Writes a circuit gate by gate: `c = Builder("a", "b")`, `a, b = c.inputs`, `c.build(c.xor(a, b))`.

    `inputs` are the inputs' wires, in order. Every method adds its gates, as many as it states, and returns the wire
    or the wires of its result; wires are ints. A wire that a method gets twice counts twice: its weights add up.

    Names: a gate without a name of its own is called after what it computes, with a running number: and1, and2, or1.
    The gates of a number written by `binary` share one, followed by the digit's place: sum1.2, sum1.1, sum1.0.
    """

    def __init__(self, *inputs: str):
        self.inputs = tuple(range(len(inputs)))
        self._input_names = inputs
        self._gates: list[Gate] = []
        self._taken = set(inputs)
        self._numbers: Counter[str] = Counter()

    def build(self, *outputs: int) -> Circuit:
        """The circuit written so far, with these wires as outputs; ValueError as in `Circuit`."""
        return Circuit(self._input_names, tuple(self._gates), outputs)

    def gate(self, weights: Mapping[int, int], bias: int, name: str | None = None) -> int:
        """1[Σ weights[wire] · wire + bias ≥ 0]; without wires the constant 1 (bias 0) or 0 (bias −1)."""
        return self._gate("gate", weights.items(), bias, name)

    def not_(self, wire: int, name: str | None = None) -> int:
        """1 − wire; one gate."""
        return self._gate("not", [(wire, -1)], 0, name)

    def at_least(self, k: int, wires: Sequence[int], name: str | None = None, word: str = "atleast") -> int:
        """1 where at least k of the wires are 1; one gate. Raises ValueError unless 1 ≤ k ≤ number of wires."""
        arguments.whole("k", k)
        if not 1 <= k <= len(wires):
            raise ValueError(f"{word}: {k} of {len(wires)} wires; the number must be from 1 to the number of wires")
        return self._gate(word, _scaled(1, wires), -k, name)

    def and_(self, *wires: int, name: str | None = None) -> int:
        """1 where all wires are 1; one gate. Raises ValueError for no wire, like its kin."""
        return self.at_least(len(wires), wires, name, "and")

    def or_(self, *wires: int, name: str | None = None) -> int:
        """1 where some wire is 1; one gate."""
        return self.at_least(1, wires, name, "or")

    def nand(self, *wires: int, name: str | None = None) -> int:
        """1 where some wire is 0; one gate."""
        if not wires:
            raise ValueError("nand of no wires: it needs at least 1")
        return self._gate("nand", _scaled(-1, wires), len(wires) - 1, name)

    def majority(self, *wires: int, name: str | None = None) -> int:
        """1 where more than half of the wires are 1 (a tie gives 0); one gate."""
        return self.at_least(len(wires) // 2 + 1, wires, name, "majority")

    def xor(self, a: int, b: int, name: str | None = None) -> int:
        """a + b mod 2, as 1[a + b − 2·and ≥ 1]; two gates."""
        return self._gate("xor", [(a, 1), (b, 1), (self.and_(a, b), -2)], -1, name)

    def binary(self, terms: Iterable[tuple[int, int]], word: str = "sum") -> list[int]:
        """The binary digits of s = Σ weight · wire over pairs (wire, weight ≥ 1), least significant first.

        One gate a digit, as many as the largest s has, the most significant computed first:
        digit_k = 1[s − Σ_{j>k} 2^j digit_j ≥ 2^k], which is right because the remainder is below 2^(k+1). Depth:
        number of digits. Raises ValueError for a weight below 1. With weights 1 it is the count of `parity`.
        """
        terms = list(terms)
        for _, weight in terms:
            arguments.whole("weight of a binary sum", weight, 1)
        number, remainder, digits = self._name(word), terms, []
        for k in reversed(range(sum(weight for _, weight in terms).bit_length())):
            digits.append(self._gate(word, remainder, -(2**k), f"{number}.{k}"))
            remainder = [*remainder, (digits[-1], -(2**k))]
        return digits[::-1]

    def parity(self, wires: Sequence[int]) -> int:
        """Σ wires mod 2: the last digit of Σ wires in binary; ⌊log₂ n⌋ + 1 gates for n ≥ 1 wires (Theorem 3.11)."""
        if not wires:
            raise ValueError("parity of no wires: it needs at least 1")
        return self.binary(_scaled(1, wires), "parity")[0]

    def full_adder(self, a: int, b: int, carry: int) -> tuple[int, int]:
        """(digit, new carry) of a + b + carry; two gates."""
        return tuple(self.binary(_scaled(1, (a, b, carry))))

    def add(self, a: Sequence[int], b: Sequence[int]) -> list[int]:
        """The digits of a + b: n + 1 gates for two n-digit numbers, weights up to 2^n."""
        return self.binary([*_number(a), *_number(b)])

    def multiply(self, a: Sequence[int], b: Sequence[int]) -> list[int]:
        """The digits of a·b: n² + 2n − 1 gates for two n-digit numbers, n ≥ 2; all that the largest product has.

        One AND a pair of digits, and one gate a digit of Σ 2^(i+j) and(a_i, b_j) (see `binary`), but for the last
        digit, which is and(a_0, b_0) itself. Weights up to 2^(2n−2). Raises ValueError for a number of no digit.
        """
        if not a or not b:
            raise ValueError(f"factors of {len(a)} and {len(b)} digits: each needs at least 1")
        pairs = [(i + j, self.and_(x, y)) for i, x in enumerate(a) for j, y in enumerate(b)]
        (_, last), *others = pairs
        return [last, *self.binary([(wire, 2 ** (place - 1)) for place, wire in others])]

    def less(self, a: Sequence[int], b: Sequence[int], name: str | None = None) -> int:
        """1 where the number a < the number b, as 1[b − a ≥ 1]; one gate, weights up to 2^(n−1)."""
        return self._gate("less", [*_number(b), *_number(a, -1)], -1, name)

    def equal(self, a: Sequence[int], b: Sequence[int], name: str | None = None) -> int:
        """1 where the numbers are equal, as 1[a − b − 2^n·1[b < a] ≥ 0]; two gates.

        One gate cannot do it: a = b lies between a < b and a > b on one line, already for one digit.
        """
        more = 2 ** max(len(a), len(b))
        return self._gate("equal", [*_number(a), *_number(b, -1), (self.less(b, a), -more)], 0, name)

    def multiplexer(self, select: Sequence[int], data: Sequence[int], name: str | None = None) -> int:
        """data[s], s the number that the k select wires write; 2^k gates.

        Gate pick_i = and(data_i, s = i) for i ≥ 1, then 1[data_0 − Σ select + (k + 1)·Σ pick ≥ 1]: with s = 0 no pick
        is 1 and data_0 decides; else the k + 1 of a pick outweighs Σ select, and without pick data_0 does not.
        Raises ValueError unless there are 2^k data wires.
        """
        k = len(select)
        if len(data) != 2**k:
            raise ValueError(f"{len(data)} data wires for {k} select wires: there must be 2^{k} = {2**k}")
        picks = []
        for i in range(1, 2**k):
            literals = [(wire, 1 if i >> place & 1 else -1) for place, wire in enumerate(select)]
            picks.append(self._gate("pick", [(data[i], 1), *literals], -1 - i.bit_count()))
        terms = [(data[0], 1), *_scaled(-1, select), *_scaled(k + 1, picks)]
        return self._gate("multiplexer", terms, -1, name)

    def sort(self, wires: Sequence[int]) -> list[int]:
        """The bits in descending order, ones first: output k (from 1) is "at least k are 1"; n gates of depth 1."""
        return [self.at_least(k, wires, word="sorted") for k in range(1, len(wires) + 1)]

    def _gate(self, word: str, terms: Iterable[tuple[int, int]], bias: int, name: str | None = None) -> int:
        weights: Counter[int] = Counter()
        for wire, weight in terms:
            weights[wire] += weight
        name = self._name(word) if name is None else name
        self._gates.append(Gate(name, tuple(weights), tuple(weights.values()), bias))
        self._taken.add(name)
        return len(self.inputs) + len(self._gates) - 1

    def _name(self, word: str) -> str:
        """The word with the next number that makes a new name."""
        while True:
            self._numbers[word] += 1
            if (name := f"{word}{self._numbers[word]}") not in self._taken:
                return name


def _scaled(weight: int, wires: Iterable[int]) -> list[tuple[int, int]]:
    return [(wire, weight) for wire in wires]


def _number(digits: Sequence[int], sign: int = 1) -> list[tuple[int, int]]:
    """Terms of ±Σ_i 2^i digit_i."""
    return [(wire, sign * 2**i) for i, wire in enumerate(digits)]
