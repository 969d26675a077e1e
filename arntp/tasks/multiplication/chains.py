"""The four chains that lead from two n-digit factors to their 2n-digit product.

A *writer* is a generator of (name, column) pairs, one for each position of the chain in order; a column holds
the token ids of that position for the whole batch, (B,) int64, or one int where all examples share the token.
So the position's name and its value stand side by side. Factors arrive as `a` and `b`, (n, B) int64, least
significant digit first: a[i] is the digit of 10^i. Work goes digit by digit, so no number has to fit a machine
word. In names digits count from 1 = units, in every format.

Token ids: digit d is d and the pair of digits x, y (written 2x4) is 10 + 10x + y, wherever a format has them.
"""

from collections.abc import Callable, Iterator
from dataclasses import dataclass

import numpy as np

Column = np.ndarray | int
Writer = Iterator[tuple[str, Column]]

PAIR, VALUE, SUM = 10, 110, 200
X, PLUS, EQUALS, OPEN, CLOSE, BOS, UNKNOWN = range(110, 117)

DIGITS = [str(digit) for digit in range(10)]
PAIRS = [f"{x}x{y}" for x in range(10) for y in range(10)]
SYMBOLS = ["x", "+", "=", "(", ")", "[BOS]", "[UNK]"]


def column_sums(a: np.ndarray, b: np.ndarray) -> Iterator[np.ndarray]:
    """The 2n sums s_k = Σ_{i+j=k} a_i b_j + ⌊s_{k−1}/10⌋ (B,); digit k of the product is s_k mod 10."""
    n, carry = len(a), np.zeros_like(a[0])
    for k in range(2 * n):
        terms = (a[i] * b[k - i] for i in range(max(0, k - n + 1), min(k + 1, n)))
        total = sum(terms, start=carry)
        carry = total // 10
        yield total


def product_digits(a: np.ndarray, b: np.ndarray) -> list[np.ndarray]:
    """The 2n digits (B,) of the product, least significant first."""
    return [total % 10 for total in column_sums(a, b)]


def operands(a: np.ndarray, b: np.ndarray) -> list[Column]:
    """Prompt of the linear formats: the digits of a, then of b, least significant first."""
    return [*a, *b]


def direct(a: np.ndarray, b: np.ndarray) -> Writer:
    """No chain of thought: the 2n digits of the product, least significant first."""
    for k, digit in enumerate(product_digits(a, b), start=1):
        yield f"product, digit {k}", digit


def compact(a: np.ndarray, b: np.ndarray) -> Writer:
    """The shortest of the linear chains, n² + 4n tokens (32 at n = 4); its sums grow with n.

    1. pair (a_i, b_j), for j and within it i: a tuple of two prompt tokens.
    2. sum s_k = Σ_{i+j=k} x·y over pair tokens (x, y) + ⌊s_{k−1}/10⌋, k < 2n: one Sum of functions of one token.
    3. digit k of the product, s_k mod 10: a function of one token.
    """
    for j, y in enumerate(b, start=1):
        for i, x in enumerate(a, start=1):
            yield f"digits {i}, {j}: pair", PAIR + 10 * x + y
    totals = list(column_sums(a, b))
    for k, total in enumerate(totals, start=1):
        yield f"column {k}: sum", VALUE + total
    for k, total in enumerate(totals, start=1):
        yield f"product, digit {k}", total % 10


def schoolbook(a: np.ndarray, b: np.ndarray) -> Writer:
    """Long multiplication with a running total, 3n² + 2n − 1 tokens (55 at n = 4), 220 tokens for every n.

    Row j adds a·b_j·10^j to the running total, whose digit at 10^(i+j) before that row is r_i. For each i < n:

    1. pair p = (a_i, b_j): a tuple of two prompt tokens.
    2. product u_i = value(p) + ⌊u_{i−1}/10⌋, in 0…89, with u_{−1} = 0: a Sum over two tokens.
    3. sum v_i = r_i + (u_i mod 10) + ⌊v_{i−1}/10⌋, in 0…19, with v_{−1} = 0: a Sum over three tokens, from the
       second row on (in the first r = 0, so v_i would repeat u_i mod 10).

    From the second row on v_n = ⌊u_{n−1}/10⌋ + ⌊v_{n−1}/10⌋ closes the row: a Sum over two tokens, in 0…9.
    In row j, r_i is a function of one token of row j − 1: v_{i+1} mod 10; but for j = 1, where row 0 has no
    sums, u_{i+1} mod 10 for i < n − 1 and ⌊u_{n−1}/10⌋ for i = n − 1.
    The product's digits then follow, each a function of one token: digit j < n is v_0 mod 10 of row j (u_0 mod 10
    in row 0), digit n − 1 + i is v_i mod 10 of the last row (at n = 1: u_0 mod 10 and ⌊u_0/10⌋).
    """
    n = len(a)
    running = [np.zeros_like(a[0])] * n
    for j in range(n):
        carry = overflow = 0
        for i in range(n):
            where = f"row {j + 1}, digit {i + 1}"
            product = a[i] * b[j] + carry
            yield f"{where}: pair", PAIR + 10 * a[i] + b[j]
            yield f"{where}: product", VALUE + product
            carry = product // 10
            total = running[i + j] + (product - 10 * carry) + overflow
            if j:
                yield f"{where}: sum", SUM + total
            overflow = total // 10
            running[i + j] = total - 10 * overflow
        running.append(carry + overflow)
        if j:
            yield f"row {j + 1}, digit {n + 1}: sum", SUM + running[-1]
    for k, digit in enumerate(running, start=1):
        yield f"product, digit {k}", digit


def paper_prompt(a: np.ndarray, b: np.ndarray) -> list[Column]:
    """[BOS], a, x, b, = with the most significant digit first: 2n + 3 tokens."""
    return [BOS, *a[::-1], X, *b[::-1], EQUALS]


def paper(a: np.ndarray, b: np.ndarray) -> Writer:
    """The chain of the paper's multiplication experiment, 2n³ + 8n² + 9n + 4 tokens (70 at n = 2, 296 at n = 4).

    Four stages, closed by "=" except the last: both factors expanded in powers of ten, all pairs with their two
    powers, the partial products zero-padded to i + j + 2 digits, and their sum in a single step, the product of
    2n digits, most significant first.
    """
    yield from _expansion("first factor", a)
    yield "expansion: x", X
    yield from _expansion("second factor", b)
    yield "expansion: =", EQUALS
    yield from _pairs(a, b)
    yield "pairs: =", EQUALS
    yield from _partial_products(a, b)
    yield "partial products: =", EQUALS
    yield from _number("product", product_digits(a, b))


def _expansion(factor: str, digits: np.ndarray) -> Writer:
    """( d_0 x 1 + d_1 x 1 0 + d_2 x 1 0 0 … ): 4n + 1 + n(n − 1)/2 tokens."""
    yield f"{factor}: (", OPEN
    for i, digit in enumerate(digits):
        where = f"{factor}, digit {i + 1}"
        if i:
            yield f"{where}: +", PLUS
        yield f"{where}: factor", digit
        yield f"{where}: x", X
        yield from _number(f"{where}: power", _power(i))
    yield f"{factor}: )", CLOSE


def _pairs(a: np.ndarray, b: np.ndarray) -> Writer:
    """a_ixb_j x 10^i x 10^j joined by +, the digit of a outermost: n²(n + 5) − 1 tokens."""
    for i, j, where in _digit_pairs(len(a), "pair"):
        if i or j:
            yield f"{where}: +", PLUS
        yield f"{where}: pair", PAIR + 10 * a[i] + b[j]
        yield f"{where}: first x", X
        yield from _number(f"{where}: first power", _power(i))
        yield f"{where}: second x", X
        yield from _number(f"{where}: second power", _power(j))


def _partial_products(a: np.ndarray, b: np.ndarray) -> Writer:
    """a_i·b_j·10^(i+j) in i + j + 2 digits, joined by +: n²(n + 2) − 1 tokens."""
    for i, j, where in _digit_pairs(len(a), "partial product"):
        if i or j:
            yield f"{where}: +", PLUS
        product = a[i] * b[j]
        yield from _number(where, [0] * (i + j) + [product % 10, product // 10])


def _digit_pairs(n: int, what: str) -> Iterator[tuple[int, int, str]]:
    """All (i, j) with i outermost, and their names."""
    return ((i, j, f"{what} {i + 1}, {j + 1}") for i in range(n) for j in range(n))


def _power(exponent: int) -> list[Column]:
    """Digits of 10^exponent, least significant first."""
    return [0] * exponent + [1]


def _number(where: str, digits: list[Column]) -> Writer:
    """A number written most significant digit first, from its digits least significant first."""
    for k, digit in reversed(list(enumerate(digits, start=1))):
        yield f"{where}, digit {k}", digit


def _largest_sum(n: int) -> int:
    """The greatest column sum of two n-digit factors: every sum grows with every digit, so take all nines."""
    nines = np.full((n, 1), 9)
    return max(int(total[0]) for total in column_sums(nines, nines))


@dataclass(frozen=True)
class Format:
    """How one kind of chain is written and which factors it takes.

    `tokens(n)` lists the vocabulary in order of ids, `prompt(a, b)` the prompt's columns, `chain(a, b)` is the
    writer. `repunit`: the smallest factor is 1…1 (n ones) instead of 0. `most_significant_first` tells in which
    order the answer's digits stand.
    """

    tokens: Callable[[int], list[str]]
    prompt: Callable[[np.ndarray, np.ndarray], list[Column]]
    chain: Callable[[np.ndarray, np.ndarray], Writer]
    repunit: bool = False
    most_significant_first: bool = False


def _paper_tokens(n: int) -> list[str]:
    """117 tokens: 10 digits, 100 pairs, x + = ( ), [BOS], and [UNK], which no sequence contains."""
    return DIGITS + PAIRS + SYMBOLS


def _compact_tokens(n: int) -> list[str]:
    """10 digits, 100 pairs and the column sums "+0" … (461 tokens at n = 4)."""
    return DIGITS + PAIRS + [f"+{total}" for total in range(_largest_sum(n) + 1)]


def _schoolbook_tokens(n: int) -> list[str]:
    """220 tokens: 10 digits, 100 pairs, products with carry "=0" … "=89", running sums "+0" … "+19"."""
    return DIGITS + PAIRS + [f"={value}" for value in range(90)] + [f"+{total}" for total in range(20)]


def _direct_tokens(n: int) -> list[str]:
    """The 10 digits."""
    return DIGITS


FORMATS = {
    "paper": Format(_paper_tokens, paper_prompt, paper, repunit=True, most_significant_first=True),
    "compact": Format(_compact_tokens, operands, compact),
    "schoolbook": Format(_schoolbook_tokens, operands, schoolbook),
    "direct": Format(_direct_tokens, operands, direct),
}
