"""Figures of the length complexity chapter show the numbers that they are given."""

import pytest

from arntp import plots


def test_counting_steps_are_filled_where_the_worth_is_left():
    figure = plots.counting_steps(range(4), {2: [0, 1, 2, 3], 1: [0, 1, 0, 1]})
    first, second = figure.axes
    zeros, ones = (line.get_xdata().tolist() for line in first.lines[1:3])
    assert (zeros, ones) == ([0, 1], [2, 3])
    assert second.lines[2].get_xdata().tolist() == [1, 3] and "parity" in second.get_title()
    assert [line.get_ydata()[0] for line in (first.lines[3], second.lines[3])] == [1.5, 0.5], "the thresholds"


def fit(*shares, batch=10):
    """A fit whose curve has points at steps 1, 2, 4 …"""
    return {"config": {"batch": batch}, "history": [{"step": 2**i, "right": share} for i, share in enumerate(shares)]}


def test_parity_curves_show_every_seed_to_its_end_in_the_panel_of_its_bits():
    fits = {("linear, pairs", 8): [fit(0.5, 1.0), fit(0.4, 0.9, 1.0)], ("MLP, direct", 64): [fit(0.5)]}
    figure = plots.parity_curves(fits, 0.99)
    assert [ax.get_title() for ax in figure.axes] == ["n = 8", "n = 64"]
    first, second = ([line for line in ax.lines if line.get_marker() not in ("None", "")] for ax in figure.axes)
    drawn = [line for line in first if len(line.get_xdata())]
    assert [line.get_xdata().tolist() for line in drawn] == [[10, 20], [10, 20, 40]]
    assert [line.get_ydata().tolist() for line in drawn] == [[0.5, 1.0], [0.4, 0.9, 1.0]]
    assert {line.get_color() for line in drawn} == {plots.colour("linear, pairs")}
    assert [line.get_markevery() for line in drawn] == [[-1], [-1]], "marked where it ends"
    assert [line.get_linestyle() for line in second] == [":"], "no chain"
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["linear, pairs", "MLP, direct"]


def test_committed_parity_curves_lie_faintly_behind():
    faint = {("linear, pairs", 8): [fit(0.9)], ("linear, pairs", 64): [fit(0.7)]}
    figure = plots.parity_curves({("linear, pairs", 8): [fit(0.5)]}, 0.99, faint)
    behind = [line for ax in figure.axes for line in ax.lines if line.get_alpha() == 0.3 and len(line.get_xdata())]
    assert [line.get_ydata().tolist() for line in behind] == [[0.9], [0.7]]
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["linear, pairs", "faint: committed runs"]


def test_parity_needs_are_a_mark_each_and_hollow_with_an_arrow_where_the_budget_was_not_enough():
    needs = {("linear, pairs", 8): [(10, True), (30, True), (20, True)], ("linear, pairs", 16): [(50, True)] * 2}
    needs |= {("MLP, direct", 8): [(90, True), (100, False), (100, False)]}
    figure = plots.parity_needs({"examples": needs, "FLOPs": needs})
    left, right = figure.axes
    assert (left.get_ylabel(), right.get_ylabel()) == ("examples", "FLOPs")
    lines = [line for line in left.lines if line.get_marker() == "" and len(line.get_xdata())]
    assert [line.get_ydata().tolist() for line in lines] == [[20, 50]], "medians, where they are known"
    marks = [line for line in left.lines if line.get_marker() and len(line.get_xdata()) == 1]
    assert sorted(line.get_ydata()[0] for line in marks) == [10, 20, 30, 50, 90, 100]
    hollow = [line.get_ydata()[0] for line in marks if line.get_fillstyle() == "none"]
    assert hollow == [100] == [text.xy[1] for text in left.texts], "one with an arrow, for both seeds"
    assert all(text.xyann[1] > 0 and text.arrow_patch for text in left.texts), "upwards"


def test_committed_parity_needs_lie_faintly_behind():
    key = ("linear, pairs", 8)
    figure = plots.parity_needs({"examples": {key: [(10, True)]}}, {"examples": {key: [(20, True)]}})
    behind = [line for line in figure.axes[0].lines if line.get_alpha() == 0.3 and len(line.get_xdata()) == 1]
    assert 20 in [line.get_ydata()[0] for line in behind] and 10 not in [line.get_ydata()[0] for line in behind]
    assert "faint: committed runs" in [text.get_text() for text in figure.legends[0].get_texts()]
    alone = plots.parity_needs({"examples": {key: [(10, True)]}}, {"examples": {}})
    assert [text.get_text() for text in alone.legends[0].get_texts()] == ["linear, pairs"]


def test_search_price_shows_means_and_the_fitted_power():
    samples, seconds = {1: {16: [4, 6], 32: [5, 9]}, 2: {136: [8, 8]}}, {100: 1e-3, 1000: 1e-2, 10_000: 1e-1}
    left, right = plots.search_price(samples, seconds, slope=1.0).axes
    assert left.lines[0].get_xdata().tolist() == [4.0, 5.0] and left.lines[0].get_ydata().tolist() == [5.0, 7.0]
    assert right.lines[0].get_xdata().tolist() == [100, 1000, 10_000]
    assert right.lines[1].get_ydata() == pytest.approx([1e-3, 1e-2, 1e-1])


def test_trade_off_names_its_points():
    (ax,) = plots.step_trade_off([23, 12], [100, 500], [2, 3]).axes
    assert [text.get_text() for text in ax.texts] == ["k = 2", "k = 3"]
    assert ax.lines[0].get_xdata().tolist() == [23, 12] and ax.lines[0].get_ydata().tolist() == [100, 500]
