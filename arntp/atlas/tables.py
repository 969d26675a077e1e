"""Boolean functions as truth tables packed into unsigned integers.

A point of the cube is the number x = Σ_i x_i 2^i (input 0 is its lowest bit), and bit x of a function's table is f(x):
the majority of three inputs is 0xe8, the projection to input 0 is 0xaa. One NumPy word holds a table of up to
6 inputs, so an operation on functions is a few word operations, on as many functions at once as an array has.
"""

import numpy as np

from arntp import arguments

MOST_INPUTS = 6


def check_inputs(n: int, most: int = MOST_INPUTS) -> None:
    """Raise TypeError for what is no whole number, ValueError unless 1 ≤ n ≤ most; quick where it is right."""
    if type(n) is not int or not 1 <= n <= most:
        arguments.whole("inputs", n, 1, most)


def word(n: int) -> np.dtype:
    """The smallest unsigned dtype that holds the 2^n bits of a table."""
    check_inputs(n)
    return np.dtype(f"u{max(1, 2**n // 8)}")


def full(n: int) -> int:
    """The table of the constant 1: 2^n ones."""
    check_inputs(n)
    return 2 ** (2**n) - 1


def packed(tables: np.ndarray, n: int) -> np.ndarray:
    """Tables (...) as words of n inputs.

    Raises TypeError for what is no whole number, ValueError, naming the first and its place, for what is no table:
    outside 0 … 2^(2^n) − 1.
    """
    if not isinstance(tables, np.ndarray):
        tables = np.array(tables, dtype=object)
        arguments.wholes("tables", tables.ravel().tolist(), 0, full(n))
    elif tables.dtype != word(n) or n < 3:  # every larger word is a table
        numbers = arguments.integers("tables", tables).ravel()
        for place in np.flatnonzero((numbers < 0) | (numbers > full(n)))[:1].tolist():
            arguments.whole(f"tables[{place}]", numbers[place], 0, full(n))
    return tables.astype(word(n), copy=False)


def projection(i: int, n: int) -> int:
    """The table of x ↦ x_i. Raises ValueError unless 0 ≤ i < n."""
    if type(i) is not int or not 0 <= i < n:
        arguments.whole("input", i, 0, n - 1)
    return full(n) // (2 ** (2**i) + 1) << 2**i


def points(n: int) -> np.ndarray:
    """The cube (2^n, n) int64 of zeros and ones; row x is the point x."""
    check_inputs(n)
    return np.arange(2**n)[:, None] >> np.arange(n) & 1


def bits(tables: np.ndarray, n: int) -> np.ndarray:
    """Tables (...) → the values (..., 2^n) bool of their functions, point after point. Errors as in `packed`."""
    tables = packed(tables, n)
    return (tables[..., None] >> np.arange(2**n, dtype=word(n)) & 1).astype(bool)


def table(values: np.ndarray) -> np.ndarray:
    """Values (..., 2^n) → tables (...); the inverse of `bits`. Raises ValueError for another number of values."""
    values = np.asarray(values, dtype=bool)
    n = values.shape[-1].bit_length() - 1 if values.ndim else 0
    if values.ndim == 0 or values.shape[-1] != 2**n:
        raise ValueError(f"values of shape {values.shape}: the last axis must have 2^n of them")
    return (values.astype(word(n)) << np.arange(2**n, dtype=word(n))).sum(axis=-1, dtype=word(n))


def complement(tables: np.ndarray, n: int) -> np.ndarray:
    """Tables of x ↦ 1 − f(x)."""
    return packed(tables, n) ^ np.array(full(n), word(n))


def flip(tables: np.ndarray, i: int, n: int) -> np.ndarray:
    """Tables of x ↦ f(x with x_i negated)."""
    tables, ones, step = packed(tables, n), projection(i, n), 2**i
    return (tables & ones) >> step | (tables & ones >> step) << step


def swap(tables: np.ndarray, i: int, j: int, n: int) -> np.ndarray:
    """Tables of x ↦ f(x with x_i and x_j exchanged), for i < j. Raises ValueError for other i and j."""
    low, step = projection(i, n) & ~projection(j, n), 2 ** arguments.whole("j", j, i + 1) - 2**i
    tables = packed(tables, n)
    return tables & (full(n) & ~(low | low << step)) | (tables & low) << step | tables >> step & low


def distinct(tables: np.ndarray) -> np.ndarray:
    """The different tables of an array (K,), sorted; for large arrays many times faster than `numpy.unique`."""
    tables = np.sort(tables)
    return tables[np.concatenate([[True], tables[1:] != tables[:-1]])] if len(tables) else tables


def compose(outer: np.ndarray, inner: np.ndarray, n: int) -> np.ndarray:
    """Tables of x ↦ h(x, g(x)): h of n + 1 inputs (its last one is g's value), g of n; the arrays broadcast."""
    outer, inner = packed(outer, n + 1), packed(inner, n)
    without, with_ = (outer & full(n)).astype(word(n)), (outer >> 2**n).astype(word(n))
    return without ^ (without ^ with_) & inner
