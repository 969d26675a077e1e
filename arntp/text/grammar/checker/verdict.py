"""The checker: is a text a story of the grammar, sentence by sentence, and does it make sense as a whole?

It knows nothing of how stories are made: it parses each sentence into clauses (`parser`) and follows what they tell
in a small world (`world`), whose rules (`scenes`, `toys`, `mishaps`, `sayings`) say what each event needs.
"""

from dataclasses import dataclass

from arntp import arguments
from arntp.text.grammar.checker import mishaps, sayings, scenes, toys
from arntp.text.grammar.checker.parser import Clause, Unreadable, parse
from arntp.text.grammar.checker.sentences import CLAUSES, PLURAL, PREDICATES, SAYINGS
from arntp.text.grammar.checker.surface import split, tidy
from arntp.text.grammar.checker.world import Incoherent, World

EVENTS = {
    kind: next(getattr(rules, kind) for rules in (scenes, toys, mishaps) if hasattr(rules, kind))
    for kind in ("set_scene", *CLAUSES, *PREDICATES)
}
SPEECH_ACTS = {kind: getattr(sayings, kind) for kind in SAYINGS}


@dataclass(frozen=True)
class Verdict:
    """What the checker finds in a text.

    Attributes:
        grammatical: every complete sentence is derivable from the sentence grammar.
        coherent: no event of the sentences that could be read contradicts the world told before it.
        complete: the last sentence is a moral, right or wrong, and nothing breaks off after it.
        faults: what is wrong, in words and in the order of the sentences; empty for a good story.
        sentences: how many complete sentences the text has.
    """

    grammatical: bool
    coherent: bool
    complete: bool
    faults: tuple[str, ...]
    sentences: int

    @property
    def good(self) -> bool:
        """Grammatical, coherent and complete: a whole story of the grammar."""
        return self.grammatical and self.coherent and self.complete


def check(text: str) -> Verdict:
    """Judge any text: a story, a story that breaks off, or no story at all. No string raises; else a TypeError.

    Grammar and coherence are judged on the complete sentences, a cut last one aside; `complete` says whether the
    story came to its moral. A sentence that cannot be read tells nothing, so coherence rests on the others.
    """
    sentences, rest = split(arguments.text("text", text))
    story = _Story()
    for number, sentence in enumerate(sentences, start=1):
        story.hear(number, sentence)
    return story.verdict(len(sentences), rest)


class _Story:
    """A text while it is read."""

    def __init__(self):
        self.world = World()
        self.said: set[str] = set()
        self.faults: list[str] = []
        self.grammatical = self.coherent = True
        self.read = self.moral = 0  # how many sentences could be read, and which one told the moral

    def hear(self, number: int, sentence: str) -> None:
        """Read one sentence and follow it."""
        body, misspelt = tidy(sentence, first=number == 1)
        for fault in misspelt:
            self.ungrammatical(number, fault)
        try:
            clauses = parse(body)
        except Unreadable as fault:
            return self.ungrammatical(number, str(fault))
        self.read += 1
        self.expect(number, not self.moral, "the story goes on after its moral")
        self.expect(number, body not in self.said, "the story repeats itself")
        self.said.add(body)
        for clause in clauses:
            self.moral = number if clause.kind == "teach" else self.moral
            self.agree(number, clause)
            self.follow(number, clause)
        self.expect(number, self.world.people or number > 1, "the story begins without introducing anybody")

    def agree(self, number: int, clause: Clause) -> None:
        """Was for one, were for several."""
        plural = clause.who in PLURAL or " and " in (clause.who or "")
        if clause.verb in ("was", "were") and plural != (clause.verb == "were"):
            self.ungrammatical(number, f'"{clause.who} {clause.verb}" does not agree')

    def follow(self, number: int, clause: Clause) -> None:
        """Let the clause happen in the world."""
        try:
            happen(self.world, clause)
        except Incoherent as fault:
            self.expect(number, False, str(fault))

    def ungrammatical(self, number: int, fault: str) -> None:
        self.grammatical = False
        self.faults.append(f"sentence {number}: {fault}")

    def expect(self, number: int, condition: object, fault: str) -> None:
        if not condition:
            self.coherent = False
            self.faults.append(f"sentence {number}: {fault}")

    def verdict(self, sentences: int, rest: str) -> Verdict:
        """Sum up, with what is missing at the end."""
        if not sentences:
            self.faults.append("there is no complete sentence")
        elif not self.read:
            self.faults.append("no sentence can be read, so nothing is told")
        if rest:
            self.faults.append(f"the text breaks off: {rest[-40:]!r}")
        if not self.moral:
            self.faults.append("the story has no moral at its end")
        return Verdict(
            grammatical=self.grammatical and sentences > 0,
            coherent=self.coherent and self.read > 0,
            complete=0 < self.moral == sentences and not rest,
            faults=tuple(dict.fromkeys(self.faults)),
            sentences=sentences,
        )


def happen(world: World, clause: Clause) -> None:
    """One clause's event.

    Raises:
        Incoherent: the world does not allow it.
    """
    phrases = {name: phrase for name, phrase in clause.phrases.items() if phrase is not None}
    who = world.who(clause.who) if clause.who else []
    if not clause.spoken:
        return EVENTS[clause.kind](world, who, **phrases)
    to = phrases.pop("to", None)
    SPEECH_ACTS[clause.kind](world, who[0], world.listener(who[0], to), **phrases)
