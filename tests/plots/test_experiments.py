"""Figures: they show the numbers that they are given, in the look of the book."""

import matplotlib
import numpy as np
import pytest
from matplotlib.colors import to_rgb

from arntp import plots


def fit(paces=(1.0, 1.0, 9.0), perplexities=(100.0, 50.0, 25.0)):
    """A fit of three log points, ten steps apart, that took `paces` seconds each."""
    seconds = np.cumsum(paces)
    history = [
        {"step": 10 * (i + 1), "tokens": 1000 * (i + 1), "seconds": float(s), "perplexity": p, "product": 1 / p}
        for i, (s, p) in enumerate(zip(seconds, perplexities))
    ]
    return {"history": history, "flops": 7, "config": {"batch": 4}}


def contrast(first, second):
    """The contrast ratio of two colours, 1 … 21 (WCAG 2)."""

    def luminance(colour):
        parts = [c / 12.92 if c <= 0.03928 else ((c + 0.055) / 1.055) ** 2.4 for c in to_rgb(colour)]
        return np.dot(parts, [0.2126, 0.7152, 0.0722])

    low, high = sorted([luminance(first), luminance(second)])
    return (high + 0.05) / (low + 0.05)


def on_a_dark_page(colour):
    """A colour as the style sheet shows it there: CSS `invert(1) hue-rotate(180deg)`."""
    turn = np.array([[-0.574, 1.43, 0.144], [0.426, 0.43, 0.144], [0.426, 1.43, -0.856]])
    return np.clip(turn @ (1 - np.array(to_rgb(colour))), 0, 1)


SHADES = plots.shades(range(7)).values()


@pytest.mark.parametrize("shade, least", [(plots.INK, 4.5), *((c, 3) for c in (*plots.COLOURS.values(), *SHADES))])
def test_text_and_lines_are_seen_on_light_and_dark_pages(shade, least):
    assert contrast(shade, "#ffffff") >= least
    assert contrast(on_a_dark_page(shade), "#14181e") >= least
    assert matplotlib.rcParams["savefig.transparent"] and matplotlib.rcParams["text.color"] == plots.INK


def test_a_pause_of_the_machine_does_not_move_the_median_pace():
    assert plots.step_seconds(fit((1.0, 1.0, 9.0))) == pytest.approx(0.1)


def test_learning_curves_show_time_tokens_and_flops():
    figure = plots.learning_curves({"transformer": [fit(), fit(perplexities=(80, 60, 35))]})
    seconds, tokens, flops = (ax.lines[0].get_xdata().tolist() for ax in figure.axes)
    assert seconds == pytest.approx([1, 2, 3])
    assert tokens == [1000, 2000, 3000]
    assert flops == [3 * 7 * t for t in tokens]
    assert figure.axes[0].lines[0].get_ydata().tolist() == [90, 55, 30]


def test_logarithmic_axes_have_round_numbers():
    axes = plots.learning_curves({"transformer": [fit()]}).axes
    assert [label.get_text() for label in axes[0].get_xticklabels()] == ["1", "2"]
    assert [label.get_text() for label in axes[0].get_yticklabels()] == ["50", "100"]


def test_counts_are_a_dashed_line():
    counted = {"history": [{"step": 0, "tokens": 0, "seconds": 0.0, "perplexity": 18.0}], "flops": 0}
    figure = plots.learning_curves({"transformer": [fit()], "n-gram": [counted]})
    assert all(ax.lines[-1].get_linestyle() == "--" for ax in figure.axes)


def faint(ax):
    """The lines of an axes that lie faintly behind, and their entries in a legend."""
    lines = [line for line in ax.lines if line.get_alpha() == 0.3]
    entries = [line.get_label() for line in lines if not len(line.get_xdata())]
    return [line for line in lines if len(line.get_xdata())], entries


def test_committed_curves_lie_faintly_behind():
    counted = {"history": [{"step": 0, "tokens": 0, "seconds": 0.0, "perplexity": 18.0}], "flops": 0}
    committed = {"transformer": [fit(perplexities=(9, 8, 7))], "n-gram": [counted]}
    figure = plots.learning_curves({"transformer": [fit()]}, faint=committed)
    for ax in figure.axes:
        (curve, dashed), _ = faint(ax)
        assert curve.get_ydata().tolist() == [9, 8, 7] and dashed.get_ydata()[0] == 18
        assert curve.get_color() == plots.colour("transformer") and curve.get_label().startswith("_")
    assert faint(figure.axes[0])[1] == ["faint: committed runs"]
    assert [text.get_text() for text in figure.legends[0].texts] == ["transformer", "faint: committed runs"]


def test_committed_block_norms_lie_faintly_behind():
    (line,), entries = faint(plots.block_norms(np.eye(3), [3.0, 2.0, 1.0], faint=[5.0, 4.0]).axes[1])
    assert line.get_ydata().tolist() == [5, 4] and len(entries) == 1


def test_the_best_learning_rate_is_filled():
    figure = plots.tuning({"transformer": {1e-3: 30.0, 2e-3: 20.0, 4e-3: 25.0}}, "perplexity")
    assert figure.axes[0].lines[1].get_xdata() == [2e-3]
    figure = plots.tuning({"MLP, direct": {1e-3: 0.3, 2e-3: 0.9}}, "digits", best=np.argmax, yscale="linear")
    assert figure.axes[0].lines[1].get_xdata() == [2e-3]


def test_the_committed_grid_lies_faintly_behind():
    behind = {"transformer": {1e-3: 30.0, 2e-3: 20.0, 4e-3: 25.0}}
    figure = plots.tuning({"transformer": {2e-3: 12.0}}, "perplexity", faint=behind)
    grid, best, mine, mine_again, _ = figure.axes[0].lines
    assert list(grid.get_ydata()) == [30, 20, 25] and grid.get_alpha() == best.get_alpha() == plots.style.PALE["alpha"]
    assert list(mine.get_ydata()) == [12] and mine_again.get_alpha() == 1
    assert [text.get_text() for text in figure.legends[0].texts] == ["transformer", "faint: committed runs"]


def test_each_class_keeps_its_colour():
    assert plots.colour("linear, schoolbook") == plots.COLOURS["causal linear"]
    assert plots.colour("MLP, direct") == plots.COLOURS["causal MLP"]
    assert len(set(plots.COLOURS.values())) == len(plots.COLOURS)


def test_the_remaining_figures_draw():
    square = np.tril(np.ones((4, 4))).tolist()
    assert len(plots.block_norms(square, [3.0, 2.0, 1.0]).axes) == 3  # two panels and a colour bar


def test_weight_map_writes_each_weight_on_its_wire():
    weights = np.array([[1, -2, 0], [0, 4, 8]])
    ax = plots.weight_map(weights, ["g", "h"], ["a", "b", "c"]).axes[0]
    assert {t.get_position(): t.get_text() for t in ax.texts} == {(0, 0): "1", (1, 0): "-2", (1, 1): "4", (2, 1): "8"}
    assert [label.get_text() for label in ax.get_yticklabels()] == ["g", "h"]


def test_lengths_are_lines_on_logarithmic_axes():
    ax = plots.lengths({"a": ([1, 2], [3, 9]), "b": ([1, 2], [4, 5])}, "n", "tokens").axes[0]
    assert [list(line.get_ydata()) for line in ax.lines] == [[3, 9], [4, 5]]
    assert ax.get_xscale() == ax.get_yscale() == "log"
