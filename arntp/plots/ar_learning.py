"""Figures of AR learning: wrong tokens, sample sizes against chain length, errors of chain and answer, noise.

Every figure of measured runs draws other runs faintly behind them where it is given `faint`, in the same shape.
"""

from collections.abc import Mapping, Sequence

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from arntp.plots.style import (
    INK,
    PALE,
    band,
    legend_below,
    note_faint,
    pale,
    panels,
    plain_ticks,
    shades,
)


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
        ax.set_xticks(range(tokens.shape[1]), [f"{t + 1}" for t in range(tokens.shape[1])])
        ax.set_yticks(range(len(names)), names)
        ax.grid(False)
    axes[0, 0].set(ylabel="prompt")
    return figure


def chain_errors(results: Mapping[str, dict], epsilon: float, faint: Mapping[str, dict] | None = None) -> Figure:
    """Mean chain error against sample size, a panel each result (grid, lengths, errors) and a line each length."""
    faint = faint or {}
    figure, axes = panels(len(results), height=3.6, sharex=True, sharey=True)
    colours = shades(sorted({t for result in (*results.values(), *faint.values()) for t in result["lengths"]}))
    for ax, (title, result) in zip(axes, results.items()):
        if title in faint:
            error_lines(ax, faint[title], colours, **PALE | {"label": "_faint"})
        error_lines(ax, result, colours, marker="o")
        ax.axhline(epsilon, color=INK, linestyle=":")
        ax.annotate("ε", (1, epsilon), xycoords=("axes fraction", "data"), xytext=(3, 0), textcoords="offset points")
        ax.set(title=title, xlabel="sequences m", xscale="log", yscale="log")
        ax.xaxis.set_major_formatter("{x:,.0f}")
        ax.yaxis.set_major_formatter("{x:g}")
    axes[0].set(ylabel="chain error")
    note_faint(axes[0], faint)
    legend_below(figure, axes[0], columns=7)
    return figure


def error_lines(ax: Axes, result: dict, colours: Mapping[int, str], **line) -> None:
    """The mean over repetitions of a result's chain errors, a line each length."""
    for length, heights in zip(result["lengths"], np.mean(result["errors"], axis=0).T):
        ax.plot(result["grid"], heights, **{"color": colours[length], "label": f"T = {length}"} | line)


def sample_sizes(
    needed: Mapping[str, tuple[Sequence[int], np.ndarray]],
    bounds: Mapping[str, Sequence[float]],
    faint: Mapping[str, tuple[Sequence[int], np.ndarray]] | None = None,
) -> Figure:
    """Lengths and sample sizes (1 + draws, lengths): the first row with 95 % intervals of the others; bounds dashed.

    `faint` : for a name, lengths and sample sizes (lengths,) of other runs
    """
    faint = faint or {}
    figure, (ax,) = panels(1, width=7.0, height=4.2)
    for (name, (lengths, rows)), shade, marker in zip(needed.items(), shades(list(needed)).values(), "os^"):
        limits = np.percentile(rows[1:], [2.5, 97.5], axis=0)
        ax.errorbar(lengths, rows[0], np.abs(limits - rows[0]).clip(0), fmt="none", capsize=3, color=shade)
        ax.plot(lengths, rows[0], marker=marker, color=shade, label=f"{name}, measured")
        ax.plot(lengths, bounds[name], linestyle="--", color=shade, label=f"{name}, bound")
        if name in faint:
            ax.plot(*faint[name], color=shade, label="_faint", **PALE)
    ax.set(xlabel="chain length T", ylabel="sequences m to reach ε", xscale="log", yscale="log")
    plain_ticks(ax, sorted({t for lengths, _ in needed.values() for t in lengths}))
    ax.yaxis.set_major_formatter("{x:,.0f}")
    note_faint(ax, faint)
    legend_below(figure, ax, columns=3)
    return figure


def one_curve(
    points: Mapping[str, tuple[np.ndarray, np.ndarray, np.ndarray]], faint: Mapping[str, tuple] | None = None
) -> Figure:
    """Examples N of a step, its error times (N + 1) / D, and the standard error of that; the proved bound is 1."""
    faint = faint or {}
    figure, (ax,) = panels(1, width=7.0, height=3.8)
    for (name, (examples, scaled, spread)), shade, marker in zip(points.items(), shades(list(points)).values(), "os^"):
        ax.errorbar(examples, scaled, spread, fmt=marker, capsize=2, color=shade, label=name, fillstyle="none")
        if name in faint:
            ax.plot(*faint[name][:2], marker, color=shade, label="_faint", alpha=PALE["alpha"])
    ax.axhline(1, color=INK, linestyle="--", label="bound on the mean")
    ax.set(xlabel="examples N of a step", ylabel="step error · (N + 1) / D", xscale="log", ylim=(0, 1.1))
    ax.xaxis.set_major_formatter("{x:,.0f}")
    note_faint(ax, faint)
    legend_below(figure, ax)
    return figure


def answers_below_chains(
    points: Mapping[str, Sequence[tuple[float, float, float]]],
    faint: Mapping[str, Sequence[tuple[float, float, float]]] | None = None,
) -> Figure:
    """Points (any-step error, whole-chain rollout error, answer error): the second on the diagonal, the third below."""
    faint = faint or {}
    figure, axes = panels(2, width=4.4, height=4.4, sharex=True, sharey=True)
    for ax, column, title in zip(axes, (1, 2), ("whole chain, rolled out", "answer, rolled out")):
        ax.plot([0, 1], [0, 1], color=INK, linewidth=0.8)
        for (name, rows), shade, marker in zip(points.items(), shades(list(points)).values(), "o^sD"):
            style = {"s": 24, "color": shade, "marker": marker, "facecolor": "none"}
            if name in faint:
                ax.scatter(*np.array(faint[name])[:, [0, column]].T, label="_faint", **style | {"alpha": PALE["alpha"]})
            ax.scatter(*np.array(rows)[:, [0, column]].T, label=name, **style)
        ax.set(title=title, xlabel="some step wrong, true prefix", aspect="equal")
    axes[0].set(ylabel="share of sequences wrong")
    note_faint(axes[0], faint)
    legend_below(figure, axes[0])
    return figure


def noise_curves(rows: Sequence[dict], length: int, faint: Sequence[dict] = ()) -> Figure:
    """Rows (noise, p, m, error, mistaken, memory): error on true chains by kind of noise, then the weight ratio.

    The dashed line is 1 − (1 − p)^T, the least error that any predictor can have on the noisy chains themselves.
    """
    kinds, sizes = (list(dict.fromkeys(row[key] for row in rows)) for key in ("noise", "m"))
    colours = shades(sorted({row["m"] for row in (*rows, *faint)}))
    figure, axes = panels(len(kinds) + 1, height=3.2)
    rates = np.array(sorted({row["p"] for row in rows}))
    for ax, kind in zip(axes, kinds):
        ax.plot(rates, 1 - (1 - rates) ** length, color=INK, linestyle="--", label="least possible, noisy chains")
        for m in sizes:
            band(ax, *by_rate(rows, kind, m, "error"), f"m = {m:,}", color=colours[m], marker="o")
        for m in sorted({row["m"] for row in faint}):
            pale(ax, *by_rate(faint, kind, m, "error"), kind, color=colours[m])
        ax.set(title=f"{kind} flips", ylim=(-0.03, 1.03), xlabel="flip rate p")
    for kind, style in zip(kinds, ("-", ":")):
        band(axes[-1], *by_rate(rows, kind, sizes[-1], "memory"), kind, color=INK, marker=None, linestyle=style)
        if faint:
            most = max(row["m"] for row in faint)
            pale(axes[-1], *by_rate(faint, kind, most, "memory"), kind, color=INK, linestyle=style)
    axes[-1].set(title=f"weight of the token before, learned / true, m = {sizes[-1]:,}", xlabel="flip rate p")
    axes[-1].legend()
    axes[0].set(ylabel="chain error, true chains")
    note_faint(axes[0], faint)
    legend_below(figure, axes[0])
    return figure


def by_rate(rows: Sequence[dict], kind: str, m: int, what: str) -> tuple[list[float], np.ndarray]:
    """Flip rates, ascending, and the repetitions' numbers (repetitions, rates) of one kind of noise and sample size."""
    chosen = sorted((row["p"], row[what]) for row in rows if (row["noise"], row["m"]) == (kind, m))
    return [p for p, _ in chosen], np.array([numbers for _, numbers in chosen]).T
