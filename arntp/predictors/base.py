"""What every predictor is: scores over the vocabulary, given the tokens so far."""

import torch
from torch import Tensor, nn
from torch.nn import functional as F

from arntp import arguments


class Predictor(nn.Module):
    """A next-token predictor h(x, z_<t) → scores over 𝔻 (the paper's definition, as reported).

    Attributes
    ----------
    vocab : int
        V, the number of tokens.
    context : int
        L, the number of last tokens a score may depend on.
    slides : bool
        Whether the predictor accepts more than L tokens (it then reads the last L of each position).

    Every class raises TypeError for sizes that are no whole numbers, ValueError for sizes below 1.
    """

    slides = False

    def __init__(self, vocab: int, context: int):
        super().__init__()
        self.vocab = arguments.whole("vocab", vocab, 1)
        self.context = arguments.whole("context", context, 1)

    def forward(self, tokens: Tensor) -> Tensor:
        """Scores (B, L, V) of tokens (B, L); position t is judged from tokens[:, :t+1] alone."""
        return self.readout(self.features(tokens))

    def features(self, tokens: Tensor) -> Tensor:
        """Features (B, L, d) of tokens (B, L), which the readout maps to scores."""
        raise TypeError(f"{type(self).__name__} has no features: a predictor defines them, or forward")

    def embedded(self, tokens: Tensor) -> Tensor:
        """ψ(tokens): (B, l) → (B, l, d).

        Raises what `check_tokens` raises and, on a processor, ValueError for a token outside the vocabulary: the
        look-up itself finds it.
        """
        self.check_tokens(tokens)
        try:
            return self.embed(tokens)
        except (IndexError, RuntimeError):
            arguments.tokens("tokens", tokens, self.vocab)
            raise

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
        self.check_tokens(tokens)
        return self(tokens[:, -self.context :] if self.slides else tokens)[:, -1]

    def greedy(self, tokens: Tensor, length: int) -> None:
        """Fill the last `length` of tokens (B, N) in place, each with the best-scored token, ties to the smallest.

        Raises FloatingPointError, at the end, where scores were not numbers: a look at each step costs a GPU time.
        """
        cache, undefined = {}, torch.zeros((), dtype=torch.bool, device=tokens.device)
        for end in range(tokens.shape[1] - length, tokens.shape[1]):
            best = self.next_scores(tokens[:, :end], cache).max(-1)
            tokens[:, end] = best.indices
            undefined = undefined | best.values.isnan().any()
        if undefined:
            raise FloatingPointError("the predictor's scores are not numbers (NaN): there is no best token to choose")

    def active_parameters(self) -> int:
        """How many stored numbers can influence a score."""
        return sum(parameter.numel() for parameter in self.parameters())

    def flops(self, length: int) -> int:
        """Floating-point operations of one forward pass over one sequence (multiply and add are two).

        Raises TypeError for a length that is no whole number, ValueError for one that the predictor cannot read.
        """
        self.check_length(arguments.whole("length", length, 1))
        return 2 * length * self.vocab * self.width + self.feature_flops(length)

    def check_prompt(self, prompt: Tensor) -> None:
        """Raise ValueError for a prompt (B, n) that this predictor was not made for; most take any of their tokens."""

    def check_tokens(self, tokens: Tensor) -> None:
        """Raise TypeError for what is no tensor of whole numbers; ValueError unless it is (B, l), l ≥ 1, readable."""
        if not isinstance(tokens, Tensor) or tokens.ndim != 2 or not tokens.shape[1]:
            arguments.tokens("tokens", tokens, self.vocab, dims=2)
            raise ValueError(f"tokens has shape {tuple(tokens.shape)}: (B, l) with l ≥ 1 is needed")
        self.check_length(tokens.shape[1])

    def check_length(self, length: int) -> None:
        """Raise ValueError when `length` tokens are more than the predictor can read."""
        if length > self.context and not self.slides:
            raise ValueError(
                f"{length} tokens, but this {type(self).__name__} reads at most {self.context}: "
                "shorten the sequence or build the predictor with a larger context"
            )


def active_parameters(predictor: Predictor) -> int:
    """Number of parameters that can influence a score (what the paper calls active).

    Works on the meta device too, so that large models can be counted without allocating them. Raises TypeError for what
    is no predictor.
    """
    return arguments.instance("predictor", predictor, Predictor).active_parameters()
