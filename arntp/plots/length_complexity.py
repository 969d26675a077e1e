"""Figures of the length complexity chapter: counting by thresholds, learned parities, the price of a step."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from arntp.plots.style import FAINT, INK, colour, legend_below, marker, panels, plain_ticks, shades


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


def learned_parities(
    accuracies: Mapping[str, Mapping[int, Sequence[float]]],
    success: float,
    faint: Mapping[str, Mapping[int, Sequence[float]]] | None = None,
) -> Figure:
    """A panel a learner: {n: accuracy of each seed} as dots, and how many seeds reach `success`.

    `faint` are the committed runs, in the same shape, behind.
    """
    names = list(dict.fromkeys([*accuracies, *(faint or {})]))
    figure, axes = panels(len(names), height=2.5, sharey=True)
    for ax, name in zip(axes, names):
        behind, by_bits = (faint or {}).get(name, {}), accuracies.get(name, {})
        for n, seeds in behind.items():
            ax.plot(spread(n, seeds), seeds, marker(name), color=colour(name), alpha=0.3, markeredgewidth=0)
        for n, seeds in by_bits.items():
            ax.plot(spread(n, seeds), seeds, marker(name), color=colour(name))
            reached = sum(share >= success for share in seeds)
            ax.text(n, 1.06, f"{reached} of {len(seeds)}", ha="center")
        bits = sorted({*by_bits, *behind})
        ax.axhline(0.5, color=INK, linewidth=0.8, linestyle=":")
        ax.set(title=name, xlabel="bits n", xscale="log", ylim=(0.42, 1.16), ylabel="right, fresh inputs")
        ax.set(xlim=(bits[0] / 1.5, bits[-1] * 1.5))
        plain_ticks(ax, bits)
    if faint:
        axes[0].plot([], [], "o", color=INK, alpha=0.3, markeredgewidth=0, label="faint: committed runs")
        legend_below(figure, axes[0])
    return figure


def spread(n: int, seeds: Sequence[float]) -> np.ndarray:
    """Places beside one another around n, one a seed, on a logarithmic axis."""
    return n * (1 + 0.08 * np.linspace(-1, 1, len(seeds))) if len(seeds) > 1 else np.array([n])


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
