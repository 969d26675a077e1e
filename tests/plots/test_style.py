"""The look of all figures: whose runs are drawn, and which shades stand for which values."""

import pytest

from arntp import plots


@pytest.mark.parametrize(
    "show, expected",
    [
        ("yours over committed", ({"a": 1}, {"a": 2})),
        ("yours", ({"a": 1}, {})),
        ("committed", ({"a": 2}, {})),
    ],
)
def test_readers_choose_whose_runs_are_drawn(show, expected):
    assert plots.layers(show, {"a": 1}, {"a": 2}) == expected
    assert plots.layers(show, {"a": 1}, {}) == ({"a": 1}, {}), "nothing committed: the live run in full"


def test_other_choices_are_refused():
    with pytest.raises(ValueError, match="yours over committed"):
        plots.layers("mine", {}, {})


def test_shades_darken_with_the_value():
    greys = [sum(int(shade[i : i + 2], 16) for i in (1, 3, 5)) for shade in plots.shades([1, 2, 4, 8]).values()]
    assert greys == sorted(greys, reverse=True) and len(set(greys)) == 4
