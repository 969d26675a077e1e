"""Gradients of the whole loss: checked by differences, refused twice, under autocast and under torch.compile."""

import pytest
import torch
from small_predictors import VOCAB, each, random_tokens, scattered, trained_classes
from torch.nn import functional as F
from torch.testing import assert_close

from arntp.predictors import CausalMLP, Predictor, TimeInvariantLinear, Transformer
from arntp.training import NextTokenLoss

FIRST, LENGTH = 2, 4


def padded_tokens(rows=3, length=LENGTH + 1):
    """Random rows of which each but the first is shorter than the one before."""
    tokens = random_tokens(rows, length)
    for row, kept in enumerate(range(length, length - rows, -1)):
        tokens[row, kept:] = -1
    return tokens


def gradients(predictor: Predictor, loss: torch.Tensor, **options) -> dict[str, torch.Tensor]:
    """The loss's gradient by parameter."""
    names, parameters = zip(*predictor.named_parameters())
    return dict(zip(names, torch.autograd.grad(loss, parameters, **options)))


@trained_classes
def test_the_whole_loss_passes_gradcheck(cls):
    loss, tokens = NextTokenLoss(scattered(cls).double(), FIRST), padded_tokens()
    names, parameters = zip(*loss.named_parameters())

    def of_weights(*weights):
        return torch.func.functional_call(loss, dict(zip(names, weights)), tokens)

    assert torch.autograd.gradcheck(of_weights, parameters, fast_mode=True)


@trained_classes
def test_the_loss_of_a_float64_model_is_float64(cls):
    predictor, tokens = scattered(cls).double(), padded_tokens()
    loss = NextTokenLoss(predictor, FIRST)(tokens)
    scores = predictor(tokens[:, :-1].clamp(min=0))[:, FIRST - 1 :]
    expected = F.cross_entropy(scores.reshape(-1, VOCAB), tokens[:, FIRST:].reshape(-1), ignore_index=-1)
    assert loss.dtype == torch.float64
    assert_close(loss, expected, atol=1e-13, rtol=1e-13)
    assert_close(gradients(predictor, loss), gradients(predictor, expected), atol=1e-13, rtol=1e-11)


@trained_classes
def test_a_second_derivative_is_refused(cls):
    """The loss keeps its gradient and not how it came to be, so that a second one would be wrong."""
    predictor = scattered(cls)
    with pytest.raises(RuntimeError, match="LinearCrossEntropy has no second derivative: .* without create_graph=True"):
        gradients(predictor, NextTokenLoss(predictor)(padded_tokens()), create_graph=True)


@trained_classes
@pytest.mark.parametrize("rows", [0, 2])
def test_nothing_to_score_gives_a_loss_and_gradients_of_zero(cls, rows):
    """No row, or rows of padding alone."""
    predictor = scattered(cls)
    loss = NextTokenLoss(predictor)(torch.full((rows, LENGTH), -1))
    assert loss == 0
    assert all(torch.equal(g, torch.zeros_like(g)) for g in gradients(predictor, loss).values())


@trained_classes
def test_autocast_on_a_processor_is_near_float32(cls):
    predictor, tokens = scattered(cls), random_tokens(64, 9)
    expected = NextTokenLoss(predictor)(tokens)
    with torch.autocast("cpu", torch.bfloat16):
        loss = NextTokenLoss(predictor)(tokens)
    assert loss.dtype == torch.float32
    assert_close(loss, expected, atol=0, rtol=2e-2)
    near = gradients(predictor, expected)
    for name, gradient in gradients(predictor, loss).items():
        assert gradient.dtype == torch.float32
        assert F.cosine_similarity(gradient.flatten(), near[name].flatten(), dim=0) > 0.98, name


def compiled_and_eager(cls, backend: str) -> tuple[tuple, tuple]:
    """(Loss, gradients) of a graph without breaks, and without compiling; a short context makes a small graph."""
    shape = {"layers": 1} if cls is Transformer else {}
    loss, tokens = NextTokenLoss(scattered(cls, context=LENGTH, **shape), FIRST), padded_tokens()
    torch.compiler.reset()
    values = torch.compile(loss, backend=backend, fullgraph=True)(tokens), loss(tokens)
    return tuple((value, gradients(loss.predictor, value)) for value in values)


@pytest.mark.filterwarnings("ignore:.*Function'> should not be instantiated:DeprecationWarning")
@trained_classes
def test_a_compiled_graph_gives_the_same_gradients(cls):
    """Our functions write in place while they go forward, which PyTorch 2.11 got wrong in some (its issue 180642)."""
    assert_close(*compiled_and_eager(cls, "aot_eager"))


@pytest.mark.slow
@pytest.mark.filterwarnings("ignore:.*Function'> should not be instantiated:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:.*torch.jit.script_method:DeprecationWarning")
@pytest.mark.filterwarnings("ignore:Torchinductor does not support code generation for complex operators")
@each(CausalMLP, TimeInvariantLinear)
def test_compiled_code_gives_the_same_gradients(cls):
    """Between them they hold all of our functions."""
    if cls is TimeInvariantLinear and torch.__version__ < (2, 12):
        pytest.skip("Inductor of PyTorch 2.11 stops at an FFT: it expects other strides than its own kernel gives")
    assert_close(*compiled_and_eager(cls, "inductor"), atol=1e-5, rtol=1e-4)
