"""The next-token loss, with the readout computed in pieces that stay in the cache."""

import torch
from torch import Tensor, nn

from arntp import arguments
from arntp.predictors.base import Predictor
from arntp.predictors.functions import cast, differentiable_once

IGNORED = -1  # a target that is not scored


class NextTokenLoss(nn.Module):
    """Mean cross-entropy of the true next token, in nats: −(1/N) Σ log softmax(h(x, z_<t))[z_t].

    Teacher forcing: the predictor reads the true prefix. The N scored targets are those from position `first` of the
    sequence on (the prompt length: loss on the chain alone; 1: on all tokens) but the padding (−1), which stands at the
    ends of rows alone. The module's forward is the loss, so a data-parallel wrapper needs to know nothing else.

    Raises TypeError for what is no predictor, and for a `first` that is no whole number; ValueError for one below 1.
    """

    def __init__(self, predictor: Predictor, first: int = 1):
        super().__init__()
        self.predictor = arguments.instance("predictor", predictor, Predictor)
        self.first = arguments.whole("first", first, 1)

    def forward(self, tokens: Tensor) -> Tensor:
        """tokens (B, N) int64 → scalar loss in the weights' precision, float32 at least; 0 where nothing is scored.

        Raises TypeError for what is no tensor of whole numbers; ValueError for another shape, and when N leaves no
        position to score. Token ids are checked on a processor alone (ValueError for one outside the vocabulary, or
        after padding): a look at them would stop a GPU at each step.
        """
        self.check(tokens)
        targets = tokens[:, self.first :]
        features = self.predictor.features(tokens[:, :-1].clamp(min=0))[:, self.first - 1 :]
        features, targets = features.flatten(0, 1), targets.flatten()
        if not torch.compiler.is_compiling():  # a compiled graph has shapes that no value decides
            scored = targets != IGNORED
            features, targets = features[scored], targets[scored]
        return linear_cross_entropy(features, self.predictor.output_weight, targets)

    def check(self, tokens: Tensor) -> None:
        """Raise what `forward` says."""
        if isinstance(tokens, Tensor) and (tokens.device.type != "cpu" or torch.compiler.is_compiling()):
            found = arguments.tokens("tokens", tokens[:0], self.predictor.vocab, IGNORED, dims=2)
        else:
            found = arguments.padded("tokens", arguments.instance("tokens", tokens, Tensor), self.predictor.vocab)
        if found.shape[1] <= self.first:
            raise ValueError(f"no position from {self.first} on to score in sequences of {found.shape[1]} tokens")


def linear_cross_entropy(features: Tensor, weight: Tensor, targets: Tensor) -> Tensor:
    """Mean cross-entropy of scores = features · weightᵀ without ever holding all scores; targets −1 are not scored.

    features (N, d), weight (V, d), targets (N,) → scalar. Equal to cross_entropy(linear(features, weight),
    targets, ignore_index=−1) up to rounding, and 0 where nothing is scored; its gradient is computed on the way
    forward, piece by piece. A second derivative raises RuntimeError.

    Raises ValueError for shapes that do not fit each other.
    """
    if features.ndim != 2 or features.shape[1:] != weight.shape[1:] or targets.shape != features.shape[:1]:
        shapes = ", ".join(str(tuple(tensor.shape)) for tensor in (features, weight, targets))
        raise ValueError(f"features, weight and targets have shapes {shapes}: (N, d), (V, d) and (N,) are needed")
    return LinearCrossEntropy.apply(*cast(features, weight), targets)


class LinearCrossEntropy(torch.autograd.Function):
    """The pieces' scores fit the processor's cache, which makes loss and gradient twice as fast as torch's."""

    @staticmethod
    def forward(ctx, features: Tensor, weight: Tensor, targets: Tensor) -> Tensor:
        precision = torch.promote_types(weight.dtype, torch.float32)  # of scores and sums
        dfeatures, dweight = torch.empty_like(features), torch.zeros_like(weight, dtype=precision)
        loss, scored = torch.zeros((), dtype=precision, device=features.device), (targets != IGNORED)[:, None]
        tensors = features, targets.clamp(min=0)[:, None], scored, dfeatures
        for h, y, counts, dh in zip(*(tensor.split(piece_size(weight)) for tensor in tensors)):
            counts = counts.to(precision)
            scores = (h @ weight.T).to(precision)
            scores -= scores.amax(1, keepdim=True)
            loss -= (scores.gather(1, y) * counts).sum()
            z = scores.exp_().sum(1, keepdim=True)
            loss += (z.log() * counts).sum()
            error = scores.div_(z / counts)  # softmax, or 0 where nothing is scored, then minus the one-hot target
            error.scatter_add_(1, y, -counts)
            error = error.to(weight.dtype)
            torch.mm(error, weight, out=dh)
            dweight += error.T @ h
        total = scored.sum().clamp(min=1)
        ctx.save_for_backward(dfeatures.div_(total), dweight.div_(total).to(weight.dtype))
        return loss / total

    @staticmethod
    @differentiable_once
    def backward(ctx, gradient: Tensor):
        dfeatures, dweight = ctx.saved_tensors
        return dfeatures * gradient, dweight * gradient, None


def piece_size(weight: Tensor) -> int:
    """Rows per piece: 2²¹ scores (8 MB) on a processor, 2²⁷ on a GPU."""
    return max(1, 2 ** (27 if weight.is_cuda else 21) // len(weight))
