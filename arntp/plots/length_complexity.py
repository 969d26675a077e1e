"""Figures of the length complexity chapter: counting by thresholds, learned parities, the price of a step."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from arntp.plots.style import GREY, PALETTE, colour, legend_below, panels


def counting_leads(ones: Sequence[int], tokens: Mapping[str, Sequence[int]]) -> Figure:
    """score(1) − score(0) at each token of a chain against the number of ones: the token is 1 where it is positive."""
    figure, axes = panels(len(tokens), width=2.1, height=2.6)
    for ax, (name, values) in zip(axes, tokens.items()):
        values = np.asarray(values)
        for value, label, shade in ((0, "token 0", PALETTE[1]), (1, "token 1", PALETTE[0])):
            chosen = (values > 0) == value
            ax.vlines(np.asarray(ones)[chosen], 0, values[chosen], color=shade, linewidth=1.2)
            ax.plot(np.asarray(ones)[chosen], values[chosen], "o", color=shade, label=label)
        ax.axhline(0, color=GREY, linewidth=0.8)
        ax.set(title=name, xlabel="ones in the prompt")
        ax.xaxis.set_major_locator(mpl.ticker.MaxNLocator(4, integer=True))
    axes[0].set(ylabel="score(1) − score(0)")
    legend_below(figure, axes[0])
    return figure


def learned_parities(accuracies: Mapping[str, Mapping[int, Sequence[float]]], success: float) -> Figure:
    """A panel a learner: {n: accuracy of each seed} as dots, and how many seeds reach `success`."""
    figure, axes = panels(len(accuracies), width=2.1, height=2.7, sharey=True)
    for ax, (name, by_bits) in zip(axes, accuracies.items()):
        for n, seeds in by_bits.items():
            spread = 1 + 0.12 * np.linspace(-1, 1, len(seeds)) if len(seeds) > 1 else np.ones(1)
            ax.plot(n * spread, seeds, "o", color=colour(name), alpha=0.8)
            reached = sum(share >= success for share in seeds)
            ax.text(n, 1.06, f"{reached}/{len(seeds)}", ha="center", fontsize="small", color=GREY)
        ax.axhline(0.5, color=GREY, linewidth=0.8, linestyle=":")
        ax.set(title=name, xlabel="bits n", xscale="log", ylim=(0.42, 1.13))
        ax.set(xlim=(min(by_bits) / 1.5, max(by_bits) * 1.5))
        ax.set_xticks(list(by_bits), [str(n) for n in by_bits])
        ax.minorticks_off()
    axes[0].set(ylabel="right answers, fresh inputs")
    return figure


def search_price(
    samples: Mapping[int, Mapping[int, Sequence[int]]], seconds: Mapping[int, float], slope: float
) -> Figure:
    """Left: samples {k: {N: one number a target}} until one candidate is left. Right: seconds {C(n, k): s} of a search.

    The band on the left is log₂ N to log₂ N + 2, the line on the right C(n, k)^slope through the points' centre.
    """
    figure, (left, right) = panels(2, width=4.0, height=3.4)
    for (k, by_candidates), shade in zip(samples.items(), PALETTE):
        logs = np.log2(list(by_candidates))
        values = np.array(list(by_candidates.values()))
        style = {"marker": "o", "linestyle": "none", "capsize": 3, "color": shade}
        left.errorbar(logs, values.mean(1), values.std(1), label=f"k = {k}", **style)
    ends = np.array(left.get_xlim())
    left.fill_between(ends, ends, ends + 2, color=GREY, alpha=0.25, linewidth=0, label="log₂ N … log₂ N + 2")
    left.set(xlabel="log₂ of the number of candidates N", ylabel="samples until one is left", xlim=ends)
    x, y = np.array(list(seconds)), np.array(list(seconds.values()))
    right.plot(x, y, "o", color=PALETTE[0])
    centre = np.exp(np.log(y).mean() - slope * np.log(x).mean())
    right.plot(x, centre * x**slope, color=GREY, label=f"C(n, k) to the power {slope:.2f}")
    right.set(xlabel="C(n, k)", ylabel="seconds of one search", xscale="log", yscale="log")
    right.legend()
    legend_below(figure, left, columns=3)
    return figure


def step_trade_off(tokens: Sequence[int], work: Sequence[int], steps: Sequence[int]) -> Figure:
    """Candidates that a search along the chain visits against the chain's length; points are named by k."""
    figure, (ax,) = panels(1, width=5.5, height=3.4)
    ax.plot(tokens, work, marker="o", color=PALETTE[0])
    for length, visited, k in zip(tokens, work, steps):
        place = {"xytext": (6, 5), "textcoords": "offset points"}
        ax.annotate(f"k = {k}", (length, visited), color=GREY, fontsize="small", **place)
    ax.set(xlabel="tokens of the chain T", ylabel="candidates visited in all", xscale="log", yscale="log")
    ax.xaxis.set_major_formatter(mpl.ticker.ScalarFormatter())
    ax.set_xticks(sorted(set(tokens)), [str(length) for length in sorted(set(tokens))])
    ax.minorticks_off()
    return figure
