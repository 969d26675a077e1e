"""The forecast counts operations and bytes as they are, and is a sum."""

import pytest
import torch

from arntp.experiments.paper.cost import H100, Machine, Step, main, papers_steps
from arntp.predictors import CausalLinear, CausalMLP
from arntp.training import NextTokenLoss, TrainConfig, make_optimizer

SMALL = Step("small", CausalMLP, vocab=11, context=6, width=4, batch=3, first=2, steps=10)
UNIT = Machine("a slow one", dense=1.0, share=0.5, bandwidth=1.0)


def test_the_papers_steps_are_those_of_the_issue():
    steps = papers_steps()
    layer, *_, total = steps["multiplication"].rows()
    assert layer["TFLOP"] == pytest.approx(9.5, abs=0.1)
    weights = [row["GB"] for row in steps["multiplication"].rows() if row["what"] in CASTS]
    assert sum(weights) == pytest.approx(52 * 0.77465, rel=0.01)  # bytes a weight · billions of weights
    assert total["ms"] <= 45
    assert steps["multiplication"].memory() == pytest.approx(12.39, abs=0.01)
    assert steps["tinystories"].memory() == pytest.approx(16 * 0.16205, abs=0.001)


CASTS = ("cast of its weights and gradients", "clipping", "AdamW")


def test_operations_are_six_for_each_weight_that_is_multiplied():
    blocks, shared = 6 * 7 // 2 * 16, 6 * 16
    rows = {row["what"]: row for row in SMALL.rows(UNIT)}
    assert rows["causal layer and what follows it"]["TFLOP"] == pytest.approx(6 * 3 * (blocks + shared) / 1e12)
    scored = 3 * 5  # positions 2 … 6
    assert rows["readout and loss"]["TFLOP"] == pytest.approx(6 * scored * 11 * 4 / 1e12)


def test_lines_are_operations_over_rate_plus_bytes_over_bandwidth():
    *lines, total = SMALL.rows(UNIT)
    for row in lines:
        share = UNIT.share if row["what"].startswith("causal") else 1
        assert row["ms"] == pytest.approx(1e3 * (row["TFLOP"] * 1e12 / share + row["GB"] * 1e9))
    for key in ("TFLOP", "GB", "ms"):
        assert total[key] == pytest.approx(sum(row[key] for row in lines))
    assert SMALL.seconds(UNIT) == pytest.approx(total["ms"] / 1e3)


def test_half_the_rates_take_twice_the_time():
    half = Machine("half", H100.dense / 2, H100.share, H100.bandwidth / 2)
    assert SMALL.seconds(half) == pytest.approx(2 * SMALL.seconds())


@pytest.mark.parametrize("step", [SMALL, Step("linear", CausalLinear, 11, 6, 4, 3, 1, 10)], ids=lambda step: step.name)
def test_memory_is_that_of_weights_gradients_and_moments(step):
    predictor = step.cls(step.vocab, step.context, step.width)
    optimizer = make_optimizer(predictor, TrainConfig(steps=1, batch=3, lr=1e-3))
    NextTokenLoss(predictor, step.first)(torch.zeros(3, step.context + 1, dtype=torch.int64)).backward()
    optimizer.step()
    held = [*predictor.parameters(), *(p.grad for p in predictor.parameters())]
    held += [moment for moments in optimizer.state.values() for name, moment in moments.items() if name != "step"]
    assert step.memory() == pytest.approx(sum(tensor.nbytes for tensor in held) / 1e9)


def test_the_command_prints_assumptions_and_totals(capsys):
    main()
    printed = capsys.readouterr().out
    assert "791 TFLOP/s in large dense bfloat16 products, 60% of that in the layer" in printed
    assert printed.count("in all") == 2 and "48,828 steps" in printed
