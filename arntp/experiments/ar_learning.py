"""The AR-learning experiment: how many chains teach a chain of T tokens, and what a wrong or a noisy token does.

The task is a chain of threshold functions. Bits are written ±1. Step t reads d fresh bits of the prompt and the token
before it, z_t = sign(w_t · (x_t, z_{t−1})) with z_0 = +1: a linear decoder over two tokens. Weights are odd integers
and d is even, so that scores are odd integers, never zero, and exact in float64. Arrays of one repetition are
weights (T, D) with D = d + 1, or (1, D) where all steps share them, prompt bits (T, m, d) and chains (T, m).
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import cache
from itertools import product

import numpy as np

from arntp import arguments
from arntp.evaluation import rolled_out, teacher_forced
from arntp.experiments import base
from arntp.experiments.contender import Contender
from arntp.predictors import CausalLinear, Predictor
from arntp.tasks.multiplication import Multiplication
from arntp.training import TrainConfig, train

MEASUREMENTS = ("product", "shared", "trained", "noise")
NOISES = ("independent", "propagating")
COUNTS = ("sequences", "forced wrong", "rolled wrong", "disagree", "answer wrong", "forced tokens", "rolled tokens")


def draw_targets(rng: np.random.Generator, count: int, bits: int, largest: int = 999) -> np.ndarray:
    """Weights (count, bits + 1) of random steps: odd, at most `largest`; that of the token before is ±largest.

    Raises ValueError unless bits ≥ 2 is even and largest ≥ 1 odd.
    """
    arguments.whole("count", count, 1)
    if arguments.whole("bits", bits) < 2 or bits % 2 or arguments.whole("largest", largest) < 1 or largest % 2 == 0:
        raise ValueError(f"bits {bits} must be even and ≥ 2, largest {largest} odd and ≥ 1, so that no score is zero")
    weights = 2 * rng.integers(-(largest + 1) // 2, (largest + 1) // 2, (count, bits + 1)) + 1
    weights[:, -1] = np.where(weights[:, -1] > 0, largest, -largest)
    return weights


def draw_bits(rng: np.random.Generator, length: int, count: int, bits: int) -> np.ndarray:
    """Uniform prompts (length, count, bits), ±1."""
    for name, value in (("length", length), ("count", count), ("bits", bits)):
        arguments.whole(name, value, 1)
    return 2 * rng.integers(0, 2, (length, count, bits)) - 1


def step_inputs(bits: np.ndarray, chain: np.ndarray) -> np.ndarray:
    """What each step reads, given the chain: its prompt bits and the token before it, (T, m, D) float64."""
    before = np.concatenate([np.ones_like(chain[:1]), chain[:-1]])
    return np.concatenate([bits, before[..., None]], axis=-1).astype(np.float64)


def forced(weights: np.ndarray, bits: np.ndarray, chain: np.ndarray) -> np.ndarray:
    """Teacher forcing: the token (T, m) that each step writes when it reads the given chain."""
    return np.where(step_inputs(bits, chain) @ weights[..., None].astype(np.float64) >= 0, 1, -1)[..., 0]


def rolled(weights: np.ndarray, bits: np.ndarray, flips: np.ndarray | None = None) -> np.ndarray:
    """Rollout: the chain (T, m) when each step reads the token written before it.

    `flips` (T, m), ±1, multiplies each token as it is written, so that later steps read it flipped.
    """
    weights = np.broadcast_to(weights, (len(bits), weights.shape[1])).astype(np.float64)
    flips = np.ones(bits.shape[:2], dtype=np.int64) if flips is None else flips
    chain, token = [], np.ones(bits.shape[1])
    for w, x, flip in zip(weights, bits, flips):
        token = np.where(x @ w[:-1] + token * w[-1] >= 0, 1, -1) * flip
        chain.append(token)
    return np.array(chain)


def noisy(kind: str, flips: np.ndarray, targets: np.ndarray, bits: np.ndarray) -> np.ndarray:
    """Chains with flips (T, m) in them: of the finished chain, or of each token before the next step reads it.

    Raises ValueError for a kind that is none of NOISES.
    """
    arguments.choice("kind", kind, NOISES)
    return rolled(targets, bits, flips) if kind == "propagating" else rolled(targets, bits) * flips


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
    its transitions sums up all 2^(dT) prompts. Raises ValueError unless targets and learned weights are equally many.
    """
    arguments.whole("length", length, 1)
    tables = [transitions(*pair) for pair in zip(targets, learned, strict=True)]
    before = right = np.array([0.0, 1.0])  # P(true token), P(true token and no error so far)
    some, step = [], []
    for true, both in tables * length if len(tables) == 1 else tables[:length]:
        step.append(1 - (before @ both).sum())
        before, right = before @ true, right @ both
        some.append(1 - right.sum())
    return np.array(some), np.array(step)


def learn(inputs: np.ndarray, labels: np.ndarray, consistent: bool = True) -> np.ndarray:
    """Logistic regression, P problems at once: inputs (P, N, D) and labels (P, N), ±1 → odd integer weights (P, D).

    Newton's method on Σ log(1 + exp(−y w·v)) + λ‖w‖²/2 with λ = 1; when `consistent`, λ then falls tenfold at a time
    until a problem has no wrong example. The weights are scaled to 2^20 and rounded to odd integers, so that scores
    are exact. Raises ValueError for other shapes, and when no consistent weights are found.
    """
    if inputs.ndim != 3 or labels.shape != inputs.shape[:2]:
        raise ValueError(f"inputs {inputs.shape} and labels {labels.shape}: (P, N, D) and (P, N) are needed")
    signed, ridge, todo = inputs * labels[..., None], 1.0, np.arange(len(inputs))
    weights, learned = np.zeros((len(inputs), inputs.shape[-1])), np.zeros((len(inputs), inputs.shape[-1]), np.int64)
    while ridge > 1e-12:
        for _ in range(10 if ridge == 1 else 3):
            wrong = 0.5 * (1 - np.tanh((signed @ weights[..., None])[..., 0] / 2))  # the logistic function of −y w·v
            gradient = ridge * weights - (wrong[:, None] @ signed)[:, 0]
            curvature = (signed * (wrong * (1 - wrong))[..., None]).swapaxes(1, 2) @ signed
            weights -= np.linalg.solve(curvature + ridge * np.eye(weights.shape[1]), gradient[..., None])[..., 0]
        learned[todo] = 2 * np.floor(weights / np.abs(weights).max(1, keepdims=True).clip(1e-9) * 2**19) + 1
        left = (signed @ learned[todo, :, None].astype(np.float64) <= 0).any((1, 2)) & consistent
        if not left.any():
            return learned
        signed, weights, todo, ridge = signed[left], weights[left], todo[left], ridge / 10
    raise ValueError("no weights were found that fit all examples: for noisy ones, consistent=False")


def learn_steps(inputs: np.ndarray, chain: np.ndarray, shared: bool, consistent: bool = True) -> np.ndarray:
    """Weights (T, D) of steps learned apart, or (1, D) of one step learned from the T · m examples of all."""
    if shared:
        inputs, chain = inputs.reshape(1, -1, inputs.shape[-1]), chain.reshape(1, -1)
    return learn(inputs, chain, consistent)


def samples_needed(grid: Sequence[int], errors: np.ndarray, epsilon: float) -> np.ndarray:
    """The sample size at which each column of errors (grid, K) first reaches ε, by log-log interpolation on the grid.

    Raises ValueError where a column begins at ε or below, or never gets there, and for other shapes.
    """
    arguments.real("epsilon", epsilon, above=0)
    if len(base.ascending("grid", grid, 1)) != len(errors):
        raise ValueError(f"grid of {len(grid)} sample sizes and errors {errors.shape}: (grid, K) is needed")
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
    found = (forced_chain, chain, forced_chain != chain, wrong_rolled[answer].any(0), wrong, wrong_rolled)
    return np.array([true.shape[1], *(some.sum() for some in found)])


@dataclass(frozen=True)
class Size:
    """One size of the experiment (the defaults: laptop).

    bits : d, fresh prompt bits of a step; epsilon : the chain error to reach
    lengths : chain lengths T, ascending; repetitions : draws of targets and samples
    product, shared : the sample sizes m that are tried; judged : fresh sequences of each count
    rates, samples, noisy : flip rates p, sample sizes m and the chain length T under noise
    steps : training steps of the linear multiplication predictor

    Raises TypeError or ValueError for counts below 1, sizes that do not ascend, rates outside 0 … 1.
    """

    bits: int = 16
    lengths: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 64)
    repetitions: int = 16
    product: tuple[int, ...] = (32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)
    shared: tuple[int, ...] = (16, 32, 45, 64, 91, 128, 256)
    judged: int = 4000
    rates: tuple[float, ...] = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
    samples: tuple[int, ...] = (64, 512, 4096)
    steps: int = 1500
    noisy: int = 16
    epsilon: float = 0.1

    def __post_init__(self):
        for name in ("bits", "repetitions", "judged", "steps", "noisy"):
            arguments.whole(name, getattr(self, name), 1)
        for name in ("lengths", "product", "shared", "samples"):
            base.ascending(name, getattr(self, name), 1)
        for place, rate in enumerate(self.rates):
            arguments.real(f"rates[{place}]", rate, 0, 1)
        arguments.real("epsilon", self.epsilon, above=0)


SMOKE = Size(
    bits=14,
    lengths=(1, 2, 4, 8, 16, 32),
    repetitions=12,
    product=(16, 32, 64, 128, 256, 512, 1024, 2048, 4096),
    judged=1000,
    rates=(0.0, 0.02, 0.05, 0.1, 0.2, 0.4),
    samples=(64, 1024),
    steps=360,
)
SIZES = {"smoke": SMOKE, "laptop": Size(), "paper": Size()}


@dataclass(frozen=True)
class Experiment(base.Experiment):
    """One run of the AR-learning experiment."""

    size: Size

    @property
    def names(self) -> tuple[str, ...]:
        return MEASUREMENTS

    def measure(self, name: str) -> dict:
        """One of MEASUREMENTS."""
        return {"trained": self.trained, "noise": self.noise}.get(name, lambda: self.errors(name == "shared"))()

    def draws(self, length: int, count: int, shared: bool) -> Iterator[tuple]:
        """For each repetition (rng, targets, bits, chain) of `count` sequences; `shared`: all steps alike."""
        for repetition in range(self.size.repetitions):
            rng = np.random.default_rng((self.seed, length, count, shared, repetition))
            targets = draw_targets(rng, 1 if shared else length, self.size.bits)
            bits = draw_bits(rng, length, count, self.size.bits)
            yield rng, targets, bits, rolled(targets, bits)

    def fits(self, targets: np.ndarray, inputs: np.ndarray, chain: np.ndarray) -> list[tuple]:
        """For each length: learned weights (shared if the targets are), exact chain error, sum of step errors."""
        lengths, shared = self.size.lengths, len(targets) == 1
        if shared:
            learned = [learn_steps(inputs[:t], chain[:t], shared) for t in lengths]
            judged = [exact_errors(targets, weights, t) for weights, t in zip(learned, lengths)]
        else:
            weights = learn_steps(inputs, chain, shared)  # a step's fit does not depend on the steps after it
            learned = [weights[:t] for t in lengths]
            judged = [exact_errors(targets, weights, lengths[-1])] * len(lengths)
        return [(w, float(some[t - 1]), float(step[:t].sum())) for w, (some, step), t in zip(learned, judged, lengths)]

    def errors(self, shared: bool) -> dict:
        """Exact chain errors, sums of step errors, (repetitions, grid, lengths); COUNTS summed, (grid, lengths, 7)."""
        grid, lengths = self.size.shared if shared else self.size.product, self.size.lengths
        tables, total = [], np.zeros((len(grid), len(lengths), len(COUNTS)), dtype=np.int64)
        for rng, targets, bits, chain in self.draws(lengths[-1], grid[-1], shared):
            inputs, fresh = step_inputs(bits, chain), draw_bits(rng, lengths[-1], self.size.judged, self.size.bits)
            true = rolled(targets, fresh)
            found = [self.fits(targets, inputs[:, :m], chain[:, :m]) for m in grid]
            tables.append([[row[1:] for row in rows] for rows in found])
            for (i, rows), (j, t) in product(enumerate(found), enumerate(lengths)):
                x, z, learned = fresh[:t], true[:t], rows[j][0]
                total[i, j] += counts(z, forced(learned, x, z), rolled(learned, x))
        errors, sums = np.moveaxis(tables, -1, 0).tolist()
        return {"grid": grid, "lengths": lengths, "errors": errors, "sums": sums, "counts": total.tolist()}

    def trained(self) -> dict:
        """COUNTS on held-out pairs while a linear predictor learns two-digit products by the schoolbook chain."""
        task = Multiplication(2, "schoolbook")
        tokens, n = task.encode(*task.held_out(1000, seed=0)), task.prompt_length

        def judge(predictor: Predictor) -> dict:
            teacher, rollout = teacher_forced(predictor, tokens, n), rolled_out(predictor, tokens, n)
            return dict(zip(COUNTS, counts(tokens[:, n:].T, teacher.T, rollout.T, task.answer).tolist()))

        config = TrainConfig(self.size.steps, batch=128, lr=1e-2, first=n, evaluate_every=max(1, self.size.steps // 12))
        contender = Contender(CausalLinear, {"width": 32}, config)
        predictor = contender.build(len(task.vocabulary), task.length - 1, self.seed)
        kept = {"folder": self.record.checkpoints("trained"), "about": contender.about(chain=task.chain)}
        history = train(predictor, task.source(self.seed), config, evaluate=judge, progress=self.progress, **kept)
        return {"T": task.chain_length, "rows": [row for row in history if "sequences" in row]}

    def noise(self) -> dict:
        """One shared step learned from noisy chains, a row for each kind of noise, flip rate p and sample size m.

        Lists with an entry a repetition: `error`, exact, on true chains; `mistaken`, the share of fresh noisy chains
        with a wrong token; `memory`, the weight of the token before over the bits', learned against true. And COUNTS.
        """
        size, rows = self.size, {}
        for rng, targets, bits, chain in self.draws(size.noisy, size.samples[-1], shared=True):
            fresh = draw_bits(rng, size.noisy, size.judged, size.bits)
            levels, fresh_levels, true = rng.random(chain.shape), rng.random(fresh.shape[:2]), rolled(targets, fresh)
            for kind, p in product(NOISES, size.rates):
                seen = noisy(kind, np.where(levels < p, -1, 1), targets, bits)
                seen_fresh = noisy(kind, np.where(fresh_levels < p, -1, 1), targets, fresh)
                for m in size.samples:
                    learned = learn_steps(step_inputs(bits, seen)[:, :m], seen[:, :m], shared=True, consistent=False)
                    row = rows.setdefault((kind, p, m), {"error": [], "mistaken": [], "memory": [], "counts": 0})
                    row["error"].append(float(exact_errors(targets, learned, size.noisy)[0][-1]))
                    row["mistaken"].append(float((forced(learned, fresh, seen_fresh) != seen_fresh).any(0).mean()))
                    row["memory"].append(float(memory(learned) / memory(targets)))
                    row["counts"] += counts(true, forced(learned, fresh, true), rolled(learned, fresh))
        for (kind, p, m), row in rows.items():
            row |= {"noise": kind, "p": p, "m": m, "counts": row["counts"].tolist()}
        return {"rows": list(rows.values())}


def memory(weights: np.ndarray) -> float:
    """The weight (1, D) of the token before, over the length of the bits' weights."""
    return weights[0, -1] / np.linalg.norm(weights[0, :-1])
