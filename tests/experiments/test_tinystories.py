"""The TinyStories experiment, at a size of seconds."""

from dataclasses import replace

import pytest

from arntp.experiments.contender import Contender
from arntp.experiments.tinystories import SIZES, Experiment, until_end, weight_norms
from arntp.predictors import CausalLinear, CausalMLP, NGram, TimeInvariantLinear, Transformer, active_parameters
from arntp.runs import Record
from arntp.training import TrainConfig

ONE = TrainConfig(steps=3, batch=4, lr=1e-3, evaluate_every=1)
TINY = replace(
    SIZES["smoke"],
    data="grammar",
    vocab=300,
    context=32,
    stories=60,
    curve_rows=4,
    samples=4,
    sample_length=32,
    contenders={
        "causal linear": Contender(CausalLinear, {"width": 8}, ONE, grid=(1e-3, 1e-2)),
        "time-invariant linear": Contender(TimeInvariantLinear, {"width": 8}, ONE),
        "causal MLP": Contender(CausalMLP, {"width": 8}, ONE),
        "transformer": Contender(Transformer, {"width": 8, "layers": 1, "heads": 2}, ONE),
        "n-gram": Contender(NGram, {"order": 3}),
    },
)


@pytest.fixture(scope="module")
def corpus():
    return TINY.corpus()


@pytest.mark.parametrize("name", TINY.contenders)
def test_every_contender_is_measured_alike(corpus, name, tmp_path):
    experiment = Experiment(TINY, 1, Record(tmp_path), progress=False, corpus=corpus)
    fit = experiment.fit(name)
    assert set(fit["scores"]) == {"held out"}
    assert fit["scores"]["held out"]["tokens"] == corpus.held_out.tokens
    assert len(fit["samples"]["texts"]) == TINY.samples
    assert 0 <= fit["samples"]["checker"]["grammatical"] <= 1
    assert "perplexity" in fit["history"][-1]
    assert experiment.fit(name) == fit


def test_the_same_seed_gives_the_same_fit(corpus):
    first, second = (
        Experiment(TINY, 5, Record(), progress=False, corpus=corpus).fit("time-invariant linear") for _ in range(2)
    )
    assert first["scores"] == second["scores"] and first["samples"] == second["samples"]


def test_the_grid_is_kept_run_by_run(corpus, tmp_path):
    experiment = Experiment(TINY, 0, Record(tmp_path), progress=False, corpus=corpus)
    grid = experiment.tune("causal linear", share=0.5)
    assert list(grid) == [1e-3, 1e-2] and min(row["perplexity"] for row in grid.values()) > 1
    assert len(list(tmp_path.glob("tune-*.json"))) == 2


def test_scaling_changes_the_steps_alone():
    half = SIZES["smoke"].scaled(0.5)
    for name, contender in SIZES["smoke"].contenders.items():
        if contender.config:
            assert half.contenders[name].config == replace(contender.config, steps=contender.config.steps // 2)
    assert half.contenders["n-gram"] == SIZES["smoke"].contenders["n-gram"]


def test_weight_norms_see_positions_and_offsets():
    assert len(weight_norms(CausalLinear(5, 4, 2))) == 4
    assert len(weight_norms(TimeInvariantLinear(5, 4, 2))) == 4
    assert weight_norms(Transformer(5, 4, 4, 1, 1)) == []


def test_until_end():
    assert until_end([3, 4, 9, 5, 9], 9) == [3, 4]
    assert until_end([3, 4], 9) == [3, 4]


def test_the_papers_size_is_the_papers_model():
    import torch

    with torch.device("meta"):
        model = SIZES["paper"].contenders["causal linear"]
        assert active_parameters(model.cls(50257, SIZES["paper"].context, **model.shape)) == 162_046_464
