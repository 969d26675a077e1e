"""The figures of the rules of measurement show what they are given."""

import numpy as np
from matplotlib.colors import to_hex

from arntp import plots
from arntp.plots.method import VIOLET, covered


def test_best_setting_is_the_filled_one():
    left, right = plots.chosen_best([0.5, 0.7, 0.4], [1, 10], [0.5, 0.65], [0.5, 0.5]).axes
    every, best = left.collections
    assert every.get_offsets().tolist() == [[1, 0.5], [2, 0.7], [3, 0.4]]
    assert best.get_offsets().tolist() == [[2, 0.7]] and len(every.get_facecolors()) == 0
    same, apart = right.lines[:2]
    assert same.get_ydata().tolist() == [0.5, 0.65] and apart.get_ydata().tolist() == [0.5, 0.5]


def test_both_views_draw_the_same_shares():
    rows = {"narrow": [(1, 10, 0.0), (4, 40, 1.0)], "wide": [(1, 1000, 0.5), (2, 2000, 1.0)]}
    examples, flops = plots.two_views(rows).axes
    for ax, column in ((examples, 0), (flops, 1)):
        for line, (label, points) in zip(ax.lines, rows.items()):
            assert line.get_label() == label
            assert line.get_xydata().tolist() == [[point[column], point[2]] for point in points]
    assert examples.lines[0].get_color() != examples.lines[1].get_color()
    assert examples.get_xticks().tolist() == [1, 2, 4]


def test_intervals_that_miss_are_bold_and_counted():
    found = np.array([[0.1, 0.2], [0.4, 0.6], [0.5, 0.5], [0.7, 0.9]])
    assert covered(0.5, found).tolist() == [False, True, True, False]
    one, two = plots.coverings(0.5, {"one": found, "two": found[1:3]}).axes
    assert [to_hex(line.get_color()) == VIOLET for line in one.lines[:4]] == [True, False, False, True]
    assert one.get_title() == "one: 2 of 4 miss" and two.get_title() == "two: 0 of 2 miss"


def test_runs_beyond_the_budget_end_there_with_an_arrow():
    (ax,) = plots.waits([30, 100, 500], 100).axes
    ends = [line for line in ax.lines if line.get_marker() in "o>"]
    assert [(line.get_xdata()[0], line.get_marker()) for line in ends] == [(30, "o"), (100, "o"), (100, ">")]
