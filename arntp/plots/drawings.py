"""Drawings that explain: tokens as boxes, a machine's table and tape, and who reads whom."""

from collections.abc import Mapping, Sequence

from matplotlib.axes import Axes
from matplotlib.figure import Figure
from matplotlib.patches import FancyArrowPatch, Polygon, Rectangle

from arntp.plots.style import FAINT, INK, panels, shades

ACCENT = shades(range(2))[1]  # what a drawing speaks of


def box(
    ax: Axes, place: tuple[float, float], text: str, width: float = 1.0, edge: str = INK, fill: str = "none", **font
) -> None:
    """A box of height 1 with its text; `place` is its lower left corner."""
    x, y = place
    ax.add_patch(Rectangle((x, y), width, 1, edgecolor=edge, facecolor=fill, linewidth=1.4 if edge == ACCENT else 0.8))
    ax.text(x + width / 2, y + 0.5, text, ha="center", va="center_baseline", **{"fontsize": 10} | font)


def blank(width: float, height: float, limits: tuple[float, float, float, float]) -> tuple[Figure, Axes]:
    """A figure for a drawing: no axes, equal units, limits (left, right, bottom, top)."""
    figure, (ax,) = panels(1, width=width, height=height)
    left, right, bottom, top = limits
    ax.set(xlim=(left, right), ylim=(bottom, top), aspect="equal")
    ax.set_axis_off()
    return figure, ax


def arrow(ax: Axes, start: tuple[float, float], end: tuple[float, float], bend: float = 0.0) -> None:
    """An arrow in the drawing's accent."""
    style = {"arrowstyle": "-|>", "mutation_scale": 11, "color": ACCENT, "linewidth": 1.2, "shrinkA": 1, "shrinkB": 1}
    ax.add_patch(FancyArrowPatch(start, end, connectionstyle=f"arc3,rad={bend}", **style))


def machine_and_tape(table: Mapping[str, Sequence[str]], tape: Sequence[str], head: int, state: str) -> Figure:
    """A machine's table, state → what it does on each symbol, and a tape with the head, in `state`, under one cell.

    The entry that the head is about to use is marked, where the symbol under it is a number.
    """
    symbols = len(next(iter(table.values())))
    wide, gap = 5.4, 1.2
    left = 1.6 + wide * symbols + gap
    figure, ax = blank(9.8, 1.9, (0, left + len(tape) + 0.1, -len(table) - 0.6, 1.3))
    for symbol in range(symbols):
        ax.text(1.6 + wide * (symbol + 0.5), 0.4, f"reads {symbol}", ha="center", fontsize=10)
    for row, (name, actions) in enumerate(table.items(), 1):
        ax.text(1.4, 0.5 - row, f"state {name}", ha="right", va="center_baseline", fontsize=10)
        for symbol, action in enumerate(actions):
            used = name == state and str(symbol) == tape[head]
            box(ax, (1.6 + wide * symbol, -row), action, wide, edge=ACCENT if used else INK)
    for place, symbol in enumerate(tape):
        box(ax, (left + place, -1), symbol, fill=FAINT if symbol != "0" else "none")
    x = left + head + 0.5
    ax.add_patch(Polygon([(x, -1.1), (x - 0.3, -1.6), (x + 0.3, -1.6)], color=ACCENT, linewidth=0))
    ax.text(x, -2.2, f"head, state {state}", ha="center", fontsize=10)
    ax.text(left + len(tape) / 2, 0.4, "tape", ha="center", fontsize=10)
    return figure


def window_reads(chain: Sequence[str], cells: int, at: Sequence[int]) -> Figure:
    """Rows of a chain, `cells` tokens each; for every token in `at`, arrows from those S + 1, S and S − 1 before it."""
    width, rise = 1.9, 2.6
    rows = -(-len(chain) // cells)
    figure, ax = blank(9.8, 1.25 * rows, (-1.9, width * cells + 0.1, -rise * (rows - 1) - 0.7, 1.2))
    reads = [(token - offset, token, name) for token in at for offset, name in offsets(cells)]
    marked = {*at, *(read for read, *_ in reads)}

    def corner(token: int) -> tuple[float, float]:
        row, column = divmod(token, cells)
        return width * column, -rise * row

    for token, text in enumerate(chain):
        box(
            ax,
            corner(token),
            text,
            width - 0.2,
            edge=ACCENT if token in marked else INK,
            fill=FAINT if token in at else "none",
        )
    for read, token, name in reads:
        draw_read(ax, corner(read), corner(token), name, width - 0.2)
    for row in range(rows):
        ax.text(-0.3, -rise * row + 0.5, f"row {row}", ha="right", va="center_baseline", fontsize=10)
    return figure


def offsets(cells: int) -> list[tuple[int, str]]:
    """How far back a token of a row of S = `cells` reads, and what the distances are called."""
    return [(cells + 1, "S + 1"), (cells, "S"), (cells - 1, "S − 1")]


def draw_read(ax: Axes, read: tuple[float, float], token: tuple[float, float], name: str, width: float) -> None:
    """One labelled arrow between two boxes: from below, or along the row where both stand in the same one."""
    if read[1] == token[1]:
        start, end, bend, label = (read[0] + width / 2, read[1]), (token[0] + width / 2, token[1]), 0.12, -0.35
        middle = ((start[0] + end[0]) / 2, start[1] - 0.06 * (end[0] - start[0]) + label)
    else:
        spread = 0.3 * (read[0] - token[0]) / max(1, abs(read[0] - token[0])) if read[0] != token[0] else 0
        start, end, bend = (read[0] + width / 2, read[1]), (token[0] + width / 2 + spread, token[1] + 1), 0
        middle = (0.6 * start[0] + 0.4 * end[0], 0.6 * start[1] + 0.4 * end[1])
    arrow(ax, start, end, bend)
    ax.text(
        *middle, name, ha="center", va="center", fontsize=9, bbox={"facecolor": "white", "edgecolor": "none", "pad": 1}
    )


def chain_with_reads(tokens: Sequence[str], prompt: int, reads: Mapping[int, Sequence[int]]) -> Figure:
    """A prompt and its chain as boxes, and for each token in `reads` an arrow from every token that it looks at."""
    width = 1.5
    figure, ax = blank(1.0 * len(tokens), 2.6, (-0.2, width * len(tokens), -2.6, 1.8))
    for place, text in enumerate(tokens):
        box(ax, (width * place, 0), text, width - 0.25, fill=FAINT if place < prompt else "none", fontsize=11)
    middle = [width * place + (width - 0.25) / 2 for place in range(len(tokens))]
    for token, looked_at in reads.items():
        for read in looked_at:
            arrow(ax, (middle[read], -0.05), (middle[token] - 0.1, -0.05), bend=0.35)
    for name, first, last in (("prompt", 0, prompt - 1), ("chain", prompt, len(tokens) - 1)):
        ax.text((middle[first] + middle[last]) / 2, 1.25, name, ha="center", fontsize=10)
    return figure
