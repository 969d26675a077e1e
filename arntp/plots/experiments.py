"""Figures of the experiments: what was trained, and how well it does."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from arntp.plots.style import CHAINS, FAINT, INK, band, colour, legend_below, marker, panels, plain_ticks


def learning_curves(fits: Mapping[str, Sequence[dict]], value: str = "perplexity", log: bool = True) -> Figure:
    """One panel each against seconds, tokens and training FLOPs; `fits` maps a class to its fits (one a seed).

    Seconds are steps × the median time of a step, so that a pause of the machine does not shift a curve.
    """
    figure, axes = panels(3, sharey=True)
    for name, seeds in fits.items():
        points = [[row for row in fit["history"] if value in row] for fit in seeds]
        heights = np.array([[row[value] for row in rows] for rows in points])
        if len(points[0]) == 1:
            for ax in axes:
                ax.axhline(heights.mean(), color=colour(name), linestyle="--", label=name)
            continue
        tokens = np.array([row["tokens"] for row in points[0]])
        steps = np.array([row["step"] for row in points[0]])
        seconds = np.mean([step_seconds(fit) for fit in seeds]) * steps
        for ax, x in zip(axes, (seconds, tokens, 3 * seeds[0]["flops"] * tokens)):
            band(ax, x, heights, name)
    for ax, label in zip(axes, ("training time (s)", "tokens read", "training FLOPs")):
        ax.set(xlabel=label, xscale="linear" if "time" in label else "log", yscale="log" if log else "linear")
        ax.xaxis.set_minor_formatter(mpl.ticker.NullFormatter())
        ax.set(ylabel=f"held-out {value}")
        if log:
            plain_ticks(ax, y=[t for t in (5, 10, 20, 50, 100, 200, 500, 1000) if within(t, ax.get_ylim())])
    legend_below(figure, axes[0])
    return figure


def within(value: float, limits: tuple[float, float]) -> bool:
    """Whether a value lies between two limits."""
    return limits[0] <= value <= limits[1]


def step_seconds(fit: dict) -> float:
    """Median seconds of a training step, from the history's log points."""
    rows = fit["history"]
    steps, seconds = np.diff([[row["step"], row["seconds"]] for row in [{"step": 0, "seconds": 0.0}, *rows]], axis=0).T
    return float(np.median(seconds / steps))


def tuning(grids: Mapping[str, Mapping[float, float]], label: str, best: Callable = np.argmin, yscale: str = "log") -> Figure:
    """What the short runs of each class reached against the learning rate; the best one is filled."""
    figure, (ax,) = panels(1, width=7.0, height=3.8)
    for name, grid in grids.items():
        rates, values = list(grid), list(grid.values())
        style = {"color": colour(name), "marker": marker(name), "linestyle": CHAINS.get(name.split(", ")[-1], "-")}
        ax.plot(rates, values, markerfacecolor="white", label=name, **style)
        ax.plot(rates[best(values)], values[best(values)], color=style["color"], marker=style["marker"], markersize=7)
    ax.set(xlabel="learning rate", ylabel=label, xscale="log", yscale=yscale)
    limits = ax.get_xlim()
    plain_ticks(ax, [t * 10.0**e for e in range(-5, 1) for t in (1, 2, 5) if within(t * 10.0**e, limits)])
    legend_below(figure, ax, columns=2)
    return figure


def block_norms(norms: Sequence[Sequence[float]], offsets: Sequence[float]) -> Figure:
    """What a linear predictor reads: block norms ‖W_{t,s}‖ of the per-position class, and ‖W_k‖ by offset."""
    figure, (left, right) = panels(2, height=3.6)
    square = np.ma.log10(np.ma.masked_equal(norms, 0))
    picture = left.imshow(square, cmap="viridis", interpolation="nearest")
    bar = figure.colorbar(picture, ax=left, label="log₁₀ ‖W(t, s)‖")
    bar.outline.set_visible(False)
    left.set(xlabel="position read, s", ylabel="position predicted from, t", title="causal linear")
    left.grid(False)
    shared = "time-invariant linear"
    right.plot(range(len(offsets)), offsets, marker=marker(shared), color=colour(shared))
    right.set(xlabel="offset k (tokens back)", ylabel="‖W(k)‖", yscale="log", title=shared)
    return figure


def accuracy_by_position(fits: Mapping[str, dict], answer: int, marks: Mapping[int, str] | None = None) -> Figure:
    """Accuracy at each chain position, given the true prefix; the last `answer` positions are shaded.

    `marks` names positions under the axis, such as where a part of the chain begins.
    """
    figure, (ax,) = panels(1, width=9.6, height=3.4)
    for name, fit in fits.items():
        ax.plot(fit["by position"]["teacher forcing"], color=colour(name), marker=marker(name), label=name)
    length = len(fit["by position"]["names"])
    ax.axvspan(length - answer - 0.5, length - 0.5, color=FAINT, alpha=0.6, linewidth=0, label="the answer")
    for position in marks or {}:
        ax.axvline(position - 0.5, color=INK, linewidth=0.8, linestyle=":")
    if marks:
        ax.set_xticks(list(marks), list(marks.values()), rotation=40, ha="right")
    ax.set(xlabel="chain position", ylabel="accuracy, true prefix given", ylim=(-0.03, 1.03))
    legend_below(figure, ax, columns=3)
    return figure


def exact_curves(fits: Mapping[str, Sequence[dict]], value: str = "product") -> Figure:
    """Share of right products on held-out pairs while training, each trial against its own examples."""
    figure, (ax,) = panels(1, width=7.0, height=3.6)
    for name, seeds in fits.items():
        points = [[row for row in fit["history"] if value in row] for fit in seeds]
        examples = np.array([row["step"] for row in points[0]]) * seeds[0]["config"]["batch"]
        heights = np.array([[row[value] for row in rows] for rows in points])
        band(ax, examples, heights, name, linestyle=CHAINS[name.split(", ")[1]])
    ax.set(xlabel="training examples", ylabel="exact products, held-out pairs", ylim=(-0.03, 1.03), xscale="log")
    legend_below(figure, ax, columns=2)
    return figure


def by_carries(fits: Mapping[str, dict]) -> Figure:
    """Share of right products by how many columns carry, with 95 % intervals; a panel a chain."""
    from arntp.evaluation import proportion_interval

    chains = list(dict.fromkeys(name.split(", ")[-1] for name in fits))
    figure, axes = panels(len(chains), height=2.9, sharey=True)
    for ax, chain in zip(axes, chains):
        for name, fit in ((name, fit) for name, fit in fits.items() if name.endswith(chain)):
            rows = [row for row in fit["by carries"] if row[2] >= 5]
            shares = np.array([right / count for _, right, count in rows])
            limits = np.array([proportion_interval(right, count) for _, right, count in rows]).T
            style = {"marker": marker(name), "capsize": 3, "color": colour(name), "label": name.split(", ")[0]}
            ax.errorbar([row[0] for row in rows], shares, np.abs(limits - shares), **style)
        ax.set(title=chain, xlabel="columns that carry", ylabel="exact products", ylim=(-0.03, 1.03))
        ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
        ax.legend()
    return figure
