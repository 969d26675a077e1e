"""Who predicts: one hypothesis class a file."""

from arntp.predictors.at_once import AtOnceMLP, AtOnceTransformer
from arntp.predictors.base import Predictor, active_parameters
from arntp.predictors.linear import CausalLinear
from arntp.predictors.mlp import CausalMLP
from arntp.predictors.ngram import NGram
from arntp.predictors.time_invariant import TimeInvariantLinear
from arntp.predictors.transformer import Transformer

__all__ = [
    "AtOnceMLP",
    "AtOnceTransformer",
    "CausalLinear",
    "CausalMLP",
    "NGram",
    "Predictor",
    "TimeInvariantLinear",
    "Transformer",
    "active_parameters",
]
