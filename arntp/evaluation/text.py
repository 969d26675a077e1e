"""How well text is predicted: perplexity, and bits per byte, which tokenizers have in common."""

import math
import sys
from dataclasses import dataclass

import numpy as np
from torch import Tensor
from torch.nn import functional

from arntp import arguments
from arntp.evaluation.judging import batches, judging
from arntp.predictors.base import Predictor

SCORES_AT_ONCE = 2**23  # 32 MiB in float32; more is slower on a processor
LARGEST_EXPONENT = math.log(sys.float_info.max)


@dataclass(frozen=True)
class TextScores:
    """How well a text is predicted.

    Attributes
    ----------
    nats : float
        Mean −ln p of a scored token: the training loss.
    perplexity : float
        exp(nats).
    bits_per_byte : float
        Sum of −log₂ p over all scored tokens / bytes of the text they stand for.
    tokens : int
        How many tokens were scored.
    """

    nats: float
    perplexity: float
    bits_per_byte: float
    tokens: int


def text_scores(predictor: Predictor, rows: np.ndarray, bytes: int, batch: int | None = None) -> TextScores:
    """Score rows (M, N) of text: rows[:, :-1] is read, rows[:, 1:] is predicted; −1 at the end is padding.

    `bytes` counts the UTF-8 bytes of what is scored. `batch` rows go at once, as many as make about 2²³
    scores when None. Sums are float64.

    Raises ValueError for rows of another shape, tokens outside the vocabulary, padding before a token, no token to
    score, or no bytes; TypeError for what are no tokens; FloatingPointError where the scores are not numbers.
    """
    arguments.instance("predictor", predictor, Predictor)
    rows = arguments.padded("rows", rows, predictor.vocab)
    arguments.whole("bytes", bytes, 1)
    if not (tokens := int((rows[:, 1:] >= 0).sum())):
        raise ValueError(f"nothing to score: rows of shape {rows.shape} hold no token after their first")
    if batch is None:
        batch = max(1, SCORES_AT_ONCE // (rows.shape[1] * predictor.vocab))
    with judging(predictor):
        total = sum(surprise(predictor, part) for part in batches(predictor, rows, batch))
    nats = total / tokens
    if math.isnan(nats):
        raise FloatingPointError("the predictor's scores are not numbers (NaN): they give no perplexity")
    perplexity = math.exp(nats) if nats < LARGEST_EXPONENT else math.inf
    return TextScores(nats, perplexity, total / math.log(2) / bytes, tokens)


def surprise(predictor: Predictor, rows: Tensor) -> float:
    """Sum of −ln p over the predicted tokens of rows (B, N)."""
    scores = predictor(rows[:, :-1].clamp(min=0)).flatten(0, 1)
    losses = functional.cross_entropy(scores.float(), rows[:, 1:].flatten(), ignore_index=-1, reduction="none")
    return losses.double().sum().item()
