"""The staircase that the best of several lines climbs: where it steps to the next one, and by how much it leads."""

import numpy as np


def crossings(slopes: np.ndarray, biases: np.ndarray) -> np.ndarray:
    """(lines − 1,): the first integer at which the next line is above each."""
    rise, drop = np.diff(slopes), -np.diff(biases)
    if (rise <= 0).any() or (np.diff(stairs := drop // rise + 1) <= 0).any():
        raise ValueError("lines need increasing slopes and increasing crossings, so that each has its turn")
    return stairs


def leads(slopes: np.ndarray, biases: np.ndarray, stairs: np.ndarray, lowest: int, highest: int) -> tuple[int, int]:
    """The least lead of the best line over the next for sums in a range, and a height that far below every best one.

    The lead is least beside a crossing, so it is enough to look at the sums before and after each.
    """
    first, last = np.searchsorted(stairs, (lowest, highest), side="right")
    near = np.arange(max(0, first - 1), min(len(stairs), last + 1))  # lines whose next is, or is next to, the best
    beside = np.clip(stairs[near] + [[-1], [0]], lowest, highest)
    gaps = np.abs((slopes[near + 1] - slopes[near]) * beside + biases[near + 1] - biases[near])
    margin = int(gaps.min()) if gaps.size else 1
    if margin < 1:
        raise ValueError(f"two candidates score alike for a sum between {lowest} and {highest}")
    ends = np.append(beside, (lowest, highest))  # the best height is convex in the sum
    best = np.searchsorted(stairs, ends, side="right")
    return margin, int((slopes[best] * ends + biases[best]).min()) - margin
