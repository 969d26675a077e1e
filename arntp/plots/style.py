"""The look of every figure.

Figures are transparent and drawn for a white page; on a dark page the style sheet inverts their lightness and keeps
their hues, so one drawing has enough contrast on both. A colour means one thing in the whole book: a hue is a
predictor class, grey is a symbol or a rule, and shades of violet are values of one quantity, light to dark as it grows.
Line styles are chains. Figures are at most ten inches wide, which is the page's column at 1280 pixels, so a point on
paper is 4/3 of a pixel on the screen and no text is below 11 pixels.
"""

from collections.abc import Callable, Iterator, Mapping, Sequence
from typing import Any

import matplotlib as mpl
import matplotlib.pyplot as plt
import numpy as np
import seaborn as sns
from matplotlib.axes import Axes
from matplotlib.figure import Figure

from arntp.arguments import choice

INK = "#4a535e"
FAINT = "#c9ced6"
COLOURS = {
    "causal linear": "#0173b2",
    "time-invariant linear": "#00795a",
    "causal MLP": "#a86a00",
    "transformer": "#b5306f",
    "n-gram": "#6f6151",
    "compiled": INK,
}
MARKERS = dict(zip(COLOURS, "os^Dv."))
CHAINS = {"schoolbook": "-", "pairs": "-", "paper": "-.", "running": "-.", "compact": "--", "counting": "--"}
CHAINS |= {"direct": ":", "none": ":"}
STYLE = {
    "figure.facecolor": "none",
    "axes.facecolor": "none",
    "savefig.transparent": True,
    "font.size": 10,
    "axes.titlesize": 10,
    "axes.labelsize": 10,
    "xtick.labelsize": 9,
    "ytick.labelsize": 9,
    "legend.fontsize": 9,
    "text.color": INK,
    "axes.labelcolor": INK,
    "axes.edgecolor": INK,
    "axes.titlecolor": INK,
    "xtick.color": INK,
    "ytick.color": INK,
    "grid.color": FAINT,
    "grid.alpha": 0.6,
    "axes.grid": True,
    "axes.axisbelow": True,
    "axes.spines.top": False,
    "axes.spines.right": False,
    "legend.frameon": False,
    "legend.labelcolor": INK,
    "lines.markersize": 4,
    "figure.constrained_layout.use": True,
    "svg.hashsalt": "arntp",  # the same figure gives the same file
}
SHOW = ("yours over committed", "yours", "committed")  # whose runs a figure shows
PALE = {"alpha": 0.3, "linewidth": 1.0, "marker": ""}  # how committed runs lie behind the reader's own
COLUMNS = 2  # panels stand in twos
WIDEST = 10.0  # inches


def set_style() -> None:
    """Give all figures of the session the book's look; a chapter calls it once."""
    mpl.rcParams.update(STYLE)
    try:
        from matplotlib_inline.backend_inline import set_matplotlib_formats

        set_matplotlib_formats("svg", metadata={"Date": None})
    except (ImportError, AttributeError):
        return  # not in a notebook


def panels(count: int, width: float = 4.6, height: float = 3.2, **options) -> tuple[Figure, list[Axes]]:
    """`count` axes of `width` × `height` inches, two a row; a place that is left over stays blank."""
    rows, columns = -(-count // COLUMNS), min(count, COLUMNS)
    size = (width * columns, height * rows)
    figure, axes = plt.subplots(rows, columns, figsize=size, squeeze=False, **options)
    for ax in axes.flat[count:]:
        ax.remove()
    return figure, list(axes.flat[:count])


def layers(show: str, live: dict, committed: dict) -> tuple[dict, dict]:
    """The runs that a figure draws in full and those that it draws faintly behind them, as the reader chose.

    Where there is nothing committed, or a reader asks for it alone and there is none, the live run is drawn in full.
    Raises ValueError for a choice other than those of SHOW.
    """
    choice("show", show, SHOW)
    if show == "committed":
        return committed or live, {}
    return live, committed if show == "yours over committed" else {}


def shades(values: Sequence) -> dict:
    """A shade of violet for each value of a quantity, light to dark in the order that they are given."""
    ramp = sns.color_palette("blend:#9a7fc8,#6a3fa0,#22083f", len(values)).as_hex()
    return dict(zip(values, ramp))


def known_class(name: str) -> str:
    """The predictor class that a name speaks of: "linear, direct" speaks of the causal linear one."""
    cls = name.split(",")[0]
    cls = {"linear": "causal linear", "mlp": "causal MLP"}.get(cls.lower(), cls)
    return cls if cls in COLOURS else "compiled"


def colour(name: str) -> str:
    """The colour of the class that a name speaks of."""
    return COLOURS[known_class(name)]


def marker(name: str) -> str:
    """The marker of the class that a name speaks of."""
    return MARKERS[known_class(name)]


def band(ax: Axes, x: Sequence[float], rows: np.ndarray, label: str, **line) -> None:
    """The mean of `rows` (seeds, points) as a line, from least to greatest as a band."""
    line = {"color": colour(label), "marker": marker(label)} | line
    ax.plot(x, rows.mean(0), label=label, **line)
    if len(rows) > 1:
        ax.fill_between(x, rows.min(0), rows.max(0), color=line["color"], alpha=0.2, linewidth=0)


def layered(fits: Mapping, faint: Mapping | None) -> Iterator[tuple[str, Any, Callable]]:
    """(name, fits, how to draw them): the faint ones first, so that they lie behind."""
    yield from ((name, behind, pale) for name, behind in (faint or {}).items())
    yield from ((name, full, band) for name, full in fits.items())


def pale(ax: Axes, x: Sequence[float], rows: np.ndarray, label: str, **line) -> None:
    """The mean of `rows` (seeds, points) as a faint line without a name, in the colour of its class."""
    ax.plot(x, np.mean(rows, axis=0), **{"color": colour(label)} | line | PALE)


def note_faint(ax: Axes, faint: Mapping | None) -> None:
    """One entry of the legend for everything that is drawn faintly; nothing where nothing is."""
    if faint:
        ax.plot([], [], color=INK, **PALE | {"label": "faint: committed runs"})


def legend_below(figure: Figure, ax: Axes, columns: int = 4) -> None:
    """One legend for all panels: in the place that is left over where the panels are odd, else under them."""
    handles, labels = ax.get_legend_handles_labels()
    rows, across = ax.get_gridspec().get_geometry()
    if rows * across > len(figure.axes):
        figure.legend(handles, labels, loc="center", bbox_to_anchor=(1 - 0.5 / across, 0.5 / rows))
    else:
        figure.legend(handles, labels, loc="outside lower center", ncols=min(columns, len(labels)))


def label_ends(ax: Axes) -> None:
    """Write each line's label at its end instead of into a legend, apart where ends are close."""
    ax.figure.draw_without_rendering()  # the layout must stand before distances can be measured
    lines = [line for line in ax.lines if not line.get_label().startswith("_")]
    ends = {line: (line.get_xdata()[-1], line.get_ydata()[-1]) for line in lines}
    previous = -np.inf
    for line in sorted(lines, key=lambda line: ends[line][1]):
        height = ax.transData.transform(ends[line])[1] * 72 / ax.figure.dpi  # in points
        previous = max(height, previous + 12)
        place = {"xytext": (7, previous - height), "textcoords": "offset points", "va": "center"}
        ax.annotate(line.get_label(), ends[line], annotation_clip=False, **place)


def plain_ticks(ax: Axes, x: Sequence[float] | None = None, y: Sequence[float] | None = None) -> None:
    """Ticks at these values, written plainly, and no others: for logarithmic axes."""
    for axis, values in ((ax.xaxis, x), (ax.yaxis, y)):
        if values is not None:
            axis.set_ticks(list(values), [f"{value:g}" for value in values])
            axis.set_minor_locator(mpl.ticker.NullLocator())
