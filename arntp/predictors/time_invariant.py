"""The linear predictor whose weights depend on the distance between positions only."""

import math

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from arntp import arguments
from arntp.predictors.base import Predictor
from arntp.predictors.functions import differentiable_once


class TimeInvariantLinear(Predictor):
    """scores_t = U Σ_{k < L} W_k ψ(token_{t−k}): a causal convolution over time, linear in the tokens.

    One block W_k ∈ ℝ^{d×d} per offset k instead of one per pair of positions, so the class is smaller by a
    factor L/2 and accepts sequences of any length (it reads the last L tokens of each position). Sharing
    weights along time makes the sample complexity independent of T (Joshi et al. 2025).

    Trained are V_k with W_k = V_k / (k + 1). Adam moves every weight by steps of one size, however little its
    gradient tells, and the far offsets tell little: without the factor their noise is what limits the class.
    """

    slides = True

    def __init__(self, vocab: int, context: int, width: int):
        super().__init__(vocab, context)
        self.width = arguments.whole("width", width, 1)
        self.embed = nn.Embedding(vocab, width)
        self.weight = nn.Parameter(torch.zeros(context, width, width))  # V: offset, input, output
        self.register_buffer("gain", 1 / torch.arange(1, context + 1).view(-1, 1, 1), persistent=False)
        nn.init.normal_(self.weight[0], std=width**-0.5)  # at first it reads the last token alone
        self.output = nn.Linear(width, vocab, bias=False)
        nn.init.normal_(self.output.weight, std=0.5 / math.sqrt(width))

    @property
    def blocks(self) -> Tensor:
        """W (L, d, d): offset, input, output."""
        return self.weight * self.gain

    def features(self, tokens: Tensor) -> Tensor:
        """(B, l) → (B, l, d) for any l."""
        return causal_convolution(self.embedded(tokens), self.blocks)

    def feature_flops(self, length: int) -> int:
        """The complex products of `causal_convolution`, eight each; the transforms themselves are not counted."""
        return 8 * (padded(length, self.context) // 2 + 1) * self.width**2

    def next_scores(self, tokens: Tensor, cache: dict) -> Tensor:
        self.check_tokens(tokens)
        x = self.embedded(tokens[:, -self.context :])
        recent = self.blocks[: x.shape[1]].flip(0)  # offsets in the order of the tokens, oldest first
        return self.readout(torch.einsum("bsd,sde->be", x, recent))


def causal_convolution(x: Tensor, weight: Tensor) -> Tensor:
    """y_t = Σ_k x_{t−k} W_k for x (B, l, d) and weight (K, d, d), by FFT over time: O(l log l) per channel.

    Raises ValueError for other shapes, and for l = 0. A second derivative raises RuntimeError.
    """
    if x.ndim != 3 or not x.shape[1] or weight.ndim != 3 or weight.shape[1] != x.shape[2]:
        shapes = f"{tuple(x.shape)} and {tuple(weight.shape)}"
        raise ValueError(f"x and weight have shapes {shapes}: (B, l, d), l ≥ 1, and (K, d, d) are needed")
    if not len(x):  # there is no FFT of no row
        return causal_convolution(F.pad(x, (0, 0, 0, 0, 0, 1)), weight)[:0]
    with torch.autocast(x.device.type, enabled=False):  # there is no half-precision FFT of every size
        return CausalConvolution.apply(x.transpose(0, 1).to(weight.dtype), weight[: x.shape[1]]).transpose(0, 1)


class CausalConvolution(torch.autograd.Function):
    """Time first: x (l, B, d), weight (K ≤ l, d, d) → (l, B, d).

    The gradient is written by hand: it is two more products of the same transforms, where autograd would take
    complex transforms of twice the size. It has no gradient of its own: a second derivative raises RuntimeError.
    """

    @staticmethod
    def forward(ctx, x: Tensor, weight: Tensor) -> Tensor:
        ctx.size, ctx.length, ctx.kept = padded(len(x), len(weight)), len(x), len(weight)
        x_hat, weight_hat = torch.fft.rfft(x, ctx.size, dim=0), torch.fft.rfft(weight, ctx.size, dim=0)
        ctx.save_for_backward(x_hat, weight_hat)
        return torch.fft.irfft(x_hat @ weight_hat, ctx.size, dim=0)[: ctx.length]

    @staticmethod
    @differentiable_once
    def backward(ctx, dy: Tensor):
        x_hat, weight_hat = ctx.saved_tensors
        dy_hat = torch.fft.rfft(dy, ctx.size, dim=0)
        dx = torch.fft.irfft(dy_hat @ weight_hat.mH, ctx.size, dim=0)[: ctx.length]
        return dx, torch.fft.irfft(x_hat.mH @ dy_hat, ctx.size, dim=0)[: ctx.kept]


def padded(length: int, kept: int) -> int:
    """Power of two ≥ length + min(kept, length) − 1: a circular convolution of this size does not wrap around."""
    return 2 ** math.ceil(math.log2(max(1, length + min(kept, length) - 1)))
