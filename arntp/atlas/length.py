"""Length complexity under binary linear decoders: the fewest threshold gates whose last one is the function.

A binary linear decoder's chain on the prompt x is g_1(x), g_2(x, g_1), …, g_T(x, g_1, …, g_(T−1)), every token the
argmax of two linear scores, so a threshold gate of the prompt and all earlier tokens; its answer is the last token.
T(f) is the least T with g_T = f. A gate over n inputs and t earlier gates is a list of n + t + 1 integers, the weights
of x_0 … x_(n−1), of g_1 … g_t, and the bias b: it computes 1[w·v + b ≥ 0]. Real weights give nothing more: a gate sees
finitely many points, so its weights can be made rational, then integer.

Three facts that the atlas uses, besides that NPN classes share T (`arntp.atlas.npn`):

- T(f) ≤ 2 exactly if f(x) = h(x, g(x)) for threshold functions g of n and h of n + 1 inputs. Every g put into every h
  gives all such functions; what is not among them has T ≥ 3.
- Fixing inputs, or setting them equal to others or to their negations, never raises T: the gates stay gates. x_i = c
  moves c w_i into the bias, x_i = x_j moves w_i to w_j, x_i = 1 − x_j moves −w_i to w_j and w_i into the bias.
- Changing f at one point p changes T by at most 1: one gate that reads x and q(x) computes "q or x = p", and another
  "q and not x = p", as x = p is a threshold function.
"""

from functools import lru_cache

import numpy as np

from arntp import arguments
from arntp.atlas.asummable import certificate, refutes_two_gates
from arntp.atlas.npn import all_classes, canonical, class_sizes
from arntp.atlas.profile import profile
from arntp.atlas.tables import bits, check_inputs, compose, full, points, table
from arntp.atlas.threshold import gate_of, separate, threshold_tables

Gates = list[list[int]]


def function_of(gates: Gates, n: int) -> int:
    """The table of the function that the last gate computes, evaluated on all 2^n inputs.

    Raises ValueError for no gates, a gate of the wrong number of integers, or sums that do not fit into 64 bits.
    """
    if not gates:
        raise ValueError("no gates: a chain has at least 1")
    seen = points(n)
    for t, gate in enumerate(gates):
        if len(gate) != n + t + 1 or not all(isinstance(weight, int) for weight in gate):
            raise ValueError(f"gate {t + 1} is {gate}: {n} inputs and {t} earlier gates need {n + t + 1} integers")
        if sum(map(abs, gate)) >= 2**63:
            raise ValueError(f"gate {t + 1} is {gate}: its sums do not fit into 64 bits")
        *weights, bias = gate
        seen = np.hstack([seen, (seen @ np.array(weights) + bias >= 0)[:, None]])
    return int(table(seen[:, -1]))


@lru_cache
def lengths(n: int) -> tuple[np.ndarray, np.ndarray, np.ndarray]:
    """T of all 2^(2^n) functions of n ≤ 4 inputs, and how: arrays (T, q, h) indexed by table.

    Where T ≥ 2, f(x) = h(x, q(x)) with a threshold function h of n + 1 inputs and T(q) = T(f) − 1. T ≤ 2 is
    exhaustive over all g and h, so T = 3 is least wherever it stands. Raises RuntimeError should a function need more.
    """
    check_inputs(n, most=4)
    found = np.zeros((3, 2**2**n), dtype=np.uint32)
    length, inner, outer = found
    length[threshold_tables(n)] = 1
    for longest in (2, 3):
        for q in np.flatnonzero(length == longest - 1):
            reached = compose(threshold_tables(n + 1), q, n)
            new = length[reached] == 0
            outer[reached[new]], inner[reached[new]] = threshold_tables(n + 1)[new], q
            length[reached[new]] = longest
            if length.all():
                break
    if not length.all():
        raise RuntimeError(f"{np.sum(length == 0)} functions of {n} inputs need more than 3 gates")
    found.flags.writeable = False
    return length, inner, outer


def shortest_gates(function: int, n: int) -> Gates:
    """T(f) gates that compute a function of n ≤ 4 inputs."""
    length, inner, outer = lengths(n)
    arguments.whole("function", function, 0, full(n))
    if length[function] == 1:
        return [gate_of(function, n)]
    return followed(shortest_gates(int(inner[function]), n), int(outer[function]), n)


def followed(gates: Gates, outer: int, n: int) -> Gates:
    """Gates for x ↦ h(x, q(x)): those of q, then h (table `outer`), in which earlier gates than q have weight 0."""
    *weights, last, bias = gate_of(outer, n + 1)
    return [*gates, [*weights, *[0] * (len(gates) - 1), last, bias]]


def two_gates(function: int, n: int) -> Gates | None:
    """Two gates for a function of n ≤ 5 inputs; None proves T ≥ 3: four points refute every first gate.

    Raises RuntimeError if a first gate is not refuted and no second gate is found either.
    """
    check_inputs(n, most=5)
    first = threshold_tables(n)
    left = first[~refutes_two_gates(function, first, n)].tolist()
    values = bits(function, n)
    for g in left:
        inner = bits(g, n)[:, None]
        if (last := separate(np.hstack([points(n), inner]), values)) is not None:
            return [gate_of(g, n), last]
    if left:
        raise RuntimeError(f"{function:#x}: {len(left)} first gates are neither refuted nor followed by a second one")
    return None


def atlas(n: int) -> dict:
    """Rows of all classes of n ≤ 4 inputs, checked; counts of functions and classes by T; `edges` as in `profile`.

    A row's `gates` prove T ≤ their number (evaluated here on all inputs). If T ≥ 2, `not_linear` proves it: four points
    as in `certificate`. If T = 3, such points exist for every g (`refutes_two_gates`, checked here).
    Raises RuntimeError where a certificate fails.
    """
    classes, length = all_classes(n), lengths(n)[0]
    sizes = class_sizes(classes, n)
    rows = [_row(function, size, n) for function, size in zip(classes.tolist(), sizes.tolist())]
    by_length = {str(t): int(np.sum(length == t)) for t in range(1, int(length.max()) + 1)}
    classes_by_length = {t: sum(row["length"] == int(t) for row in rows) for t in by_length}
    if {t: sum(row["functions"] for row in rows if row["length"] == int(t)) for t in by_length} != by_length:
        raise RuntimeError(f"{n} inputs: the rows' functions are not those of the enumeration, {by_length}")
    if (length != length[canonical(np.arange(len(length)), n)]).any():
        raise RuntimeError(f"{n} inputs: T differs within a class")
    edges = profile(classes, sizes, [str(row["length"]) for row in rows], n)
    return {"inputs": n, "functions": by_length, "classes": classes_by_length, "edges": edges, "rows": rows}


def name_of(function: int, n: int) -> str:
    """A table in hexadecimal, with all its digits."""
    arguments.whole("function", function, 0, full(n))
    return f"0x{function:0{max(1, 2**n // 4)}x}"


def _row(function: int, size: int, n: int) -> dict:
    """The certified row of one class."""
    gates = shortest_gates(function, n)
    if function_of(gates, n) != function:
        raise RuntimeError(f"{function:#x}: the gates {gates} compute another function")
    against = certificate(function, n)
    if (against is None) != (len(gates) == 1):
        raise RuntimeError(f"{function:#x}: {len(gates)} gates, but four points against one gate: {against}")
    if len(gates) == 3 and not refutes_two_gates(function, threshold_tables(n), n).all():
        raise RuntimeError(f"{function:#x}: 3 gates, but not every first gate of two is refuted by four points")
    row = {"table": name_of(function, n), "functions": size, "length": len(gates), "gates": gates}
    return row | {"not_linear": against}
