"""Short trainings of small predictors, and ways to compare and to end them."""

import torch
from small_predictors import CONTEXT, random_rows

from arntp.training import TrainConfig, train

CONFIG = TrainConfig(steps=6, batch=4, lr=0.02, log_every=1)


def source(step, size):
    """Other random rows at each step."""
    return random_rows(size, CONTEXT + 1, seed=step)


def run(predictor, data=source, config=CONFIG, **options):
    return train(predictor, data, config, progress=False, **options)


def weights(predictor):
    return {name: value.clone() for name, value in predictor.state_dict().items()}


def same_weights(one, other):
    return all(torch.equal(a, b) for a, b in zip(weights(one).values(), weights(other).values(), strict=True))


def without_seconds(history):
    return [{key: value for key, value in row.items() if key != "seconds"} for row in history]


class Killed(Exception):
    """Stands for whatever ends a process."""


def killed_at(step, data=source):
    """The same batches until `step`, where the run ends."""

    def batches(now, size):
        if now == step:
            raise Killed
        return data(now, size)

    return batches
