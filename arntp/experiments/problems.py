"""What the predictors of a comparison learn: the same prompts with one or another chain, split in three."""

from abc import ABC, abstractmethod
from collections.abc import Callable
from dataclasses import dataclass
from functools import cached_property, lru_cache

import numpy as np

from arntp import arguments
from arntp.tasks.hashing import SPLITS, mix, split_of
from arntp.tasks.multiplication import Multiplication, numbers_of
from arntp.tasks.multiplication.chains import FORMATS, column_sums
from arntp.tasks.parity import Counting, Pairs, Parity, Running

PARITIES = {"none": Parity, "counting": Counting, "running": Running, "pairs": Pairs}
SHOWN = 12  # wrong products that are kept
OWN = 2  # where the tokens of a parity chain begin: after those of the bits


class Problem(ABC):
    """Prompts and their chains, for training, tuning and the report.

    Attributes
    ----------
    chain : str
        Which chain of thought; problems that differ in it alone have the same prompts in the same splits.
    vocab, prompt_length : int
        V and n.
    answer : slice
        The part of the chain that counts.
    places : tuple of str
        A name for each of the chain's positions.
    """

    chain: str
    vocab: int
    prompt_length: int
    answer: slice
    places: tuple[str, ...]

    @property
    def chain_length(self) -> int:
        """T, the tokens to predict."""
        return len(self.places)

    @property
    def length(self) -> int:
        """Tokens of a sequence, n + T."""
        return self.prompt_length + self.chain_length

    def source(self, seed: int) -> Callable[[int, int], np.ndarray]:
        """A training source: (step, size) → sequences (size, n + T) of the training split, a pure function."""
        arguments.whole("seed", seed, 0)
        return lambda step, size: self.drawn("train", seed, step, size)

    @abstractmethod
    def drawn(self, split: str, seed: int, step: int, size: int) -> np.ndarray:
        """Random sequences (size, n + T) of one split, a pure function of its arguments."""

    @abstractmethod
    def judged(self, split: str, count: int, seed: int) -> np.ndarray:
        """Sequences (≤ count, n + T) of the tuning or the report split to judge by, other ones for each seed.

        Raises ValueError for an unknown split, a count below 1 and a negative seed.
        """

    @abstractmethod
    def described(self) -> dict:
        """What the record says of the problem."""

    def looked_at(self, tokens: np.ndarray, chains: np.ndarray) -> dict:
        """More that is worth keeping of predicted chains (M, T) for the sequences tokens (M, n + T)."""
        return {}


@dataclass(frozen=True)
class Products(Problem):
    """Products of two factors of `digits` digits each, with one of the chains of `Multiplication`.

    The factors are those that the paper's chain takes, 1…1 to 9…9, whatever the chain, so that all chains are learned
    and judged on the same pairs.
    """

    digits: int
    chain: str

    def __post_init__(self):
        arguments.whole("digits", self.digits, 1)
        arguments.choice("chain", self.chain, FORMATS)

    @cached_property
    def task(self) -> Multiplication:
        """The sequences."""
        return Multiplication(self.digits, self.chain)

    @cached_property
    def factors(self) -> Multiplication:
        """The pairs of factors and their splits."""
        return Multiplication(self.digits, "paper")

    @property
    def vocab(self) -> int:
        return len(self.task.vocabulary)

    @property
    def prompt_length(self) -> int:
        return self.task.prompt_length

    @property
    def answer(self) -> slice:
        return self.task.answer

    @property
    def places(self) -> tuple[str, ...]:
        return self.task.names

    def drawn(self, split: str, seed: int, step: int, size: int) -> np.ndarray:
        return self.task.encode(*self.factors.drawn(seed, split, step, size))

    def judged(self, split: str, count: int, seed: int) -> np.ndarray:
        count = min(arguments.whole("count", count, 1), existing(self.digits, split))
        return self.task.encode(*self.factors.held_out(count, seed, split))

    def described(self) -> dict:
        return {"chain": self.chain, "digits": self.digits, "tokens": self.chain_length}

    def looked_at(self, tokens: np.ndarray, chains: np.ndarray) -> dict:
        """Right products by how many columns carry, and the first wrong ones."""
        wrong = (chains != tokens[:, self.prompt_length :])[:, self.answer].any(1)
        a, b = self.read(tokens)
        shown = np.flatnonzero(wrong)[:SHOWN]
        errors = self.errors(tokens[shown], chains[shown]) if len(shown) else []
        return {"by carries": by_carries(a, b, ~wrong), "errors": errors}

    def errors(self, tokens: np.ndarray, chains: np.ndarray) -> list[dict]:
        """What wrong chains say of their products, each with the place where it first goes wrong."""
        first = (chains != tokens[:, self.prompt_length :]).argmax(1)
        a, b = self.read(tokens)
        return [
            {"a": x, "b": y, "product": x * y, "predicted": given, "first wrong": self.places[place]}
            for x, y, given, place in zip(numbers_of(a), numbers_of(b), self.task.product(chains), first)
        ]

    def read(self, tokens: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
        """The factors (M, n) of sequences, units first."""
        n = self.digits
        if self.task.format.repunit:
            return tokens[:, n:0:-1], tokens[:, 2 * n + 1 : n + 1 : -1]
        return tokens[:, :n], tokens[:, n : 2 * n]


@lru_cache
def existing(digits: int, split: str, enough: int = 1_000_000) -> int:
    """How many unordered pairs of factors 1…1 to 9…9 a split has; past three digits, more than enough.

    Raises ValueError for an unknown split, and for fewer than one digit.
    """
    arguments.choice("split", split, SPLITS)
    if arguments.whole("digits", digits, 1) > 3:
        return enough
    task = Multiplication(digits, "paper")
    factors = np.arange(task.smallest_factor, 10**digits)[:, None] // 10 ** np.arange(digits) % 10
    low, high = np.triu_indices(len(factors))
    return int((task.split(factors[low], factors[high]) == split).sum())


def carries(a: np.ndarray, b: np.ndarray) -> np.ndarray:
    """How many columns of the long multiplication carry into the next: (B,) for digits (B, n) each."""
    return sum((total > 9).astype(np.int64) for total in column_sums(a.T, b.T))


def by_carries(a: np.ndarray, b: np.ndarray, right: np.ndarray) -> list[list[int]]:
    """For each number of carrying columns: [columns, right products, pairs]."""
    count = carries(a, b)
    return [[int(c), int(right[count == c].sum()), int((count == c).sum())] for c in np.unique(count)]


@dataclass(frozen=True)
class AllBits(Problem):
    """The parity of all of `bits` bits, 2 ≤ n ≤ 64, with one of the chains of `PARITIES`.

    A chain's tokens are tokens of its own, 2 and up, never those of the prompt's bits, so that a predictor whose
    weights are shared along time can tell one from the other.
    """

    bits: int
    chain: str

    def __post_init__(self):
        arguments.whole("bits", self.bits, 2, 64)
        arguments.choice("chain", self.chain, PARITIES)

    @cached_property
    def task(self) -> Parity:
        """The chains."""
        return PARITIES[self.chain](self.bits, tuple(range(self.bits)))

    @property
    def vocab(self) -> int:
        return self.task.vocab + OWN

    @property
    def prompt_length(self) -> int:
        return self.bits

    @property
    def answer(self) -> slice:
        return slice(self.task.chain_length - 1, self.task.chain_length)

    @cached_property
    def places(self) -> tuple[str, ...]:
        return (*(f"step {t}" for t in range(1, self.task.chain_length)), "parity")

    def drawn(self, split: str, seed: int, step: int, size: int) -> np.ndarray:
        arguments.choice("split", split, SPLITS)
        if self.bits < 4 and split == "report":
            raise ValueError(f"bits = {self.bits}: with fewer than 4, no input is for the report")
        rng, found = np.random.default_rng((seed, step)), np.empty((0, self.bits), dtype=np.int64)
        while len(found) < size:
            fresh = rng.integers(0, 2, (2 * size if split == "train" else 10 * size, self.bits))
            found = np.concatenate([found, fresh[self.split(fresh) == split]])
        sequences = self.task.sequences(found[:size])
        sequences[:, self.bits :] += OWN
        return sequences

    def split(self, bits: np.ndarray) -> np.ndarray:
        """The split of each prompt (B, n), by a hash of its bits."""
        return split_of(mix(bits.astype(np.uint64) @ (np.uint64(1) << np.arange(self.bits, dtype=np.uint64))))

    def judged(self, split: str, count: int, seed: int) -> np.ndarray:
        arguments.whole("count", count, 1)
        return self.drawn(split, arguments.whole("seed", seed, 0), 0, count)

    def described(self) -> dict:
        return {"chain": self.chain, "bits": self.bits, "tokens": self.chain_length}
