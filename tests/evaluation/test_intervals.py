"""Intervals by resampling: they cover what they claim, and tell seeds from items."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arntp.evaluation import bootstrap, proportion_interval, resamples


def drawn(rng: np.random.Generator, seeds: int, items: int, spread: float) -> list[np.ndarray]:
    """Outcomes of runs whose own chances of success scatter about one half."""
    return [(rng.random(items) < 0.5 + spread * rng.standard_normal()).astype(int) for _ in range(seeds)]


def test_without_spread_between_seeds_the_interval_is_the_one_of_the_pooled_items():
    outcomes = drawn(np.random.default_rng(0), seeds=10, items=400, spread=0)
    pooled = np.concatenate(outcomes)
    expected = proportion_interval(int(pooled.sum()), len(pooled))
    low, high = bootstrap(outcomes)
    assert 0.9 < (high - low) / (expected[1] - expected[0]) < 1.6, "both stages resample the items' noise"


def test_seeds_that_differ_make_the_interval_wide_however_many_items_there_are():
    outcomes = [np.zeros(10_000), np.ones(10_000), np.ones(10_000)]
    low, high = bootstrap(outcomes)
    assert low == 0 and high == 1


@pytest.mark.parametrize("spread", [0.0, 0.1])
def test_the_interval_covers_the_mean_about_as_often_as_it_says(spread):
    rng = np.random.default_rng(1)
    covered = []
    for _ in range(200):
        low, high = bootstrap(drawn(rng, seeds=8, items=60, spread=spread), repeats=200)
        covered.append(low <= 0.5 <= high)
    assert 0.86 <= np.mean(covered) <= 0.995


@given(st.lists(st.lists(st.integers(0, 5), min_size=1, max_size=6), min_size=1, max_size=4))
def test_a_resample_holds_items_of_the_seeds_alone(outcomes):
    for drawing in resamples([np.array(found) for found in outcomes], repeats=3):
        assert len(drawing) == len(outcomes)
        for found in drawing:
            assert any(len(found) == len(one) and set(found) <= set(one) for one in outcomes)


def test_the_statistic_is_free():
    outcomes = [np.arange(100.0), np.arange(100.0)]
    low, high = bootstrap(outcomes, statistic=lambda found: float(np.median(np.concatenate(found))))
    assert 35 < low < 49.5 < high < 64
