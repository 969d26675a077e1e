"""The figures of the theory show the tokens and lengths that they are given."""

import numpy as np

from arntp import plots

PROMPTS = np.array([[0, 0], [0, 1], [1, 0], [1, 1]])
CHAINS = np.array([[0, 0], [0, 1], [0, 1], [1, 0]])


def drawn(chains=CHAINS):
    return plots.xor_points(PROMPTS, chains).axes


def test_points_stand_at_bits_and_at_the_first_token():
    before, after = (ax.collections[0].get_offsets().tolist() for ax in drawn())
    assert before == PROMPTS.tolist()
    assert after == [[0, 0], [1, 0], [1, 0], [2, 1]]


def test_points_are_filled_where_exclusive_or_is_one():
    for ax in drawn():
        darkness = 1 - ax.collections[0].get_facecolors()[:, :3].mean(1)
        assert (darkness > 0.5).tolist() == [False, True, True, False]


def test_diagonals_join_equal_values_and_share_their_middle():
    diagonals = [line.get_xydata() for line in drawn()[0].lines]
    assert [line.tolist() for line in diagonals] == [[[0, 0], [1, 1]], [[0, 1], [1, 0]]]
    assert diagonals[0].mean(0).tolist() == diagonals[1].mean(0).tolist()


def test_the_dashed_line_parts_the_two_kinds():
    after = drawn()[1]
    (x0, y0), (x1, y1) = after.lines[0].get_xydata()
    x, y = after.collections[0].get_offsets().T
    side = (x - x0) * (y1 - y0) - (y - y0) * (x1 - x0) > 0
    assert side.tolist() == [False, True, True, False]


def test_lengths_are_written_without_exponents():
    figure = plots.lengths({"a": ([1, 2], [3, 9000])}, "n", "tokens")
    figure.draw_without_rendering()
    labels = [label.get_text() for label in figure.axes[0].get_yticklabels()]
    assert {"10", "100", "1,000"} <= set(labels)
