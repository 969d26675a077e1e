"""Part 3: the paper's MLP on its own chain for 4-digit factors, judged on held-out pairs as it trains."""

from dataclasses import replace

import numpy as np

from arntp.evaluation import rollout_accuracy, teacher_forced_accuracy
from arntp.experiments.contender import Contender
from arntp.experiments.grid import shares
from arntp.experiments.paper.fit import SEED, Fit
from arntp.experiments.paper.records import command_line
from arntp.predictors import CausalMLP, Predictor
from arntp.tasks.multiplication import Multiplication
from arntp.training import TrainConfig

NAME = "MLP, paper's chain"
PAIRS, TOY_PAIRS = 1000, 50
TASK, TOY_TASK = Multiplication(4, "paper"), Multiplication(2, "paper")
CONTENDER = Contender(
    CausalMLP, {"width": 128}, TrainConfig(steps=48_828, batch=2048, lr=1e-3, evaluate_every=2000)
)  # 10⁸ examples
TOY = Contender(CausalMLP, {"width": 16}, TrainConfig(steps=100, batch=16, lr=3e-3))


def main(given: list[str] | None = None) -> None:
    """The paper's 4-digit multiplication, trained until the time is over."""
    slot, _ = command_line(main.__doc__, given)
    (fit(TOY_TASK, TOY, TOY_PAIRS, 1.0) if slot.toy else fit(TASK, CONTENDER, PAIRS, 60.0)).run(slot)


def fit(task: Multiplication, contender: Contender, pairs: int, every: float) -> Fit:
    """The contender on the task, judged every `every` seconds on the same held-out pairs.

    The context is the whole sequence, as in the paper, so that the active weights are its 774.65 million. No token
    follows the last position: its row of blocks (0.65 % of all) is stored and never trained.
    """
    rows = task.encode(*task.held_out(pairs, seed=0))

    def judge(predictor: Predictor) -> dict:
        return shares(rollout_accuracy(predictor, rows, task.prompt_length, task.answer, batch=pairs))

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
