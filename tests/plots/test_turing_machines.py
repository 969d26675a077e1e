"""Figures of the chapter on Turing machines show the runs and weights that they are given."""

import numpy as np
import pytest

from arntp import plots


def test_space_time_marks_the_head_of_each_row():
    figure, (ax,) = plots.panels(1)
    symbols = np.array([[-1, 0, 1, -1], [-1, 1, 1, -1], [-1, 1, 0, -1]])
    plots.space_time(ax, symbols, np.array([1, 2, 1]), np.array([0, 1, -1]), names="AB")
    marks = {dots.get_label(): dots.get_offsets().tolist() for dots in ax.collections}
    assert marks == {"halt": [[1, 2]], "A": [[1, 0]], "B": [[2, 1]]}
    assert list(marks)[-1] == "halt" and ax.images[0].get_array().mask[:, 0].all(), "boundaries are blank"


def test_offset_weights_stand_in_named_blocks():
    matrix = np.array([[0, 1, 0], [1, 0, 1], [0, 1, 0]])
    figure = plots.offset_weights({"7 back": (matrix, ["x", "y", "x"], "left cell")}, ["y", "x", "y"])
    (ax,) = figure.axes
    assert ax.images[0].get_array().tolist() == [[1, 1, 0], [0, 0, 1], [0, 0, 1]], "x before y, both ways"
    assert [label.get_text() for label in ax.get_xticklabels()] == ["x", "y"]
    assert ax.get_yticks().tolist() == [0, 1.5] and ax.get_xticks().tolist() == [0.5, 2]
    assert ax.get_title() == "7 back" and "left cell" in ax.get_xlabel()


def test_cell_weights_have_the_cells_on_both_sides():
    figure = plots.cell_weights(
        {"a": (np.eye(2), "turns into", "left cell"), "b": (-3 * np.eye(2), "", "")}, ["0", "A1"]
    )
    first, second = figure.axes
    assert [label.get_text() for label in first.get_xticklabels()] == ["0", "A1"]
    assert first.images[0].get_array().tolist() == [[1, 0], [0, 1]]
    assert second.images[0].get_clim() == (-3, 3), "red is positive, blue negative, zero between"


def test_by_offset_puts_the_needed_offsets_at_the_same_places():
    norms = {"time-invariant linear": [[3, 2, 1, 1, 2], [5, 2, 1, 1, 2]], "time-invariant linear, no decay": [[6] * 5]}
    pulls = {"time-invariant linear, no decay": [[-1, -2, 3, 4, 0]]}
    behind = ({"time-invariant linear": [[9] * 7]}, {})
    left, right = plots.by_offset(norms, pulls, behind).axes
    pale, shared, without = left.lines[:3]
    assert list(shared.get_xdata()) == [-3, -2, -1, 0, 1] and list(shared.get_ydata()) == [4, 2, 1, 1, 2], "S is 4"
    assert list(pale.get_xdata()) == [-5, -4, -3, -2, -1, 0, 1] and pale.get_alpha() < 0.5, "S is 6"
    assert without.get_linestyle() == ":" and list(right.lines[0].get_ydata()) == [-1, -2, 3, 4, 0]
    assert [label.get_text() for label in left.get_xticklabels()] == ["1", "S−1", "S", "S+1"]
    assert [patch.get_x() + patch.get_width() / 2 for patch in left.patches] == pytest.approx([-1, 0, 1])
    labels = [text.get_text() for text in left.figure.legends[0].get_texts()]
    assert labels[-2:] == ["used by the compiled decoder", "faint: committed runs"]


def test_machine_shares_are_a_point_a_machine():
    machines = {"time-invariant linear": [(8, 2, 1.0), (16, 3, 0.5)], "causal linear": [(8, 2, 0.25), (16, 3, 0.0)]}
    panel = {"as long": machines, "longer": {"time-invariant linear": [(8, 2, 0.75)]}}
    left, right = plots.machine_shares(panel, {"as long": {"causal linear": [(8, 2, 0.9)]}}).axes
    behind, shared, own = left.collections[:3]
    assert shared.get_offsets().tolist() == [[7.75, 1.0], [15.75, 0.5]]
    assert own.get_offsets().tolist() == [[8.25, 0.25], [16.25, 0.0]]
    assert shared.get_facecolors()[:, 3].tolist() == [0, 1], "two states: not filled"
    assert behind.get_edgecolors()[0, 3] < 0.5 and behind.get_offsets().tolist() == [[8, 0.9]]
    assert right.collections[0].get_offsets().tolist() == [[8, 0.75]]
    labels = [text.get_text() for text in left.figure.legends[0].get_texts()]
    classes = ["time-invariant linear", "causal linear"]
    assert set(labels) == {*classes, "three states", "two states", "faint: committed runs"}


def test_machine_curves_have_both_views():
    curves = {"causal linear": [([10, 20], [1e9, 2e9], [0.0, 0.5]), ([10, 20], [3e9, 6e9], [0.5, 1.0])]}
    left, right = plots.machine_curves(curves, {"causal linear": [([5, 9], [1e8, 2e8], [0.1, 0.2])]}).axes
    assert list(left.lines[1].get_xdata()) == [10, 20] and list(right.lines[1].get_xdata()) == [2e9, 4e9]
    assert list(left.lines[1].get_ydata()) == list(right.lines[1].get_ydata()) == [0.25, 0.75]
    assert list(left.lines[0].get_xdata()) == [5, 9] and left.lines[0].get_alpha() < 0.5


def test_held_out_runs_have_the_committed_ones_behind():
    def fit(*shares):
        return {"history": [{"step": 10 * i, "loss": 1.0, "exact": share} for i, share in enumerate(shares, 1)]}

    full, faint = {"causal linear": [fit(0.5, 1.0), fit(0.0, 0.5)]}, {"causal linear": [fit(0.25, 0.75, 1.0)]}
    ax = plots.held_out_runs(full, faint).axes[0]
    behind, own = ax.lines[:2]
    assert own.get_ydata().tolist() == [0.25, 0.75] and list(own.get_xdata()) == [10, 20]
    assert behind.get_ydata().tolist() == [0.25, 0.75, 1.0] and behind.get_alpha() < 0.5
    assert behind.get_color() == own.get_color()
    labels = [text.get_text() for text in ax.figure.legends[0].get_texts()]
    assert labels == ["causal linear", "faint: committed runs"]
    assert len(plots.held_out_runs(full).axes[0].lines) == 1
