"""Figures of the atlas: every class of functions as a tile, and lengths beside sensitivity."""

from collections.abc import Mapping, Sequence

import matplotlib.pyplot as plt
import numpy as np
from matplotlib.colors import to_rgba
from matplotlib.figure import Figure

from arntp.plots.style import FAINT, WIDEST, legend_below, panels, shades

GRAY_CODE = (0, 1, 3, 2)  # neighbours differ in one input
TILE = 6  # pixels from one tile to the next: four cells and a gap of two


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
