"""Plots about a toy: it is lost and found, kept and shared, broken and mended, hard and learned."""

from arntp.text.grammar.generator.beats import both_glad, day, moral, open_story, outing, own
from arntp.text.grammar.generator.teller import Actor, Both, Teller
from arntp.text.grammar.words import CLOTHES, GLAD, LARGE, PLACES, SAD, SPANS, TOYS


def lost(tell: Teller) -> None:
    """A toy falls somewhere unseen and is searched for, alone or with a friend."""
    hero, place = open_story(tell), tell.pick(tuple(PLACES))
    thing = tell.prop([noun for noun in TOYS if noun not in LARGE])
    hiding, wrong = tell.spots(place, 2)
    own(tell, hero, thing)
    outing(tell, hero, thing, place)
    roles = dict(hero=hero, thing=thing, hiding=hiding, wrong=wrong)
    wind = ("then the wind blew {thing} {hiding}.",) if TOYS[thing.noun].light else ()
    tell.say(
        "then {thing} fell {hiding}, but {hero} did not see it.",
        "{hero} left {thing} {hiding} and forgot about it.",
        *wind,
        **roles,
    )
    tell.say(
        "soon {hero} could not find {thing} and was {sad}.",
        "{hero} wanted to go home, but {thing} was gone.",
        "{hero} was {sad} because {thing} was gone.",
        "when {hero} looked for {thing:it}, {thing:it} was gone.",
        sad=tell.pick(SAD),
        **roles,
    )
    if tell.chance(0.65):
        search_together(tell, hero, roles)
    else:
        search_alone(tell, hero, roles)


def search_together(tell: Teller, hero: Actor, roles: dict) -> None:
    """A friend helps to look, and the toy is found where it lies."""
    friend = tell.child()
    roles |= dict(friend=friend, they=Both(tell), kin=tell.kin(friend))
    tell.say("{hero:his} {kin} {friend:name} came to help.", "{hero} met {hero:his} {kin} {friend:new}.", **roles)
    tell.maybe(
        0.2,
        '"I lost my {thing:noun}," said {hero:name}.',
        '"Have you seen my {thing:noun}?" asked {hero:name}.',
        '"I cannot find my {thing:noun}," {hero} said.',
        **roles,
    )
    tell.say(
        '"Do not cry. We will look for it together," said {friend:name}.',
        '{friend:name} said, "Do not worry. I will help you."',
        '"I will help you," said {friend:name}.',
        **roles,
    )
    tell.maybe(
        0.4,
        "{they} looked {wrong}, but {thing:it} was not there.",
        "first {they} looked {wrong}, but {thing} was not there.",
        "{friend} looked {wrong}, but {thing:it} was not there.",
        **roles,
    )
    tell.say(
        "then {friend:name} looked {hiding} and found {thing}.",
        "at last, {friend:name} found {thing} {hiding}.",
        **roles,
    )
    tell.maybe(
        0.3,
        "{friend} gave {thing:it} back to {hero:name}.",
        '"Thank you, {friend:call}!" said {hero:name}.',
        '"Thank you for your help," said {hero:name}.',
        **roles,
    )
    both_glad(tell, hero, friend)
    moral(tell, hero, "help", "care")


def search_alone(tell: Teller, hero: Actor, roles: dict) -> None:
    """The hero finds the toy alone."""
    tell.say(
        '"I must find my {thing:noun}," said {hero:name}.',
        '"Where is my {thing:noun}?" asked {hero:name}.',
        **roles,
    )
    tell.say(
        "{hero} looked {wrong}, but {thing} was not there.",
        "first {hero} looked {wrong}, but {thing:it} was not there.",
        **roles,
    )
    tell.say(
        "then {hero} looked {hiding} and found {thing}.",
        "at last, {hero} found {thing} {hiding}.",
        **roles,
    )
    tell.say(
        "{hero} was {glad} and took {thing:it} home.",
        "{hero} was so {glad} that {hero:he} hugged {thing:it}.",
        "{hero} was {glad} again.",
        glad=tell.pick(GLAD),
        **roles,
    )
    moral(tell, hero, "care")


def refused(tell: Teller) -> None:
    """A child keeps a toy to herself until she sees that another child is sad."""
    hero, friend, place = open_story(tell), tell.child(), tell.pick(tuple(PLACES))
    thing = tell.prop([noun for noun in TOYS if noun not in CLOTHES])
    toy, (spot,) = TOYS[thing.noun], tell.spots(place, 1)
    own(tell, hero, thing)
    outing(tell, hero, thing, place)
    roles = dict(hero=hero, friend=friend, thing=thing, they=Both(tell), spot=spot, used=toy.past, use=toy.plain)
    tell.say(
        "then {hero:his} {kin} {friend:name} came to play.",
        "{hero:his} {kin} {friend:name} came to the {place} too.",
        place=place,
        kin=tell.kin(friend),
        **roles,
    )
    tell.say(
        '"May I {use} your {thing:noun} too?" asked {friend:name}.',
        '"Can I {use} your {thing:noun}?" {friend} asked.',
        '{friend:name} asked, "May I play with your {thing:noun}?"',
        **roles,
    )
    tell.say(
        '"No, it is mine," said {hero:name}.',
        '{hero:name} said, "No, I want to play alone."',
        '"No, you cannot have it," said {hero:name}.',
        **roles,
    )
    tell.say(
        "{friend} was {sad} and sat {spot}.",
        "{friend} sat {spot} and began to cry.",
        "{friend} went away and sat {spot}.",
        sad=tell.pick(SAD[:2]),
        **roles,
    )
    tell.maybe(
        0.4,
        "{hero} {used} {thing} alone, but it was not much fun.",
        "soon {hero} saw that {friend} was {sad}.",
        "{hero} looked at {friend:him} and felt sorry.",
        sad=tell.pick(SAD[2:]),
        **roles,
    )
    tell.say(
        '"I am sorry. We can share it," said {hero:name}.',
        '{hero:name} said, "You can play with it too."',
        '"I am sorry. Let us play together," {hero} said.',
        **roles,
    )
    tell.maybe(
        0.6,
        "{they} {used} {thing} together {span}.",
        "{they} took turns with {thing} {span}.",
        span=tell.pick(SPANS),
        **roles,
    )
    both_glad(tell, hero, friend)
    moral(tell, hero, "sharing")


def broken(tell: Teller) -> None:
    """A toy breaks and is mended with a grown-up's help."""
    hero, place = open_story(tell), tell.pick(tuple(PLACES))
    helper, spot = tell.grown_up(hero), tell.near(place)
    thing = tell.prop([noun for noun, toy in TOYS.items() if toy.tool])
    own(tell, hero, thing)
    outing(tell, hero, thing, place)
    roles = dict(hero=hero, helper=helper, thing=thing, they=Both(tell), spot=spot, tool=TOYS[thing.noun].tool)
    tell.say(
        "then {hero} fell {spot}, and {thing} broke.",
        "{hero} dropped {thing:it} {spot}, and {thing:it} broke.",
        "suddenly, {hero} fell down {spot} and broke {thing}.",
        **roles,
    )
    tell.maybe(
        0.6,
        "{hero} was {sad} and began to cry.",
        "{hero} was very {sad}.",
        "{hero} felt {sad}.",
        sad=tell.pick(SAD),
        **roles,
    )
    tell.say(
        "{hero} took {thing} home and showed {thing:it} to {helper:him}.",
        "{hero} ran home with {thing} and called {helper:him}.",
        "{hero} carried {hero:his} {thing:noun} home to {helper:him}.",
        **roles,
    )
    tell.say(
        '"Can you mend my {thing:noun}?" asked {hero:name}.',
        '"My {thing:noun} is broken," said {hero:name}.',
        '"Please help me," said {hero:name}.',
        **roles,
    )
    tell.maybe(
        0.3,
        '"Do not cry. We can mend it," said {helper:name}.',
        '"Do not worry. I will help you," said {helper:name}.',
        '"We can mend it with some {tool}," said {helper:name}.',
        **roles,
    )
    tell.say(
        "{helper} got some {tool}, and {they} mended {thing} together.",
        "then {helper} mended {thing} with some {tool}.",
        "{helper} found some {tool} and mended {thing}.",
        **roles,
    )
    tell.maybe(0.3, "soon {thing} was as good as new.", "now {thing} looked like new.", **roles)
    tell.say(
        "{hero} was {glad} and hugged {helper:him}.",
        "{hero} was {glad} and thanked {helper:him}.",
        "{hero} was so {glad} that {hero:he} laughed.",
        glad=tell.pick(GLAD),
        **roles,
    )
    moral(tell, hero, "mending")


def hard(tell: Teller) -> None:
    """A toy is hard to use; with a friend's or a grown-up's word the hero tries again and learns it."""
    hero, place = open_story(tell), tell.pick(tuple(PLACES))
    thing, spot = tell.prop([noun for noun, toy in TOYS.items() if toy.hard]), tell.near(place)
    toy = TOYS[thing.noun]
    roles = dict(hero=hero, thing=thing, place=place, spot=spot, used=toy.past, use=toy.plain)
    tell.say(
        "{hero:he} had {thing:a}, but {hero:he} could not {use} {thing:it} yet.",
        "{hero:he} had {thing:a} and wanted to learn to {use} {thing:it}.",
        "one day, {hero:he} got {thing:a}, but {hero:he} could not {use} {thing:it}.",
        **roles,
    )
    tell.say(
        "{day}{hero} took {thing} to the {place}.",
        "{day}{hero} carried {hero:his} {thing:noun} to the {place}.",
        day=day(tell),
        **roles,
    )
    tell.say(
        "{hero} tried to {use} {thing:it} {spot}, but it was too hard.",
        "{hero} tried to {use} {thing} {spot}, but {hero:he} could not do it.",
        **roles,
    )
    tell.maybe(0.6, "{hero} was {sad} and sat down.", "{hero} felt {sad}.", sad=tell.pick(SAD), **roles)
    tell.maybe(0.25, '"I cannot do it," said {hero:name}.', '"It is too hard for me," {hero} said.', **roles)
    encourage(tell, hero, roles)
    tell.say("{hero} tried again and again.", "so {hero} tried again.", "{hero} stood up and tried again.", **roles)
    tell.say(
        "at last, {hero:name} {used} {thing} all alone.",
        "after a while, {hero:name} could {use} {thing} very well.",
        "soon {hero:name} could {use} {thing}.",
        **roles,
    )
    tell.maybe(0.25, '"I did it!" cried {hero:name}.', '"Look at me!" {hero} called.', **roles)
    tell.say("{hero} was {glad} and laughed.", "{hero} was very {glad}.", glad=tell.pick(GLAD[:3]), **roles)
    moral(tell, hero, "trying")


def encourage(tell: Teller, hero: Actor, roles: dict) -> None:
    """Somebody comes and says: try again."""
    if tell.chance(0.5):
        helper = tell.child()
        tell.say(
            "{hero:his} {kin} {helper:name} came to the {place} too.",
            "then {hero:his} {kin} {helper:name} came to help.",
            helper=helper,
            kin=tell.kin(helper),
            **roles,
        )
    else:
        helper = tell.grown_up(hero)
        tell.say("then {helper:name} came to help.", helper=helper, **roles)
    tell.say(
        '"Do not give up. Try again," said {helper:name}.',
        '"You can do it, {hero:call}!" said {helper:name}.',
        '{helper:name} said, "Try one more time."',
        helper=helper,
        **roles,
    )
