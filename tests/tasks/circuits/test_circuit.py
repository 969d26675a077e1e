"""Circuits against a recursive evaluation; every method of the builder against Python arithmetic, exhaustively."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arntp.tasks.circuits import Builder, Circuit, Gate

AND, NOT_AND = Gate("and", (0, 1), (1, 1), -2), Gate("last", (2, 0), (-1, 0), 0)
NAND = Circuit(("a", "b"), (AND, NOT_AND), (3,))


# --- oracles


def recursive_value(circuit: Circuit, wire: int, bits) -> int:
    """A wire's value from its definition, without any order of evaluation."""
    if wire < len(circuit.inputs):
        return bits[wire]
    gate = circuit.gates[wire - len(circuit.inputs)]
    total = gate.bias
    for source, weight in zip(gate.wires, gate.weights):
        total += weight * recursive_value(circuit, source, bits)
    return 1 if total >= 0 else 0


def number(bits) -> int:
    return int("".join(map(str, reversed(bits))) or "0", 2)


def digits(value: int, count: int) -> list[int]:
    written = list(map(int, reversed(f"{value:0{count}b}")))
    assert len(written) == count
    return written


def check(n: int, write, oracle, size: int) -> Circuit:
    """Write a circuit of n inputs, compare it with oracle(bits) on every input, and count its gates."""
    c = Builder(*(f"x{i}" for i in range(n)))
    outputs = write(c, c.inputs)
    circuit = c.build(*([outputs] if isinstance(outputs, int) else outputs))
    assert circuit.size == size
    table = circuit.table()
    for bits in product((0, 1), repeat=n):
        expected = oracle(bits)
        expected = [int(expected)] if isinstance(expected, int) else expected
        assert circuit.evaluate(bits) == expected == table[number(bits)].tolist()
    return circuit


# --- circuits


@st.composite
def circuits(draw) -> Circuit:
    """Any gates at all: constants, zero weights, wires that nobody reads."""
    n = draw(st.integers(1, 4))
    gates = []
    for g in range(draw(st.integers(1, 8))):
        wires = draw(st.lists(st.integers(0, n + g - 1), max_size=3, unique=True))
        weights = draw(st.lists(st.integers(-4, 4), min_size=len(wires), max_size=len(wires)))
        gates.append(Gate(f"g{g}", tuple(wires), tuple(weights), draw(st.integers(-5, 5))))
    outputs = draw(st.lists(st.integers(0, n + len(gates) - 1), min_size=1, max_size=4))
    return Circuit(tuple(f"x{i}" for i in range(n)), tuple(gates), tuple(outputs))


@given(circuits())
def test_trace_outputs_and_table_are_the_recursive_values(circuit):
    n = len(circuit.inputs)
    table = circuit.table()
    assert table.shape == (2**n, len(circuit.outputs)) and table.dtype == np.int8
    for row, bits in enumerate(table_rows(n)):
        values = [recursive_value(circuit, wire, bits) for wire in range(n + circuit.size)]
        assert circuit.trace(bits) == values[n:]
        assert circuit.evaluate(bits) == [values[wire] for wire in circuit.outputs] == table[row].tolist()


def table_rows(n: int) -> list[list[int]]:
    return [[row // 2**i % 2 for i in range(n)] for row in range(2**n)]


@given(circuits())
def test_depth_is_the_longest_path(circuit):
    def longest(wire: int) -> int:
        if wire < len(circuit.inputs):
            return 0
        return 1 + max(map(longest, circuit.gates[wire - len(circuit.inputs)].wires), default=0)

    assert circuit.depth() == max(map(longest, range(len(circuit.inputs) + circuit.size)))


def test_a_small_circuit_by_hand():
    assert [NAND.trace(bits) for bits in ([0, 0], [0, 1], [1, 0], [1, 1])] == [[0, 1], [0, 1], [0, 1], [1, 0]]
    assert (NAND.size, NAND.depth(), NAND.names) == (2, 2, ("a", "b", "and", "last"))
    assert repr(NAND) == "Circuit(2 inputs, 2 gates, 1 outputs)"
    assert NAND == Circuit(("a", "b"), (AND, NOT_AND), (3,)) and len({NAND, NAND}) == 1


def test_bits_of_numpy_give_python_ints():
    trace = NAND.trace(np.array([1, 1], dtype=np.int8))
    assert trace == [1, 0] and {type(value) for value in trace} == {int}
    assert NAND.evaluate([True, False]) == [1]


@pytest.mark.parametrize("huge", [2**62, 2**200])
def test_weights_may_pass_the_machine_word_but_not_in_a_table(huge):
    circuit = Circuit(("a", "b"), (Gate("big", (0, 1), (huge, -huge), -1), Gate("small", (0,), (1,), -1)), (2,))
    assert [circuit.evaluate(bits) for bits in ([0, 0], [1, 0], [0, 1], [1, 1])] == [[0], [1], [0], [0]]
    with pytest.raises(ValueError, match="'big'.*int64"):
        circuit.table()


@pytest.mark.parametrize(
    ("bits", "message"),
    [
        ([1], "1 bits, but 2 are needed"),
        ([1, 0, 1], "3 bits, but 2"),
        ([0, 2], r"bits\[1\], 'b', = 2: 0 to 1 is needed"),
        ([-1, 0], "'a', = -1"),
        ([0.5, 0], "'a', is a whole number, not 0.5"),
        ([0, "1"], "'b', is a whole number, not '1'"),
        ("01", "list of bits"),
        ([None, 0], "'a', is a whole number, not None"),
    ],
)
def test_bits_that_are_none(bits, message):
    for act in (NAND.trace, NAND.evaluate):
        with pytest.raises((TypeError, ValueError), match=message):
            act(bits)


def test_a_table_of_too_many_inputs():
    c = Builder(*(f"x{i}" for i in range(21)))
    with pytest.raises(ValueError, match="21 inputs: at most 20"):
        c.build(c.or_(*c.inputs)).table()


def gate(wires, name="wrong") -> Gate:
    return Gate(name, wires, (1,) * len(wires), 0)


@pytest.mark.parametrize(
    ("inputs", "gates", "outputs", "message"),
    [
        ((), (gate(()),), (0,), "empty circuit: it has no inputs"),
        (("a",), (), (0,), "empty circuit: it has no gates"),
        (("a",), (gate((0,)),), (), "empty circuit: it has no outputs"),
        (("a",), (gate((1,)),), (1,), "gate 'wrong' reads itself"),
        (("a",), (gate((0,), "fine"), gate((0, 2))), (1,), "gate 'wrong' reads itself"),
        (("a",), (gate((2,)), gate((0,), "other")), (1,), "gate 'wrong' reads the later gate 'other'"),
        (("a",), (gate((2,)), gate((1,), "other")), (1,), "gate 'wrong' reads the later gate 'other'"),
        (("a",), (gate((2,)),), (1,), "gate 'wrong' reads wire 2, which is unknown: wires are 0…1"),
        (("a",), (gate((0, -1)),), (1,), "gate 'wrong' reads wire -1, which is unknown"),
        (("a", "a"), (gate((0,)),), (2,), "name 'a' is repeated"),
        (("a",), (gate((0,)), gate((0,))), (1,), "name 'wrong' is repeated"),
        (("wrong",), (gate((0,)),), (1,), "name 'wrong' is repeated"),
        ((1,), (gate((0,)),), (1,), "name is a string, not 1"),
        (("a",), (gate((0,), ""),), (1,), "name '': inputs and gates have names"),
        (("a",), (gate((0,), None),), (1,), "name is a string, not None"),
        (("a",), (gate((0,)),), (2,), "output 2 does not exist: wires are 0…1"),
        (("a",), (gate((0,)),), (1, -1), "output -1 does not exist"),
        (("a",), (gate((0,)),), (1.0,), "output is a whole number, not 1.0"),
        (["a"], (gate((0,)),), (1,), "inputs of a circuit are a tuple"),
        ("a", (gate((0,)),), (1,), "inputs of a circuit are a tuple"),
        (("a",), [gate((0,))], (1,), "gates of a circuit are a tuple"),
        (("a",), (gate((0,)),), 1, "outputs of a circuit are a tuple"),
        (("a",), ("gate",), (1,), "gate is a Gate, not 'gate'"),
    ],
)
def test_circuits_that_are_none(inputs, gates, outputs, message):
    with pytest.raises((TypeError, ValueError), match=message):
        Circuit(inputs, gates, outputs)


@pytest.mark.parametrize(
    ("wires", "weights", "bias", "message"),
    [
        ((0, 1), (1,), 0, "2 wires and 1 weights"),
        ((0,), (1, 1), 0, "1 wires and 2 weights"),
        ((0, 1), (1, 0.5), 0, "weights .* no tuple of ints"),
        ((0, 1), (1, 2.0), 0, "weights"),
        ((0,), (True,), 0, "weights"),
        ((0,), (np.int64(1),), 0, "weights"),
        ((0,), [1], 0, "weights"),
        ((0.0,), (1,), 0, "wires .* no tuple of ints"),
        ([0], (1,), 0, "wires"),
        ((0,), (1,), -0.5, "bias -0.5 is no int"),
        ((0,), (1,), None, "bias None"),
        ((0, 1, 0), (1, 1, 1), 0, r"wires \(0, 1, 0\) repeat"),
    ],
)
def test_gates_that_are_none(wires, weights, bias, message):
    with pytest.raises((TypeError, ValueError), match=f"gate 'wrong': .*{message}"):
        Gate("wrong", wires, weights, bias)


# --- the builder: logic


@pytest.mark.parametrize("n", range(1, 7))
def test_gates_of_any_number_of_wires(n):
    check(n, lambda c, x: c.and_(*x), lambda x: all(x), size=1)
    check(n, lambda c, x: c.or_(*x), lambda x: any(x), size=1)
    check(n, lambda c, x: c.nand(*x), lambda x: not all(x), size=1)
    check(n, lambda c, x: c.majority(*x), lambda x: 2 * sum(x) > n, size=1)
    for k in range(1, n + 1):
        check(n, lambda c, x: c.at_least(k, x), lambda x: sum(x) >= k, size=1)


def test_gates_of_few_wires():
    check(1, lambda c, x: c.not_(*x), lambda x: 1 - x[0], size=1)
    check(2, lambda c, x: c.xor(*x), lambda x: x[0] ^ x[1], size=2)
    check(3, lambda c, x: c.gate({x[0]: 2, x[2]: -3}, 1), lambda x: 2 * x[0] - 3 * x[2] + 1 >= 0, size=1)
    check(1, lambda c, x: [c.gate({}, 0), c.gate({}, -1)], lambda x: [1, 0], size=2)


def test_a_wire_given_twice_counts_twice():
    check(1, lambda c, x: c.and_(x[0], x[0]), lambda x: x[0], size=1)
    check(2, lambda c, x: c.majority(x[0], x[0], x[1]), lambda x: x[0], size=1)
    check(1, lambda c, x: c.xor(x[0], x[0]), lambda x: 0, size=2)
    check(2, lambda c, x: c.parity([*x, x[0]]), lambda x: x[1], size=2)
    check(2, lambda c, x: c.add(x, x), lambda x: digits(2 * number(x), 3), size=3)
    check(2, lambda c, x: c.less(x, x), lambda x: 0, size=1)
    check(2, lambda c, x: c.multiply(x, x), lambda x: digits(number(x) ** 2, 4), size=7)
    check(2, lambda c, x: c.multiplexer([x[0], x[0]], [x[1], x[0], x[0], x[1]]), lambda x: x[1], size=4)


@pytest.mark.parametrize("n", range(1, 9))
def test_parity(n):
    circuit = check(n, lambda c, x: c.parity(x), lambda x: sum(x) % 2, size=n.bit_length())
    assert circuit.depth() == circuit.size


@pytest.mark.parametrize("n", range(1, 9))
def test_sort(n):
    circuit = check(n, lambda c, x: c.sort(x), lambda x: sorted(x, reverse=True), size=n)
    assert circuit.depth() == 1


@pytest.mark.parametrize("k", [0, 1, 2, 3])
def test_multiplexer(k):
    circuit = check(k + 2**k, lambda c, x: c.multiplexer(x[:k], x[k:]), lambda x: x[k:][number(x[:k])], size=2**k)
    assert circuit.depth() == (2 if k else 1)


# --- the builder: numbers


@pytest.mark.parametrize("weights", [(1,), (5,), (1, 1, 1), (1, 2, 4), (3, 5, 6, 1), (7, 7, 7, 7, 2)])
def test_binary(weights):
    def total(x):
        return sum(w * bit for w, bit in zip(weights, x))

    size = sum(weights).bit_length()
    check(len(weights), lambda c, x: c.binary(zip(x, weights)), lambda x: digits(total(x), size), size=size)


def test_a_sum_of_nothing_has_no_digits():
    c = Builder("a")
    assert c.binary([]) == c.add([], []) == c.sort([]) == []


def test_full_adder():
    check(3, lambda c, x: c.full_adder(*x), lambda x: [sum(x) % 2, sum(x) // 2], size=2)


@pytest.mark.parametrize(("m", "n"), [(1, 1), (2, 2), (3, 3), (4, 4), (4, 2), (1, 3), (0, 2)])
def test_numbers_of_m_and_n_digits(m, n):
    def oracle(of):
        return lambda x: of(number(x[:m]), number(x[m:]))

    longest = (2**m + 2**n - 2).bit_length()
    if m == n:
        assert longest == n + 1
    check(m + n, lambda c, x: c.add(x[:m], x[m:]), oracle(lambda a, b: digits(a + b, longest)), size=longest)
    check(m + n, lambda c, x: c.less(x[:m], x[m:]), oracle(lambda a, b: a < b), size=1)
    check(m + n, lambda c, x: c.equal(x[:m], x[m:]), oracle(lambda a, b: a == b), size=2)


@pytest.mark.parametrize(("m", "n", "length"), [(1, 1, 1), (2, 2, 4), (3, 3, 6), (4, 4, 8), (3, 1, 3), (2, 4, 6)])
def test_multiply(m, n, length):
    def oracle(x):
        return digits(number(x[:m]) * number(x[m:]), length)

    if m == n > 1:
        assert m * n + length - 1 == n**2 + 2 * n - 1
    check(m + n, lambda c, x: c.multiply(x[:m], x[m:]), oracle, size=m * n + length - 1)


@given(st.integers(1, 80), st.data())
def test_long_numbers(n, data):
    """Past the machine word: sums, comparisons and products of n-digit numbers."""
    a, b = (data.draw(st.integers(0, 2**n - 1)) for _ in "ab")
    c = Builder(*(f"{letter}{i}" for letter in "ab" for i in range(n)))
    x, y = c.inputs[:n], c.inputs[n:]
    circuit = c.build(*c.add(x, y), c.less(x, y), c.equal(x, y))
    assert circuit.size == n + 4
    assert circuit.evaluate(digits(a, n) + digits(b, n)) == [*digits(a + b, n + 1), a < b, a == b]


# --- the builder: names and errors


def test_names_are_short_numbered_and_unique():
    c = Builder("a", "b", "and2")
    a, b, d = c.inputs
    c.and_(a, b)
    c.and_(a, d)
    c.and_(a, b, name="both")
    c.or_(c.not_(a), b)
    c.add([a, b], [d])
    c.xor(a, b)
    c.parity([a, b])
    assert c.build(3).names[3:] == (
        *("and1", "and3", "both", "not1", "or1"),
        *("sum1.2", "sum1.1", "sum1.0", "and4", "xor1", "parity1.1", "parity1.0"),
    )


def test_given_names_are_kept():
    c = Builder("a", "b")
    a, b = c.inputs
    c.and_(a, b, name="A"), c.or_(a, b, name="B"), c.nand(a, b, name="C"), c.majority(a, b, name="D")
    c.not_(a, name="E"), c.at_least(2, [a, b], name="F"), c.gate({a: 1}, 0, name="G"), c.less([a], [b], name="H")
    c.multiplexer([a], [b, a], name="I"), c.equal([a], [b], name="J"), c.xor(a, b, name="K")
    names = c.build(2).names
    assert "".join(name for name in names if len(name) == 1 and name.isupper()) == "ABCDEFGHIJK"


@pytest.mark.parametrize(
    ("write", "message"),
    [
        (lambda c: c.and_(), "and: 0 of 0 wires"),
        (lambda c: c.or_(), "or: 1 of 0 wires"),
        (lambda c: c.nand(), "nand of no wires"),
        (lambda c: c.majority(), "majority: 1 of 0 wires"),
        (lambda c: c.at_least(0, [0, 1]), "atleast: 0 of 2 wires"),
        (lambda c: c.at_least(3, [0, 1]), "atleast: 3 of 2 wires"),
        (lambda c: c.parity([]), "parity of no wires"),
        (lambda c: c.binary([(0, 1), (1, 0)]), "weight of a binary sum = 0"),
        (lambda c: c.binary([(0, 1), (1, -2)]), "weight of a binary sum = -2"),
        (lambda c: c.binary([(0, 1.5)]), "weight of a binary sum is a whole number, not 1.5"),
        (lambda c: c.multiply([], [0]), "factors of 0 and 1 digits"),
        (lambda c: c.multiplexer([0], [1, 1, 1]), r"3 data wires for 1 select wires: there must be 2\^1 = 2"),
        (lambda c: c.gate({0: 0.5}, 0), "gate 'gate1': weights"),
        (lambda c: c.gate({0: 1}, 0.5), "gate 'gate1': bias"),
        (lambda c: c.not_("a"), "gate 'not1': wires"),
        (lambda c: c.build(c.and_(0, 7)), "gate 'and1' reads wire 7, which is unknown"),
        (lambda c: c.build(c.and_(0, 2)), "gate 'and1' reads itself"),
        (lambda c: c.build(c.and_(0, 3), c.or_(0, 1)), "gate 'and1' reads the later gate 'or1'"),
        (lambda c: c.build(c.and_(0, 1, name="b")), "name 'b' is repeated"),
        (lambda c: c.build(c.and_(0, 1, name="")), "name ''"),
        (lambda c: c.build(), "it has no gates"),
        (lambda c: c.build(0 * c.and_(0, 1), 9), "output 9 does not exist"),
    ],
)
def test_what_the_builder_refuses(write, message):
    with pytest.raises((TypeError, ValueError), match=message):
        write(Builder("a", "b"))
