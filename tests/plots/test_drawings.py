"""Drawings show the tokens that they are given, and an arrow for each read."""

from matplotlib.colors import to_rgba
from matplotlib.patches import FancyArrowPatch, Rectangle

from arntp import plots
from arntp.plots.drawings import ACCENT, offsets


def boxes(figure):
    """{text: its box} of a drawing whose texts differ."""
    (ax,) = figure.axes
    rectangles = [patch for patch in ax.patches if isinstance(patch, Rectangle)]
    inside = [text for text in ax.texts if any(contains(box, text.get_position()) for box in rectangles)]
    return {t.get_text(): next(box for box in rectangles if contains(box, t.get_position())) for t in inside}


def contains(box, place):
    return box.get_x() < place[0] < box.get_x() + box.get_width() and box.get_y() < place[1] < box.get_y() + 1


def arrows(figure):
    return [patch for patch in figure.axes[0].patches if isinstance(patch, FancyArrowPatch)]


def texts(figure):
    return [text.get_text() for text in figure.axes[0].texts]


def test_a_machines_next_entry_is_framed():
    table = {"A": ["A on 0", "A on 1"], "B": ["B on 0", "B on 1"]}
    figure = plots.machine_and_tape(table, ["0", "1", "2"], head=1, state="A")
    framed = [text for text, box in boxes(figure).items() if box.get_linewidth() > 1]
    assert framed == ["A on 1"]
    assert {"reads 0", "reads 1", "state B", "head, state A"} <= set(texts(figure))


def test_window_reads_come_from_three_places_before():
    figure = plots.window_reads([f"token {i}" for i in range(8)], cells=4, at=[5, 7])
    assert len(arrows(figure)) == 6 and [texts(figure).count(name) for _, name in offsets(4)] == [2, 2, 2]
    marked = [text for text, box in boxes(figure).items() if box.get_edgecolor() == to_rgba(ACCENT)]
    assert marked == [f"token {i}" for i in (0, 1, 2, 3, 4, 5, 7)], "2 and 3 are read by both; 4 stands in 7's own row"


def test_a_read_that_two_tokens_share_has_an_arrow_to_each():
    assert len(arrows(plots.window_reads(list("abcdef"), cells=3, at=[4, 5]))) == 6


def test_a_chains_tokens_point_at_what_they_read():
    figure = plots.chain_with_reads(["1", "0", "(0, 1)", "answer"], 2, {2: [0, 1], 3: [2]})
    assert len(arrows(figure)) == 3
    assert {"prompt", "chain", "(0, 1)", "answer"} <= set(texts(figure))
