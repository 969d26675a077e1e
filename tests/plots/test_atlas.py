"""Figures of the atlas show the functions and counts that they are given."""

import numpy as np
from matplotlib.colors import to_rgba

from arntp import plots
from arntp.atlas.tables import bits, projection


def test_tiles_have_karnaughs_order_and_their_groups_colour():
    groups = {
        "first": bits(np.array([projection(0, 4), projection(3, 4)]), 4),
        "second": bits(np.array([1, 0, 0xFFFF]), 4),
    }
    figure = plots.function_tiles(groups, columns=2)
    shades = list(plots.shades(["first", "second"]).values())
    first, second = (ax.get_images()[0].get_array() for ax in figure.axes)
    true = (first == to_rgba(shades[0])).all(-1)
    assert true[:4, :4].tolist() == [[False, True, True, False]] * 4, "input 0 runs along the row"
    assert true[:4, 5:9].tolist() == [[False] * 4] * 2 + [[True] * 4] * 2, "input 3 is the lower half"
    assert first[4:, :, 3].max() == 0 and second.shape == (10, 10, 4), "gaps are transparent; a row holds two tiles"
    true = (second == to_rgba(shades[1])).all(-1)
    assert true[:5].sum() == 1 and true[0, 0] and true[5:].sum() == 16


def test_a_map_writes_each_value_where_its_inputs_meet():
    maps = plots.karnaugh_maps({"x₁": bits(projection(0, 2), 2), "x₄": bits(projection(3, 4), 4)})
    two, four = maps.axes
    assert {t.get_position(): t.get_text() for t in two.texts} == {(0, 0): "0", (1, 0): "1", (0, 1): "0", (1, 1): "1"}
    assert four.images[0].get_array().tolist() == [[0] * 4] * 2 + [[1] * 4] * 2
    assert [label.get_text() for label in four.get_yticklabels()] == ["00", "10", "11", "01"]
    assert two.get_xlabel() == "x₁" and four.get_ylabel() == "x₃ x₄"


def test_lengths_beside_boundary_edges():
    figure = plots.length_by_boundary({2: {"1": [2, 0, 12, 0, 0], "2": [0, 0, 0, 0, 2]}, 3: {"2": [0] * 12 + [2]}})
    left, right = figure.axes
    shown = {line.get_label(): (line.get_xdata().tolist(), line.get_ydata().tolist()) for line in left.lines}
    assert shown == {"T = 1": ([0, 2], [2, 12]), "T = 2": ([4], [2])}
    assert right.lines[0].get_color() == left.lines[1].get_color(), "a length keeps its colour"
    assert left.get_yscale() == "log" and right.get_title() == "3 inputs"
