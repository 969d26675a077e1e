"""Trainings that end early: interrupted, refused, or stopped by a loss that is not finite."""

from dataclasses import replace

import pytest
import torch
from small_predictors import CONTEXT, new, random_tokens, trained_classes
from small_runs import CONFIG, Killed, killed_at, run, same_weights, source, weights, without_seconds
from torch.testing import assert_close

from arntp.predictors import CausalLinear


def evaluate(predictor):
    return {"score": float(predictor(random_tokens(2, CONTEXT)).logsumexp(-1).sum())}


@trained_classes
@pytest.mark.parametrize("every", [1, 2, 3, 5])
def test_an_interrupted_run_continues_bitwise(cls, every, tmp_path):
    """Wherever it ends after its first checkpoint, also between two rows of the history."""
    config = replace(CONFIG, log_every=4, evaluate_every=5, warmup=3)
    whole = new(cls)
    expected = run(whole, config=replace(config, checkpoint_every=every), folder=tmp_path / "whole", evaluate=evaluate)
    for end in range(every, config.steps):
        resumed, options = new(cls, seed=end), {"folder": tmp_path / str(end), "evaluate": evaluate}
        options["config"] = replace(config, checkpoint_every=every)
        with pytest.raises(Killed):
            run(new(cls), killed_at(end), **options)
        steps = []
        history = run(resumed, lambda step, size: steps.append(step) or source(step, size), **options)
        assert steps == list(range(end // every * every, config.steps))
        assert same_weights(resumed, whole)
        assert without_seconds(history) == without_seconds(expected)


def test_an_interrupted_run_continues_in_the_same_process(tmp_path):
    """A cell that is stopped and executed again: the predictor has moved on since its checkpoint."""
    whole, stopped = new(CausalLinear), new(CausalLinear)
    options = {"config": replace(CONFIG, checkpoint_every=2)}
    run(whole, folder=tmp_path / "whole", **options)
    with pytest.raises(Killed):
        run(stopped, killed_at(3), folder=tmp_path / "stopped", **options)
    run(stopped, folder=tmp_path / "stopped", **options)
    assert same_weights(stopped, whole)


def test_a_finished_run_is_read_back(tmp_path):
    finished, other = new(CausalLinear), new(CausalLinear, seed=1)
    expected = run(finished, folder=tmp_path)
    assert run(other, killed_at(0), folder=tmp_path) == expected
    assert same_weights(other, finished)


@pytest.mark.parametrize(
    ("about", "change", "message"),
    [
        ({"tokenizer": "b3", "width": 4}, {}, "tokenizer: checkpoint 'a1', wanted 'b3'"),
        ({"tokenizer": "a1", "width": 8}, {}, "width: checkpoint 4, wanted 8"),
        ({"tokenizer": "a1", "width": 4}, {"lr": 0.5}, "config: checkpoint .*'lr': 0.02.*'lr': 0.5"),
    ],
)
def test_a_checkpoint_of_something_else_is_refused(about, change, message, tmp_path):
    run(new(CausalLinear), folder=tmp_path, about={"tokenizer": "a1", "width": 4})
    predictor = new(CausalLinear, seed=1)
    before = weights(predictor)
    with pytest.raises(ValueError, match=message):
        run(predictor, config=replace(CONFIG, **change), folder=tmp_path, about=about)
    assert_close(weights(predictor), before, atol=0, rtol=0)


def test_a_corrupt_checkpoint_is_refused_and_stays(tmp_path):
    run(new(CausalLinear), folder=tmp_path)
    (file,) = tmp_path.glob("*.safetensors")
    file.write_bytes(file.read_bytes()[:-1])
    with pytest.raises(ValueError, match=f"{file.name} is missing or corrupt"):
        run(new(CausalLinear), folder=tmp_path)
    assert {path.name for path in tmp_path.iterdir()} == {"checkpoint.json", file.name, ".lock"}


def broken(predictor, how, at):
    """Batches that spoil the predictor's loss, or only its gradient, from step `at` on."""

    def batches(step, size):
        if step == at and how == "loss":
            predictor.embed.register_forward_hook(lambda module, args, result: result * torch.nan)
        if step == at and how == "gradient":
            predictor.embed.weight.register_hook(lambda gradient: gradient * torch.inf)
        return source(step, size)

    return batches


@pytest.mark.parametrize("how", ["loss", "gradient"])
@pytest.mark.parametrize("every", [0, 1, 2])
def test_a_loss_that_is_not_finite_stops_before_it_does_harm(how, every, tmp_path):
    config = replace(CONFIG, checkpoint_every=every)
    spoilt, sound = new(CausalLinear), new(CausalLinear)
    saved = f"last good checkpoint is in {tmp_path}" if every else "there is no checkpoint"
    with pytest.raises(FloatingPointError, match=f"at step 3: lower the learning rate; .*{saved}"):
        run(spoilt, broken(spoilt, how, at=3), config, folder=tmp_path)
    with pytest.raises(Killed):
        run(sound, killed_at(3), config)
    assert same_weights(spoilt, sound)
    if every:
        again, whole = new(CausalLinear, seed=1), new(CausalLinear)
        run(again, config=config, folder=tmp_path), run(whole, config=config)
        assert same_weights(again, whole)


def test_without_a_folder_there_is_no_checkpoint_to_name():
    predictor = new(CausalLinear)
    with pytest.raises(FloatingPointError, match="loss nan.* at step 0: .*there is no checkpoint"):
        run(predictor, broken(predictor, "loss", at=0))
