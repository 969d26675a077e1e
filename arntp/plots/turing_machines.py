"""Figures of the chapter on Turing machines: runs, weights by offset, and what was learned from runs."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.colors import ListedColormap
from matplotlib.figure import Figure

from arntp.plots.experiments import measured
from arntp.plots.style import FAINT, INK, PALE, colour, layered, legend_below, marker, note_faint, panels, shades

SYMBOLS = ListedColormap(["none", *(f"{INK}{alpha}" for alpha in ("38", "58", "78", "98", "b8"))])
HEADS = "o^sDvP"  # the head by its state


def space_time(
    ax: Axes, symbols: np.ndarray, places: np.ndarray, states: np.ndarray, names: Sequence[str] = ()
) -> None:
    """A machine's run, time downwards: symbols (rows, S) as grey, −1 at boundaries; the head's place in each row.

    The head has its state's marker and shade, and is a cross once the machine has halted (state −1).
    """
    ax.imshow(np.ma.masked_less(symbols, 0), cmap=SYMBOLS, vmin=-0.5, vmax=5.5, aspect="auto", interpolation="nearest")
    size = np.clip(1800 / len(symbols), 12, 60)
    colours = shades(range(len(names)))
    for state in sorted(set(states.tolist()), key=lambda state: (state < 0, state)):
        rows = np.flatnonzero(states == state)
        label = names[state] if 0 <= state < len(names) else "halt"
        shade, symbol = (INK, "X") if state < 0 else (colours[state], HEADS[state % len(HEADS)])
        ax.scatter(places[rows], rows, s=size, color=shade, marker=symbol, label=label, linewidths=0)
    ax.set(xlabel="cell", ylabel="step", ylim=(len(symbols) - 0.5, -0.8))
    ax.yaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    ax.grid(False)


def offset_weights(weights: Mapping[str, tuple[np.ndarray, Sequence[str], str]], turns_into: Sequence[str]) -> Figure:
    """Weights of zeros and ones (token read, token scored), a panel each: title → (matrix, cells, place).

    `turns_into` names the cell that each token read turns into, `cells` the one that each token scored has at `place`.
    Tokens with the same name stand together, with a line between the groups.
    """
    figure, axes = panels(len(weights), width=4.9, height=4.6)
    for ax, (title, (matrix, cells, place)) in zip(axes, weights.items()):
        order = list(dict.fromkeys([*cells, *turns_into]))
        rows, columns = grouped(turns_into, order), grouped(cells, order)
        ax.imshow(
            np.asarray(matrix)[np.ix_(rows, columns)], cmap=ListedColormap(["none", INK]), vmin=0, vmax=1, aspect="auto"
        )
        name_groups(ax.yaxis, ax.axhline, [turns_into[row] for row in rows])
        name_groups(ax.xaxis, ax.axvline, [cells[column] for column in columns])
        ax.set(title=title, xlabel=f"tokens scored, by their {place}", ylabel="tokens read, by what they turn into")
        ax.grid(False)
    return figure


def grouped(names: Sequence[str], order: Sequence[str]) -> np.ndarray:
    """The places of the names, those that come first in `order` first."""
    return np.argsort([order.index(name) for name in names], kind="stable")


def name_groups(axis: mpl.axis.Axis, line: Callable, names: Sequence[str]) -> None:
    """A tick with its name in the middle of each run of equal names, and a line where a run ends.

    Every other tick stands further out, so that names of small groups do not touch.
    """
    ends = [i + 1 for i in range(len(names)) if i + 1 == len(names) or names[i] != names[i + 1]]
    middles = [(a + b - 1) / 2 for a, b in zip([0, *ends], ends)]
    for end in ends[:-1]:
        line(end - 0.5, color=FAINT, linewidth=0.6)
    axis.set_ticks(middles, [names[end - 1] for end in ends])
    axis.set_tick_params(length=0)
    for tick in axis.get_major_ticks()[1::2]:
        tick.set_pad(tick.get_pad() + 14)


def cell_weights(weights: Mapping[str, tuple[np.ndarray, str, str]], cells: Sequence[str]) -> Figure:
    """Mean weights (cell read, cell scored), a panel each: title → (matrix, what is read, what is scored).

    Red is positive, blue negative, each panel up to its own largest weight.
    """
    figure, axes = panels(len(weights), width=4.6, height=3.9)
    for ax, (title, (matrix, read, scored)) in zip(axes, weights.items()):
        largest = np.abs(matrix).max()
        ax.imshow(matrix, cmap="RdBu_r", vmin=-largest, vmax=largest)
        ax.set_xticks(range(len(cells)), cells)
        ax.set_yticks(range(len(cells)), cells)
        ax.set(title=title, xlabel=f"token scored: {scored}", ylabel=f"token read: {read}")
        ax.tick_params(length=0)
        ax.grid(False)
    return figure


def by_offset(
    norms: Mapping[str, Sequence[Sequence[float]]],
    pulls: Mapping[str, Sequence[Sequence[float]]],
    faint: tuple[Mapping, Mapping] = ({}, {}),
) -> Figure:
    """Left ‖W_k‖ by offset, right what each offset says at the first wrong tokens; the three needed are shaded.

    norms, pulls : class → a row a seed, the last token first, S + 1 offsets; bands are ranges of the seeds
    faint : the same two of the committed runs, behind, whose S may be another

    Offsets are drawn less S, so that the needed ones stand at the same places. A class without weight decay is dotted.
    """
    figure, axes = panels(2, height=3.6)
    for ax, full, behind in zip(axes, (norms, pulls), faint):
        for name, rows, drawn in layered(full, behind):
            rows = np.asarray(rows)
            style = ":" if "," in name else "-"
            drawn(ax, np.arange(rows.shape[1]) - rows.shape[1] + 2, rows, name, linestyle=style)
        mark_needed(ax, max(np.shape(rows)[1] for rows in full.values()) - 1)
    axes[0].set(ylabel="size of the weights, ‖W(k)‖", ylim=(0, None), title="weights")
    axes[1].set(ylabel="vote for the right token", title="at the first wrong tokens")
    axes[1].axhline(0, color=INK, linewidth=0.8)
    note_faint(axes[0], faint[0])
    legend_below(figure, axes[0])
    return figure


def mark_needed(ax: Axes, cells: int) -> None:
    """Shade the offsets S − 1, S and S + 1 on an axis of offsets less S, and name them and the last token's."""
    for offset in (-1, 0, 1):
        label = "used by the compiled decoder" if offset == 0 else None
        ax.axvspan(offset - 0.4, offset + 0.4, color=FAINT, alpha=0.6, linewidth=0, label=label)
    ticks = {back - cells: str(back) for back in range(1, cells - 2, 2)} | {-1: "S−1", 0: "S", 1: "S+1"}
    ax.set_xticks(list(ticks), list(ticks.values()))
    ax.set(xlabel="tokens back")


def machine_shares(
    panel: Mapping[str, Mapping[str, Sequence[tuple[int, int, float]]]],
    faint: Mapping[str, Mapping[str, Sequence[tuple[int, int, float]]]] | None = None,
) -> Figure:
    """Share of right runs of each machine against the cells of its row: title → class → (cells, states, share).

    Machines of three states are filled, those of two are not. Classes stand a little beside each other. `faint` are
    the committed machines behind.
    """
    figure, axes = panels(len(panel), height=3.6, sharey=True)
    for ax, (title, classes) in zip(axes, panel.items()):
        for behind, found in ((True, (faint or {}).get(title, {})), (False, classes)):
            for place, (name, machines) in enumerate(found.items()):
                dots(ax, name, machines, 0.5 * place - 0.25 * (len(found) - 1), behind)
        note_faint(ax, (faint or {}).get(title))
        left, right = ax.get_xlim()
        ax.set(title=title, xlabel="cells of a row, S", xlim=(left - 1, right + 1))
        ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    axes[0].set(ylabel="judged runs that are right", ylim=(min(0.8, axes[0].get_ylim()[0]), 1.01))
    axes[0].scatter([], [], color=INK, label="three states")
    axes[0].scatter([], [], facecolors="none", edgecolors=INK, label="two states")
    legend_below(figure, axes[0], columns=5)
    return figure


def dots(ax: Axes, name: str, machines: Sequence[tuple[int, int, float]], aside: float, behind: bool) -> None:
    """One class's machines (cells, states, share), `aside` of their places."""
    cells, states, shares = np.transpose(machines)
    own = mpl.colors.to_rgba(colour(name), PALE["alpha"] if behind else 1.0)
    style = {"marker": marker(name), "s": 26, "edgecolors": [own], "label": None if behind else name}
    ax.scatter(cells + aside, shares, facecolors=[own if count > 2 else "none" for count in states], **style)


def machine_curves(
    curves: Mapping[str, Sequence[tuple[Sequence[float], Sequence[float], Sequence[float]]]],
    faint: Mapping[str, Sequence[tuple[Sequence[float], Sequence[float], Sequence[float]]]] | None = None,
) -> Figure:
    """Share of right tuning runs, mean over machines, against examples and against FLOPs.

    curves : class → (examples, FLOPs, shares) a seed; bands are ranges of the seeds, `faint` lie behind
    """
    figure, axes = panels(2, height=3.4, sharey=True)
    for name, seeds, drawn in layered(curves, faint):
        examples, flops, shares = np.array(seeds).transpose(1, 0, 2)
        drawn(axes[0], examples[0], shares, name)
        drawn(axes[1], flops.mean(0), shares, name)
    axes[0].set(xlabel="training examples", ylabel="tuning runs right", ylim=(-0.03, 1.03))
    axes[1].set(xlabel="training FLOPs a machine", xscale="log")
    note_faint(axes[0], faint)
    legend_below(figure, axes[0])
    return figure


def held_out_runs(fits: Mapping[str, Sequence[dict]], faint: Mapping[str, Sequence[dict]] | None = None) -> Figure:
    """Share of held-out runs that are right while training; bands are ranges of the seeds, `faint` lie behind.

    A class without weight decay ("…, no decay") is dotted.
    """
    figure, (ax,) = panels(1, width=6.4, height=3.4)
    for name, seeds, drawn in layered(fits, faint):
        rows, heights = measured(seeds, "exact")
        drawn(ax, [row["step"] for row in rows], heights, name, linestyle=":" if "," in name else "-")
    note_faint(ax, faint)
    ax.set(xlabel="training step", ylabel="held-out runs right (of 100)", ylim=(-0.03, 1.03))
    legend_below(figure, ax, columns=2)
    return figure
