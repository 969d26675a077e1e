"""Rows: they reassemble the stories exactly, and a training source is shuffled epochs."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from arntp.text.corpus import Corpus, Scored, chunk, cut, text_bytes
from arntp.text.token_file import flatten
from arntp.tokens import train_bpe

END = 9
STORIES = st.lists(st.lists(st.integers(0, END - 1), max_size=12), max_size=6)
ENCODING = train_bpe(["the cat sat on the mat, and the cat was happy", "é² the end"], 280)


def pieces(story, context):
    """The loop that `chunk` vectorises."""
    closed = [*story, END]
    return [closed[i : i + context] for i in range(0, len(closed), context)]


@given(STORIES, st.integers(1, 7))
def test_rows_are_the_pieces_of_each_story(stories, context):
    rows = chunk(stories, context, END)
    expected = [[END, *p, *[-1] * (context - len(p))] for story in stories for p in pieces(story, context)]
    assert rows.dtype == np.int64
    assert rows.shape == (len(expected), context + 1)
    assert rows.tolist() == expected


@given(STORIES, st.integers(1, 7))
def test_rows_reassemble_the_stories(stories, context):
    targets = chunk(stories, context, END)[:, 1:]
    assert targets[targets >= 0].tolist() == [t for story in stories for t in [*story, END]]


@given(st.lists(st.text()), st.integers(1, 9))
def test_bytes_and_tokens_add_up(texts, context):
    lists = [ENCODING.encode_ordinary(text) for text in texts]
    flat = flatten(lists, ENCODING)
    scored = Scored(chunk(lists, context, ENCODING.eot_token), text_bytes(flat, ENCODING))
    assert scored.bytes == sum(len(text.encode()) for text in texts)
    assert scored.tokens == sum(len(tokens) + 1 for tokens in lists) == len(flat)
    decoded = ENCODING.decode([t for t in scored.rows[:, 1:].ravel() if t >= 0])
    assert decoded == "".join(text + "<|endoftext|>" for text in texts)


def test_context_without_a_token_raises():
    with pytest.raises(ValueError, match="context = 0"):
        chunk([[1, 2]], 0, END)


def test_a_story_left_open_raises():
    with pytest.raises(ValueError, match="token 2 stands where 9"):
        cut(np.array([1, END, 2]), 4, END)


EOT, CONTEXT = ENCODING.eot_token, 4


def corpus(lengths):
    """Stories of the given lengths (end of text included) whose other tokens count up through them all."""
    counting = np.arange(sum(lengths))
    counting[np.cumsum(lengths) - 1] = EOT
    nothing = Scored(np.zeros((0, CONTEXT + 1)), 0)
    return Corpus("test", ENCODING, counting, CONTEXT, nothing, None, "", "")


def epochs(corpus, seed, count, size=3):
    """The first epochs' rows, (count, M, context + 1), drawn `size` at a time."""
    pieces, source = len(corpus.rows), corpus.source(seed)
    rows = np.concatenate([source(step, size) for step in range(-(-pieces * count // size))])
    return rows[: pieces * count].reshape(count, pieces, CONTEXT + 1)


LENGTHS = st.lists(st.integers(1, 11), min_size=1, max_size=6).filter(lambda lengths: sum(lengths) < EOT)


@given(lengths=LENGTHS, size=st.integers(1, 9), seed=st.integers(0, 3))
def test_the_first_epoch_has_each_row_once(lengths, size, seed):
    text = corpus(lengths)
    assert sorted(epochs(text, seed, 1, size)[0].tolist()) == sorted(text.rows.tolist())


@given(lengths=LENGTHS, seed=st.integers(0, 3))
def test_later_rows_run_on_within_their_story(lengths, seed):
    text = corpus(lengths)
    stories = [[*story, EOT] for story in split_at_end(text.train.tolist())]
    for row in epochs(text, seed, 3)[1:].reshape(-1, CONTEXT + 1).tolist():
        assert row[0] == EOT
        kept = [token for token in row[1:] if token >= 0]
        assert kept and row[1:] == kept + [-1] * (CONTEXT - len(kept))
        assert any(kept == story[i : i + len(kept)] for story in stories for i in range(len(story)))
        assert len(kept) == CONTEXT or kept[-1] == EOT


def split_at_end(tokens):
    """Lists of tokens between ends of text."""
    stories = [[]]
    for token in tokens:
        if token == EOT:
            stories.append([])
        else:
            stories[-1].append(token)
    return stories[:-1]


def test_source_is_a_function_of_its_arguments():
    source, again = corpus([30] * 5).source(7), corpus([30] * 5).source(7)
    forward = [source(step, 8) for step in range(20)]
    backward = [again(step, 8) for step in reversed(range(20))][::-1]
    assert np.array_equal(forward, backward)
    assert forward[0].shape == (8, CONTEXT + 1)
    assert forward[0].dtype == np.int64


def test_epochs_and_seeds_differ():
    text = corpus([40] * 5)
    first, second = epochs(text, 7, 2)
    assert not np.array_equal(first, second)
    assert sorted(first.tolist()) != sorted(second.tolist()), "later epochs cut elsewhere"
    assert not np.array_equal(first, epochs(text, 8, 1)[0])
    assert not np.array_equal(first, text.rows)
