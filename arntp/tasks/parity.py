"""Parity of some of n bits, and the chains that lead to it: by counting, by running partial parities, and by pairs."""

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np

from arntp import arguments


@dataclass(frozen=True)
class Parity:
    """The parity of the bits at `places`, of n bits in all; the prompt is the n bits, tokens 0 and 1.

    Raises ValueError for no places, for places outside 0 … n − 1, and for one that repeats; TypeError for what is no
    whole number.
    """

    n: int
    places: tuple[int, ...]

    def __post_init__(self):
        places = arguments.wholes("places", self.places, 0, arguments.whole("n", self.n, 1) - 1)
        if not places or len(set(places)) < len(places):
            raise ValueError(f"places {self.places}: at least one is needed, and each once")

    @property
    def chain_length(self) -> int:
        """T, the parity itself included."""
        return 1

    @property
    def vocab(self) -> int:
        """V, the tokens of prompts and chains: 0 … V − 1."""
        return 2

    def trace(self, bits: Sequence[int]) -> list[int]:
        """The chain of one prompt, in plain Python: here the parity alone, without a chain of thought."""
        return [sum(self.chosen(bits)) % 2]

    def chosen(self, bits: Sequence[int]) -> list[int]:
        """The bits that count; raises TypeError or ValueError unless `bits` are n bits."""
        bits = arguments.bits("bits", bits, self.n)
        return [bits[place] for place in self.places]

    def sequences(self, bits: np.ndarray) -> np.ndarray:
        """Prompts (B, n) → prompts with their chains (B, n + T), int64."""
        bits = arguments.integers("bits", bits, dims=2)
        chains = np.array([self.trace(row) for row in bits.tolist()]).reshape(len(bits), self.chain_length)
        return np.concatenate([bits, chains], axis=1)


@dataclass(frozen=True)
class Counting(Parity):
    """The number of ones, as digits: ⌊Σ/2⌋ in a base, most significant first, then Σ mod 2.

    T = 1 + ⌈log_base(⌊m/2⌋ + 1)⌉ tokens for m places; in base 2 these are the binary digits of Σ, ⌊log₂ m⌋ + 1 of them.
    Source: paper, Theorem 3.11 (as reported) for O(log n); other bases are this book's.
    """

    base: int = 2

    def __post_init__(self):
        super().__post_init__()
        arguments.whole("base", self.base, 2)

    @property
    def digits(self) -> int:
        """The digits of ⌊m/2⌋ in the base, none where that is 0."""
        count, left = 0, len(self.places) // 2
        while left:
            count, left = count + 1, left // self.base
        return count

    @property
    def chain_length(self) -> int:
        return self.digits + 1

    @property
    def vocab(self) -> int:
        return self.base

    def trace(self, bits: Sequence[int]) -> list[int]:
        ones = sum(self.chosen(bits))
        return [ones // 2 // self.base**d % self.base for d in reversed(range(self.digits))] + [ones % 2]


@dataclass(frozen=True)
class Running(Parity):
    """Partial parities by steps that read `window` = k bits: the first k places, then each time k − 1 more.

    Each token is the parity of the token before it and of the next k − 1 places (of fewer at the end), so
    T = ⌈(m − 1)/(k − 1)⌉, at least 1, for m places. Source: paper, Theorem 3.12 (as reported).
    """

    window: int = 2

    def __post_init__(self):
        super().__post_init__()
        arguments.whole("window", self.window, 2)

    @property
    def chain_length(self) -> int:
        return max(1, -(-(len(self.places) - 1) // (self.window - 1)))

    def trace(self, bits: Sequence[int]) -> list[int]:
        chosen, step = self.chosen(bits), self.window - 1
        ends = [min(1 + t * step, len(chosen)) for t in range(1, self.chain_length + 1)]
        return [sum(chosen[:end]) % 2 for end in ends]


@dataclass(frozen=True)
class Pairs(Parity):
    """Each place's bit beside the parity of those before it, then the parity of all: T = m tokens for m places.

    Token 2 + 2a + b is the pair of bit a and partial parity b. A pair copies a bit of the prompt and a ⊕ b of the pair
    before it, and any function of one token is linear in its one-hot, so every step is linear:
    score(a', b') = [a = a'] + [b = b'], margin 1. Source: the tuple construction of this book.
    """

    @property
    def chain_length(self) -> int:
        return len(self.places)

    @property
    def vocab(self) -> int:
        return 6

    def trace(self, bits: Sequence[int]) -> list[int]:
        parity, *rest = self.chosen(bits)
        pairs = []
        for bit in rest:
            pairs.append(2 + 2 * bit + parity)
            parity ^= bit
        return [*pairs, parity]
