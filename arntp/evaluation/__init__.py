"""How good a predictor is: chains got right, text predicted, stories written."""

from arntp.evaluation.accuracy import (
    ChainAccuracy,
    ar_error,
    chain_accuracy,
    proportion_interval,
    rolled_out,
    rollout_accuracy,
    teacher_forced,
    teacher_forced_accuracy,
)
from arntp.evaluation.censored import completed
from arntp.evaluation.factorial import TwoWay
from arntp.evaluation.intervals import bootstrap, mean_of_means, resamples
from arntp.evaluation.overlap import OverlapIndex, longest_overlap
from arntp.evaluation.samples import checker_rates, distinct_n, repetition
from arntp.evaluation.text import TextScores, text_scores

__all__ = [
    "ChainAccuracy",
    "OverlapIndex",
    "TextScores",
    "TwoWay",
    "ar_error",
    "bootstrap",
    "chain_accuracy",
    "checker_rates",
    "completed",
    "distinct_n",
    "longest_overlap",
    "mean_of_means",
    "proportion_interval",
    "repetition",
    "resamples",
    "rolled_out",
    "rollout_accuracy",
    "teacher_forced",
    "teacher_forced_accuracy",
    "text_scores",
]
