"""The convolution by FFT against loops over time, and what sharing weights along time means."""

import pytest
import torch
from small_predictors import CONTEXT, VOCAB, random_tokens, scattered
from torch.testing import assert_close

from arntp.predictors import TimeInvariantLinear, active_parameters
from arntp.predictors.time_invariant import causal_convolution, padded

LENGTHS = [1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 17]


def normal(*shape, seed=0):
    return torch.randn(*shape, dtype=torch.float64, generator=torch.Generator().manual_seed(seed))


def by_loops(x, weight):
    """y_t = Σ_k x_{t−k} W_k, offset after offset."""
    y = torch.zeros_like(x)
    for t in range(x.shape[1]):
        for k in range(min(t + 1, len(weight))):
            y[:, t] += x[:, t - k] @ weight[k]
    return y


@pytest.mark.parametrize("kept", [1, 2, 5, 8])
@pytest.mark.parametrize("length", LENGTHS)
def test_convolution_equals_loops(length, kept):
    x, weight = normal(2, length, 3), normal(kept, 3, 3, seed=1)
    assert_close(causal_convolution(x, weight), by_loops(x, weight), atol=1e-12, rtol=1e-12)


@pytest.mark.parametrize(("length", "kept"), [(1, 1), (1, 3), (2, 3), (3, 3), (4, 3), (7, 2)])
def test_gradients_pass_gradcheck_and_equal_those_of_loops(length, kept):
    x, weight = normal(2, length, 2).requires_grad_(), normal(kept, 2, 2, seed=1).requires_grad_()
    assert torch.autograd.gradcheck(causal_convolution, (x, weight))
    direction = normal(2, length, 2, seed=2)
    expected = torch.autograd.grad(by_loops(x, weight), (x, weight), direction)
    assert_close(torch.autograd.grad(causal_convolution(x, weight), (x, weight), direction), expected)


def test_a_second_derivative_is_refused():
    x, weight = normal(2, 4, 3).requires_grad_(), normal(3, 3, 3, seed=1).requires_grad_()
    with pytest.raises(RuntimeError, match="CausalConvolution has no second derivative"):
        torch.autograd.grad(causal_convolution(x, weight).sum(), x, create_graph=True)


def test_gradients_of_an_empty_batch_are_zero():
    x, weight = normal(0, 4, 3).requires_grad_(), normal(3, 3, 3, seed=1).requires_grad_()
    y = causal_convolution(x, weight)
    dx, dweight = torch.autograd.grad(y.sum(), (x, weight))
    assert y.shape == dx.shape == (0, 4, 3) and torch.equal(dweight, torch.zeros_like(weight))


@pytest.mark.parametrize("length", [*range(1, 40), 63, 64, 65])
def test_padding_leaves_room_for_the_whole_convolution(length):
    for kept in range(1, 40):
        size, needed = padded(length, kept), length + min(kept, length) - 1
        assert needed <= size < 2 * needed and size.bit_count() == 1


def test_scores_equal_nested_loops():
    predictor, tokens = scattered(TimeInvariantLinear).double(), random_tokens(2, 2 * CONTEXT)
    sums = by_loops(predictor.embed(tokens), predictor.blocks)
    assert_close(predictor(tokens), sums @ predictor.output.weight.T, atol=1e-11, rtol=1e-11)


def test_the_block_of_offset_k_is_what_is_trained_over_k_plus_one():
    predictor = scattered(TimeInvariantLinear)
    for k in range(CONTEXT):
        assert_close(predictor.blocks[k] * (k + 1), predictor.weight[k])
    assert "gain" not in predictor.state_dict(), "a checkpoint holds what is trained"


def test_scores_depend_on_the_last_tokens_alone_wherever_they_stand():
    predictor, tokens = scattered(TimeInvariantLinear).double(), random_tokens(3, 3 * CONTEXT)
    scores = predictor(tokens)
    for end in range(CONTEXT, 3 * CONTEXT + 1):
        fresh = predictor(tokens[:, end - CONTEXT : end])[:, -1]
        assert_close(scores[:, end - 1], fresh, atol=1e-11, rtol=1e-11)
        assert_close(predictor.next_scores(tokens[:, :end], {}), fresh, atol=1e-11, rtol=1e-11)


def test_stored_weights_are_one_block_an_offset():
    predictor = TimeInvariantLinear(VOCAB, CONTEXT, 4)
    assert active_parameters(predictor) == CONTEXT * 4**2 + 2 * VOCAB * 4


def test_flops_by_hand():
    # l = 3 < L: transforms of size 8 (≥ 3 + 3 − 1) have 5 frequencies, each 2 × 2 complex products of 8
    # operations; three readouts of 10 weights
    assert TimeInvariantLinear(5, 4, 2).flops(3) == 8 * 5 * 4 + 2 * 3 * 10
    assert TimeInvariantLinear(5, 4, 2).flops(1) == 8 * 1 * 4 + 2 * 10
