"""Training and rollout on a GPU: bf16 autocast, fused AdamW, pinned batches."""

from dataclasses import replace

import pytest
import torch
from small_predictors import CONTEXT, all_classes, new, random_rows, random_tokens, scattered, trained_classes
from small_runs import CONFIG, Killed, killed_at, run, source
from torch.testing import assert_close

from arntp.predictors import CausalLinear
from arntp.rollout import naive_rollout, rollout
from arntp.training import TrainConfig, Training, choose_device
from arntp.training.checkpoints import load_predictor
from arntp.training.loss import NextTokenLoss, piece_size

pytestmark = [
    pytest.mark.gpu,
    pytest.mark.filterwarnings("ignore:Attempting to run cuBLAS"),  # the backward thread makes its context
]
DEVICE = "cuda"


def test_the_device_is_found_and_named():
    device, reason = choose_device()
    assert device.type == DEVICE and torch.cuda.get_device_name() in reason


@all_classes
def test_scores_equal_the_processors(cls):
    tokens = random_tokens(3, CONTEXT)
    scores = scattered(cls).to(DEVICE)(tokens.to(DEVICE))
    assert scores.device.type == DEVICE
    assert_close(scores.cpu(), scattered(cls)(tokens), atol=1e-3, rtol=1e-3)


@all_classes
def test_rollout_equals_full_passes_and_the_processors(cls):
    predictor, prompt = scattered(cls).to(DEVICE), random_tokens(4, 2).to(DEVICE)
    chain = rollout(predictor, prompt, 7)
    assert torch.equal(chain, naive_rollout(predictor, prompt, 7))
    assert torch.equal(chain.cpu(), rollout(scattered(cls), prompt.cpu(), 7))
    sampled = [
        generate(predictor, prompt, 7, temperature=1.0, top_k=4, generator=torch.Generator(DEVICE).manual_seed(5))
        for generate in (rollout, naive_rollout)
    ]
    assert torch.equal(*sampled)


@trained_classes
def test_training_computes_in_bfloat16_and_keeps_float32_weights(cls, monkeypatch):
    predictor, modes = new(cls).to(DEVICE), []
    features = predictor.features

    def watched(tokens):
        modes.append((tokens.device.type, torch.is_autocast_enabled(DEVICE), torch.get_autocast_dtype(DEVICE)))
        return features(tokens)

    monkeypatch.setattr(predictor, "features", watched)
    run(predictor)
    assert modes == [(DEVICE, True, torch.bfloat16)] * 6
    assert all(p.dtype == torch.float32 and p.device.type == DEVICE for p in predictor.parameters())


@trained_classes
@pytest.mark.parametrize("first", [1, 4])
def test_loss_and_gradients_are_near_those_of_float32(cls, first):
    here, there, tokens = new(cls), new(cls).to(DEVICE), torch.from_numpy(source(0, 16))
    expected = NextTokenLoss(here, first)(tokens)
    with torch.autocast(DEVICE, torch.bfloat16):
        loss = NextTokenLoss(there, first)(tokens.to(DEVICE))
    assert loss.dtype == torch.float32
    assert_close(loss.detach().cpu(), expected.detach(), atol=0, rtol=2e-2)
    expected.backward(), loss.backward()
    for mine, other in zip(here.parameters(), there.parameters(), strict=True):
        assert other.grad.dtype == torch.float32
        similarity = torch.nn.functional.cosine_similarity(mine.grad.flatten(), other.grad.cpu().flatten(), dim=0)
        assert similarity > 0.98


@trained_classes
def test_one_batch_is_learned_by_heart(cls):
    rows = random_rows(4, 6)
    rows[:, 0] = range(4)
    config = TrainConfig(steps=100, batch=4, lr=0.02, warmup=10, weight_decay=0)
    history = run(new(cls, width=16).to(DEVICE), lambda step, size: rows, config)
    assert history[0]["loss"] > 1 and history[-1]["loss"] < 0.2


@trained_classes
def test_accumulated_passes_are_near_one_batch(cls):
    whole = run(new(cls).to(DEVICE), config=replace(CONFIG, batch=8))
    parts = run(new(cls).to(DEVICE), config=replace(CONFIG, batch=8, accumulate=4))
    assert [row["loss"] for row in parts] == pytest.approx([row["loss"] for row in whole], rel=5e-2)


@trained_classes
def test_the_optimizer_is_fused_and_stays_on_the_device(cls):
    state = Training(new(cls).to(DEVICE), CONFIG, None, {})
    state.advance(NextTokenLoss(state.predictor), source)
    assert state.optimizer.defaults["fused"]
    kept = [moment for moments in state.optimizer.state.values() for moment in moments.values()]
    assert kept and all(moment.device.type == DEVICE for moment in kept)


def test_batches_are_pinned(monkeypatch):
    pinned, pin = [], torch.Tensor.pin_memory
    monkeypatch.setattr(torch.Tensor, "pin_memory", lambda tensor: pinned.append(pin(tensor)) or pinned[-1])
    state = Training(new(CausalLinear).to(DEVICE), CONFIG, None, {})
    batch = state.fetch(source(0, 4))
    assert len(pinned) == 1 and pinned[0].is_pinned()
    assert batch.device.type == DEVICE and torch.equal(batch.cpu(), torch.from_numpy(source(0, 4)))


def test_pieces_of_the_loss_are_larger():
    assert piece_size(torch.empty(2048, 1, device=DEVICE)) == 2**16


@trained_classes
def test_an_interrupted_run_continues(cls, tmp_path):
    """Near the same: sums on a GPU may come in another order."""
    config, expected = replace(CONFIG, checkpoint_every=3), run(new(cls).to(DEVICE))
    with pytest.raises(Killed):
        run(new(cls).to(DEVICE), killed_at(4), config, folder=tmp_path)
    history = run(new(cls, seed=1).to(DEVICE), config=config, folder=tmp_path)
    assert [row["step"] for row in history] == [1, 2, 3, 4, 5, 6]
    assert [row["loss"] for row in history] == pytest.approx([row["loss"] for row in expected], rel=2e-2)


@trained_classes
def test_a_checkpoint_moves_to_the_processor(cls, tmp_path):
    trained, tokens = new(cls).to(DEVICE), random_tokens(2, CONTEXT)
    run(trained, folder=tmp_path)
    loaded = load_predictor(tmp_path, new(cls, seed=1))
    assert_close(loaded(tokens), trained(tokens.to(DEVICE)).cpu(), atol=1e-3, rtol=1e-3)


def test_a_loss_that_is_not_finite_stops(tmp_path):
    predictor = new(CausalLinear).to(DEVICE)
    predictor.embed.register_forward_hook(lambda module, args, result: result * torch.nan)
    before = predictor.embed.weight.detach().clone()
    with pytest.raises(FloatingPointError, match="loss nan.* at step 0"):
        run(predictor, folder=tmp_path)
    assert torch.equal(predictor.embed.weight, before)
