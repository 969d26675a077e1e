"""Who learns from which story: held out by hash, and nothing trained on that is scored."""

import hashlib
from collections.abc import Iterable, Sequence

from arntp import arguments

PASSAGE_WORDS = 8


def split_by_hash(stories: Iterable[str], held_out: float = 0.05) -> tuple[list[str], list[str]]:
    """Split stories into (train, held out) by a hash of their text.

    A story's side depends on its text alone: equal stories never stand on both sides, and adding
    stories moves none. The held-out share is `held_out` in expectation.

    Raises:
        TypeError: `stories` is a string, or holds something else than strings.
        ValueError: `held_out` is outside [0, 1].
    """
    arguments.real("held_out", held_out, 0, 1)
    parts: tuple[list[str], list[str]] = ([], [])
    for place, story in enumerate(arguments.several("stories", stories, "strings")):
        parts[_uniform(arguments.text(f"stories[{place}]", story)) < held_out].append(story)
    return parts


def _uniform(text: str) -> float:
    """Return a number in [0, 1) that only the text decides."""
    return int.from_bytes(hashlib.sha256(text.encode("utf-8", "surrogatepass")).digest()[:6]) / 2**48


def split(stories: Sequence[str], valid: Sequence[str], held_out: float) -> tuple[list[str], list[str], int]:
    """Return the training stories, those held out, and how many were left out because others say the same.

    A story that equals a validation story is left out; so is a training story that differs from a held-out one in
    white space only. A single running text gives its tail, from a word's start, instead of stories by hash.

    Raises:
        ValueError: too short to split, nothing but validation stories, or a running text that holds such stories.
    """
    own = unseen(stories, valid)
    if not own:
        raise ValueError(f"each of the {len(stories)} training stories is a validation story, too; give other text")
    train, held = _tail(stories[0], held_out) if len(stories) == 1 else split_by_hash(own, held_out)
    kept = train if len(stories) == 1 else _others(train, set(map(_words, held)))
    if not any(kept) or not any(held):
        raise ValueError(f"the text ({len(stories)} stories) is too short to hold out a share {held_out:g} of it")
    return kept, held, len(stories) - len(own) + len(train) - len(kept)


def _tail(text: str, share: float) -> tuple[list[str], list[str]]:
    """Cut a running text where a word starts, so that about `share` of it is the second part."""
    border = text.rfind(" ", 0, round(len(text) * (1 - share)))
    return [text[: max(border, 0)]], [text[border + 1 :]]


def unseen(stories: Sequence[str], valid: Sequence[str]) -> list[str]:
    """Return the stories that are not among the validation ones, white space aside.

    A single validation text is running text, which holds a story where the story's words, at least eight, stand in it
    one after the other.

    Raises:
        ValueError: validation stories stand in a single running text, from which they cannot be left out.
    """
    known = set(map(_words, valid))
    if len(stories) == 1 and (passages := _passages(known, _words(stories[0]))):
        raise ValueError(
            f"the training text has no markers between stories, and {len(passages)} of its passages are validation "
            f"text, such as {min(passages)[:60]!r}; mark the stories, so that those can be left out"
        )
    if len(valid) == 1:
        known |= _passages(map(_words, stories), *known)
    return _others(stories, known)


def _others(stories: Iterable[str], known: set[str]) -> list[str]:
    return [story for story in stories if _words(story) not in known]


def _words(story: str) -> str:
    return " ".join(story.split())


def _passages(stories: Iterable[str], text: str) -> set[str]:
    """The stories of at least eight words that stand in a text, both written with single blanks."""
    words, whole = text.split(" "), f" {text} "
    runs = {tuple(words[i : i + PASSAGE_WORDS]) for i in range(len(words) - PASSAGE_WORDS + 1)}
    # by a story's last words first, as many begin alike
    likely = (story for story in stories if tuple(story.rsplit(" ", PASSAGE_WORDS)[-PASSAGE_WORDS:]) in runs)
    return {story for story in likely if f" {story} " in whole}
