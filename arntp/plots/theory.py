"""Figures of the theory: decoders' weights, machines' runs, lengths of chains."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap, SymLogNorm
from matplotlib.figure import Figure

from arntp.plots.style import GREY, PALETTE, legend_below, panels

SYMBOLS = ListedColormap(["none", *(f"{GREY}{alpha}" for alpha in ("55", "88", "bb", "dd", "ff"))])


def weight_map(weights: np.ndarray, gates: Sequence[str], wires: Sequence[str], title: str = "") -> Figure:
    """Integer weights (gates, wires): which wires a gate reads, and how much each counts; blank where it reads none."""
    rows, columns = weights.shape
    figure, (ax,) = panels(1, width=2.2 + 0.36 * columns, height=1.3 + 0.3 * rows)
    largest = max(1, np.abs(weights).max())
    shown = np.ma.masked_equal(weights, 0)
    ax.imshow(shown, cmap="RdBu_r", norm=SymLogNorm(1, vmin=-largest, vmax=largest), aspect="auto")
    for row, column in np.argwhere(weights):
        dark = abs(weights[row, column]) > largest**0.55
        ax.text(column, row, str(weights[row, column]), ha="center", va="center", fontsize="x-small",
                color="white" if dark else "black")
    ax.set_xticks(range(columns), wires, rotation=90, fontsize="small")
    ax.set_yticks(range(rows), gates, fontsize="small")
    ax.set(xlabel="wire read", title=title)
    ax.grid(False)
    return figure


def space_time(ax: Axes, symbols: np.ndarray, places: np.ndarray, states: np.ndarray, names: Sequence[str] = ()) -> None:
    """A machine's run, time downwards: symbols (rows, S) as grey, −1 at boundaries; the head's place in each row.

    The head is a dot in its state's colour, a square once the machine has halted (state −1).
    """
    ax.imshow(np.ma.masked_less(symbols, 0), cmap=SYMBOLS, vmin=-0.5, vmax=5.5, aspect="auto", interpolation="nearest")
    size = np.clip(1500 / len(symbols), 2, 60)
    for state in sorted(set(states.tolist())):
        rows = np.flatnonzero(states == state)
        label = names[state] if 0 <= state < len(names) else "halt"
        colour, marker = (GREY, "s") if state < 0 else (PALETTE[state % len(PALETTE)], "o")
        ax.scatter(places[rows], rows, s=size, color=colour, marker=marker, label=label, linewidths=0)
    ax.set(xlabel="cell", ylabel="step")
    ax.yaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    ax.grid(False)


def offset_weights(weights: Mapping[int, np.ndarray]) -> Figure:
    """The weight matrices of a time-invariant decoder, one panel an offset: a dot for each weight that is not zero."""
    figure, axes = panels(len(weights), width=3.4, height=3.6, sharey=True)
    for ax, (offset, matrix) in zip(axes, weights.items()):
        tokens, candidates = np.nonzero(matrix)
        ax.scatter(candidates, tokens, s=0.4, color=PALETTE[0], linewidths=0, rasterized=True)
        ax.set(title=f"{offset} back", xlabel="token scored", xlim=(0, matrix.shape[1]), ylim=(matrix.shape[0], 0))
    axes[0].set(ylabel="token read")
    return figure


def lengths(curves: Mapping[str, tuple[Sequence[float], Sequence[float]]], xlabel: str, ylabel: str, log: bool = True) -> Figure:
    """One line each of chain lengths, label → (x, y)."""
    figure, (ax,) = panels(1, width=6.0, height=3.6)
    for (label, (x, y)), colour in zip(curves.items(), PALETTE):
        ax.plot(x, y, marker="o", label=label, color=colour)
    scale = "log" if log else "linear"
    ax.set(xlabel=xlabel, ylabel=ylabel, xscale=scale, yscale=scale)
    legend_below(figure, ax, columns=3)
    return figure
