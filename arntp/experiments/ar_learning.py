"""The AR-learning experiment: how many chains teach a chain of T tokens, and what a wrong or a noisy token does.

The task is a chain of threshold functions. Bits are written ±1. Step t reads d fresh bits of the prompt and the token
before it, z_t = sign(w_t · (x_t, z_{t−1})) with z_0 = +1: a linear decoder over two tokens. Weights are odd integers
and d is even, so that scores are odd integers, never zero, and exact in float64. Arrays of one repetition are
weights (T, D) with D = d + 1, or (1, D) where all steps share them, prompt bits (T, m, d) and chains (T, m).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache

import numpy as np

from arntp.evaluation import rolled_out, teacher_forced
from arntp.experiments.contender import Contender
from arntp.predictors import CausalLinear, Predictor
from arntp.runs import Record
from arntp.tasks.multiplication import Multiplication
from arntp.training import TrainConfig, train

MEASUREMENTS = ("product", "shared", "identity", "trained", "noise")
NOISES = ("independent", "propagating")
COUNTS = ("sequences", "forced wrong", "rolled wrong", "disagree", "answer wrong", "forced tokens", "rolled tokens")


def draw_targets(rng: np.random.Generator, count: int, bits: int, largest: int = 999) -> np.ndarray:
    """Weights (count, bits + 1) of random steps: odd, at most `largest`; the last one, of the token before, is ±largest."""
    if bits < 2 or bits % 2 or largest < 1 or largest % 2 == 0:
        raise ValueError(f"bits {bits} must be even and ≥ 2, largest {largest} odd and ≥ 1, so that no score is zero")
    weights = 2 * rng.integers(-(largest + 1) // 2, (largest + 1) // 2, (count, bits + 1)) + 1
    weights[:, -1] = np.where(weights[:, -1] > 0, largest, -largest)
    return weights


def draw_bits(rng: np.random.Generator, length: int, count: int, bits: int) -> np.ndarray:
    """Uniform prompts (length, count, bits), ±1."""
    return (2 * rng.integers(0, 2, (length, count, bits)) - 1).astype(np.int8)


def step_inputs(bits: np.ndarray, chain: np.ndarray) -> np.ndarray:
    """What each step reads, given the chain: its prompt bits and the token before it, (T, m, D) float64."""
    before = np.concatenate([np.ones_like(chain[:1]), chain[:-1]])
    return np.concatenate([bits, before[..., None]], axis=-1).astype(np.float64)


def sign(scores: np.ndarray) -> np.ndarray:
    """±1 as int8, +1 at zero."""
    return np.where(scores >= 0, 1, -1).astype(np.int8)


def forced(weights: np.ndarray, bits: np.ndarray, chain: np.ndarray) -> np.ndarray:
    """Teacher forcing: the token (T, m) that each step writes when it reads the given chain."""
    return sign((step_inputs(bits, chain) @ weights[..., None].astype(np.float64))[..., 0])


def rolled(weights: np.ndarray, bits: np.ndarray, flips: np.ndarray | None = None) -> np.ndarray:
    """Rollout: the chain (T, m) when each step reads the token written before it.

    `flips` (T, m), ±1, multiplies each token as it is written, so that later steps read it flipped.
    """
    weights = np.broadcast_to(weights.astype(np.float64), (len(bits), weights.shape[1]))
    chain, token = [], np.ones(bits.shape[1], dtype=np.int8)
    for t in range(len(bits)):
        token = sign(bits[t] @ weights[t, :-1] + token * weights[t, -1]) * (1 if flips is None else flips[t])
        chain.append(token)
    return np.array(chain)


@cache
def cube(bits: int) -> np.ndarray:
    """All 2^bits rows of ±1, float64."""
    return (np.arange(2**bits)[:, None] >> np.arange(bits) & 1) * 2.0 - 1.0


def transitions(target: np.ndarray, learned: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Of one step, over uniform bits: P(target writes j | i before) and P(it does, and learned agrees), (2, 2) each."""
    sums, learned_sums = (cube(len(target) - 1) @ weights[:-1].astype(np.float64) for weights in (target, learned))
    true, both = np.empty((2, 2)), np.empty((2, 2))
    for i, token in enumerate((-1, 1)):
        up, learned_up = sums + token * target[-1] >= 0, learned_sums + token * learned[-1] >= 0
        true[i] = 1 - up.mean(), up.mean()
        both[i] = (~up & ~learned_up).mean(), (up & learned_up).mean()
    return true, both


def exact_errors(targets: np.ndarray, learned: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Exact probabilities (length,) each: that some step up to t errs on the true prefix, and that step t does.

    The bits of a step are uniform and fresh, so the true chain is a Markov chain of two states, and one pass over
    its transitions sums up all 2^(dT) prompts.
    """
    tables = [transitions(*pair) for pair in zip(targets, learned, strict=True)]
    before = right = np.array([0.0, 1.0])  # P(true token), P(true token and no error so far)
    some, step = [], []
    for true, both in tables if len(tables) > 1 else tables * length:
        step.append(1 - (before @ both).sum())
        before, right = before @ true, right @ both
        some.append(1 - right.sum())
    return np.array(some), np.array(step)


def learn(inputs: np.ndarray, labels: np.ndarray, ridge: float = 1e-9) -> np.ndarray:
    """Logistic regression, P problems at a time: inputs (P, N, D) and labels (P, N), ±1 → odd integer weights (P, D).

    Newton's method on Σ log(1 + exp(−y w·v)) + λ‖w‖²/2. λ falls from 1 tenfold at a time, until no example is
    wrong or λ would be below `ridge`. The weights are scaled to 2^20 and rounded to odd integers, so that their
    scores are exact.
    """
    signed, strength = inputs * labels[..., None], 1.0
    weights = np.zeros((len(inputs), inputs.shape[-1]))
    while True:
        for _ in range(6 if strength == 1 else 3):
            wrong = 0.5 * (1 - np.tanh((signed @ weights[..., None])[..., 0] / 2))  # the logistic function of −y w·v
            gradient = strength * weights - (wrong[:, None] @ signed)[:, 0]
            hessian = (signed * (wrong * (1 - wrong))[..., None]).swapaxes(1, 2) @ signed + strength * np.eye(weights.shape[1])
            weights -= np.linalg.solve(hessian, gradient[..., None])[..., 0]
        integers = 2 * np.floor(weights / np.abs(weights).max(1, keepdims=True) * 2**19).astype(np.int64) + 1
        strength /= 10
        if strength < ridge or (signed @ integers[..., None].astype(np.float64) > 0).all():
            return integers


def learn_steps(inputs: np.ndarray, chain: np.ndarray, shared: bool, ridge: float = 1e-9) -> np.ndarray:
    """Weights (T, D) of steps learned apart, or (1, D) of one step learned from the T · m examples of all."""
    if shared:
        inputs, chain = inputs.reshape(1, -1, inputs.shape[-1]), chain.reshape(1, -1)
    return learn(inputs, chain, ridge)


def samples_needed(grid: Sequence[int], errors: np.ndarray, epsilon: float) -> np.ndarray:
    """The sample size at which each column of errors (grid, K) first reaches ε, by log-log interpolation on the grid.

    Raises ValueError where a column begins at ε or below, or never gets there.
    """
    if (errors[0] <= epsilon).any() or (errors.min(0) > epsilon).any():
        raise ValueError(f"errors {errors[0]} … {errors[-1]} at {grid[0]} … {grid[-1]} samples do not pass {epsilon}")
    k = (errors <= epsilon).argmax(0)
    above, below = (np.log(np.take_along_axis(errors, i[None], 0)[0].clip(1e-12) / epsilon) for i in (k - 1, k))
    left, right = np.array(grid)[k - 1], np.array(grid)[k]
    return left * (right / left) ** (above / (above - below))


def bootstrap(result: dict, epsilon: float, draws: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Sample sizes (1 + draws, lengths) at which the mean error is ε, and their exponents (1 + draws,) in T.

    `result` is that of `Experiment.errors`. Row 0 is measured; the others draw its repetitions again, with
    replacement. The exponent is the least-squares slope of log m against log T.
    """
    errors, rng = np.array(result["errors"]), np.random.default_rng(0)
    chosen = [np.arange(len(errors)), *rng.integers(0, len(errors), (draws, len(errors)))]
    needed = np.array([samples_needed(result["grid"], errors[some].mean(0), epsilon) for some in chosen])
    return needed, np.polyfit(np.log(result["lengths"]), np.log(needed).T, 1)[0]


def counts(true: np.ndarray, teacher: np.ndarray, rollout: np.ndarray, answer: slice = slice(-1, None)) -> np.ndarray:
    """What COUNTS names, of chains (T, m): a chain, or an answer, is wrong when any of its tokens is; int64."""
    wrong, wrong_rolled = teacher != true, rollout != true
    forced_chain, chain = wrong.any(0), wrong_rolled.any(0)
    chains = (forced_chain, chain, forced_chain != chain, wrong_rolled[answer].any(0), wrong, wrong_rolled)
    return np.array([true.shape[1], *(some.sum() for some in chains)])


@dataclass(frozen=True)
class Size:
    """One size of the experiment.

    bits : d, fresh prompt bits of a step; epsilon : the chain error to reach
    lengths : chain lengths T, ascending; repetitions : draws of targets and samples
    product, shared : the sample sizes m that are tried; judged : fresh sequences of each count
    rates, samples, noisy : flip rates p, sample sizes m and the chain length T under noise
    steps : training steps of the linear multiplication predictor
    """

    bits: int
    lengths: tuple[int, ...]
    repetitions: int
    product: tuple[int, ...]
    shared: tuple[int, ...]
    judged: int
    rates: tuple[float, ...]
    samples: tuple[int, ...]
    steps: int
    noisy: int = 16
    epsilon: float = 0.1


@dataclass(frozen=True)
class Experiment:
    """One run: a size, a seed, and the record that keeps what was measured."""

    size: Size
    seed: int
    record: Record
    progress: bool = True

    def fit(self, name: str) -> dict:
        """One of MEASUREMENTS, measured or read back."""
        if name not in MEASUREMENTS:
            raise ValueError(f"no measurement {name!r}: there are {', '.join(MEASUREMENTS)}")
        if name in ("product", "shared"):
            return self.record.once(name, lambda: self.errors(name == "shared"))
        return self.record.once(name, getattr(self, name))

    def draws(self, length: int, count: int, shared: bool) -> Iterator[tuple]:
        """For each repetition (rng, targets, bits, chain) of `count` sequences; `shared`: all steps alike."""
        for repetition in range(self.size.repetitions):
            rng = np.random.default_rng((self.seed, length, count, shared, repetition))
            targets = draw_targets(rng, 1 if shared else length, self.size.bits)
            bits = draw_bits(rng, length, count, self.size.bits)
            yield rng, targets, bits, rolled(targets, bits)

    def errors(self, shared: bool) -> dict:
        """Exact chain errors, and sums of the steps' errors, (repetitions, grid, lengths) each.

        `shared`: one step's weights for all; otherwise each step has its own, so that one fit serves all lengths.
        """
        grid, lengths, longest = self.size.shared if shared else self.size.product, self.size.lengths, self.size.lengths[-1]
        errors, sums = [], []
        for _, targets, bits, chain in self.draws(longest, grid[-1], shared):
            inputs, table = step_inputs(bits, chain), []
            for m in grid:
                learned = [learn_steps(inputs[:t, :m], chain[:t, :m], shared) for t in (lengths if shared else (longest,))]
                judged = [exact_errors(targets, weights, longest) for weights in learned] * (1 if shared else len(lengths))
                table.append([(some[t - 1], step[:t].sum()) for (some, step), t in zip(judged, lengths)])
            errors.append([[some for some, _ in row] for row in table])
            sums.append([[total for _, total in row] for row in table])
        return {"grid": grid, "lengths": lengths, "errors": errors, "sums": sums}

    def identity(self) -> dict:
        """COUNTS of imperfect predictors, steps with weights of their own, beside their exact chain error."""
        longest, grid = self.size.lengths[-1], self.size.product
        tables = {(m, t): np.zeros(len(COUNTS) + 1) for m in grid[:: len(grid) // 4] for t in self.size.lengths}
        for rng, targets, bits, chain in self.draws(longest, grid[-1], shared=False):
            inputs, fresh = step_inputs(bits, chain), draw_bits(rng, longest, self.size.judged, self.size.bits)
            true = rolled(targets, fresh)
            for m in {m for m, _ in tables}:
                learned = learn_steps(inputs[:, :m], chain[:, :m], shared=False)
                teacher, rollout = forced(learned, fresh, true), rolled(learned, fresh)
                errors = exact_errors(targets, learned, longest)[0]
                for t in self.size.lengths:
                    found = counts(true[:t], teacher[:t], rollout[:t])
                    tables[m, t] += [*found, errors[t - 1] / self.size.repetitions]
        rows = [{"m": m, "T": t, **dict(zip((*COUNTS, "exact"), table.tolist()))} for (m, t), table in tables.items()]
        return {"rows": rows}

    def trained(self) -> dict:
        """COUNTS on held-out pairs, while a linear predictor learns two-digit multiplication by the schoolbook chain."""
        task = Multiplication(2, "schoolbook")
        tokens, n = task.encode(*task.held_out(1000, seed=0)), task.prompt_length

        def judge(predictor: Predictor) -> dict:
            teacher, rollout = teacher_forced(predictor, tokens, n), rolled_out(predictor, tokens, n)
            return dict(zip(COUNTS, counts(tokens[:, n:].T, teacher.T, rollout.T, task.answer).tolist()))

        config = TrainConfig(self.size.steps, batch=64, lr=1e-2, first=n, evaluate_every=max(1, self.size.steps // 12))
        contender = Contender(CausalLinear, {"width": 32}, config)
        predictor = contender.build(len(task.vocabulary), task.length - 1, self.seed)
        folder = self.record.checkpoints("trained")
        history = train(predictor, task.source(self.seed), config, evaluate=judge, folder=folder, progress=self.progress)
        return {"rows": [row | {"T": task.chain_length} for row in history if "sequences" in row]}

    def noise(self) -> dict:
        """One shared step learned from noisy chains: for each kind of noise, flip rate p and sample size m

        the exact error on the true chain, the share of fresh noisy chains that are mistaken somewhere, and the weight
        of the token before against the bits', learned over true (lists, one entry a repetition); and COUNTS.
        """
        size, rows = self.size, {}
        for rng, targets, bits, chain in self.draws(size.noisy, size.samples[-1], shared=True):
            fresh = draw_bits(rng, size.noisy, size.judged, size.bits)
            true, levels, fresh_levels = rolled(targets, fresh), rng.random(chain.shape), rng.random(fresh.shape[:2])
            for kind, p in product(NOISES, size.rates):
                seen, seen_fresh = noisy(kind, p, targets, bits, levels), noisy(kind, p, targets, fresh, fresh_levels)
                inputs = step_inputs(bits, seen)
                for m in size.samples:
                    learned = learn_steps(inputs[:, :m], seen[:, :m], shared=True, ridge=1.0)
                    row = rows.setdefault((kind, p, m), {"error": [], "mistaken": [], "memory": [], "counts": 0})
                    row["error"].append(exact_errors(targets, learned, size.noisy)[0][-1])
                    row["mistaken"].append((forced(learned, fresh, seen_fresh) != seen_fresh).any(0).mean())
                    row["memory"].append(memory(learned) / memory(targets))
                    row["counts"] += counts(true, forced(learned, fresh, true), rolled(learned, fresh))
        return {"rows": [{"noise": kind, "p": p, "m": m, **row} for (kind, p, m), row in rows.items()]}
