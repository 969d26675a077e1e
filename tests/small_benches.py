"""The benchmarks' settings at shapes that take no time."""

from dataclasses import replace

import torch

from arntp.experiments.contender import Contender
from arntp.experiments.tinystories import LAPTOP
from arntp.predictors import NGram
from benchmarks.settings import Bench, Setting

TINY = Setting(context=4, width=8, vocab=16, batch=2)


def small(contender: Contender) -> Contender:
    """The same class at a shape that takes no time."""
    if contender.cls is NGram:
        return Contender(NGram, {"order": 3})
    shape = {"width": 8} | ({"layers": 1, "heads": 2} if "heads" in contender.shape else {})
    return replace(contender, shape=shape, config=replace(contender.config, batch=2))


def small_bench(device: torch.device) -> Bench:
    """All benchmarks at such shapes, each for as few rounds as there may be."""
    contenders = {name: small(contender) for name, contender in LAPTOP.contenders.items()}
    return Bench(device, (TINY,), replace(LAPTOP, vocab=16, context=4, contenders=contenders), seconds=0)
