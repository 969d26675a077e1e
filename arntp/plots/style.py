"""The look of every figure.

Figures are transparent, and their text and axes are a grey that reads on white and on near-black pages alike;
colours are seaborn's colour-blind safe palette, and each class keeps its own through the book.
"""

from collections.abc import Sequence

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

GREY = "#7f8894"
PALETTE = sns.color_palette("colorblind").as_hex()
COLOURS = {
    "causal linear": PALETTE[0],
    "time-invariant linear": PALETTE[2],
    "causal MLP": PALETTE[1],
    "transformer": PALETTE[3],
    "n-gram": PALETTE[4],
}
CHAINS = {"schoolbook": "-", "paper's chain": "-.", "direct": ":"}  # line styles
STYLE = {
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.transparent": True,
    "text.color": GREY,
    "axes.labelcolor": GREY,
    "axes.edgecolor": GREY,
    "axes.titlecolor": GREY,
    "axes.titlesize": "medium",
    "xtick.color": GREY,
    "ytick.color": GREY,
    "grid.color": GREY,
    "grid.alpha": 0.25,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "legend.labelcolor": GREY,
    "lines.markersize": 4,
    "figure.constrained_layout.use": True,
    "svg.hashsalt": "arntp",  # the same figure gives the same file
}


def set_style() -> None:
    """Give all figures of the session the book's look; a chapter calls it once."""
    mpl.rcParams.update(STYLE)
    try:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("svg", metadata={"Date": None})
    except (ImportError, AttributeError):
        return  # not in a notebook


def panels(count: int, width: float = 3.3, height: float = 3.0, **options) -> tuple[Figure, np.ndarray]:
    """A row of `count` axes, each `width` × `height` inches."""
    figure, axes = plt.subplots(1, count, figsize=(width * count, height), squeeze=False, **options)
    return figure, axes[0]


def colour(name: str) -> str:
    """The colour of a class; a name such as "linear, direct" has that of the class before its comma."""
    cls = name.split(",")[0]
    words = {"linear": "causal linear", "mlp": "causal MLP"}
    return COLOURS.get(words.get(cls.lower(), cls), COLOURS["n-gram"])


def band(ax: Axes, x: Sequence[float], rows: np.ndarray, label: str, **line) -> None:
    """The mean of `rows` (seeds, points) as a line, from least to greatest as a band."""
    line.setdefault("color", colour(label))
    ax.plot(x, rows.mean(0), label=label, **line)
    if len(rows) > 1:
        ax.fill_between(x, rows.min(0), rows.max(0), color=line["color"], alpha=0.2, linewidth=0)


def legend_below(figure: Figure, ax: Axes, columns: int = 5) -> None:
    """One legend for all panels, under them."""
    handles, labels = ax.get_legend_handles_labels()
    figure.legend(handles, labels, loc="outside lower center", ncols=min(columns, len(labels)))
