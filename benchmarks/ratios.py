"""Ours beside the dense masked reference: layer, training step, memory, rollout."""

from collections.abc import Iterator

import numpy as np
import torch

from arntp.predictors import CausalLinear, Predictor
from arntp.predictors.causal import CausalLayer
from arntp.rollout import rollout
from arntp.training import TrainConfig, make_optimizer
from arntp.training.loss import NextTokenLoss
from benchmarks.actions import forward, forward_backward, training_step
from benchmarks.dense import DenseLoss, DenseMasked, MaskedLayer
from benchmarks.settings import MOST_MEMORY, TARGETS, Bench, Setting
from benchmarks.timing import Action, interleaved, rounded, spread


def layers(bench: Bench) -> Iterator[dict]:
    """The causal layer alone."""
    for setting in bench.settings:
        pair = [cls(setting.context, setting.width).to(bench.device) for cls in (CausalLayer, MaskedLayer)]
        for what, prepare in (("layer forward", forward), ("layer forward + backward", forward_backward)):
            yield compare(bench, what, setting, *(prepare(layer, setting, bench.device) for layer in pair))


def training_steps(bench: Bench) -> Iterator[dict]:
    """The whole training step: forward, loss, backward, clipping, AdamW."""
    for setting in bench.settings:
        ours, dense = setting.pair(bench.device)
        losses = [NextTokenLoss(ours), DenseLoss(dense)]
        actions = [training_step(loss, setting.tokens()) for loss in losses]
        yield compare(bench, "training step", setting, *actions)


def memory(bench: Bench) -> Iterator[dict]:
    """Bytes of weights, gradients and optimizer state, counted from the tensors after one step."""
    for setting in bench.settings:
        ours, dense = (training_bytes(cls, setting, bench.device) for cls in (CausalLinear, DenseMasked))
        yield {
            "what": "weights + gradients + moments",
            "setting": str(setting),
            "ours (bytes)": ours,
            "dense (bytes)": dense,
            "ratio": rounded(ours / dense),
            "target": f"≤ {MOST_MEMORY}",
            "met": ours <= MOST_MEMORY * dense,
        }


def training_bytes(cls: type[Predictor], setting: Setting, device: torch.device) -> int:
    """Size of every tensor that lives from one training step to the next, the gradients included."""
    predictor = cls(setting.vocab, setting.context, setting.width).to(device)
    optimizer = make_optimizer(predictor, TrainConfig(steps=1, batch=1, lr=1e-3))
    predictor(setting.tokens()[:1, :-1].to(device)).sum().backward()
    optimizer.step()
    weights = list(predictor.parameters())
    moments = [tensor for state in optimizer.state.values() for tensor in state.values()]
    return sum(tensor.nbytes for tensor in [*weights, *(weight.grad for weight in weights), *moments])


@torch.no_grad()
def rollouts(bench: Bench) -> Iterator[dict]:
    """A token of the incremental rollout beside a full pass of the reference, one sequence at a time."""
    for setting in bench.settings:
        ours, dense = setting.pair(bench.device)
        tokens = setting.tokens()[:1, :-1].to(bench.device)
        actions = [lambda: rollout(ours, tokens[:, :1], setting.context), lambda: dense(tokens)]
        yield compare(bench, "rollout, per token", setting, *actions, parts=setting.context)


def compare(bench: Bench, what: str, setting: Setting, ours: Action, dense: Action, parts: int = 1) -> dict:
    """One row: both times, and how many times as long the reference takes; a call of ours is `parts` parts."""
    times = interleaved(f"{what}, {setting}", [ours, dense], bench.device, bench.seconds) / (parts, 1)
    milliseconds = 1e3 * np.median(times, axis=0)
    row = {
        "what": what,
        "setting": str(setting),
        "ours (ms)": rounded(milliseconds[0]),
        "dense (ms)": rounded(milliseconds[1]),
        **spread(times[:, 1] / times[:, 0]),
    }
    target = TARGETS.get((what, setting))
    return row | {"target": target and f"≥ {target}", "met": target and row["ratio"] >= target}
