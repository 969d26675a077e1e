"""Splits: a story keeps its side, and nothing that is scored is trained on."""

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arntp.text.splitting import split, split_by_hash, unseen

LONG = "Anna saw a bird in the old tree. It sang {} songs for her, and she sang along."
WORDS = st.lists(st.sampled_from(["the", "cat", "saw", "a", "dog", "and", "ran"]), min_size=8, max_size=12)


@given(st.lists(st.text()), st.lists(st.text()))
def test_a_story_keeps_its_side(stories, more):
    train, held = split_by_hash(stories, 0.5)
    assert not set(train) & set(held)
    assert sorted(train + held) == sorted(stories)
    train_too, held_too = split_by_hash(more + stories, 0.5)
    assert set(train) <= set(train_too)
    assert set(held) <= set(held_too)


def test_the_held_out_share():
    held = split_by_hash(map(str, range(20_000)))[1]
    assert 0.045 < len(held) / 20_000 < 0.055


def test_the_split_never_changes():
    assert split_by_hash(map(str, range(60)))[1] == ["39", "51", "55"]


def test_half_a_pair_of_utf16_has_a_side():
    assert split_by_hash(["\ud800"], 0.0) == (["\ud800"], [])


# Nothing scored is trained on


def spaced(story, blank):
    """The same words, other white space."""
    return blank.join(story.split())


@given(st.lists(st.text(min_size=1)), st.lists(st.text(min_size=1), min_size=2), st.sampled_from([" ", "\n", "\t \n"]))
def test_validation_stories_are_left_out_white_space_aside(stories, valid, blank):
    stories = ["the first", *stories, "the last", *(spaced(story, blank) for story in valid)]
    known = {tuple(story.split()) for story in valid}
    assert unseen(stories, valid) == [story for story in stories if tuple(story.split()) not in known]


@given(st.lists(WORDS, min_size=1), st.integers(0, 20), st.integers(1, 12))
def test_a_passage_of_running_validation_text_is_left_out(paragraphs, start, length):
    running = "\n".join(" ".join(words) for words in paragraphs)
    words = running.split()
    story = "\n".join(words[start : start + length])
    inside = len(words[start : start + length]) >= 8
    assert unseen(["another story", story, f"{story} x"], [running]) == [
        "another story", *([] if inside or story.split() == words else [story]), f"{story} x"
    ]  # fmt: skip


def test_a_word_is_no_passage():
    assert unseen(["Anna saw a bird", "bird", "a"], [LONG]) == ["Anna saw a bird", "bird", "a"]
    assert unseen([LONG[:45], "x"], [LONG]) == [LONG[:45], "x"], "it ends within a word"
    assert unseen([LONG[1:], "x"], [LONG]) == [LONG[1:], "x"], "it begins within a word"


def test_running_text_with_a_validation_story_raises():
    running = " ".join(LONG.format(n) for n in range(9))
    with pytest.raises(ValueError, match="2 of its passages are validation text, such as 'Anna saw a bird"):
        unseen([running], [LONG.format(3), LONG.format(4), LONG.format(10)])
    with pytest.raises(ValueError, match="1 of its passages"):
        unseen([running], [LONG.format(3)])
    with pytest.raises(ValueError, match="1 of its passages"):
        unseen([running], [running])
    assert unseen([running], [LONG.format(10)]) == [running]


STORIES = [LONG.format(n) for n in range(100)]


def test_what_is_left_out_is_counted():
    train, held = split_by_hash(STORIES)
    assert split(STORIES, [], 0.05) == (train, held, 0)
    assert split(STORIES, [*train[:3], *held[:1], "new"], 0.05) == (train[3:], held[1:], 4)


def test_a_story_in_other_white_space_than_a_held_out_one_is_not_trained_on():
    _, held = split_by_hash(STORIES)
    copies = [spaced(story, "\n") for story in held]
    train, scored, left_out = split([*STORIES, *copies], [], 0.05)
    assert not {spaced(story, " ") for story in train} & {spaced(story, " ") for story in scored}
    assert left_out == sum(copy not in scored for copy in copies) > 0


def test_equal_stories_stand_on_one_side():
    train, held, left_out = split(STORIES * 2, [], 0.05)
    assert not set(train) & set(held) and len(train) + len(held) == 200 and left_out == 0


def test_a_running_text_gives_its_tail():
    text = "one two three four five six seven eight nine ten"
    assert split([text], [], 0.2) == (["one two three four five six seven"], ["eight nine ten"], 0)
    assert split(["the cat " * 50 + "."], [], 0.1)[2] == 0, "its tail stands before, too, and that is no fault"


def test_nothing_left_raises():
    with pytest.raises(ValueError, match="each of the 100 training stories is a validation story"):
        split(STORIES, STORIES, 0.05)
    with pytest.raises(ValueError, match="each of the 1 training stories"):
        split([STORIES[0]], [f"{STORIES[0]} {STORIES[1]}"], 0.5)
    with pytest.raises(ValueError, match="too short to hold out a share 0.05"):
        split(["one story", "another"], [], 0.05)
