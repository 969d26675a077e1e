"""Rules: how one token of a compiled chain follows from a few earlier tokens, by scores linear in their one-hots.

A rule reads `slots` earlier tokens v_1 … v_r and scores every token c of the vocabulary by

    score(c) = bias_c + Σ_j weight_j[v_j, c]          all integers,

which is the paper's linear decoder (Section 2) with weights at r positions only. Two shapes of weights are enough for
every construction of the book:

- `Line`: weight_j[v, c] = slope_c · value_j(v). The scores are lines in the one number Σ_j value_j(v_j), and the
  argmax is a staircase of it: gates, sums, quotients.
- `Match`: weight_j[v, c] = 1 where part_j(v) is the part that c wants at slot j: tuples, windows, functions of one token.

Both know their argmax as a table over an integer *code*, the sum of one integer per slot, so that a rollout costs r
look-ups a token. The table is built from the scores, and so is `margin`: best minus second-best score, the least over
all codes that can arise, over the whole vocabulary.
"""

from abc import ABC, abstractmethod
from collections.abc import Sequence
from dataclasses import dataclass
from functools import cached_property
from itertools import combinations

import numpy as np

TABLE = 1 << 16  # codes that a table is kept for


class Rule(ABC):
    """What both shapes share.

    vocab, slots : V, and how many earlier tokens are read
    bias : (V,) int64
    codes : slots tables (V + 1,) int64; the last entry is for a position before the start, which adds nothing
    emitted : (number of codes,) the argmax by code, V for codes that no input of the program's form gives
    margin : int
    """

    bias: np.ndarray
    codes: tuple[np.ndarray, ...]
    emitted: np.ndarray
    margin: int

    @property
    def vocab(self) -> int:
        return len(self.bias)

    @property
    def slots(self) -> int:
        return len(self.codes)

    def emit(self, tokens: Sequence[np.ndarray]) -> np.ndarray:
        """The best-scored token, from the tokens read, one array per slot; V for codes that should not arise."""
        code = self.codes[0][tokens[0]]
        for table, column in zip(self.codes[1:], tokens[1:], strict=True):
            code = code + table[column]
        return self.emitted[code]

    @abstractmethod
    def scores(self, tokens: Sequence[np.ndarray]) -> np.ndarray:
        """Scores (…, V) int64 of every token; `tokens` holds one array (…) per slot, V for a missing position."""

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

    values : for each slot {token: the number it stands for}, over all tokens that can stand there
    candidates : the tokens that can be emitted;  slopes, biases : of their lines, in the order of increasing slopes
    lowest, highest : the range of sums

    Line i + 1 is above line i from the first integer past (bias_i − bias_{i+1}) / (slope_{i+1} − slope_i); these
    crossings increase, so the argmax climbs a candidate at each, like a staircase.

    Raises ValueError where slopes or crossings do not increase, where two candidates tie for a sum that can arise, and
    where a score could pass 64 bits.
    """

    def __init__(
        self,
        vocab: int,
        values: Sequence[dict[int, int]],
        candidates: Sequence[int],
        slopes: Sequence[int],
        biases: Sequence[int],
    ):
        self.lowest = sum(min(value.values()) for value in values)
        self.highest = sum(max(value.values()) for value in values)
        far = max(-self.lowest, self.highest)
        if max(map(abs, slopes)) * far + max(map(abs, biases)) >= 2**62:
            raise ValueError(f"sums reach from {self.lowest} to {self.highest}: their scores do not fit into 64 bits")
        self.values = [valued(vocab, value) for value in values]
        self.candidates, slopes, biases = (np.asarray(some, dtype=np.int64) for some in (candidates, slopes, biases))
        self.stairs = crossings(slopes, biases)
        self.margin, floor = leads(slopes, biases, self.stairs, self.lowest, self.highest)
        self.slope, self.bias = np.zeros(vocab, dtype=np.int64), np.full(vocab, floor, dtype=np.int64)
        self.slope[self.candidates], self.bias[self.candidates] = slopes, biases
        self.codes = (self.values[0] - self.lowest, *self.values[1:])

    @cached_property
    def emitted(self) -> np.ndarray:
        return self.chosen(np.arange(self.lowest, self.highest + 1))

    def chosen(self, sums: np.ndarray) -> np.ndarray:
        """The best-scored token of each sum."""
        return self.candidates[np.searchsorted(self.stairs, sums, side="right")]

    def emit(self, tokens: Sequence[np.ndarray]) -> np.ndarray:
        if self.highest - self.lowest < TABLE:
            return super().emit(tokens)
        return self.chosen(self.total(tokens))

    def total(self, tokens: Sequence[np.ndarray]) -> np.ndarray:
        """Σ_j value_j(v_j)."""
        return sum(value[column] for value, column in zip(self.values, tokens, strict=True))

    def scores(self, tokens: Sequence[np.ndarray]) -> np.ndarray:
        return self.total(tokens)[..., None] * self.slope + self.bias

    def nonzeros(self) -> int:
        return int(np.count_nonzero(self.slope)) * sum(int(np.count_nonzero(value)) for value in self.values)


def valued(vocab: int, value: dict[int, int]) -> np.ndarray:
    """(V + 1,) numbers of the tokens at one slot; 0 for tokens that cannot stand there and for a missing position."""
    table = np.zeros(vocab + 1, dtype=np.int64)
    table[list(value)] = list(value.values())
    return table


def crossings(slopes: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """(lines − 1,): the first integer at which the next line is above each."""
    rise, drop = np.diff(slopes), -np.diff(biases)
    if (rise <= 0).any() or (np.diff(stairs := drop // rise + 1) <= 0).any():
        raise ValueError("lines need increasing slopes and increasing crossings, so that each has its turn")
    return stairs


def leads(slopes: np.ndarray, biases: np.ndarray, stairs: np.ndarray, lowest: int, highest: int) -> tuple[int, int]:
    """The least lead of the best line over the next for sums in a range, and a height that far below every best one.

    The lead is least beside a crossing, so it is enough to look at the sums before and after each.
    """
    first, last = np.searchsorted(stairs, (lowest, highest), side="right")
    near = np.arange(max(0, first - 1), min(len(stairs), last + 1))  # lines whose next is, or is next to, the best
    beside = np.clip(stairs[near] + [[-1], [0]], lowest, highest)
    gaps = np.abs((slopes[near + 1] - slopes[near]) * beside + biases[near + 1] - biases[near])
    margin = int(gaps.min()) if gaps.size else 1
    if margin < 1:
        raise ValueError(f"two candidates score alike for a sum between {lowest} and {highest}")
    ends = np.append(beside, (lowest, highest))  # the best height is convex in the sum
    best = np.searchsorted(stairs, ends, side="right")
    return margin, int((slopes[best] * ends + biases[best]).min()) - margin


@dataclass(frozen=True)
class Wanted:
    """The candidates of a `Match` and the part that each wants at each slot; several rules may share one.

    tokens : (C,) candidates;  parts : (C, slots) ≥ 0, all different
    emitted : the candidate by code of the parts read; −1 where no candidate wants them
    margin : the least number of slots in which two candidates differ

    A missing position agrees with nobody, and leaves a candidate where the other slots single it out.
    """

    tokens: np.ndarray
    parts: np.ndarray
    emitted: np.ndarray
    margin: int

    @classmethod
    def of(cls, wanted: dict[int, tuple[int, ...]]) -> "Wanted":
        """From {candidate: parts}; raises ValueError where two candidates want the same."""
        tokens, parts = np.array(list(wanted), dtype=np.int64), np.array(list(wanted.values()), dtype=np.int64)
        radix, slots = 2 + int(parts.max()), parts.shape[1]
        if (margin := least_difference(parts)) == 0:
            raise ValueError(f"two of the {len(tokens)} candidates want the same parts")
        emitted = np.full(radix**slots, -1)
        digits = (parts + 1) * radix ** np.arange(slots)
        for missing in range(slots):
            codes, first, count = np.unique(digits.sum(1) - digits[:, missing], return_index=True, return_counts=True)
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

    Parts that no candidate wants, all of them, leave the argmax to chance; they are emitted as V, which no token is.
    """

    def __init__(self, parts: Sequence[np.ndarray], wanted: Wanted):
        known = wanted.parts.max()  # a part that no candidate wants counts as none
        self.parts = [np.append(np.where(part > known, -1, part), -1).astype(np.int64) for part in map(np.asarray, parts)]
        self.wanted = wanted
        self.bias = np.zeros(len(self.parts[0]) - 1, dtype=np.int64)
        self.codes = tuple(place * (part + 1) for place, part in zip(wanted.places, self.parts, strict=True))
        self.emitted = np.where(wanted.emitted < 0, self.vocab, wanted.emitted)
        self.margin = wanted.margin

    def scores(self, tokens: Sequence[np.ndarray]) -> np.ndarray:
        parts = np.stack([part[column] for part, column in zip(self.parts, tokens, strict=True)], axis=-1)
        scores = np.zeros((*parts.shape[:-1], self.vocab), dtype=np.int64)
        scores[..., self.wanted.tokens] = (parts[..., None, :] == self.wanted.parts).sum(-1)
        return scores

    def nonzeros(self) -> int:
        return sum(int((self.wanted.parts[:, slot, None] == part).sum()) for slot, part in enumerate(self.parts))


def gate(vocab: int, values: Sequence[dict[int, int]], bias: int, candidates: Sequence[int] = (0, 1)) -> Line:
    """The threshold gate 1[Σ values + b ≥ 0], as one of two tokens: their scores differ by 2 (Σ values + b) + 1."""
    return Line(vocab, values, candidates, (0, 2), (0, 2 * bias + 1))


def total(vocab: int, values: Sequence[dict[int, int]], candidates: Sequence[int], first: int = 0) -> Line:
    """The token for s = Σ values: candidates[i] stands for s = first + i, and scores 2 s Σ − s², margin 1."""
    sums = np.arange(first, first + len(candidates))
    line = Line(vocab, values, candidates, 2 * sums, -(sums**2))
    if line.lowest < first or line.highest > sums[-1]:
        raise ValueError(f"sums reach from {line.lowest} to {line.highest}; the candidates stand for {first} … {sums[-1]}")
    return line


def quotient(vocab: int, values: Sequence[dict[int, int]], divisor: int, candidates: Sequence[int]) -> Line:
    """The token for q = ⌊Σ values / c⌋, clamped to those there are; margin ≥ 4 c.

    candidates[q] scores 4 (2 Σ m_q − m_q²) with m_q = q c + (c − 1)/2, the middle of its values.
    """
    doubled = 2 * divisor * np.arange(len(candidates)) + divisor - 1  # 2 m_q
    return Line(vocab, values, candidates, 4 * doubled, -(doubled**2))


def function(vocab: int, image: dict[int, int]) -> Match:
    """The token f(v) of one token v: any function of a single token is linear in its one-hot."""
    targets = sorted(set(image.values()))
    part = np.full(vocab, -1)
    part[list(image)] = [targets.index(target) for target in image.values()]
    return Match([part], Wanted.of({target: (i,) for i, target in enumerate(targets)}))
