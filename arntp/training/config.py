"""How to train: the settings, and the learning rate that they give each step."""

import math
from dataclasses import dataclass

from arntp import arguments

WHOLE = {"steps": 1, "batch": 1, "accumulate": 1, "first": 1}  # what each is at least
WHOLE |= {"warmup": 0, "evaluate_every": 0, "checkpoint_every": 0, "log_every": 0}
REAL = {"lr": {"above": 0}, "clip": {"above": 0}, "weight_decay": {"least": 0}}
REAL |= {"beta1": {"least": 0, "below": 1}, "beta2": {"least": 0, "below": 1}, "evaluate_growth": {"least": 1}}


@dataclass(frozen=True)
class TrainConfig:
    """How to train.

    steps : optimizer steps; batch : sequences per step, cut into `accumulate` passes
    lr : peak learning rate, reached after `warmup` steps, then decayed to 0 ("linear" or "cosine")
    weight_decay : on matrices alone; clip : largest gradient norm
    first : first scored position (the prompt length scores the chain alone)
    evaluate_every, checkpoint_every, log_every : in steps; 0 means only at the end
    evaluate_growth : above 1, evaluations are due not at each multiple but at ⌈evaluate_every · growth^i⌉, i = 0, 1, …

    Raises TypeError for a setting of another type (2.5 steps), ValueError for one out of range (a negative clip, which
    would climb) or for passes that do not divide the batch.
    """

    steps: int
    batch: int
    lr: float
    warmup: int = 1
    decay: str = "linear"
    weight_decay: float = 0.1
    beta1: float = 0.9
    beta2: float = 0.99
    clip: float = 1.0
    accumulate: int = 1
    first: int = 1
    evaluate_every: int = 0
    evaluate_growth: float = 1.0
    checkpoint_every: int = 0
    log_every: int = 10

    def __post_init__(self):
        checked = {name: arguments.whole(name, getattr(self, name), least) for name, least in WHOLE.items()}
        checked |= {name: arguments.real(name, getattr(self, name), **bounds) for name, bounds in REAL.items()}
        arguments.choice("decay", self.decay, ("linear", "cosine"))
        if self.batch % self.accumulate:
            raise ValueError(f"accumulate = {self.accumulate}: the passes must divide the batch of {self.batch}")
        for name, value in checked.items():
            object.__setattr__(self, name, value)  # NumPy's numbers become Python's, which JSON can hold


def learning_rate(step: int, config: TrainConfig) -> float:
    """Learning rate of step 0, 1, …: linear warm-up, then linear or cosine decay to 0 at the last step's end.

    Raises TypeError or ValueError for a step that is none of 0 … `steps`.
    """
    arguments.whole("step", step, 0, arguments.instance("config", config, TrainConfig).steps)
    if step < config.warmup:
        return config.lr * (step + 1) / config.warmup
    left = (config.steps - step) / max(1, config.steps - config.warmup)
    return config.lr * (left if config.decay == "linear" else 0.5 - 0.5 * math.cos(math.pi * left))
