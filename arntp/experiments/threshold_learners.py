"""Learners of one threshold function: the widest margin, for examples that can be fitted, and logistic regression.

Both return odd integer weights, so that the scores of ±1 inputs are exact; neither sees more of an example (v, y)
than the product y v.
"""

import numpy as np

SCALE = 2**30  # of the largest weight: rounding moves a score by less than D of these


def odd(weights: np.ndarray) -> np.ndarray:
    """Weights, scaled and rounded to odd integers up to 2^30, int64."""
    return 2 * np.floor(weights / np.abs(weights).max().clip(1e-300) * (SCALE // 2 - 1)).astype(np.int64) + 1


def signed(inputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """Examples y v (N, D) of inputs (N, D) and labels (N,); ValueError for other shapes."""
    if inputs.ndim != 2 or labels.shape != inputs.shape[:1] or not inputs.size:
        raise ValueError(f"inputs {inputs.shape} and labels {labels.shape}: (N, D) and (N,) are needed, N and D ≥ 1")
    return inputs * labels[:, None]


def widest_margin(inputs: np.ndarray, labels: np.ndarray) -> np.ndarray:
    """The threshold function of widest margin on inputs (N, D) and labels (N,), ±1: odd integer weights (D,).

    Its weights are the shortest vector p in the convex hull of the examples y v. Every example has y v · p ≥ ‖p‖² > 0,
    and no other direction keeps all examples farther from zero. Raises ValueError for other shapes, and when no
    weights fit all examples. Source: Vapnik & Chervonenkis 1974 (the optimal hyperplane).
    """
    examples = signed(inputs, labels).astype(np.float64)
    weights = odd(shortest(examples))
    if (examples @ weights.astype(np.float64) <= 0).any():
        raise ValueError("no weights were found that fit all examples: for noisy ones there is `logistic`")
    return weights


def shortest(points: np.ndarray, closeness: float = 1e-7) -> np.ndarray:
    """The shortest vector p (D,) in the convex hull of points (N, D), to closeness: p · u ≥ (1 − closeness) ‖p‖².

    Wolfe's method (1976): p is kept as the shortest vector of the hull of a few points. While a point lies lower in
    direction p it joins them, and points that the new shortest vector does not need leave.
    """
    squares = (points**2).sum(1)
    chosen, shares = [int(squares.argmin())], np.ones(1)
    for _ in range(100 * points.shape[1]):
        p = shares @ points[chosen]
        heights = points @ p
        lowest = int(heights.argmin())
        if heights[lowest] >= (1 - closeness) * (p @ p) or lowest in chosen or p @ p < 1e-13 * squares.max():
            break  # the last: the hull holds 0, up to rounding
        chosen, shares = settle(points, [*chosen, lowest], np.append(shares, 0.0))
    return shares @ points[chosen]


def settle(points: np.ndarray, chosen: list[int], shares: np.ndarray) -> tuple[list[int], np.ndarray]:
    """Those of the chosen points that carry the shortest vector of their hull, and their shares in it, all > 0."""
    while True:
        own = points[chosen]
        best = np.linalg.solve(own @ own.T + 1, np.ones(len(chosen)))
        best /= best.sum()  # the shortest vector of the plane through the points, as an affine combination
        if (best > 1e-12).all():
            return chosen, best
        out = best <= 1e-12
        step = min(1.0, (shares[out] / (shares[out] - best[out])).min())
        shares = step * best + (1 - step) * shares
        kept = shares > 1e-12
        chosen, shares = [point for point, stays in zip(chosen, kept) if stays], shares[kept] / shares[kept].sum()


def logistic(inputs: np.ndarray, labels: np.ndarray, steps: int = 10) -> np.ndarray:
    """Logistic regression on inputs (N, D) and labels (N,), ±1, which nothing need fit: odd integer weights (D,).

    `steps` of Newton's method, from 0, on Σ log(1 + exp(−y w·v)) + ‖w‖²/2. Raises ValueError for other shapes.
    """
    examples = signed(inputs, labels)
    weights = np.zeros(examples.shape[1])
    for _ in range(steps):
        wrong = 0.5 * (1 - np.tanh(examples @ weights / 2))  # the logistic function of −y w·v
        curvature = (examples * (wrong * (1 - wrong))[:, None]).T @ examples + np.eye(len(weights))
        weights -= np.linalg.solve(curvature, weights - wrong @ examples)
    return odd(weights)
