"""Why a function is no threshold function: four points, in exact integers.

If f is true at a and b, false at c and d, and a + b = c + d as vectors, then no weights compute f: they would give
w·a + w·b ≥ −2b_0 > w·c + w·d for a bias b_0, and the two sides are equal. Such a quadruple is the shortest certificate
of "not linear" (f is then called 2-summable). Not every non-threshold function of many inputs has one; those of few
inputs do, but nothing here rests on that: `prove_complete` finds each certificate that it needs.
"""

from functools import lru_cache
from itertools import combinations

import numpy as np

from arntp.atlas.tables import bits, check_inputs, word
from arntp.atlas.threshold import canonical_weights, evaluate, gate_of


@lru_cache
def quadruples(n: int) -> np.ndarray:
    """All (a, b, c, d) with a + b = c + d and {a, b} ≠ {c, d}: rows (Q, 4) of points; (c, d, a, b) is a row too.

    The sum fixes the coordinates in which a and b agree; in the others they are opposite. So {a, b} and {c, d} are
    two pairs of opposite corners of one subcube of at least two dimensions.
    """
    check_inputs(n)
    rows = []
    for free in range(2**n):
        halves = [s for s in range(2**n) if s & free == s and s < free ^ s]
        for base in (p for p in range(2**n) if p & free == 0):
            pairs = [(base | s, base | free ^ s) for s in halves]
            rows += [(*p, *q) for p, q in combinations(pairs, 2)]
    rows = np.array(rows, dtype=np.int64).reshape(-1, 4)
    return np.concatenate([rows, rows[:, [2, 3, 0, 1]]])


def certificate(function: int, n: int) -> list[int] | None:
    """Points [a, b, c, d], f true at a and b, false at c and d, with a + b = c + d; None where there are none."""
    found = _summing(bits(function, n), n)
    return found[0].tolist() if len(found) else None


def refutes_two_gates(function: int, inner: np.ndarray, n: int) -> np.ndarray:
    """For each g among tables `inner` (K,): whether four points prove that f(x) = h(x, g(x)) for no threshold h.

    They are a quadruple of f whose g values also sum alike: then (x, g(x)) has four points as in `certificate`.
    """
    found = _summing(bits(function, n), n)
    values = bits(inner, n).astype(np.int8)
    refuted = np.zeros(len(values), dtype=bool)
    for a, b, c, d in found:
        refuted |= values[:, a] + values[:, b] == values[:, c] + values[:, d]
    return refuted


def prove_complete(n: int) -> dict[str, int]:
    """Prove that `threshold_tables(n)` holds every threshold function; return what was checked.

    Proof. Weights of a threshold function form an open cone, cut out by the 2^n hyperplanes w·x + b = 0, all
    different. Between generic weights of two threshold functions a segment crosses the hyperplanes one at a time, so
    any one is reached from any other through threshold functions that differ from the one before at a single point.
    A set of them that is closed under such steps is therefore all. The list is closed under permuting and negating
    the n + 1 weights (constant included), so it is enough to take one function of each class, change it at each point
    in turn, and see that the result has weights of the list, or a certificate that it has none at all.

    Raises RuntimeError, naming the function, where neither is found.
    """
    starts = evaluate(np.array([*canonical_weights(n).values()]), n)
    neighbours = np.concatenate([starts ^ np.array(1 << point, dtype=word(n)) for point in range(2**n)]).tolist()
    listed = 0
    for function in neighbours:
        if gate_of(function, n) is not None:
            listed += 1
        elif certificate(function, n) is None:
            raise RuntimeError(f"function {function:#x} of {n} inputs: neither weights nor a certificate against them")
    return {
        "classes": len(starts),
        "neighbours": len(neighbours),
        "threshold": listed,
        "certificates": len(neighbours) - listed,
    }


def _summing(values: np.ndarray, n: int) -> np.ndarray:
    """The quadruples (., 4) at which a function's values (2^n,) are true, true, false, false."""
    rows = quadruples(n)
    at = values[rows]
    return rows[at[:, 0] & at[:, 1] & ~at[:, 2] & ~at[:, 3]]
