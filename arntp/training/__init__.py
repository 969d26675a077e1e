"""Next-token training: the loop, its loss, checkpoints, and the device it runs on."""

from arntp.training.checkpoints import load_predictor
from arntp.training.config import TrainConfig, learning_rate
from arntp.training.device import choose_device
from arntp.training.loop import Training, make_optimizer, train
from arntp.training.loss import NextTokenLoss

__all__ = [
    "NextTokenLoss",
    "TrainConfig",
    "Training",
    "choose_device",
    "learning_rate",
    "load_predictor",
    "make_optimizer",
    "train",
]
