"""Figures are drawn in the book's look, without a display, and closed after each test."""

import matplotlib

matplotlib.use("Agg")

import pytest
from matplotlib import pyplot as plt
from matplotlib.text import Text

from arntp import plots


@pytest.fixture(autouse=True)
def style():
    plots.set_style()
    yield
    for figure in map(plt.figure, plt.get_fignums()):
        check_readable(figure)
    plt.close("all")


def check_readable(figure):
    """No wider than the page's column, where a point is 4/3 pixels, and no text below 11 pixels there."""
    figure.draw_without_rendering()
    assert figure.get_figwidth() <= plots.WIDEST
    texts = [text for text in figure.findobj(Text) if text.get_text() and text.get_visible()]
    small = [text.get_text() for text in texts if text.get_fontsize() * 4 / 3 < 11]
    assert not small, f"below 11 pixels: {small}"
