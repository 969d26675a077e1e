"""A predictor as it is judged: no gradient, evaluation mode, one batch of rows at a time."""

from collections.abc import Iterator
from contextlib import contextmanager

import numpy as np
import torch
from torch import Tensor

from arntp import arguments
from arntp.predictors.base import Predictor


@contextmanager
def judging(predictor: Predictor) -> Iterator[None]:
    """No gradients and evaluation mode inside; the predictor's mode is restored afterwards."""
    training = arguments.instance("predictor", predictor, Predictor).training
    predictor.eval()
    try:
        with torch.no_grad():
            yield
    finally:
        predictor.train(training)


def batches(predictor: Predictor, rows: np.ndarray, size: int) -> Iterator[Tensor]:
    """Rows (M, N) as tensors (≤ size, N) on the predictor's device; ValueError if there is nothing to judge."""
    arguments.whole("batch", size, 1)
    if rows.ndim != 2 or len(rows) == 0:
        raise ValueError(f"rows to judge have shape (M, N) with M ≥ 1, not {rows.shape}")
    device = next((x.device for x in (*predictor.parameters(), *predictor.buffers())), None)
    for start in range(0, len(rows), size):
        yield torch.as_tensor(rows[start : start + size], device=device)
