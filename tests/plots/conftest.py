"""Figures are drawn in the book's look, without a display, and closed after each test."""

import matplotlib

matplotlib.use("Agg")

import pytest
from matplotlib import pyplot as plt

from arntp import plots


@pytest.fixture(autouse=True)
def style():
    plots.set_style()
    yield
    plt.close("all")
