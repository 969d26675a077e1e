"""Parities learned by search: what a step of k bits costs, and how long a chain of such steps is (Theorem 3.12).

Samples are bit-packed: each input becomes one 64-bit word, whose bit s is that input in sample s. The parity of a set
of inputs on all samples is then the XOR of their words, and the first sample that a candidate gets wrong is the
lowest bit in which its word differs from the labels'.
"""

import time
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import combinations, count, islice
from math import comb

import numpy as np

from arntp import arguments
from arntp.tasks.parity import Parity, Running

WORD = 64  # bits of a word: the most samples that one search can use


def candidates(n: int, k: int) -> int:
    """N = C(n, 1) + … + C(n, k): the parities of at least one and at most k of n bits; ValueError unless 1 ≤ k ≤ n."""
    arguments.whole("n", n, 1)
    arguments.whole("k", k, 1, n)
    return sum(comb(n, size) for size in range(1, k + 1))


@dataclass(frozen=True)
class Found:
    """What a search found.

    places : the only candidate that agrees with all samples, in ascending order
    samples : how many of them, in their order, were needed until it was the only one
    work : N, the candidates that were compared with the labels
    """

    places: tuple[int, ...]
    samples: int
    work: int


def search(bits: np.ndarray, labels: np.ndarray, k: int) -> Found:
    """The parity of at most k of n bits that agrees with the samples bits (M, n), labels (M,) of 0 and 1, M ≤ 64.

    Every candidate is visited: time and memory are proportional to N. A wrong one survives M random samples with
    probability 2^−M, so log₂ N + 2 of them are enough on average. Source: paper, Theorem 3.12 (as reported).

    Raises ValueError for other shapes or values, for k outside 1 … n, and unless exactly one candidate agrees.
    """
    check_samples(bits, labels, most=WORD)
    arguments.whole("k", k, 1, bits.shape[1])
    label, right, samples = pack(labels[:, None])[0], [], 0
    for size, words in enumerate(xors(pack(bits), k), 1):
        wrong = words ^ label
        right += [nth_subset(bits.shape[1], size, index) for index in np.flatnonzero(wrong == 0)]
        lowest = wrong & (~wrong + np.uint64(1))
        samples = max(samples, int(lowest.max()).bit_length())
    if len(right) != 1:
        raise ValueError(f"{len(right)} parities of at most {k} bits agree with the {len(bits)} samples, not just one")
    return Found(right[0], samples, candidates(bits.shape[1], k))


def check_samples(bits: np.ndarray, labels: np.ndarray, most: int | None = None) -> None:
    """Raise ValueError unless bits (M, n) and labels (M,) are zeros and ones, M ≥ 1 and at most `most`."""
    if bits.ndim != 2 or labels.shape != bits.shape[:1] or not bits.size:
        raise ValueError(f"bits {bits.shape} and labels {labels.shape}: (M, n) and (M,) are needed, none of them 0")
    if not (np.isin(bits, (0, 1)).all() and np.isin(labels, (0, 1)).all()):
        raise ValueError("bits and labels must be 0 or 1")
    if most is not None and len(bits) > most:
        raise ValueError(f"{len(bits)} samples: at most {most} fit into a word")


def pack(bits: np.ndarray) -> np.ndarray:
    """Bits (M, n) → words (n,) uint64: bit s of a word is that input in sample s."""
    return (bits.T.astype(np.uint64) << np.arange(len(bits), dtype=np.uint64)).sum(1, dtype=np.uint64)


def xors(words: np.ndarray, k: int) -> Iterator[np.ndarray]:
    """For each size 1 … k the XORs of all subsets of that size, (C(n, size),), subsets in lexicographic order."""
    n, found, last = len(words), words, np.arange(len(words))
    yield found
    for _ in range(k - 1):
        later = n - 1 - last  # how many places a subset can be extended by
        parent = np.repeat(np.arange(len(found)), later)
        last = np.arange(len(parent)) - (np.cumsum(later) - later - last - 1)[parent]
        found = found[parent] ^ words[last]
        yield found


def nth_subset(n: int, size: int, index: int) -> tuple[int, ...]:
    """The subset of 0 … n − 1 at a place of the lexicographic order."""
    return next(islice(combinations(range(n), size), int(index), None))


def search_chain(sequences: np.ndarray, n: int, k: int) -> list[Found]:
    """Search for each token of chains (M, n + T): the parity of at most k of *all* earlier tokens, the n bits included.

    The right step is the only candidate wherever no other set of at most k earlier tokens has the same parity on every
    input, as in the chains of `Running`. Raises ValueError as `search` does.
    """
    return [search(sequences[:, :t], sequences[:, t], min(k, t)) for t in range(n, sequences.shape[1])]


def rolled_out(steps: Sequence[Found], bits: np.ndarray) -> np.ndarray:
    """The chains (B, T) that steps found by `search_chain` write after prompts (B, n)."""
    tokens = bits
    for step in steps:
        tokens = np.column_stack([tokens, tokens[:, step.places].sum(1) % 2])
    return tokens[:, bits.shape[1] :]


def eliminate(bits: np.ndarray, labels: np.ndarray) -> tuple[int, ...]:
    """The places whose parity gives the labels, by Gaussian elimination over GF(2): bits (M, n), labels (M,).

    O(M n²) bit operations, O(M n) operations on rows packed into integers, however many places the parity has.
    Raises ValueError for other shapes or values, for samples of rank below n, and for labels that no parity gives.
    """
    check_samples(bits, labels)
    n, pivots = bits.shape[1], {}  # column → the row that alone has a 1 there; bit n of a row is its label
    for row in (sum(bit << i for i, bit in enumerate(sample)) for sample in np.column_stack([bits, labels]).tolist()):
        for column, pivot in pivots.items():
            row ^= pivot * (row >> column & 1)
        if row == 1 << n:
            raise ValueError("no parity gives these labels")
        if row:
            new = (row & -row).bit_length() - 1
            pivots = {column: pivot ^ row * (pivot >> new & 1) for column, pivot in pivots.items()} | {new: row}
    if len(pivots) < n:
        raise ValueError(f"the samples have rank {len(pivots)}: rank {n} is needed for one parity to be left")
    return tuple(column for column in sorted(pivots) if pivots[column] >> n)


def shortest_chain(n: int, k: int) -> int:
    """The least T of a chain of steps of at most k bits that ends in the parity of n bits, by trying all chains.

    Raises ValueError unless n ≥ 1 and k ≥ 2. Feasible to n = 6: a chain is a set of parities, and sets are many.
    """
    arguments.whole("n", n, 1)
    arguments.whole("k", k, 2)
    inputs, chains = [1 << i for i in range(n)], {()}
    for length in count(1):
        longer = set()
        for chain in chains:
            reachable = parities([*inputs, *chain], k)
            if 2**n - 1 in reachable:
                return length
            longer |= {tuple(sorted((*chain, new))) for new in reachable.difference(inputs, chain)}
        chains = longer


def parities(known: list[int], k: int) -> set[int]:
    """The parities of 1 … k of the known ones, each a set of inputs as a bit mask."""
    return {int(word) for words in xors(np.array(known), min(k, len(known))) for word in words} - {0}


def random_target(rng: np.random.Generator, n: int, k: int) -> tuple[int, ...]:
    """Exactly k of n places, uniform; ValueError unless 1 ≤ k ≤ n."""
    arguments.whole("n", n, 1)
    arguments.whole("k", k, 1, n)
    return tuple(sorted(rng.permutation(n)[:k].tolist()))


def samples_needed(n: int, k: int, targets: int, seed: int) -> list[int]:
    """For each of some random parities of k of n bits: random samples until no other of at most k bits agrees.

    Raises ValueError unless 1 ≤ k ≤ n, targets ≥ 1 and seed ≥ 0.
    """
    arguments.whole("targets", targets, 1)
    arguments.whole("seed", seed, 0)
    rng, needed = np.random.default_rng((seed, n, k)), []
    for _ in range(targets):
        task = Parity(n, random_target(rng, n, k))
        bits = rng.integers(0, 2, (WORD, n))
        found = search(bits, task.sequences(bits)[:, n], k)
        if found.places != task.places:
            raise AssertionError(f"search found {found.places}, not {task.places}")
        needed.append(found.samples)
    return needed


def search_seconds(n: int, k: int, repeats: int = 5) -> float:
    """Processor seconds of one search, the least of some repeats: other work on the machine can only add to them.

    Raises ValueError unless 1 ≤ k ≤ n and repeats ≥ 1.
    """
    arguments.whole("n", n, 1)
    arguments.whole("k", k, 1, n)
    arguments.whole("repeats", repeats, 1)
    bits = np.random.default_rng((n, k)).integers(0, 2, (WORD, n))
    labels, least = bits[:, :k].sum(1) % 2, float("inf")
    for _ in range(repeats):
        began = time.process_time()
        search(bits, labels, k)
        least = min(least, time.process_time() - began)
    return least


def chain_cost(n: int, k: int, seed: int) -> dict:
    """Learn the parity of all n bits by search along its chain of steps of k bits.

    k, tokens T, samples (needed by the most demanding step), work (candidates visited in all), seconds (of the
    processor), and right: the share of fresh random inputs whose whole rolled-out chain is right.
    Raises ValueError unless n ≥ 2, 2 ≤ k ≤ n and seed ≥ 0.
    """
    arguments.whole("n", n, 2)
    arguments.whole("k", k, 2, n)
    arguments.whole("seed", seed, 0)
    task, rng = Running(n, tuple(range(n)), k), np.random.default_rng((seed, n, k))
    sequences = task.sequences(rng.integers(0, 2, (WORD, n)))
    began = time.process_time()
    steps = search_chain(sequences, n, k)
    seconds, fresh = time.process_time() - began, task.sequences(rng.integers(0, 2, (1000, n)))
    return {
        "k": k,
        "tokens": task.chain_length,
        "samples": max(step.samples for step in steps),
        "work": sum(step.work for step in steps),
        "seconds": seconds,
        "right": float((rolled_out(steps, fresh[:, :n]) == fresh[:, n:]).all(1).mean()),
    }
