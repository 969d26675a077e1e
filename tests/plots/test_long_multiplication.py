"""The worked product shows the digits, carries and tokens that the task's chain holds."""

import re

import pytest
from bs4 import BeautifulSoup

from arntp import plots
from arntp.plots.long_multiplication import numbers


def test_numbers_are_the_chain_s():
    found = numbers(27, 49)
    assert found["row 1, digit 2: product"] == 2 * 9 + 6 and found["row 2, digit 1: pair"] == 74
    assert [found[f"product, digit {k}"] for k in (1, 2, 3, 4)] == [3, 2, 3, 1]


@pytest.mark.parametrize("a, b, carries", [(27, 49, [6, 2, 1]), (11, 11, []), (99, 99, [8, 8, 1, 1])])
def test_paper_has_both_ways_with_every_carry(a, b, carries):
    soup = BeautifulSoup(plots.on_paper(a, b), "html.parser")
    without, within = soup.select("table")
    assert [int(mark.text) for mark in within.select("small")] == carries and not without.select("small")
    for mark in soup.select("small"):
        assert mark["aria-label"] == f"carry {mark.text}"
        mark.decompose()
    rows = [table.select("tr") for table in (without, within)]
    lines = [["".join(cell.text for cell in row.select("td")) for row in table] for table in rows]
    total = f"{a * b:04}"
    assert lines[0] == [str(a), f"×{b}", total]
    assert lines[1] == [str(a), f"×{b}", f"{a * (b % 10):03}", f"{a * (b // 10):03}", total]


def test_paper_counts_what_is_written():
    text = BeautifulSoup(plots.on_paper(27, 49), "html.parser").text
    assert re.findall(r"(\d+) tokens: (.*?)(?=With|$)", text) == [
        ("4", "3 2 3 1"),
        ("15", "7x9 =63 2x9 =24 7x4 =28 +12 2x4 =10 +3 +1 3 2 3 1"),
    ]


@pytest.mark.parametrize("a, b, digits", [(27, 49, 2), (999, 998, 3), (7, 8, 1)])
def test_steps_are_equations_that_hold(a, b, digits):
    rows = list(plots.token_steps(a, b, digits))
    sums = [row[kind] for row in rows for kind in ("product + carry", "digit above + digit + carry") if row[kind]]
    assert len(sums) == 2 * digits**2 - digits + (digits - 1)
    for equation in sums:
        left, right = equation.replace("·", "*").split("=")
        assert eval(left) == int(right)
    assert rows[0]["pair"] == f"{a % 10}x{b % 10}" and rows[0]["token"] == f"={(a % 10) * (b % 10)}"


def test_strip_has_a_box_a_token_and_an_arc_a_read():
    figure = plots.token_strip(["7", "2", "7x2", "=14"], {"prompt": 2, "chain": 2}, {2: [0, 1], 3: [2]})
    (ax,) = figure.axes
    assert [text.get_text() for text in ax.texts] == ["7", "2", "7x2", "=14", "prompt", "chain"]
    assert len(ax.patches) == 4 + 3


@pytest.mark.parametrize("groups, reads", [({"all": 3}, {}), ({"all": 2}, {0: [0]}), ({"all": 2}, {0: [1]})])
def test_strip_refuses_what_does_not_fit(groups, reads):
    with pytest.raises(ValueError, match="tokens|earlier"):
        plots.token_strip(["a", "b"], groups, reads)


def test_longer_factors_are_refused():
    with pytest.raises(ValueError, match="2 decimal digits"):
        plots.on_paper(270, 49)
