"""What narrated clauses about people, places, weather, feelings and animals need of the world, and what they change.

Functions are named by the kind of clause; each takes the world, the people who act and the phrases of the clause,
and raises `Incoherent` with the reason when the world told so far does not allow the event.
"""

from arntp.text.grammar.checker.world import Person, Pet, World, cheer, names, require, sadden
from arntp.text.grammar.words import ANIMALS, FEELINGS, LESSONS, NEEDS

People = list[Person]


def check_mood(mood: int, name: str, feeling: str, why: str) -> None:
    """A feeling must follow from the events that made the mood."""
    require(mood == FEELINGS[feeling], f"{name} is {feeling}, but {why or 'nothing has happened to make it so'}")


def set_scene(world: World, who: People, opener: str) -> None:
    """The words that open a sentence."""
    if opener == "at home":
        world.place = "home"


def introduce(world: World, who: People, newcomer: str = "", name: str = "", child: str = "", home: str = "") -> None:
    """There was a little girl named Lily; Lily was a little girl."""
    world.who(newcomer or f"{child} named {name}")


def live(world: World, who: People, home: str) -> None:
    """Where somebody lives has no consequences."""


def go(world: World, who: People, place: str) -> None:
    """Somebody reaches a place."""
    world.place, world.looked = place.removeprefix("the "), None


def arrive(world: World, who: People, place: str) -> None:
    """Somebody joins the others: where they are."""
    there = world.place in (None, "home", place.removeprefix("the "))
    require(there or len(world.people) == 1, f"{names(who)} comes to {place}, but the others are at the {world.place}")
    go(world, who, place)


def go_home(world: World, who: People) -> None:
    """Somebody returns home."""
    world.place, world.looked = "home", None


def wish(world: World, who: People, place: str = "") -> None:
    """Wanting to go somewhere is not being there."""


def stay(world: World, who: People, spot: str | None = None) -> None:
    """Sitting or playing somewhere: only where one is."""
    if spot:
        world.at(spot)


def look(world: World, who: People, spot: str) -> None:
    """Searching a spot of the place."""
    world.at(spot)
    world.looked = spot


def come(world: World, who: People) -> None:
    """Somebody joins; being named was enough."""


def meet(world: World, who: People, whom: str) -> None:
    """Somebody is met."""
    world.whom(whom)


def greet(world: World, who: People, whom: str) -> None:
    """Calling, hugging or thanking somebody else."""
    world.whom(whom)


def be_silent(world: World, who: People) -> None:
    """No answer."""


def feel(world: World, who: People, feeling: str) -> None:
    """A mood that events have caused."""
    for person in who:
        check_mood(person.mood, person.name, feeling, person.why)


def laugh(world: World, who: People) -> None:
    """Nobody laughs while sad."""
    for person in who:
        require(person.mood >= 0, f"{person.name} laughs, but {person.why}")


def cry(world: World, who: People) -> None:
    """Crying has a cause."""
    for person in who:
        require(person.mood < 0, f"{person.name} cries, but {person.why or 'nothing has happened'}")


def pity(world: World, who: People, whom: str | None = None) -> None:
    """One is sorry for somebody sad."""
    others = [world.whom(whom)] if whom else [person for person in world.recent if person not in who]
    require(any(person.mood < 0 for person in others), f"{names(who)} is sorry, but nobody else is sad")


def see_that(world: World, who: People) -> None:
    """What is seen is told by the clause after it."""


def cloud_over(world: World, who: People) -> None:
    """Clouds or sunshine alone have no consequences."""


def rain(world: World, who: People) -> None:
    """Rain begins."""
    require(world.place not in (None, "home"), "it rains, but nobody is out")
    world.raining = True


def get_wet(world: World, who: People) -> None:
    """Getting wet takes rain and nothing to keep it off."""
    require(world.raining, f"{names(who)} gets wet, but it does not rain")
    for person in who:
        person.wet = person.soaked = True
    sadden("got wet", *who)


def get_rained_on(world: World, who: People) -> None:
    """Rain begins, and somebody gets wet."""
    rain(world, who)
    get_wet(world, who)


def ignore(world: World, who: People) -> None:
    """Not listening takes advice."""
    require(world.advised, f"{names(who)} does not listen, but there was no advice")
    world.ignored = who[0].wrong = True


def comfort(world: World, who: People, whom: str, comfort: str) -> None:
    """Somebody wet is dried at home."""
    person = world.whom(whom)
    require(world.place == "home", f"{person.name} is dried, but not at home yet")
    require(person.wet, f"{person.name} gets {comfort}, but is not wet")
    person.wet = False
    cheer("is dry again", person)


def meet_stray(world: World, who: People, stray: str, spot: str) -> None:
    """An animal is found."""
    world.at(spot)
    require(world.pet is None, f"{stray} comes up, but there is an animal already")
    world.topic = world.pet = Pet(stray.split()[-1])


def stray_there(world: World, who: People, stray: str, spot: str) -> None:
    """There was an animal."""
    meet_stray(world, who, stray, spot)


def be_needy(world: World, who: People, pet: str, need: str, feeling: str | None = None) -> None:
    """What the animal lacks."""
    animal = world.animal(pet)
    require(not animal.helped, f"the {animal.noun} is {need}, but it was helped")
    animal.need, animal.mood = need, -1
    if feeling:
        check_mood(-1, f"the {animal.noun}", feeling, f"it is {need}")


def cry_needy(world: World, who: People, pet: str) -> None:
    """An animal cries from need."""
    animal = world.animal(pet)
    require(animal.mood < 0, f"the {animal.noun} cries, but it lacks nothing")


def fetch(world: World, who: People, supply: str) -> None:
    """Somebody gets food, water or a blanket."""
    require(world.pet, f"{names(who)} gets {supply}, but nobody needs it")
    world.supply = supply


def feed(world: World, who: People, pet: str, goods: str) -> None:
    """An animal gets what it needs, if it was fetched: that is kindness."""
    animal, goods = world.animal(pet), goods.removeprefix("the ")
    require(world.supply and world.supply.endswith(f" {goods}"), f"nobody has fetched the {goods}")
    needed = NEEDS.get(animal.need) or f"some {ANIMALS[animal.noun]}"
    require(animal.need and world.supply == needed, f"the {animal.noun} does not need {world.supply}")
    animal.helped, animal.mood = True, 1
    cheer(f"helped the {animal.noun}", *who)
    world.lessons.add("kindness")


def be_content(world: World, who: People, pet: str, need: str | None = None) -> None:
    """An animal that was helped lacks nothing."""
    animal = world.animal(pet)
    require(animal.helped and need in (None, animal.need), f"nothing has been done for the {animal.noun}")


def pet_feel(world: World, who: People, pet: str, feeling: str) -> None:
    """An animal's mood."""
    animal = world.animal(pet)
    check_mood(animal.mood, f"the {animal.noun}", feeling, "its need says otherwise" if animal.need else "")


def follow(world: World, who: People, pet: str, whom: str, feeling: str | None = None) -> None:
    """An animal follows who has helped it."""
    animal = world.animal(pet)
    world.subject = []
    world.whom(whom)
    require(animal.helped, f"the {animal.noun} follows somebody who has not helped it")
    if feeling:
        check_mood(animal.mood, f"the {animal.noun}", feeling, "its need says otherwise")


def teach(world: World, who: People, truth: str | None = None, habit: str | None = None) -> None:
    """The moral: something that the story has shown, with nobody left sad and nothing left lost or broken."""
    lesson = next(name for name, row in LESSONS.items() if truth in row.truths or habit in row.habits)
    require(lesson in world.lessons, f"the moral is about {lesson}, which the story does not show")
    require(all(person.young for person in who), f"the moral is learned by {names(who)}, who is no child")
    for person in world.people.values():
        require(person.mood >= 0, f"the story ends, but {person.name} {person.why}")
    for thing in world.things.values():
        require(not thing.broken and not thing.spot, f"the story ends, but the {thing.noun} is lost or broken")
