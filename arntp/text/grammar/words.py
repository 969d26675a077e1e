"""The lexicon that the storyteller and the checker share: words and their properties, no sentences."""

from typing import NamedTuple

GIRLS = ("Anna", "Ella", "Emma", "Ivy", "Lily", "Lucy", "Mia", "Nina", "Rosie", "Sara", "Zoe", "Olivia")
BOYS = ("Ben", "Finn", "Jack", "Leo", "Max", "Noah", "Oscar", "Peter", "Tim", "Tom", "Hugo", "Adam")
GENDER = {**dict.fromkeys(GIRLS, "female"), **dict.fromkeys(BOYS, "male")}
CHILD = {"female": "girl", "male": "boy"}
GROWN_UPS = {"mom": "female", "dad": "male", "grandma": "female", "grandpa": "male"}
KIN = {"friend": None, "cousin": None, "sister": "female", "brother": "male"}
TRAITS = ("little", "kind", "cheerful", "young", "quiet", "clever", "honest", "eager", "curious", "small")
HOMES = ("in a small house", "in a quiet village", "in a busy town", "by the sea", "on a green hill", "in an old house")

SIZES = ("big", "small", "tiny")
LOOKS = ("red", "blue", "green", "yellow", "orange", "old", "new", "shiny", "striped", "pretty")


class Toy(NamedTuple):
    """What a toy is for: its verb in the past and plain, what mends it, and whether wind carries it off."""

    past: str
    plain: str
    tool: str | None = None
    light: bool = False
    hard: bool = False  # one has to learn it


TOYS = {
    "ball": Toy("bounced", "bounce"),
    "bike": Toy("rode", "ride", hard=True),
    "book": Toy("read", "read", "tape"),
    "doll": Toy("dressed", "dress", "thread"),
    "drum": Toy("played", "play", "tape", hard=True),
    "flute": Toy("played", "play", "glue", hard=True),
    "guitar": Toy("played", "play", "glue", hard=True),
    "hat": Toy("wore", "wear", light=True),
    "hoop": Toy("rolled", "roll", hard=True),
    "kite": Toy("flew", "fly", "tape", light=True, hard=True),
    "puppet": Toy("danced with", "dance with", "thread"),
    "robot": Toy("played with", "play with", "glue"),
    "scarf": Toy("wore", "wear", light=True),
    "scooter": Toy("rode", "ride", hard=True),
    "teddy": Toy("cuddled", "cuddle", "thread"),
    "train": Toy("pushed", "push", "glue"),
    "truck": Toy("pushed", "push", "glue"),
    "wagon": Toy("pulled", "pull", "nails"),
    "whistle": Toy("blew", "blow"),
}
CLOTHES = ("hat", "scarf")
LARGE = ("bike", "scooter", "wagon", "guitar", "hoop", "drum")
RAIN_GEAR = ("umbrella", "raincoat")
THINGS = (*TOYS, *RAIN_GEAR)
TOOLS = ("glue", "tape", "thread", "nails")

ANIMALS = {
    "kitten": "milk",
    "bird": "seeds",
    "puppy": "meat",
    "rabbit": "carrots",
    "duckling": "bread",
    "owl": "meat",
    "squirrel": "nuts",
    "hedgehog": "apples",
}
NEEDS = {"hungry": None, "thirsty": "some water", "cold": "a warm blanket"}  # None: the animal's own food
SUPPLIES = tuple(sorted({f"some {food}" for food in ANIMALS.values()} | {need for need in NEEDS.values() if need}))
COMFORTS = ("a dry towel", "a warm blanket", "a cup of hot tea", "some dry socks")

PLACES = {
    "park": {"bench": ("under", "behind"), "fountain": ("behind", "near"), "slide": ("under", "near")},
    "garden": {"shed": ("behind", "near"), "fence": ("behind", "near"), "rosebush": ("under", "behind")},
    "beach": {"rock": ("behind", "near"), "sandcastle": ("behind", "near"), "pier": ("under", "near")},
    "forest": {"oak": ("under", "behind"), "log": ("under", "behind"), "cave": ("near", "behind")},
    "farm": {"barn": ("behind", "near"), "haystack": ("under", "behind"), "cart": ("under", "behind")},
    "lake": {"bridge": ("under", "near"), "willow": ("under", "near"), "hut": ("behind", "near")},
    "playground": {"swing": ("under", "near"), "seesaw": ("under", "near"), "sandbox": ("behind", "near")},
    "meadow": {"hedge": ("under", "behind"), "well": ("behind", "near"), "stump": ("behind", "near")},
}
LANDMARKS = {landmark: place for place, landmarks in PLACES.items() for landmark in landmarks}
PREPOSITIONS = ("under", "behind", "near")

WEATHER = ("sunny", "warm", "windy", "bright", "fine", "cool", "cloudy", "gray", "chilly")
TIMES = ("day", "morning", "afternoon")
SPANS = ("for a long time", "for hours", "with a big smile", "with great joy")

FEELINGS = {
    **dict.fromkeys(("happy", "glad", "pleased", "delighted", "overjoyed"), 1),
    **dict.fromkeys(("sad", "upset", "unhappy", "gloomy", "miserable"), -1),
}
GLAD = tuple(feeling for feeling, sign in FEELINGS.items() if sign > 0)
SAD = tuple(feeling for feeling, sign in FEELINGS.items() if sign < 0)


class Lesson(NamedTuple):
    """What a story teaches: as truths ("she learned that ...") and as habits ("from that day on, she ...")."""

    plot: str
    truths: tuple[str, ...]
    habits: tuple[str, ...]


LESSONS = {
    "care": Lesson(
        "lost",
        ("a good toy needs good care", "it is wise to look after our things"),
        ("took good care of every toy", "always kept an eye on every toy"),
    ),
    "help": Lesson(
        "lost",
        ("friends help each other", "it is easier to search together"),
        ("always helped friends who lost something",),
    ),
    "sharing": Lesson(
        "refused",
        ("sharing makes playing more fun", "it is nice to share with others", "a shared toy brings twice the joy"),
        ("always shared with others", "loved to share with friends"),
    ),
    "mending": Lesson(
        "broken",
        ("broken things can be mended", "it is better to mend a toy than to cry"),
        ("never threw a broken toy away",),
    ),
    "listening": Lesson(
        "rain",
        ("it is wise to listen to good advice", "grown-ups often know best"),
        ("always listened to good advice",),
    ),
    "truth": Lesson(
        "secret", ("it is right to tell the truth", "the truth is better than a secret"), ("always told the truth",)
    ),
    "asking": Lesson(
        "secret", ("it is right to ask before we take something",), ("always asked before taking something",)
    ),
    "trying": Lesson(
        "hard",
        ("hard things get easier when we keep trying", "it is worth trying again"),
        ("never gave up too soon", "always tried one more time"),
    ),
    "returning": Lesson(
        "found",
        ("it feels good to give back what is not ours", "a lost toy should go back to its owner"),
        ("always gave back what others had lost",),
    ),
    "kindness": Lesson(
        "animal",
        ("small animals need kind friends", "a little kindness means a lot"),
        ("was kind to every animal", "always helped small animals"),
    ),
}

PRESENT = {
    "was": "is",
    "were": "are",
    "had": "has",
    "took": "takes",
    "went": "goes",
    "ran": "runs",
    "walked": "walks",
    "came": "comes",
    "looked": "looks",
    "found": "finds",
    "gave": "gives",
    "said": "says",
    "asked": "asks",
    "saw": "sees",
    "met": "meets",
    "got": "gets",
    "fell": "falls",
    "broke": "breaks",
    "mended": "mends",
    "sat": "sits",
    "hid": "hides",
    "began": "begins",
    "wanted": "wants",
    "tried": "tries",
    "learned": "learns",
    "loved": "loves",
    "lived": "lives",
    "felt": "feels",
    "played": "plays",
    "thanked": "thanks",
    "laughed": "laughs",
}
"""Third person singular of common verbs, by their past: every story is told in the past."""


def article(word: str) -> str:
    """The indefinite article that `word` takes by its sound: an old hat, an honest boy, a kite."""
    return "an" if word[0] in "aeiou" or word == "honest" else "a"
