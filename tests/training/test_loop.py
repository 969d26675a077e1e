"""The training loop: what it learns, how it steps, and what it reports."""

import itertools
import math
import time
from dataclasses import replace

import numpy as np
import pytest
import torch
from hypothesis import assume, example, given, settings
from hypothesis import strategies as st
from small_predictors import CONTEXT, new, random_rows, random_tokens, scattered, trained_classes
from small_runs import CONFIG, run, same_weights, source, weights, without_seconds
from torch.nn import functional as F
from torch.testing import assert_close

from arntp.predictors import CausalLinear, Transformer
from arntp.training import TrainConfig, Training, choose_device, learning_rate, make_optimizer, train
from arntp.training.loop import evaluation_due
from arntp.training.loss import NextTokenLoss

# What is learned


@trained_classes
def test_one_batch_is_learned_by_heart(cls):
    rows = random_rows(4, 6)
    rows[:, 0] = range(4)  # else two rows ask for different tokens after the same one
    config = TrainConfig(steps=60, batch=4, lr=0.02, warmup=10, weight_decay=0)
    history = run(new(cls, width=16), lambda step, size: rows, config)
    assert history[0]["loss"] > 1 and history[-1]["loss"] < 0.1


@trained_classes
def test_training_on_the_chain_scores_nothing_before_it(cls):
    predictor = new(cls)
    tokens = torch.from_numpy(source(0, 4))
    losses = F.cross_entropy(predictor(tokens[:, :-1]).transpose(1, 2), tokens[:, 1:], reduction="none")
    for first in (1, 4):
        expected = float(losses[:, first - 1 :].mean().detach())
        (row,) = run(new(cls), config=replace(CONFIG, steps=1, first=first))
        assert row["loss"] == pytest.approx(expected, rel=1e-5)


def test_weights_of_positions_that_are_not_scored_stay():
    """With the loss on position 4 alone, the blocks that only earlier outputs read get no gradient."""
    predictor = new(CausalLinear)
    before = predictor.causal.block_norms()
    run(predictor, lambda step, size: source(step, size)[:, :5], replace(CONFIG, first=4, weight_decay=0))
    moved = (predictor.causal.block_norms() - before).abs() > 1e-6
    assert moved[3, :4].all() and moved.sum() == 4


def test_accumulated_passes_equal_one_batch():
    whole = new(Transformer)
    expected = run(whole, config=replace(CONFIG, batch=8))
    for passes in (2, 4, 8):
        parts = new(Transformer)
        history = run(parts, config=replace(CONFIG, batch=8, accumulate=passes))
        for row, other in zip(history, expected, strict=True):
            assert row["loss"] == pytest.approx(other["loss"], rel=1e-4)
            assert row["norm"] == pytest.approx(other["norm"], rel=1e-3)
        assert_close(weights(parts), weights(whole), atol=1e-3, rtol=1e-3)


@st.composite
def padded_batches(draw):
    """(rows (8, N) padded by −1 at random, first scored position, number of passes)."""
    length, first = draw(st.integers(2, 7)), draw(st.integers(1, 6))
    rows = random_rows(8, length, seed=draw(st.integers(0, 99)))
    for row in rows:
        row[draw(st.integers(0, length)) :] = -1
    assume((rows[:, first:] >= 0).any())
    return rows, first, draw(st.sampled_from([1, 2, 4, 8]))


def one_step(cls, rows, first, passes):
    """Loss, norm and gradients by parameter of one training step in float64, and what it counted."""
    config = replace(CONFIG, batch=len(rows), first=first, accumulate=passes, clip=1e9)
    state = Training(scattered(cls).double(), config, None, {})
    state.advance(NextTokenLoss(state.predictor, first), lambda step, size: rows)
    gradients = [state.optimizer.state[p]["exp_avg"] / (1 - config.beta1) for p in state.predictor.parameters()]
    return state.losses[0], state.norm, gradients, (state.step, state.tokens, state.scored)


def plain_step(cls, rows, first):
    """The same of the whole batch by torch's own cross-entropy."""
    predictor, tokens = scattered(cls).double(), torch.from_numpy(rows)
    scores = predictor(tokens[:, :-1].clamp(min=0))[:, first - 1 :]
    loss = F.cross_entropy(scores.flatten(0, 1), tokens[:, first:].flatten(), ignore_index=-1)
    gradients = torch.autograd.grad(loss, list(predictor.parameters()))
    norm = math.sqrt(sum(float(gradient.square().sum()) for gradient in gradients))
    return float(loss.detach()), norm, list(gradients), (1, tokens[:, 1:].numel(), int((rows[:, first:] >= 0).sum()))


@trained_classes
@settings(max_examples=15)
@given(padded_batches())
@example((np.array([[0, 1, *[-1] * 8], [*range(7), 0, 1, 2]]), 1, 2))  # passes of 1 and 9 scored tokens
@example((np.array([[-1, -1, -1], [1, 2, 3]]), 2, 2))  # a pass of nothing
def test_passes_weigh_what_they_score(cls, batch):
    """Loss, gradient and norm are those of the whole batch, whatever its padding and its number of passes."""
    rows, first, passes = batch
    assert_close(one_step(cls, rows, first, passes), plain_step(cls, rows, first), atol=1e-12, rtol=1e-9)


@pytest.mark.parametrize("passes", [1, 4])
def test_a_batch_without_a_scored_token_is_refused_with_its_step(passes):
    predictor = new(CausalLinear)

    def batches(step, size):
        rows = source(step, size)
        rows[:, 3 if step == 2 else 9 :] = -1
        return rows

    with pytest.raises(ValueError, match="no token to score from position 3 on in the batch of step 2"):
        run(predictor, batches, replace(CONFIG, first=3, accumulate=passes))
    assert all(parameter.isfinite().all() for parameter in predictor.parameters())


@trained_classes
def test_equal_seeds_give_equal_weights(cls):
    first, again, other_start, other_data = new(cls), new(cls), new(cls, seed=1), new(cls)
    assert without_seconds(run(first)) == without_seconds(run(again))
    run(other_start)
    run(other_data, lambda step, size: source(step + 1, size))
    assert same_weights(first, again)
    assert not same_weights(first, other_start) and not same_weights(first, other_data)


def test_gradients_that_lie_around_do_not_count():
    clean, used = new(CausalLinear), new(CausalLinear)
    for parameter in used.parameters():
        parameter.grad = torch.full_like(parameter, torch.nan)
    run(clean), run(used)
    assert same_weights(clean, used)


def test_sequences_beyond_the_context_are_refused():
    with pytest.raises(ValueError, match="10 tokens, but this CausalLinear reads at most 9"):
        run(new(CausalLinear), lambda step, size: random_rows(size, CONTEXT + 2))


# The optimizer's settings


def test_schedules_by_hand():
    config = TrainConfig(steps=10, batch=1, lr=2.0, warmup=2)
    linear = [learning_rate(step, config) for step in range(10)]
    assert linear == pytest.approx([1, 2, *(2 * k / 8 for k in range(8, 0, -1))])
    cosine = [learning_rate(step, replace(config, decay="cosine")) for step in range(10)]
    assert cosine == pytest.approx([1, 2, *(1 + math.cos(math.pi * k / 8) for k in range(8))])
    assert learning_rate(0, replace(config, warmup=0)) == 2
    assert [learning_rate(step, replace(config, steps=2, warmup=4)) for step in range(2)] == [0.5, 1]


@pytest.mark.parametrize("decay", ["linear", "cosine"])
def test_the_schedule_is_followed(decay):
    config = replace(CONFIG, warmup=3, decay=decay)
    assert [row["lr"] for row in run(new(CausalLinear), config=config)] == [learning_rate(s, config) for s in range(6)]


@trained_classes
def test_all_but_gains_and_biases_decay(cls):
    predictor = new(cls)
    predictor.extra = torch.nn.Linear(2, 2)
    optimizer = make_optimizer(predictor, replace(CONFIG, lr=0.1, weight_decay=0.5))
    assert sorted(map(id, predictor.parameters())) == sorted(id(p) for g in optimizer.param_groups for p in g["params"])
    before = weights(predictor)
    for parameter in predictor.parameters():
        parameter.grad = torch.zeros_like(parameter)
    optimizer.step()
    for name, parameter in predictor.named_parameters():
        kept = name == "extra.bias" or "norm" in name
        assert_close(parameter.detach(), before[name] * (1 if kept else 1 - 0.1 * 0.5), msg=name)
    assert optimizer.defaults["fused"] and optimizer.defaults["betas"] == (0.9, 0.99)


@pytest.mark.parametrize("clip", [0.01, 1e6])
def test_gradients_are_clipped(clip):
    state = Training(new(CausalLinear), replace(CONFIG, clip=clip), None, {})
    state.advance(NextTokenLoss(state.predictor), source)
    means = [moments["exp_avg"] for moments in state.optimizer.state.values()]
    used = math.sqrt(sum(float(mean.square().sum()) for mean in means)) / (1 - 0.9)
    assert used == pytest.approx(min(clip, state.norm), rel=1e-4)
    assert state.norm > 0.01, "the history has the norm before clipping"


@pytest.mark.parametrize(
    ("change", "message"),
    [
        ({"steps": 0}, "steps = 0: at least 1"),
        ({"batch": 0}, "batch = 0: at least 1"),
        ({"accumulate": 0}, "accumulate = 0: at least 1"),
        ({"batch": 6, "accumulate": 4}, "accumulate = 4: the passes must divide the batch of 6"),
        ({"decay": "step"}, "decay = 'step' .*there are 'linear', 'cosine'"),
        ({"first": 0}, "first = 0: at least 1"),
    ],
)
def test_bad_settings_are_refused(change, message):
    with pytest.raises(ValueError, match=message):
        run(new(CausalLinear), config=replace(CONFIG, **change))


# The history


def test_rows_come_when_asked_and_at_the_end():
    config = replace(CONFIG, steps=7, log_every=3)
    every, some = run(new(CausalLinear), config=replace(config, log_every=1)), run(new(CausalLinear), config=config)
    assert [row["step"] for row in some] == [3, 6, 7]
    losses = [row["loss"] for row in every]
    assert [row["loss"] for row in some] == pytest.approx([sum(losses[:3]) / 3, sum(losses[3:6]) / 3, losses[6]])
    assert [row["tokens"] for row in some] == [step * 4 * CONTEXT for step in (3, 6, 7)]
    assert [row["scored"] for row in some] == [step * 4 * CONTEXT for step in (3, 6, 7)]
    assert [row["step"] for row in run(new(CausalLinear), config=replace(config, log_every=0))] == [7]


def test_positions_read_and_tokens_scored_are_counted_apart():
    """Prompts and padding are read (and cost their FLOPs), but not scored."""

    def batches(step, size):
        rows = source(step, size)
        rows[0, 5:] = -1
        return rows

    (row,) = run(new(CausalLinear), batches, replace(CONFIG, steps=3, first=4, log_every=0))
    assert row["tokens"] == 3 * 4 * CONTEXT and row["scored"] == 3 * (1 + 3 * (CONTEXT + 1 - 4))


@pytest.mark.parametrize("log_every", [0, 1, 2, 4])
def test_evaluations_stand_at_their_steps(log_every):
    steps = iter((3, 6, 7))
    config = replace(CONFIG, steps=7, log_every=log_every, evaluate_every=3)
    history = run(new(CausalLinear), config=config, evaluate=lambda predictor: {"at": next(steps)})
    assert {row["step"]: row["at"] for row in history if "at" in row} == {3: 3, 6: 6, 7: 7}


@given(every=st.integers(1, 40), growth=st.floats(1.01, 3), steps=st.integers(1, 400))
def test_growing_evaluations_stand_at_the_powers_and_at_the_end(every, growth, steps):
    config = replace(CONFIG, steps=steps, evaluate_every=every, evaluate_growth=growth)
    found = [step for step in range(1, steps + 1) if evaluation_due(step, config)]
    powers = {math.ceil(every * min(growth**i, steps)) for i in range(int(math.log(steps) / math.log(growth)) + 2)}
    assert found == sorted({step for step in powers if step <= steps} | {steps})


def test_training_ends_where_until_says_so_and_is_not_taken_up_again(tmp_path):
    config = replace(CONFIG, steps=9, log_every=1, evaluate_every=2)
    steps, asked = itertools.count(2, 2), []

    def until(history):
        asked.append(len(history))
        return bool(history) and history[-1]["at"] >= 4

    for _ in range(2):
        history = run(
            new(CausalLinear), config=config, evaluate=lambda p: {"at": next(steps)}, until=until, folder=tmp_path
        )
        assert [row["step"] for row in history] == [1, 2, 3, 4]
    assert asked == [0, 2, 4, 4], "asked at the start and after each evaluation"


def test_evaluation_leaves_the_training_alone():
    plain, judged, modes = new(Transformer), new(Transformer), []

    def evaluate(predictor):
        modes.append((predictor.training, torch.is_grad_enabled()))
        return {"score": float(predictor(random_tokens(2, 3)).sum())}

    run(plain)
    run(judged, config=replace(CONFIG, evaluate_every=2), evaluate=evaluate)
    assert same_weights(plain, judged)
    assert modes == [(False, False)] * 3 and judged.training


def test_seconds_are_those_of_training_alone(monkeypatch, tmp_path):
    clock = itertools.count()
    monkeypatch.setattr(time, "perf_counter", lambda: next(clock))
    config = replace(CONFIG, evaluate_every=1, checkpoint_every=1)
    history = run(new(CausalLinear), config=config, folder=tmp_path, evaluate=lambda p: {"now": time.perf_counter()})
    assert [row["seconds"] for row in history] == [1, 2, 3, 4, 5, 6]


def test_progress_shows_loss_speed_and_what_is_left(capsys):
    train(new(CausalLinear), source, CONFIG)
    shown = capsys.readouterr().err
    assert "6/6" in shown and "loss " in shown and " tokens/s" in shown and "<" in shown
    run(new(CausalLinear))
    assert capsys.readouterr().err == ""


# The device


def test_the_device_comes_with_a_reason(monkeypatch):
    assert choose_device("cpu") == (torch.device("cpu"), "cpu: asked for")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: False)
    device, reason = choose_device()
    assert device.type == "cpu" and reason.startswith("cpu: no CUDA device found")
    monkeypatch.setattr(torch.cuda, "is_available", lambda: True)
    monkeypatch.setattr(torch.cuda, "get_device_name", lambda: "Imaginary 9000")
    assert choose_device() == (torch.device("cuda"), "cuda: Imaginary 9000 found")
