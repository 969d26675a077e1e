"""Figures of the experiments: what was trained, and how well it does."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from arntp.plots.style import (
    CHAINS,
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
    grids: Mapping[str, Mapping[float, float]],
    label: str,
    best: Callable = np.argmin,
    yscale: str = "log",
    faint: Mapping[str, Mapping[float, float]] | None = None,
) -> Figure:
    """What the runs of each class reached against the learning rate; the best one is filled.

    `faint` are the committed grids behind.
    """
    figure, (ax,) = panels(1, width=7.0, height=3.8)
    for name, grid, drawn in layered(grids, faint):
        rates, values = list(grid), list(grid.values())
        style = {"color": colour(name), "marker": marker(name), "linestyle": CHAINS.get(name.split(", ")[-1], "-")}
        ax.plot(rates, values, **style | (PALE if drawn is pale else {"markerfacecolor": "white", "label": name}))
        style |= {"markersize": 7, "alpha": PALE["alpha"] if drawn is pale else 1}
        ax.plot(rates[best(values)], values[best(values)], **style)
    ax.set(xlabel="learning rate", ylabel=label, xscale="log", yscale=yscale)
    plain_ticks(ax, x=round_numbers(ax.get_xlim()), y=round_numbers(ax.get_ylim()) if yscale == "log" else None)
    note_faint(ax, faint)
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
