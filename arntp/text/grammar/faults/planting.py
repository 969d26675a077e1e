"""Tools to plant a fault in a story: find places for it, pick one, put something else there."""

import re
from collections.abc import Sequence

import numpy as np

from arntp.text.grammar.checker.surface import split


def pick(options: Sequence, rng: np.random.Generator):
    """One of the options, uniformly; ValueError if there is none."""
    if not options:
        raise ValueError("the text has no place for this fault: it is no story of the grammar")
    return options[int(rng.random() * len(options))]


def matches(story: str, pattern: str, narrated: bool = True) -> list[re.Match]:
    """Matches of a pattern, outside quotations if narrated."""
    found = re.finditer(pattern, story)
    return [match for match in found if not (narrated and story[: match.start()].count('"') % 2)]


def put(story: str, match: re.Match, text: str) -> str:
    """The story with the match replaced."""
    return story[: match.start()] + text + story[match.end() :]


def sentences_of(story: str) -> list[str]:
    """The sentences of a story long enough to be spoilt."""
    sentences = [sentence.strip() for sentence in split(story)[0]]
    if len(sentences) < 4:
        raise ValueError(f"a story to spoil has at least 4 sentences, not {len(sentences)}")
    return sentences
