"""The surface of a text: where its sentences end, and spelling that can be put right: capitals, articles, tense.

A sentence with such a fault is reported as ungrammatical and handed on as it should have been, so that the story
can still be followed.
"""

import re

from arntp.text.grammar.checker.parser import MOST_SAYINGS, SAYING_VERBS
from arntp.text.grammar.checker.sentences import PHRASES, either
from arntp.text.grammar.words import GENDER, PRESENT, article

_SAID = f"(?:{either(SAYING_VERBS)}\\b|{PHRASES['who']} {either(SAYING_VERBS)}\\b)"
_SENTENCE = re.compile(rf'\s*"[^"]*"(?: (?i:{_SAID})[^".!?]*[.!?])?|[^".!?]+(?:[.!?]|"[^"]*")|[.!?]+')
_NAMES = {name.lower(): name for name in GENDER}
_PAST = {present: past for past, present in PRESENT.items()}
_ARTICLE = re.compile(r"\b([Aa]n?) (\w+)")
_DOUBLED = re.compile(r"\b(\w+) \1\b", re.IGNORECASE)
_SMALL_NAME = re.compile(rf"\b{either(_NAMES)}\b")
_QUOTATION = re.compile(r'\s*"[^"]*"')
_EXEMPT = re.compile(r'("[^"]*"| that .*)')
_PRESENT = re.compile(rf"\b{either(_PAST)}\b")


def split(text: str) -> tuple[list[str], str]:
    """The complete sentences of a text, each with the space before it, and the rest that breaks off.

    A last quotation without its speaker is part of the rest. A rest in which a quotation closes that was not opened,
    or holds more than any quotation of the language, is no cut sentence but a wrong one.
    """
    text, sentences, start = text.strip(), [], 0
    while match := _SENTENCE.match(text, start):
        sentences.append(match[0])
        start = match.end()
    rest = text[start:]
    if '"' in rest and (re.search(r'\S"', rest) or len(re.findall("[.!?]", rest)) > MOST_SAYINGS):
        return [*sentences, rest], ""
    if sentences and _QUOTATION.fullmatch(sentences[-1]):
        rest = sentences.pop() + rest
    return sentences, rest.strip()


def tidy(sentence: str, first: bool) -> tuple[str, list[str]]:
    """The sentence with its spelling put right and its first letter in the parser's case, and what was wrong."""
    faults = []
    body = sentence.strip()
    if sentence != ("" if first else " ") + body:
        faults.append("is not separated from the one before by one space")
    body = _capitals(body, faults)
    body = _words(body, faults)
    return body, faults


def _capitals(body: str, faults: list[str]) -> str:
    """Capitals at the start and of names."""
    for match in _SMALL_NAME.finditer(body):
        faults.append(f"writes {match[0]!r} without a capital")
    body = _SMALL_NAME.sub(lambda match: _NAMES[match[0]], body)
    if body[:1].islower():
        faults.append(f"begins with a small letter: {body[:20]!r}")
    name_first = re.match(r"\w*", body)[0] in GENDER
    return body if name_first else body[:1].lower() + body[1:]


def _words(body: str, faults: list[str]) -> str:
    """Doubled words, articles, and the past tense outside quotations."""
    if match := _DOUBLED.search(body):
        faults.append(f"says {match[1]!r} twice")
        body = _DOUBLED.sub(r"\1", body)
    for used, word in _ARTICLE.findall(body):
        if used.lower() != article(word):
            faults.append(f'"{used} {word}" should be "{article(word)} {word}"')
    return _past(body, faults)


def _past(body: str, faults: list[str]) -> str:
    """The past tense, in what the storyteller says: not in quotations, nor after "that"."""
    parts = _EXEMPT.split(body)
    for match in _PRESENT.finditer(" ".join(parts[::2])):
        faults.append(f"has the present {match[0]!r} instead of {_PAST[match[0]]!r}")
    parts[::2] = [_PRESENT.sub(lambda match: _PAST[match[0]], part) for part in parts[::2]]
    return "".join(parts)
