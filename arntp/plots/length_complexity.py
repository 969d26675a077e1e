"""Figures of the length complexity chapter: counting by thresholds, learned parities, the price of a step."""

from collections.abc import Iterable, Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from arntp.plots.style import (
    CHAINS,
    FAINT,
    INK,
    PALE,
    colour,
    legend_below,
    marker,
    note_faint,
    panels,
    plain_ticks,
    shades,
)

Fits = Mapping[tuple[str, int], Sequence[dict]]  # {(learner, bits n): its fits, one a seed}
Needs = Mapping[tuple[str, int], Sequence[tuple[float, bool]]]  # likewise, for each seed how much, and whether enough


def counting_steps(ones: Sequence[int], left: Mapping[int, Sequence[int]]) -> Figure:
    """What is left of the count before each token of a chain, {the token's worth: one number for each of `ones`}.

    The token is 1, a filled dot, where at least its worth is left: above the line half below it.
    """
    figure, axes = panels(len(left), height=2.2, sharex=True, sharey=True)
    for ax, (worth, values) in zip(axes, left.items()):
        values = np.asarray(values)
        ax.plot(ones, values, color=FAINT, linewidth=1)
        for written, label, fill in ((0, "writes 0", "white"), (1, "writes 1", INK)):
            chosen = (values >= worth) == written
            ax.plot(
                np.asarray(ones)[chosen],
                values[chosen],
                "o",
                color=INK,
                markerfacecolor=fill,
                label=label,
                markersize=5,
            )
        ax.axhline(worth - 0.5, color=INK, linewidth=0.9, linestyle="--", label="threshold")
        ax.set(title=f"token worth {worth}: are {worth} left?" if worth > 1 else "token worth 1: the parity")
        ax.xaxis.set_major_locator(mpl.ticker.MultipleLocator(4))
        ax.yaxis.set_major_locator(mpl.ticker.MultipleLocator(4))
    for ax in axes[-2:]:
        ax.set(xlabel="ones in the prompt")
        ax.xaxis.set_tick_params(labelbottom=True)
    for ax in axes[::2]:
        ax.set(ylabel="left of the count")
    legend_below(figure, axes[0])
    return figure


def parity_curves(fits: Fits, success: float, faint: Fits | None = None) -> Figure:
    """A panel a number of bits: share of right tuning inputs against examples, a line a seed, a mark where it ends.

    A colour is a class, a line's style its chain; the grey line is `success`. `faint` are committed fits behind.
    """
    bits = sorted({n for _, n in [*fits, *(faint or {})]})
    figure, axes = panels(len(bits), height=2.6, sharex=True, sharey=True)
    for ax, n in zip(axes, bits):
        ax.axhline(0.5, color=INK, linewidth=0.8, linestyle=":")
        ax.axhline(success, color=FAINT, linewidth=0.8)
        draw_curves(ax, n, faint or {}, PALE)
        draw_curves(ax, n, fits, {"linewidth": 1.2})
        ax.set(title=f"n = {n}", xscale="log", ylim=(0.4, 1.04), xlabel="examples", ylabel="right, tuning inputs")
        ax.tick_params(labelbottom=True)
    name_learners(axes[0], [*fits, *(faint or {})])
    note_faint(axes[0], faint)
    legend_below(figure, axes[0], columns=3)
    return figure


def draw_curves(ax: Axes, n: int, fits: Fits, style: dict) -> None:
    """The curves of all fits on n bits."""
    for name, seeds in ((name, seeds) for (name, bits), seeds in fits.items() if bits == n):
        line = {"color": colour(name), "linestyle": style_of(name), "marker": marker(name), "markevery": [-1]}
        for fit in seeds:
            examples = [row["step"] * fit["config"]["batch"] for row in fit["history"]]
            ax.plot(examples, [row["right"] for row in fit["history"]], **line | style)


def style_of(name: str) -> str:
    """The line style of the chain that a learner's name ends in."""
    return CHAINS[name.split(", ")[-1]]


def name_learners(ax: Axes, keys: Iterable[tuple[str, int]]) -> None:
    """One entry of the legend for each learner of some (learner, n)."""
    for name in dict.fromkeys(name for name, _ in keys):
        ax.plot([], [], marker(name), color=colour(name), linestyle=style_of(name), label=name)


def parity_needs(needs: Mapping[str, Needs], faint: Mapping[str, Needs] | None = None) -> Figure:
    """A panel a budget, such as examples: how much of it each learner needs against the bits n, a mark a seed.

    Equal needs of a learner share a mark. Where a budget was spent without success the mark is hollow, and an arrow
    points up from it (censored). Lines join the medians of the seeds where those are known. `faint` are the needs of
    committed runs, behind.
    """
    behind = {label: found for label, found in (faint or {}).items() if found}
    figure, axes = panels(len(needs), height=3.4)
    keys = [key for each in (needs, behind) for found in each.values() for key in found]
    beside = dict(zip(dict.fromkeys(name for name, _ in keys), 1 + 0.05 * np.arange(-2, 3)))
    for ax, (label, found) in zip(axes, needs.items()):
        for name, factor in beside.items():
            draw_needs(ax, name, factor, behind.get(label, {}), PALE)
            draw_needs(ax, name, factor, found, {"linewidth": 1.2})
        ax.set(xlabel="bits n", ylabel=label, xscale="log", yscale="log")
        ax.margins(0.12)
        plain_ticks(ax, sorted({n for _, n in keys}))
    name_learners(axes[0], keys)
    note_faint(axes[0], behind)
    legend_below(figure, axes[0], columns=3)
    return figure


def draw_needs(ax: Axes, name: str, beside: float, needs: Needs, style: dict) -> None:
    """What one learner needs, at `beside` times n, so that learners do not cover one another."""
    look = {"color": colour(name), "alpha": style.get("alpha", 1.0)}
    by_bits = {n: seeds for (who, n), seeds in needs.items() if who == name}
    medians = {n: np.median([amount if enough else np.inf for amount, enough in seeds]) for n, seeds in by_bits.items()}
    known = [n for n, median in medians.items() if np.isfinite(median)]
    line = {"linestyle": style_of(name), "marker": ""} | look | style
    ax.plot(beside * np.array(known), [medians[n] for n in known], **line)
    for n, amount, enough in ((n, *need) for n, seeds in by_bits.items() for need in dict.fromkeys(seeds)):
        ax.plot(n * beside, amount, marker(name), fillstyle="full" if enough else "none", **look)
        if not enough:
            # from the annotated point up to the text's place, which holds no text
            arrow = {"arrowstyle": "<-", **look}
            ax.annotate("", (n * beside, amount), (0, 18), textcoords="offset points", arrowprops=arrow)


def search_price(
    samples: Mapping[int, Mapping[int, Sequence[int]]], seconds: Mapping[int, float], slope: float
) -> Figure:
    """Left: samples {k: {N: one number a target}} until one candidate is left. Right: seconds {C(n, k): s} of a search.

    The band on the left is log₂ N to log₂ N + 2, the line on the right C(n, k)^slope through the points' centre.
    """
    figure, (left, right) = panels(2, height=3.6)
    for (k, by_candidates), shade, symbol in zip(samples.items(), shades(list(samples)).values(), "os^Dv"):
        logs = np.log2(list(by_candidates))
        values = np.array(list(by_candidates.values()))
        style = {"marker": symbol, "linestyle": "none", "capsize": 3, "color": shade}
        left.errorbar(logs, values.mean(1), values.std(1), label=f"k = {k}", **style)
    ends = np.array(left.get_xlim())
    left.fill_between(ends, ends, ends + 2, color=FAINT, alpha=0.7, linewidth=0, label="log₂ N … log₂ N + 2")
    left.set(xlabel="log₂ of the number of candidates N", ylabel="samples until one is left", xlim=ends)
    x, y = np.array(list(seconds)), np.array(list(seconds.values()))
    right.plot(x, y, "o", color=INK)
    centre = np.exp(np.log(y).mean() - slope * np.log(x).mean())
    right.plot(x, centre * x**slope, color=INK, label=f"C(n, k) to the power {slope:.2f}")
    right.set(xlabel="C(n, k)", ylabel="seconds of one search", xscale="log", yscale="log")
    right.legend()
    legend_below(figure, left, columns=6)
    return figure


def step_trade_off(tokens: Sequence[int], work: Sequence[int], steps: Sequence[int]) -> Figure:
    """Candidates that a search along the chain visits against the chain's length; points are named by k."""
    figure, (ax,) = panels(1, width=6.0, height=3.4)
    ax.plot(tokens, work, marker="o", color=INK)
    for length, visited, k in zip(tokens, work, steps):
        ax.annotate(f"k = {k}", (length, visited), xytext=(6, 5), textcoords="offset points")
    ax.set(xlabel="tokens of the chain T", ylabel="candidates visited in all", xscale="log", yscale="log")
    plain_ticks(ax, sorted(set(tokens)))
    return figure
