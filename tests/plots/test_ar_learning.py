"""The figures of AR learning show the numbers that they are given."""

import numpy as np
import pytest

from arntp import plots


def test_wrong_tokens_are_filled():
    true = np.array([[0, 1], [1, 1]])
    figure = plots.token_grids({"true": true, "rollout": 1 - true}, true, ["00", "01"])
    assert [ax.images[0].get_array().sum() for ax in figure.axes] == [0, 4]
    assert [text.get_text() for text in figure.axes[1].texts] == ["1", "0", "0", "0"]


def test_chain_errors_are_means_over_repetitions():
    result = {"grid": [1, 2], "lengths": [1, 4], "errors": [[[0.2, 0.4], [0.1, 0.2]], [[0.4, 0.8], [0.3, 0.4]]]}
    figure = plots.chain_errors({"own": result, "shared": result}, 0.1)
    assert len(figure.axes) == 2
    assert [line.get_ydata().tolist() for line in figure.axes[0].lines[:2]] == [
        pytest.approx([0.3, 0.2]),
        pytest.approx([0.6, 0.3]),
    ]


def test_sample_sizes_have_intervals_and_bounds():
    rows = np.array([[10.0, 20.0], [8.0, 16.0], [12.0, 24.0]])
    ax = plots.sample_sizes({"own": ([1, 2], rows)}, {"own": [100, 200]}).axes[0]
    shown = {line.get_label(): line.get_ydata().tolist() for line in ax.lines}
    assert shown["own, measured"] == [10, 20] and shown["own, bound"] == [100, 200]
    bars = ax.containers[0].lines[2][0].get_segments()
    assert bars[0][:, 1].tolist() == pytest.approx([8.1, 11.9])


def test_classes_may_have_lengths_of_their_own():
    rows = np.array([[10.0, 20.0], [8.0, 16.0], [12.0, 24.0]])
    needed = {"own": ([1, 2], rows), "growing": ([1, 8], 2 * rows)}
    ax = plots.sample_sizes(needed, {"own": [100, 200], "growing": [300, 900]}).axes[0]
    shown = {line.get_label(): (line.get_xdata().tolist(), line.get_ydata().tolist()) for line in ax.lines}
    assert shown["growing, measured"] == ([1, 8], [20, 40]) and shown["growing, bound"] == ([1, 8], [300, 900])


def test_scaled_step_errors_stand_below_their_bound():
    points = {"own": (np.array([10, 100]), np.array([0.3, 0.5]), np.array([0.01, 0.02]))}
    (ax,) = plots.one_curve(points, {"own": (np.array([20]), np.array([0.4]), np.array([0.0]))}).axes
    drawn = [(line.get_xdata().tolist(), line.get_ydata().tolist()) for line in ax.lines if line.get_marker() == "o"]
    assert drawn == [([10, 100], [0.3, 0.5]), ([20], [0.4])]
    assert [line.get_ydata() for line in ax.lines if line.get_linestyle() == "--"] == [[1, 1]]


def test_answers_and_chains_stand_over_the_same_errors():
    left, right = plots.answers_below_chains({"task": [(0.5, 0.5, 0.2), (0.9, 0.9, 0.4)]}).axes
    assert left.collections[0].get_offsets().tolist() == [[0.5, 0.5], [0.9, 0.9]]
    assert right.collections[0].get_offsets().tolist() == [[0.5, 0.2], [0.9, 0.4]]


def test_noise_curves_keep_kinds_apart():
    rows = [
        {"noise": kind, "p": p, "m": 8, "error": [p + shift] * 2, "mistaken": [p] * 2, "memory": [1 - shift] * 2}
        for kind, shift in (("independent", 0.3), ("propagating", 0.1))
        for p in (0.0, 0.2)
    ]
    independent, propagating, weights = plots.noise_curves(rows, 2).axes
    assert independent.lines[1].get_ydata().tolist() == pytest.approx([0.3, 0.5])
    assert propagating.lines[1].get_ydata().tolist() == pytest.approx([0.1, 0.3])
    assert independent.lines[0].get_ydata().tolist() == pytest.approx([0, 0.36])
    assert [line.get_ydata().tolist() for line in weights.lines] == [[0.7, 0.7], [0.9, 0.9]]


def faint_lines(ax):
    """The numbers of the lines behind, and what the legend calls them."""
    lines = [line for line in ax.lines if line.get_alpha() == 0.3]
    return [line.get_ydata().tolist() for line in lines if line.get_label().startswith("_")], [
        line.get_label() for line in lines if not line.get_label().startswith("_")
    ]


def test_committed_errors_are_faint_and_share_the_shades():
    live = {"grid": [1, 2], "lengths": [1, 4], "errors": [[[0.2, 0.4], [0.1, 0.2]]]}
    kept = {"grid": [1, 4], "lengths": [4, 16], "errors": [[[0.6, 0.8], [0.3, 0.5]]]}
    ax = plots.chain_errors({"own": live}, 0.1, {"own": kept}).axes[0]
    assert faint_lines(ax) == ([[0.6, 0.3], [0.8, 0.5]], ["faint: committed runs"])
    of_four = {line.get_color() for line in ax.lines if list(line.get_ydata()) in ([0.6, 0.3], [0.4, 0.2])}
    assert len(of_four) == 1, "T = 4 has one shade, live or committed"


def test_without_committed_runs_nothing_is_faint():
    live = {"grid": [1, 2], "lengths": [1], "errors": [[[0.2], [0.1]]]}
    assert faint_lines(plots.chain_errors({"own": live}, 0.1).axes[0]) == ([], [])


def test_committed_sample_sizes_are_faint():
    rows = np.array([[10.0, 20.0], [8.0, 16.0]])
    figure = plots.sample_sizes({"own": ([1, 2], rows)}, {"own": [100, 200]}, {"own": ([1, 4], [9, 30])})
    (ax,) = figure.axes
    assert faint_lines(ax)[0] == [[9, 30]]
    (legend,) = figure.legends
    assert [text.get_text() for text in legend.get_texts()] == ["own, measured", "own, bound", "faint: committed runs"]


def test_committed_answers_are_faint():
    figure = plots.answers_below_chains({"task": [(0.5, 0.5, 0.2)]}, {"task": [(0.9, 0.9, 0.4)]})
    behind, front = figure.axes[1].collections
    assert behind.get_offsets().tolist() == [[0.9, 0.4]] and behind.get_alpha() == 0.3
    assert front.get_offsets().tolist() == [[0.5, 0.2]] and front.get_alpha() is None


def test_committed_noise_is_faint():
    def rows(m, shift):
        kinds = ("independent", "propagating")
        return [
            {"noise": kind, "p": p, "m": m, "error": [p, p + shift], "memory": [1.0, 1 - shift]}
            for kind in kinds
            for p in (0.0, 0.2)
        ]

    independent, propagating, weights = plots.noise_curves(rows(8, 0.1), 2, rows(16, 0.2)).axes
    for ax in (independent, propagating):
        assert faint_lines(ax)[0] == [pytest.approx([0.1, 0.3])]
    assert faint_lines(weights)[0] == [pytest.approx([0.9, 0.9])] * 2
    assert faint_lines(independent)[1] == ["faint: committed runs"]
