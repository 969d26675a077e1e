"""Next-token training: one loop for every predictor."""

import math
import sys
import time
from collections.abc import Callable
from contextlib import nullcontext
from dataclasses import asdict
from pathlib import Path

import numpy as np
import torch
from torch import Tensor, nn
from tqdm import tqdm

from arntp import arguments
from arntp.files import alone
from arntp.predictors.base import Predictor
from arntp.training.checkpoints import fill, has_checkpoint, load_checkpoint, save_checkpoint
from arntp.training.config import TrainConfig, learning_rate
from arntp.training.loss import IGNORED, NextTokenLoss

Source = Callable[[int, int], np.ndarray]  # (step, size) → tokens (size, N), −1 at rows' ends; a pure function
Judge = Callable[[Predictor], dict]
Until = Callable[[list[dict]], bool]


def make_optimizer(predictor: nn.Module, config: TrainConfig) -> torch.optim.AdamW:
    """AdamW in two groups: everything decays except gains and biases.

    Raises ValueError for a predictor that has nothing to train.
    """
    arguments.instance("config", config, TrainConfig)
    parameters = [p for p in arguments.instance("predictor", predictor, nn.Module).parameters() if p.requires_grad]
    if not parameters:
        raise ValueError(f"{type(predictor).__name__} has no weights to train: gradients reach nothing in it")
    gains = [p for name, p in predictor.named_parameters() if name.endswith(("bias", "norm.weight"))]
    kept = {id(p) for p in gains}
    groups = [
        {"params": [p for p in parameters if id(p) not in kept], "weight_decay": config.weight_decay},
        {"params": gains, "weight_decay": 0.0},
    ]
    return torch.optim.AdamW(groups, lr=config.lr, betas=(config.beta1, config.beta2), fused=True)


def train(
    predictor: Predictor,
    source: Source,
    config: TrainConfig,
    *,
    evaluate: Judge | None = None,
    until: Until | None = None,
    folder: Path | str | None = None,
    about: dict | None = None,
    progress: bool = True,
) -> list[dict]:
    """Train `predictor` in place on the device that it is on; return the history, one row per log point.

    Each step lowers the mean loss of all tokens that are scored in its batch, into however many passes it is cut.

    A row is logged every `log_every` steps and wherever `evaluate` is due. It holds step, loss (nats, the mean over the
    steps since the row before), lr, norm (of the gradient, before clipping), tokens (positions read so far, prompts and
    padding included), scored (those whose next token was scored), seconds (of training alone: evaluations and
    checkpoints are not counted), and what `evaluate` returns at its steps. Training ends early once `until`, asked of
    the history after each evaluation, says so; the rate is then still that of a longer run. With a `folder`,
    checkpoints go there and a later call continues from the last one, bitwise the same on CPU. `about` names what the
    weights belong to (tokenizer, class, width …).

    Raises TypeError and ValueError for wrong arguments, for a predictor that has nothing to train, and, naming the
    step, for a batch of another size, with a token outside the vocabulary or after padding, or without a scored one;
    FloatingPointError with the step and the last good checkpoint when the loss or its gradient is not finite, before
    the weights change; ValueError when the folder's checkpoint is corrupt or about something else;
    OSError when a checkpoint cannot be written (the earlier one stays; a folder that is read-only is refused before
    the first step, and one where another process trains with BlockingIOError).
    """
    arguments.function("source", source)
    arguments.flag("progress", progress)
    for name, called in (("evaluate", evaluate), ("until", until)):
        if called is not None:
            arguments.function(name, called)
    folder = None if folder is None else arguments.place("folder", folder)
    with alone(folder) if folder else nullcontext() as refusal:
        state = Training(predictor, config, folder, {} if about is None else about)
        if refusal and state.step < config.steps:
            raise OSError(f"no checkpoint written to {folder}: {refusal}") from refusal
        return proceed(state, source, evaluate, until or never, progress)


def never(history: list[dict]) -> bool:
    """Of no history that training may end early."""
    return False


def proceed(state: "Training", source: Source, evaluate: Judge | None, until: Until, progress: bool) -> list[dict]:
    """Train from the state's step to the last one, or to where `until` ends it; return the history."""
    predictor, config = state.predictor, state.config
    ended = until(state.history)
    loss_module = NextTokenLoss(predictor, config.first)
    with tqdm(total=config.steps, initial=state.step, disable=not progress, file=sys.stderr) as bar:
        while state.step < config.steps and not ended:
            began = time.perf_counter()
            state.advance(loss_module, source)
            state.seconds += time.perf_counter() - began
            bar.update()
            judged = evaluate is not None and evaluation_due(state.step, config)
            if judged or due(state.step, config.log_every, config.steps):
                row = state.log()
                bar.set_postfix_str(f"loss {row['loss']:.3f}, {row['tokens'] / row['seconds']:,.0f} tokens/s")
            if judged:
                row |= evaluation(predictor, evaluate)
                ended = until(state.history)
            if state.folder and (ended or due(state.step, config.checkpoint_every, config.steps)):
                state.save()
    return state.history


def due(step: int, every: int, steps: int) -> bool:
    """Whether something that happens each `every` steps, and at the end, happens after `step` steps."""
    return step == steps or bool(every and step % every == 0)


def evaluation_due(step: int, config: TrainConfig) -> bool:
    """Whether an evaluation happens after `step` steps: at each multiple, or at the steps that grow by a factor."""
    every, growth = config.evaluate_every, config.evaluate_growth
    if growth == 1 or not every or step < every:
        return due(step, every, config.steps)
    near = round(math.log(step / every, growth))  # ⌈every · growth^i⌉ = step for this i, one below, or none
    return step == config.steps or step in (math.ceil(every * growth**i) for i in (near - 1, near))


def evaluation(predictor: Predictor, evaluate: Judge) -> dict:
    """Call `evaluate` without gradients and in evaluation mode."""
    predictor.eval()
    with torch.no_grad():
        row = evaluate(predictor)
    predictor.train()
    return arguments.instance("what evaluate returned", row, dict)


class Training:
    """What one training run carries from step to step: all of it goes into the checkpoint."""

    def __init__(self, predictor: Predictor, config: TrainConfig, folder: Path | None, about: dict):
        self.predictor, self.config = arguments.instance("predictor", predictor, Predictor), config
        self.folder = folder
        self.optimizer = make_optimizer(predictor, config)
        self.about = arguments.instance("about", about, dict) | {"config": asdict(config)}
        self.optimizer.zero_grad()  # an interrupted run may have left gradients
        self.device = next(predictor.parameters()).device
        self.step, self.tokens, self.scored, self.seconds, self.losses = 0, 0, 0, 0.0, []
        self.history: list[dict] = []
        if self.saved:
            self.load()

    def advance(self, loss_module: nn.Module, source: Source) -> None:
        """One optimizer step; each pass weighs what its scored tokens are of the batch's."""
        for group in self.optimizer.param_groups:
            group["lr"] = learning_rate(self.step, self.config)
        rows = self.drawn(source)
        scored = (rows[:, self.config.first :] != IGNORED).reshape(self.config.accumulate, -1).sum(1)
        if not scored.any():
            raise ValueError(f"no token to score from position {self.config.first} on in the batch of step {self.step}")
        total = 0.0
        for part, share in zip(self.fetch(rows).chunk(self.config.accumulate), scored / scored.sum(), strict=True):
            with torch.autocast(self.device.type, torch.bfloat16, enabled=self.device.type == "cuda"):
                loss = loss_module(part) * float(share)
            loss.backward()
            total += loss.detach()
        self.norm = float(nn.utils.clip_grad_norm_(self.predictor.parameters(), self.config.clip))
        self.check(float(total))
        self.optimizer.step()
        self.optimizer.zero_grad(set_to_none=True)
        self.step, self.tokens = self.step + 1, self.tokens + rows[:, 1:].size
        self.scored += int(scored.sum())

    def drawn(self, source: Source) -> np.ndarray:
        """The step's batch (batch, N) int64, or an error that names the step and what is wrong with it."""
        step, size = self.step, self.config.batch
        rows = arguments.padded(f"batch of step {step}", source(step, size), self.predictor.vocab)
        if len(rows) != size:
            raise ValueError(f"batch of step {step} has {len(rows)} rows: the source was asked for {size}")
        return rows

    def fetch(self, batch: np.ndarray) -> Tensor:
        """The batch on the device; pinned, so that the copy runs beside the computation."""
        tokens = torch.from_numpy(np.ascontiguousarray(batch, dtype=np.int64))
        if self.device.type == "cuda":
            tokens = tokens.pin_memory()
        return tokens.to(self.device, non_blocking=True)

    def check(self, loss: float) -> None:
        """Stop before a non-finite loss or gradient reaches the weights."""
        self.losses.append(loss)
        if not math.isfinite(loss) or not math.isfinite(self.norm):
            raise FloatingPointError(
                f"loss {loss}, gradient norm {self.norm} at step {self.step}: lower the learning rate; "
                + (f"the last good checkpoint is in {self.folder}" if self.saved else "there is no checkpoint")
            )

    @property
    def saved(self) -> bool:
        """Whether the folder holds a checkpoint."""
        return self.folder is not None and has_checkpoint(self.folder)

    def log(self) -> dict:
        """Append and return a row of the history."""
        row = {
            "step": self.step,
            "loss": sum(self.losses) / len(self.losses),
            "lr": self.optimizer.param_groups[0]["lr"],
            "norm": self.norm,
            "tokens": self.tokens,
            "scored": self.scored,
            "seconds": self.seconds,
        }
        self.losses = []
        self.history.append(row)
        return row

    def save(self) -> None:
        """Write the checkpoint."""
        tensors = {f"model.{name}": value for name, value in self.predictor.state_dict().items()}
        for index, moments in self.optimizer.state_dict()["state"].items():
            tensors |= {f"optimizer.{index}.{name}": value for name, value in moments.items()}
        numbers = {name: getattr(self, name) for name in ("step", "tokens", "scored", "seconds", "losses", "history")}
        save_checkpoint(self.folder, tensors, self.about, numbers)

    def load(self) -> None:
        """Continue from the checkpoint in the folder."""
        tensors, numbers = load_checkpoint(self.folder, self.about)
        fill(self.predictor, strip(tensors, "model."), self.folder)
        moments: dict[int, dict] = {}
        for name, value in strip(tensors, "optimizer.").items():
            index, moment = name.split(".")
            moments.setdefault(int(index), {})[moment] = value
        self.optimizer.load_state_dict({**self.optimizer.state_dict(), "state": moments})
        for name, value in numbers.items():
            setattr(self, name, value)


def strip(tensors: dict[str, Tensor], prefix: str) -> dict[str, Tensor]:
    """The tensors whose names begin with `prefix`, without it."""
    return {name.removeprefix(prefix): value for name, value in tensors.items() if name.startswith(prefix)}
