"""Speed on this machine: the TinyStories experiment's predictors, and the causal layer beside a dense GEMM."""

from collections.abc import Iterator

import numpy as np
import torch

from arntp.experiments.contender import Contender
from arntp.predictors import Predictor
from arntp.predictors.causal import CausalLayer
from arntp.rollout import rollout
from arntp.training.loss import NextTokenLoss
from benchmarks.actions import forward, forward_backward, training_precision, training_step
from benchmarks.settings import Bench, random_tokens
from benchmarks.timing import Action, interleaved, rounded, spread

COUNTED_ROWS = 1000  # what an n-gram counts in place of a training step


def contenders(bench: Bench) -> Iterator[dict]:
    """Each contender of the TinyStories experiment: its training step, and its rollout at batch 1."""
    size, chosen = bench.size, bench.size.contenders
    predictors = [c.build(size.vocab, size.context, seed=0).to(bench.device) for c in chosen.values()]
    steps = [training(bench, c, predictor) for c, predictor in zip(chosen.values(), predictors)]
    step_seconds = np.median(interleaved("training steps", steps, bench.device, 3 * bench.seconds), axis=0)
    chains = [generation(bench, predictor) for predictor in predictors]
    chain_seconds = np.median(interleaved("rollouts", chains, bench.device, bench.seconds), axis=0)
    for (name, contender), step, chain in zip(chosen.items(), step_seconds, chain_seconds):
        yield {
            "predictor": name,
            "batch": batch(contender),
            "step (ms)": rounded(1e3 * step),
            f"steps in {size.seconds:.0f} s": int(size.seconds / step) if contender.config else None,
            "training (tokens/s)": rounded(batch(contender) * size.context / step),
            "rollout (tokens/s)": rounded(size.context / chain),
        }


def batch(contender: Contender) -> int:
    """Sequences in a step."""
    return contender.config.batch if contender.config else COUNTED_ROWS


def training(bench: Bench, contender: Contender, predictor: Predictor) -> Action:
    """One training step; for an n-gram, counting some rows."""
    tokens = random_tokens(bench.size.vocab, batch(contender), bench.size.context + 1)
    if contender.config is None:
        return lambda: predictor.fit(tokens.numpy())
    return training_step(NextTokenLoss(predictor), tokens)


def generation(bench: Bench, predictor: Predictor) -> Action:
    """One sequence generated from a single token, as long as the context."""
    prompt = torch.zeros(1, 1, dtype=torch.int64, device=bench.device)
    return lambda: rollout(predictor, prompt, bench.size.context)


def arithmetic(bench: Bench) -> Iterator[dict]:
    """Arithmetic rate of the causal layer, on its active weights alone, beside a large dense GEMM."""
    gemm, gemm_flops = square_gemm(bench.device)
    for setting in bench.settings:
        layer = CausalLayer(setting.context, setting.width).to(bench.device)
        actions = [prepare(layer, setting, bench.device) for prepare in (forward, forward_backward)]
        times = interleaved(f"arithmetic, {setting}", [*actions, gemm], bench.device, bench.seconds)
        gemm_rates = gemm_flops / times[:, 2] / 1e9
        for what, passes, seconds in (("layer forward", 1, times[:, 0]), ("layer forward + backward", 3, times[:, 1])):
            rates = passes * setting.layer_flops / seconds / 1e9
            yield {
                "what": what,
                "setting": str(setting),
                "layer (GFLOP/s)": rounded(np.median(rates)),
                "GEMM (GFLOP/s)": rounded(np.median(gemm_rates)),
                **spread(rates / gemm_rates),
            }


def square_gemm(device: torch.device) -> tuple[Action, int]:
    """A product of two square matrices in the training precision, and its floating-point operations."""
    n = 8192 if device.type == "cuda" else 2048
    a, b = torch.randn(2, n, n, device=device)
    with training_precision(device):
        c = a @ b  # its dtype is the training precision
    a, b = a.to(c.dtype), b.to(c.dtype)
    return lambda: torch.mm(a, b, out=c), 2 * n**3
