"""Predictors that answer at once: every token of the chain from the prompt alone, none from the tokens before it."""

import torch
from torch import Tensor, nn

from arntp import arguments
from arntp.predictors.mlp import CausalMLP
from arntp.predictors.transformer import Transformer


class AtOnce:
    """What makes a predictor class non-auto-regressive: tokens after the first `prompt` are replaced by a blank.

    The score at a position t ≥ n depends on the prompt and on t, never on chain tokens, so all T tokens of a chain
    could be written in one pass. Weights, training and rollout are those of the class that it is mixed into. The blank
    is one learned vector in place of the embedding.
    """

    def __init__(self, vocab: int, context: int, *, prompt: int, **shape: int):
        super().__init__(vocab, context, **shape)
        self.prompt = arguments.whole("prompt", prompt, 1)
        self.blank = nn.Parameter(torch.randn(self.width) * self.width**-0.5)

    def embedded(self, tokens: Tensor) -> Tensor:
        """ψ of the prompt's tokens, the blank for all others: (B, l) → (B, l, d)."""
        known = torch.arange(tokens.shape[1], device=tokens.device) < self.prompt
        return torch.where(known[:, None], super().embedded(tokens), self.blank)

    def next_scores(self, tokens: Tensor, cache: dict) -> Tensor:
        """Scores (B, V) of the token after tokens (B, t); nothing is kept, as a blank is not what was written."""
        self.check_tokens(tokens)
        return self(tokens)[:, -1]


class AtOnceMLP(AtOnce, CausalMLP):
    """`CausalMLP`, all answers at once."""


class AtOnceTransformer(AtOnce, Transformer):
    """`Transformer`, all answers at once."""
