"""Figures of the chapter on Turing machines show the runs and weights that they are given."""

import numpy as np

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


def test_offset_norms_count_tokens_back_from_one():
    ax = plots.offset_norms(
        {"time-invariant linear": [3, 2, 1], "time-invariant linear, no decay": [6, 4, 2]}, (3, 2)
    ).axes[0]
    assert list(ax.lines[0].get_xdata()) == [1, 2, 3] and list(ax.lines[0].get_ydata()) == [3, 2, 1]
    assert ax.lines[1].get_linestyle() == ":" and len(ax.patches) == 2


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
