"""The overlap index against a search of every run."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from arntp.evaluation import OverlapIndex, longest_overlap
from arntp.evaluation.overlap import suffix_array

TEXTS = st.integers(1, 4).flatmap(lambda v: st.lists(st.integers(0, v - 1), min_size=1, max_size=40))


def searched(sample: list[int], training: list[int]) -> int:
    """Longest common run, by trying all."""
    return max((len(run) for run in runs(sample) & runs(training)), default=0)


def runs(tokens: list[int]) -> set[tuple]:
    """All runs of consecutive tokens."""
    return {tuple(tokens[i:j]) for i in range(len(tokens)) for j in range(i + 1, len(tokens) + 1)}


@settings(max_examples=200)
@given(TEXTS)
def test_suffixes_are_sorted(tokens):
    assert suffix_array(np.array(tokens)).tolist() == sorted(range(len(tokens)), key=lambda i: tokens[i:])


@settings(max_examples=200)
@given(TEXTS, TEXTS)
def test_longest_overlap_equals_the_search_of_all_runs(sample, training):
    assert longest_overlap(sample, training) == searched(sample, training)


def test_large_tokens_compare_as_numbers():
    """Tokens beyond one byte and beyond two: 256 must not sort before 1."""
    training = [1, 256, 50_256, 65_536, 2, 255, 511, 1]
    for start in range(8):
        for stop in range(start, 9):
            assert longest_overlap([70_000, *training[start:stop], 3], training) == stop - start


def test_one_index_answers_many_samples_in_a_long_text():
    rng = np.random.default_rng(1)
    training = rng.integers(2000, size=100_000)
    index = OverlapIndex(training)
    for start, size in zip(rng.integers(99_000, size=20), range(10, 210, 10), strict=True):
        copied = training[start : start + size]
        assert index.longest_overlap([2001, *copied, 2002]) == size
        assert index.longest_overlap(np.where(np.arange(size) == size // 2, 2001, copied)) == size // 2
    assert index.longest_overlap(training[-50:]) == 50
    assert index.longest_overlap(training[:50]) == 50


def test_nothing_in_common():
    assert longest_overlap([], [1, 2]) == longest_overlap([3, 4], [1, 2]) == 0


@pytest.mark.parametrize("training", [[], [[1, 2]], [1, -1]])
def test_bad_training_tokens_are_refused(training):
    with pytest.raises(ValueError, match="no training token|1 dimensions|= -1: token ids"):
        OverlapIndex(training)


def test_bad_samples_are_refused():
    with pytest.raises(ValueError, match="= -1: token ids"):
        OverlapIndex([1, 2]).longest_overlap([1, -1])
