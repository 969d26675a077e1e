"""The paper's shapes beside dense products and the dense reference: counted exactly, kept as they come."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from arntp.predictors import CausalLinear
from arntp.training import NextTokenLoss
from benchmarks import paper
from benchmarks.dense import DenseLoss, MaskedLayer
from benchmarks.paper import LAYER, MLP, SHAPES, STEP, TEXT, TOY, rate

CPU = torch.device("cpu")


@pytest.fixture(autouse=True)
def small_gemm(monkeypatch):
    """A dense product that takes no time."""
    a = torch.ones(8, 8)
    monkeypatch.setattr(paper, "square_gemm", lambda device: (lambda: a @ a, 2 * 8**3))


def test_the_shapes_are_the_papers():
    counted = {shape.name: shape.counted.active_parameters() for shape in SHAPES}
    assert {name: round(count / 1e6, 2) for name, count in counted.items()} == {MLP.name: 774.65, TEXT.name: 162.05}
    assert [shape.setting.batch for shape in SHAPES] == [2048, 128, 1024]
    assert MLP.flops()[LAYER] / 1e12 == pytest.approx(9.52, abs=0.01)


@pytest.mark.parametrize("shape", TOY, ids=lambda shape: shape.name)
def test_operations_are_those_of_the_active_weights(shape):
    predictor, flops = shape.build(CPU), shape.flops()
    assert flops["layer forward"] == 2 * shape.setting.batch * predictor.causal.weight.numel()
    assert flops[LAYER] == 3 * flops["layer forward"]
    assert flops[STEP] == 3 * shape.setting.batch * predictor.flops(shape.setting.context)


@pytest.mark.parametrize("shape", TOY, ids=lambda shape: shape.name)
def test_the_dense_reference_is_the_same_class_with_another_layer(shape):
    ours, dense = shape.build(CPU), shape.build(CPU, dense=True)
    assert type(dense) is type(ours) and isinstance(dense.causal, MaskedLayer)
    with torch.no_grad():
        dense.embed.weight.copy_(ours.embed.weight)
        dense.output.weight.copy_(ours.output.weight)
        for (rows, columns), matrix in ours.causal.matrices():
            dense.causal.weight[rows, columns] = matrix
        if hasattr(ours, "hidden"):
            dense.hidden.weight.copy_(ours.hidden.weight)
    tokens = shape.setting.tokens()
    torch.testing.assert_close(DenseLoss(dense)(tokens), NextTokenLoss(ours)(tokens))


def test_shares_are_by_rounds_and_targets_stand_at_their_rows():
    seconds, dense = np.array([1.0, 2.0, 4.0]), np.array([8.0, 8.0, 2.0])
    row = rate(MLP, LAYER, 4, seconds, dense)
    assert (row["share"], row["ms"], row["target"], row["met"]) == (0.5, 2000, "share ≥ 0.6", False)
    step = rate(MLP, STEP, 4, seconds / 100, dense)
    assert (step["target"], step["met"]) == ("≤ 45 ms", True)
    assert rate(TEXT, LAYER, 4, seconds, dense)["target"] is None
    assert rate(SHAPES[2], LAYER, 4, seconds, dense)["target"] == "share ≥ 0.6"
    assert rate(TEXT, STEP, 4, seconds, dense)["target"] is None


def test_every_table_is_kept_as_it_comes():
    kept = []
    paper.measure(TOY, CPU, 0.05, lambda found: kept.append({key: len(found[key]) for key in ("rates", "ratios")}))
    assert [tuple(state.values()) for state in kept] == [(3, 0), (6, 0), (6, 3), (6, 6), (6, 6)]


def test_what_does_not_fit_is_told_and_the_rest_goes_on(monkeypatch):
    def too_large(shape, device, seconds):
        raise torch.OutOfMemoryError("no")

    monkeypatch.setattr(paper, "ratios", too_large)
    found = paper.measure((replace(TOY[1], cls=CausalLinear),), CPU, 0.05, lambda found: None)
    assert found["out of memory"] == [f"ratios, text, {TOY[1].setting}"] and len(found["rates"]) == 3
