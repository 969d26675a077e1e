"""The causal layer against loops over all pairs of positions."""

import pytest
import torch
from small_predictors import blocks
from torch.testing import assert_close

from arntp.predictors.causal import CausalLayer, halve

CONTEXTS = [*range(1, 18), 23, 31, 33]


def scattered(context, width, seed=0):
    """A layer in float64 with random numbers in all blocks."""
    layer = CausalLayer(context, width).double()
    torch.nn.init.normal_(layer.weight, generator=torch.Generator().manual_seed(seed))
    return layer


def inputs(batch, length, width, seed=1):
    generator = torch.Generator().manual_seed(seed)
    return torch.randn(batch, length, width, dtype=torch.float64, generator=generator)


def by_loops(layer, x):
    """y_t = Σ_{s ≤ t} W_{t,s} x_s, pair after pair."""
    weights, y = blocks(layer), torch.zeros_like(x)
    for t in range(x.shape[1]):
        for s in range(t + 1):
            y[:, t] += x[:, s] @ weights[t, s].T
    return y


@pytest.mark.parametrize("context", CONTEXTS)
def test_rectangles_cover_each_pair_of_positions_once(context):
    covered = torch.zeros(context, context, dtype=torch.int64)
    pieces = halve(0, context)
    for piece in pieces:
        covered[piece.top : piece.bottom, piece.left : piece.right] += 1
    assert torch.equal(covered, torch.ones_like(covered).tril())
    assert sum(piece.blocks for piece in pieces) == context * (context + 1) // 2
    assert len(pieces) == 2 * context - 1


@pytest.mark.parametrize("context", CONTEXTS)
def test_stored_weights_are_the_causal_blocks_and_no_other(context):
    layer = scattered(context, 2)
    assert blocks(layer).keys() == {(t, s) for t in range(context) for s in range(t + 1)}
    assert layer.weight.numel() == context * (context + 1) // 2 * 4


@pytest.mark.parametrize("context", CONTEXTS)
def test_outputs_equal_loops_over_all_pairs(context):
    layer = scattered(context, 3)
    for length in {1, (context + 1) // 2, context - 1, context} - {0}:
        x = inputs(2, length, 3)
        expected = by_loops(layer, x)
        assert_close(layer(x), expected, atol=1e-12, rtol=1e-12)
        assert_close(layer.last(x), expected[:, -1], atol=1e-12, rtol=1e-12)


@pytest.mark.parametrize("context", [1, 2, 5, 8, 13])
def test_gradients_equal_those_through_the_loops(context):
    layer = scattered(context, 2)
    for length in {1, context // 2, context} - {0}:
        x, direction = inputs(3, length, 2).requires_grad_(), inputs(3, length, 2, seed=2)
        expected = torch.autograd.grad(by_loops(layer, x), (x, layer.weight), direction)
        assert_close(torch.autograd.grad(layer(x), (x, layer.weight), direction), expected, atol=1e-12, rtol=1e-12)


@pytest.mark.parametrize(("context", "length"), [(1, 1), (2, 1), (2, 2), (3, 2), (5, 3), (5, 5)])
def test_gradients_pass_gradcheck(context, length):
    layer, x = scattered(context, 2), inputs(2, length, 2).requires_grad_()

    def product(x, weight):
        return torch.func.functional_call(layer, {"weight": weight}, x)

    assert torch.autograd.gradcheck(product, (x, layer.weight))


def test_a_second_derivative_is_refused():
    layer, x = scattered(3, 2), inputs(2, 3, 2).requires_grad_()
    with pytest.raises(RuntimeError, match="CausalProduct has no second derivative"):
        torch.autograd.grad(layer(x).sum(), x, create_graph=True)


@pytest.mark.parametrize("shape", [(2, 4, 2), (2, 3, 3), (2, 0, 2), (3, 2)])
def test_inputs_of_another_shape_are_refused(shape):
    layer = scattered(3, 2)
    for read in (layer, layer.last):
        with pytest.raises(ValueError, match=r"x has shape .*: \(B, l, 2\), l = 1 to 3, is needed"):
            read(torch.zeros(shape, dtype=torch.float64))


def test_gradients_of_a_transposed_upstream():
    """What flows back need not be contiguous."""
    layer, x = scattered(3, 2), inputs(2, 3, 2).requires_grad_()
    direction = inputs(2, 2, 3, seed=2).transpose(1, 2)
    expected = torch.autograd.grad(layer(x), (x, layer.weight), direction.contiguous())
    assert_close(torch.autograd.grad(layer(x), (x, layer.weight), direction), expected)


@pytest.mark.parametrize("all_blocks", [False, True])
def test_initial_outputs_have_unit_variance_at_every_position(all_blocks):
    layer = CausalLayer(8, 64)
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(0)
        layer.reset_parameters(all_blocks)
    y = layer(inputs(64, 8, 64).float())
    assert_close(y.var(dim=(0, 2)), torch.ones(8), atol=0.15, rtol=0)
    drawn = torch.ones(8, 8, dtype=torch.bool).tril() if all_blocks else torch.eye(8, dtype=torch.bool)
    assert torch.equal(layer.block_norms() > 0, drawn)


def test_block_norms():
    layer = scattered(6, 3)
    norms = torch.zeros(6, 6, dtype=torch.float64)
    for pair, block in blocks(layer).items():
        norms[pair] = block.norm()
    assert_close(layer.block_norms(), norms)
