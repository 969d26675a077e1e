"""Part 3: the paper's MLP on its own chain for 4-digit factors, judged on held-out pairs as it trains."""

from dataclasses import replace

import numpy as np

from arntp.evaluation import rollout_accuracy, teacher_forced_accuracy
from arntp.experiments.multiplication import PAPER, Trial, summary, trial
from arntp.experiments.paper.fit import SEED, Fit
from arntp.experiments.paper.records import command_line
from arntp.predictors import CausalMLP, Predictor
from arntp.tasks.multiplication import Multiplication

NAME = "MLP, paper's chain"
PAIRS, TOY_PAIRS = 1000, 50
TOY = trial("paper", 2, CausalMLP, {"width": 16}, steps=100, batch=16, lr=3e-3)


def main(given: list[str] | None = None) -> None:
    """The paper's 4-digit multiplication, trained until the time is over."""
    slot, _ = command_line(main.__doc__, given)
    (fit(TOY, TOY_PAIRS, 1.0) if slot.toy else fit(PAPER.trials[NAME], PAIRS, 60.0)).run(slot)


def fit(trial: Trial, pairs: int, every: float) -> Fit:
    """The trial, judged every `every` seconds on the same held-out pairs.

    The context is the whole sequence, as in the paper, so that the active weights are its 774.65 million. No token
    follows the last position: its row of blocks (0.65 % of all) is stored and never trained.
    """
    task, contender = trial.task, trial.contender
    rows = task.encode(*task.held_out(pairs, seed=0))

    def judge(predictor: Predictor) -> dict:
        return summary(rollout_accuracy(predictor, rows, task.prompt_length, task.answer, batch=pairs))

    return Fit(
        "multiplication",
        NAME,
        replace(contender, config=replace(contender.config, first=task.prompt_length)),
        len(task.vocabulary),
        task.length,
        task.source(SEED),
        judge,
        lambda predictor: given_the_true_prefix(predictor, task, rows),
        {"task": {"chain": task.chain, "digits": task.digits, "tokens": task.length}, "pairs": pairs},
        every,
    )


def given_the_true_prefix(predictor: Predictor, task: Multiplication, rows: np.ndarray) -> dict:
    """The least accuracy of a token before the answer, and the accuracy of each digit of the answer."""
    accuracy = teacher_forced_accuracy(predictor, rows, task.prompt_length)
    before, answer = accuracy[: task.answer.start], accuracy[task.answer]
    return {"given the true prefix": {"least before the answer": float(before.min()), "answer": answer.tolist()}}


if __name__ == "__main__":
    main()
