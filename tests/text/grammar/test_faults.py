"""The planted faults: the checker rejects each of them, as what it is."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from told_stories import LOST, STORIES, story_of

from arntp.text.grammar import COHERENCE_FAULTS, COMPLETENESS_FAULTS, FAULTS, GRAMMAR_FAULTS, check
from arntp.text.grammar.generator import PLOTS

SPOILT = STORIES[:120]


def test_there_are_faults_enough_and_their_kinds_are_disjoint():
    assert len(FAULTS) == len(GRAMMAR_FAULTS) + len(COHERENCE_FAULTS) + len(COMPLETENESS_FAULTS) >= 20


@pytest.mark.parametrize("kind", FAULTS)
def test_every_planted_fault_is_rejected_as_what_it_is(kind):
    rng = np.random.default_rng(7)
    for story in SPOILT:
        faulty = FAULTS[kind](story, rng)
        verdict = check(faulty)
        assert faulty != story and verdict.faults and not verdict.good, faulty
        if kind in GRAMMAR_FAULTS:
            assert not verdict.grammatical, faulty
        else:
            assert verdict.grammatical, (faulty, verdict.faults)
            assert verdict.coherent == (kind in COMPLETENESS_FAULTS), (faulty, verdict.faults)
        if kind in COMPLETENESS_FAULTS:
            assert not verdict.complete, faulty


@pytest.mark.parametrize("kind", FAULTS)
@settings(max_examples=15, deadline=None)
@given(st.sampled_from(PLOTS), st.integers(0, 2**63 - 1))
def test_every_planted_fault_is_rejected_at_any_seed(kind, plot, seed):
    faulty = FAULTS[kind](story_of(plot, seed), np.random.default_rng(seed))
    assert not check(faulty).good, faulty


@pytest.mark.parametrize("kind", FAULTS)
def test_a_fault_needs_a_story(kind):
    with pytest.raises(ValueError, match="story"):
        FAULTS[kind]("¿?", np.random.default_rng(0))


def test_complete_means_that_the_last_sentence_is_a_moral_even_a_wrong_one():
    rng = np.random.default_rng(0)
    assert check(FAULTS["wrong moral"](LOST, rng)).complete
    assert not check(FAULTS["goes on after the moral"](LOST, rng)).complete
