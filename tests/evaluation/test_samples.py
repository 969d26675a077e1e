"""Variety, repetition and checker rates of samples."""

from types import SimpleNamespace

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arntp.evaluation import checker_rates, distinct_n, repetition
from arntp.text.grammar import check, generate

SEQUENCES = st.lists(st.integers(0, 3), max_size=12)


def test_variety_by_hand():
    assert distinct_n([[1, 2, 1, 2], [1, 2, 3]], 1) == 3 / 7
    assert distinct_n([[1, 2, 1, 2], [1, 2, 3]], 2) == 3 / 5
    assert repetition([1, 2, 1, 2, 1], 2) == 2 / 4
    assert repetition([1, 2, 3], 1) == 0
    assert repetition([5] * 10, 3) == 7 / 8


@given(SEQUENCES, st.integers(1, 4))
def test_repetition_counts_what_occurred_earlier(tokens, n):
    grams = [tokens[i : i + n] for i in range(len(tokens) - n + 1)]
    earlier = sum(gram in grams[:i] for i, gram in enumerate(grams))
    assert repetition(tokens, n) == pytest.approx(earlier / len(grams) if grams else 0)
    if grams:
        assert distinct_n([tokens], n) == pytest.approx(1 - repetition(tokens, n))


@given(st.lists(SEQUENCES, max_size=4), st.integers(1, 4))
def test_saying_everything_twice_halves_the_variety(samples, n):
    assert distinct_n(samples + samples, n) == pytest.approx(distinct_n(samples, n) / 2)


def test_samples_without_ngrams_count_nothing():
    assert distinct_n([], 1) == distinct_n([[], [1]], 2) == repetition([1], 2) == 0


def test_ngrams_of_no_token_are_refused():
    with pytest.raises(ValueError, match="n = 0: at least 1"):
        repetition([1, 2], 0)


def test_checker_rates():
    verdicts = {
        "good": SimpleNamespace(grammatical=True, coherent=True, complete=True, good=True),
        "cut short": SimpleNamespace(grammatical=True, coherent=True, complete=False, good=False),
        "strange": SimpleNamespace(grammatical=True, coherent=False, complete=True, good=False),
        "broken": SimpleNamespace(grammatical=False, coherent=False, complete=False, good=False),
    }
    rates = checker_rates(verdicts, verdicts.get)
    assert rates == {"grammatical": 0.75, "coherent": 0.5, "complete": 0.5, "good": 0.25}


def test_the_grammar_checks_its_own_stories():
    rng = np.random.default_rng(1)
    stories = [generate(rng) for _ in range(4)]
    assert set(checker_rates(stories, check).values()) == {1.0}
    assert checker_rates([*stories, "Lily cat the."] * 2, check)["good"] == 0.8


def test_no_text_has_no_rates():
    with pytest.raises(ValueError, match="no text"):
        checker_rates([], check)
