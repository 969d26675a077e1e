"""Searching for parities: against plain Python, against the formulas of Theorem 3.12, and what must fail."""

from itertools import combinations
from math import log2

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arntp.experiments import search
from arntp.tasks.parity import Parity, Running


def agreeing(bits, labels, k):
    """All parities of at most k bits that agree with the samples, by trying them one by one."""
    sets = (places for size in range(1, k + 1) for places in combinations(range(bits.shape[1]), size))
    return [places for places in sets if (bits[:, places].sum(1) % 2 == labels).all()]


@pytest.mark.parametrize(("n", "k"), [(1, 1), (2, 1), (2, 2), (5, 3), (6, 6), (9, 4)])
def test_candidates_are_all_subsets_in_lexicographic_order(n, k):
    words = np.random.default_rng(n).integers(0, 2**63, n).astype(np.uint64)
    found = list(search.xors(words, k))
    assert sum(map(len, found)) == search.candidates(n, k)
    for size, xors in enumerate(found, 1):
        expected = [np.bitwise_xor.reduce(words[list(places)]) for places in combinations(range(n), size)]
        assert xors.tolist() == expected
        for index, places in enumerate(combinations(range(n), size)):
            assert search.nth_subset(n, size, index) == places


@settings(max_examples=40, deadline=None, derandomize=True)
@given(st.data())
def test_search_finds_what_trying_finds_and_counts_the_samples_it_took(data):
    n = data.draw(st.integers(1, 8))
    k = data.draw(st.integers(1, n))
    places = tuple(sorted(data.draw(st.sets(st.integers(0, n - 1), min_size=1, max_size=k))))
    bits = np.random.default_rng(data.draw(st.integers(0, 1000))).integers(0, 2, (search.WORD, n))
    labels = np.array([sum(row[place] for place in places) % 2 for row in bits.tolist()])
    found = search.search(bits, labels, k)
    assert found.places == places and found.work == search.candidates(n, k)
    assert agreeing(bits[: found.samples], labels[: found.samples], k) == [places]
    if found.samples:
        assert len(agreeing(bits[: found.samples - 1], labels[: found.samples - 1], k)) > 1


def test_samples_needed_stay_under_the_bound_on_average():
    needed = search.samples_needed(16, 3, targets=100, seed=0)
    bound = log2(search.candidates(16, 3)) + 2
    assert bound - 3 < np.mean(needed) < bound
    assert needed == search.samples_needed(16, 3, targets=100, seed=0) != search.samples_needed(16, 3, 100, seed=1)


@pytest.mark.parametrize("k", [2, 3, 5])
def test_chains_are_learned_step_by_step(k):
    cost = search.chain_cost(12, k, seed=0)
    assert cost["tokens"] == -(-11 // (k - 1)) and cost["right"] == 1.0
    assert cost["work"] == sum(search.candidates(12 + t, k) for t in range(cost["tokens"]))


def test_steps_of_a_chain_read_the_token_before_and_the_next_bits():
    task = Running(7, tuple(range(7)), 3)
    bits = np.random.default_rng(0).integers(0, 2, (64, 7))
    steps = search.search_chain(task.sequences(bits), 7, 3)
    assert [step.places for step in steps] == [(0, 1, 2), (3, 4, 7), (5, 6, 8)]
    assert (search.rolled_out(steps, bits) == task.sequences(bits)[:, 7:]).all()


def test_a_step_may_read_more_bits_than_there_are():
    task = Running(2, (0, 1), 5)
    bits = np.random.default_rng(0).integers(0, 2, (20, 2))
    assert search.search_chain(task.sequences(bits), 2, 5)[0].places == (0, 1)


@pytest.mark.parametrize(("n", "seed"), [(1, 0), (2, 0), (9, 1), (40, 2), (130, 3)])
def test_elimination_finds_the_places_however_many(n, seed):
    rng = np.random.default_rng(seed)
    for m in {1, (n + 1) // 2, n}:
        task = Parity(n, search.random_target(rng, n, m))
        bits = rng.integers(0, 2, (n + 30, n))
        assert search.eliminate(bits, task.sequences(bits)[:, n]) == task.places


def test_elimination_finds_the_empty_parity():
    assert search.eliminate(np.eye(3, dtype=int), np.zeros(3, dtype=int)) == ()


@pytest.mark.parametrize("n", range(2, 6))
def test_the_shortest_chain_is_as_long_as_the_theorem_says(n):
    for k in range(2, n + 2):
        assert search.shortest_chain(n, k) == -(-(n - 1) // (k - 1)) == Running(n, tuple(range(n)), k).chain_length


def test_one_bit_is_copied():
    assert search.shortest_chain(1, 2) == 1


@pytest.mark.parametrize(
    ("call", "message"),
    [
        (lambda: search.search(np.ones((3, 2), int), np.ones(2, int), 1), "are needed"),
        (lambda: search.search(np.ones((0, 2), int), np.ones(0, int), 1), "none of them 0"),
        (lambda: search.search(np.full((3, 2), 2), np.ones(3, int), 1), "0 or 1"),
        (lambda: search.search(np.ones((3, 2), int), np.array([0, 1, -1]), 1), "0 or 1"),
        (lambda: search.search(np.ones((65, 2), int), np.ones(65, int), 1), "65 samples"),
        (lambda: search.search(np.ones((3, 2), int), np.ones(3, int), 3), "k = 3"),
        (lambda: search.search(np.ones((3, 2), int), np.ones(3, int), 0), "k = 0"),
        (lambda: search.search(np.ones((3, 2), int), np.ones(3, int), 1), "2 parities of at most 1 bits agree"),
        (lambda: search.search(np.eye(2, dtype=int), np.array([1, 1]), 1), "0 parities of at most 1 bits agree"),
        (lambda: search.eliminate(np.eye(3, dtype=int)[:2], np.ones(2, int)), "rank 2: rank 3"),
        (lambda: search.eliminate(np.ones((2, 2), int), np.array([0, 1])), "no parity"),
        (lambda: search.eliminate(np.ones(3, int), np.ones(3, int)), "are needed"),
        (lambda: search.shortest_chain(3, 1), "k = 1"),
        (lambda: search.shortest_chain(0, 2), "n = 0"),
    ],
)
def test_wrong_arguments_are_named(call, message):
    with pytest.raises(ValueError, match=message):
        call()
