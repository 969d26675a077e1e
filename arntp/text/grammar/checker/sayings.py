"""What characters may say: what each kind of saying needs of the world, and what it changes; see `scenes`.

Functions take the world, the speaker, whom it is said to (None if nobody else is there) and the saying's phrases.
"""

from arntp.text.grammar.checker.toys import fit, mender
from arntp.text.grammar.checker.world import Person, Thing, World, cheer, require, sadden

Listener = Person | None


def claim(world: World, speaker: Person, listener: Listener, phrase: str) -> Thing:
    """The thing spoken of; a stray one becomes the speaker's when the speaker says my kite."""
    stray = world.things.get(phrase.split()[-1])
    if phrase.startswith("my ") and stray and stray.stray and not stray.owner and stray.holder is not speaker:
        stray.owner = speaker
        sadden(f"has lost the {stray.noun}", speaker)
    return world.thing(phrase, speaker, listener)


def lacks(world: World, speaker: Person, listener: Listener, phrase: str) -> None:
    """Check that the speaker does not have the thing at hand."""
    thing = claim(world, speaker, listener, phrase)
    require(thing.spot or thing.holder is not speaker, f"{speaker.name} looks for the {thing.noun}, but has it")


def failed(world: World) -> bool:
    """Whether somebody has tried something in vain."""
    return any(thing.skill == "failed" for thing in world.things.values())


def in_trouble(world: World, person: Listener) -> bool:
    """Whether the person or the animal of the story is sad."""
    return bool((person and person.mood < 0) or (world.pet and world.pet.mood < 0))


def tell_loss(world: World, speaker: Person, listener: Listener, thing: str) -> None:
    """I lost my kite."""
    lacks(world, speaker, listener, thing)


def ask_where(world: World, speaker: Person, listener: Listener, thing: str) -> None:
    """Have you seen my kite?"""
    lacks(world, speaker, listener, thing)


def must_find(world: World, speaker: Person, listener: Listener, thing: str) -> None:
    """I must find my kite."""
    lacks(world, speaker, listener, thing)


def console(world: World, speaker: Person, listener: Listener) -> None:
    """Do not cry: to somebody sad."""
    require(in_trouble(world, listener), f"{speaker.name} consoles somebody who is not sad")


def offer_help(world: World, speaker: Person, listener: Listener, thing: str | None = None) -> None:
    """I will help you: to somebody in trouble."""
    require(in_trouble(world, listener), f"{speaker.name} offers help where there is no trouble")
    require(not thing or world.thing(thing, speaker, listener).spot, f"{thing} is not lost")
    world.helpers.append(speaker)


def thank(world: World, speaker: Person, listener: Listener) -> None:
    """Thanks, once something good has been done."""
    require(listener and world.lessons, f"{speaker.name} says thank you, but nothing has been done")


def ask_for(world: World, speaker: Person, listener: Listener, use: str, thing: str) -> None:
    """May I fly your kite?"""
    toy = world.thing(thing, speaker, listener)
    fit(use, toy)
    require(toy.holder is listener, f"{speaker.name} asks for the {toy.noun} where it is not")
    world.asked = (speaker, toy)


def refuse(world: World, speaker: Person, listener: Listener, thing: str | None = None) -> None:
    """No, it is mine: said by the owner who was asked."""
    require(world.asked, f"{speaker.name} says no, but nobody has asked")
    asker, toy = world.asked
    require(speaker is toy.owner and speaker is not asker, f"{speaker.name} was not asked")
    speaker.wrong = world.refused = True
    sadden("was told no", asker)


def be_sorry(world: World, speaker: Person, listener: Listener) -> None:
    """I am sorry: said by who did wrong."""
    require(speaker.wrong, f"{speaker.name} is sorry, but has done nothing wrong")


def share(world: World, speaker: Person, listener: Listener, thing: str | None = None) -> None:
    """We can share it: said by the owner who has said no."""
    require(world.asked, f"{speaker.name} shares, but nobody has asked")
    asker, toy = world.asked
    require(speaker is toy.owner and not toy.broken, f"the {toy.noun} is not {speaker.name}'s to share")
    require(not thing or world.thing(thing, speaker, listener) is toy, f"nobody has asked for {thing}")
    world.refused = speaker.wrong = False
    cheer(f"can share the {toy.noun}", speaker, asker)
    world.lessons.add("sharing")


def ask_mend(world: World, speaker: Person, listener: Listener, thing: str = "", noun: str = "") -> None:
    """Can you mend my kite?"""
    require(world.thing(thing or f"my {noun}", speaker, listener).broken, f"the {thing or noun} is not broken")


def ask_help(world: World, speaker: Person, listener: Listener) -> None:
    """Please help me: said in trouble."""
    require(speaker.mood < 0, f"{speaker.name} asks for help without being in trouble")


def offer_mend(world: World, speaker: Person, listener: Listener, thing: str, tool: str | None = None) -> None:
    """We can mend it with some glue."""
    broken = world.thing(thing, speaker, listener)
    require(broken.broken, f"the {broken.noun} is not broken")
    require(tool in (None, mender(broken)), f"{tool} does not mend a {broken.noun}")


def despair(world: World, speaker: Person, listener: Listener) -> None:
    """I cannot do it."""
    require(failed(world) and speaker.mood < 0, f"{speaker.name} despairs, but has not failed")


def encourage(world: World, speaker: Person, listener: Listener) -> None:
    """Try again: to somebody who has failed."""
    require(failed(world) and listener and listener.mood < 0, f"{speaker.name} encourages nobody who has failed")


def triumph(world: World, speaker: Person, listener: Listener) -> None:
    """I did it!"""
    require("trying" in world.lessons, f"{speaker.name} says it is done, but it is not")


def forecast(world: World, speaker: Person, listener: Listener) -> None:
    """It will rain soon."""
    require(not world.raining, f"{speaker.name} says that it will rain, but it rains")


def advise(world: World, speaker: Person, listener: Listener, thing: str) -> None:
    """Take your umbrella."""
    gear = world.thing(thing, speaker, listener)
    require(gear.holder is listener, f"{speaker.name} advises somebody who cannot take the {gear.noun}")
    world.advised = gear


def reject(world: World, speaker: Person, listener: Listener, thing: str | None = None) -> None:
    """I do not need it."""
    require(world.advised, f"{speaker.name} rejects what nobody has advised")
    if thing:
        world.thing(thing, speaker, listener)


def admit(world: World, speaker: Person, listener: Listener) -> None:
    """You were right: said after ignoring advice and getting wet."""
    require(world.ignored and speaker.soaked, f"{speaker.name} admits a mistake that was not made")
    world.lessons.add("listening")


def promise_truth(world: World, speaker: Person, listener: Listener) -> None:
    """I must tell you the truth."""
    require(speaker.wrong, f"{speaker.name} has nothing to confess")


def confess(world: World, speaker: Person, listener: Listener, thing: str) -> None:
    """I broke your kite: true, and said to its owner."""
    broken = world.thing(thing, speaker, listener)
    require(broken.breaker is speaker, f"{speaker.name} did not break the {broken.noun}")
    broken.spot, world.confessed = None, speaker
    world.lessons |= {"truth", "asking"} if broken.taken else {"truth"}


def forgive(world: World, speaker: Person, listener: Listener) -> None:
    """I forgive you: to who has told the truth."""
    require(world.confessed and world.confessed is listener, f"{speaker.name} forgives what was not confessed")
    listener.wrong = False
    cheer("all is forgiven", speaker, listener)


def wonder(world: World, speaker: Person, listener: Listener, noun: str) -> None:
    """Whose kite is this?"""
    thing = world.things.get(noun)
    require(thing and thing.stray and thing.holder is speaker, f"{speaker.name} has found no {noun}")


def hand_over(
    world: World, speaker: Person, listener: Listener, thing: str | None = None, spot: str | None = None
) -> None:
    """Here it is; is this your kite? Said by who has found it, to its owner."""
    found = world.thing(thing or "it", speaker, listener)
    require(found.holder is speaker and found.owner is listener, f"{speaker.name} has nothing of the listener's")
    require(spot in (None, found.found_at), f"the {found.noun} was found {found.found_at}, not {spot}")


def pity_pet(world: World, speaker: Person, listener: Listener, animal: str) -> None:
    """You poor little kitten: to an animal in need."""
    require(world.pet and world.pet.noun == animal, f"there is no {animal} in the story")
    require(world.pet.mood < 0, f"the {animal} lacks nothing")


def help_pet(world: World, speaker: Person, listener: Listener, animal: str) -> None:
    """I will help you, little kitten."""
    pity_pet(world, speaker, listener, animal)
