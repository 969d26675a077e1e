"""Censored tables are completed: with nothing censored nothing changes, else the model finds what was hidden."""

import numpy as np
import pytest

from arntp.evaluation import TwoWay, completed
from arntp.evaluation.censored import truncated

ROWS, COLUMNS = np.array([0.0, 0.5, 1.0, 1.6]), np.array([0.0, 0.2, 0.3, 0.5])


def simulated(seed, seeds=3, noise=0.08):
    """A design, and values with known row and column effects, in decades."""
    i, j = np.repeat(np.indices((4, 4)).reshape(2, -1), seeds, axis=1)
    values = ROWS[i] + COLUMNS[j] + np.random.default_rng(seed).normal(0, noise, len(i))
    return TwoWay([f"r{k}" for k in i], [f"c{k}" for k in j]), values


def censored(values, cap):
    """Bounds of values that are seen up to a cap."""
    return np.minimum(values, cap), np.where(values > cap, np.inf, values)


def middle(shares, source):
    return float(np.median(shares[source]))


def test_known_values_stay_what_they_are():
    design, values = simulated(0)
    drawn = completed(design, values, values, draws=5)
    assert np.allclose(drawn, values) and drawn.shape == (5, len(values))


def test_draws_keep_their_bounds():
    design, values = simulated(1)
    low, high = values - 0.05, np.where(values > 1.2, np.inf, values + 0.1)
    drawn = completed(design, low, high, draws=50)
    assert (drawn >= low).all() and (drawn <= high).all() and (drawn.std(0) > 0).all()


@pytest.mark.parametrize("seed", range(3))
def test_shares_of_a_censored_table_are_found_again(seed):
    """A fifth to a quarter is censored; at its bound the first factor's share would be too small."""
    design, values = simulated(seed)
    true = design.shares(values)
    low, high = censored(values, 1.5)
    found = design.shares(completed(design, low, high, draws=300))
    for source in ("first", "second"):
        lowest, highest = np.quantile(found[source], [0.01, 0.99])
        assert lowest < true[source] < highest and middle(found, source) == pytest.approx(true[source], abs=0.05)


def test_values_past_a_bound_are_told_by_the_other_levels():
    """The last cell, of mean 2.1, is known to be above 1.7 alone."""
    design, values = simulated(0)
    drawn = completed(design, *censored(values, 1.7), draws=400)
    assert drawn[:, -3:].mean() == pytest.approx(2.1, abs=0.15)
    low, high = np.quantile(drawn[:, -1], [0.025, 0.975])
    assert 1.7 <= low < 2.1 < high


def test_what_is_censored_wholly_is_less_certain():
    design, values = simulated(0)
    known, cut = (completed(design, *censored(values, cap), draws=300) for cap in (9.0, 0.9))
    widths = [np.ptp(np.quantile(design.shares(drawn)["first"], [0.05, 0.95])) for drawn in (known, cut)]
    assert widths[0] < 0.01 < 0.1 < widths[1]


def test_draws_repeat_by_their_seed():
    design, values = simulated(2)
    bounds = censored(values, 1.2)
    first, again, other = (completed(design, *bounds, draws=3, seed=seed) for seed in (4, 4, 5))
    assert np.array_equal(first, again) and not np.array_equal(first, other)


@pytest.mark.parametrize("low, high", [(-1.0, 0.5), (2.0, np.inf), (10.0, np.inf), (-0.1, 0.1), (-7.0, -6.5)])
def test_truncated_normals_have_the_truncated_mean(low, high):
    count, rng = 40_000, np.random.default_rng(0)
    drawn = truncated(np.zeros(count), 1.0, np.full(count, low), np.full(count, high), rng)
    grid = np.linspace(low, min(high, low + 12), 400_001)
    weights = np.exp((low**2 - grid**2) / 2 if low > 0 else -(grid**2) / 2)
    assert (drawn >= low).all() and (drawn <= high).all()
    assert drawn.mean() == pytest.approx((grid * weights).sum() / weights.sum(), abs=0.02)
