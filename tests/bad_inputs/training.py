"""Wrong calls of the training: settings, sources, devices, and the loss."""

from dataclasses import replace

import numpy as np
import torch
from torch import nn

from arntp.predictors import CausalLinear, NGram, TimeInvariantLinear
from arntp.training import (
    NextTokenLoss,
    TrainConfig,
    Training,
    choose_device,
    learning_rate,
    make_optimizer,
    train,
)
from arntp.training.loss import linear_cross_entropy

NAN, INF = float("nan"), float("inf")
CONFIG = TrainConfig(steps=2, batch=2, lr=0.1)
PREDICTOR = CausalLinear(4, 8, 4)
FROZEN = CausalLinear(4, 8, 4).requires_grad_(False)
TOKENS = torch.tensor([[0, 1, 2], [3, -1, -1]])


def source(step, size):
    """Right batches."""
    return np.zeros((size, 5), np.int64)


def giving(rows):
    """A source that gives the same rows at each step."""
    return lambda step, size: rows


def trained(predictor=PREDICTOR, data=source, config=CONFIG, **options):
    """A training without progress bar."""
    return train(predictor, data, config, **{"progress": False} | options)


ROWS = [
    # settings
    ("TrainConfig(steps=0, batch=2, lr=0.1)", ValueError, "steps = 0", "at least 1"),
    ("TrainConfig(steps=-3, batch=2, lr=0.1)", ValueError, "steps = -3", "at least 1"),
    ("TrainConfig(steps=2.5, batch=2, lr=0.1)", TypeError, "steps is a whole number", "2.5 (float)"),
    ("TrainConfig(steps='10', batch=2, lr=0.1)", TypeError, "steps is a whole number", "'10' (str)"),
    ("TrainConfig(steps=None, batch=2, lr=0.1)", TypeError, "steps is a whole number", "None"),
    ("TrainConfig(steps=True, batch=2, lr=0.1)", TypeError, "steps is a whole number", "True (bool)"),
    ("TrainConfig(steps=NAN, batch=2, lr=0.1)", TypeError, "steps is a whole number", "nan (float)"),
    ("replace(CONFIG, batch=0)", ValueError, "batch = 0", "at least 1"),
    ("replace(CONFIG, batch=-2)", ValueError, "batch = -2", "at least 1"),
    ("replace(CONFIG, batch=2.0)", TypeError, "batch is a whole number", "2.0 (float)"),
    ("replace(CONFIG, batch=[2])", TypeError, "batch is a whole number", "[2] (list)"),
    ("replace(CONFIG, lr=0)", ValueError, "lr = 0", "more than 0"),
    ("replace(CONFIG, lr=-1)", ValueError, "lr = -1", "more than 0"),
    ("replace(CONFIG, lr=NAN)", ValueError, "lr = nan", "finite"),
    ("replace(CONFIG, lr=INF)", ValueError, "lr = inf", "finite"),
    ("replace(CONFIG, lr='1e-3')", TypeError, "lr is a number", "'1e-3' (str)"),
    ("replace(CONFIG, lr=None)", TypeError, "lr is a number", "None"),
    ("replace(CONFIG, lr=1j)", TypeError, "lr is a number", "1j (complex)"),
    ("replace(CONFIG, warmup=-1)", ValueError, "warmup = -1", "at least 0"),
    ("replace(CONFIG, warmup=0.1)", TypeError, "warmup is a whole number", "0.1 (float)"),
    ("replace(CONFIG, decay='step')", ValueError, "decay = 'step'", "'linear', 'cosine'"),
    ("replace(CONFIG, decay=None)", ValueError, "decay = None", "'linear', 'cosine'"),
    ("replace(CONFIG, decay='Linear')", ValueError, "decay = 'Linear'", "'linear', 'cosine'"),
    ("replace(CONFIG, weight_decay=-1)", ValueError, "weight_decay = -1", "at least 0"),
    ("replace(CONFIG, weight_decay=NAN)", ValueError, "weight_decay = nan", "finite"),
    ("replace(CONFIG, weight_decay=False)", TypeError, "weight_decay is a number", "False (bool)"),
    ("replace(CONFIG, beta1=1.0)", ValueError, "beta1 = 1.0", "less than 1"),
    ("replace(CONFIG, beta1=-0.1)", ValueError, "beta1 = -0.1", "at least 0"),
    ("replace(CONFIG, beta1='0.9')", TypeError, "beta1 is a number", "'0.9' (str)"),
    ("replace(CONFIG, beta2=1)", ValueError, "beta2 = 1", "less than 1"),
    ("replace(CONFIG, beta2=-INF)", ValueError, "beta2 = -inf", "finite"),
    ("replace(CONFIG, beta2=(0.9, 0.99))", TypeError, "beta2 is a number", "tuple"),
    ("replace(CONFIG, clip=-1)", ValueError, "clip = -1", "more than 0"),
    ("replace(CONFIG, clip=0.0)", ValueError, "clip = 0.0", "more than 0"),
    ("replace(CONFIG, clip=NAN)", ValueError, "clip = nan", "finite"),
    ("replace(CONFIG, clip=None)", TypeError, "clip is a number", "None"),
    ("replace(CONFIG, accumulate=0)", ValueError, "accumulate = 0", "at least 1"),
    ("replace(CONFIG, accumulate=-1)", ValueError, "accumulate = -1", "at least 1"),
    ("replace(CONFIG, accumulate=3)", ValueError, "accumulate = 3", "divide the batch of 2"),
    ("replace(CONFIG, accumulate=1.0)", TypeError, "accumulate is a whole number", "1.0 (float)"),
    ("replace(CONFIG, first=0)", ValueError, "first = 0", "at least 1"),
    ("replace(CONFIG, first=-1)", ValueError, "first = -1", "at least 1"),
    ("replace(CONFIG, first=1.5)", TypeError, "first is a whole number", "1.5 (float)"),
    ("replace(CONFIG, evaluate_every=-1)", ValueError, "evaluate_every = -1", "at least 0"),
    ("replace(CONFIG, evaluate_growth=0.9)", ValueError, "evaluate_growth = 0.9", "at least 1"),
    ("replace(CONFIG, evaluate_growth='2')", TypeError, "evaluate_growth is a number"),
    ("replace(CONFIG, evaluate_every=0.5)", TypeError, "evaluate_every is a whole number", "0.5 (float)"),
    ("replace(CONFIG, checkpoint_every=-5)", ValueError, "checkpoint_every = -5", "at least 0"),
    ("replace(CONFIG, checkpoint_every=None)", TypeError, "checkpoint_every is a whole number", "None"),
    ("replace(CONFIG, log_every=-10)", ValueError, "log_every = -10", "at least 0"),
    ("replace(CONFIG, log_every='10')", TypeError, "log_every is a whole number", "'10' (str)"),
    # the schedule and the optimizer
    ("learning_rate(-1, CONFIG)", ValueError, "step = -1", "0 to 2"),
    ("learning_rate(3, CONFIG)", ValueError, "step = 3", "0 to 2"),
    ("learning_rate(0.5, CONFIG)", TypeError, "step is a whole number", "0.5 (float)"),
    ("learning_rate(0, {'lr': 0.1})", TypeError, "config is a TrainConfig", "dict"),
    ("make_optimizer(NGram(4), CONFIG)", ValueError, "NGram has no weights to train"),
    ("make_optimizer(PREDICTOR, None)", TypeError, "config is a TrainConfig", "None"),
    ("make_optimizer([torch.zeros(2)], CONFIG)", TypeError, "predictor is a Module", "list"),
    # what is trained
    ("trained(NGram(4))", ValueError, "NGram has no weights to train"),
    ("trained(FROZEN)", ValueError, "CausalLinear has no weights to train"),
    ("trained(nn.Linear(4, 4))", TypeError, "predictor is a Predictor", "Linear"),
    ("trained(CausalLinear)", TypeError, "predictor is a Predictor", "type"),
    ("trained(None)", TypeError, "predictor is a Predictor", "None"),
    ("trained(config={'steps': 2, 'batch': 2, 'lr': 0.1})", TypeError, "config is a TrainConfig", "dict"),
    ("Training(PREDICTOR, None, None, {})", TypeError, "config is a TrainConfig", "None"),
    ("Training(PREDICTOR, CONFIG, None, None)", TypeError, "about is a dict", "None"),
    # how it is called
    ("trained(data=np.zeros((2, 5), np.int64))", TypeError, "source is a function", "ndarray"),
    ("trained(data=None)", TypeError, "source is a function", "None"),
    ("trained(evaluate={'loss': 1})", TypeError, "evaluate is a function", "dict"),
    ("trained(evaluate=lambda predictor: 0.5)", TypeError, "what evaluate returned is a dict", "0.5 (float)"),
    ("trained(evaluate=lambda predictor: None)", TypeError, "what evaluate returned is a dict", "None"),
    ("trained(folder=3)", TypeError, "folder is a path", "3 (int)"),
    ("trained(folder='')", ValueError, "folder = ''", "a path is needed"),
    ("trained(folder='a\\0b')", ValueError, "folder = ", "a path is needed"),
    ("trained(about='gpt2')", TypeError, "about is a dict", "'gpt2' (str)"),
    ("trained(about=[('width', 4)])", TypeError, "about is a dict", "list"),
    ("trained(progress=1)", TypeError, "progress is True or False", "1 (int)"),
    ("trained(progress=None)", TypeError, "progress is True or False", "None"),
    # batches
    ("trained(data=giving(np.full((2, 5), 4)))", ValueError, "batch of step 0[0, 0] = 4", "-1 … 3"),
    ("trained(data=giving(np.array([[0, 1], [0, -2]])))", ValueError, "batch of step 0[1, 1] = -2", "-1 … 3"),
    ("trained(data=giving(np.array([[0, 1, 2], [0, -1, 2]])))", ValueError, "batch of step 0[1, 1] = -1", "padding"),
    ("trained(data=giving(np.array([[-1, 0, 1], [0, 1, 2]])))", ValueError, "batch of step 0[0, 0] = -1", "padding"),
    ("trained(data=giving(np.zeros((2, 5))))", TypeError, "batch of step 0 holds token ids", "float64"),
    ("trained(data=giving(np.ones((2, 5), bool)))", TypeError, "batch of step 0 holds token ids", "bool"),
    ("trained(data=giving([['a', 'b'], ['a', 'b']]))", TypeError, "batch of step 0 holds token ids", "<U1"),
    ("trained(data=giving([[0, 1, 2], [0, 1]]))", ValueError, "batch of step 0", "rows of one length"),
    ("trained(data=giving(np.zeros(5, np.int64)))", ValueError, "batch of step 0 has shape (5,)", "2 dimensions"),
    ("trained(data=giving(np.zeros((2, 5, 1), np.int64)))", ValueError, "shape (2, 5, 1)", "2 dimensions"),
    ("trained(data=giving(None))", TypeError, "batch of step 0 holds token ids", "object"),
    ("trained(data=giving(np.zeros((3, 5), np.int64)))", ValueError, "has 3 rows", "asked for 2"),
    ("trained(data=giving(np.zeros((0, 5), np.int64)))", ValueError, "has 0 rows", "asked for 2"),
    ("trained(data=giving(np.zeros((2, 1), np.int64)))", ValueError, "no token to score from position 1", "step 0"),
    ("trained(data=giving(np.zeros((2, 0), np.int64)))", ValueError, "no token to score from position 1", "step 0"),
    ("trained(data=giving(np.full((2, 5), -1)))", ValueError, "no token to score from position 1", "step 0"),
    ("trained(config=replace(CONFIG, first=5))", ValueError, "no token to score from position 5", "step 0"),
    ("trained(data=giving(np.zeros((2, 10), np.int64)))", ValueError, "9 tokens", "CausalLinear reads at most 8"),
    # the loss
    ("NextTokenLoss(PREDICTOR, 0)", ValueError, "first = 0", "at least 1"),
    ("NextTokenLoss(PREDICTOR, 1.0)", TypeError, "first is a whole number", "1.0 (float)"),
    ("NextTokenLoss(nn.Linear(4, 4))", TypeError, "predictor is a Predictor", "Linear"),
    ("NextTokenLoss(NGram(4))(TOKENS)", TypeError, "NGram has no features"),
    ("NextTokenLoss(PREDICTOR, 3)(TOKENS)", ValueError, "no position from 3 on", "3 tokens"),
    ("NextTokenLoss(PREDICTOR)(TOKENS.float())", TypeError, "tokens holds token ids", "float32"),
    ("NextTokenLoss(PREDICTOR)(TOKENS[0])", ValueError, "tokens has shape (3,)", "2 dimensions"),
    ("NextTokenLoss(PREDICTOR)(TOKENS + 1)", ValueError, "tokens[1, 0] = 4", "-1 … 3"),
    ("NextTokenLoss(PREDICTOR)(TOKENS - 1)", ValueError, "tokens[1, 1] = -2", "-1 … 3"),
    ("NextTokenLoss(PREDICTOR)(TOKENS.flip(1))", ValueError, "tokens[1, 1] = -1", "padding"),
    ("NextTokenLoss(PREDICTOR)(TOKENS.numpy())", TypeError, "tokens is a Tensor", "ndarray"),
    ("NextTokenLoss(PREDICTOR)([[0, 1]])", TypeError, "tokens is a Tensor", "list"),
    ("NextTokenLoss(TimeInvariantLinear(4, 8, 4))(TOKENS[:, :1])", ValueError, "no position from 1 on", "1 tokens"),
    ("linear_cross_entropy(torch.zeros(2, 3), torch.zeros(4, 5), TOKENS[0, :2])", ValueError, "(2, 3)", "(4, 5)"),
    ("linear_cross_entropy(torch.zeros(2, 3), torch.zeros(4, 3), TOKENS[0])", ValueError, "(2, 3)", "(3,)"),
    # devices
    ("choose_device('tpu')", ValueError, "device = 'tpu'", "'cpu'"),
    ("choose_device('cuda:99')", ValueError, "device = 'cuda:99'", "'cpu'"),
    ("choose_device('CPU')", ValueError, "device = 'CPU'", "'cpu'"),
    ("choose_device('')", ValueError, "device = ''", "'cpu'"),
    ("choose_device(0)", TypeError, "device is a string", "0 (int)"),
    ("choose_device(torch.device('cpu'))", TypeError, "device is a string", "device"),
]
