"""Parity chains against their definitions, and their lengths against the formulas."""

import math
from itertools import combinations, product

import numpy as np
import pytest

from arntp.tasks.parity import Counting, Pairs, Parity, Running


def all_bits(n):
    return [list(bits) for bits in product((0, 1), repeat=n)]


@pytest.mark.parametrize("n", range(1, 8))
def test_every_chain_ends_in_the_parity_of_its_places(n):
    for size in range(1, n + 1):
        for places in combinations(range(n), size):
            counting = Counting(n, places, 2), Counting(n, places, 3)
            for task in (Parity(n, places), *counting, Running(n, places, 3), Pairs(n, places)):
                for bits in all_bits(n):
                    chain = task.trace(bits)
                    assert len(chain) == task.chain_length and 0 <= min(chain) <= max(chain) < task.vocab
                    assert chain[-1] == sum(bits[place] for place in places) % 2


@pytest.mark.parametrize("base", [2, 3, 7])
@pytest.mark.parametrize("n", [1, 2, 3, 9, 14])
def test_counting_writes_the_digits_of_half_the_ones(n, base):
    task = Counting(n, tuple(range(n)), base)
    for ones in range(n + 1):
        *digits, last = task.trace([1] * ones + [0] * (n - ones))
        assert all(0 <= digit < base for digit in digits)
        value = sum(digit * base**place for place, digit in enumerate(reversed(digits)))
        assert 2 * value + last == ones


def test_counting_in_base_two_takes_as_many_tokens_as_the_number_has_bits():
    for n in range(1, 200):
        assert Counting(n, tuple(range(n))).chain_length == math.floor(math.log2(n)) + 1


def test_two_tokens_are_enough_as_soon_as_a_digit_holds_half_of_the_ones():
    for n in range(2, 60):
        half = n // 2
        assert Counting(n, tuple(range(n)), half + 1).chain_length == 2
        if half >= 2:
            assert Counting(n, tuple(range(n)), half).chain_length == 3


@pytest.mark.parametrize("window", [2, 3, 4, 9])
@pytest.mark.parametrize("n", [2, 3, 4, 5, 12, 33])
def test_each_running_token_is_a_parity_of_the_one_before_and_window_minus_one_more_bits(n, window):
    rng = np.random.default_rng(n)
    places = tuple(rng.permutation(n).tolist())
    task = Running(n, places, window)
    assert task.chain_length == math.ceil((n - 1) / (window - 1))
    for bits in rng.integers(0, 2, (20, n)).tolist():
        left = [bits[place] for place in places]
        before = left.pop(0)
        for token in task.trace(bits):
            taken, left = left[: window - 1], left[window - 1 :]
            before = (before + sum(taken)) % 2
            assert token == before
        assert not left


@pytest.mark.parametrize("m", range(1, 8))
def test_pairs_hold_a_bit_and_the_parity_of_those_before_it(m):
    places = tuple(np.random.default_rng(m).permutation(9)[:m].tolist())
    for bits in all_bits(9):
        chosen = [bits[place] for place in places]
        *pairs, answer = Pairs(9, places).trace(bits)
        assert [divmod(token - 2, 2) for token in pairs] == [(chosen[t], sum(chosen[:t]) % 2) for t in range(1, m)]
        assert answer == sum(chosen) % 2


def test_each_pair_follows_from_one_bit_and_one_earlier_token():
    """What makes the steps linear: score(a', b') = [a = a'] + [b = b'] with b a function of a single token."""
    follows = {0: 0, 1: 1, 2: 0, 3: 1, 4: 1, 5: 0}  # the first bit itself, then the exclusive or of a pair
    for bits in all_bits(6):
        before = bits[0]
        for place, token in zip(range(1, 6), Pairs(6, tuple(range(6))).trace(bits)):
            scores = {2 + 2 * a + b: (a == bits[place]) + (b == follows[before]) for a in (0, 1) for b in (0, 1)}
            assert max(scores, key=scores.get) == token and sorted(scores.values())[-2] == 1
            before = token


def test_sequences_are_prompts_with_their_chains():
    task, bits = Counting(5, (0, 2, 4)), np.array(all_bits(5))
    sequences = task.sequences(bits)
    assert sequences.shape == (32, 5 + 2) and sequences.dtype == np.int64
    assert (sequences[:, :5] == bits).all()
    assert sequences[:, 5:].tolist() == [task.trace(row) for row in bits.tolist()]
    assert task.sequences(bits[:0]).shape == (0, 7)


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: Parity(3, ()), "at least one is needed"),
        (lambda: Parity(3, (1, 1)), "each once"),
        (lambda: Parity(3, (0, 3)), r"places\[1\] = 3: 0 to 2"),
        (lambda: Parity(3, (-1,)), r"places\[0\] = -1: 0 to 2"),
        (lambda: Counting(3, (0,), 1), "base = 1"),
        (lambda: Running(3, (0,), 1), "window = 1"),
        (lambda: Parity(3, (0,)).trace([0, 1]), "2 bits, but 3 are needed"),
        (lambda: Parity(3, (0,)).trace([0, 1, 2]), r"bits\[2\] = 2: 0 to 1"),
    ],
)
def test_wrong_arguments_are_named(make, message):
    with pytest.raises(ValueError, match=message):
        make()
