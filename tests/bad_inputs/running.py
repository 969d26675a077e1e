"""Wrong calls of the rollout and of the evaluation."""

import torch

from arntp.predictors import CausalLinear
from arntp.rollout import rollout

PREDICTOR = CausalLinear(4, 8, 4)
PROMPT = torch.tensor([[0, 1]])

ROWS = [
    ("rollout(PREDICTOR, PROMPT[0], 1)", ValueError, "(B, n)"),
]
