"""The causal layer on a GPU: large rectangles, whole triangles, bf16 products."""

import pytest
import torch
from torch.testing import assert_close

from arntp.predictors import triangle
from arntp.predictors.causal import CausalLayer, CausalProduct

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.filterwarnings("ignore:Attempting to run cuBLAS"),  # the backward thread makes its context
]
DEVICE = "cuda"
CONTEXT, WIDTH = 45, 128  # 5,760 outputs: three levels of rectangles, and squares of 11 and 12 positions


@pytest.fixture
def layers():
    """The same layer on the processor and on the GPU, random in all blocks."""
    here = CausalLayer(CONTEXT, WIDTH)
    torch.nn.init.normal_(here.weight, std=WIDTH**-0.5, generator=torch.Generator().manual_seed(0))
    there = CausalLayer(CONTEXT, WIDTH).to(DEVICE)
    there.load_state_dict(here.state_dict())
    return here, there


def gradients(layer, x, autocast):
    """Outputs and gradients of a layer on its device, as float32 on the processor."""
    device = layer.weight.device
    x = x.detach().to(device).requires_grad_()
    with torch.autocast(device.type, torch.bfloat16, enabled=autocast):
        y = layer(x)
    found = torch.autograd.grad(y.float().square().mean(), (x, layer.weight))
    assert found[1].dtype == torch.float32 and found[1].device == device
    return y.dtype, [tensor.detach().float().cpu() for tensor in (y, *found)]


@pytest.mark.parametrize("length", [1, 12, 23, CONTEXT - 1, CONTEXT])
def test_float32_equals_the_processor(layers, length):
    x = torch.randn(8, length, WIDTH, generator=torch.Generator().manual_seed(1))
    (_, expected), (dtype, found) = (gradients(layer, x, autocast=False) for layer in layers)
    assert dtype == torch.float32
    for mine, other in zip(found, expected, strict=True):
        assert_close(mine, other, atol=1e-4 * float(other.abs().max()), rtol=1e-3)


@pytest.mark.parametrize("length", [23, CONTEXT])
def test_bfloat16_is_near_float32(layers, length):
    x = torch.randn(32, length, WIDTH, generator=torch.Generator().manual_seed(1))
    (_, expected), (dtype, found) = gradients(layers[0], x, False), gradients(layers[1], x, True)
    assert dtype == torch.bfloat16
    for mine, other in zip(found, expected, strict=True):
        assert (mine - other).norm() <= 2e-2 * other.norm()


def test_the_products_are_large(layers, monkeypatch):
    cut, product = [], CausalProduct.apply

    def watched(x, weight, pieces, width):
        cut.extend(pieces)
        return product(x, weight, pieces, width)

    monkeypatch.setattr(CausalProduct, "apply", watched)
    layers[1](torch.randn(2, CONTEXT, WIDTH, device=DEVICE))
    assert len(cut) == 7 and min(r.bottom - r.top for r in cut) * WIDTH >= triangle.WHOLE // 2


def test_no_second_copy_of_the_weights_stays(layers):
    """After a step the device holds what training needs: weights and their gradient."""
    layer, x, held = layers[1], torch.randn(2, CONTEXT, WIDTH, device=DEVICE), []
    for _ in range(2):  # the first time, the libraries take their working memory
        layer.weight.grad = None
        held.append(torch.cuda.memory_allocated())
        with torch.autocast(DEVICE, torch.bfloat16):
            loss = layer(x).float().sum()
        loss.backward()
        del loss
    assert torch.cuda.memory_allocated() - held[-1] <= 1.1 * layer.weight.nbytes
