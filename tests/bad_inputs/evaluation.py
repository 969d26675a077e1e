"""Wrong calls of the evaluation: chains, proportions, text, overlap, samples."""

import numpy as np
import torch

from arntp.evaluation import (
    OverlapIndex,
    TwoWay,
    ar_error,
    bootstrap,
    chain_accuracy,
    checker_rates,
    completed,
    distinct_n,
    longest_overlap,
    proportion_interval,
    repetition,
    resamples,
    rolled_out,
    rollout_accuracy,
    teacher_forced,
    teacher_forced_accuracy,
    text_scores,
)
from arntp.evaluation.samples import ngrams
from arntp.predictors import CausalLinear
from arntp.text.grammar import check

PREDICTOR = CausalLinear(4, 8, 4)
CHAINS = np.array([[0, 1, 2], [3, 2, 1]])
NAN = float("nan")
TABLE = TwoWay(["a", "a", "b"], ["c", "d", "d"])
THREE = np.zeros(3)


def broken() -> CausalLinear:
    """A predictor whose weights are no numbers."""
    predictor = CausalLinear(4, 8, 4)
    with torch.no_grad():
        for parameter in predictor.parameters():
            parameter.fill_(torch.nan)
    return predictor


ROWS = [
    ("bootstrap([])", ValueError, "outcomes is empty", "at least one seed"),
    ("bootstrap([np.ones(3), np.ones(0)])", ValueError, "outcomes[1] has shape (0,)", "M ≥ 1"),
    ("bootstrap([np.ones((2, 2))])", ValueError, "outcomes[0] has shape (2, 2)", "an outcome an item"),
    ("bootstrap([['yes', 'no']])", TypeError, "outcomes[0] holds", "not numbers"),
    ("bootstrap([np.ones(3)], statistic=1)", TypeError, "statistic"),
    ("bootstrap([np.ones(3)], confidence=1.0)", ValueError, "confidence = 1.0"),
    ("bootstrap([np.ones(3)], repeats=0)", ValueError, "repeats = 0"),
    ("next(resamples([np.ones(3)], 1, seed=-1))", ValueError, "seed = -1"),
    ("chain_accuracy(CHAINS, CHAINS[:, :2])", ValueError, "(2, 3), (2, 2)", "share a shape"),
    ("chain_accuracy(CHAINS[0], CHAINS[0])", ValueError, "(3,)", "(M, T)"),
    ("chain_accuracy(CHAINS[:0], CHAINS[:0])", ValueError, "(0, 3)"),
    ("chain_accuracy(CHAINS * 1.0, CHAINS)", TypeError, "predicted holds whole numbers", "float64"),
    ("chain_accuracy(CHAINS, 'abc')", TypeError, "true holds whole numbers"),
    ("chain_accuracy(CHAINS, CHAINS, slice(3, 5))", ValueError, "answer slice(3, 5", "chain of 3"),
    ("chain_accuracy(CHAINS, CHAINS, 2)", TypeError, "answer is a slice", "2"),
    ("proportion_interval(-1, 3)", ValueError, "successes = -1", "0 to 3"),
    ("proportion_interval(4, 3)", ValueError, "successes = 4", "0 to 3"),
    ("proportion_interval(0, 0)", ValueError, "trials = 0", "at least 1"),
    ("proportion_interval(0.5, 3)", TypeError, "successes", "0.5"),
    ("proportion_interval(1, NAN)", TypeError, "trials", "nan"),
    ("proportion_interval(1, 3, 95)", ValueError, "confidence = 95", "less than 1"),
    ("proportion_interval(1, 3, 0)", ValueError, "confidence = 0", "more than 0"),
    ("proportion_interval(1, 3, NAN)", ValueError, "confidence = nan", "finite"),
    ("proportion_interval(1, 3, '0.95')", TypeError, "confidence", "'0.95'"),
    ("teacher_forced('linear', CHAINS, 1)", TypeError, "predictor is a Predictor", "'linear'"),
    ("teacher_forced(PREDICTOR, CHAINS, 3)", ValueError, "(2, 3)", "prompt of 3"),
    ("teacher_forced(PREDICTOR, CHAINS, 0)", ValueError, "(2, 3)", "prompt of 0"),
    ("teacher_forced(PREDICTOR, CHAINS, 1.5)", TypeError, "prompt_length", "1.5"),
    ("teacher_forced(PREDICTOR, CHAINS + 1, 1)", ValueError, "tokens[1, 0] = 4", "0 … 3"),
    ("teacher_forced(PREDICTOR, CHAINS - 1, 1)", ValueError, "tokens[0, 0] = -1", "0 … 3"),
    ("teacher_forced(PREDICTOR, CHAINS * 1.0, 1)", TypeError, "tokens holds token ids", "float64"),
    ("teacher_forced(PREDICTOR, CHAINS[0], 1)", ValueError, "tokens has shape (3,)", "2 dimensions"),
    ("teacher_forced(PREDICTOR, [[0, 1], [2]], 1)", ValueError, "tokens", "one length"),
    ("teacher_forced(PREDICTOR, CHAINS[:0], 1)", ValueError, "(0, 3)", "M ≥ 1"),
    ("teacher_forced(PREDICTOR, CHAINS, 1, 0)", ValueError, "batch = 0", "at least 1"),
    ("teacher_forced(PREDICTOR, CHAINS, 1, 2.0)", TypeError, "batch", "2.0"),
    ("teacher_forced(PREDICTOR, np.zeros((1, 10), int), 1)", ValueError, "9 tokens", "at most 8"),
    ("teacher_forced_accuracy(PREDICTOR, CHAINS + 1, 1)", ValueError, "tokens[1, 0] = 4", "0 … 3"),
    ("rolled_out(PREDICTOR, CHAINS, -1)", ValueError, "prompt of -1"),
    ("rolled_out(PREDICTOR, CHAINS[:0], 1)", ValueError, "(0, 1)", "M ≥ 1"),
    ("rolled_out(broken(), CHAINS, 1)", FloatingPointError, "not numbers (NaN)"),
    ("rollout_accuracy(PREDICTOR, CHAINS, 1, slice(0, 0))", ValueError, "answer slice(0, 0", "chain of 2"),
    ("rollout_accuracy(None, CHAINS, 1)", TypeError, "predictor is a Predictor", "None"),
    ("ar_error(PREDICTOR, CHAINS + 1, 1)", ValueError, "tokens[1, 0] = 4", "0 … 3"),
    ("ar_error(PREDICTOR, CHAINS, 1, batch=-1)", ValueError, "batch = -1", "at least 1"),
    # text
    ("text_scores(PREDICTOR, CHAINS, 0)", ValueError, "bytes = 0", "at least 1"),
    ("text_scores(PREDICTOR, CHAINS, 2.5)", TypeError, "bytes", "2.5"),
    ("text_scores(PREDICTOR, CHAINS[:, :1], 5)", ValueError, "nothing to score", "(2, 1)"),
    ("text_scores(PREDICTOR, CHAINS[:0], 5)", ValueError, "nothing to score", "(0, 3)"),
    ("text_scores(PREDICTOR, CHAINS[0], 5)", ValueError, "rows has shape (3,)", "2 dimensions"),
    ("text_scores(PREDICTOR, CHAINS + 1, 5)", ValueError, "rows[1, 0] = 4", "-1 … 3"),
    ("text_scores(PREDICTOR, CHAINS - 2, 5)", ValueError, "rows[0, 0] = -2", "-1 … 3"),
    ("text_scores(PREDICTOR, CHAINS - 1, 5)", ValueError, "rows[0, 0] = -1", "padding stands before a token"),
    ("text_scores(PREDICTOR, CHAINS * 1.0, 5)", TypeError, "rows holds token ids", "float64"),
    ("text_scores(PREDICTOR, 'once', 5)", TypeError, "rows holds token ids"),
    ("text_scores(PREDICTOR, CHAINS, 5, 0)", ValueError, "batch = 0", "at least 1"),
    ("text_scores(PREDICTOR, CHAINS, 5, 1.5)", TypeError, "batch", "1.5"),
    ("text_scores(3, CHAINS, 5)", TypeError, "predictor is a Predictor", "3"),
    ("text_scores(broken(), CHAINS, 5)", FloatingPointError, "not numbers (NaN)"),
    # overlap and samples
    ("OverlapIndex([])", ValueError, "no training token"),
    ("OverlapIndex([1, -1])", ValueError, "tokens[1] = -1", "0 … 4294967295"),
    ("OverlapIndex([1, 2**32])", ValueError, "tokens[1] = 4294967296", "0 … 4294967295"),
    ("OverlapIndex([[1, 2]])", ValueError, "tokens has shape (1, 2)", "1 dimensions"),
    ("OverlapIndex([0.5])", TypeError, "tokens holds token ids", "float64"),
    ("OverlapIndex('once')", TypeError, "tokens holds token ids"),
    ("OverlapIndex([1, 2]).longest_overlap([0.5])", TypeError, "tokens holds token ids", "float64"),
    ("longest_overlap('once', [1, 2])", TypeError, "tokens holds token ids"),
    ("ngrams([1, 2], 0)", ValueError, "n = 0", "at least 1"),
    ("ngrams([1, 0.5], 1)", TypeError, "tokens holds whole numbers", "float64"),
    ("ngrams('once', 1)", TypeError, "tokens is a list of tokens", "'once'"),
    ("distinct_n([[1, 2]], 1.5)", TypeError, "n is a whole number", "1.5"),
    ("distinct_n([], 0)", ValueError, "n = 0", "at least 1"),
    ("distinct_n('once', 1)", TypeError, "token_lists is a list of token lists", "'once'"),
    ("distinct_n(['once'], 1)", TypeError, "tokens is a list of tokens", "'once'"),
    ("distinct_n([1, 2], 1)", TypeError, "tokens is a list of tokens", "1"),
    ("repetition([1, 2], -1)", ValueError, "n = -1", "at least 1"),
    ("repetition(None, 1)", TypeError, "tokens is a list of tokens", "None"),
    ("checker_rates('Once upon a time.', check)", TypeError, "texts is a list of strings", "'Once upon a time.'"),
    ("checker_rates([], check)", ValueError, "no text to check"),
    ("checker_rates([b'once'], check)", TypeError, "texts[0] is a string"),
    ("checker_rates(['once'], 'grammar')", TypeError, "check is a function", "'grammar'"),
    # tables of two factors
    ("TwoWay(['a', 'b'], ['c', 'c'])", ValueError, "second has the levels ['c']", "at least two"),
    ("TwoWay(['a', 'b'], ['c', 'd', 'd'])", ValueError, "first has 2 levels and second 3"),
    ("TwoWay('ab', ['c', 'd'])", TypeError, "first"),
    ("TwoWay([1, 2], ['c', 'd'])", TypeError, "first[0] is a string"),
    ("TABLE.shares(np.zeros(4))", ValueError, "shape (4,)", "of 3 observations"),
    ("TABLE.shares(THREE)", ValueError, "all the same"),
    ("TABLE.resampled(THREE)", ValueError, "shape (3,)"),
    ("TABLE.resampled(np.zeros((2, 3)), seed=-1)", ValueError, "seed = -1"),
    ("completed(None, THREE, THREE)", TypeError, "design", "None"),
    ("completed(TABLE, np.zeros(2), THREE)", ValueError, "shapes (2,) and (3,)"),
    ("completed(TABLE, THREE + 1, THREE)", ValueError, "low ≤ high"),
    ("completed(TABLE, THREE - np.inf, THREE)", ValueError, "finite low"),
    ("completed(TABLE, THREE, THREE * NAN)", ValueError, "low ≤ high"),
    ("completed(TABLE, THREE, THREE, draws=0)", ValueError, "draws = 0"),
    ("completed(TABLE, THREE, THREE, draws=2.0)", TypeError, "draws is a whole number"),
    ("completed(TABLE, THREE, THREE, warmup=-1)", ValueError, "warmup = -1"),
]
