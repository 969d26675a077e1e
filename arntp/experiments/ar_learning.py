"""The AR-learning experiment: how many chains teach a chain of T tokens, and what a wrong or a noisy token does.

Three classes of chains are learned by the widest margin: *product*, steps of d fresh bits and the token before with
weights of their own; *shared*, the same steps with weights in common; *growing*, steps with weights of their own for
the whole prompt and all tokens before. Noisy chains are learned by logistic regression.
"""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import islice, product

import numpy as np

from arntp import arguments
from arntp.evaluation import rolled_out, teacher_forced
from arntp.evaluation.intervals import resamples
from arntp.experiments import base
from arntp.experiments.contender import Contender
from arntp.experiments.threshold_chains import (
    NOISES,
    draw_bits,
    draw_growing,
    draw_targets,
    exact_errors,
    forced,
    grown,
    noisy,
    rolled,
    step_inputs,
)
from arntp.experiments.threshold_learners import logistic, widest_margin
from arntp.predictors import CausalLinear, Predictor
from arntp.tasks.multiplication import Multiplication
from arntp.training import TrainConfig, train

CLASSES = ("product", "shared", "growing")
MEASUREMENTS = (*CLASSES, "trained", "noise")
COUNTS = ("sequences", "forced wrong", "rolled wrong", "disagree", "answer wrong", "forced tokens", "rolled tokens")


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


def bootstrap(results: Sequence[dict], epsilon: float, draws: int = 400) -> tuple[np.ndarray, np.ndarray]:
    """Sample sizes (1 + draws, lengths) at which the mean error is ε, and their exponents (1 + draws,) in T.

    `results` are of one class, one a seed. Row 0 is measured; the others draw seeds, and the repetitions of each, again
    with replacement. The exponent is the least-squares slope of log m against log T. Raises ValueError for no results,
    and what `samples_needed` raises.
    """
    if not results:
        raise ValueError("results is empty: those of at least one seed are needed")
    errors = np.concatenate([result["errors"] for result in results])
    ends = np.cumsum([len(result["errors"]) for result in results])
    own = np.split(np.arange(len(errors)), ends[:-1])
    again = (np.concatenate(rows).astype(int) for rows in resamples(own, draws)) if draws else ()
    grid = results[0]["grid"]
    needed = np.array([samples_needed(grid, errors[rows].mean(0), epsilon) for rows in (slice(None), *again)])
    return needed, np.polyfit(np.log(results[0]["lengths"]), np.log(needed).T, 1)[0]


def guaranteed(name: str, length: int, bits: int) -> int:
    """The number K of weights of a class at chain length T: K / (m + 1) bounds the mean chain error of widest margins.

    T (d + 1) for product, d + 1 for shared, Σ_t (n + t) for growing. Raises ValueError for another class.
    """
    arguments.choice("name", name, CLASSES)
    arguments.whole("length", length, 1)
    arguments.whole("bits", bits, 1)
    return {"product": length * (bits + 1), "shared": bits + 1}.get(name, sum(bits + t + 1 for t in range(length)))


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
    lengths, grown : chain lengths T, ascending, the second those of the growing class
    repetitions, shared_repetitions : draws of targets and samples, the second those of the shared class
    product, shared, growing : the sample sizes m that are tried; judged : fresh sequences of each count
    rates, samples, noisy : flip rates p, sample sizes m and the chain length T under noise
    steps : training steps of the linear multiplication predictor

    Raises TypeError or ValueError for counts below 1, sizes that do not ascend, rates outside 0 … 1.
    """

    bits: int = 16
    lengths: tuple[int, ...] = (1, 2, 4, 8, 16, 32, 64)
    grown: tuple[int, ...] = (1, 2, 4, 8, 16, 32)
    repetitions: int = 12
    shared_repetitions: int = 64
    product: tuple[int, ...] = (32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)
    shared: tuple[int, ...] = (16, 32, 45, 64, 91, 128, 256)
    growing: tuple[int, ...] = (32, 64, 128, 256, 512, 1024, 2048, 4096, 8192)
    judged: int = 1000
    rates: tuple[float, ...] = (0.0, 0.01, 0.02, 0.05, 0.1, 0.15, 0.2, 0.3, 0.4)
    samples: tuple[int, ...] = (64, 512, 4096)
    steps: int = 1500
    noisy: int = 16
    epsilon: float = 0.1

    def __post_init__(self):
        for name in ("bits", "repetitions", "shared_repetitions", "judged", "steps", "noisy"):
            arguments.whole(name, getattr(self, name), 1)
        for name in ("lengths", "grown", "product", "shared", "growing", "samples"):
            base.ascending(name, getattr(self, name), 1)
        for place, rate in enumerate(self.rates):
            arguments.real(f"rates[{place}]", rate, 0, 1)
        arguments.real("epsilon", self.epsilon, above=0)


SMOKE = Size(
    bits=12,
    lengths=(1, 2, 4, 8, 16),
    grown=(1, 2, 4, 8),
    repetitions=4,
    shared_repetitions=12,
    product=(16, 32, 64, 128, 256, 512, 1024, 2048),
    growing=(16, 32, 64, 128, 256, 512, 1024),
    judged=500,
    rates=(0.0, 0.02, 0.05, 0.1, 0.2, 0.4),
    samples=(64, 1024),
    steps=240,
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
        own = {"trained": self.trained, "noise": self.noise, "growing": self.growing}
        return own.get(name, lambda: self.errors(name == "shared"))()

    def draws(self, length: int, count: int, shared: bool) -> Iterator[tuple]:
        """For each repetition (rng, targets, bits, chain) of `count` sequences; `shared`: all steps alike."""
        for repetition in range(self.size.shared_repetitions if shared else self.size.repetitions):
            rng = np.random.default_rng((self.seed, length, count, shared, repetition))
            targets = draw_targets(rng, 1 if shared else length, self.size.bits)
            bits = draw_bits(rng, length, count, self.size.bits)
            yield rng, targets, bits, rolled(targets, bits)

    def fits(self, targets: np.ndarray, inputs: np.ndarray, chain: np.ndarray) -> list[tuple]:
        """For each length: learned weights (shared if the targets are), exact chain error, sum of step errors."""
        lengths, shared = self.size.lengths, len(targets) == 1
        if shared:
            learned = [widest_margin(np.concatenate(inputs[:t]), np.concatenate(chain[:t]))[None] for t in lengths]
            judged = [exact_errors(targets, weights, t) for weights, t in zip(learned, lengths)]
        else:
            weights = np.array([widest_margin(*step) for step in zip(inputs, chain)])
            learned = [weights[:t] for t in lengths]  # a step's fit does not depend on the steps after it
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

    def growing(self) -> dict:
        """Chain errors (repetitions, grid, lengths) on judged sequences, of steps that read all tokens before them."""
        size, n, errors = self.size, self.size.bits, []
        for repetition in range(size.repetitions):
            rng = np.random.default_rng((self.seed, size.grown[-1], repetition))
            targets = draw_growing(rng, size.grown[-1], n)
            taught, fresh = (grown(targets, draw_bits(rng, 1, m, n)[0]) for m in (size.growing[-1], size.judged))
            errors.append([growing_errors(taught[:m], fresh, n)[np.array(size.grown) - 1] for m in size.growing])
        return {"grid": size.growing, "lengths": size.grown, "errors": np.array(errors).tolist()}

    def trained(self) -> dict:
        """COUNTS on held-out pairs while a linear predictor learns two-digit products by the schoolbook chain."""
        task = Multiplication(2, "schoolbook")
        tokens, n = task.encode(*task.held_out(600, seed=0)), task.prompt_length

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
        for rng, targets, bits, chain in islice(self.draws(size.noisy, size.samples[-1], True), size.repetitions):
            fresh = draw_bits(rng, size.noisy, size.judged, size.bits)
            levels, fresh_levels, true = rng.random(chain.shape), rng.random(fresh.shape[:2]), rolled(targets, fresh)
            for kind, p in product(NOISES, size.rates):
                seen = noisy(kind, np.where(levels < p, -1, 1), targets, bits)
                seen_fresh = noisy(kind, np.where(fresh_levels < p, -1, 1), targets, fresh)
                for m in size.samples:
                    learned = logistic(np.concatenate(step_inputs(bits[:, :m], seen[:, :m])), seen[:, :m].ravel())[None]
                    row = rows.setdefault((kind, p, m), {"error": [], "mistaken": [], "memory": [], "counts": 0})
                    row["error"].append(float(exact_errors(targets, learned, size.noisy)[0][-1]))
                    row["mistaken"].append(float((forced(learned, fresh, seen_fresh) != seen_fresh).any(0).mean()))
                    row["memory"].append(float(memory(learned) / memory(targets)))
                    row["counts"] += counts(true, forced(learned, fresh, true), rolled(learned, fresh))
        for (kind, p, m), row in rows.items():
            row |= {"noise": kind, "p": p, "m": m, "counts": row["counts"].tolist()}
        return {"rows": list(rows.values())}


def growing_errors(taught: np.ndarray, fresh: np.ndarray, bits: int) -> np.ndarray:
    """Share (T,) of fresh sequences on which some step up to t errs, reading true tokens, when learned from others."""
    steps = range(bits + 1, taught.shape[1])
    learned = [widest_margin(taught[:, :t], taught[:, t]).astype(np.float64) for t in steps]
    wrong = [(fresh[:, :t] @ weights > 0) != (fresh[:, t] > 0) for t, weights in zip(steps, learned)]
    return np.logical_or.accumulate(wrong).mean(1)


def memory(weights: np.ndarray) -> float:
    """The weight (1, D) of the token before, over the length of the bits' weights."""
    return weights[0, -1] / np.linalg.norm(weights[0, :-1])
