"""The transformer against a second one that loops over positions and heads."""

import math

import pytest
import torch
from small_predictors import CONTEXT, random_tokens, scattered
from torch.testing import assert_close

from arntp.predictors import Transformer, active_parameters
from arntp.predictors.transformer import rotate, rotations


def normalised(x, gain):
    return gain * x / (x.square().mean(-1, keepdim=True) + torch.finfo(x.dtype).eps).sqrt()


def turned(x, position):
    """x (d/H,) turned by position · 10000^(−2i/size) in each plane (i, i + size/2)."""
    half = len(x) // 2
    turn = torch.polar(
        torch.ones(half, dtype=x.dtype),
        torch.tensor([position * 10000 ** (-2 * i / len(x)) for i in range(half)], dtype=x.dtype),
    )
    y = torch.complex(x[:half], x[half:]) * turn
    return torch.cat([y.real, y.imag])


def attention(x, block, heads):
    """What each position of x (l, d) reads from those up to it."""
    q, k, v = (x @ part.T for part in block.qkv.weight.chunk(3))
    size, read = x.shape[1] // heads, torch.zeros_like(x)
    for h in range(heads):
        cut = slice(h * size, (h + 1) * size)
        keys = torch.stack([turned(key, s) for s, key in enumerate(k[:, cut])])
        for t in range(len(x)):
            share = (keys[: t + 1] @ turned(q[t, cut], t) / math.sqrt(size)).softmax(0)
            read[t, cut] = share @ v[: t + 1, cut]
    return read @ block.mix.weight.T


def reference(predictor, tokens, heads):
    """Scores (l, V) of one row of tokens (l,)."""
    x = normalised(predictor.embed.weight[tokens], 1)
    for block in predictor.blocks:
        x = x + attention(normalised(x, block.attention_norm.weight), block, heads)
        up = normalised(x, block.mlp_norm.weight) @ block.up.weight.T
        gelu = 0.5 * up * (1 + torch.tanh(math.sqrt(2 / math.pi) * (up + 0.044715 * up**3)))
        x = x + gelu @ block.down.weight.T
    return normalised(x, predictor.norm.weight) @ predictor.embed.weight.T


@pytest.mark.parametrize("heads", [1, 2])
def test_scores_equal_the_reference(heads):
    predictor, tokens = scattered(Transformer, heads=heads).double(), random_tokens(2, CONTEXT)
    expected = torch.stack([reference(predictor, row, heads) for row in tokens])
    assert_close(predictor(tokens), expected, atol=1e-6, rtol=1e-6)  # the rotations are float32


def test_rotations_make_products_depend_on_the_distance_alone():
    generator = torch.Generator().manual_seed(0)
    q, k = torch.randn(2, 1, 1, 1, 6, dtype=torch.float64, generator=generator)
    turns = rotations(12, 6).double()

    def product(t, s):
        return (rotate(q, turns[t : t + 1]) * rotate(k, turns[s : s + 1])).sum()

    for t, s in [(4, 1), (9, 9), (0, 2)]:
        assert_close(product(t, s), product(t + 2, s + 2), atol=1e-5, rtol=1e-5)
    assert_close(product(5, 5), (q * k).sum(), atol=1e-6, rtol=1e-6)
    assert abs(product(4, 1) - product(4, 2)) > 1e-3


@pytest.mark.parametrize("sizes", [(3, 6), (1, 8, 9), (4, 5, 7, 9)])
def test_tokens_may_come_in_pieces(sizes):
    predictor, tokens, cache = scattered(Transformer), random_tokens(3, CONTEXT), {}
    for size in sizes:
        expected = predictor(tokens[:, :size])[:, -1]
        assert_close(predictor.next_scores(tokens[:, :size], cache), expected, atol=1e-5, rtol=1e-5)


def test_output_is_tied_to_the_embedding():
    # V · d + per layer 12 d² and two gains of d, and the last gain
    predictor = Transformer(11, 5, 8, layers=3, heads=2)
    assert predictor.output_weight is predictor.embed.weight
    assert active_parameters(predictor) == 11 * 8 + 3 * (12 * 8**2 + 2 * 8) + 8


def test_flops_by_hand():
    # l = 3, d = 4, V = 5, two layers: 12 · 16 weights a token; two products of 4 for each of the 6 pairs
    layer = 3 * 12 * 16 + 2 * 6 * 4
    assert Transformer(5, 3, 4, layers=2, heads=1).flops(3) == 2 * (2 * layer + 3 * 5 * 4)


@pytest.mark.parametrize(("width", "heads"), [(6, 4), (7, 1), (8, 3)])
def test_widths_that_heads_do_not_divide_are_refused(width, heads):
    with pytest.raises(ValueError, match=f"width = {width}: a multiple of 2 · heads = {2 * heads} is needed"):
        Transformer(5, 3, width, heads=heads)
