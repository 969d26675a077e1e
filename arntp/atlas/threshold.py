"""Linear threshold functions of up to 6 inputs: all of them, each with integer weights, and a proof that it is all.

A gate (w, b) of integers computes 1[w·v + b ≥ 0]. With F = 2f − 1 and s = 2x − 1 (values ±1), a threshold function
of n inputs is F = sign(w·s + w_0), and weights (w, w_0) ∈ ℤ^(n+1) that never give 0 can be permuted and negated at
will: each result is again a threshold function of n inputs (one weight of them, any, serves as the constant). So the
functions fall into few classes, each given by weights w_1 ≥ … ≥ w_(n+1) ≥ 0, and small weights are enough for n ≤ 6.
"""

from functools import lru_cache
from itertools import combinations_with_replacement, permutations

import numpy as np

from arntp import arguments
from arntp.atlas.tables import check_inputs, distinct, flip, full, packed, points, projection, table, word

# Enough for n ≤ 6: `arntp.atlas.asummable.prove_complete` shows that nothing outside the list is a threshold function.
LARGEST_WEIGHT = 9


@lru_cache
def canonical_weights(n: int) -> dict[tuple[int, ...], tuple[int, ...]]:
    """One weight vector w_1 ≥ … ≥ w_(n+1) ≥ 0, of odd sum, for each class of threshold functions of n inputs.

    The key is the absolute values of the Chow parameters Σ_x F(x) s_i(x), in the same order; equal ones have equal
    weights. Among weights of the same function those of least sum are taken.
    """
    check_inputs(n)
    vectors = np.array([v[::-1] for v in combinations_with_replacement(range(LARGEST_WEIGHT + 1), n + 1) if sum(v) % 2])
    vectors = vectors[np.argsort(vectors.sum(axis=1), kind="stable")]
    classes = {}
    for vector, parameters in zip(vectors.tolist(), chow(evaluate(vectors, n), n).tolist()):
        classes.setdefault(tuple(parameters), tuple(vector))
    return classes


def evaluate(vectors: np.ndarray, n: int) -> np.ndarray:
    """Weight vectors (K, n + 1), the constant last → tables (K,) of 1[Σ_i w_i s_i + w_(n+1) > 0].

    Raises TypeError for weights that are no whole numbers, ValueError for another shape.
    """
    signs = np.hstack([2 * points(n) - 1, np.ones((2**n, 1), dtype=int)])
    vectors = arguments.integers("vectors", vectors, dims=2)
    if vectors.shape[1] != n + 1:
        raise ValueError(f"vectors have shape {vectors.shape}: {n} inputs and the constant need (K, {n + 1})")
    return table(vectors @ signs.T > 0)


def chow(tables: np.ndarray, n: int) -> np.ndarray:
    """Chow parameters (K, n + 1) of tables (K,): Σ_x F(x) s_i(x) for i = 1…n, then Σ_x F(x).

    Chow's theorem (1961): a threshold function shares its parameters with no other function.
    """
    tables = packed(tables, n)
    agreeing = [
        np.bitwise_count(~(tables ^ np.array(p, word(n))) & np.array(full(n), word(n)))
        for p in [*(projection(i, n) for i in range(n)), full(n)]
    ]
    return 2 * np.stack(agreeing, axis=-1).astype(int) - 2**n


@lru_cache
def threshold_tables(n: int) -> np.ndarray:
    """The tables of all threshold functions of n inputs, constants included, sorted (15,028,134 of them for n = 6)."""
    orders = np.array([*permutations(range(n + 1))])
    vectors = np.concatenate([np.unique(np.array(w)[orders], axis=0) for w in canonical_weights(n).values()])
    tables = distinct(evaluate(vectors, n))
    for i in range(n):
        tables = distinct(np.concatenate([tables, flip(tables, i, n)]))
    # Negating every weight negates the function.
    tables = distinct(np.concatenate([tables, tables ^ full(n)]))
    tables.flags.writeable = False
    return tables


def gate_of(function: int, n: int) -> list[int] | None:
    """Integers [w_1, …, w_n, b] with f(x) = 1[w·x + b ≥ 0] for all x, checked on every x; None for no such function.

    Chow parameters find the class, their order and signs the weights. That None is right is
    proved in `arntp.atlas.asummable`.
    """
    parameters = chow([function], n)[0]
    order = np.argsort(-np.abs(parameters), kind="stable")
    weights = canonical_weights(n).get(tuple(np.abs(parameters)[order].tolist()))
    if weights is None:
        return None
    signed = np.zeros(n + 1, dtype=int)
    signed[order] = np.array(weights) * np.where(parameters[order] < 0, -1, 1)
    if evaluate(signed[None], n)[0] != function:
        return None
    *w, constant = signed.tolist()
    return [*w, (constant - sum(w) - 1) // 2]


def separate(vectors: np.ndarray, values: np.ndarray, most_steps: int = 5000) -> list[int] | None:
    """Integers [w, b] with values[k] = 1[w·v_k + b ≥ 0] for vectors (K, m) of integers, values (K,) bool.

    A perceptron that repairs the worst vector each time: it ends if the two sides can be separated. None after
    `most_steps` repairs: no proof that they cannot. Raises TypeError for vectors that are no whole numbers, ValueError
    unless there are K of both.
    """
    vectors, values = arguments.integers("vectors", vectors, dims=2), np.asarray(values, dtype=bool)
    arguments.whole("most_steps", most_steps, 0)
    if values.shape != vectors.shape[:1]:
        raise ValueError(f"values of shape {values.shape} for {len(vectors)} vectors: one each is needed")
    signs = np.where(values, 1, -1)
    signed = np.hstack([vectors, np.ones((len(vectors), 1), dtype=int)]) * signs[:, None]
    weights = np.zeros(signed.shape[1], dtype=int)
    for _ in range(most_steps):
        scores = signed @ weights
        worst = scores.argmin()
        if scores[worst] > 0:
            return weights.tolist()
        weights = weights + signed[worst]
    return None
