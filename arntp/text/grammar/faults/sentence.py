"""Planted faults that spoil one sentence: each returns the story with one sentence that the grammar does not derive."""

import re

import numpy as np

from arntp.text.grammar.checker.sentences import CLAUSES, PHRASES, PREDICATES, either
from arntp.text.grammar.faults.planting import matches, pick, put
from arntp.text.grammar.words import GENDER, PRESENT

_TEMPLATES = [template for table in (CLAUSES, PREDICATES) for templates in table.values() for template in templates]
VOCABULARY = {word.lower() for text in (*PHRASES.values(), *_TEMPLATES) for word in re.findall("[A-Za-z]+", text)}


def wrong_article(story: str, rng: np.random.Generator) -> str:
    """A honest boy, an kite."""
    match = pick(matches(story, r"\b[Aa]n?(?= )"), rng)
    return put(story, match, match[0][0] if match[0].endswith("n") else match[0] + "n")


def small_start(story: str, rng: np.random.Generator) -> str:
    """A sentence without its capital."""
    match = pick(matches(story, r"(?:^|(?<=[.!?\"] ))[A-Z]"), rng)
    return put(story, match, match[0].lower())


def small_name(story: str, rng: np.random.Generator) -> str:
    """Said lily."""
    match = pick(matches(story, rf"\b{either(GENDER)}\b", narrated=False), rng)
    return put(story, match, match[0].lower())


def present_tense(story: str, rng: np.random.Generator) -> str:
    """One verb in the present."""
    match = pick(matches(story, rf"\b{either(PRESENT)}\b"), rng)
    return put(story, match, PRESENT[match[0]])


def wrong_number(story: str, rng: np.random.Generator) -> str:
    """She were, they was."""
    match = pick(matches(story, r"\bwas\b|\bwere\b"), rng)
    return put(story, match, "were" if match[0] == "was" else "was")


def missing_full_stop(story: str, rng: np.random.Generator) -> str:
    """Two sentences run together."""
    return put(story, pick(matches(story, r"\.(?= )"), rng), "")


def missing_quotation_mark(story: str, rng: np.random.Generator) -> str:
    """A quotation that does not open."""
    return put(story, pick(matches(story, '"(?=[A-Z])'), rng), "")


def doubled_word(story: str, rng: np.random.Generator) -> str:
    """A word said said twice."""
    match = pick(matches(story, r"\b[a-z]+\b"), rng)
    return put(story, match, f"{match[0]} {match[0]}")


def missing_article(story: str, rng: np.random.Generator) -> str:
    """She had red kite."""
    return put(story, pick(matches(story, r"\b(?:a|an|the) "), rng), "")


def word_order(story: str, rng: np.random.Generator) -> str:
    """She flew kite the."""
    match = pick(matches(story, r"\b(a|an|the) ([a-z]+)"), rng)
    return put(story, match, f"{match[2]} {match[1]}")


def misspelt_word(story: str, rng: np.random.Generator) -> str:
    """A word without one of its letters, which is no word then."""
    match = pick(matches(story, r"\b[A-Za-z]{5,}\b"), rng)
    spellings = (match[0][:cut] + match[0][cut + 1 :] for cut in range(1, len(match[0]) - 1))
    return put(story, match, pick([spelt for spelt in spellings if spelt.lower() not in VOCABULARY], rng))
