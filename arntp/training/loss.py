"""The next-token loss, with the readout computed in pieces that stay in the cache."""

import torch
from torch import Tensor, nn

from arntp.predictors.base import Predictor

IGNORED = -1  # a target that is not scored


class NextTokenLoss(nn.Module):
    """Mean cross-entropy of the true next token, in nats: −(1/N) Σ log softmax(h(x, z_<t))[z_t].

    Teacher forcing: the predictor reads the true prefix. Only targets from position `first` of the sequence on
    are scored (the prompt length: loss on the chain alone; 1: on all tokens), and padding (−1) never is. The
    module's forward is the loss, so a data-parallel wrapper needs to know nothing else.
    """

    def __init__(self, predictor: Predictor, first: int = 1):
        super().__init__()
        if first < 1:
            raise ValueError(f"the first scored token is at position 1 or later, not {first}")
        self.predictor = predictor
        self.first = first

    def forward(self, tokens: Tensor) -> Tensor:
        """tokens (B, N) int64 → scalar loss. Raises ValueError when N leaves no position to score."""
        if tokens.shape[1] <= self.first:
            raise ValueError(f"no position from {self.first} on to score in sequences of {tokens.shape[1]} tokens")
        targets = tokens[:, self.first :]
        features = self.predictor.features(tokens[:, :-1].clamp(min=0))[:, self.first - 1 :]
        scored = targets != IGNORED
        return linear_cross_entropy(features[scored], self.predictor.output_weight, targets[scored])


def linear_cross_entropy(features: Tensor, weight: Tensor, targets: Tensor) -> Tensor:
    """Mean cross-entropy of scores = features · weightᵀ without ever holding all scores.

    features (N, d), weight (V, d), targets (N,) → scalar. Equal to cross_entropy(linear(features, weight),
    targets) up to rounding; its gradient is computed on the way forward, piece by piece.
    """
    return LinearCrossEntropy.apply(features, weight, targets)


class LinearCrossEntropy(torch.autograd.Function):
    """The pieces' scores fit the processor's cache, which makes loss and gradient twice as fast as torch's."""

    @staticmethod
    @torch.amp.custom_fwd(device_type="cuda", cast_inputs=torch.bfloat16)
    def forward(ctx, features: Tensor, weight: Tensor, targets: Tensor) -> Tensor:
        dfeatures, dweight = torch.empty_like(features), torch.zeros_like(weight, dtype=torch.float32)
        loss = torch.zeros((), device=features.device)
        for h, y, dh in zip(*(t.split(piece_size(weight)) for t in (features, targets, dfeatures))):
            scores = (h @ weight.T).float()
            scores -= scores.amax(1, keepdim=True)
            loss -= scores.gather(1, y[:, None]).sum()
            z = scores.exp_().sum(1, keepdim=True)
            loss += z.log().sum()
            error = scores.div_(z)  # softmax, then minus the one-hot target
            error.scatter_add_(1, y[:, None], -torch.ones_like(z))
            error = error.to(weight.dtype)
            torch.mm(error, weight, out=dh)
            dweight += error.T @ h
        count = max(len(features), 1)
        ctx.save_for_backward(dfeatures.div_(count), dweight.div_(count).to(weight.dtype))
        return loss / count

    @staticmethod
    @torch.amp.custom_bwd(device_type="cuda")
    def backward(ctx, gradient: Tensor):
        dfeatures, dweight = ctx.saved_tensors
        return dfeatures * gradient, dweight * gradient, None


def piece_size(weight: Tensor) -> int:
    """Rows per piece: 2²¹ scores (8 MB) on a processor, 2²⁷ on a GPU."""
    return max(1, 2 ** (27 if weight.is_cuda else 21) // len(weight))
