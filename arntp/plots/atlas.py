"""Figures of the atlas: every class of functions as a tile, and lengths beside sensitivity."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import ListedColormap, to_rgba
from matplotlib.figure import Figure

from arntp.plots.style import FAINT, INK, WIDEST, legend_below, panels, shades

GRAY_CODE = (0, 1, 3, 2)  # neighbours differ in one input
TILE = 5  # pixels from one tile to the next: four cells and a gap


def karnaugh_maps(functions: Mapping[str, np.ndarray]) -> Figure:
    """How to read a tile: title → values of a function of 2 or 4 inputs (2^n,), each written into its cell.

    Columns are the first half of the inputs and rows the second half, in the order of Karnaugh's map.
    """
    figure, axes = panels(len(functions), width=3.4, height=2.6)
    for ax, (title, values) in zip(axes, functions.items()):
        half = len(values).bit_length() // 2
        order = GRAY_CODE[: 2**half]
        cells = np.asarray(values, dtype=int).reshape(2**half, 2**half)[np.ix_(order, order)]
        ax.imshow(cells, cmap=ListedColormap([FAINT, INK]), vmin=0, vmax=1)
        for (row, column), value in np.ndenumerate(cells):
            ax.text(column, row, str(value), ha="center", va="center", color="white" if value else "black")
        bits = ["".join(str(code >> bit & 1) for bit in range(half)) for code in order]
        ax.set_xticks(range(len(order)), bits)
        ax.set_yticks(range(len(order)), bits)
        first, second = ("x₁", "x₂") if half == 1 else ("x₁ x₂", "x₃ x₄")
        ax.set(title=title, xlabel=first, ylabel=second)
        ax.tick_params(length=0)
        ax.grid(False)
    return figure


def function_tiles(groups: Mapping[str, np.ndarray], columns: int = 20) -> Figure:
    """Functions of 4 inputs as tiles of 4 × 4 cells, dark where true; one panel a group, label → values (K, 16).

    Columns are inputs 0 and 1, rows inputs 2 and 3, in the order of Karnaugh's map: cells that touch, and the first
    and last of a row or column, differ in one input.
    """
    heights = [-(-len(values) // columns) for values in groups.values()]
    size = (WIDEST, WIDEST / columns * sum(heights) + 0.4 * len(heights))
    options = {"height_ratios": heights, "squeeze": False, "figsize": size}
    figure, axes = plt.subplots(len(groups), 1, **options)
    for ax, (label, values), rows, shade in zip(axes[:, 0], groups.items(), heights, shades(list(groups)).values()):
        cells = np.asarray(values, dtype=bool).reshape(-1, 4, 4)[:, GRAY_CODE][:, :, GRAY_CODE]
        image = np.zeros((TILE * rows, TILE * columns, 4))
        for place, tile in enumerate(cells):
            row, column = divmod(place, columns)
            at = np.s_[TILE * row : TILE * row + 4, TILE * column : TILE * column + 4]
            image[at] = np.where(tile[..., None], to_rgba(shade), to_rgba(FAINT, 0.5))
        ax.imshow(image, interpolation="nearest", aspect="equal")
        ax.set_title(label, loc="left")
        ax.set_axis_off()
    return figure


def length_by_boundary(edges: Mapping[int, Mapping[str, Sequence[int]]]) -> Figure:
    """A panel a number of inputs n: {T: functions with 0, 1, … boundary edges}, functions on a logarithmic axis."""
    figure, axes = panels(len(edges), height=3.6)
    colours = shades(sorted({name for counts in edges.values() for name in counts}))
    for ax, (n, counts) in zip(axes, edges.items()):
        for (name, functions), marker in zip(counts.items(), "o^sD"):
            functions = np.asarray(functions)
            at = np.flatnonzero(functions)
            ax.plot(at, functions[at], marker=marker, color=colours[name], label=f"T = {name}")
        ax.set(title=f"{n} inputs", xlabel="edges whose ends differ", yscale="log", xlim=(-1, n * 2 ** (n - 1) + 1))
    axes[0].set(ylabel="functions")
    legend_below(figure, axes[-1])
    return figure
