"""A recursive-descent parser: one sentence of the language -> the clauses it is made of, or why it is none.

A narrated sentence is an opener and clauses joined by connectors; after `and` a clause may leave out its subject.
A spoken one is a quotation of one to three sayings, and who says it, before or after. Sentences come with the case
of their first letter already seen to: a narrated one begins with a small letter unless it begins with a name.
"""

import re
from collections.abc import Iterable, Iterator
from typing import NamedTuple

from arntp.text.grammar.checker.sentences import (
    ADVERBS,
    CLAUSES,
    CONNECTORS,
    OPENERS,
    PHRASES,
    PREDICATES,
    SAYINGS,
    either,
)
from arntp.text.grammar.words import GENDER, GROWN_UPS

MOST_CLAUSES, MOST_SAYINGS = 5, 3
SAYING_VERBS = ("said", "asked", "cried", "called")


class Clause(NamedTuple):
    """One event told: its kind, the phrase for who does it (None where nobody does) and all other phrases."""

    kind: str
    who: str | None
    phrases: dict[str, str]
    verb: str = ""
    spoken: bool = False


class Unreadable(ValueError):
    """A sentence that the grammar does not derive; the message says from where on."""


def expand(template: str) -> str:
    """The regular expression of a template: a slot becomes a named group, `a/b` a choice."""
    parts = []
    for word in re.split(r"(\{\w+\}|[ .,!?])", template):
        if word.startswith("{"):
            parts.append(f"(?P<{word[1:-1]}>{PHRASES[word[1:-1]]})")
        else:
            parts.append(either(word.split("/")) if "/" in word else re.escape(word))
    return "".join(parts)


def _first_words(template: str) -> list[str]:
    """The words that a template can begin with."""
    first = re.split("[ ,.!?]", template)[0]
    choices = re.sub(r"[()?:]", "", PHRASES[first[1:-1]]) if first.startswith("{") else first.replace("/", "|")
    return sorted({choice.split()[0] for choice in choices.split("|")})


def _index(table: dict[str, Iterable[str]], compiled) -> dict[str, list[tuple[re.Pattern, str, bool]]]:
    """First word -> (pattern, kind, whether a clause must follow); templates with new things, then long ones, first."""
    index: dict[str, list] = {}
    rows = [(template, kind) for kind, templates in table.items() for template in templates]
    for template, kind in sorted(rows, key=lambda row: ("{new}" not in row[0], -len(row[0]))):
        row = (compiled(template), kind, template.endswith(" that"))
        for word in _first_words(template):
            index.setdefault(word, []).append(row)
    return index


def _clause_pattern(template: str) -> re.Pattern:
    """A clause may end in one or two adverbs."""
    return re.compile(rf"{expand(template)}(?: {either(ADVERBS)}){{0,2}}(?![\w'-])")


def _in_both_numbers(template: str) -> str:
    """Was for were and the reverse: agreement is checked apart, so that the fault can be named."""
    verb, space, rest = template.partition(" ")
    verbs = verb.split("/")
    return "/".join({*verbs, "was", "were"} if {"was", "were"} & {*verbs} else verbs) + space + rest


def _saying_pattern(template: str) -> re.Pattern:
    """A statement may also end in an exclamation mark."""
    body, end = template[:-1], template[-1]
    return re.compile(expand(body) + (r"\?" if end == "?" else "[.!]"))


_PREDICATES = _index({kind: map(_in_both_numbers, row) for kind, row in PREDICATES.items()}, _clause_pattern)
_IMPERSONAL = [(_clause_pattern(template), kind) for kind, templates in CLAUSES.items() for template in templates]
_SAYINGS = _index(SAYINGS, _saying_pattern)
_OPENER = re.compile("|".join(expand(opener) for opener in OPENERS))
_SUBJECT = re.compile(f"({PHRASES['who']}(?: and {PHRASES['who']})?) ")
_CONNECTOR = re.compile(f"({either(CONNECTORS)})(?:then |soon )?")
_WORD = re.compile(r"\w*")
_ADDRESSED = re.compile(rf"(.*), ({either((*GENDER, *(role.capitalize() for role in GROWN_UPS)))})([.!?])")
_SAID = either(SAYING_VERBS)
_TAG_AFTER = re.compile(rf'"([^"]*)" (?:({_SAID}) ({PHRASES["who"]})|({PHRASES["who"]}) ({_SAID}))\.')
_TAG_BEFORE = re.compile(rf'({PHRASES["who"]}) ({_SAID}), "([^"]*)"')


def parse(sentence: str) -> list[Clause]:
    """The clauses of a narrated or spoken sentence, in the order in which they are told.

    Raises:
        Unreadable: the grammar does not derive the sentence.
    """
    return _spoken(sentence) if '"' in sentence else _Narration(sentence).parse()


class _Narration:
    """Parses one narrated sentence, remembering how far any attempt has come."""

    def __init__(self, text: str):
        self.text, self.furthest = text, 0

    def parse(self) -> list[Clause]:
        opener = _OPENER.match(self.text)
        start = opener.end() if opener else 0
        found = next(self.clauses(start, None, MOST_CLAUSES, bool(opener) and opener[0] == "when "), None)
        if found is None:
            raise Unreadable(f"cannot be read from {self.text[self.furthest :][:40]!r} on")
        return ([Clause("set_scene", None, {"opener": opener[0].strip(" ,")})] if opener else []) + found

    def clauses(self, start: int, subject: str | None, left: int, when: bool = False) -> Iterator[list[Clause]]:
        """Every way to read the text from `start` on as at most `left` clauses."""
        self.furthest = max(self.furthest, start)
        if left == 0:
            return
        for clause, end, open_ended in self.clause(start, subject):
            for rest in self.rest(end, clause.who, left - 1, when, open_ended):
                yield [clause, *rest]

    def rest(self, end: int, subject: str | None, left: int, when: bool, open_ended: bool) -> Iterator[list[Clause]]:
        """What may follow a clause: the clause it opens, the full stop, or a connector and more clauses."""
        self.furthest = max(self.furthest, end)
        if open_ended or when:
            joint = " " if open_ended else ", "
            if self.text.startswith(joint, end):
                yield from self.clauses(end + len(joint), None, left)
        elif self.text[end:] in (".", "!"):
            yield []
        elif connector := _CONNECTOR.match(self.text, end):
            yield from self.clauses(connector.end(), subject if connector[1] == " and " else None, left)

    def clause(self, start: int, subject: str | None) -> Iterator[tuple[Clause, int, bool]]:
        """Readings of one clause: with the subject before, with its own, or without a person as subject."""
        if subject:
            yield from self.predicate(start, subject)
        if match := _SUBJECT.match(self.text, start):
            yield from self.predicate(match.end(), match[1])
        for pattern, kind in _IMPERSONAL:
            if match := pattern.match(self.text, start):
                yield Clause(kind, None, match.groupdict()), match.end(), False

    def predicate(self, start: int, subject: str) -> Iterator[tuple[Clause, int, bool]]:
        """The predicates that the text can have at `start`."""
        self.furthest = max(self.furthest, start)
        verb = _WORD.match(self.text, start)[0]
        for pattern, kind, open_ended in _PREDICATES.get(verb, ()):
            if match := pattern.match(self.text, start):
                yield Clause(kind, subject, match.groupdict(), verb), match.end(), open_ended


def _spoken(sentence: str) -> list[Clause]:
    """The sayings of a spoken sentence."""
    if match := _TAG_AFTER.fullmatch(sentence):
        words, verb, who = match[1], match[2] or match[5], match[3] or match[4]
        if words.endswith("."):
            raise Unreadable(f"ends its quotation in a full stop before {verb!r}")
        words = words[:-1] + "." if words.endswith(",") else words
    elif match := _TAG_BEFORE.fullmatch(sentence):
        who, verb, words = match.groups()
    else:
        raise Unreadable(f"is no quotation with a speaker: {sentence[:60]!r}")
    if (verb == "asked") != words.endswith("?"):
        raise Unreadable(f"says {verb!r}, but the quotation ends in {words[-1:]!r}")
    return [_saying(saying, who) for saying in _sayings(words)]


def _sayings(words: str) -> list[str]:
    """The sayings of a quotation, each with its final mark."""
    sayings = re.findall(r"[^.!?]+[.!?]", words)
    if "".join(sayings) != words or not 1 <= len(sayings) <= MOST_SAYINGS or not all(s[0] == " " for s in sayings[1:]):
        raise Unreadable(f"has a badly punctuated quotation: {words[:60]!r}")
    return [saying.removeprefix(" ") for saying in sayings]


def _saying(saying: str, who: str) -> Clause:
    """One saying as a clause; whom it addresses by name is its phrase `to`."""
    addressed = _ADDRESSED.fullmatch(saying)
    plain = addressed[1] + addressed[3] if addressed else saying
    for pattern, kind, _ in _SAYINGS.get(_WORD.match(plain)[0], ()):
        if match := pattern.fullmatch(plain):
            return Clause(kind, who, match.groupdict() | {"to": addressed and addressed[2]}, spoken=True)
    raise Unreadable(f"has a saying that cannot be read: {saying[:60]!r}")
