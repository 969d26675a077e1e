"""The sentence grammar: phrases, clauses and sayings of the language, each with the kind of event it tells.

A template is read literally, except that `a/b` allows either word and `{slot}` stands for a phrase of `PHRASES`.
A clause is a subject and a predicate, or one of the clauses without a person as subject; a template that ends in
"that" takes a clause after it. Sayings are what characters say between quotation marks.
"""

from arntp.text.grammar.words import (
    ANIMALS,
    CHILD,
    COMFORTS,
    FEELINGS,
    GENDER,
    GROWN_UPS,
    HOMES,
    KIN,
    LANDMARKS,
    LESSONS,
    LOOKS,
    NEEDS,
    PLACES,
    PREPOSITIONS,
    SIZES,
    SPANS,
    SUPPLIES,
    THINGS,
    TIMES,
    TOOLS,
    TOYS,
    TRAITS,
    WEATHER,
)


def either(words) -> str:
    """A regular expression for one of the words, longer ones first."""
    return "(?:" + "|".join(sorted(set(words), key=lambda word: (-len(word), word))) + ")"


_NAME = either(GENDER)
_OWNER = f"(?:his|her|their|my|your|{_NAME}'s)"
_LOOKS = f"(?:{either((*SIZES, *LOOKS, 'little'))} ){{0,2}}"
_RELATIVE = f"(?:his|her|{_NAME}'s) (?:{either(KIN)} {_NAME}|{either(GROWN_UPS)})"
_NEWCOMER = f"an? (?:{either(TRAITS)} )?{either(CHILD.values())} named {_NAME}"
_GOODS = either(supply.split(maxsplit=1)[1] for supply in SUPPLIES)

PHRASES = {
    "who": f"(?:{_NEWCOMER}|{_RELATIVE}|{_NAME}|he|she|they|both children|the children|the two children)",
    "whom": f"(?:{_NEWCOMER}|{_RELATIVE}|{_NAME}|him|her|them)",
    "newcomer": _NEWCOMER,
    "name": _NAME,
    "child": f"an? {either(TRAITS)} {either(CHILD.values())}",
    "owner": _OWNER,
    "new": f"an? {_LOOKS}{either(THINGS)}",
    "thing": f"(?:it|(?:an?|the|{_OWNER}) {_LOOKS}{either(THINGS)})",
    "noun": either(THINGS),
    "stray": f"an? {_LOOKS}{either(ANIMALS)}",
    "pet": f"(?:it|the {_LOOKS}{either(ANIMALS)})",
    "animal": either(ANIMALS),
    "place": f"the {either(PLACES)}",
    "spot": f"{either(PREPOSITIONS)} the {either(LANDMARKS)}",
    "home": either(HOMES),
    "feeling": either(FEELINGS),
    "need": either(NEEDS),
    "supply": either(SUPPLIES),
    "goods": f"the {_GOODS}",
    "comfort": either(COMFORTS),
    "tool": f"some {either(TOOLS)}",
    "used": either(toy.past for toy in TOYS.values()),
    "use": either([toy.plain for toy in TOYS.values()] + ["play with"]),
    "truth": either(truth for lesson in LESSONS.values() for truth in lesson.truths),
    "habit": either(habit for lesson in LESSONS.values() for habit in lesson.habits),
    "weather": either(WEATHER),
    "time": either(TIMES),
}

OPENERS = (
    "once upon a time, ", "one day, ", "one {weather} {time}, ", "the next day, ", "that day, ", "from that day on, ",
    "after that, ", "after a while, ", "at last, ", "suddenly, ", "then ", "soon ", "now ", "first ", "so ", "but ",
    "together ", "at home, ", "when ",
)  # fmt: skip
ADVERBS = (*SPANS, "very much", "very well", "all alone", "alone", "together", "again", "too", "any more", "yet", "up")
CONNECTORS = (", and ", ", but ", ", so ", " and ", " because ", " until ")
PLURAL = ("they", "both children", "the children", "the two children")

CLAUSES = {
    "introduce": (
        "there was {newcomer}",
        "there once was {newcomer}",
        "{name} was {child}",
        "{name} was {child} who lived {home}",
    ),
    "favorite": ("{owner} favorite toy was {new}",),
    "lie_there": ("there was {new} {spot}",),
    "stray_there": ("there was {stray} {spot}",),
    "blow_away": ("the wind blew {thing} {spot}",),
    "fall_unseen": ("{thing} fell {spot}",),
    "be_gone": ("{thing} was gone",),
    "be_elsewhere": ("{thing} was not there",),
    "break_itself": ("{thing} broke",),
    "be_whole": ("{thing} was as good as new", "{thing} looked like new"),
    "be_no_fun": ("it was not much fun",),
    "be_too_hard": ("it was too hard",),
    "cloud_over": ("dark clouds came", "the sun was shining"),
    "rain": ("it began to rain",),
    "be_needy": ("{pet} was {need}", "{pet} was very {need}", "{pet} was {need} and {feeling}"),
    "cry_needy": ("{pet} began to cry",),
    "be_content": ("{pet} was not {need}", "{pet} felt much better"),
    "pet_feel": ("{pet} was {feeling}", "{pet} was very {feeling}"),
    "follow": ("{pet} followed {whom} home", "{pet} was {feeling} and followed {whom} home"),
}

PREDICATES = {
    "live": ("lived {home}",),
    "own": ("had/got {new}",),
    "love": ("loved/liked {thing}", "took good care of {thing}"),
    "go": ("went/walked/ran to {place}", "went/walked/ran to {place} to play"),
    "arrive": ("came to {place}", "came to {place} to play"),
    "carry": ("took/carried/brought {thing} to {place}", "went/walked/ran to {place} with {thing}"),
    "take_unasked": ("took {thing} to {place} without asking",),
    "not_ask": ("did not ask",),
    "wish": ("wanted to go home", "wanted to go to {place}", "wanted to visit {place}"),
    "use": ("{used} {thing}", "{used} {thing} {spot}"),
    "take_turns": ("took turns with {thing}",),
    "stay": ("played/sat/stood/fell {spot}", "fell down {spot}", "played", "sat down", "stood up", "went away"),
    "laugh": ("laughed/smiled",),
    "cry": ("began to cry",),
    "feel": (
        "was/felt/looked {feeling}",
        "was very {feeling}",
        "felt very {feeling}",
        "were both {feeling}",
        "was warm and {feeling}",
        "was so {feeling} that",
        "was {feeling} to see that",
    ),
    "pity": ("felt sorry", "looked at {whom} and felt sorry"),
    "see_that": ("saw that",),
    "leave": ("left {thing} {spot}",),
    "not_see": ("did not see {thing}", "forgot about {thing}"),
    "miss": ("could not find {thing}",),
    "look": ("looked {spot}",),
    "look_for": ("looked for {thing}", "came to look for {thing}", "asked for {thing}"),
    "find": ("found {thing}", "found {thing} {spot}"),
    "discover": ("found/saw {new} {spot}", "found {new}"),
    "meet_stray": ("found/saw {stray} {spot}",),
    "pick_up": ("picked {thing}",),
    "keep": ("wanted to keep {thing}",),
    "come": ("came to help", "came to play", "came"),
    "meet": ("met {whom}",),
    "greet": ("called/hugged/thanked {whom}",),
    "hold": ("hugged {thing}",),
    "give": ("gave {thing} to {whom}", "gave {thing} back to {whom}", "gave {whom} {thing}"),
    "drop": ("dropped {thing} {spot}",),
    "break_thing": ("broke {thing}",),
    "go_home": ("went/ran home",),
    "carry_home": ("took/carried {thing} home", "went/ran home with {thing}"),
    "bring": ("carried {thing} home to {whom}",),
    "show": ("showed {thing} to {whom}",),
    "fetch_tool": ("got/found {tool}",),
    "mend": ("mended {thing}", "mended {thing} with {tool}"),
    "hide": ("hid {thing} {spot}",),
    "be_silent": ("said nothing", "did not answer"),
    "learn_use": ("wanted to learn to {use} {thing}", "could not {use} {thing}"),
    "try_use": ("tried to {use} {thing}", "tried to {use} {thing} {spot}"),
    "fail": ("could not do it",),
    "try_again": ("tried again", "tried again and again"),
    "master": ("could {use} {thing}",),
    "ignore": ("did not listen",),
    "leave_home": ("left {thing} at home",),
    "get_wet": ("got wet", "got very wet"),
    "get_rained_on": ("got wet in the rain",),
    "comfort": ("gave {whom} {comfort}",),
    "fetch": ("got {supply}", "got {supply} at home", "had {supply} in his/her bag"),
    "feed": ("gave {pet} {goods}", "gave {goods} to {pet}"),
    "teach": ("learned that {truth}", "never forgot that {truth}", "{habit}"),
}

SAYINGS = {
    "tell_loss": ("I lost {thing}.", "I cannot find {thing}."),
    "ask_where": ("Have you seen {thing}?", "Where is {thing}?"),
    "must_find": ("I must find {thing}.",),
    "console": ("Do not cry.", "Do not worry.", "Do not be afraid."),
    "offer_help": ("I will help you.", "We will look for {thing} together."),
    "thank": ("Thank you!", "Thank you.", "Thank you for your help.", "Thank you so much."),
    "ask_for": ("May/Can I {use} {thing} too?", "May/Can I {use} {thing}?"),
    "refuse": ("No, it is mine.", "No, I want to play alone.", "No, you cannot have {thing}."),
    "be_sorry": ("I am sorry.",),
    "share": ("We can share {thing}.", "You can play with {thing} too.", "Let us play together."),
    "ask_mend": ("Can you mend {thing}?", "My {noun} is broken."),
    "ask_help": ("Please help me.",),
    "offer_mend": ("We can mend {thing}.", "We can mend {thing} with {tool}."),
    "despair": ("I cannot do it.", "It is too hard for me."),
    "encourage": ("Do not give up.", "Try again.", "You can do it!", "Try one more time."),
    "triumph": ("I did it!", "Look at me!"),
    "forecast": ("It will rain soon.",),
    "advise": ("Take {thing}.", "Please take {thing}."),
    "reject": ("I do not need {thing}.", "No, it will not rain."),
    "admit": ("You were right.", "I should have listened."),
    "promise_truth": ("I must tell you the truth.",),
    "confess": ("I broke {thing}.", "I took {thing} and broke it."),
    "forgive": ("I forgive you.", "Thank you for telling me the truth.", "It is all right."),
    "wonder": ("Whose {noun} is this?", "This {noun} is not mine."),
    "hand_over": ("Here it is!", "I found {thing} {spot}.", "Is this {thing}?"),
    "pity_pet": ("You poor little {animal}.",),
    "help_pet": ("I will help you, little {animal}.",),
}
