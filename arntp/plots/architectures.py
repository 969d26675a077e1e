"""Figures of the architectures chapter: four chains, what every class needs with each, and what explains it."""

from collections.abc import Collection, Mapping, Sequence

import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import Patch

from arntp.plots.drawings import ACCENT, blank, box
from arntp.plots.style import COLOURS, FAINT, INK, MARKERS, PALE, colour, legend_below, marker, note_faint, panels

Cells = Mapping[tuple[str, str], Sequence]  # {(chain, class): a value or fit for each seed}
SOURCES = {"first": "chain", "second": "class", "interaction": "interaction", "rest": "seeds"}
EXTREMES = {"at its bound": "<", "at ten times its bound": ">"}


def written_chains(prompt: Sequence[str], chains: Mapping[str, Sequence[str]], width: float = 1.5) -> Figure:
    """The same prompt with each chain, a row each; the last token, the answer, in the drawing's accent."""
    longest = max(map(len, chains.values()))
    right = len(prompt) + 0.5 + width * longest
    figure, ax = blank(9.2, 0.62 * len(chains) + 0.4, (-4.2, right + 0.1, -1.4 * len(chains) + 0.3, 1.4))
    for row, (name, tokens) in enumerate(chains.items()):
        y = -1.4 * row
        ax.text(-0.4, y + 0.5, name, ha="right", va="center_baseline", fontsize=10)
        for place, token in enumerate(prompt):
            box(ax, (place, y), token, fill=FAINT)
        for place, token in enumerate(tokens):
            last = place == len(tokens) - 1
            box(ax, (len(prompt) + 0.5 + width * place, y), token, width, edge=ACCENT if last else INK)
    return figure


def needs_by_chain(
    needs: Mapping[str, Cells],
    label: str,
    barred: Mapping[str, Collection[tuple[str, str]]],
    faint: Mapping[str, Cells] | None = None,
) -> Figure:
    """A panel a task: what each class needs with each chain, a mark a seed; hollow with an arrow if not enough.

    `barred` names for each task the (chain, class) that cannot be written: a cross at the panel's top. `faint` are the
    needs of committed runs, behind.
    """
    tasks = list(dict.fromkeys([*needs, *(faint or {})]))
    figure, axes = panels(len(tasks), height=3.3)
    for ax, task in zip(axes, tasks):
        full, behind = needs.get(task, {}), (faint or {}).get(task, {})
        chains = list(dict.fromkeys(chain for chain, _ in [*behind, *full, *barred.get(task, ())]))
        for cells, style in ((behind, {"alpha": PALE["alpha"]}), (full, {})):
            for (chain, cls), seeds in cells.items():
                draw_needs(ax, chains.index(chain) + beside(cls), cls, seeds, style)
        for chain, cls in barred.get(task, ()):
            place = (chains.index(chain) + beside(cls), 0.97)
            ax.plot(*place, "x", color=colour(cls), markersize=6, transform=ax.get_xaxis_transform())
        ax.set(title=task, ylabel=label, yscale="log", xlim=(-0.5, len(chains) - 0.5))
        ax.set_xticks(range(len(chains)), chains)
        ax.margins(y=0.22)
    name_classes(axes[0])
    note_faint(axes[0], faint)
    legend_below(figure, axes[0], columns=3)
    return figure


def beside(cls: str) -> float:
    """How far from its chain's place the marks of a class stand, so that classes do not cover one another."""
    return 0.17 * (list(COLOURS.values()).index(colour(cls)) - 1.5)


def draw_needs(ax: Axes, x: float, cls: str, seeds: Sequence, style: dict) -> None:
    """The needs of one cell, and an arrow from those that are more than was given."""
    look = {"color": colour(cls), **style}
    for need, place in zip(seeds, x + 0.03 * (np.arange(len(seeds)) - (len(seeds) - 1) / 2)):
        ax.plot(place, need.amount, marker(cls), fillstyle="none" if need.censored else "full", **look)
        if need.censored:
            arrow = {"arrowstyle": "<-", **look}
            ax.annotate("", (place, need.amount), (0, 16), textcoords="offset points", arrowprops=arrow)


def name_classes(ax: Axes) -> None:
    """An entry of the legend for each of the four classes, and one for what cannot be written."""
    for name in list(COLOURS)[:4]:
        ax.plot([], [], MARKERS[name], color=COLOURS[name], label=name)
    ax.plot([], [], "x", color=INK, label="cannot be written")


def curves_by_chain(fits: Cells, level: float, faint: Cells | None = None) -> Figure:
    """A panel a chain: right answers on tuning items against examples, a line a seed, a mark where training ended.

    The grey line is `level`. `faint` are committed fits behind.
    """
    chains = list(dict.fromkeys(chain for chain, _ in [*fits, *(faint or {})]))
    figure, axes = panels(len(chains), height=2.3, sharex=True, sharey=True)
    for ax, chain in zip(axes, chains):
        ax.axhline(level, color=FAINT, linewidth=0.8)
        for cells, style in ((faint or {}, PALE), (fits, {"linewidth": 1.2})):
            for cls, fit in ((cls, fit) for (name, cls), seeds in cells.items() if name == chain for fit in seeds):
                rows = [row for row in fit["history"] if "product" in row]
                examples = [row["step"] * fit["config"]["batch"] for row in rows]
                line = {"color": colour(cls), "marker": marker(cls), "markevery": [-1]} | style
                ax.plot(examples, [row["product"] for row in rows], **line)
        ax.set(title=chain, xscale="log", ylim=(-0.04, 1.06), xlabel="examples", ylabel="right answers")
        ax.tick_params(labelbottom=True)
    for name in list(COLOURS)[:4]:
        axes[0].plot([], [], MARKERS[name], linestyle="-", color=COLOURS[name], label=name)
    note_faint(axes[0], faint)
    legend_below(figure, axes[0], columns=3)
    return figure


def variance_shares(explained: Mapping[str, Mapping[str, Mapping[str, tuple[float, float, float]]]]) -> Figure:
    """A panel a task {task: {treatment: {source: (share, low, high)}}}: the shares by likelihood, with their intervals.

    Marks beside a bar are the shares with needs that were not reached put at their bound, or at ten times it.
    """
    figure, axes = panels(len(explained), height=2.9, sharey=True)
    for ax, (task, treatments) in zip(axes, explained.items()):
        found = np.array([treatments["by likelihood"][source] for source in SOURCES])
        ends = np.abs(found[:, 1:].T - found[:, 0])
        ax.bar(range(len(SOURCES)), found[:, 0], 0.5, color=FAINT)
        ax.errorbar(range(len(SOURCES)), found[:, 0], ends, color=INK, linestyle="none", capsize=4)
        for (treatment, symbol), side in zip(EXTREMES.items(), (-0.33, 0.33)):
            shares = [treatments[treatment][source][0] for source in SOURCES]
            ax.plot(np.arange(len(SOURCES)) + side, shares, symbol, color=INK, fillstyle="none", markersize=6)
        ax.set(title=task, ylim=(-0.03, 1.03), ylabel="share of the variance")
        ax.set_xticks(range(len(SOURCES)), SOURCES.values())
        ax.grid(axis="x", visible=False)
    handles = [Patch(facecolor=FAINT, label="by likelihood, 95 % interval")]
    for treatment, symbol in EXTREMES.items():
        handles += axes[0].plot([], [], symbol, color=INK, fillstyle="none", label=f"not reached: {treatment}")
    axes[0].legend(handles=handles).remove()
    figure.legend(handles=handles, loc="outside lower center", ncols=3 if len(axes) > 1 else 1)
    return figure
