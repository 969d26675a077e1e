"""What every predictor is: scores over the vocabulary, given the tokens so far."""

from torch import Tensor, nn
from torch.nn import functional as F


class Predictor(nn.Module):
    """A next-token predictor h(x, z_<t) → scores over 𝔻 (paper, Section 2).

    Attributes
    ----------
    vocab : int
        V, the number of tokens.
    context : int
        L, the number of last tokens a score may depend on.
    slides : bool
        Whether the predictor accepts more than L tokens (it then reads the last L of each position).
    """

    slides = False

    def __init__(self, vocab: int, context: int):
        super().__init__()
        if vocab < 1 or context < 1:
            raise ValueError(f"vocab and context must be at least 1, not {vocab} and {context}")
        self.vocab = vocab
        self.context = context

    def forward(self, tokens: Tensor) -> Tensor:
        """Scores (B, L, V) of tokens (B, L); position t is judged from tokens[:, :t+1] alone."""
        return self.readout(self.features(tokens))

    def features(self, tokens: Tensor) -> Tensor:
        """Features (B, L, d) of tokens (B, L), which the readout maps to scores."""
        raise TypeError(f"{type(self).__name__} must define features or forward")

    @property
    def output_weight(self) -> Tensor:
        """The readout's weights U ∈ ℝ^{V×d}."""
        return self.output.weight

    def readout(self, features: Tensor) -> Tensor:
        """Scores (…, V) = U · features (…, d)."""
        return F.linear(features, self.output_weight)

    def next_scores(self, tokens: Tensor, cache: dict) -> Tensor:
        """Scores (B, V) of the token after tokens (B, t), at the cost of one position.

        `cache` belongs to one rollout and starts empty; predictors that recompute cheaply ignore it.
        """
        return self(tokens[:, -self.context :] if self.slides else tokens)[:, -1]

    def greedy(self, tokens: Tensor, length: int) -> None:
        """Fill the last `length` of tokens (B, N) in place, each with the best-scored token, ties to the smallest."""
        cache: dict = {}
        for end in range(tokens.shape[1] - length, tokens.shape[1]):
            tokens[:, end] = self.next_scores(tokens[:, :end], cache).argmax(-1)

    def active_parameters(self) -> int:
        """How many stored numbers can influence a score."""
        return sum(parameter.numel() for parameter in self.parameters())

    def flops(self, length: int) -> int:
        """Floating-point operations of one forward pass over one sequence (multiply and add are two)."""
        return 2 * length * self.vocab * self.width + self.feature_flops(length)

    def check_length(self, length: int) -> None:
        """Raise ValueError when `length` tokens are more than the predictor can read."""
        if length > self.context and not self.slides:
            raise ValueError(
                f"{length} tokens, but this {type(self).__name__} reads at most {self.context}: "
                "shorten the sequence or build the predictor with a larger context"
            )


def active_parameters(predictor: Predictor) -> int:
    """Number of parameters that can influence a score (what the paper calls active).

    Works on the meta device too, so that large models can be counted without allocating them.
    """
    return predictor.active_parameters()
