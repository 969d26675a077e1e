"""One small predictor of every class, and random tokens for it."""

import numpy as np
import pytest
import torch
from torch import Tensor

from arntp.predictors import CausalLinear, CausalMLP, NGram, Predictor, TimeInvariantLinear, Transformer
from arntp.predictors.causal import CausalLayer

VOCAB, CONTEXT = 7, 9
SHAPES = {
    CausalLinear: {"width": 4},
    CausalMLP: {"width": 8},
    TimeInvariantLinear: {"width": 4},
    Transformer: {"width": 8, "layers": 2, "heads": 2},
}


def each(*classes: type):
    """Run a test once for each class."""
    return pytest.mark.parametrize("cls", classes, ids=lambda cls: cls.__name__)


trained_classes = each(*SHAPES)
all_classes = each(*SHAPES, NGram)
fixed_length_classes = each(*(cls for cls in SHAPES if not cls.slides))


def new(cls: type, seed: int = 0, context: int = CONTEXT, **shape) -> Predictor:
    """An untrained predictor with the seed's initial weights; an n-gram is fitted instead."""
    if cls is NGram:
        return NGram(VOCAB, 3).fit(random_rows(100, 20, seed))
    with torch.random.fork_rng(devices=[]):
        torch.manual_seed(seed)
        return cls(VOCAB, context, **(SHAPES[cls] | shape))


def scattered(cls: type, seed: int = 0, **shape) -> Predictor:
    """The same with random numbers for every weight, also where the initial weights are special."""
    predictor, generator = new(cls, seed, **shape), torch.Generator().manual_seed(seed)
    with torch.no_grad():
        for parameter in predictor.parameters():
            parameter.normal_(std=0.7, generator=generator)
    return predictor


def blocks(layer: CausalLayer) -> dict[tuple[int, int], Tensor]:
    """The stored blocks W_{t,s} (d, d) by pair (t, s)."""
    d, found = layer.width, {}
    for (rows, columns), matrix in layer.matrices():
        for i, band in enumerate(matrix.split(d)):
            for j, block in enumerate(band.split(d, dim=1)):
                pair = rows.start // d + i, columns.start // d + j
                assert pair not in found, f"the block of positions {pair} is stored twice"
                found[pair] = block
    return found


def random_rows(count: int, length: int, seed: int = 0) -> np.ndarray:
    """Token rows (count, length), every token equally likely."""
    return np.random.default_rng(seed).integers(0, VOCAB, (count, length))


def random_tokens(count: int, length: int, seed: int = 0) -> Tensor:
    """The same as a tensor."""
    return torch.from_numpy(random_rows(count, length, seed))
