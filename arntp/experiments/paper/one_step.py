"""One training step of a model of the paper's size on a processor, and the memory that it took.

    python -m arntp.experiments.paper.one_step multiplication --batch 32 --passes 4

shows that the path is whole where there is no GPU: the shapes are the paper's, the batch is what there is time for.
"""

import argparse
import resource
import sys
import time
from pathlib import Path

import torch

from arntp import arguments
from arntp.experiments.paper.cost import Step, papers_steps
from arntp.experiments.paper.records import Slot
from arntp.predictors import Predictor
from arntp.training import NextTokenLoss, TrainConfig, Training

MOST = 16.0  # gigabytes: the bound that the step has to keep
NAME = "one step"


def one_step(step: Step, batch: int, passes: int) -> dict:
    """Build the predictor, take one step on a batch cut into passes, and measure both.

    The loss is that of the batch before and after the step, in nats; the memory is the most that this process held so
    far, in gigabytes, and all of it counts: weights, gradients and moments, activations, libraries.

    Raises TypeError for what is no Step or no whole number, ValueError for a batch that the passes do not divide.
    """
    arguments.instance("step", step, Step)
    config = TrainConfig(steps=1, batch=batch, lr=1e-4, accumulate=passes, first=step.first)
    began = time.perf_counter()
    torch.manual_seed(1)
    predictor = step.cls(step.vocab, step.context, step.width)
    built = time.perf_counter()
    tokens = torch.randint(step.vocab, (batch, step.context + 1), generator=torch.Generator().manual_seed(1))
    state = Training(predictor, config, None, {})
    state.advance(NextTokenLoss(predictor, step.first), lambda step, size: tokens.numpy())
    taken = time.perf_counter()
    peak = peak_memory()
    return {
        "name": step.name,
        "parameters": predictor.active_parameters(),
        "shape": {"vocabulary": step.vocab, "context": step.context, "width": step.width},
        "batch": batch,
        "passes": passes,
        "weights, gradients, moments (GB)": step.memory(),
        "peak memory (GB)": peak,
        "within 16 GB": peak <= MOST,
        "loss before": state.losses[0],
        "loss after": mean_loss(predictor, tokens, step.first, passes),
        "gradient norm": state.norm,
        "building (s)": built - began,
        "step (s)": taken - built,
        "threads": torch.get_num_threads(),
    }


@torch.no_grad()
def mean_loss(predictor: Predictor, tokens: torch.Tensor, first: int, passes: int) -> float:
    """Loss of a batch, taken in passes of one size."""
    loss = NextTokenLoss(predictor, first)
    return float(torch.stack([loss(part) for part in tokens.chunk(passes)]).mean())


def peak_memory() -> float:
    """The most memory that this process held so far, in gigabytes of 10⁹ bytes."""
    most = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return most * (1 if sys.platform == "darwin" else 1024) / 1e9


def main(given: list[str] | None = None) -> None:
    """Take the step, print what was measured, and keep it."""
    steps = papers_steps()
    parser = argparse.ArgumentParser(prog="python -m arntp.experiments.paper.one_step", description=main.__doc__)
    parser.add_argument("experiment", choices=steps)
    parser.add_argument("--batch", type=int, default=32, help="sequences (%(default)s)")
    parser.add_argument("--passes", type=int, default=4, help="that the batch is cut into (%(default)s)")
    parser.add_argument("--results", type=Path, help="where the record goes; the project's folder when not given")
    options = parser.parse_args(given)
    keep = Slot(until=time.time(), results=options.results).keeper(options.experiment, NAME)
    words = [options.experiment, "--batch", str(options.batch), "--passes", str(options.passes)]
    measured = one_step(steps[options.experiment], options.batch, options.passes)
    found = {"command": " ".join([parser.prog, *words]), **measured}
    keep(found)
    print("\n".join(f"{key:34} {value}" for key, value in found.items()))


if __name__ == "__main__":
    main()
