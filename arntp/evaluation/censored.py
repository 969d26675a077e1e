"""Numbers of which bounds alone are known, completed by a normal model: data augmentation."""

import numpy as np
import torch

from arntp import arguments
from arntp.evaluation.factorial import TwoWay, indicators

WEIGHT, SPREAD = 1.0, 0.5  # the prior of each standard deviation: as if one effect of this size had been seen besides


def completed(
    design: TwoWay, low: np.ndarray, high: np.ndarray, draws: int = 1000, seed: int = 0, warmup: int = 200
) -> np.ndarray:
    """Values (draws, N) between low (N,) and high (N,), as probable as a model of the whole design makes them.

    The model is a Tobit model of a two-way table: y = μ + a_i + b_j + c_ij + ε, each term normal around 0 with a
    variance of its own, low < y < high; high is ∞ for a right-censored observation. Its likelihood tells how far beyond
    its bound one may lie, by the other levels. Where a whole level is censored the data tell little, and the weak prior
    (an inverse χ² for each variance) decides: compare with fixed values. Drawn by Gibbs sampling; draws are not
    independent. Sources: Tobin 1958; Chib 1992; for variances of a table's effects, Gelman 2005.

    Raises TypeError and ValueError for no design, bounds of another shape or in the wrong order, a lower bound that is
    not finite, and counts below 1.
    """
    arguments.instance("design", design, TwoWay)
    low, high = checked(design, low, high)
    arguments.whole("draws", draws, 1)
    arguments.whole("warmup", warmup, 0)
    rng = np.random.default_rng(arguments.whole("seed", seed, 0))
    chain = Gibbs(design, low, high)
    return np.array([chain.step(rng) for _ in range(warmup + draws)])[warmup:]


def checked(design: TwoWay, low: np.ndarray, high: np.ndarray) -> tuple[np.ndarray, np.ndarray]:
    """Bounds (N,) as floats; ValueError for what are none."""
    low, high = np.asarray(low, dtype=float), np.asarray(high, dtype=float)
    if not low.shape == high.shape == (len(design.first),):
        raise ValueError(f"low and high have shapes {low.shape} and {high.shape}, not ({len(design.first)},)")
    if not (np.isfinite(low).all() and (low <= high).all()):
        raise ValueError("bounds are low ≤ high with a finite low")
    return low, high


class Gibbs:
    """The state of the chain: values y (N,), effects, and the variances of the four terms."""

    def __init__(self, design: TwoWay, low: np.ndarray, high: np.ndarray):
        terms = [indicators(levels) for levels in (design.first, design.second, design.cells)]
        self.table = np.hstack([np.ones((len(low), 1)), *terms])
        self.term = np.repeat(np.arange(4), [1, *(term.shape[1] for term in terms)])  # of each column; 0 is the mean
        self.low, self.high = low, high
        self.values = np.where(np.isinf(high), low, (low + high) / 2)
        self.variances = np.full(4, SPREAD**2)  # of the noise, the two factors, the interaction

    def step(self, rng: np.random.Generator) -> np.ndarray:
        """Draw effects, variances and values, each given the others; return the values."""
        prior = np.where(self.term > 0, 1 / self.variances[self.term], 0)  # the mean is free
        precision = self.table.T @ self.table / self.variances[0] + np.diag(prior)
        root = np.linalg.cholesky(precision + 1e-9 * np.eye(len(precision)))
        score = np.linalg.solve(root, self.table.T @ self.values / self.variances[0])
        effects = np.linalg.solve(root.T, score + rng.standard_normal(len(score)))
        mean = self.table @ effects
        parts = [self.values - mean, *(effects[self.term == kind] for kind in (1, 2, 3))]
        self.variances = np.array([variance(part, rng) for part in parts])
        self.values = truncated(mean, self.variances[0] ** 0.5, self.low, self.high, rng)
        return self.values


def variance(part: np.ndarray, rng: np.random.Generator) -> float:
    """A variance given its draws: an inverse χ², with the prior's share."""
    return float((part @ part + WEIGHT * SPREAD**2) / rng.chisquare(len(part) + WEIGHT))


def truncated(
    mean: np.ndarray, spread: float, low: np.ndarray, high: np.ndarray, rng: np.random.Generator
) -> np.ndarray:
    """Normal numbers (N,) between two bounds, by the inverse of the distribution, in the tail where it is exact."""
    a, b = (low - mean) / spread, (high - mean) / spread
    flip = a > 0  # the upper tail is the lower one of −y
    a, b = np.where(flip, -b, a), np.where(flip, -a, b)
    below, above = (torch.special.log_ndtr(torch.from_numpy(x)).exp().numpy() for x in (a, b))  # `ndtr` rounds tails
    inner = torch.special.ndtri(torch.from_numpy(below + rng.random(len(a)) * (above - below))).numpy()
    drawn = mean + spread * np.where(flip, -inner, inner)
    return np.clip(np.where(np.isfinite(drawn), drawn, low), low, high)
