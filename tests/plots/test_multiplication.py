"""Figures of the grid: curves in two views, hard tokens, carries."""

import numpy as np
import pytest

from arntp import plots
from arntp.plots.multiplication import carry_shares, errors_by_position, tasks

CELL = "MLP, schoolbook, n = 2"


def fit(shares=(0.1, 0.5, 0.9), accuracy=(1.0, 0.5, 0.25), carries=((0, 1, 3), (1, 9, 10)), names="abc"):
    """A fit whose curve has points ten steps apart."""
    history = [{"step": 10 * place, "product": share} for place, share in enumerate(shares, 1)]
    return {
        "history": [{"step": 1, "loss": 3.0}, *history],
        "config": {"batch": 4},
        "by position": {"names": list(names), "teacher forcing": list(accuracy)},
        "by carries": [list(group) for group in carries],
    }


def lines(ax, full=True):
    """The lines of an axes that hold data: those in full, or the faint ones."""
    return [line for line in ax.lines if len(line.get_xdata()) and (line.get_alpha() != 0.3) == full]


def half_a_second(fit):
    return 0.5


def test_curves_are_drawn_against_examples_and_seconds_a_row_for_each_chain():
    fits = {CELL: [fit(), fit(shares=(0.2, 0.6))], "linear, direct, n = 2": [fit()]}
    figure = plots.exact_curves(fits, half_a_second)
    examples, seconds, direct, _ = figure.axes
    assert [line.get_xdata().tolist() for line in lines(examples)] == [[40, 80, 120], [40, 80]]
    assert lines(seconds)[0].get_xdata().tolist() == [5, 10, 15]
    assert lines(seconds)[1].get_ydata().tolist() == [0.2, 0.6]
    assert lines(direct)[0].get_linestyle() == ":" and lines(direct)[0].get_color() == plots.colour("linear")
    assert [ax.get_title() for ax in figure.axes[::2]] == ["schoolbook, n = 2", "direct, n = 2"]
    assert [text.get_text() for text in figure.legends[0].texts] == ["MLP", "linear"]


def test_committed_curves_lie_faintly_behind_also_of_cells_that_the_reader_did_not_run():
    committed = {CELL: [fit(shares=(0.3, 0.3))], "linear, compact, n = 2": [fit()]}
    figure = plots.exact_curves({CELL: [fit()]}, half_a_second, faint=committed)
    (curve,) = lines(figure.axes[0], full=False)
    assert curve.get_ydata().tolist() == [0.3, 0.3] and curve.get_color() == plots.colour("MLP")
    assert not lines(figure.axes[2]) and len(lines(figure.axes[2], full=False)) == 1
    assert [text.get_text() for text in figure.legends[0].texts] == ["MLP", "linear", "faint: committed runs"]
    assert not lines(plots.exact_curves({CELL: [fit()]}, half_a_second).axes[0], full=False)


def picture(figure):
    """The rows of a picture, and their names."""
    ax = figure.axes[0]
    return np.asarray(ax.images[0].get_array()), [label.get_text() for label in ax.get_yticklabels()]


def test_hard_tokens_are_mean_errors_with_a_row_for_each_class():
    fits = {CELL: [fit(), fit(accuracy=(1.0, 0.7, 0.25))], "linear, schoolbook, n = 2": [fit(accuracy=(0, 0, 0))]}
    figure = plots.hard_tokens(fits, {0: "first", 2: "last"}, answer=1)
    shown, names = picture(figure)
    assert shown == pytest.approx(np.array([[0, 0.4, 0.75], [1, 1, 1]])) and names == ["MLP", "linear"]
    ax = figure.axes[0]
    assert [label.get_text() for label in ax.get_xticklabels()] == ["first", "last"]
    assert ax.lines[0].get_xdata()[0] == 1.5, "the line stands before the answer"
    assert errors_by_position([fit()]).tolist() == [0, 0.5, 0.75]


def test_committed_tokens_have_rows_of_their_own_unless_the_positions_are_others():
    committed = {CELL: [fit(accuracy=(0.5, 0.5, 0.5))], "linear, schoolbook, n = 3": [fit(names="abcd")]}
    shown, names = picture(plots.hard_tokens({CELL: [fit()]}, {}, 1, faint=committed))
    assert names == ["MLP", "MLP, committed"] and shown[1].tolist() == [0.5] * 3


def test_shares_by_carries_have_intervals_and_few_pairs_are_left_out():
    seeds = [fit(carries=[(0, 2, 3), (1, 9, 10), (2, 0, 8)]), fit(carries=[(0, 9, 9), (1, 5, 10), (2, 0, 7)])]
    carrying, shares, (low, high) = carry_shares(seeds)
    assert carrying == [1, 2] and shares.tolist() == [0.7, 0]
    assert low[0] < 0.7 < high[0] and low[1] == high[1] == 0
    assert carry_shares([fit(carries=[(0, 2, 3)])])[0] == []


def test_carries_have_a_panel_for_each_chain_with_committed_ones_behind():
    fits = {CELL: [fit()], "MLP, paper, n = 2": [fit()]}
    figure = plots.by_carries(fits, faint={CELL: [fit(carries=[(1, 4, 10)])]})
    assert [ax.get_title() for ax in figure.axes] == ["schoolbook, n = 2", "paper, n = 2"]
    assert lines(figure.axes[0])[0].get_ydata().tolist() == [0.9]
    (behind,) = lines(figure.axes[0], full=False)
    assert list(behind.get_ydata()) == [0.4] and not lines(figure.axes[1], full=False)


def test_tasks_come_in_the_order_of_the_cells():
    assert tasks({"a, y, n = 2": [], "b, y, n = 2": []}, {"a, x, n = 3": []}) == ["y, n = 2", "x, n = 3"]
