"""The GPU's layout of the causal layer, on a processor: the same weights, outputs and gradients."""

from itertools import pairwise

import pytest
import torch
from torch.testing import assert_close

from arntp.predictors import triangle
from arntp.predictors.causal import CausalLayer, CausalProduct
from arntp.predictors.triangle import Coarsened, coarse, halve

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def poisoned():
    """Memory that nobody wrote holds NaN."""
    torch.use_deterministic_algorithms(True)
    yield
    torch.use_deterministic_algorithms(False)


CUTS = [(1, 1), (2, 1), (5, 1), (5, 2), (8, 4), (13, 3), (13, 20), (33, 4), (307, 16)]


@pytest.mark.parametrize(("context", "whole"), CUTS)
def test_coarse_pieces_cover_each_pair_once_and_squares_the_rest(context, whole):
    covered = torch.zeros(context, context, dtype=torch.int64)
    for r in halve(0, context, whole):
        covered[r.top : r.bottom, r.left : r.right] += 1
        assert r.right <= r.top or r.left == r.top and r.right == r.bottom and r.bottom - r.top <= whole
    assert (covered.tril() == torch.ones_like(covered).tril()).all() and covered.max() == 1


def test_the_papers_layer_is_cut_into_few_large_products():
    pieces = halve(0, 307, triangle.WHOLE // 128)
    active = 307 * 308 // 2
    assert len(pieces) == 63 and len(halve(0, 307)) == 613
    assert sum(r.blocks for r in pieces) <= 1.03 * active
    assert min(r.bottom - r.top for r in pieces) * 128 >= 1024


@pytest.mark.parametrize(("context", "whole"), CUTS[:-1])
def test_every_weight_has_one_place_and_the_rest_is_zero(context, whole):
    layout, width = coarse(context, 2, whole, CPU), 2
    weight = 1 + torch.arange(context * (context + 1) // 2 * width**2, dtype=torch.float64)
    moved = Coarsened.apply(weight, layout, width, torch.float64)
    assert torch.equal(moved[moved != 0].sort().values, weight)
    assert all(begin + count == after for (_, begin, count), (_, after, _) in pairwise(layout.runs))


def products(layer, x, whole):
    """Outputs by the coarse layout."""
    layout = coarse(layer.context, layer.width, whole, CPU)
    weight = Coarsened.apply(layer.weight, layout, layer.width, x.dtype)
    return CausalProduct.apply(x.flatten(1), weight, layout.pieces, layer.width).view(x.shape)


@pytest.mark.parametrize(("context", "whole"), CUTS[:-1])
def test_outputs_and_gradients_equal_the_stored_layouts(context, whole):
    generator = torch.Generator().manual_seed(0)
    layer = CausalLayer(context, 3).double()
    torch.nn.init.normal_(layer.weight, generator=generator)
    for length in {1, (context + 1) // 2, context - 1, context} - {0}:
        x, dy = torch.randn(2, 4, length, 3, dtype=torch.float64, generator=generator)
        x.requires_grad_()
        y, expected = products(layer, x, whole), layer(x)
        assert_close(y, expected, atol=1e-12, rtol=1e-12)
        wanted = torch.autograd.grad(expected, (x, layer.weight), dy)
        assert_close(torch.autograd.grad(y, (x, layer.weight), dy), wanted, atol=1e-12, rtol=1e-12)


def test_bfloat16_products_leave_float32_gradients():
    layer = CausalLayer(9, 8)
    torch.nn.init.normal_(layer.weight, generator=torch.Generator().manual_seed(0))
    x = torch.randn(4, 9, 8, generator=torch.Generator().manual_seed(1))
    layer(x).sum().backward()
    wanted, layer.weight.grad = layer.weight.grad, None
    y = products(layer, x.bfloat16(), 4)
    y.sum().backward()
    assert y.dtype == torch.bfloat16 and layer.weight.grad.dtype == torch.float32
    assert torch.nn.functional.cosine_similarity(layer.weight.grad, wanted, dim=0) > 0.999


@pytest.mark.parametrize(("weights", "autocast", "products"), [
    (torch.float32, False, torch.float32),
    (torch.float32, True, torch.bfloat16),
    (torch.float64, True, torch.float64),
])  # fmt: skip
def test_the_copy_has_the_precision_of_the_products(weights, autocast, products):
    layer = CausalLayer(9, 8).to(weights)
    with torch.autocast("cpu", torch.bfloat16, enabled=autocast):
        moved, pieces = triangle.on_gpu(layer.weight, 9, 8)
    assert moved.dtype == products and pieces[-1].bottom == 9
