"""Numbers and curves of any result, and how they are written."""

import numpy as np
import pytest

from arntp.runs.measures import aligned, curves, mean_interval, numbers, settings, spread, written

RESULT = {
    "name": "a fit",
    "right": True,
    "parameters": 12,
    "config": {"width": 8, "class": "MLP"},
    "history": [{"step": 1, "loss": 2.0, "exact": 0.5}, {"step": 2, "loss": 1.0, "lr": 0.1}],
    "scores": {"held out": {"perplexity": 3.5}, "text": "none", "nothing": None},
    "runs": [{"lr": 0.1, "answer": 1.0}, {"lr": 0.2, "answer": 0.5}],
    "errors": [{"a": 12, "b": 13}],
    "first wrong": [1, 2, 3],
    "one point": [{"step": 0, "perplexity": 9.0}],
}


def test_numbers_are_found_by_their_shape():
    assert numbers(RESULT) == {
        "parameters": 12,
        "history, last/loss": 1.0,
        "history, last/exact": 0.5,
        "scores/held out/perplexity": 3.5,
        "runs/1/lr": 0.1,
        "runs/1/answer": 1.0,
        "runs/2/lr": 0.2,
        "runs/2/answer": 0.5,
        "one point, last/perplexity": 9.0,
    }
    assert curves(RESULT) == {"history": RESULT["history"]}
    assert settings(RESULT) == {"config/width": 8, "config/class": "MLP"}
    assert numbers({}) == curves({}) == settings({}) == {}
    assert numbers({"runs": RESULT["runs"] * 3}) == {}, "six are not a few"


@pytest.mark.parametrize(
    "values, text",
    [
        ([], ""),
        ([3], "3"),
        ([0.5, 0.5], "0.5"),
        ([0.25, 0.75], "0.5 (0.25 … 0.75)"),
        ([0.6, 0.8, 0.7], "0.7 (0.6 … 0.8)"),
        ([0.0, 1.0, 0.0, 1.0], "0.5 (0 … 1)"),
        ([0.1, 0.2, 0.3, 0.4, 0.5], "0.3 (0.1 … 0.5) [0.18 … 0.42]"),
        ([1.0, float("nan")], "nan (1 … 1)"),
    ],
)
def test_a_spread_says_no_more_than_there_is(values, text):
    assert spread(values) == text


def test_the_interval_is_that_of_all_resamples():
    values = [1.0, 2.0, 4.0, 8.0, 9.0]
    every = np.sort(np.stack(np.meshgrid(*[values] * 5)).reshape(5, -1).mean(0))
    low, high = mean_interval(values)
    assert abs(np.searchsorted(every, low) / len(every) - 0.025) < 0.01
    assert abs(np.searchsorted(every, high, "right") / len(every) - 0.975) < 0.01
    assert mean_interval(values) == (low, high)


@pytest.mark.parametrize(
    "value, text",
    [
        (0.123456, "0.1235"),
        (0.99996, "0.99996"),
        (1.0, "1"),
        (1.00001, "1"),
        (1234567, "1,234,567"),
        (12345.6, "12,346"),
        (float("inf"), "inf"),
        (True, "True"),
        ("a word", "a word"),
    ],
)
def test_values_are_written_the_same_way_everywhere(value, text):
    assert written(value) == text


def test_columns_are_aligned():
    assert aligned([("a", "1", ""), ("long", "10", "x")], right=[1]) == ["a      1", "long  10  x"]
    assert aligned([]) == []
