"""The paper's multiplication model: the causal linear layer, then a two-layer network at each position."""

import math

from torch import Tensor, nn
from torch.nn import functional as F

from arntp import arguments
from arntp.predictors.base import Predictor
from arntp.predictors.causal import CausalLayer


class CausalMLP(Predictor):
    """scores_t = U relu(M relu(Σ_{s ≤ t} W_{t,s} ψ(token_s))), M ∈ ℝ^{d×d} shared by all positions.

    Source: the paper's 4-digit multiplication experiment (774.65 M active parameters at V = 117, L = 307,
    d = 128).
    """

    def __init__(self, vocab: int, context: int, width: int):
        super().__init__(vocab, context)
        self.width = arguments.whole("width", width, 1)
        self.embed = nn.Embedding(vocab, width)
        self.causal = CausalLayer(context, width)
        self.causal.reset_parameters(all_blocks=True)  # a ReLU that sees one constant token can die for good
        self.hidden = nn.Linear(width, width, bias=False)
        self.output = nn.Linear(width, vocab, bias=False)
        nn.init.normal_(self.hidden.weight, std=math.sqrt(2 / width))
        nn.init.normal_(self.output.weight, std=0.5 / math.sqrt(width))

    def features(self, tokens: Tensor) -> Tensor:
        """(B, l) → (B, l, d), l ≤ L."""
        return self.shared(self.causal(self.embedded(tokens)))

    def shared(self, sums: Tensor) -> Tensor:
        """The part that all positions share: (…, d) → (…, d)."""
        return F.relu(self.hidden(F.relu(sums)))

    def feature_flops(self, length: int) -> int:
        """Two for each weight of the blocks s ≤ t < length, and for each use of M."""
        return (length * (length + 1) + 2 * length) * self.width**2

    def next_scores(self, tokens: Tensor, cache: dict) -> Tensor:
        return self.readout(self.shared(self.causal.last(self.embedded(tokens))))
