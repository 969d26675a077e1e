"""The storyteller's voice: who may be called he or she, what may be called it, and the sentences said so far."""

from collections.abc import Sequence

import numpy as np

from arntp.text.grammar.words import CHILD, GENDER, GROWN_UPS, KIN, LOOKS, PLACES, SIZES, article

PRONOUNS = {"female": ("she", "her", "her"), "male": ("he", "him", "his")}
PRONOUN_RATE, DISTANT_PRONOUN_RATE = 0.8, 0.3


class Actor:
    """A person of the story; in a phrasing `{hero}` is the name, or the pronoun where nobody can mistake it.

    Formats: `name` as subject, `new` by name as object, `call` in an address, `he` the pronoun, `him` as object,
    `his` as possessor.
    """

    def __init__(self, teller: "Teller", label: str, gender: str):
        self.teller, self.label, self.gender = teller, label, gender
        self.noun = CHILD[gender]
        self.he, self.him, self.his = PRONOUNS[gender]

    def __format__(self, form: str) -> str:
        clear = self.teller.is_clear(self)
        if form == "call":
            return self.label
        if form == "new":
            self.teller.mention(self)
            return self.label
        if form in ("him", "his"):
            self.teller.mention(self)
            possessive = "'s" if form == "his" else ""
            return getattr(self, form) if clear else self.label + possessive
        self.teller.mention(self, subject=True)
        if form == "he" or (form == "" and clear and self.teller.takes_pronoun(self)):
            return self.he
        return self.label


class Both:
    """They: both people of the story, after whom a lone he or she is no longer the subject."""

    def __init__(self, teller: "Teller"):
        self.teller = teller

    def __format__(self, form: str) -> str:
        self.teller.subject = None
        return form or "they"


class Prop:
    """A thing or an animal: `{thing}` is the kite; formats `a` a red kite, `it`, `noun`."""

    def __init__(self, teller: "Teller", noun: str, looks: Sequence[str]):
        self.teller, self.noun = teller, noun
        self.description = " ".join((*looks, noun))

    def __format__(self, form: str) -> str:
        known = self.teller.topic is self
        self.teller.topic = self
        if form == "a":
            return f"{article(self.description)} {self.description}"
        if form == "noun":
            return self.noun
        return "it" if form == "it" and known else f"the {self.noun}"


class Teller:
    """Collects sentences and keeps track of who and what was mentioned last."""

    def __init__(self, rng: np.random.Generator):
        self.rng = rng
        self.sentences: list[str] = []
        self.names: list[str] = []
        self.known: list[Actor] = []
        self.subject: Actor | None = None
        self.topic: Prop | None = None

    def pick(self, options: Sequence):
        """One of `options`, uniformly."""
        return options[int(self.rng.random() * len(options))]

    def chance(self, rate: float) -> bool:
        """True with probability `rate`."""
        return self.rng.random() < rate

    def say(self, *phrasings: str, **roles) -> None:
        """Add one sentence: a phrasing, its roles filled in from left to right."""
        sentence = self.pick(phrasings).format(**roles)
        self.sentences.append(sentence[0].upper() + sentence[1:])

    def maybe(self, rate: float, *phrasings: str, **roles) -> None:
        """Say it with probability `rate`."""
        if self.chance(rate):
            self.say(*phrasings, **roles)

    def mention(self, actor: Actor, subject: bool = False) -> None:
        """Note that `actor` was spoken of."""
        if actor not in self.known:
            self.known.append(actor)
        if subject:
            self.subject = actor

    def is_clear(self, actor: Actor) -> bool:
        """Whether a pronoun can only mean `actor`: the subject just now, or the only one of that gender."""
        alike = [other for other in self.known if other.gender == actor.gender]
        return actor in alike and (len(alike) == 1 or self.subject is actor)

    def takes_pronoun(self, actor: Actor) -> bool:
        """Chance of a pronoun: likely for the subject just now, rarer for somebody mentioned before."""
        return self.chance(PRONOUN_RATE if self.subject is actor else DISTANT_PRONOUN_RATE)

    def child(self) -> Actor:
        """A child whose name is not taken yet."""
        name = self.pick([name for name in GENDER if name not in self.names])
        self.names.append(name)
        return Actor(self, name, GENDER[name])

    def grown_up(self, hero: Actor) -> Actor:
        """A parent or grandparent of `hero`: her mom."""
        role = self.pick(tuple(GROWN_UPS))
        return Actor(self, f"{hero.his} {role}", GROWN_UPS[role])

    def prop(self, nouns: Sequence[str]) -> Prop:
        """A thing with a look, and now and then a size."""
        looks = (self.pick(LOOKS),)
        return Prop(self, self.pick(nouns), (self.pick(SIZES), *looks) if self.chance(0.2) else looks)

    def spots(self, place: str, count: int) -> list[str]:
        """`count` spots of a place, each at another landmark."""
        first = int(self.rng.random() * len(PLACES[place]))
        landmarks = (list(PLACES[place]) * 2)[first : first + count]
        return [f"{self.pick(PLACES[place][landmark])} the {landmark}" for landmark in landmarks]

    def near(self, place: str) -> str:
        """A spot near one of the place's landmarks."""
        return f"near the {self.pick(list(PLACES[place]))}"

    def kin(self, actor: Actor) -> str:
        """A word for a child near the hero: friend, sister."""
        return self.pick([kin for kin, gender in KIN.items() if gender in (None, actor.gender)])


def a_child(actor: Actor, trait: str) -> str:
    """An eager girl."""
    return f"{article(trait)} {trait} {actor.noun}"
