"""The learning curves of compared runs: in words, and laid over one another in a figure."""

import io
from collections.abc import Iterator
from dataclasses import dataclass
from itertools import pairwise
from pathlib import Path
from typing import TYPE_CHECKING

import numpy as np

from arntp.arguments import choice
from arntp.files import replacing
from arntp.runs.compare import Side
from arntp.runs.measures import BOOKKEEPING, curves, is_number, written

if TYPE_CHECKING:
    from matplotlib.figure import Figure

LOSS = "loss"  # of the training batches: what is drawn where nothing was judged on the way
LINES = ("-", "--", "-.", ":")
SPREAD = 20  # greatest over least, from which an axis is logarithmic


@dataclass(frozen=True)
class Curve:
    """A value of one side by step: the mean over seeds, and each seed, as far as all of them go.

    steps : array (N,)
    seeds : array (seeds, N); between its own steps a seed is on the straight line
    """

    letter: str
    steps: np.ndarray
    seeds: np.ndarray

    @property
    def mean(self) -> np.ndarray:
        """Mean over seeds, (N,)."""
        return self.seeds.mean(0)

    def at(self, steps: np.ndarray) -> np.ndarray:
        """The mean at steps within its own."""
        return np.interp(steps, self.steps, self.mean)


@dataclass(frozen=True)
class Panel:
    """The curves of one result: its name, the value by step, and a curve of each side that has one."""

    name: str
    value: str
    curves: list[Curve]


def panels_of(compared: list[Side], value: str | None = None) -> list[Panel]:
    """A panel for each result with curves; the value asked for, else the first that was judged on the way.

    Raises ValueError for a value that no curve has, naming those that there are.
    """
    found = {}
    for side in compared:
        for name, results in side.results.items():
            for result in results:
                for place, rows in curves(result).items():
                    title = name if place == "history" else f"{name}, {place}"
                    found.setdefault(title, {}).setdefault(side.letter, []).append(rows)
    if value is not None and found:
        choice("value", value, dict.fromkeys(key for fits in found.values() for key in values(fits)))
    return [panel for name, fits in found.items() if (panel := panel_of(name, value or judged(fits), fits)).curves]


def panel_of(name: str, value: str, fits: dict[str, list[list[dict]]]) -> Panel:
    """The curves of a value: one a side that has it."""
    points = {letter: [column(rows, value) for rows in seeds] for letter, seeds in fits.items()}
    found = [curve(letter, own) for letter, seeds in points.items() if (own := [each for each in seeds if len(each)])]
    return Panel(name, value, [each for each in found if len(each.steps) > 1])


def column(rows: list[dict], value: str) -> np.ndarray:
    """(points, 2): steps and a value, of the rows that have it as a finite number."""
    points = [(row["step"], row[value]) for row in rows if is_number(row.get(value)) and np.isfinite(row[value])]
    return np.array(points, dtype=float).reshape(-1, 2)


def curve(letter: str, seeds: list[np.ndarray]) -> Curve:
    """The curve of several seeds, at the steps of the first that all of them reach."""
    first, last = max(points[0, 0] for points in seeds), min(points[-1, 0] for points in seeds)
    steps = seeds[0][:, 0]
    steps = steps[(first <= steps) & (steps <= last)]
    return Curve(letter, steps, np.array([np.interp(steps, *points.T) for points in seeds]))


def values(fits: dict[str, list[list[dict]]]) -> list[str]:
    """What the rows of curves hold besides where training stands."""
    keys = dict.fromkeys(key for seeds in fits.values() for rows in seeds for row in rows for key in row)
    return [key for key in keys if key not in (*BOOKKEEPING, "seconds")]


def judged(fits: dict[str, list[list[dict]]]) -> str:
    """The first value besides the loss that changes by step, or the loss."""
    every = [rows for seeds in fits.values() for rows in seeds]
    changing = (key for key in values(fits) if any(len(set(column(rows, key)[:, 1])) > 1 for rows in every))
    return next((key for key in changing if key != LOSS), LOSS)


def words(panel: Panel) -> Iterator[str]:
    """Where each curve ends, which is lowest where all are known, and where the first one crosses the others."""
    ends = ", ".join(
        f"{each.letter} {written(float(each.mean[-1]))} (step {each.steps[-1]:,.0f})" for each in panel.curves
    )
    yield f"{panel.name}: {panel.value} at the end: {ends}"
    if len(panel.curves) < 2:
        return
    step = min(each.steps[-1] for each in panel.curves)
    if step >= max(each.steps[0] for each in panel.curves):
        heights = {each.letter: float(each.at(step)) for each in panel.curves}
        lowest = [letter for letter, height in heights.items() if height == min(heights.values())]
        yield f"  lowest at step {step:,.0f}, which all reach: {' and '.join(lowest)}"
    for other in panel.curves[1:]:
        yield f"  {panel.curves[0].letter} and {other.letter} {crossing_words(crossings(panel.curves[0], other))}"


def crossings(one: Curve, other: Curve) -> list[float]:
    """The steps at which two curves cross."""
    low, high = max(one.steps[0], other.steps[0]), min(one.steps[-1], other.steps[-1])
    steps = np.union1d(one.steps, other.steps)
    steps = steps[(low <= steps) & (steps <= high)]
    gaps = one.at(steps) - other.at(steps)
    apart = [(step, gap) for step, gap in zip(steps, gaps) if gap]
    return [float(a + (b - a) * f / (f - g)) for (a, f), (b, g) in pairwise(apart) if f * g < 0]


def crossing_words(steps: list[float]) -> str:
    """How often two curves cross, and where: first and last where it is often."""
    if not steps:
        return "do not cross"
    if len(steps) <= 2:
        return f"cross near step {' and '.join(f'{step:,.0f}' for step in steps)}"
    return f"cross {len(steps)} times, first near step {steps[0]:,.0f}, last near step {steps[-1]:,.0f}"


def check_name(path: Path) -> Path:
    """The path of a figure; ValueError when its name does not end in .svg."""
    if path.suffix.lower() != ".svg":
        raise ValueError(f"{path}: the curves are drawn as SVG, into a file whose name ends in .svg")
    return path


def write_figure(panels: list[Panel], compared: list[Side], path: Path) -> str:
    """Draw the panels into an SVG file; return what was done in words.

    Raises ModuleNotFoundError where matplotlib is missing; OSError that names the file when it cannot be written.
    """
    done = "replaced" if path.exists() else "written"
    figure, content = draw(panels, {side.letter: f"{side.letter}: {side.word}" for side in compared}), io.BytesIO()
    figure.savefig(content, format="svg", transparent=False, facecolor="white", metadata={"Date": None})
    with replacing(path) as file:
        file.write(content.getvalue())
    return f"{path} {done}"


def draw(panels: list[Panel], labels: dict[str, str]) -> "Figure":
    """Each result's curves in a panel: the mean over seeds as a line, from least to greatest as a band."""
    from arntp import plots

    plots.set_style()
    figure, axes = plots.panels(len(panels))
    colours = plots.shades(list(labels))
    styles = {letter: LINES[place % len(LINES)] for place, letter in enumerate(labels)}
    for ax, panel in zip(axes, panels):
        for each in panel.curves:
            line = {"color": colours[each.letter], "linestyle": styles[each.letter], "marker": ""}
            plots.band(ax, each.steps, each.seeds, "_", **line)
        heights = np.concatenate([each.seeds.ravel() for each in panel.curves])
        scale = "log" if heights.min() > 0 and heights.max() > SPREAD * heights.min() else "linear"
        ax.set(title=panel.name, xlabel="step", ylabel=panel.value, yscale=scale)
    for letter in sorted({each.letter for panel in panels for each in panel.curves}):
        axes[0].plot([], [], color=colours[letter], linestyle=styles[letter], label=labels[letter])
    plots.legend_below(figure, axes[0], columns=2)
    return figure
