"""Planted faults that leave every sentence right and spoil the story: who, what, where, why, in which order."""

import re
from collections.abc import Sequence

import numpy as np

from arntp.text.grammar.checker.sentences import either
from arntp.text.grammar.faults.planting import matches, pick, put, sentences_of
from arntp.text.grammar.generator import generate
from arntp.text.grammar.words import ANIMALS, FEELINGS, GENDER, GLAD, LANDMARKS, LESSONS, PLACES, SAD, THINGS

TURNING_POINTS = {
    "lost": r"\bfound (it|the)\b",
    "refused": "We can share|You can play|Let us play",
    "broken": "mended",
    "hard": "tried again",
    "rain": "You were right|should have listened",
    "secret": "I (broke|took) your",
    "found": "gave",
    "animal": r"gave .*\bthe\b",
}
OTHER_GENDER = {"she": "he", "he": "she", "her": "his", "his": "her"}
OTHER_GENDER |= {word.capitalize(): other.capitalize() for word, other in OTHER_GENDER.items()}


def later_mention(story: str, words: Sequence[str], rng: np.random.Generator) -> re.Match:
    """A mention of one of the words other than the first mention of that word."""
    seen, later = set(), []
    for match in re.finditer(rf"\b{either(words)}\b", story):
        if match[0] in seen:
            later.append(match)
        seen.add(match[0])
    return pick(later, rng)


def lesson_of(story: str) -> str:
    """The lesson of the story's moral."""
    for name, lesson in LESSONS.items():
        if any(story.endswith(f"{words}.") for words in lesson.truths + lesson.habits):
            return name
    raise ValueError("the text ends with no moral: it is no story of the grammar")


def turning_point(story: str) -> tuple[list[str], list[int]]:
    """The sentences, and which of them solve the story's trouble."""
    sentences, pattern = sentences_of(story), TURNING_POINTS[LESSONS[lesson_of(story)].plot]
    return sentences, [index for index, sentence in enumerate(sentences[:-1]) if re.search(pattern, sentence)]


def named(story: str) -> set[str]:
    """The names that occur in a story."""
    return {match[0] for match in re.finditer(rf"\b{either(GENDER)}\b", story)}


def wrong_gender(story: str, rng: np.random.Generator) -> str:
    """The first pronoun of the story, which can only be the hero's, in the other gender."""
    match = pick(matches(story, rf"\b{either(OTHER_GENDER)}\b")[:1], rng)
    return put(story, match, OTHER_GENDER[match[0]])


def wrong_name(story: str, rng: np.random.Generator) -> str:
    """Somebody known gets a name that nobody has."""
    match = later_mention(story, tuple(GENDER), rng)
    strangers = [name for name in GENDER if name not in story and GENDER[name] == GENDER[match[0]]]
    return put(story, match, pick(strangers, rng))


def wrong_thing(story: str, rng: np.random.Generator) -> str:
    """The kite of the story becomes a drum."""
    match = later_mention(story, (*THINGS, *ANIMALS), rng)
    kind = THINGS if match[0] in THINGS else tuple(ANIMALS)
    return put(story, match, pick([noun for noun in kind if noun != match[0]], rng))


def wrong_landmark(story: str, rng: np.random.Generator) -> str:
    """A bench on the beach."""
    match = pick(matches(story, rf"(?<=the ){either(LANDMARKS)}\b", narrated=False), rng)
    elsewhere = [landmark for landmark, place in LANDMARKS.items() if place != LANDMARKS[match[0]]]
    return put(story, match, pick(elsewhere, rng))


def wrong_place(story: str, rng: np.random.Generator) -> str:
    """The hero goes to another place than the one where the story is."""
    match = pick(matches(story, rf"(?<!go to the )(?<=to the ){either(PLACES)}")[:1], rng)
    return put(story, match, pick([place for place in PLACES if place != match[0]], rng))


def wrong_feeling(story: str, rng: np.random.Generator) -> str:
    """Happy at the loss, or sad at the end."""
    match = pick(matches(story, rf"\b{either(FEELINGS)}\b"), rng)
    return put(story, match, pick(SAD if FEELINGS[match[0]] > 0 else GLAD, rng))


def wrong_moral(story: str, rng: np.random.Generator) -> str:
    """The moral of another plot, in the same form."""
    lesson = LESSONS[lesson_of(story)]
    form = "truths" if story.endswith(tuple(f"{truth}." for truth in lesson.truths)) else "habits"
    words = next(words for words in getattr(lesson, form) if story.endswith(f"{words}."))
    others = [row for row in LESSONS.values() if row.plot != lesson.plot]
    return story.removesuffix(f"{words}.") + pick(getattr(pick(others, rng), form), rng) + "."


def nobody_introduced(story: str, rng: np.random.Generator) -> str:
    """The story without its first sentence."""
    return " ".join(sentences_of(story)[1:])


def no_turning_point(story: str, rng: np.random.Generator) -> str:
    """The trouble is never solved."""
    sentences, turning = turning_point(story)
    pick(turning, rng)
    return " ".join(sentence for index, sentence in enumerate(sentences) if index not in turning)


def solution_first(story: str, rng: np.random.Generator) -> str:
    """The trouble is solved before it comes up."""
    sentences, turning = turning_point(story)
    sentences.insert(1, sentences.pop(pick(turning, rng)))
    return " ".join(sentences)


def told_backwards(story: str, rng: np.random.Generator) -> str:
    """Everything between beginning and end, backwards."""
    first, *middle, last = sentences_of(story)
    return " ".join([first, *reversed(middle), last])


def repeated_sentence(story: str, rng: np.random.Generator) -> str:
    """One sentence told twice."""
    sentences = sentences_of(story)
    index = pick(range(len(sentences) - 1), rng)
    return " ".join(sentences[: index + 1] + sentences[index:])


def spliced(story: str, rng: np.random.Generator) -> str:
    """The first half of this story and the second half of one about other people."""
    start, other = sentences_of(story), generate(rng)
    while named(other) & named(story):
        other = generate(rng)
    end = sentences_of(other)
    return " ".join(start[: len(start) // 2] + end[len(end) // 2 :])


def goes_on(story: str, rng: np.random.Generator) -> str:
    """A sentence of the story told once more, after its end."""
    sentences = sentences_of(story)
    return " ".join([*sentences, pick(sentences[1:-1], rng)])


def no_moral(story: str, rng: np.random.Generator) -> str:
    """The story without its last sentence."""
    return " ".join(sentences_of(story)[:-1])


def breaks_off(story: str, rng: np.random.Generator) -> str:
    """The second half of the story cut within a word."""
    cuts = matches(story, r"(?<=\w)(?=\w)", narrated=False)
    return story[: pick(cuts[len(cuts) // 2 :], rng).start()]
