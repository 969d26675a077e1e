"""Rules against their formulas: weights, argmax tables, margins, and what must be refused."""

from itertools import product

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arntp.compile.rules import Line, Match, Wanted, function, gate, quotient, total


def all_tokens(rule) -> list[np.ndarray]:
    """Every choice of read tokens, a missing position included, one array per slot."""
    return list(np.array(list(product(range(rule.vocab + 1), repeat=rule.slots))).T)


def check_linear(rule):
    """Scores are bias + Σ of the slots' weights, for all read tokens at once; a missing position adds nothing."""
    tables = [np.vstack([rule.weights(slot), np.zeros(rule.vocab, dtype=np.int64)]) for slot in range(rule.slots)]
    tokens = all_tokens(rule)
    summed = rule.bias + sum(table[column] for table, column in zip(tables, tokens))
    assert rule.scores(tokens).dtype == np.int64 and (rule.scores(tokens) == summed).all()
    assert rule.nonzeros() == sum(int((table != 0).sum()) for table in tables)


def leads(scores: np.ndarray) -> np.ndarray:
    ordered = np.sort(scores, axis=-1)
    return ordered[..., -1] - ordered[..., -2]


weights = st.lists(st.integers(-9, 9), min_size=1, max_size=4)


@settings(deadline=None, derandomize=True)
@given(weights, st.integers(-12, 12))
def test_gate_is_one_where_the_sum_is_not_negative(weights, bias):
    rule = gate(3, [{0: 0, 1: weight} for weight in weights], bias)
    check_linear(rule)
    bits = np.array(list(product((0, 1), repeat=len(weights)))).T
    sums = np.array(weights) @ bits + bias
    assert (rule.emit(list(bits)) == (sums >= 0)).all()
    assert leads(rule.scores(list(bits))).min() >= rule.margin >= 1
    assert (rule.scores(list(bits))[:, 2] < rule.scores(list(bits)).max(1)).all(), "token 2 is never emitted"


def test_gate_scores_differ_by_twice_the_sum_and_one():
    rule = gate(2, [{0: 0, 1: 3}, {0: 0, 1: -5}], 1)
    scores = rule.scores([np.array([0, 1, 0, 1]), np.array([0, 0, 1, 1])])
    assert (scores[:, 1] - scores[:, 0]).tolist() == [2 * s + 1 for s in (1, 4, -4, -1)]


@settings(deadline=None, derandomize=True)
@given(st.lists(st.lists(st.integers(0, 5), min_size=2, max_size=4), min_size=1, max_size=3))
def test_total_emits_the_sum(numbers):
    largest = sum(map(max, numbers))
    rule = total(12 + largest, [dict(enumerate(some)) for some in numbers], range(10, 11 + largest))
    tokens = list(np.array(list(product(*(range(len(some)) for some in numbers)))).T)
    sums = sum(np.array(some)[column] for some, column in zip(numbers, tokens))
    assert (rule.emit(tokens) == 10 + sums).all()
    assert (rule.scores(tokens).argmax(1) == 10 + sums).all()
    assert leads(rule.scores(tokens)).min() >= rule.margin >= 1


def test_margin_counts_the_crossings_within_the_range_of_sums_alone():
    assert gate(2, [{0: 0, 1: 3}], -9).margin == 11  # at most 2 (3 − 9) + 1
    assert gate(2, [{0: 0, 1: 3}], 4).margin == 9
    assert total(9, [{0: 2, 1: 4}], range(9)).margin == 1
    assert total(9, [{0: 2}], range(2, 3), first=2).margin == 1, "a single candidate leads by one"


@settings(deadline=None, derandomize=True)
@given(st.integers(1, 7), st.integers(1, 6), st.integers(-9, 40))
def test_quotient_divides_and_clamps(divisor, count, value):
    rule = quotient(8, [{0: 0, 1: value}, {0: 1, 1: 2}], divisor, range(count))
    tokens = [np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])]
    sums = np.array([0, 0, value, value]) + [1, 2, 1, 2]
    expected = np.clip(sums // divisor, 0, count - 1)
    assert (rule.emit(tokens) == expected).all() and (rule.scores(tokens).argmax(1) == expected).all()
    assert rule.margin >= (4 * divisor if count > 1 else 1)
    assert leads(rule.scores(tokens)).min() >= rule.margin


def test_large_sums_go_without_a_table():
    values = [{0: 0, 1: 2**k} for k in range(40)]
    rule = gate(2, values, -(2**39))
    rng = np.random.default_rng(0)
    bits = rng.integers(0, 2, (40, 1000))
    assert (rule.emit(list(bits)) == bits[39]).all() and rule.margin == 1
    assert "emitted" not in vars(rule)


def test_function_maps_each_token():
    rule = function(6, {0: 5, 2: 3, 4: 5})
    check_linear(rule)
    assert rule.emit([np.array([0, 2, 4])]).tolist() == [5, 3, 5] and rule.margin == 1
    assert rule.emit([np.array([1, 3, 5, 6])]).tolist() == [6, 6, 6, 6], "no candidate is wanted there"


def test_match_of_a_tuple():
    part = np.array([0, 1, -1, -1, -1, -1])
    rule = Match([part, part], Wanted.of({2: (0, 0), 3: (0, 1), 4: (1, 0), 5: (1, 1)}))
    check_linear(rule)
    tokens = [np.array([0, 0, 1, 1]), np.array([0, 1, 0, 1])]
    assert rule.emit(tokens).tolist() == [2, 3, 4, 5] == rule.scores(tokens).argmax(1).tolist()
    assert leads(rule.scores(tokens)).tolist() == [1] * 4 and rule.margin == 1


WANTED = {0: (0, 0), 1: (1, 0), 2: (1, 1)}
NOTHING = np.array([3])  # V: a position before the start


def test_a_slot_that_is_missing_or_says_nothing_decides_nothing():
    rule = Match([np.array([0, 1, -1]), np.array([0, 1, 2])], Wanted.of(WANTED))
    at = np.array
    assert rule.emit([at([0]), at([0])]).tolist() == [0]
    assert rule.emit([at([0]), NOTHING]).tolist() == [3] == rule.emit([NOTHING, at([1])]).tolist()
    assert rule.emit([at([2]), at([1])]).tolist() == [3], "stands for no part, though the other slot fits one candidate"
    assert rule.emit([at([1]), at([2])]).tolist() == [3], "a part that no candidate wants"
    assert rule.emit([at([0]), at([1])]).tolist() == [3], "wanted by none"


def test_one_slot_may_lie_before_the_start_where_the_others_single_a_candidate_out():
    rule = Match([np.array([0, 1, -1])] * 2, Wanted.of(WANTED, before=1))
    at = np.array
    assert rule.emit([at([0]), NOTHING]).tolist() == [0]
    assert rule.emit([at([1]), NOTHING]).tolist() == [3], "shared by two"
    assert rule.emit([NOTHING, at([1])]).tolist() == [3], "the other slot may not"
    assert rule.emit([NOTHING, NOTHING]).tolist() == [3]
    assert rule.emit([at([0]), at([2])]).tolist() == [3], "a token that says nothing is not a position before the start"
    assert leads(rule.scores([at([0]), NOTHING])).tolist() == [1]


def test_a_single_candidate_is_not_emitted_unseen():
    rule = function(4, {0: 2})
    assert rule.emit([np.array([0, 1, 2, 3, 4])]).tolist() == [2, 4, 4, 4, 4]


@pytest.mark.parametrize("scale", [1, 2**40], ids=["table", "no table"])
def test_sums_of_what_is_no_number_are_not_decided(scale):
    rule = gate(3, [{0: 0, 1: 3 * scale}, {0: 5 * scale, 1: 9 * scale}], -8 * scale)
    grid = list(np.array(list(product(range(4), repeat=2))).T)
    right = [int(3 * x + (5, 9)[y] >= 8) if x < 2 and y < 2 else 3 for x, y in zip(*grid)]
    assert rule.emit(grid).tolist() == right
    assert ("emitted" in vars(rule)) == (scale == 1)


@settings(deadline=None, derandomize=True)
@given(st.sets(st.tuples(*[st.integers(0, 2)] * 3), min_size=1, max_size=12))
def test_margin_of_a_match_is_attained(tuples):
    wanted = dict(enumerate(sorted(tuples)))
    rule = Match([np.arange(13)] * 3, Wanted.of(wanted))
    tokens = list(np.array(list(wanted.values())).T)
    assert rule.emit(tokens).tolist() == list(wanted)
    assert leads(rule.scores(tokens)).min() == rule.margin


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: total(9, [{0: 0, 1: 5}], range(3, 6)), "sums reach from 0 to 5"),
        (lambda: Line(4, [{0: 0, 1: 1}], (0, 1), (0, 2), (0, -2)), "score alike"),
        (lambda: Line(4, [{0: 0, 1: 1}], (0, 1), (2, 2), (0, 1)), "increasing slopes"),
        (lambda: Line(4, [{0: 0, 1: 1}], (0, 1, 2), (0, 1, 2), (0, 1, 3)), "increasing crossings"),
        (lambda: gate(2, [{0: 0, 1: 2**62}], 0), "64 bits"),
        (lambda: Wanted.of({0: (1, 2), 1: (1, 2)}), "want the same"),
        (lambda: total(3, [{0: 2**33}], (1,), first=2**33), "squares do not fit into 64 bits"),
        (lambda: quotient(2, [{0: 0, 1: 2**40}], 2**40, (0, 1)), "squares of 2 multiples do not fit"),
    ],
)
def test_wrong_weights_are_refused(make, message):
    with pytest.raises(ValueError, match=message):
        make()
