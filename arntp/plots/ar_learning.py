"""Figures of AR learning: wrong tokens, sample sizes against chain length, errors of chain and answer, noise."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.figure import Figure

from arntp.plots.style import INK, band, label_ends, legend_below, panels, plain_ticks, shades


def token_grids(chains: Mapping[str, np.ndarray], true: np.ndarray, names: Sequence[str]) -> Figure:
    """Binary chains (M, T), a panel a kind and a row a prompt, called `names`; tokens that are not true are inverse."""
    size = (2.6 * len(chains), 0.8 + 0.3 * len(true))
    figure, axes = plt.subplots(1, len(chains), figsize=size, sharey=True, squeeze=False)
    for ax, (title, tokens) in zip(axes[0], chains.items()):
        ax.imshow(tokens != true, cmap=mpl.colors.ListedColormap(["none", INK]), vmin=0, vmax=1, aspect="auto")
        for (row, column), token in np.ndenumerate(tokens):
            wrong = token != true[row, column]
            ax.text(column, row, str(token), ha="center", va="center", color="white" if wrong else INK)
        ax.set(title=title, xlabel="token")
        ax.set_xticks(range(tokens.shape[1]), [f"$z_{t + 1}$" for t in range(tokens.shape[1])])
        ax.set_yticks(range(len(names)), names)
        ax.grid(False)
    axes[0, 0].set(ylabel="prompt")
    return figure


def chain_errors(results: Mapping[str, dict], epsilon: float) -> Figure:
    """Mean chain error against sample size, a panel each result (grid, lengths, errors) and a line each length."""
    figure, axes = panels(len(results), height=3.6, sharex=True, sharey=True)
    for ax, (title, result) in zip(axes, results.items()):
        means = np.mean(result["errors"], axis=0).T
        for (length, shade), heights in zip(shades(result["lengths"]).items(), means):
            ax.plot(result["grid"], heights, marker="o", color=shade, label=f"T = {length}")
        ax.axhline(epsilon, color=INK, linestyle=":")
        ax.annotate("ε", (1, epsilon), xycoords=("axes fraction", "data"), xytext=(3, 0), textcoords="offset points")
        ax.set(title=title, xlabel="sequences m", xscale="log", yscale="log")
    axes[0].set(ylabel="chain error")
    legend_below(figure, axes[0], columns=7)
    return figure


def sample_sizes(
    lengths: Sequence[int], needed: Mapping[str, np.ndarray], bounds: Mapping[str, Sequence[float]]
) -> Figure:
    """Sample sizes (1 + draws, lengths) against T: the first row with 95 % intervals of the others; bounds dashed."""
    figure, (ax,) = panels(1, width=7.0, height=3.8)
    for (name, rows), shade in zip(needed.items(), shades(list(needed)).values()):
        limits = np.percentile(rows[1:], [2.5, 97.5], axis=0)
        ax.errorbar(lengths, rows[0], np.abs(limits - rows[0]), fmt="none", capsize=3, color=shade)
        ax.plot(lengths, rows[0], marker="o", color=shade, label=f"{name}, measured")
        ax.plot(lengths, bounds[name], linestyle="--", color=shade, label=f"{name}, bound")
    ax.set(xlabel="chain length T", ylabel="sequences m to reach ε", xscale="log", yscale="log")
    plain_ticks(ax, lengths)
    label_ends(ax)
    return figure


def answers_below_chains(points: Mapping[str, Sequence[tuple[float, float, float]]]) -> Figure:
    """Points (any-step error, whole-chain rollout error, answer error): the second on the diagonal, the third below."""
    figure, axes = panels(2, width=4.4, height=4.4, sharex=True, sharey=True)
    for ax, column, title in zip(axes, (1, 2), ("whole chain, rolled out", "answer, rolled out")):
        ax.plot([0, 1], [0, 1], color=INK, linewidth=0.8)
        for (name, rows), shade, marker in zip(points.items(), shades(list(points)).values(), "o^sD"):
            table = np.array(rows)
            style = {"color": shade, "marker": marker, "label": name, "facecolor": "none"}
            ax.scatter(table[:, 0], table[:, column], s=24, **style)
        ax.set(title=title, xlabel="some step wrong, true prefix", aspect="equal")
    axes[0].set(ylabel="share of sequences wrong")
    legend_below(figure, axes[0])
    return figure


def noise_curves(rows: Sequence[dict], length: int) -> Figure:
    """Rows (noise, p, m, error, mistaken, memory): error on true chains by kind of noise, then the weight ratio.

    The dashed line is 1 − (1 − p)^T, the least error that any predictor can have on the noisy chains themselves.
    """
    kinds, sizes = (list(dict.fromkeys(row[key] for row in rows)) for key in ("noise", "m"))
    figure, axes = panels(len(kinds) + 1, height=3.2)
    rates = np.array(sorted({row["p"] for row in rows}))

    def heights(kind, m, what):
        chosen = (row for p in rates for row in rows if (row["noise"], row["p"], row["m"]) == (kind, p, m))
        return np.array([row[what] for row in chosen]).T

    for ax, kind in zip(axes, kinds):
        ax.plot(rates, 1 - (1 - rates) ** length, color=INK, linestyle="--", label="least possible, noisy chains")
        for m, shade in shades(sizes).items():
            band(ax, rates, heights(kind, m, "error"), f"m = {m:,}", color=shade, marker="o")
        ax.set(title=f"{kind} flips", ylim=(-0.03, 1.03), xlabel="flip rate p")
    for kind, style in zip(kinds, ("-", ":")):
        band(axes[-1], rates, heights(kind, sizes[-1], "memory"), kind, color=INK, linestyle=style)
    axes[-1].set(title=f"weight of the token before, learned / true, m = {sizes[-1]:,}", xlabel="flip rate p")
    axes[-1].legend()
    axes[0].set(ylabel="chain error, true chains")
    legend_below(figure, axes[0])
    return figure
