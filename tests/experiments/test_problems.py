"""What is learned: products and parities, the same prompts whatever the chain, in three splits that share none."""

import itertools
from dataclasses import replace

import numpy as np
import pytest

from arntp.experiments.problems import OWN, PARITIES, AllBits, Products, by_carries, carries, existing
from arntp.tasks.hashing import SPLITS
from arntp.tasks.multiplication import digits_of, numbers_of
from arntp.tasks.multiplication.chains import FORMATS

CHAINS = list(FORMATS)
PRODUCTS = [Products(digits, chain) for digits in (1, 2, 3) for chain in CHAINS]
PARITY = [AllBits(bits, chain) for bits in (4, 7, 16) for chain in PARITIES]


def carries_by_hand(a: int, b: int) -> int:
    """Long multiplication in plain Python: columns whose sum, carry included, passes 9."""
    x, y = str(a)[::-1], str(b)[::-1]
    count = carry = 0
    for k in range(2 * max(len(x), len(y))):
        total = carry + sum(int(x[i]) * int(y[k - i]) for i in range(len(x)) if 0 <= k - i < len(y))
        count, carry = count + (total > 9), total // 10
    return count


def test_carries_are_those_of_long_multiplication():
    pairs = list(itertools.product(range(100), repeat=2))
    a, b = (digits_of(side, 2) for side in zip(*pairs))
    assert carries(a, b).tolist() == [carries_by_hand(x, y) for x, y in pairs]


def test_groups_by_carries_cover_every_pair_once():
    a, b = digits_of([5, 2, 9], 1), digits_of([5, 3, 9], 1)
    assert by_carries(a, b, np.array([True, True, False])) == [[0, 1, 1], [1, 1, 2]]


@pytest.mark.parametrize("digits, pairs", [(1, 45), (2, 89 * 90 // 2), (3, 889 * 890 // 2)])
def test_the_splits_hold_every_unordered_pair_once(digits, pairs):
    assert sum(existing(digits, split) for split in SPLITS) == pairs


@pytest.mark.parametrize("problem", PRODUCTS, ids=str)
@pytest.mark.parametrize("split", SPLITS)
def test_products_are_right_and_read_back(problem, split):
    tokens = problem.drawn(split, seed=1, step=0, size=40)
    a, b = map(numbers_of, problem.read(tokens))
    assert problem.task.product(tokens[:, problem.prompt_length :]) == [x * y for x, y in zip(a, b)]
    assert tokens.shape == (40, problem.length) and tokens.max() < problem.vocab
    assert len(problem.places) == problem.chain_length


@pytest.mark.parametrize("digits", [1, 2, 3])
def test_all_chains_have_the_same_pairs(digits):
    problems = [Products(digits, chain) for chain in CHAINS]
    for draw in (lambda p: p.source(3)(5, 30), lambda p: p.judged("tuning", 5, 2), lambda p: p.judged("report", 3, 0)):
        pairs = [p.read(draw(p)) for p in problems]
        assert all(np.array_equal(found, pairs[0]) for found in pairs)


def test_no_pair_of_one_split_is_in_another_in_either_order():
    found = {}
    for split in SPLITS:
        for chain in CHAINS:
            a, b = map(numbers_of, Products(2, chain).read(Products(2, chain).drawn(split, 1, 0, 500)))
            found.setdefault(split, set()).update(frozenset(pair) for pair in zip(a, b))
    assert all(not found[one] & found[other] for one, other in itertools.combinations(SPLITS, 2))


def test_judged_pairs_are_distinct_new_for_each_seed_and_all_where_there_are_fewer():
    problem = Products(3, "direct")
    first, second = (problem.judged("report", 100, seed) for seed in (1, 2))
    assert len(np.unique(first, axis=0)) == 100 and not np.array_equal(first, second)
    assert len(Products(2, "direct").judged("report", 1000, 1)) == existing(2, "report") == 490


def test_wrong_products_are_told_with_the_place_where_their_chain_goes_wrong():
    problem = Products(2, "schoolbook")
    tokens = problem.task.encode(digits_of([27, 12], 2), digits_of([49, 11], 2))
    chains = tokens[:, problem.prompt_length :].copy()
    chains[0, 3] += 1
    chains[0, -1] = 2
    looked = problem.looked_at(tokens, chains)
    told = {"a": 27, "b": 49, "product": 1323, "predicted": 2323, "first wrong": "row 1, digit 2: product"}
    assert looked == {"by carries": [[0, 1, 1], [3, 0, 1]], "errors": [told]}
    assert problem.looked_at(tokens, tokens[:, problem.prompt_length :])["errors"] == []


@pytest.mark.parametrize("problem", PARITY, ids=str)
def test_parities_are_right_and_a_chain_has_tokens_of_its_own(problem):
    for split in SPLITS if problem.bits == 16 else ("train",):
        tokens = problem.drawn(split, seed=1, step=0, size=60)
        bits, chain = tokens[:, : problem.bits], tokens[:, problem.bits :]
        assert tokens.shape == (60, problem.length) and tokens.max() < problem.vocab
        assert bits.max() < OWN <= chain.min()
        assert np.array_equal(chain[:, problem.answer][:, 0] - OWN, bits.sum(1) % 2)
        assert (problem.split(bits) == split).all() and problem.places[-1] == "parity"


def test_all_chains_of_a_parity_have_the_same_bits():
    for split in SPLITS:
        bits = [AllBits(16, chain).judged(split, 50, 4)[:, :16] for chain in PARITIES]
        assert all(np.array_equal(found, bits[0]) for found in bits)


def test_a_parity_of_64_bits_is_drawn_and_split():
    assert AllBits(64, "none").drawn("report", 1, 0, 5).shape == (5, 65)
    with pytest.raises(ValueError, match="bits = 65"):
        AllBits(65, "none")


@pytest.mark.parametrize("problem", [Products(2, "compact"), AllBits(8, "pairs")], ids=str)
def test_a_source_is_a_pure_function_of_seed_and_step(problem):
    batch = problem.source(1)(3, 20)
    assert np.array_equal(batch, problem.source(1)(3, 20))
    assert not np.array_equal(batch, problem.source(2)(3, 20)) and not np.array_equal(batch, problem.source(1)(4, 20))
    assert replace(problem) == problem and problem.described()["tokens"] == problem.chain_length
