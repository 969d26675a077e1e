"""The generator: reproducible, distinct, short stories that teach every lesson."""

import re

import numpy as np
import pytest
from told_stories import STORIES, story_of

from arntp.text.grammar import generate, sample_stories
from arntp.text.grammar.generator import PLOTS
from arntp.text.grammar.words import GENDER, LESSONS


def test_stories_are_reproducible_and_distinct():
    assert sample_stories(50, seed=3) == sample_stories(50, seed=3) != sample_stories(50, seed=4)
    assert len(set(STORIES)) == len(STORIES)
    assert sample_stories(0, seed=0) == []


def test_a_negative_count_is_an_error():
    with pytest.raises(ValueError, match="count = -1"):
        sample_stories(-1, seed=0)


def test_generate_draws_from_the_given_generator_only():
    rng, again = np.random.default_rng(5), np.random.default_rng(5)
    np.random.seed(0)
    first = [generate(rng) for _ in range(5)]
    np.random.seed(1)
    assert first == [generate(again) for _ in range(5)]


def test_stories_are_short_paragraphs_of_a_few_hundred_words():
    lengths = [len(story.split()) for story in STORIES]
    assert 50 <= min(lengths) and max(lengths) <= 130 and 70 <= np.mean(lengths) <= 95
    vocabulary = {word.lower() for story in STORIES for word in re.findall("[A-Za-z-]+", story)}
    assert 300 <= len(vocabulary) <= 700
    assert not any("\n" in story or "  " in story or story != story.strip() for story in STORIES)


def test_every_plot_has_dialogue_a_place_and_every_lesson_is_taught():
    for plot in PLOTS:
        assert all('"' in story and " to the " in story for story in (story_of(plot, seed) for seed in range(20)))
    for lesson in LESSONS.values():
        assert any(story.endswith(f"{words}.") for story in STORIES for words in lesson.truths + lesson.habits)


def test_names_have_one_gender_and_lessons_one_plot():
    assert len(GENDER) == 24 and set(GENDER.values()) == {"female", "male"}
    assert {lesson.plot for lesson in LESSONS.values()} == {plot.__name__ for plot in PLOTS}
