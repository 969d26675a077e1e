"""Figures of the rules of measurement: choosing, two views of one learning curve, intervals, and budgets."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.figure import Figure

from arntp.plots.style import FAINT, INK, panels, plain_ticks, shades

VIOLET = list(shades("abc").values())[1]


def chosen_best(
    judged: Sequence[float], trials: Sequence[int], same: Sequence[float], apart: Sequence[float]
) -> Figure:
    """What choosing does to useless settings.

    Left, the share of each setting on the judged items, the best filled. Right, against how many were tried, the mean
    share of the best one on the items that it was chosen by (`same`) and on others (`apart`).
    """
    figure, (left, right) = panels(2, height=3.1)
    best = int(np.argmax(judged))
    left.scatter(range(1, len(judged) + 1), judged, s=18, facecolors="none", edgecolors=INK, linewidths=0.8)
    left.scatter([best + 1], [judged[best]], s=40, color=VIOLET, zorder=3)
    left.annotate("the best", (best + 1, judged[best]), xytext=(7, -3), textcoords="offset points", color=VIOLET)
    right.plot(trials, same, color=VIOLET, marker="o", label="on the items it was chosen by")
    right.plot(trials, apart, color=INK, linestyle="--", marker="o", label="on the report split")
    for ax in (left, right):
        ax.axhline(0.5, color=FAINT, zorder=0)
    left.set(xlabel="setting", ylabel="share right", title="settings that toss a coin")
    right.set(xlabel="settings tried", ylabel="share right, the best one", title="the best of them", xscale="log")
    plain_ticks(right, trials)
    right.legend()
    return figure


def two_views(curves: Mapping[str, Sequence[tuple[float, float, float]]]) -> Figure:
    """The same learning curves twice, by examples and by operations: label → (examples, FLOPs, share) rows."""
    figure, axes = panels(2, height=3.1, sharey=True)
    for (label, rows), shade in zip(curves.items(), shades(list(curves)).values()):
        *views, share = np.array(rows, dtype=float).T
        for ax, x in zip(axes, views):
            ax.plot(x, share, color=shade, marker="o", label=label)
    for ax, xlabel in zip(axes, ("training examples", "training FLOPs")):
        ax.set(xlabel=xlabel, xscale="log", ylim=(-0.02, 1.02))
    axes[0].set(ylabel="share right, tuning split")
    plain_ticks(axes[0], doublings([row[0] for rows in curves.values() for row in rows]))
    axes[0].legend()
    return figure


def doublings(values: Sequence[float]) -> list[float]:
    """The least of the values, twice it, and so on up to the greatest."""
    return [min(values) * 2**i for i in range(int(np.log2(max(values) / min(values))) + 1)]


def coverings(truth: float, intervals: Mapping[str, np.ndarray]) -> Figure:
    """Intervals (R, 2) of repeated experiments, a panel for each way to make them; bold where they miss the truth."""
    figure, axes = panels(len(intervals), height=3.4, sharex=True)
    for ax, (name, found) in zip(axes, intervals.items()):
        missed = ~covered(truth, found)
        for place, ((low, high), miss) in enumerate(zip(found, missed)):
            look = {"color": VIOLET, "linewidth": 2.2} if miss else {"color": INK, "linewidth": 0.8}
            ax.plot([low, high], [place, place], **look)
        ax.axvline(truth, color=INK, linestyle="--", linewidth=1)
        ax.set(title=f"{name}: {missed.sum()} of {len(found)} miss", xlabel="share right", yticks=[])
        ax.grid(False)
    axes[0].set(ylabel="repeated experiments")
    return figure


def covered(truth: float, intervals: np.ndarray) -> np.ndarray:
    """Which of the intervals (R, 2) hold the truth, (R,) bool."""
    low, high = np.asarray(intervals).T
    return (low <= truth) & (truth <= high)


def waits(needed: Sequence[float], budget: float) -> Figure:
    """How long each run needed: a dot where it got there within the budget, an arrow where it needed more."""
    figure, (ax,) = panels(1, width=6.4, height=2.6)
    for place, need in enumerate(needed):
        ends, got_there = min(need, budget), need <= budget
        ax.plot([0, ends], [place, place], color=INK, linewidth=1)
        ax.plot(ends, place, color=INK if got_there else VIOLET, marker="o" if got_there else ">", markersize=6)
    ax.axvline(budget, color=VIOLET, linestyle="--", linewidth=1)
    ax.annotate("budget", (budget, len(needed) - 0.6), xytext=(5, 0), textcoords="offset points", color=VIOLET)
    ax.set(xlabel="steps", ylabel="runs", yticks=[], ylim=(-0.7, len(needed) - 0.1))
    ax.margins(x=0.12)
    ax.set_xlim(left=0)
    return figure
