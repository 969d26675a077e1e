"""Beats that the plots have in common: the opening, the toy, the way to a place, the happy end, the moral."""

from arntp.text.grammar.generator.teller import Actor, Both, Prop, Teller, a_child
from arntp.text.grammar.words import GLAD, HOMES, LESSONS, SPANS, TIMES, TOYS, TRAITS, WEATHER


def open_story(tell: Teller) -> Actor:
    """The first sentence; returns the hero whom it introduces."""
    hero = tell.child()
    tell.say(
        "once upon a time, there was {child} named {hero:name}.",
        "there once was {child} named {hero:name}.",
        "{hero:name} was {child}.",
        "{hero:name} was {child} who lived {home}.",
        "{child} named {hero:name} lived {home}.",
        hero=hero,
        child=a_child(hero, tell.pick(TRAITS)),
        home=tell.pick(HOMES),
    )
    return hero


def own(tell: Teller, hero: Actor, thing: Prop) -> None:
    """What the hero has."""
    tell.say(
        "{hero:he} had {thing:a}.",
        "{hero:he} had {thing:a} and loved {thing:it} very much.",
        "{hero:his} favorite toy was {thing:a}.",
        "one day, {hero:he} got {thing:a}.",
        "{hero:he} had {thing:a}, and {hero:he} took good care of {thing:it}.",
        hero=hero,
        thing=thing,
    )


def day(tell: Teller) -> str:
    """An opener: one sunny morning."""
    return f"one {tell.pick(WEATHER)} {tell.pick(TIMES)}, "


def outing(tell: Teller, hero: Actor, thing: Prop, place: str) -> None:
    """The hero takes the toy to a place and plays."""
    roles = dict(hero=hero, thing=thing, place=place, day=day(tell))
    tell.say(
        "{day}{hero} took {thing:it} to the {place}.",
        "{day}{hero} went to the {place} with {hero:his} {thing:noun}.",
        "{day}{hero} carried {hero:his} {thing:noun} to the {place}.",
        **roles,
    )
    if tell.chance(0.3):
        play(tell, hero, thing)


def play(tell: Teller, hero: Actor, thing: Prop) -> None:
    """The hero plays with the toy."""
    tell.say(
        "{hero} {used} {thing:it} {span}.",
        "{hero} {used} {thing} and laughed.",
        hero=hero,
        thing=thing,
        used=TOYS[thing.noun].past,
        span=tell.pick(SPANS),
    )


def both_glad(tell: Teller, hero: Actor, other: Actor) -> None:
    """A happy ending for two children."""
    tell.say(
        "both children were {glad}.",
        "{other} was {glad}, and {hero} was {happy} too.",
        "now {they} were both {glad}.",
        "{other} was {glad} and hugged {hero:him}.",
        hero=hero,
        other=other,
        they=Both(tell),
        glad=tell.pick(GLAD[:2]),
        happy=tell.pick(GLAD[2:]),
    )


def moral(tell: Teller, hero: Actor, *lessons: str) -> None:
    """The last sentence: one of the lessons, as a truth or as a habit."""
    lesson = LESSONS[tell.pick(lessons)]
    tell.say(
        "{hero:name} learned that {truth}.",
        "{hero:name} never forgot that {truth}.",
        "that day, {hero:name} learned that {truth}.",
        "from that day on, {hero:name} {habit}.",
        "after that, {hero:name} {habit}.",
        hero=hero,
        truth=tell.pick(lesson.truths),
        habit=tell.pick(lesson.habits),
    )
