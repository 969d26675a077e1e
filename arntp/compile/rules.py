"""Rules: how one token of a compiled chain follows from a few earlier tokens, by scores linear in their one-hots.

A rule reads `slots` earlier tokens v_1 … v_r and scores every token c of the vocabulary by

    score(c) = bias_c + Σ_j weight_j[v_j, c]          all integers,

which is the paper's linear decoder with weights at r positions only. Two shapes of weights are enough for
every construction of the book:

- `Line`: weight_j[v, c] = slope_c · value_j(v). The scores are lines in the one number Σ_j value_j(v_j), and the
  argmax is a staircase of it: gates, sums, quotients.
- `Match`: weight_j[v, c] = 1 where part_j(v) is the part that c wants at slot j: tuples, windows, functions of one
  token.

Both know their argmax as a table over an integer *code*, the sum of one integer per slot, so that a rollout costs r
look-ups a token. The table is built from the scores, and so is `margin`: best minus second-best score, the least over
all codes that can arise, over the whole vocabulary.

A rule is *decided* where every slot holds a token that says something there. Where one says nothing (a cell that no row
goes on from, a prompt token that is no bit), or where no token is wanted, it emits V, which no token is, whatever the
other slots' scores say: a missing number is not the number 0. Only a `Match` made for it (`Wanted.of`, `before`) does
with a position before the start, where the other slots single a candidate out.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

from arntp import arguments
from arntp.compile.staircase import crossings, leads

TABLE = 1 << 16  # codes that a table is kept for


class Rule(ABC):
    """What both shapes share.

    vocab, slots : V, and how many earlier tokens are read
    bias : (V,) int64
    codes : slots tables (V + 1,) int64 ≥ 0; the last entry is for a position before the start
    emitted : (number of codes + 1,) the argmax by code; V where undecided, as at the end, where all greater codes lead
    candidates : (C,) the tokens that can be emitted
    margin : int
    """

    bias: np.ndarray
    codes: tuple[np.ndarray, ...]
    emitted: np.ndarray
    candidates: np.ndarray
    margin: int

    @property
    def vocab(self) -> int:
        return len(self.bias)

    @property
    def slots(self) -> int:
        return len(self.codes)

    def emit(self, tokens: Sequence[np.ndarray]) -> np.ndarray:
        """The best-scored token, from the tokens read, one array per slot; V where they do not decide it."""
        code = self.codes[0][tokens[0]]
        for table, column in zip(self.codes[1:], tokens[1:], strict=True):
            code = code + table[column]
        return self.emitted.take(code, mode="clip")

    @abstractmethod
    def scores(self, tokens: Sequence[np.ndarray]) -> np.ndarray:
        """Scores (…, V) int64 of every token; `tokens`: an array (…) per slot, V for a position before the start."""

    @abstractmethod
    def nonzeros(self) -> int:
        """How many weights are not zero, over all slots."""

    def weights(self, slot: int) -> np.ndarray:
        """The slot's weights (V, V) int64: entry [v, c] is what token v there adds to the score of c."""
        silent = [np.full(self.vocab, self.vocab)] * self.slots
        silent[slot] = np.arange(self.vocab)
        return self.scores(silent) - self.bias


class Line(Rule):
    """score(c) = slope_c · Σ_j value_j(v_j) + bias_c over the candidates, a constant below them for other tokens.

    values : for each slot {token: the number it stands for}; undecided where another token stands there
    candidates : the tokens that can be emitted;  slopes, biases : of their lines, in the order of increasing slopes
    lowest, highest : the range of sums

    Line i + 1 is above line i from the first integer past (bias_i − bias_{i+1}) / (slope_{i+1} − slope_i); these
    crossings increase, so the argmax climbs a candidate at each, like a staircase.

    Raises ValueError where slopes or crossings do not increase, where two candidates tie for a sum that can arise,
    where a score could pass 64 bits, and for tokens outside the vocabulary; TypeError for numbers that are not whole.
    """

    def __init__(
        self,
        vocab: int,
        values: Sequence[dict[int, int]],
        candidates: Sequence[int],
        slopes: Sequence[int],
        biases: Sequence[int],
    ):
        if not values or not all(values):
            raise ValueError("values: a rule has at least 1 slot, and a slot at least 1 token that stands for a number")
        self.lowest = sum(min(value.values()) for value in values)
        self.highest = sum(max(value.values()) for value in values)
        far = max(-self.lowest, self.highest)
        if len({len(candidates), len(slopes), len(biases)}) > 1:
            raise ValueError(f"{len(candidates)} candidates, {len(slopes)} slopes, {len(biases)} biases: one line each")
        if int(max(map(abs, slopes))) * far + int(max(map(abs, biases))) >= 2**62:
            raise ValueError(f"sums reach from {self.lowest} to {self.highest}: their scores do not fit into 64 bits")
        self.values = [numbered(vocab, value) for value in values]
        self.candidates = arguments.rows("candidates", candidates, vocab, dims=1)
        slopes, biases = arguments.integers("slopes", slopes), arguments.integers("biases", biases)
        self.stairs = crossings(slopes, biases)
        self.margin, floor = leads(slopes, biases, self.stairs, self.lowest, self.highest)
        self.slope, self.bias = np.zeros(vocab, dtype=np.int64), np.full(vocab, floor, dtype=np.int64)
        self.slope[self.candidates], self.bias[self.candidates] = slopes, biases
        past = 1 + self.highest - self.lowest
        self.codes = tuple(numbered(vocab, value, -min(value.values()), past) for value in values)

    @cached_property
    def emitted(self) -> np.ndarray:
        return np.append(self.chosen(np.arange(self.lowest, self.highest + 1)), self.vocab)

    def chosen(self, sums: np.ndarray) -> np.ndarray:
        """The best-scored token of each sum."""
        return self.candidates[np.searchsorted(self.stairs, sums, side="right")]

    def emit(self, tokens: Sequence[np.ndarray]) -> np.ndarray:
        if self.highest - self.lowest < TABLE:
            return super().emit(tokens)
        sums, past = self.total(tokens), self.highest - self.lowest
        silent = np.any([code[column] > past for code, column in zip(self.codes, tokens, strict=True)], axis=0)
        return np.where(silent, self.vocab, self.chosen(sums))

    def total(self, tokens: Sequence[np.ndarray]) -> np.ndarray:
        """Σ_j value_j(v_j)."""
        return sum(value[column] for value, column in zip(self.values, tokens, strict=True))

    def scores(self, tokens: Sequence[np.ndarray]) -> np.ndarray:
        return self.total(tokens)[..., None] * self.slope + self.bias

    def nonzeros(self) -> int:
        return int(np.count_nonzero(self.slope)) * sum(int(np.count_nonzero(value)) for value in self.values)


def numbered(vocab: int, value: dict[int, int], shift: int = 0, other: int = 0) -> np.ndarray:
    """(V + 1,) shift + the numbers of the tokens at one slot; `other` for those without, and before the start."""
    table = np.full(vocab + 1, other)
    numbers = arguments.integers("numbers", list(value.values()))
    table[arguments.rows("tokens of a slot", list(value), vocab)] = numbers + shift
    return table


@dataclass(frozen=True)
class Wanted:
    """The candidates of a `Match` and the part that each wants at each slot; several rules may share one.

    tokens : (C,) candidates;  parts : (C, slots) ≥ 0, all different
    emitted : the candidate by code of the parts read; −1 where no candidate wants them, and at the end
    margin : the least number of slots in which two candidates differ
    """

    tokens: np.ndarray
    parts: np.ndarray
    emitted: np.ndarray
    margin: int

    @classmethod
    def of(cls, wanted: dict[int, tuple[int, ...]], before: int | None = None) -> "Wanted":
        """From {candidate: parts}. The slot `before` may read a position before the start, which agrees with nobody: a
        candidate is emitted where the other slots single it out, and so leads by one all the same.

        Raises ValueError where two candidates want the same, for no candidate, and for parts that are none.
        """
        if not wanted:
            raise ValueError("wanted = {}: at least 1 candidate is needed")
        tokens = arguments.rows("candidates", list(wanted), dims=1)
        parts = arguments.integers("parts", list(wanted.values()), dims=2)
        arguments.whole("least part", parts.min(), 0)
        radix, slots = 2 + int(parts.max()), parts.shape[1]
        if (margin := least_difference(parts)) == 0:
            raise ValueError(f"two of the {len(tokens)} candidates want the same parts")
        emitted = np.full(radix**slots + 1, -1)
        digits = (parts + 1) * radix ** np.arange(slots)
        if before is not None:
            arguments.whole("before", before, 0, slots - 1)
            others = digits.sum(1) - digits[:, before]
            codes, first, count = np.unique(others, return_index=True, return_counts=True)
            emitted[codes[count == 1]] = tokens[first[count == 1]]
        emitted[digits.sum(1)] = tokens
        return cls(tokens, parts, emitted, margin)

    @property
    def places(self) -> np.ndarray:
        """(slots,): how much one step of the part at each slot adds to the code."""
        return (2 + int(self.parts.max())) ** np.arange(self.parts.shape[1])


def least_difference(parts: np.ndarray) -> int:
    """The least number of slots in which two rows of (C, slots) differ; `slots` for a single row."""
    slots = parts.shape[1]
    for differing in range(slots):
        for kept in combinations(range(slots), slots - differing):
            if len(np.unique(parts[:, kept], axis=0)) < len(parts):
                return differing
    return slots


class Match(Rule):
    """score(c) = how many slots hold the part that c wants there: the best token agrees everywhere.

    parts : for each slot the part that each token stands for there, (V,) integers, −1 where it stands for none
    wanted : the candidates and their parts

    Undecided where a token stands for no part, or for one that no candidate wants beside the others.
    """

    def __init__(self, parts: Sequence[np.ndarray], wanted: Wanted):
        known = wanted.parts.max()  # a part that no candidate wants counts as none
        parts = [arguments.integers("parts", part, dims=1) for part in parts]
        self.parts = [np.append(np.where(part > known, -1, part), -1).astype(np.int64) for part in parts]
        self.wanted, self.candidates, self.margin = wanted, wanted.tokens, wanted.margin
        if len(parts) != wanted.parts.shape[1]:
            raise ValueError(f"parts of {len(parts)} slots: candidates want {wanted.parts.shape[1]}")
        self.bias = np.zeros(len(self.parts[0]) - 1, dtype=np.int64)
        arguments.rows("candidates", self.candidates, self.vocab)
        self.codes = tuple(self.code(*some) for some in zip(self.parts, wanted.places, strict=True))
        self.emitted = np.where(wanted.emitted < 0, self.vocab, wanted.emitted)

    def code(self, part: np.ndarray, place: int) -> np.ndarray:
        """(V + 1,) what the parts at one slot add to the code: 0 before the start, past the end where there is none."""
        code = np.where(part < 0, len(self.wanted.emitted), place * (part + 1))
        code[self.vocab] = 0
        return code

    def scores(self, tokens: Sequence[np.ndarray]) -> np.ndarray:
        parts = np.stack([part[column] for part, column in zip(self.parts, tokens, strict=True)], axis=-1)
        scores = np.zeros((*parts.shape[:-1], self.vocab), dtype=np.int64)
        scores[..., self.wanted.tokens] = (parts[..., None, :] == self.wanted.parts).sum(-1)
        return scores

    def nonzeros(self) -> int:
        return sum(int((self.wanted.parts[:, slot, None] == part).sum()) for slot, part in enumerate(self.parts))


def gate(vocab: int, values: Sequence[dict[int, int]], bias: int, candidates: Sequence[int] = (0, 1)) -> Line:
    """The threshold gate 1[Σ values + b ≥ 0], as one of two tokens: their scores differ by 2 (Σ values + b) + 1."""
    return Line(vocab, values, candidates, (0, 2), (0, 2 * arguments.whole("bias", bias) + 1))


def total(vocab: int, values: Sequence[dict[int, int]], candidates: Sequence[int], first: int = 0) -> Line:
    """The token for s = Σ values: candidates[i] stands for s = first + i, and scores 2 s Σ − s², margin 1."""
    arguments.whole("first", first)
    if max(abs(first), abs(first + len(candidates))) >= 2**31:
        raise ValueError(f"sums from {first}: their squares do not fit into 64 bits")
    sums = np.arange(first, first + len(candidates))
    line = Line(vocab, values, candidates, 2 * sums, -(sums**2))
    if line.lowest < first or line.highest > sums[-1]:
        stand_for = f"{first} … {sums[-1]}"
        raise ValueError(f"sums reach from {line.lowest} to {line.highest}; the candidates stand for {stand_for}")
    return line


def quotient(vocab: int, values: Sequence[dict[int, int]], divisor: int, candidates: Sequence[int]) -> Line:
    """The token for q = ⌊Σ values / c⌋, clamped to those there are; margin ≥ 4 c.

    candidates[q] scores 4 (2 Σ m_q − m_q²) with m_q = q c + (c − 1)/2, the middle of its values.
    """
    if 2 * arguments.whole("divisor", divisor, 1) * len(candidates) >= 2**31:
        raise ValueError(f"divisor = {divisor}: the squares of {len(candidates)} multiples do not fit into 64 bits")
    doubled = 2 * divisor * np.arange(len(candidates)) + divisor - 1  # 2 m_q
    return Line(vocab, values, candidates, 4 * doubled, -(doubled**2))


def function(vocab: int, image: dict[int, int]) -> Match:
    """The token f(v) of one token v: any function of a single token is linear in its one-hot."""
    targets = sorted(set(arguments.rows("image", list(image.values()), vocab).tolist()))
    part = np.full(vocab, -1)
    known = arguments.rows("tokens", list(image), vocab).astype(int)
    part[known] = [targets.index(target) for target in image.values()]
    return Match([part], Wanted.of({target: (i,) for i, target in enumerate(targets)}))
