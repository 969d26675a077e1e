"""Standard functions of up to 6 inputs: their gates (upper bounds) and what certifies that fewer do not do."""

import numpy as np

from arntp import arguments
from arntp.atlas.asummable import certificate
from arntp.atlas.length import Gates, function_of, lengths, name_of, two_gates
from arntp.atlas.npn import canonical
from arntp.atlas.tables import MOST_INPUTS, bits, check_inputs, distinct, full, points, table
from arntp.atlas.threshold import gate_of
from arntp.tasks.circuits import Circuit, library


def parity(n: int) -> int:
    """Table of x ↦ Σ x_i mod 2."""
    return int(table(points(n).sum(axis=1) % 2))


def majority(n: int) -> int:
    """Table of x ↦ 1[Σ x_i > n/2]."""
    return int(table(2 * points(n).sum(axis=1) > n))


def multiplexer(select: int) -> int:
    """Table of (s, d) ↦ d_s: `select` bits s (the low one first), then 2^select data bits."""
    cube = points(arguments.whole("select", select, 1, 2) + 2**select)
    chosen = cube[:, :select] @ 2 ** np.arange(select)
    return int(table(cube[np.arange(len(cube)), select + chosen]))


def greater(width: int) -> int:
    """Table of (x, y) ↦ 1[x > y] for two numbers of `width` bits, low bits first."""
    x, y = _numbers(width)
    return int(table(x > y))


def equality(width: int) -> int:
    """Table of (x, y) ↦ 1[x = y] for two numbers of `width` bits, low bits first."""
    x, y = _numbers(width)
    return int(table(x == y))


def gates_of(circuit: Circuit) -> Gates:
    """The gates of a circuit, with a weight for every input and earlier gate; its answer must be the last gate."""
    rows = []
    for t, gate in enumerate(arguments.instance("circuit", circuit, Circuit).gates):
        weights = [0] * (len(circuit.inputs) + t)
        for wire, weight in zip(gate.wires, gate.weights):
            weights[wire] = weight
        rows.append([*weights, gate.bias])
    return rows


def substitutions(function: int, n: int) -> np.ndarray:
    """All tables of n − 1 inputs that fixing one input gives, or setting it equal to another or to its negation."""
    smaller, values = points(arguments.whole("inputs", n, 2, MOST_INPUTS) - 1), bits(function, n)
    constants = np.repeat([[0], [1]], 2 ** (n - 1), axis=1)
    literals = np.concatenate([constants, smaller.T, 1 - smaller.T])
    at = [smaller @ 2 ** np.delete(np.arange(n), i) + literals * 2**i for i in range(n)]
    return distinct(table(values[np.concatenate(at)]))


def lower_bound(function: int, n: int) -> int:
    """A certified lower bound on T for a function of n ≤ 6 inputs; T itself for n ≤ 4 and where it is at most 2, n ≤ 5.

    5 inputs: 3 where four points refute every first gate of two. 6 inputs: 2 where four points refute one gate, and
    the bound of any function of 5 inputs that substituting gives.
    """
    check_inputs(n)
    arguments.whole("function", function, 0, full(n))
    if n <= 4:
        return int(lengths(n)[0][function])
    if certificate(function, n) is None:
        return 1
    if n == 5:
        return 2 if two_gates(function, n) is not None else 3
    smaller = distinct(canonical(substitutions(function, n), n - 1))
    return max(2, *(lower_bound(f, n - 1) for f in smaller.tolist()))


def bounds() -> list[dict]:
    """Rows of the standard functions: name, inputs, table, certified `lower` and `upper` bounds of T, and the gates.

    Raises RuntimeError if gates compute another function.
    """
    named = [(f"parity of {n}", n, parity(n), gates_of(library.parity(n))) for n in range(2, 7)]
    named += [(f"majority of {n}", n, majority(n), [gate_of(majority(n), n)]) for n in range(2, 7)]
    named += [
        (f"multiplexer, {2**k} data bits", k + 2**k, multiplexer(k), gates_of(library.multiplexer(k))) for k in (1, 2)
    ]
    named += [(f"x > y, {k} bits each", 2 * k, greater(k), [gate_of(greater(k), 2 * k)]) for k in (1, 2, 3)]
    named += [(f"x = y, {k} bits each", 2 * k, equality(k), gates_of(library.equality(k))) for k in (1, 2, 3)]
    rows = []
    for name, n, function, gates in named:
        if function_of(gates, n) != function:
            raise RuntimeError(f"{name}: the gates {gates} compute another function")
        rows.append(
            {
                "name": name,
                "inputs": n,
                "table": name_of(function, n),
                "lower": lower_bound(function, n),
                "upper": len(gates),
                "gates": gates,
            }
        )
    return rows


def _numbers(width: int) -> tuple[np.ndarray, np.ndarray]:
    """x and y (2^(2·width),) at every point: inputs 0 … width − 1, and the others, low bits first."""
    cube, powers = points(2 * arguments.whole("width", width, 1, 3)), 2 ** np.arange(width)
    return cube[:, :width] @ powers, cube[:, width:] @ powers
