"""Figures of the architectures chapter show the numbers that they are given."""

import pytest

from arntp import plots
from arntp.experiments.reading import Need


def test_chains_are_written_behind_the_same_prompt():
    (ax,) = plots.written_chains("101", {"none": "1", "counting": "101"}).axes
    assert [text.get_text() for text in ax.texts] == ["none", *"101", *"1", "counting", *"101", *"101"]
    thick = [patch for patch in ax.patches if patch.get_linewidth() > 1]
    assert len(thick) == 2, "the answers"
    assert thick[1].get_x() > thick[0].get_x() and thick[1].get_y() < thick[0].get_y()


def marks(ax):
    return [line for line in ax.lines if line.get_marker() not in ("", "None", "x") and len(line.get_xdata())]


def test_needs_stand_at_their_chain_in_the_colour_of_their_class():
    needs = {"parity": {("none", "MLP"): [Need(True, 100.0)] * 2, ("pairs", "linear"): [Need(False, 10.0)]}}
    (ax,) = plots.needs_by_chain(needs, "examples", {"parity": [("none", "linear")]}).axes
    assert [text.get_text() for text in ax.get_xticklabels()] == ["none", "pairs"]
    first, second, third = marks(ax)
    assert [line.get_ydata()[0] for line in (first, second, third)] == [100, 100, 10]
    assert [line.get_fillstyle() for line in (first, second, third)] == ["none", "none", "full"]
    assert third.get_color() == plots.colour("linear") and abs(third.get_xdata()[0] - 1) < 0.5
    assert abs(first.get_xdata()[0]) < 0.5 and len(ax.texts) == 2, "an arrow for each censored seed"
    crosses = [line for line in ax.lines if line.get_marker() == "x" and len(line.get_xdata())]
    assert [line.get_color() for line in crosses] == [plots.colour("linear")]


def test_classes_do_not_cover_one_another():
    cells = {("none", cls): [Need(False, 10.0)] for cls in ("linear", "time-invariant linear", "MLP", "transformer")}
    (ax,) = plots.needs_by_chain({"parity": cells}, "FLOPs", {}).axes
    places = [line.get_xdata()[0] for line in marks(ax)]
    assert min(b - a for a, b in zip(places, places[1:])) > 0.1 and sum(places) == pytest.approx(0)


def test_committed_needs_lie_faintly_behind_also_where_nothing_is_live():
    faint = {"parity": {("none", "MLP"): [Need(False, 7.0)]}, "products": {("direct", "MLP"): [Need(False, 9.0)]}}
    figure = plots.needs_by_chain({"parity": {("none", "MLP"): [Need(False, 5.0)]}}, "examples", {}, faint)
    assert [ax.get_title() for ax in figure.axes] == ["parity", "products"]
    assert [(line.get_ydata()[0], line.get_alpha()) for line in marks(figure.axes[0])] == [(7, 0.3), (5, None)]
    assert "faint: committed runs" in [text.get_text() for text in figure.legends[0].get_texts()]


def fit(*shares):
    return {"config": {"batch": 10}, "history": [{"step": 2**i, "product": share} for i, share in enumerate(shares)]}


def test_curves_have_a_panel_a_chain_and_a_line_a_seed():
    fits = {("none", "MLP"): [fit(0.5, 0.6), fit(0.4)], ("pairs", "linear"): [fit(0.1, 1.0)]}
    figure = plots.curves_by_chain(fits, 0.99, {("none", "MLP"): [fit(0.3)]})
    assert [ax.get_title() for ax in figure.axes] == ["none", "pairs"]
    lines = [line for line in figure.axes[0].lines[1:] if len(line.get_xdata())]
    assert [line.get_ydata().tolist() for line in lines] == [[0.3], [0.5, 0.6], [0.4]]
    assert lines[1].get_xdata().tolist() == [10, 20] and lines[0].get_alpha() == 0.3
    assert figure.axes[1].lines[1].get_color() == plots.colour("linear")


def test_shares_of_variance_are_bars_with_intervals_between_their_extremes():
    shares = {
        "first": (0.6, 0.5, 0.7),
        "second": (0.2, 0.1, 0.3),
        "interaction": (0.15, 0.1, 0.2),
        "rest": (0.05, 0, 0.1),
    }
    low, high = ({s: (x + step, 0, 1) for s, (x, *_) in shares.items()} for step in (-0.01, 0.02))
    every = {"by likelihood": shares, "at its bound": low, "at ten times its bound": high}
    (ax,) = plots.variance_shares({"parity": every}).axes
    assert [bar.get_height() for bar in ax.patches] == [0.6, 0.2, 0.15, 0.05]
    assert [text.get_text() for text in ax.get_xticklabels()] == ["chain", "class", "interaction", "seeds"]
    left, right = (next(line for line in ax.lines if line.get_marker() == symbol) for symbol in "<>")
    assert left.get_ydata() == pytest.approx([0.59, 0.19, 0.14, 0.04])
    assert right.get_ydata() == pytest.approx([0.62, 0.22, 0.17, 0.07])
    segment = ax.collections[0].get_segments()[0]
    assert [segment[0][1], segment[1][1]] == pytest.approx([0.5, 0.7])
