"""Multiplication of two n-digit numbers as next-token prediction: sequences, split, read-back.

Numbers are digit arrays (B, n) int64, least significant digit first, so n is not bound by the machine word. The
chains themselves are written in `arntp.tasks.multiplication.chains`.
"""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from functools import cached_property, partial

import numpy as np

from arntp import arguments
from arntp.tasks.hashing import SPLITS, mix, split_of
from arntp.tasks.multiplication.chains import FORMATS, Column, Format
from arntp.tokens import Vocabulary

Pairs = tuple[np.ndarray, np.ndarray]


def digits_of(numbers: Iterable[int], n: int) -> np.ndarray:
    """Digits (B, n) of non-negative Python ints, least significant first; more than n digits raise ValueError."""
    arguments.whole("n", n, 1)
    numbers = arguments.wholes("numbers", numbers)
    for place, number in enumerate(numbers):
        if not 0 <= number < 10**n:
            raise ValueError(f"number {number} at place {place} does not have 1 to {n} decimal digits")
    rows = [[number // 10**k % 10 for k in range(n)] for number in numbers]
    return np.array(rows, dtype=np.int64).reshape(len(rows), n)


def numbers_of(digits: np.ndarray) -> list[int]:
    """Python ints of digits (B, n), least significant first: Σ_k digit_k 10^k."""
    digits = arguments.integers("digits", digits, dims=2)
    numbers = [0] * len(digits)
    for column in digits.T[::-1].tolist():
        numbers = [10 * number + digit for number, digit in zip(numbers, column)]
    return numbers


@dataclass(frozen=True)
class Multiplication:
    """The task "a × b" for two factors of `digits` digits each, with one kind of chain of thought.

    ============  =======  =====================  ==========  ==========
    chain         prompt   chain (at n = 4)       vocabulary  factors
    ============  =======  =====================  ==========  ==========
    "paper"       2n + 3   2n³ + 8n² + 9n + 4     117         1…1 to 9…9
                           (296)
    "compact"     2n       n² + 4n (32)           grows: 461  0 to 9…9
    "schoolbook"  2n       3n² + 2n − 1 (55)      220         0 to 9…9
    "direct"      2n       2n (8), no thought     10          0 to 9…9
    ============  =======  =====================  ==========  ==========

    A sequence is the prompt, then the chain, whose last 2n tokens are the answer (most significant digit first in
    "paper", last in the others). "1…1 to 9…9" is a range of numbers, as in the author's released program: 2034 is in
    it, 1034 is not. The split into training and held-out pairs depends on the digits alone, so it is the same for
    every chain. Source: the paper's multiplication experiment; the other chains are this book's.

    Raises ValueError for fewer than one digit or an unknown chain, TypeError for digits that are no whole number.
    """

    digits: int
    chain: str

    def __post_init__(self):
        arguments.whole("digits", self.digits, 1)
        arguments.choice("chain", self.chain, FORMATS)

    @property
    def format(self) -> Format:
        """How this kind of chain is written."""
        return FORMATS[self.chain]

    @cached_property
    def vocabulary(self) -> Vocabulary:
        """All tokens; digit d has id d, the pair of digits x, y (in formats with pairs) 10 + 10x + y."""
        return Vocabulary(self.format.tokens(self.digits))

    @cached_property
    def names(self) -> tuple[str, ...]:
        """A readable, unique name of every chain position, such as "row 2, digit 3: pair"; digit 1 = units."""
        nobody = np.empty((self.digits, 0), dtype=np.int64)
        return tuple(name for name, _ in self.format.chain(nobody, nobody))

    @property
    def prompt_length(self) -> int:
        """Tokens of the prompt."""
        nobody = np.empty((self.digits, 0), dtype=np.int64)
        return len(self.format.prompt(nobody, nobody))

    @property
    def chain_length(self) -> int:
        """Tokens after the prompt."""
        return len(self.names)

    @property
    def length(self) -> int:
        """Tokens of a sequence."""
        return self.prompt_length + self.chain_length

    @property
    def answer(self) -> slice:
        """Where the product's 2n digits stand within the chain: at its end."""
        return slice(self.chain_length - 2 * self.digits, self.chain_length)

    @property
    def smallest_factor(self) -> int:
        """1…1 (n ones) for the paper's chain, else 0."""
        return (10**self.digits - 1) // 9 if self.format.repunit else 0

    def encode(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Sequences (B, length) int64 of the factors a, b, each (B, n) digits, least significant first.

        Raises ValueError for other shapes, for digits outside 0…9, and for a factor below 1…1 in "paper"; TypeError for
        digits that are no whole numbers.
        """
        a, b = self._checked(a, b)
        for which, factors in (("first", a), ("second", b)):
            if not (allowed := self._allowed(factors)).all():
                row = int(np.argmin(allowed))
                number = numbers_of(factors[row : row + 1])[0]
                raise ValueError(f"{which} factor {number} in row {row}: the smallest is {self.smallest_factor}")
        a, b = np.ascontiguousarray(a.T), np.ascontiguousarray(b.T)
        chain = (column for _, column in self.format.chain(a, b))
        return _table([*self.format.prompt(a, b), *chain], rows=a.shape[1])

    def product(self, chain: np.ndarray) -> list[int | None]:
        """The products that chains (B, chain_length) end in; None where the answer holds a token that is no digit."""
        chain = arguments.integers("chain", chain)
        if chain.ndim != 2 or chain.shape[1] != self.chain_length:
            raise ValueError(f"chains of shape {chain.shape}, not (B, {self.chain_length}); leave the prompt away")
        answer = chain[:, self.answer]
        if self.format.most_significant_first:
            answer = answer[:, ::-1]
        readable = ((answer >= 0) & (answer <= 9)).all(axis=1)
        return [number if fine else None for number, fine in zip(numbers_of(answer), readable)]

    def describe(self, sequence: np.ndarray) -> str:
        """One sequence, or a part of one, (t,) ids → its tokens joined by blanks."""
        return " ".join(self.vocabulary.decode(np.asarray(sequence).tolist()))

    def split(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """The split of each unordered pair {a, b} of factors (B, n), as words (B,): `arntp.tasks.hashing.SPLITS`.

        With F the finaliser of SplitMix64 and h(a) = F(Σ_i a_i M^(i+1)), M = 0x9E3779B97F4A7C15, the pair's hash is
        F(h(a) + h(b)), everything modulo 2^64; its three top bits say which of the splits the pair is in: 6/8 of all
        are for training, 1/8 for tuning, 1/8 for the report.
        """
        return split_of(_pair_hash(*self._checked(a, b)))

    def is_training(self, a: np.ndarray, b: np.ndarray) -> np.ndarray:
        """Whether each unordered pair {a, b} of factors (B, n) is for training: (B,) bool, true for 75 % of pairs."""
        return self.split(a, b) == "train"

    def source(self, seed: int, split: str = "train") -> Callable[[int, int], np.ndarray]:
        """A training source: source(step, size) → (size, length) sequences of random pairs of one split.

        Factors are independent and uniform, given the split. The result is a pure function of (seed, split, step,
        size). Raises ValueError for a split that is not "train", "tuning" or "report", and for negative numbers.
        """
        arguments.whole("seed", seed, 0)
        arguments.choice("split", split, SPLITS)
        return partial(self._examples, seed, split)

    def drawn(self, seed: int, split: str, step: int, size: int) -> Pairs:
        """The factors (size, n) each of a source's batch: random pairs of one split, a pure function of the arguments.

        Raises what `source` raises, and for a step or size that is no whole number from 0 on.
        """
        arguments.whole("seed", seed, 0)
        arguments.choice("split", split, SPLITS)
        arguments.whole("step", step, 0)
        arguments.whole("size", size, 0)
        return self._drawn(np.random.default_rng([seed, step]), size, split)

    def held_out(self, count: int, seed: int, split: str = "report") -> Pairs:
        """`count` pairs (a, b) of one split, each (count, n) digits, no two of them the same unordered pair.

        Raises ValueError when fewer exist (at n = 1 there are 55 unordered pairs in all), and for an unknown split.
        """
        arguments.whole("count", count, 1)
        arguments.whole("seed", seed, 0)
        arguments.choice("split", split, SPLITS)
        factors = 10**self.digits - self.smallest_factor
        every_pair = factors * (factors + 1) // 2
        rng = np.random.default_rng(seed)
        # An eighth is the smallest split; past half of it drawing new pairs gets slow, and counting them is cheap.
        if 16 * count > every_pair:
            return self._listed(rng, count, split)
        return self._drawn_distinct(rng, count, split)

    def _checked(self, a: np.ndarray, b: np.ndarray) -> Pairs:
        """Both factors as arrays (B, n) of digits, or ValueError."""
        a, b = arguments.integers("first factors", a), arguments.integers("second factors", b)
        for which, factors in (("first", a), ("second", b)):
            if factors.ndim != 2 or factors.shape[1] != self.digits:
                raise ValueError(
                    f"{which} factors have shape {factors.shape}, not (B, {self.digits}): digits of numbers"
                )
            if len(wrong := np.argwhere((factors < 0) | (factors > 9))):
                row, place = wrong[0].tolist()
                raise ValueError(f"{which} factor, row {row}, place {place}: {factors[row, place]} is not a digit 0…9")
        if a.shape != b.shape:
            raise ValueError(f"{len(a)} first factors and {len(b)} second ones: they must be equally many")
        return a.astype(np.int64, copy=False), b.astype(np.int64, copy=False)

    def _allowed(self, factors: np.ndarray) -> np.ndarray:
        """Which factors (B, n) this format takes: (B,) bool."""
        enough = np.ones(len(factors), dtype=bool)
        if self.format.repunit:
            for digit in factors.T:
                enough = (digit > 1) | ((digit == 1) & enough)
        return enough

    def _examples(self, seed: int, split: str, step: int, size: int) -> np.ndarray:
        return self.encode(*self.drawn(seed, split, step, size))

    def _drawn(self, rng: np.random.Generator, size: int, split: str) -> Pairs:
        """`size` random pairs of one split, by rejection."""
        pairs = np.empty((2, 0, self.digits), dtype=np.int64)
        wanted = 2 if split == "train" else 10  # so that one round mostly suffices
        while pairs.shape[1] < size:
            fresh = rng.integers(0, 10, size=(2, wanted * size, self.digits))
            keep = split_of(_pair_hash(*fresh)) == split
            keep &= self._allowed(fresh[0]) & self._allowed(fresh[1])
            pairs = np.concatenate([pairs, fresh[:, keep]], axis=1)
        return pairs[0, :size], pairs[1, :size]

    def _drawn_distinct(self, rng: np.random.Generator, count: int, split: str) -> Pairs:
        """`count` distinct pairs, drawn until there are enough; equal hashes count as equal pairs."""
        a = b = np.empty((0, self.digits), dtype=np.int64)
        while len(a) < count:
            more_a, more_b = self._drawn(rng, count, split)
            a, b = np.concatenate([a, more_a]), np.concatenate([b, more_b])
            first = np.sort(np.unique(_pair_hash(a, b), return_index=True)[1])
            a, b = a[first], b[first]
        return a[:count], b[:count]

    def _listed(self, rng: np.random.Generator, count: int, split: str) -> Pairs:
        """`count` distinct pairs of a split from the list of all of them, or ValueError if it is shorter."""
        numbers = np.arange(self.smallest_factor, 10**self.digits)[:, None] // 10 ** np.arange(self.digits) % 10
        hashes = _hash(numbers)
        partners = [i + np.flatnonzero(split_of(mix(h + hashes[i:])) == split) for i, h in enumerate(hashes)]
        pairs = np.stack([np.repeat(np.arange(len(numbers)), [*map(len, partners)]), np.concatenate(partners)])
        if count > pairs.shape[1]:
            raise ValueError(f"{count} {split} pairs of {self.digits}-digit factors: only {pairs.shape[1]} exist")
        chosen = rng.permuted(pairs[:, rng.permutation(pairs.shape[1])[:count]], axis=0)
        return numbers[chosen[0]], numbers[chosen[1]]


def _table(columns: list[Column], rows: int) -> np.ndarray:
    """Columns, each (B,) or one int → (B, number of columns) int64."""
    table = np.empty((len(columns), rows), dtype=np.int64)
    for row, column in zip(table, columns):
        row[:] = column
    return np.ascontiguousarray(table.T)


def _hash(factors: np.ndarray) -> np.ndarray:
    """h (B,) uint64 of factors (B, n)."""
    powers = [pow(0x9E3779B97F4A7C15, i + 1, 2**64) for i in range(factors.shape[1])]
    return mix(factors.astype(np.uint64) @ np.array(powers, dtype=np.uint64))


def _pair_hash(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """The same hash (B,) uint64 for (a, b) and (b, a)."""
    return mix(_hash(a) + _hash(b))
