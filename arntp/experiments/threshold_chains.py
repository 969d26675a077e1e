"""Chains of threshold functions: drawn targets, their chains forced, rolled and noisy, and exact errors.

Bits are written ±1. Step t reads d fresh bits of the prompt and the token before it, z_t = sign(w_t · (x_t, z_{t−1}))
with z_0 = +1: a linear decoder over two tokens. Weights are odd integers and d is even, so that scores are odd
integers, never zero, and exact in float64. Arrays of one draw are weights (T, D) with D = d + 1, or (1, D) where all
steps share them, prompt bits (T, m, d) and chains (T, m).
"""

from functools import cache

import numpy as np

from arntp import arguments

NOISES = ("independent", "propagating")


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
    """Uniform prompts (length, count, bits), ±1; ValueError for counts below 1."""
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


def draw_growing(rng: np.random.Generator, length: int, bits: int) -> list[np.ndarray]:
    """Normal weights (n + t,) of random steps t = 1 … T: of a constant, the n prompt bits, and the t − 1 tokens before.

    Raises ValueError for counts below 1.
    """
    arguments.whole("length", length, 1)
    arguments.whole("bits", bits, 1)
    return [rng.normal(size=bits + t) for t in range(1, length + 1)]


def grown(targets: list[np.ndarray], prompts: np.ndarray) -> np.ndarray:
    """Sequences (m, 1 + n + T): a constant 1, prompts (m, n) and their chains; step t reads the first n + t columns."""
    columns = np.insert(prompts, 0, 1, axis=1).astype(np.float64)
    for weights in targets:
        columns = np.column_stack([columns, np.where(columns @ weights >= 0, 1.0, -1.0)])
    return columns


@cache
def cube(bits: int) -> np.ndarray:
    """All 2^bits rows of ±1, float64."""
    return (np.arange(2**bits)[:, None] >> np.arange(bits) & 1) * 2.0 - 1.0


def exact_errors(targets: np.ndarray, learned: np.ndarray, length: int) -> tuple[np.ndarray, np.ndarray]:
    """Exact probabilities (length,) each: that some step up to t errs on the true prefix, and that step t does.

    Fresh uniform bits make the steps err independently of each other, and as often after +1 as after −1 (weights
    without ties are odd functions): Pr[some step errs] = 1 − Π_t (1 − e_t), where e_t is counted over 2^d inputs.
    Raises ValueError unless targets and learned weights are equally many.
    """
    arguments.whole("length", length, 1)
    if targets.shape != learned.shape:
        raise ValueError(f"targets {targets.shape} and learned weights {learned.shape} must be of one shape (T, D)")
    rows = cube(targets.shape[1] - 1)
    says = [rows @ w[:, :-1].T.astype(np.float64) + w[:, -1] > 0 for w in (targets[:length], learned[:length])]
    step = (says[0] != says[1]).mean(0) * np.ones(length if len(targets) == 1 else 1)
    return 1 - np.cumprod(1 - step), step
