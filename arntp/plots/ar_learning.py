"""Figures of AR learning: wrong tokens, sample sizes against chain length, errors of chain and answer, noise."""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import numpy as np
from matplotlib.figure import Figure

from arntp.plots.style import GREY, PALETTE, band, legend_below, panels


def token_grids(chains: Mapping[str, np.ndarray], true: np.ndarray, names: Sequence[str]) -> Figure:
    """Binary chains (M, T), a panel a kind and a row a prompt, called `names`; tokens that are not true are filled."""
    figure, axes = panels(len(chains), width=2.3, height=0.8 + 0.28 * len(true), sharey=True)
    for ax, (title, tokens) in zip(axes, chains.items()):
        ax.imshow(tokens != true, cmap=mpl.colors.ListedColormap(["none", PALETTE[3]]), vmin=0, vmax=1, aspect="auto")
        for (row, column), token in np.ndenumerate(tokens):
            wrong = token != true[row, column]
            ax.text(column, row, str(token), ha="center", va="center", color="black" if wrong else GREY)
        ax.set(title=title, xlabel="token")
        ax.set_xticks(range(tokens.shape[1]), [f"$z_{t + 1}$" for t in range(tokens.shape[1])])
        ax.set_yticks(range(len(names)), names)
        ax.grid(False)
    axes[0].set(ylabel="prompt")
    return figure


def chain_errors(results: Mapping[str, dict], epsilon: float) -> Figure:
    """Mean chain error against sample size, a panel each result (grid, lengths, errors) and a line each length."""
    figure, axes = panels(len(results), width=3.6, height=3.4, sharex=True, sharey=True)
    for ax, (title, result) in zip(axes, results.items()):
        shades = mpl.colormaps["viridis"](np.linspace(0.3, 0.85, len(result["lengths"])))
        for length, heights, shade in zip(result["lengths"], np.mean(result["errors"], axis=0).T, shades):
            ax.plot(result["grid"], heights, marker="o", color=shade, label=f"T = {length}")
        ax.axhline(epsilon, color=GREY, linestyle=":")
        ax.set(title=title, xlabel="sequences m", xscale="log", yscale="log")
    axes[0].set(ylabel="chain error")
    legend_below(figure, axes[0], columns=7)
    return figure


def sample_sizes(
    lengths: Sequence[int], needed: Mapping[str, np.ndarray], bounds: Mapping[str, Sequence[float]]
) -> Figure:
    """Sample sizes (1 + draws, lengths) against T: the first row with 95 % intervals of the others; bounds dashed."""
    figure, (ax,) = panels(1, width=6.0, height=4.0)
    for (name, rows), colour in zip(needed.items(), PALETTE):
        limits = np.percentile(rows[1:], [2.5, 97.5], axis=0)
        ax.errorbar(lengths, rows[0], np.abs(limits - rows[0]), marker="o", capsize=3, color=colour, label=name)
        ax.plot(lengths, bounds[name], linestyle="--", color=colour, label=f"{name}: bound")
    ax.set(xlabel="chain length T", ylabel="sequences m to reach ε", xscale="log", yscale="log")
    ax.set_xticks(lengths, [str(length) for length in lengths])
    ax.minorticks_off()
    legend_below(figure, ax, columns=2)
    return figure


def answers_below_chains(points: Mapping[str, Sequence[tuple[float, float, float]]]) -> Figure:
    """Points (any-step error, whole-chain rollout error, answer error): the second on the diagonal, the third below."""
    figure, axes = panels(2, width=3.6, height=3.6, sharex=True, sharey=True)
    for ax, column, title in zip(axes, (1, 2), ("whole chain, rolled out", "answer, rolled out")):
        ax.plot([0, 1], [0, 1], color=GREY, linewidth=0.8)
        for (name, rows), colour, marker in zip(points.items(), PALETTE, "o^sD"):
            table = np.array(rows)
            style = {"color": colour, "marker": marker, "label": name, "facecolor": "none"}
            ax.scatter(table[:, 0], table[:, column], s=22, **style)
        ax.set(title=title, xlabel="some step wrong, true prefix", aspect="equal")
    axes[0].set(ylabel="share of sequences wrong")
    legend_below(figure, axes[0])
    return figure


def noise_curves(rows: Sequence[dict], length: int) -> Figure:
    """Rows (noise, p, m, error, mistaken, memory): error on true chains by kind of noise, then the weight ratio.

    The dashed line is 1 − (1 − p)^T, the least error that any predictor can have on the noisy chains themselves.
    """
    kinds, sizes = (list(dict.fromkeys(row[key] for row in rows)) for key in ("noise", "m"))
    figure, axes = panels(len(kinds) + 1, width=3.2, height=3.4)
    rates = np.array(sorted({row["p"] for row in rows}))

    def heights(kind, m, what):
        chosen = (row for p in rates for row in rows if (row["noise"], row["p"], row["m"]) == (kind, p, m))
        return np.array([row[what] for row in chosen]).T

    for ax, kind in zip(axes, kinds):
        ax.plot(rates, 1 - (1 - rates) ** length, color=GREY, linestyle="--", label="least possible, noisy chains")
        for m, colour in zip(sizes, PALETTE):
            band(ax, rates, heights(kind, m, "error"), f"m = {m:,}", color=colour, marker="o")
        ax.set(title=f"{kind} flips", ylim=(-0.03, 1.03), xlabel="flip rate p")
    for kind, style in zip(kinds, ("-", ":")):
        band(axes[-1], rates, heights(kind, sizes[-1], "memory"), kind, color=PALETTE[len(sizes) - 1], linestyle=style)
    axes[-1].set(title=f"weight of the token before\nlearned / true, m = {sizes[-1]:,}", xlabel="flip rate p")
    axes[-1].legend()
    axes[0].set(ylabel="chain error, true chains")
    legend_below(figure, axes[0])
    return figure
