"""The world of a story as far as it has been told: who and what there is, and what a phrase refers to."""

from dataclasses import dataclass, field

from arntp.text.grammar.words import CHILD, GENDER, GROWN_UPS, KIN, LANDMARKS

PRONOUN_GENDER = {"he": "male", "him": "male", "his": "male", "she": "female", "her": "female", "hers": "female"}
GROUP = ("they", "them", "both children", "the children", "the two children")


class Incoherent(ValueError):
    """An event that the world told so far does not allow; the message says why."""


def require(condition: object, why: str) -> None:
    """Raise `Incoherent` with the reason unless the condition holds."""
    if not condition:
        raise Incoherent(why)


def names(people: "list[Person]") -> str:
    """Lily and Tom."""
    return " and ".join(person.name for person in people)


def cheer(why: str, *people: "Person | None") -> None:
    """Make people glad for a reason."""
    for person in filter(None, people):
        person.feel(1, why)


def sadden(why: str, *people: "Person | None") -> None:
    """Make people sad for a reason."""
    for person in filter(None, people):
        person.feel(-1, why)


@dataclass(eq=False)
class Person:
    """A character: mood is 1 or −1 once an event has made it so, and `why` names that event."""

    name: str
    gender: str
    young: bool = True
    mood: int = 0
    why: str = ""
    wrong: bool = False
    wet: bool = False
    soaked: bool = False  # has been wet

    def feel(self, mood: int, why: str) -> None:
        """Take on a mood for a reason."""
        self.mood, self.why = mood, why


@dataclass(eq=False)
class Pet:
    """An animal and what it needs."""

    noun: str
    need: str | None = None
    mood: int = 0
    helped: bool = False


@dataclass(eq=False)
class Thing:
    """A toy or garment: whose it is, who has it, where it lies if it is lost or hidden, and in what state."""

    noun: str
    looks: tuple[str, ...]
    owner: Person | None = None
    holder: Person | None = None
    spot: str | None = None
    found_at: str | None = None
    at_home: bool = False
    stray: bool = False  # somebody found it before its owner was known
    taken: bool = False  # without asking
    broken: bool = False
    breaker: Person | None = None
    skill: str = "known"  # how far somebody is with learning it: wanted, tried, failed, retried, known


@dataclass
class World:
    """Everything the checker remembers of a story."""

    people: dict[str, Person] = field(default_factory=dict)
    things: dict[str, Thing] = field(default_factory=dict)
    pet: Pet | None = None
    recent: list[Person] = field(default_factory=list)  # most recently mentioned last
    subject: list[Person] = field(default_factory=list)
    topic: Thing | Pet | None = None  # what "it" means
    place: str | None = None  # where the story is; "home" once somebody went home
    looked: str | None = None  # the spot searched last
    supply: str | None = None  # what was fetched for an animal
    tool: str | None = None
    raining: bool = False
    unasked: bool = False  # somebody is about to take something without asking
    advised: Thing | None = None  # what somebody was told to take along
    ignored: bool = False
    asked: tuple[Person, Thing] | None = None  # who would like to play with what
    refused: bool = False
    confessed: Person | None = None
    helpers: list[Person] = field(default_factory=list)
    lessons: set[str] = field(default_factory=set)  # what the events told so far teach

    # people

    def mention(self, *people: Person) -> list[Person]:
        """Note that these people were spoken of."""
        for person in people:
            if person in self.recent:
                self.recent.remove(person)
            self.recent.append(person)
        return list(people)

    def who(self, phrase: str) -> list[Person]:
        """The people a subject phrase refers to; they become the subject.

        Raises:
            Incoherent: nobody fits the phrase.
        """
        self.subject = [person for part in phrase.split(" and ") for person in self.refer(part)]
        return self.subject

    def whom(self, phrase: str) -> Person:
        """The one person an object phrase refers to: never the subject itself."""
        people = self.refer(phrase, besides=self.subject)
        require(len(people) == 1, f"{phrase!r} does not refer to one person")
        return people[0]

    def refer(self, phrase: str, besides: list[Person] = ()) -> list[Person]:
        """The people a phrase refers to, introducing those that it names for the first time."""
        if phrase in GROUP:
            return self.group(phrase)
        if phrase in PRONOUN_GENDER:
            return self.mention(self.pronoun(phrase, besides))
        if phrase.startswith(("a ", "an ")):
            return self.mention(self.introduce(phrase))
        if " " in phrase:
            return self.mention(self.relative(phrase))
        return self.mention(self.named(phrase))

    def named(self, name: str) -> Person:
        """Somebody introduced by this name; Mom and Dad go by their roles."""
        person = self.people.get(name) or self.people.get(name.lower())
        require(person, f"{name} was never introduced")
        return person

    def pronoun(self, pronoun: str, besides: list[Person] = ()) -> Person:
        """The subject just before if it fits, else the person of that gender mentioned last."""
        gender = PRONOUN_GENDER[pronoun]
        fitting = [person for person in self.recent if person.gender == gender and person not in besides]
        require(fitting, f'"{pronoun}" refers to nobody {gender}')
        before = [person for person in fitting if self.subject == [person]]
        return (before or fitting)[-1]

    def group(self, phrase: str) -> list[Person]:
        """The two people mentioned last; both must be children if the phrase says so."""
        require(len(self.recent) >= 2, f'"{phrase}" refers to several, but there is only one person')
        people = self.recent[-2:]
        require("children" not in phrase or all(p.young for p in people), f'"{phrase}" are not both children')
        return people

    def introduce(self, phrase: str) -> Person:
        """A little girl named Lily: somebody new."""
        name, kind = phrase.split()[-1], phrase.split()[-3]
        require(name not in self.people, f"{name} is introduced twice")
        require(CHILD[GENDER[name]] == kind, f"{name} is no name for a {kind}")
        self.people[name] = Person(name, GENDER[name])
        return self.people[name]

    def relative(self, phrase: str) -> Person:
        """Her mom, his friend Tom: somebody known, or new through a child already known."""
        whose, role, *rest = phrase.split()
        child = self.possessor(whose)
        require(child.young, f'"{phrase}": {child.name} is no child')
        name = rest[0] if rest else role
        if name not in self.people:
            gender = GENDER[name] if rest else GROWN_UPS[role]
            require(KIN.get(role) in (None, gender), f"{name} is no name for a {role}")
            self.people[name] = Person(name, gender, young=bool(rest))
        require(self.people[name] is not child, f"{name} cannot be {name}'s own {role}")
        return self.people[name]

    def possessor(self, whose: str) -> Person:
        """The person behind his, her or Tom's; grown-ups are not meant."""
        if whose.endswith("'s"):
            return self.named(whose[:-2])
        require(whose in PRONOUN_GENDER, f'"{whose}" cannot be said by the storyteller')
        young = [p for p in self.recent if p.gender == PRONOUN_GENDER[whose] and p.young]
        require(young, f'"{whose}" refers to nobody {PRONOUN_GENDER[whose]}')
        return ([p for p in young if self.subject == [p]] or young)[-1]

    # things

    def new(self, phrase: str, owner: Person | None, holder: Person | None, spot: str | None = None) -> Thing:
        """A red kite: a thing that was not there before."""
        _, *looks, noun = phrase.split()
        require(noun not in self.things, f"{phrase} comes up, but there is a {noun} already")
        self.topic = self.things[noun] = Thing(noun, tuple(looks), owner, holder, spot)
        return self.topic

    def thing(self, phrase: str, speaker: Person | None = None, listener: Person | None = None) -> Thing:
        """The thing a phrase refers to: it, the kite, her red kite, in speech my kite or your kite.

        Raises:
            Incoherent: there is no such thing, it looks otherwise, or it belongs to somebody else.
        """
        if phrase == "it":
            require(isinstance(self.topic, Thing), '"it" refers to nothing told so far')
            return self.topic
        determiner, *looks, noun = phrase.split()
        require(noun in self.things, f"there is no {noun} in the story")
        thing = self.things[noun]
        require(determiner not in ("a", "an"), f"the {noun} is known already, so it is not {determiner} {noun}")
        require(set(looks) <= {*thing.looks, "little"}, f"the {noun} is {' '.join(thing.looks)}, not {' '.join(looks)}")
        self.belongs(thing, determiner, speaker, listener)
        self.topic = thing
        return thing

    def belongs(self, thing: Thing, determiner: str, speaker: Person | None, listener: Person | None) -> None:
        """Check a possessive determiner against the owner."""
        if determiner in ("my", "your"):
            owner = speaker if determiner == "my" else listener
            require(owner and thing.owner is owner, f'"{determiner} {thing.noun}", but it is not theirs to call so')
        elif determiner.endswith("'s"):
            require(thing.owner is self.named(determiner[:-2]), f"the {thing.noun} is not {determiner[:-2]}'s")
        elif determiner in PRONOUN_GENDER:
            fits = thing.owner and thing.owner.gender == PRONOUN_GENDER[determiner]
            require(fits, f'"{determiner} {thing.noun}", but it belongs to nobody whom "{determiner}" fits')

    def at(self, spot: str) -> None:
        """Check that a spot is where the story is."""
        landmark = spot.split()[-1]
        require(self.place, f"nobody has gone to a place with a {landmark} yet")
        require(LANDMARKS[landmark] == self.place, f"there is no {landmark} at the {self.place}")

    def listener(self, speaker: Person, name: str | None) -> Person | None:
        """Whom a saying addresses: by name, or else whoever else was mentioned last."""
        if name:
            person = self.named(name)
            require(person is not speaker, f"{name} talks to {name}")
            return person
        others = [person for person in self.recent if person is not speaker]
        return others[-1] if others else None

    def animal(self, phrase: str) -> Pet:
        """The animal: it, the kitten."""
        require(self.pet and (phrase != "it" or self.topic is self.pet), f"{phrase!r} refers to no animal told so far")
        require(phrase == "it" or phrase.split()[-1] == self.pet.noun, f"there is no {phrase.split()[-1]} in the story")
        self.topic = self.pet
        return self.pet
