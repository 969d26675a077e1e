"""Linear predictors: the paper's class, with a weight block for each pair of positions."""

import math

from torch import Tensor, nn

from arntp import arguments
from arntp.predictors.base import Predictor
from arntp.predictors.causal import CausalLayer


class CausalLinear(Predictor):
    """The linear auto-regressive decoder H_lin (the paper's definition, as reported; its TinyStories experiment).

    scores_t = U Σ_{s ≤ t} W_{t,s} ψ(token_s) with embedding ψ: 𝔻 → ℝᵈ, blocks W_{t,s} ∈ ℝ^{d×d} and output
    U ∈ ℝ^{V×d}: linear in the one-hot tokens, with its own weights for each position. Embedding and output
    have width d, so the weights are a rank-d factorisation.
    """

    def __init__(self, vocab: int, context: int, width: int):
        super().__init__(vocab, context)
        self.width = arguments.whole("width", width, 1)
        self.embed = nn.Embedding(vocab, width)
        self.causal = CausalLayer(context, width)
        self.output = nn.Linear(width, vocab, bias=False)
        nn.init.normal_(self.output.weight, std=0.5 / math.sqrt(width))

    def features(self, tokens: Tensor) -> Tensor:
        """(B, l) → (B, l, d), l ≤ L."""
        return self.causal(self.embedded(tokens))

    def feature_flops(self, length: int) -> int:
        """Two for each weight of the blocks s ≤ t < length."""
        return length * (length + 1) * self.width**2

    def next_scores(self, tokens: Tensor, cache: dict) -> Tensor:
        return self.readout(self.causal.last(self.embedded(tokens)))
