"""Part 2 of `make paper`: layer and step at the paper's shapes, beside dense products and the dense reference.

`share` is the rate on the active weights' operations alone, over the rate of one large dense product measured in turn
with it: 1 would be a layer without any cost but those operations at that rate.
"""

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
import torch
from torch import nn

from arntp.experiments.paper.cost import counted
from arntp.experiments.paper.records import command_line, device_name
from arntp.predictors import CausalLinear, CausalMLP, Predictor
from arntp.training import NextTokenLoss, choose_device
from benchmarks.__main__ import table
from benchmarks.actions import forward, forward_backward, training_step
from benchmarks.dense import DenseLoss, MaskedLayer
from benchmarks.settings import Setting
from benchmarks.speeds import square_gemm
from benchmarks.timing import Action, interleaved, rounded, spread

LAYER, STEP = "layer forward + backward", "training step"
LARGE = 1024  # sequences: below, a GPU moves weights rather than multiplying them, and no target is set
SHARE = 0.6  # of the part's time that is spent on timing; the rest goes to building and warming up


@dataclass(frozen=True)
class Shape:
    """One of the paper's predictors and a batch.

    first : the first position whose token is scored; dense : whether the dense reference is measured as well
    """

    name: str
    cls: type[Predictor]
    setting: Setting
    first: int = 1
    dense: bool = True

    def build(self, device: torch.device, dense: bool = False) -> Predictor:
        """The predictor on the device, with the dense masked layer in place of the causal one if `dense`."""
        s = self.setting
        with torch.device(device):
            predictor = self.cls(s.vocab, 1 if dense else s.context, s.width)
            if dense:
                predictor.causal, predictor.context = MaskedLayer(s.context, s.width), s.context
        return predictor

    @property
    def counted(self) -> Predictor:
        """The predictor without memory, to count its weights and operations."""
        return counted(self.cls, self.setting.vocab, self.setting.context, self.setting.width)

    def flops(self) -> dict[str, int]:
        """Operations on the active weights: those of a forward pass, three times as many with the backward pass."""
        step = 3 * self.setting.batch * self.counted.flops(self.setting.context)
        return {"layer forward": self.setting.layer_flops, LAYER: 3 * self.setting.layer_flops, STEP: step}

    def actions(self, predictor: Predictor, loss: nn.Module, device: torch.device) -> list[Action]:
        """What is timed, in the order of `flops`."""
        layers = [prepare(predictor.causal, self.setting, device) for prepare in (forward, forward_backward)]
        return [*layers, training_step(loss, self.setting.tokens())]


MLP = Shape("4-digit multiplication", CausalMLP, Setting(context=307, width=128, vocab=117, batch=2048), first=11)
TEXT = Shape("text", CausalLinear, Setting(context=64, width=256, vocab=50_257, batch=128))
SHAPES = (MLP, TEXT, replace(TEXT, setting=replace(TEXT.setting, batch=1024), dense=False))
TOY = (
    replace(MLP, setting=Setting(context=12, width=8, vocab=20, batch=4), first=3),
    replace(TEXT, setting=Setting(context=8, width=16, vocab=50, batch=4)),
)


def rates(shape: Shape, device: torch.device, seconds: float) -> list[dict]:
    """Layer and step in turn with a large dense product: time, rate, and share of the product's rate."""
    predictor = shape.build(device)
    gemm, gemm_flops = square_gemm(device)
    actions = shape.actions(predictor, NextTokenLoss(predictor, shape.first), device)
    times = interleaved(f"rates, {shape.name}", [*actions, gemm], device, seconds)
    dense = gemm_flops / times[:, -1]
    return [rate(shape, what, flops, taken, dense) for (what, flops), taken in zip(shape.flops().items(), times.T)]


def rate(shape: Shape, what: str, flops: int, seconds: np.ndarray, dense: np.ndarray) -> dict:
    """A row of `rates`, with its target where it has one."""
    row = {
        "shape": shape.name,
        "setting": str(shape.setting),
        "what": what,
        "TFLOP": rounded(flops / 1e12),
        "ms": rounded(1e3 * np.median(seconds)),
        "TFLOP/s": rounded(np.median(flops / seconds) / 1e12),
        "dense product (TFLOP/s)": rounded(np.median(dense) / 1e12),
        "share": rounded(np.median(flops / seconds / dense)),
    }
    if what == LAYER and shape.setting.batch >= LARGE:
        return row | {"target": "share ≥ 0.6", "met": row["share"] >= 0.6}
    if what == STEP and shape.cls is CausalMLP:
        return row | {"target": "≤ 45 ms", "met": row["ms"] <= 45}
    return row | {"target": None, "met": None}


def ratios(shape: Shape, device: torch.device, seconds: float) -> list[dict]:
    """The same in turn with the dense masked reference: both times, and how many times as long the reference takes."""
    ours, dense = shape.build(device), shape.build(device, dense=True)
    pairs = zip(
        shape.actions(ours, NextTokenLoss(ours, shape.first), device), shape.actions(dense, DenseLoss(dense), device)
    )
    return [ratio(shape, what, list(pair), device, seconds / 3) for what, pair in zip(shape.flops(), pairs)]


def ratio(shape: Shape, what: str, pair: list[Action], device: torch.device, seconds: float) -> dict:
    """A row of `ratios`."""
    times = interleaved(f"{what}, {shape.name}, dense", pair, device, seconds)
    ours, dense = 1e3 * np.median(times, axis=0)
    row = {"shape": shape.name, "setting": str(shape.setting), "what": what}
    return row | {"ours (ms)": rounded(ours), "dense (ms)": rounded(dense), **spread(times[:, 1] / times[:, 0])}


def measure(shapes: tuple[Shape, ...], device: torch.device, seconds: float, keep: Callable[[dict], None]) -> dict:
    """All tables, kept after each shape; what does not fit into the device's memory is said to."""
    found = {"device": device_name(), "rates": [], "ratios": [], "out of memory": [], "complete": False}
    plans = [("rates", rates, s) for s in shapes] + [("ratios", ratios, s) for s in shapes if s.dense]
    for name, measured, shape in plans:
        try:
            rows = measured(shape, device, seconds / len(plans))
            found[name] += rows
            print(f"\n{name}: {measured.__doc__}\n{table(rows)}", flush=True)
        except torch.OutOfMemoryError:
            found["out of memory"].append(f"{name}, {shape.name}, {shape.setting}")
        keep(found)
    keep(found | {"complete": True})
    return found


def main(given: list[str] | None = None) -> None:
    """Layer and step at the paper's shapes, beside dense products and the dense masked reference."""
    slot, _ = command_line(main.__doc__, given)
    shapes = TOY if slot.toy else SHAPES
    measure(shapes, choose_device()[0], SHARE * slot.seconds, slot.keeper("benchmarks", "speed"))


if __name__ == "__main__":
    main()
