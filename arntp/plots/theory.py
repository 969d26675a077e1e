"""Figures of the theory: exclusive or as points, decoders' weights, lengths of chains."""

from collections.abc import Mapping, Sequence

import numpy as np
from matplotlib.colors import SymLogNorm
from matplotlib.figure import Figure

from arntp.plots.style import INK, label_ends, panels, plain_ticks, shades

MOST_TICKS = 10


def xor_points(prompts: np.ndarray, chains: np.ndarray) -> Figure:
    """Exclusive or as points, filled where it is 1: prompts (4, 2), and chains (4, 2) of tokens (and, exclusive or).

    Left, in the plane of the two bits: the diagonals join equal values and cross, so no line parts the two kinds.
    Right, in the plane of the number of ones and the first token: the second gate's line does.
    """
    figure, (before, after) = panels(2, width=4.4, height=3.7)
    ones, first, xor = prompts.sum(1), chains[:, 0], chains[:, 1]
    for value in (0, 1):
        before.plot(*prompts[xor == value].T, color=INK, linestyle=":", linewidth=1)
    after.plot([0.25, 2.65], [-0.125, 1.075], color=INK, linestyle="--")  # ones − 2 · first = 1/2
    for ax, x, y in ((before, *prompts.T), (after, ones, first)):
        ax.scatter(x, y, s=110, c=np.where(xor == 1, INK, "white"), edgecolors=INK, linewidths=1.5, zorder=3)
        ax.margins(0.3)
        ax.grid(False)
    for place in sorted(set(zip(ones.tolist(), first.tolist()))):
        names = ["{} {}".format(*bits) for bits, *at in zip(prompts.tolist(), ones, first) if tuple(at) == place]
        lift = 12 if place[1] else -20
        after.annotate(", ".join(names), place, xytext=(0, lift), textcoords="offset points", ha="center")
    before.annotate("same middle", (0.5, 0.5), xytext=(9, -3), textcoords="offset points")
    before.set(xlabel="first bit a", ylabel="second bit b", title="one gate: no line parts filled from open")
    after.set(xlabel="number of ones, a + b", ylabel="first token, a and b", title="with the first token: a line does")
    plain_ticks(before, (0, 1), (0, 1))
    plain_ticks(after, (0, 1, 2), (0, 1))
    return figure


def weight_map(weights: np.ndarray, gates: Sequence[str], wires: Sequence[str], title: str = "") -> Figure:
    """Integer weights (gates, wires): which wires a gate reads, and how much each counts; blank where it reads none."""
    rows, columns = weights.shape
    figure, (ax,) = panels(1, width=2.2 + 0.44 * columns, height=1.3 + 0.34 * rows)
    largest = max(1, np.abs(weights).max())
    shown = np.ma.masked_equal(weights, 0)
    ax.imshow(shown, cmap="RdBu_r", norm=SymLogNorm(1, vmin=-largest, vmax=largest), aspect="auto")
    for row, column in np.argwhere(weights):
        dark = abs(weights[row, column]) > largest**0.55
        colour = "white" if dark else "black"
        ax.text(column, row, str(weights[row, column]), ha="center", va="center", fontsize=9, color=colour)
    ax.set_xticks(range(columns), wires, rotation=90)
    ax.set_yticks(range(rows), gates)
    ax.set(xlabel="wire read", title=title)
    ax.grid(False)
    return figure


def lengths(
    curves: Mapping[str, tuple[Sequence[float], Sequence[float]]], xlabel: str, ylabel: str, log: bool = True
) -> Figure:
    """One line each of chain lengths, label → (x, y)."""
    figure, (ax,) = panels(1, width=7.6, height=3.8)
    for (label, (x, y)), shade, marker in zip(curves.items(), shades(list(curves)).values(), "os^Dv"):
        ax.plot(x, y, marker=marker, label=label, color=shade)
    scale = "log" if log else "linear"
    ax.set(xlabel=xlabel, ylabel=ylabel, xscale=scale, yscale=scale)
    ax.yaxis.set_major_formatter("{x:,.0f}")
    places = sorted({value for x, _ in curves.values() for value in x})
    if len(places) <= MOST_TICKS:
        plain_ticks(ax, places)
    label_ends(ax)
    return figure
