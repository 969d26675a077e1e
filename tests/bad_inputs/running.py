"""Wrong calls of the rollout."""

import numpy as np
import torch

from arntp.compile import compile_parity
from arntp.predictors import CausalLinear
from arntp.rollout import choose, naive_rollout, rollout
from arntp.tasks.parity import Counting

PREDICTOR = CausalLinear(4, 8, 4)
PARITY = compile_parity(Counting(3, (0, 1, 2), 3))
PROMPT = torch.tensor([[0, 1]])
NAN = float("nan")
SCORES = torch.tensor([[0.0, NAN, 1.0]])

ROWS = [
    ("rollout('linear', PROMPT, 1)", TypeError, "predictor is a Predictor", "'linear'"),
    ("rollout(PREDICTOR, [[0, 1]], 1)", TypeError, "prompt is a tensor", "list"),
    ("rollout(PREDICTOR, np.array([[0, 1]]), 1)", TypeError, "prompt is a tensor", "ndarray"),
    ("rollout(PREDICTOR, PROMPT.float(), 1)", TypeError, "prompt holds token ids", "float32"),
    ("rollout(PREDICTOR, PROMPT.bool(), 1)", TypeError, "prompt holds token ids", "bool"),
    ("rollout(PREDICTOR, PROMPT[0], 1)", ValueError, "prompt", "(2,)", "2 dimensions"),
    ("rollout(PREDICTOR, PROMPT[:, :0], 1)", ValueError, "(1, 0)", "n ≥ 1"),
    ("rollout(PREDICTOR, PROMPT + 3, 1)", ValueError, "prompt[0, 1] = 4", "0 … 3"),
    ("rollout(PREDICTOR, PROMPT - 1, 1)", ValueError, "prompt[0, 0] = -1", "0 … 3"),
    ("rollout(PREDICTOR, PROMPT, 2.5)", TypeError, "length", "2.5"),
    ("rollout(PREDICTOR, PROMPT, None)", TypeError, "length", "None"),
    ("rollout(PREDICTOR, PROMPT, True)", TypeError, "length", "True"),
    ("rollout(PREDICTOR, PROMPT, -1)", ValueError, "length = -1", "at least 0"),
    ("rollout(PREDICTOR, PROMPT, 8)", ValueError, "9 tokens", "at most 8"),
    ("rollout(PREDICTOR, PROMPT, 1, temperature='1')", TypeError, "temperature", "'1'"),
    ("rollout(PREDICTOR, PROMPT, 1, temperature=None)", TypeError, "temperature", "None"),
    ("rollout(PREDICTOR, PROMPT, 1, temperature=NAN)", ValueError, "temperature = nan", "finite"),
    ("rollout(PREDICTOR, PROMPT, 1, temperature=float('inf'))", ValueError, "temperature = inf", "finite"),
    ("rollout(PREDICTOR, PROMPT, 1, temperature=-0.5)", ValueError, "temperature = -0.5", "at least 0"),
    ("rollout(PREDICTOR, PROMPT, 1, temperature=5e-324)", ValueError, "temperature = 5e-324", "1.18e-38"),
    ("rollout(PREDICTOR, PROMPT, 1, temperature=1e-39, top_k=1)", ValueError, "temperature = 1e-39", "0 (greedy)"),
    ("rollout(PREDICTOR, PROMPT, 1, temperature=1e300)", ValueError, "temperature = 1e+300", "3.4e+38"),
    ("rollout(PREDICTOR, PROMPT, 1, top_k=0)", ValueError, "top_k = 0", "at least 1"),
    ("rollout(PREDICTOR, PROMPT, 1, temperature=1.0, top_k=-2)", ValueError, "top_k = -2", "at least 1"),
    ("rollout(PREDICTOR, PROMPT, 1, temperature=1.0, top_k=2.5)", TypeError, "top_k", "2.5"),
    ("rollout(PREDICTOR, PROMPT, 1, temperature=1.0, top_k='all')", TypeError, "top_k", "'all'"),
    ("rollout(PREDICTOR, PROMPT, 1, generator=3)", TypeError, "generator is a Generator", "3"),
    ("rollout(PREDICTOR, PROMPT.to('meta'), 1, generator=torch.Generator())", ValueError, "cpu", "meta", "one device"),
    ("naive_rollout(None, PROMPT, 1)", TypeError, "predictor is a Predictor", "None"),
    ("naive_rollout(PREDICTOR, PROMPT, 1.0)", TypeError, "length", "1.0"),
    ("naive_rollout(PREDICTOR, PROMPT, 1, temperature=1e-310)", ValueError, "temperature = 1e-310"),
    ("naive_rollout(PREDICTOR, PROMPT + 3, 1)", ValueError, "prompt[0, 1] = 4", "0 … 3"),
    ("choose(SCORES, 0.0, None, None)", FloatingPointError, "not numbers (NaN)"),
    ("choose(SCORES, 1.0, 2, None)", FloatingPointError, "not numbers (NaN)"),
    ("choose(SCORES.nan_to_num(torch.inf), 1.0, None, None)", FloatingPointError, "not numbers (NaN)"),
    ("rollout(PARITY, torch.tensor([[0, 1]]), 1)", ValueError, "a prompt of 2 tokens", "has 3"),
    ("rollout(PARITY, torch.tensor([[0, 1, 2]]), 1)", ValueError, "prompt[0, 2] = 2", "0 … 1"),
    ("rollout(PARITY, torch.tensor([[0, 1, 2]]), 1, temperature=1.0)", ValueError, "prompt[0, 2] = 2", "0 … 1"),
    ("naive_rollout(PARITY, torch.tensor([[0, 1, 2]]), 1)", ValueError, "prompt[0, 2] = 2", "0 … 1"),
    ("PARITY(torch.tensor([[0, 1, 2]]))", ValueError, "prompt[0, 2] = 2", "0 … 1"),
    ("rollout(PARITY, torch.tensor([[0, 1, 1]]), 9)", ValueError, "11 tokens", "at most 5"),
]
