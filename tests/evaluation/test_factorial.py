"""Shares of variance in a table of two factors, against tables whose components are known."""

from itertools import product

import numpy as np
import pytest

from arntp.evaluation import TwoWay


def table(rows, columns, seeds, empty=()):
    """A design with `seeds` observations in every cell that is not empty."""
    cells = [cell for cell in product(range(rows), range(columns)) if cell not in empty for _ in range(seeds)]
    return TwoWay([f"r{i}" for i, _ in cells], [f"c{j}" for _, j in cells]), np.array(cells)


def test_a_balanced_table_is_taken_apart_exactly():
    """Effects that sum to zero are orthogonal: sums of squares are those of the effects."""
    design, cells = table(2, 2, 2)
    i, j = cells.T
    noise = np.tile([1.0, -1.0], 4)
    parts = {"first": 3.0 * (2 * i - 1), "second": 2.0 * (2 * j - 1)}
    parts |= {"interaction": 1.0 * (2 * i - 1) * (2 * j - 1), "rest": 0.5 * noise}
    values = 7 + sum(parts.values())
    total = sum((part**2).sum() for part in parts.values())
    found = design.shares(values)
    for source, part in parts.items():
        assert found[source] == pytest.approx((part**2).sum() / total)
    assert found["first before"] == pytest.approx(found["first after"])


def test_shares_sum_to_one_whatever_is_empty_and_for_many_values_at_once():
    design, cells = table(4, 3, 2, empty={(0, 0), (2, 1), (3, 0)})
    values = np.random.default_rng(0).normal(size=(5, len(cells)))
    found = design.shares(values)
    assert sum(found[source] for source in ("first", "second", "interaction", "rest")) == pytest.approx(np.ones(5))
    for row, one in zip(values, found["first"]):
        assert design.shares(row)["first"] == pytest.approx(one)
    assert min(share.min() for share in found.values()) > -1e-12


def test_orders_differ_where_cells_are_empty_and_shapley_lies_between():
    """All of column 1 is in row 1: a pure row effect looks like a column effect as long as rows are not known."""
    design, cells = table(2, 2, 3, empty={(0, 1)})
    found = design.shares(cells[:, 0].astype(float))
    assert found["first before"] == pytest.approx(1.0) and found["second after"] == pytest.approx(0.0)
    assert found["second before"] == pytest.approx(0.25) and found["first after"] == pytest.approx(0.75)
    assert found["first"] == pytest.approx(0.875) and found["second"] == pytest.approx(0.125)


def test_another_scale_or_unit_changes_nothing():
    design, cells = table(3, 3, 2)
    values = np.random.default_rng(1).normal(size=len(cells))
    before, after = design.shares(values), design.shares(10 - 3 * values)
    assert all(after[source] == pytest.approx(before[source]) for source in before)


def test_what_is_drawn_anew_stays_in_its_cell():
    design, cells = table(2, 3, 3)
    values = np.tile(np.arange(len(cells), dtype=float), (200, 1))
    drawn = design.resampled(values, seed=2)
    cell = np.arange(len(cells)) // 3
    assert (drawn // 3 == cell).all() and len(np.unique(drawn[:, :3], axis=0)) == 27, "all draws of three of three"
    assert np.array_equal(drawn, design.resampled(values, seed=2)) and values[0, 0] == 0


def test_one_seed_leaves_nothing_within_cells():
    design, cells = table(2, 2, 1)
    assert design.shares(np.array([1.0, 2, 4, 9]))["rest"] == pytest.approx(0)
