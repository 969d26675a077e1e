"""Learning curves of compared runs: means over seeds, ends, and crossings."""

import numpy as np
import pytest

from arntp.runs.compare import Side
from arntp.runs.curves import crossing_words, crossings, curve, draw, panels_of, words


def rows(steps, heights, value="exact"):
    """A history."""
    return [{"step": step, "loss": 1.0, value: height} for step, height in zip(steps, heights)]


def sides(**histories):
    """Sides A, B … of one result, each with a list of histories, one a seed."""
    return [
        Side(letter, letter, [], {"a fit": [{"history": each} for each in seeds]})
        for letter, seeds in histories.items()
    ]


def points(steps, heights):
    return curve("A", [np.array([steps, heights], dtype=float).T])


def test_the_mean_is_over_seeds_as_far_as_all_of_them_go():
    seeds = [np.array([[0, 0], [10, 10], [20, 20]], float), np.array([[5, 5], [15, 25]], float)]
    mean = curve("A", seeds)
    assert mean.steps.tolist() == [10] and mean.seeds.tolist() == [[10], [15]] and mean.mean.tolist() == [12.5]


def test_crossings_are_where_the_lines_cross():
    rising, falling = points([0, 10], [0, 10]), points([0, 5, 20], [8, 3, -12])
    assert crossings(rising, falling) == [4.0] == crossings(falling, rising)
    assert crossings(points([0, 1, 2, 3], [0, 1, 0, 1]), points([0, 3], [0.5, 0.5])) == [0.5, 1.5, 2.5]
    assert crossings(points([0, 1, 2], [1, 0, 1]), points([0, 2], [0, 0])) == [], "a touch is no crossing"
    assert crossings(points([0, 1, 2], [1, 0, -1]), points([0, 2], [0, 0])) == [1.0]
    assert crossings(points([0, 1], [0, 1]), points([0, 1], [0, 1])) == []
    assert crossings(points([0, 1], [0, 1]), points([5, 6], [1, 0])) == [], "where only one is known"


@pytest.mark.parametrize(
    "steps, text",
    [
        ([], "do not cross"),
        ([1200.4], "cross near step 1,200"),
        ([1, 2], "cross near step 1 and 2"),
        ([1, 2, 3], "cross 3 times, first near step 1, last near step 3"),
    ],
)
def test_crossings_in_words(steps, text):
    assert crossing_words(steps) == text


def test_ends_are_compared_where_all_curves_are_known():
    (panel,) = panels_of(sides(A=[rows([0, 10, 20], [0, 5, 10])], B=[rows([0, 10], [3, 4])], C=[rows([5, 10], [4, 4])]))
    assert list(words(panel)) == [
        "a fit: exact at the end: A 10 (step 20), B 4 (step 10), C 4 (step 10)",
        "  lowest at step 10, which all reach: B and C",
        "  A and B cross near step 8",
        "  A and C cross near step 8",
    ]
    (panel,) = panels_of(sides(A=[rows([0, 10], [0, 5])], B=[rows([20, 30], [3, 4])]))
    assert list(words(panel))[1:] == ["  A and B do not cross"]


def test_the_value_is_the_first_that_was_judged_and_changes():
    still = [{"step": step, "lr": 0.1 * step, "loss": 2.0 - step, "count": 5, "exact": step / 2} for step in (0, 1)]
    compared = sides(A=[still], B=[rows([0, 1], [1, 2], "other")])
    assert [panel.value for panel in panels_of(compared)] == ["exact"]
    (panel,) = panels_of(compared, "loss")
    assert [each.letter for each in panel.curves] == ["A", "B"]
    with pytest.raises(ValueError, match="value = 'lr' .*: there are 'loss', 'count', 'exact', 'other'"):
        panels_of(compared, "lr")


def test_what_is_no_curve_is_left_out():
    nan = float("nan")
    assert panels_of(sides(A=[rows([0], [1])], B=[rows([0], [2])])) == []
    assert panels_of(sides(A=[rows([0, 1], [None, nan])]), "exact") == []
    assert panels_of(sides(A=[rows([0, 1], [1, 2]), rows([5, 6], [1, 2])]), "exact") == [], "no step of both seeds"
    assert panels_of([], "exact") == []


def test_a_figure_has_a_line_a_side_a_band_over_seeds_and_a_legend_of_all():
    compared = sides(A=[rows([0, 1], [1, 2]), rows([0, 1], [1, 90])], B=[rows([0, 1], [3, 4])])
    other = [Side("C", "c", [], {"another": [{"history": rows([0, 1], [1, 0])}]})]
    figure = draw(panels_of(compared + other), {letter: f"{letter}: runs" for letter in "ABC"})
    first, second = figure.axes
    assert [line.get_ydata().tolist() for line in first.lines[:2]] == [[1, 46], [3, 4]]
    assert len(first.collections) == 1 and not second.collections
    assert (first.get_yscale(), second.get_yscale()) == ("log", "linear")
    assert (first.get_title(), first.get_ylabel(), first.get_xlabel()) == ("a fit", "exact", "step")
    assert [text.get_text() for text in figure.legends[0].get_texts()] == ["A: runs", "B: runs", "C: runs"]
    assert len({(line.get_color(), line.get_linestyle()) for line in (*first.lines[:2], second.lines[0])}) == 3
