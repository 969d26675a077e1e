"""What a training step of the paper's sizes should take on one GPU, from its operations and the bytes it moves.

    python -m arntp.experiments.paper.cost

A forecast, not a measurement: every line is operations / rate + bytes / bandwidth, at the rates of a `Machine`, and
the lines are added, as if nothing overlapped. What is not counted: launching kernels, drawing batches, judging.
"""

from dataclasses import dataclass
from functools import lru_cache

import torch

from arntp import arguments
from arntp.experiments.paper.multiplication import CONTENDER, TASK
from arntp.experiments.tinystories import PAPER as TINYSTORIES
from arntp.predictors import CausalLinear, CausalMLP, Predictor

# Bytes that are read or written, with weights, gradients and moments in float32 and products in bfloat16.
CAST = 12  # a causal weight: to bfloat16 in the layout of the products (4 + 2), its gradient back (2 + 4)
CLIPPING = 12  # a weight: its gradient read for the norm (4), read and written to be scaled (8)
ADAMW = 28  # a weight: weight, gradient and two moments read (16), all but the gradient written (12)
SCORE = 50  # a score: bfloat16 from the product, the softmax in float32 in eight passes, bfloat16 for the gradient
FEATURE = 100  # a feature of a position: embedding, sums over the pieces, ReLUs, and the way back
TRAINED = 16  # held for each weight: weight, gradient, two moments


@dataclass(frozen=True)
class Machine:
    """Rates that a device reaches: large dense bfloat16 products, the causal layer's share of them, and memory."""

    name: str
    dense: float  # FLOP/s
    share: float
    bandwidth: float  # bytes/s

    def __str__(self) -> str:
        """The assumptions in words."""
        dense = f"{self.dense / 1e12:.0f} TFLOP/s in large dense bfloat16 products"
        return f"{self.name}: {dense}, {self.share:.0%} of that in the layer, {self.bandwidth / 1e12:.2f} TB/s"


H100 = Machine("one H100 (SXM, 80 GB)", dense=0.8 * 989e12, share=0.6, bandwidth=0.9 * 3.35e12)


@dataclass(frozen=True)
class Step:
    """One step of a predictor whose features are a causal layer's: B sequences of L positions, scored from `first` on.

    steps : how many the paper's whole run has
    """

    name: str
    cls: type[CausalLinear | CausalMLP]
    vocab: int
    context: int
    width: int
    batch: int
    first: int
    steps: int

    def rows(self, machine: Machine = H100) -> list[dict]:
        """The forecast: what, TFLOP, GB and ms, line by line and in all. Raises TypeError for what is no Machine."""
        arguments.instance("machine", machine, Machine)
        predictor = counted(self.cls, self.vocab, self.context, self.width)
        weights, causal = predictor.active_parameters(), predictor.causal.weight.numel()
        scores = self.batch * (self.context + 1 - self.first) * self.vocab
        features = self.batch * self.context * self.width
        layer = 3 * self.batch * predictor.feature_flops(self.context)
        lines = [
            ("causal layer and what follows it", layer, FEATURE * features, machine.share),
            ("cast of its weights and gradients", 0, CAST * causal, 1),
            ("readout and loss", 6 * scores * self.width, SCORE * scores, 1),
            ("clipping", 0, CLIPPING * weights, 1),
            ("AdamW", 0, ADAMW * weights, 1),
        ]
        rows = [line(what, flops, moved, machine, share) for what, flops, moved, share in lines]
        return [*rows, {"what": "in all"} | {key: sum(row[key] for row in rows) for key in ("TFLOP", "GB", "ms")}]

    def seconds(self, machine: Machine = H100) -> float:
        """Seconds of a step, by the forecast."""
        return self.rows(machine)[-1]["ms"] / 1e3

    def memory(self) -> float:
        """Gigabytes of weights, gradients and moments."""
        return TRAINED * counted(self.cls, self.vocab, self.context, self.width).active_parameters() / 1e9


@lru_cache
def counted(cls: type[Predictor], vocab: int, context: int, width: int) -> Predictor:
    """A predictor without memory, to count its weights and operations."""
    with torch.device("meta"):
        return cls(vocab, context, width)


def line(what: str, flops: int, moved: int, machine: Machine, share: float) -> dict:
    """A line of the forecast."""
    seconds = flops / (share * machine.dense) + moved / machine.bandwidth
    return {"what": what, "TFLOP": flops / 1e12, "GB": moved / 1e9, "ms": 1e3 * seconds}


def papers_steps() -> dict[str, Step]:
    """The paper's two trained models, with the settings of `make paper` and of size `paper`."""
    text, size = TINYSTORIES.contenders["causal linear"], TINYSTORIES
    return {
        "multiplication": Step(
            "4-digit multiplication, MLP",
            CausalMLP,
            len(TASK.vocabulary),
            TASK.length,
            CONTENDER.shape["width"],
            CONTENDER.config.batch,
            TASK.prompt_length,
            CONTENDER.config.steps,
        ),
        "tinystories": Step(
            "text, causal linear",
            CausalLinear,
            size.vocab,
            size.context,
            text.shape["width"],
            text.config.batch,
            1,
            text.config.steps,
        ),
    }


def main() -> None:
    """Print the forecasts with their assumptions."""
    print(H100)
    for step in papers_steps().values():
        print(f"\n{step.name}: {step.batch} sequences a step, {step.memory():.1f} GB of weights, gradients and moments")
        for row in step.rows():
            print(f"  {row['what']:36} {row['TFLOP']:8.2f} TFLOP {row['GB']:8.1f} GB {row['ms']:8.1f} ms")
        print(f"  the paper's {step.steps:,} steps: {step.steps * step.seconds() / 60:.0f} minutes")


if __name__ == "__main__":
    main()
