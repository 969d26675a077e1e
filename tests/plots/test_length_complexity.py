"""Figures of the length complexity chapter show the numbers that they are given."""

import numpy as np
import pytest

from arntp import plots


def test_counting_steps_are_filled_where_the_worth_is_left():
    figure = plots.counting_steps(range(4), {2: [0, 1, 2, 3], 1: [0, 1, 0, 1]})
    first, second = figure.axes
    zeros, ones = (line.get_xdata().tolist() for line in first.lines[1:3])
    assert (zeros, ones) == ([0, 1], [2, 3])
    assert second.lines[2].get_xdata().tolist() == [1, 3] and "parity" in second.get_title()
    assert [line.get_ydata()[0] for line in (first.lines[3], second.lines[3])] == [1.5, 0.5], "the thresholds"


def test_learned_parities_show_every_seed_and_count_successes():
    figure = plots.learned_parities({"linear, pairs": {8: [1.0, 0.99, 0.6], 64: [0.5]}}, 0.99)
    (ax,) = figure.axes
    assert sorted(np.concatenate([line.get_ydata() for line in ax.lines[:2]]).tolist()) == [0.5, 0.6, 0.99, 1.0]
    assert [text.get_text() for text in ax.texts] == ["2 of 3", "0 of 1"]
    assert ax.lines[0].get_color() == plots.colour("linear, pairs")


def test_committed_parities_lie_faintly_behind():
    figure = plots.learned_parities({"linear, pairs": {8: [1.0]}}, 0.99, {"linear, pairs": {8: [0.9, 0.8], 64: [0.7]}})
    (ax,) = figure.axes
    behind = [line for line in ax.lines if line.get_alpha() == 0.3 and len(line.get_xdata())]
    assert np.concatenate([line.get_ydata() for line in behind]).tolist() == [0.9, 0.8, 0.7]
    assert {line.get_color() for line in behind} == {plots.colour("linear, pairs")}
    assert [text.get_text() for text in ax.texts] == ["1 of 1"], "only what is drawn in full is counted"
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["faint: committed runs"]


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
