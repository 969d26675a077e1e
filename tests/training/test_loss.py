"""The loss in pieces against torch's cross-entropy of all scores at once."""

import pytest
import torch
from small_predictors import VOCAB, random_tokens, scattered, trained_classes
from torch.nn import functional as F
from torch.testing import assert_close

import arntp.training.loss
from arntp.predictors import CausalLinear, TimeInvariantLinear
from arntp.training.loss import NextTokenLoss, linear_cross_entropy, piece_size


def problem(count, width=5, vocab=11, scale=1.0):
    """Features, weight (both with gradients) and targets."""
    generator = torch.Generator().manual_seed(count)
    features = (scale * torch.randn(count, width, generator=generator)).requires_grad_()
    weight = torch.randn(vocab, width, generator=generator).requires_grad_()
    return features, weight, torch.randint(vocab, (count,), generator=generator)


@pytest.mark.parametrize("count", [1, 3, 4, 7, 12, 13])
@pytest.mark.parametrize("rows", [1, 4, 100])
def test_loss_and_gradients_equal_torchs(count, rows, monkeypatch):
    """Also where the last piece is shorter than the others."""
    monkeypatch.setattr(arntp.training.loss, "piece_size", lambda weight: rows)
    features, weight, targets = problem(count)
    expected = F.cross_entropy(F.linear(features, weight), targets)
    loss = linear_cross_entropy(features, weight, targets)
    assert_close(loss, expected)
    assert_close(
        torch.autograd.grad(2.5 * loss, (features, weight)), torch.autograd.grad(2.5 * expected, (features, weight))
    )


def test_large_scores_do_not_overflow():
    features, weight, targets = problem(20, scale=1e4)
    expected = F.cross_entropy(F.linear(features, weight), targets)
    loss = linear_cross_entropy(features, weight, targets)
    assert loss.isfinite() and loss > 1e3
    assert_close(loss, expected)
    assert_close(torch.autograd.grad(loss, (features, weight)), torch.autograd.grad(expected, (features, weight)))


def test_no_targets_cost_nothing():
    features, weight, targets = problem(0)
    loss = linear_cross_entropy(features, weight, targets)
    assert loss == 0
    assert not any(gradient.any() for gradient in torch.autograd.grad(loss, (features, weight)))


@pytest.mark.parametrize("vocab", [1, 7, 2048, 2**21, 2**22])
def test_pieces_hold_two_million_scores(vocab):
    rows = piece_size(torch.empty(vocab, 1, device="meta"))
    assert rows >= 1 and (rows * vocab <= 2**21 or rows == 1) and (rows + 1) * vocab > 2**21


@trained_classes
@pytest.mark.parametrize("first", [1, 3, 6])
def test_only_targets_from_the_first_scored_position_count(cls, first):
    predictor, tokens = scattered(cls), random_tokens(4, 7)
    scores = predictor(tokens[:, :-1])[:, first - 1 :]
    expected = F.cross_entropy(scores.reshape(-1, VOCAB), tokens[:, first:].reshape(-1))
    loss = NextTokenLoss(predictor, first)(tokens)
    assert_close(loss, expected, atol=1e-5, rtol=1e-5)
    gradients = torch.autograd.grad(loss, list(predictor.parameters()))
    assert_close(gradients, torch.autograd.grad(expected, list(predictor.parameters())), atol=1e-5, rtol=1e-4)


@trained_classes
def test_padding_is_never_scored(cls):
    predictor, tokens = scattered(cls), random_tokens(3, 8)
    lengths = [8, 5, 2]
    for row, length in zip(tokens, lengths):
        row[length:] = -1
    whole = NextTokenLoss(predictor)
    expected = sum(whole(row[None, :n]) * (n - 1) for row, n in zip(tokens, lengths)) / sum(n - 1 for n in lengths)
    assert_close(whole(tokens), expected, atol=1e-5, rtol=1e-5)


def test_bad_arguments_are_refused():
    with pytest.raises(ValueError, match="first = 0: at least 1 is needed"):
        NextTokenLoss(scattered(CausalLinear), 0)
    with pytest.raises(ValueError, match="no position from 4 on to score in sequences of 4 tokens"):
        NextTokenLoss(scattered(TimeInvariantLinear), 4)(random_tokens(2, 4))
    with pytest.raises(ValueError, match="10 tokens, but this CausalLinear reads at most 9"):
        NextTokenLoss(scattered(CausalLinear))(random_tokens(2, 11))
