"""What is done to files again and again: a short training, and the processes that do it and can be killed."""

import os
import threading
from collections.abc import Callable
from multiprocessing import get_context
from multiprocessing.process import BaseProcess
from pathlib import Path
from tempfile import TemporaryDirectory

import numpy as np
import torch
from tqdm import tqdm

from arntp.predictors import CausalLinear
from arntp.training import TrainConfig, train

Outcome = tuple[dict[str, np.ndarray], list[dict]]  # weights by name, history without its seconds

VOCAB, CONTEXT, WIDTH, STEPS = 7, 16, 48, 12
LEFT = ("*.part", "*.tmp*")  # the names of what is being written

# a server that has imported the package (and what PyTorch imports at the first step), from which each process is forked
SERVER = get_context("forkserver")
SERVER.set_forkserver_preload(["reliability.pairs", "torch._dynamo", "jupytext", "nbformat"])

tqdm.set_lock(threading.RLock())  # its own is a semaphore of the system, which killed processes leave behind


def scratch() -> TemporaryDirectory:
    """A folder for the time of a block; in memory where the system has one, as no disk must be worn out."""
    return TemporaryDirectory(dir="/dev/shm" if os.access("/dev/shm", os.W_OK) else None)


def start(function: Callable, *arguments) -> BaseProcess:
    """Start a function of a module in a process of its own."""
    process = SERVER.Process(target=function, args=arguments)
    process.start()
    return process


def rows(step: int, size: int) -> np.ndarray:
    """Other random token rows at each step."""
    return np.random.default_rng(step).integers(0, VOCAB, (size, CONTEXT + 1))


def trained(folder: Path | None, steps: int = STEPS, began: Callable[[], None] = lambda: None) -> Outcome:
    """What a training ends in that saves a checkpoint after each step, and calls `began` before it."""
    torch.set_num_threads(1)
    torch.manual_seed(0)
    predictor = CausalLinear(VOCAB, CONTEXT, WIDTH)

    def source(step, size):
        began()
        return rows(step, size)

    config = TrainConfig(steps=steps, batch=4, lr=0.02, log_every=1, checkpoint_every=1)
    history = train(predictor, source, config, folder=folder, progress=False)
    history = [{key: value for key, value in row.items() if key != "seconds"} for row in history]
    return {name: value.numpy().copy() for name, value in predictor.state_dict().items()}, history


def equal(one: Outcome, other: Outcome) -> bool:
    """Whether two trainings ended bitwise alike."""
    return one[1] == other[1] and all(np.array_equal(value, other[0][name]) for name, value in one[0].items())


def row(what: str, tried: int, right: int, remark: str = "") -> dict:
    """A row of the table: what was tried, how often, how often it ended right, and what else there is to say."""
    return {"what": what, "tried": tried, "right": right, "remark": remark}


def half_written(folder: Path) -> list[str]:
    """The temporary files in a folder."""
    return [path.name for pattern in LEFT for path in folder.glob(pattern)]
