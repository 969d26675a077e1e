"""Chain accuracies against loops, and Theorem 3.6's identity for arbitrary predictors."""

from math import comb

import numpy as np
import pytest
import torch
from hypothesis import given, settings
from hypothesis import strategies as st
from torch import Tensor

from arntp.evaluation import (
    ar_error,
    chain_accuracy,
    proportion_interval,
    rollout_accuracy,
    teacher_forced_accuracy,
)
from arntp.predictors.base import Predictor


class Table(Predictor):
    """A causal predictor that is an arbitrary function of the whole prefix: a seeded hash of it picks the token."""

    def __init__(self, vocab: int, context: int, seed: int):
        super().__init__(vocab, context)
        self.seed = seed

    def forward(self, tokens: Tensor) -> Tensor:
        state = torch.full((len(tokens),), self.seed)
        chosen = []
        for token in tokens.T:
            state = (state * 31 + token * 17 + 7) % 10_007
            chosen.append(state % self.vocab)
        return torch.nn.functional.one_hot(torch.stack(chosen, 1), self.vocab)


class Sum(Predictor):
    """Says (sum of the tokens so far) mod V, which `sums` continues without error."""

    def forward(self, tokens: Tensor) -> Tensor:
        return torch.nn.functional.one_hot(tokens.cumsum(1) % self.vocab, self.vocab)


def sums(prompts: np.ndarray, length: int, vocab: int) -> np.ndarray:
    """Prompts (M, n) continued by `length` running sums mod V."""
    tokens = prompts
    for _ in range(length):
        tokens = np.concatenate([tokens, tokens.sum(1, keepdims=True) % vocab], 1)
    return tokens


@st.composite
def chain_pairs(draw):
    """(predicted, true) chains (M, T) that differ in a few places, and an answer slice."""
    shape = draw(st.integers(1, 6)), draw(st.integers(1, 8))
    rng = np.random.default_rng(draw(st.integers(0, 2**32)))
    true = rng.integers(10, size=shape)
    changed = rng.random(shape) < draw(st.sampled_from([0, 0.1, 0.5, 1]))
    predicted = np.where(changed, rng.integers(10, size=shape), true)
    return predicted, true, slice(draw(st.integers(0, shape[1] - 1)), None)


@given(chain_pairs())
def test_chain_accuracy_equals_loops(chains):
    predicted, true, answer = chains
    found = chain_accuracy(predicted, true, answer)
    pairs = [(p, t) for p, t in zip(predicted.tolist(), true.tolist(), strict=True)]
    digits = [a == b for p, t in pairs for a, b in zip(p[answer], t[answer], strict=True)]
    assert found.exact == pytest.approx(sum(p == t for p, t in pairs) / len(pairs))
    assert found.answer_exact == pytest.approx(sum(p[answer] == t[answer] for p, t in pairs) / len(pairs))
    assert found.digit_accuracy == pytest.approx(sum(digits) / len(digits))
    assert found.exact <= found.answer_exact <= found.digit_accuracy + 1e-12
    length = true.shape[1]
    first = [next((i for i in range(length) if p[i] != t[i]), length) for p, t in pairs]
    assert found.first_wrong.tolist() == first and found.chains == len(pairs)
    for i in range(length):
        assert found.by_position[i] == pytest.approx(sum(p[i] == t[i] for p, t in pairs) / len(pairs))


def test_chain_accuracy_by_hand():
    found = chain_accuracy(np.array([[1, 2, 3], [1, 0, 3], [0, 2, 0]]), np.array([[1, 2, 3]] * 3), slice(1, None))
    assert (found.exact, found.answer_exact) == (1 / 3, 1 / 3)
    assert found.digit_accuracy == 4 / 6
    np.testing.assert_allclose(found.by_position, [2 / 3, 2 / 3, 2 / 3])
    assert found.first_wrong.tolist() == [3, 1, 0]


@pytest.mark.parametrize(
    ("predicted", "true", "answer", "message"),
    [
        (np.zeros((2, 3), int), np.zeros((2, 4), int), slice(-1, None), r"\(2, 3\), \(2, 4\)"),
        (np.zeros(3, int), np.zeros(3, int), slice(-1, None), r"\(3,\)"),
        (np.zeros((0, 3)), np.zeros((0, 3)), slice(-1, None), r"\(0, 3\)"),
        (np.zeros((2, 3), int), np.zeros((2, 3), int), slice(3, None), "holds no token of a chain of 3"),
    ],
)
def test_chains_that_cannot_be_compared_are_refused(predicted, true, answer, message):
    with pytest.raises(ValueError, match=message):
        chain_accuracy(predicted, true, answer)


@settings(deadline=None, max_examples=60)
@given(st.integers(0, 10_006), st.integers(1, 4), st.integers(1, 5), st.integers(1, 9), st.integers(1, 3))
def test_rolling_out_does_not_amplify_error(seed, prompt_length, length, batch, vocab):
    """Theorem 3.6: the chain errs exactly where some teacher-forced token does, whatever the predictor."""
    tokens = np.random.default_rng(seed).integers(vocab, size=(20, prompt_length + length))
    predictor = Table(vocab, prompt_length + length, seed)
    errors = ar_error(predictor, tokens, prompt_length, batch=batch)
    assert errors["chain"] == errors["teacher_forced"]
    assert errors["answer"] <= errors["chain"]


def test_answer_errors_can_cancel():
    """A rollout that errs and still answers right: the answer's statement is an inequality."""
    tokens = np.array([[1, 0, 2], [1, 1, 2]])
    errors = ar_error(Sum(3, 3), tokens, 1, answer=slice(1, None))
    assert errors == {"chain": 0.5, "teacher_forced": 0.5, "answer": 0.0}


def test_a_right_predictor_is_right():
    tokens = sums(np.random.default_rng(1).integers(7, size=(10, 3)), 5, 7)
    assert ar_error(Sum(7, 8), tokens, 3) == {"chain": 0, "teacher_forced": 0, "answer": 0}
    found = rollout_accuracy(Sum(7, 8), tokens, 3, slice(2, None), batch=4)
    assert found.exact == found.digit_accuracy == 1 and found.chains == 10


def test_teacher_forcing_reads_the_true_prefix_and_rollout_its_own():
    tokens = sums(np.random.default_rng(1).integers(1, 7, size=(11, 3)), 5, 7)
    tokens[:, 4] = (tokens[:, 4] + 1) % 7  # the second chain token is not what Sum says; later ones follow from it
    tokens = sums(tokens[:, :5], 3, 7)
    for batch in (1, 4, 100):
        assert teacher_forced_accuracy(Sum(7, 8), tokens, 3, batch).tolist() == [1, 0, 1, 1, 1]
        found = rollout_accuracy(Sum(7, 8), tokens, 3, batch=batch)
        assert found.first_wrong.tolist() == [1] * 11
        assert found.by_position.tolist() == [1, 0, 0, 0, 0]


@pytest.mark.parametrize("mode", [True, False])
def test_judging_restores_the_mode(mode):
    predictor = Sum(7, 8).train(mode)
    teacher_forced_accuracy(predictor, np.ones((2, 4), np.int64), 2)
    assert predictor.training is mode


@pytest.mark.parametrize(
    ("shape", "prompt_length", "batch", "message"),
    [
        ((3, 4), 4, 8, "no prompt of 4 and a chain"),
        ((3, 4), 0, 8, "no prompt of 0 and a chain"),
        ((4,), 1, 8, r"shape \(4,\)"),
        ((0, 4), 2, 8, r"M ≥ 1, not \(0, "),
        ((3, 4), 2, 0, "batch = 0: at least 1"),
    ],
)
@pytest.mark.parametrize("measure", [teacher_forced_accuracy, rollout_accuracy, ar_error])
def test_bad_sequences_are_refused(measure, shape, prompt_length, batch, message):
    with pytest.raises(ValueError, match=message):
        measure(Sum(7, 8), np.zeros(shape, np.int64), prompt_length, batch=batch)


@given(st.integers(1, 60), st.data())
def test_interval_bounds_are_where_the_normal_test_just_rejects(trials, data):
    """Wilson's bounds q solve |p − q| = z √(q(1 − q)/n)."""
    successes = data.draw(st.integers(0, trials))
    p = successes / trials
    low, high = proportion_interval(successes, trials)
    assert 0 <= low <= p <= high <= 1
    for q in (low, high):
        assert (p - q) ** 2 == pytest.approx(1.959964**2 * q * (1 - q) / trials, abs=1e-7)
    wider = proportion_interval(successes, trials, 0.99)
    assert wider[0] <= low and high <= wider[1]


def test_interval_covers_as_often_as_it_says():
    """Coverage at n = 100, summed over the binomial distribution, on average over p."""
    intervals = [proportion_interval(k, 100) for k in range(101)]
    proportions = np.linspace(0.01, 0.99, 99)
    covered = [
        sum(comb(100, k) * p**k * (1 - p) ** (100 - k) for k, (a, b) in enumerate(intervals) if a <= p <= b)
        for p in proportions
    ]
    assert np.mean(covered) == pytest.approx(0.95, abs=0.005)


@pytest.mark.parametrize(
    ("successes", "trials", "message"),
    [(-1, 3, "successes = -1: 0 to 3"), (4, 3, "successes = 4: 0 to 3"), (0, 0, "trials = 0: at least 1")],
)
def test_impossible_proportions_are_refused(successes, trials, message):
    with pytest.raises(ValueError, match=message):
        proportion_interval(successes, trials)


@pytest.mark.parametrize("confidence", [0, 1, 95])
def test_impossible_confidence_is_refused(confidence):
    with pytest.raises(ValueError, match=f"confidence = {confidence}"):
        proportion_interval(1, 2, confidence)
