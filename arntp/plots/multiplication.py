"""Figures of the grid of multiplication: every class with every chain."""

from collections.abc import Callable, Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from arntp.evaluation import bootstrap
from arntp.plots.style import CHAINS, INK, PALE, colour, legend_below, marker, note_faint, pale, panels

Fits = Mapping[str, Sequence[dict]]  # {"class, chain, n = digits": its fits, one a seed}
LEAST = 5  # pairs that a share is drawn of


def exact_curves(fits: Fits, step_seconds: Callable[[dict], float], faint: Fits | None = None) -> Figure:
    """Right products on tuning pairs while training, against examples (left) and seconds (right); a row a chain.

    A line is a seed and ends in a mark where its training ended. Seconds are steps times `step_seconds` of a fit.
    `faint` are the committed fits behind.
    """
    rows = tasks(fits, faint)
    figure, axes = panels(2 * len(rows), height=2.1, sharex="col", sharey=True)
    for place, task in enumerate(rows):
        pair = axes[2 * place : 2 * place + 2]
        draw_curves(pair, of_task(faint or {}, task), step_seconds, PALE)
        draw_curves(pair, of_task(fits, task), step_seconds, {"linewidth": 1.2})
        for ax in pair:
            ax.set(title=task, xscale="log", ylim=(-0.04, 1.04))
        pair[0].set(ylabel="exact products")
    axes[-2].set(xlabel="training examples")
    axes[-1].set(xlabel="seconds of one core")
    name_classes(axes[0], [*fits, *(faint or {})])
    note_faint(axes[0], faint)
    legend_below(figure, axes[0], columns=5)
    return figure


def draw_curves(axes: Sequence[Axes], fits: Fits, step_seconds: Callable[[dict], float], style: dict) -> None:
    """The curves of all fits, against examples in the first axes and against seconds in the second."""
    for name, seeds in fits.items():
        line = {"color": colour(name), "linestyle": CHAINS[chain_of(name)], "marker": marker(name), "markevery": [-1]}
        for fit in seeds:
            rows = [row for row in fit["history"] if "product" in row]
            steps, shares = (np.array([row[key] for row in rows]) for key in ("step", "product"))
            for ax, of_a_step in zip(axes, (fit["config"]["batch"], step_seconds(fit))):
                ax.plot(steps * of_a_step, shares, **line | style)


def hard_tokens(fits: Fits, marks: Mapping[int, str], answer: int, faint: Fits | None = None) -> Figure:
    """How often each class errs at each position of one chain, the true tokens before it given, mean over seeds.

    A row is a class, a column a position: the darker, the more errors. `marks` names positions under the picture; a
    line stands before the last `answer` ones. `faint` are committed fits with the same positions, in rows of their own.
    """
    names = next(iter(fits.values()))[0]["by position"]["names"]
    behind = {name: seeds for name, seeds in (faint or {}).items() if seeds[0]["by position"]["names"] == names}
    rows = {name.split(", ")[0]: errors_by_position(seeds) for name, seeds in fits.items()}
    rows |= {f"{name.split(', ')[0]}, committed": errors_by_position(seeds) for name, seeds in behind.items()}
    figure, (ax,) = panels(1, width=9.6, height=1.3 + 0.32 * len(rows))
    ramp = mpl.colors.LinearSegmentedColormap.from_list("errors", ["#f1eef7", "#9a7fc8", "#6a3fa0", "#22083f"])
    picture = ax.imshow(list(rows.values()), cmap=ramp, vmin=0, vmax=1, aspect="auto", interpolation="nearest")
    figure.colorbar(picture, ax=ax, label="errors", pad=0.01).outline.set_visible(False)
    ax.axvline(len(names) - answer - 0.5, color=INK, linewidth=1.2)
    ax.set_xticks(list(marks), list(marks.values()), rotation=40, ha="right", rotation_mode="anchor")
    ax.set_yticks(range(len(rows)), list(rows))
    ax.grid(False)
    return figure


def errors_by_position(seeds: Sequence[dict]) -> np.ndarray:
    """The share of errors at each position with the true tokens before it, (T,), mean over seeds."""
    return 1 - np.mean([fit["by position"]["teacher forcing"] for fit in seeds], axis=0)


def by_carries(fits: Fits, faint: Fits | None = None) -> Figure:
    """Share of right products by how many columns carry, with 95 % intervals over seeds and pairs; a panel a chain.

    Numbers of carries with fewer than five pairs at a seed are left out. `faint` are the committed fits behind, without
    intervals.
    """
    rows = tasks(fits, faint)
    figure, axes = panels(len(rows), height=2.6, sharey=True)
    for ax, task in zip(axes, rows):
        behind, full = of_task(faint or {}, task), of_task(fits, task)
        for name, seeds in behind.items():
            carrying, shares, _ = carry_shares(seeds)
            pale(ax, carrying, [shares], name, linestyle=CHAINS[chain_of(name)])
        for place, (name, seeds) in enumerate(full.items()):
            carrying, shares, limits = carry_shares(seeds)
            style = {"marker": marker(name), "capsize": 3, "color": colour(name), "linestyle": CHAINS[chain_of(name)]}
            beside = np.array(carrying) + 0.06 * (
                place - (len(full) - 1) / 2
            )  # so that classes do not cover one another
            ax.errorbar(beside, shares, np.abs(limits - shares), **style)
        ax.set(title=task, xlabel="columns that carry", ylim=(-0.04, 1.04))
        ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(integer=True))
    for ax in axes[::2]:
        ax.set(ylabel="exact products")
    name_classes(axes[0], [*fits, *(faint or {})])
    note_faint(axes[0], faint)
    legend_below(figure, axes[0], columns=5)
    return figure


def carry_shares(seeds: Sequence[dict]) -> tuple[list[int], np.ndarray, np.ndarray]:
    """Numbers of carrying columns with enough pairs, the share of right products, and 95 % limits (2, numbers)."""
    groups = [{columns: (right, pairs) for columns, right, pairs in fit["by carries"]} for fit in seeds]
    carrying = [columns for columns in groups[0] if all(found.get(columns, (0, 0))[1] >= LEAST for found in groups)]
    outcomes = [[np.arange(pairs) < right for right, pairs in (g[columns] for g in groups)] for columns in carrying]
    shares = [np.mean([own.mean() for own in group]) for group in outcomes]
    limits = [bootstrap(group, repeats=500) for group in outcomes]
    return carrying, np.array(shares), np.array(limits).reshape(-1, 2).T


def chain_of(name: str) -> str:
    """The chain in the name of a cell."""
    return name.split(", ")[1]


def tasks(fits: Fits, faint: Fits | None) -> list[str]:
    """What cells are of besides their class: "chain, n = digits", in their order."""
    return list(dict.fromkeys(name.split(", ", 1)[1] for name in [*fits, *(faint or {})]))


def of_task(fits: Fits, task: str) -> Fits:
    """The cells of one chain and number of digits."""
    return {name: seeds for name, seeds in fits.items() if name.split(", ", 1)[1] == task}


def name_classes(ax: Axes, names: Sequence[str]) -> None:
    """One entry of the legend for each class."""
    for cls in dict.fromkeys(name.split(", ")[0] for name in names):
        ax.plot([], [], marker(cls), color=colour(cls), linestyle="-", label=cls)
