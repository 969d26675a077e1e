"""Accuracy of chains: rolled out, or judged token by token given the true prefix."""

from dataclasses import dataclass
from statistics import NormalDist

import numpy as np

from arntp import arguments
from arntp.evaluation.judging import batches, judging
from arntp.predictors.base import Predictor
from arntp.rollout import rollout

LAST = slice(-1, None)


@dataclass(frozen=True, eq=False)
class ChainAccuracy:
    """How M predicted chains of T tokens compare with the true ones; all but first_wrong are shares.

    Attributes
    ----------
    exact : float
        Chains without any wrong token.
    answer_exact : float
        Chains whose answer has no wrong token; at least `exact`, as errors before the answer can cancel.
    digit_accuracy : float
        Right tokens among all tokens of all answers.
    by_position : array (T,)
        Chains that are right at each position.
    first_wrong : array (M,) int64
        Position of each chain's first wrong token; T where there is none.
    """

    exact: float
    answer_exact: float
    digit_accuracy: float
    by_position: np.ndarray
    first_wrong: np.ndarray

    @property
    def chains(self) -> int:
        """M, the number of chains compared."""
        return len(self.first_wrong)


def chain_accuracy(predicted: np.ndarray, true: np.ndarray, answer: slice = LAST) -> ChainAccuracy:
    """Compare chains (M, T) token by token; `answer` is the slice of the chain that the task is judged by.

    Raises ValueError when the shapes differ, there is no chain, or the answer is empty; TypeError for tokens that are
    no whole numbers, and for an answer that is no slice.
    """
    predicted, true = arguments.integers("predicted", predicted), arguments.integers("true", true)
    arguments.instance("answer", answer, slice)
    if predicted.shape != true.shape or true.ndim != 2 or true.size == 0:
        raise ValueError(f"predicted and true chains must share a shape (M, T): {predicted.shape}, {true.shape}")
    right = predicted == true
    answers = right[:, answer]
    if answers.shape[1] == 0:
        raise ValueError(f"answer {answer} holds no token of a chain of {true.shape[1]}")
    exact = right.all(1)
    return ChainAccuracy(
        exact=float(exact.mean()),
        answer_exact=float(answers.all(1).mean()),
        digit_accuracy=float(answers.mean()),
        by_position=right.mean(0),
        first_wrong=np.where(exact, true.shape[1], right.argmin(1)),
    )


def proportion_interval(successes: int, trials: int, confidence: float = 0.95) -> tuple[float, float]:
    """Wilson's score interval for a proportion, which keeps its meaning at 0 and at 1 (Wilson 1927).

    With p = successes / trials and z the normal quantile of the confidence, both bounds are

        (p + z²/2n ± z √(p(1 − p)/n + z²/4n²)) / (1 + z²/n).

    Raises TypeError and ValueError unless there are 0 ≤ successes ≤ trials, 1 ≤ trials and 0 < confidence < 1.
    """
    arguments.whole("successes", successes, 0, arguments.whole("trials", trials, 1))
    arguments.real("confidence", confidence, above=0, below=1)
    z2 = NormalDist().inv_cdf((1 + confidence) / 2) ** 2 / trials
    p = successes / trials
    middle, half = p + z2 / 2, (z2 * (p * (1 - p) + z2 / 4)) ** 0.5
    low, high = (middle - half) / (1 + z2), (middle + half) / (1 + z2)
    return (0.0 if successes == 0 else low), (1.0 if successes == trials else high)


def teacher_forced(predictor: Predictor, tokens: np.ndarray, prompt_length: int, batch: int = 256) -> np.ndarray:
    """The predicted chain (M, T) when every token is predicted from the *true* tokens (M, n + T) before it.

    Raises TypeError and ValueError as `check_chains`.
    """
    tokens = check_chains(predictor, tokens, prompt_length)
    with judging(predictor):
        return np.concatenate(
            [
                predictor(rows[:, :-1])[:, prompt_length - 1 :].argmax(-1).cpu().numpy()
                for rows in batches(predictor, tokens, batch)
            ]
        )


def rolled_out(predictor: Predictor, tokens: np.ndarray, prompt_length: int, batch: int = 256) -> np.ndarray:
    """The predicted chain (M, T) when every chosen token is fed back; only the prompts of tokens are read.

    Raises TypeError and ValueError as `check_chains`.
    """
    tokens = check_chains(predictor, tokens, prompt_length)
    length = tokens.shape[1] - prompt_length
    with judging(predictor):
        return np.concatenate(
            [
                rollout(predictor, prompt, length).cpu().numpy()
                for prompt in batches(predictor, tokens[:, :prompt_length], batch)
            ]
        )


def check_chains(predictor: Predictor, tokens: np.ndarray, prompt_length: int) -> np.ndarray:
    """Tokens (M, n + T) of the predictor's vocabulary, each a prompt and a chain; else TypeError or ValueError."""
    arguments.instance("predictor", predictor, Predictor)
    tokens = arguments.rows("tokens", tokens, predictor.vocab, dims=2)
    if not 1 <= arguments.whole("prompt_length", prompt_length) < tokens.shape[1]:
        raise ValueError(f"tokens of shape {tokens.shape} hold no prompt of {prompt_length} and a chain after it")
    return tokens


def teacher_forced_accuracy(
    predictor: Predictor, tokens: np.ndarray, prompt_length: int, batch: int = 256
) -> np.ndarray:
    """Share (T,) of the sequences (M, n + T) whose token is predicted right at each chain position."""
    predicted = teacher_forced(predictor, tokens, prompt_length, batch)
    return (predicted == tokens[:, prompt_length:]).mean(0)


def rollout_accuracy(
    predictor: Predictor, tokens: np.ndarray, prompt_length: int, answer: slice = LAST, batch: int = 256
) -> ChainAccuracy:
    """Roll the prompts of tokens (M, n + T) out greedily and compare with their chains."""
    predicted = rolled_out(predictor, tokens, prompt_length, batch)
    return chain_accuracy(predicted, tokens[:, prompt_length:], answer)


def ar_error(
    predictor: Predictor, tokens: np.ndarray, prompt_length: int, answer: slice = LAST, batch: int = 256
) -> dict[str, float]:
    """The errors that the paper's Theorem 3.6 relates, as shares of the sequences (M, n + T).

    `chain`: the rollout differs from the true chain. `teacher_forced`: some token is wrong given the true
    prefix. `answer`: the rollout's answer is wrong. For a deterministic predictor chain = teacher_forced,
    since up to its first error a rollout reads the true prefix, and answer ≤ chain.
    """
    rolled = rollout_accuracy(predictor, tokens, prompt_length, answer, batch)
    predicted = teacher_forced(predictor, tokens, prompt_length, batch)
    forced = chain_accuracy(predicted, tokens[:, prompt_length:], answer)
    return {"chain": 1 - rolled.exact, "teacher_forced": 1 - forced.exact, "answer": 1 - rolled.answer_exact}
