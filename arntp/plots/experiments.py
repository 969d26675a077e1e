"""Figures of the experiments: what was trained, and how well it does."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from arntp.evaluation import proportion_interval
from arntp.plots.style import (
    CHAINS,
    FAINT,
    INK,
    PALE,
    colour,
    layered,
    legend_below,
    marker,
    note_faint,
    pale,
    panels,
    plain_ticks,
)


def learning_curves(
    fits: Mapping[str, Sequence[dict]],
    value: str = "perplexity",
    log: bool = True,
    faint: Mapping[str, Sequence[dict]] | None = None,
) -> Figure:
    """One panel each against seconds, tokens and training FLOPs; `fits` maps a class to its fits (one a seed).

    Seconds are steps × the median time of a step, so that a pause of the machine does not shift a curve. A class that
    only counts is a dashed line. `faint` are the committed fits behind.
    """
    figure, axes = panels(3, sharey=True)
    for name, seeds, drawn in layered(fits, faint):
        (seconds, tokens, flops), heights = budgets(seeds, value)
        for ax, x in zip(axes, (seconds, tokens, flops)):
            if len(tokens) == 1:
                style = PALE if drawn is pale else {"label": name}
                ax.axhline(heights.mean(), color=colour(name), linestyle="--", **style)
            else:
                drawn(ax, x, heights, name)
    for ax, label in zip(axes, ("training time (s)", "tokens read", "training FLOPs")):
        ax.set(xlabel=label, ylabel=f"held-out {value}", xscale="log", yscale="log" if log else "linear")
        ax.xaxis.set_minor_formatter(mpl.ticker.NullFormatter())
        if log:
            plain_ticks(ax, y=round_numbers(ax.get_ylim()))
    plain_ticks(axes[0], x=round_numbers(axes[0].get_xlim()))
    note_faint(axes[0], faint)
    legend_below(figure, axes[0])
    return figure


def budgets(seeds: Sequence[dict], value: str) -> tuple[tuple[np.ndarray, np.ndarray, np.ndarray], np.ndarray]:
    """Seconds, tokens and training FLOPs at which `value` was measured, (points,) each, and it, (seeds, points)."""
    rows, heights = measured(seeds, value)
    tokens = np.array([row["tokens"] for row in rows])
    seconds = np.mean([step_seconds(fit) for fit in seeds]) * np.array([row["step"] for row in rows])
    return (seconds, tokens, 3 * seeds[0]["flops"] * tokens), heights


def measured(seeds: Sequence[dict], value: str) -> tuple[list[dict], np.ndarray]:
    """The rows of the first seed's history that hold `value`, and it of all seeds, (seeds, points)."""
    rows = [[row for row in fit["history"] if value in row] for fit in seeds]
    return rows[0], np.array([[row[value] for row in one] for one in rows])


def round_numbers(limits: tuple[float, float]) -> list[float]:
    """1, 2 and 5 times powers of ten between two limits: the ticks of a logarithmic axis."""
    numbers = (t * 10.0**power for power in range(-6, 7) for t in (1, 2, 5))
    return [number for number in numbers if limits[0] <= number <= limits[1]]


def step_seconds(fit: dict) -> float:
    """Median seconds of a training step, from the history's log points; 0 for a class that only counts."""
    rows = fit["history"]
    if not rows[-1]["step"]:
        return 0.0
    steps, seconds = np.diff([[row["step"], row["seconds"]] for row in [{"step": 0, "seconds": 0.0}, *rows]], axis=0).T
    return float(np.median(seconds / steps))


def tuning(
    grids: Mapping[str, Mapping[float, float]], label: str, best: Callable = np.argmin, yscale: str = "log"
) -> Figure:
    """What the short runs of each class reached against the learning rate; the best one is filled."""
    figure, (ax,) = panels(1, width=7.0, height=3.8)
    for name, grid in grids.items():
        rates, values = list(grid), list(grid.values())
        style = {"color": colour(name), "marker": marker(name), "linestyle": CHAINS.get(name.split(", ")[-1], "-")}
        ax.plot(rates, values, markerfacecolor="white", label=name, **style)
        ax.plot(rates[best(values)], values[best(values)], color=style["color"], marker=style["marker"], markersize=7)
    ax.set(xlabel="learning rate", ylabel=label, xscale="log", yscale=yscale)
    plain_ticks(ax, x=round_numbers(ax.get_xlim()), y=round_numbers(ax.get_ylim()) if yscale == "log" else None)
    legend_below(figure, ax, columns=2)
    return figure


def block_norms(
    norms: Sequence[Sequence[float]], offsets: Sequence[float], faint: Sequence[float] | None = None
) -> Figure:
    """What a linear predictor reads: block norms ‖W_{t,s}‖ of the per-position class, and ‖W_k‖ by offset.

    `faint` are the committed run's norms by offset, behind.
    """
    figure, (left, right) = panels(2, height=3.6)
    square = np.ma.log10(np.ma.masked_equal(norms, 0))
    picture = left.imshow(square, cmap="viridis", interpolation="nearest")
    bar = figure.colorbar(picture, ax=left, label="log₁₀ ‖W(t, s)‖")
    bar.outline.set_visible(False)
    left.set(xlabel="position read, s", ylabel="position predicted from, t", title="causal linear")
    left.grid(False)
    shared = "time-invariant linear"
    if faint:
        pale(right, range(len(faint)), [faint], shared)
        note_faint(right, {shared: faint})
        right.legend()
    right.plot(range(len(offsets)), offsets, marker=marker(shared), color=colour(shared))
    right.set(xlabel="offset k (tokens back)", ylabel="‖W(k)‖", yscale="log", title=shared)
    return figure


def accuracy_by_position(
    fits: Mapping[str, dict],
    answer: int,
    marks: Mapping[int, str] | None = None,
    faint: Mapping[str, dict] | None = None,
) -> Figure:
    """Accuracy at each chain position, given the true prefix; the last `answer` positions are shaded.

    `marks` names positions under the axis, such as where a part of the chain begins. `faint` are committed fits of
    chains with the same positions; those of others would stand at wrong places and are left out.
    """
    figure, (ax,) = panels(1, width=9.6, height=3.4)
    names = next(iter(fits.values()))["by position"]["names"]
    behind = {name: fit for name, fit in (faint or {}).items() if fit["by position"]["names"] == names}
    for name, fit in behind.items():
        pale(ax, range(len(names)), [fit["by position"]["teacher forcing"]], name)
    for name, fit in fits.items():
        ax.plot(fit["by position"]["teacher forcing"], color=colour(name), marker=marker(name), label=name)
    length = len(names)
    ax.axvspan(length - answer - 0.5, length - 0.5, color=FAINT, alpha=0.6, linewidth=0, label="the answer")
    for position in marks or {}:
        ax.axvline(position - 0.5, color=INK, linewidth=0.8, linestyle=":")
    if marks:
        ax.set_xticks(list(marks), list(marks.values()), rotation=40, ha="right")
    ax.set(xlabel="chain position", ylabel="accuracy, true prefix given", ylim=(-0.03, 1.03))
    note_faint(ax, behind)
    legend_below(figure, ax, columns=4)
    return figure


def exact_curves(
    fits: Mapping[str, Sequence[dict]], value: str = "product", faint: Mapping[str, Sequence[dict]] | None = None
) -> Figure:
    """Share of right products on held-out pairs while training, each trial against its own examples.

    A line's style is its chain. `faint` are the committed fits behind.
    """
    figure, (ax,) = panels(1, width=7.0, height=3.6)
    for name, seeds, drawn in layered(fits, faint):
        rows, heights = measured(seeds, value)
        examples = np.array([row["step"] for row in rows]) * seeds[0]["config"]["batch"]
        drawn(ax, examples, heights, name, linestyle=CHAINS[name.split(", ")[1]])
    ax.set(xlabel="training examples", ylabel="exact products, held-out pairs", ylim=(-0.03, 1.03), xscale="log")
    note_faint(ax, faint)
    legend_below(figure, ax, columns=3)
    return figure


def by_carries(fits: Mapping[str, dict], faint: Mapping[str, dict] | None = None) -> Figure:
    """Share of right products by how many columns carry, with 95 % intervals; a panel a chain.

    Numbers of carries with fewer than five pairs are left out. `faint` are the committed fits behind, no intervals.
    """
    chains = list(dict.fromkeys(name.split(", ")[-1] for name in fits))
    figure, axes = panels(len(chains), height=2.9, sharey=True)
    for ax, chain in zip(axes, chains):
        behind = {name: fit for name, fit in (faint or {}).items() if name.endswith(chain)}
        for name, fit in behind.items():
            carrying, shares, _ = carry_shares(fit)
            pale(ax, carrying, [shares], name)
        for name, fit in ((name, fit) for name, fit in fits.items() if name.endswith(chain)):
            carrying, shares, limits = carry_shares(fit)
            style = {"marker": marker(name), "capsize": 3, "color": colour(name), "label": name.split(", ")[0]}
            ax.errorbar(carrying, shares, np.abs(limits - shares), **style)
        ax.set(title=chain, xlabel="columns that carry", ylabel="exact products", ylim=(-0.03, 1.03))
        ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
        note_faint(ax, behind)
        ax.legend()
    return figure


def carry_shares(fit: dict, least: int = 5) -> tuple[list[int], np.ndarray, np.ndarray]:
    """Numbers of carrying columns with `least` pairs, the share of right products, and 95 % limits (2, numbers)."""
    rows = [row for row in fit["by carries"] if row[2] >= least]
    limits = np.array([proportion_interval(right, count) for _, right, count in rows]).reshape(-1, 2).T
    return [row[0] for row in rows], np.array([right / count for _, right, count in rows]), limits
