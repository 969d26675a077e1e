"""The paper's multiplication model against loops, and its count."""

import pytest
import torch
from small_predictors import blocks, random_tokens, scattered
from torch.testing import assert_close

from arntp.predictors import CausalLinear, CausalMLP, active_parameters


@pytest.mark.parametrize("length", [1, 2, 6, 9])
def test_scores_equal_nested_loops(length):
    predictor, tokens = scattered(CausalMLP).double(), random_tokens(3, length)
    weights, embed = blocks(predictor.causal), predictor.embed.weight
    for row in range(3):
        for t in range(length):
            sums = sum(weights[t, s] @ embed[tokens[row, s]] for s in range(t + 1))
            hidden = (predictor.hidden.weight @ sums.clamp(min=0)).clamp(min=0)
            assert_close(predictor(tokens)[row, t], predictor.output.weight @ hidden, atol=1e-12, rtol=1e-12)


def test_active_parameters_of_the_papers_configuration():
    """774.65 M, of which 47,278 blocks of 128 × 128 are the causal layer."""
    with torch.device("meta"):
        predictor = CausalMLP(117, 307, 128)
    assert predictor.causal.weight.numel() == 47_278 * 128**2
    assert active_parameters(predictor) == 774_649_088


def test_flops_by_hand():
    # L = 3, d = 2, V = 5: six blocks of 4 weights, three times the shared 4, three readouts of 10
    assert CausalMLP(5, 3, 2).flops(3) == 2 * (6 * 4 + 3 * 4 + 3 * 10)
    assert CausalMLP(5, 3, 2).flops(2) - CausalLinear(5, 3, 2).flops(2) == 2 * 2 * 4
