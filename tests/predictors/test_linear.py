"""The paper's linear predictor against loops over positions, tokens and coordinates."""

import pytest
import torch
from small_predictors import blocks, random_tokens, scattered
from torch.testing import assert_close

from arntp.predictors import CausalLinear, active_parameters


@pytest.mark.parametrize("length", [1, 2, 5, 9])
def test_scores_equal_nested_loops(length):
    predictor, tokens = scattered(CausalLinear).double(), random_tokens(3, length)
    weights, embed, output = blocks(predictor.causal), predictor.embed.weight, predictor.output.weight
    expected = torch.zeros(3, length, 7, dtype=torch.float64)
    for row in range(3):
        for t in range(length):
            for s in range(t + 1):
                expected[row, t] += output @ (weights[t, s] @ embed[tokens[row, s]])
    assert_close(predictor(tokens), expected, atol=1e-12, rtol=1e-12)


def test_active_parameters_of_the_papers_configuration():
    """162.05 M: 136.3 M in the causal layer and 25.7 M in embedding and output."""
    with torch.device("meta"):
        predictor = CausalLinear(50257, 64, 256)
    assert predictor.causal.weight.numel() == 136_314_880
    assert active_parameters(predictor) == 136_314_880 + 2 * 50257 * 256 == 162_046_464


def test_flops_by_hand():
    # L = 3, d = 2, V = 5: six blocks of 4 weights and three readouts of 10, two operations each
    predictor = CausalLinear(5, 3, 2)
    assert predictor.flops(3) == 2 * (6 * 4 + 3 * 10)
    assert predictor.flops(1) == 2 * (4 + 10)
