"""Figures of the length complexity chapter show the numbers that they are given."""

import numpy as np
import pytest

from arntp import plots


def test_leads_are_coloured_by_the_token_that_wins():
    figure = plots.counting_leads(range(4), {"worth 2": [-3, -1, 1, 3], "parity": [-1, 1, -1, 1]})
    first, second = figure.axes
    zeros, ones = (line.get_xdata().tolist() for line in first.lines[:2])
    assert (zeros, ones) == ([0, 1], [2, 3])
    assert second.lines[1].get_ydata().tolist() == [1, 1] and second.get_title() == "parity"


def test_learned_parities_show_every_seed_and_count_successes():
    figure = plots.learned_parities({"linear, pairs": {8: [1.0, 0.99, 0.6], 64: [0.5]}}, 0.99)
    (ax,) = figure.axes
    assert sorted(np.concatenate([line.get_ydata() for line in ax.lines[:2]]).tolist()) == [0.5, 0.6, 0.99, 1.0]
    assert [text.get_text() for text in ax.texts] == ["2 of 3", "0 of 1"]
    assert ax.lines[0].get_color() == plots.colour("linear, pairs")


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
