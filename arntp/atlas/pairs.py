"""Three gates, exhaustively: every first gate g, every second g_2 that reads it, tested by four points.

If f(x) = h(x, g(x), g_2(x)) for a threshold h, no quadruple of f (a, b true, c, d false, a + b = c + d) may have
g(a) + g(b) = g(c) + g(d) and g_2(a) + g_2(b) = g_2(c) + g_2(d). For a fixed g every quadruple that g balances strikes
out the second gates that balance it too, one bit for each of them: a few word operations on packed bits test some
hundred thousand second gates. Where none is left for any g, T(f) ≥ 4 is proved; one that is left is tried for weights.

Pairs (g, f) that an element of the NPN group takes to one another stand or fall together, so g need be only one gate of
each class, with those images of f that its own symmetries do not take to one another.
"""

import numpy as np

from arntp.atlas.asummable import quadruples
from arntp.atlas.length import Gates, function_of
from arntp.atlas.npn import images
from arntp.atlas.tables import bits, complement, compose, distinct, points, projection, table, word
from arntp.atlas.threshold import gate_of, separate

ROWS = 12  # quadruples that are combined before looking where any second gate is left


class FirstGate:
    """A first gate g, a threshold function of n inputs, with all second gates that may follow it.

    `outer`: tables (H,) of all threshold functions of n + 1 inputs. `seconds`: tables (S,) of the functions h(x, g(x)),
    for only one of h and its negation: the last gate can negate a weight.
    """

    def __init__(self, gate: int, outer: np.ndarray, n: int):
        self.gate, self.n = gate, n
        self.seconds = distinct(compose(outer[outer & 1 == 0], gate, n))
        at = quadruples(n)[: len(quadruples(n)) // 2]
        values = bits(gate, n).astype(np.int8)
        at = at[values[at[:, 0]] + values[at[:, 1]] == values[at[:, 2]] + values[at[:, 3]]]
        values = np.ascontiguousarray(bits(self.seconds, n).T.astype(np.int8))
        kept = np.zeros((len(at), -(-len(self.seconds) // 64)), dtype=np.uint64)
        for row, (a, b, c, d) in zip(kept.view(np.uint8), at):
            packed = np.packbits(values[a] + values[b] != values[c] + values[d])
            row[: len(packed)] = packed
        rarest = np.argsort(np.bitwise_count(kept).sum(axis=1), kind="stable")
        self.quadruples, self._kept = at[rarest], kept[rarest]
        self._moves = _moves(gate, n)

    def placed(self, function: int) -> np.ndarray:
        """The images (K,) of a function that have to be tried with this gate, each once."""
        moved = table(bits(function, self.n)[self._moves])
        return distinct(np.minimum(moved, complement(moved, self.n)))

    def seconds_left(self, function: int) -> np.ndarray:
        """The tables of the second gates that no quadruple of the function strikes out."""
        v = bits(function, self.n)[self.quadruples]
        rows = np.flatnonzero((v[:, 0] == v[:, 1]) & (v[:, 2] == v[:, 3]) & (v[:, 0] != v[:, 2]))
        words = np.arange(self._kept.shape[1])
        left = np.full(len(words), ~np.uint64(0))
        # A few rows at a time: soon hardly any words have a bit left, and only these are looked at again.
        for start in range(0, len(rows), ROWS):
            some = np.ix_(rows[start : start + ROWS], words) if start else rows[:ROWS]
            left = left & np.bitwise_and.reduce(self._kept[some], axis=0)
            alive = np.flatnonzero(left)
            words, left = words[alive], left[alive]
            if not len(words):
                break
        chosen = (64 * words[:, None] + np.arange(64))[np.unpackbits(left.view(np.uint8)).reshape(-1, 64) == 1]
        return self.seconds[chosen[chosen < len(self.seconds)]]

    def last_gate(self, function: int, second: int) -> list[int] | None:
        """Weights of a third gate, checked on all inputs; None where `separate` finds none."""
        values = [bits(t, self.n)[:, None].astype(int) for t in (self.gate, second)]
        return separate(np.hstack([points(self.n), *values]), bits(function, self.n))

    def gates(self, function: int, second: int, last: list[int], outer: np.ndarray) -> Gates:
        """The three gates as weights, evaluated on all inputs. Raises RuntimeError if they compute another function."""
        h = outer[np.flatnonzero(compose(outer, self.gate, self.n) == second)[0]]
        found = [gate_of(self.gate, self.n), gate_of(int(h), self.n + 1), last]
        if function_of(found, self.n) != function:
            raise RuntimeError(f"{function:#x}: the gates {found} compute another function")
        return found


def _moves(gate: int, n: int) -> np.ndarray:
    """Maps of the points (M, 2^n), one for each pair (g, f) up to symmetry: f goes to f ∘ map while g stays.

    Moving f by a map is moving g by its inverse: so a map is needed for each different image of g (up to negation).
    """
    moved = np.array([*images(np.array([projection(i, n) for i in range(n)], dtype=word(n)), n)])
    maps = (bits(moved, n) << np.arange(n)[:, None]).sum(axis=1)
    gates = table(bits(gate, n)[np.argsort(maps, axis=1)])
    return maps[np.unique(np.minimum(gates, complement(gates, n)), return_index=True)[1]]
