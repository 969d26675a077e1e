"""Ready circuits against Python arithmetic, and their sizes, depths and weights against the table of the module."""

import numpy as np
import pytest

from arntp.tasks.circuits import library


def largest_weight(circuit) -> int:
    return max(abs(weight) for gate in circuit.gates for weight in gate.weights)


def numbers(table: np.ndarray) -> np.ndarray:
    """Rows of digits (B, k), least significant first → (B,) ints."""
    return table.astype(np.int64) @ 2 ** np.arange(table.shape[1])


def operands(n: int) -> tuple[np.ndarray, np.ndarray]:
    """The numbers a and b of each row of a truth table of 2n inputs."""
    return np.arange(4**n) % 2**n, np.arange(4**n) // 2**n


def ones(n: int) -> np.ndarray:
    return np.array([row.bit_count() for row in range(2**n)])


def assert_shape(circuit, size: int, depth: int, weight: int):
    assert (circuit.size, circuit.depth(), largest_weight(circuit)) == (size, depth, weight)


@pytest.mark.parametrize("n", [*range(1, 9), 15, 16])
def test_functions_of_n_bits(n):
    assert (library.parity(n).table()[:, 0] == ones(n) % 2).all()
    assert (library.majority(n).table()[:, 0] == (2 * ones(n) > n)).all()
    assert (library.sorter(n).table() == (ones(n)[:, None] > np.arange(n))).all()
    size = int(np.log2(n)) + 1
    assert_shape(library.parity(n), size, size, 2 ** (size - 1))
    assert_shape(library.majority(n), 1, 1, 1)
    assert_shape(library.sorter(n), n, 1, 1)


@pytest.mark.parametrize("n", range(1, 6))
def test_functions_of_two_numbers(n):
    a, b = operands(n)
    assert (library.comparator(n).table()[:, 0] == (a < b)).all()
    assert (numbers(library.adder(n).table()) == a + b).all()
    assert (numbers(library.ripple_adder(n).table()) == a + b).all()
    assert (numbers(library.multiplier(n).table()) == a * b).all()
    assert_shape(library.comparator(n), 1, 1, 2 ** (n - 1))
    assert (library.equality(n).table()[:, 0] == (a == b)).all()
    assert_shape(library.equality(n), 2, 2, 2**n)
    assert_shape(library.adder(n), n + 1, n + 1, 2**n)
    assert_shape(library.ripple_adder(n), 2 * n, n + 1, 2)
    if n > 1:
        assert_shape(library.multiplier(n), n**2 + 2 * n - 1, 2 * n, 2 ** (2 * n - 2))
    assert len(library.adder(n).outputs) == len(library.ripple_adder(n).outputs) == n + 1
    assert len(library.multiplier(n).outputs) == (2 * n if n > 1 else 1)


@pytest.mark.parametrize("k", [1, 2, 3])
def test_multiplexer(k):
    circuit = library.multiplexer(k)
    rows = np.arange(2 ** (k + 2**k))
    assert (circuit.table()[:, 0] == rows >> (k + rows % 2**k) & 1).all()
    assert_shape(circuit, 2**k, 2, k + 1)


def test_long_numbers():
    """64 digits: far past the machine word, so by `evaluate`."""
    a, b = 2**64 - 12345678901, 2**63 + 98765432109
    bits = [number >> i & 1 for number in (a, b) for i in range(64)]

    def value(circuit) -> int:
        return sum(bit << i for i, bit in enumerate(circuit.evaluate(bits)))

    assert value(library.adder(64)) == value(library.ripple_adder(64)) == a + b
    assert value(library.multiplier(64)) == a * b
    assert value(library.comparator(64)) == (a < b)


def test_inputs_are_named_in_order():
    assert library.parity(3).inputs == ("x0", "x1", "x2")
    assert library.adder(2).inputs == library.multiplier(2).inputs == ("a0", "a1", "b0", "b1")
    assert library.multiplexer(1).inputs == ("s0", "d0", "d1")


# --- random circuits


@pytest.mark.parametrize(("inputs", "gates", "fan_in", "weight"), [(1, 1, 1, 1), (3, 20, 4, 5), (8, 12, 100, 1000)])
def test_random_circuits_keep_to_their_sizes(inputs, gates, fan_in, weight):
    for seed in range(20):
        circuit = library.random_circuit(np.random.default_rng(seed), inputs, gates, fan_in, weight)
        assert (len(circuit.inputs), circuit.size) == (inputs, gates)
        for place, gate in enumerate(circuit.gates, start=inputs):
            assert len(gate.wires) == min(fan_in, place)
            assert all(1 <= abs(w) <= weight for w in gate.weights)
            lowest = sum(w for w in gate.weights if w < 0) + gate.bias
            highest = sum(w for w in gate.weights if w > 0) + gate.bias
            assert lowest < 0 <= highest
        read = {wire for gate in circuit.gates for wire in gate.wires}
        assert list(circuit.outputs) == [wire for wire in range(inputs, inputs + gates) if wire not in read]


def test_random_circuits_follow_their_seed_and_vary():
    def drawn(seed):
        return library.random_circuit(np.random.default_rng(seed), 4, 10, 3, 2)

    assert drawn(1) == drawn(1) != drawn(2)
    gates = [gate for seed in range(100) for gate in drawn(seed).gates]
    assert {weight for gate in gates for weight in gate.weights} == {-2, -1, 1, 2}
    biases = {gate.bias for gate in gates if sorted(gate.weights) == [1, 1, 1]}
    assert biases == {-1, -2, -3}


# --- what must fail


@pytest.mark.parametrize("name", ["parity", "majority", "sorter", "comparator", "adder", "ripple_adder", "multiplier"])
@pytest.mark.parametrize("n", [0, -1])
def test_circuits_need_a_digit(name, n):
    with pytest.raises(ValueError, match=f"inputs '[xa]' = {n}: at least 1"):
        getattr(library, name)(n)


@pytest.mark.parametrize("k", [0, -1])
def test_multiplexers_need_a_select_bit(k):
    with pytest.raises(ValueError, match=f"inputs 's' = {k}"):
        library.multiplexer(k)


@pytest.mark.parametrize("wrong", ["inputs", "gates", "fan_in", "largest_weight"])
def test_random_circuits_need_positive_numbers(wrong):
    numbers = dict(inputs=2, gates=2, fan_in=2, largest_weight=2) | {wrong: 0}
    with pytest.raises(ValueError, match=f"{wrong} = 0"):
        library.random_circuit(np.random.default_rng(0), **numbers)
