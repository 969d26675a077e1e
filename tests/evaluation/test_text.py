"""Perplexity and bits per byte against sums written out."""

import math

import numpy as np
import pytest
import torch
from torch import Tensor

from arntp.evaluation import text, text_scores
from arntp.predictors.base import Predictor
from arntp.predictors.ngram import NGram


class Fixed(Predictor):
    """Gives the same random scores after the same token; records how many rows it saw at once."""

    def __init__(self, vocab: int):
        super().__init__(vocab, 100)
        self.table = torch.randn(vocab, vocab, generator=torch.Generator().manual_seed(1))
        self.seen = []

    def forward(self, tokens: Tensor) -> Tensor:
        assert not torch.is_grad_enabled() and not self.training and tokens.min() >= 0
        self.seen.append(len(tokens))
        return self.table[tokens]


ROWS = np.array([[0, 1, 2, 3, 4], [4, 3, 1, -1, -1], [2, 2, -1, -1, -1], [0, -1, -1, -1, -1]])


@pytest.mark.parametrize("batch", [1, 3, 100, None])
def test_scores_equal_the_sum_written_out(batch):
    predictor = Fixed(5)
    log_p = predictor.table.double().log_softmax(-1)
    nats = -sum(log_p[a, b].item() for row in ROWS for a, b in zip(row, row[1:]) if b >= 0)
    found = text_scores(predictor, ROWS, 30, batch)
    assert found.tokens == 7
    assert found.nats == pytest.approx(nats / 7, rel=1e-6)
    assert found.perplexity == pytest.approx(math.exp(nats / 7), rel=1e-6)
    assert found.bits_per_byte == pytest.approx(nats / math.log(2) / 30, rel=1e-6)
    assert max(predictor.seen) <= (batch or 4) and predictor.training


def test_uniform_prediction_has_the_vocabulary_as_perplexity():
    found = text_scores(NGram(16, 2), np.zeros((3, 9), np.int64), 12)
    assert found.perplexity == pytest.approx(16, rel=1e-6)
    assert found.bits_per_byte == pytest.approx(24 * 4 / 12, rel=1e-6)


def test_a_hopeless_prediction_has_infinite_perplexity():
    predictor = Fixed(5)
    predictor.table = torch.where(torch.arange(5) == 0, 0.0, -1000.0).repeat(5, 1)
    found = text_scores(predictor, np.array([[0, 1, 2]]), 2)
    assert (found.nats, found.perplexity) == (1000, math.inf)


def test_a_counted_text_is_predicted_better_than_chance():
    rows = np.random.default_rng(1).geometric(0.4, (50, 20)) % 8
    assert text_scores(NGram(8, 3).fit(rows), rows, 1).perplexity < 6


def test_rows_go_in_batches_that_bound_the_number_of_scores(monkeypatch):
    monkeypatch.setattr(text, "SCORES_AT_ONCE", 2 * 5 * 5)
    predictor = Fixed(5)
    text_scores(predictor, ROWS, 1)
    assert predictor.seen == [2, 2]


@pytest.mark.parametrize(
    ("rows", "size", "message"),
    [
        (ROWS, 0, "bytes = 0: at least 1"),
        (ROWS[3:], 5, r"shape \(1, 5\) hold no token after their first"),
        (ROWS[:0], 5, r"shape \(0, 5\)"),
        (ROWS[0], 5, r"shape \(5,\)"),
    ],
)
def test_nothing_to_score_is_refused(rows, size, message):
    with pytest.raises(ValueError, match=message):
        text_scores(Fixed(5), rows, size)
