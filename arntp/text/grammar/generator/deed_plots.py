"""Plots about a deed: advice ignored, a secret told, a found thing returned, an animal helped."""

from arntp.text.grammar.generator.beats import both_glad, day, moral, open_story, play
from arntp.text.grammar.generator.teller import Actor, Both, Prop, Teller
from arntp.text.grammar.words import ANIMALS, CLOTHES, COMFORTS, GLAD, LARGE, NEEDS, PLACES, RAIN_GEAR, SAD, TOYS


def rain(tell: Teller) -> None:
    """The hero does not listen to advice and gets wet."""
    hero, place = open_story(tell), tell.pick(tuple(PLACES))
    adult, gear, (spot,) = tell.grown_up(hero), tell.prop(RAIN_GEAR), tell.spots(place, 1)
    roles = dict(hero=hero, adult=adult, gear=gear, place=place, spot=spot, sad=tell.pick(SAD))
    tell.say("{hero:he} had {gear:a}.", "one day, {hero:he} got {gear:a}.", **roles)
    tell.say(
        "{day}{hero} wanted to go to the {place}.",
        "{day}{hero} wanted to visit the {place}.",
        day=day(tell),
        **roles,
    )
    tell.say(
        '"It will rain soon. Take your {gear:noun}," said {adult:name}.',
        '"Please take your {gear:noun}," said {adult:name}.',
        '{adult:name} said, "Take your {gear:noun}, {hero:call}."',
        **roles,
    )
    tell.maybe(0.2, '"I do not need it," said {hero:name}.', '"No, it will not rain," {hero:name} said.', **roles)
    tell.say("{hero:name} did not listen and left {gear} at home.", "but {hero:name} left {gear} at home.", **roles)
    tell.say(
        "{hero} went to the {place} and played {spot}.",
        "{hero} walked to the {place} and sat {spot}.",
        "{hero} ran to the {place} and played {spot}.",
        **roles,
    )
    tell.say(
        "soon it began to rain, and {hero} got wet.",
        "then dark clouds came, and soon {hero} got wet in the rain.",
        "suddenly, it began to rain, and {hero} got very wet.",
        **roles,
    )
    tell.maybe(0.5, "{hero} was {sad}.", "{hero} felt {sad}.", **roles)
    dry(tell, hero, adult, roles)
    moral(tell, hero, "listening")


def dry(tell: Teller, hero: Actor, adult: Actor, roles: dict) -> None:
    """At home again, the hero admits it."""
    roles |= dict(comfort=tell.pick(COMFORTS), title=adult.label.split()[1].capitalize(), glad=tell.pick(GLAD))
    tell.say(
        "{hero} ran home, and {adult:name} gave {hero:him} {comfort}.",
        "at home, {adult:name} gave {hero:him} {comfort}.",
        **roles,
    )
    tell.say(
        '"I am sorry, {title}. You were right," said {hero:name}.',
        '"You were right, {title}," said {hero:name}.',
        '"I should have listened," said {hero:name}.',
        **roles,
    )
    tell.say(
        "{adult:name} hugged {hero:him}, and soon {hero:name} was {glad} again.",
        "soon {hero:name} was warm and {glad} again.",
        **roles,
    )


def secret(tell: Teller) -> None:
    """The hero takes a toy without asking, breaks it, hides it, and tells the truth."""
    hero, friend, place = open_story(tell), tell.child(), tell.pick(tuple(PLACES))
    thing = tell.prop([noun for noun, toy in TOYS.items() if toy.tool and noun not in LARGE])
    hiding, tool = tell.spots(place, 1)[0], TOYS[thing.noun].tool
    roles = dict(hero=hero, friend=friend, thing=thing, they=Both(tell), hiding=hiding, tool=tool)
    tell.say("{hero:his} {kin} {friend:name} had {thing:a}.", kin=tell.kin(friend), **roles)
    tell.say(
        "{day}{hero:name} took {thing} to the {place} without asking.",
        "{day}{hero:name} did not ask and took {thing} to the {place}.",
        day=day(tell),
        place=place,
        **roles,
    )
    if tell.chance(0.3):
        play(tell, hero, thing)
    tell.say(
        "then {hero} fell {spot} and broke {thing:it}.",
        "{hero} dropped {thing} {spot}, and {thing:it} broke.",
        spot=tell.near(place),
        **roles,
    )
    tell.say(
        "{hero} was {sad} and hid {thing} {hiding}.",
        "{hero} hid {thing} {hiding} and felt {sad}.",
        sad=tell.pick(SAD),
        **roles,
    )
    tell.maybe(
        0.6,
        '"Have you seen my {thing:noun}?" asked {friend:name}.',
        '"Where is my {thing:noun}?" asked {friend:name}.',
        "{friend:name} came to look for {thing}.",
        "soon {friend:name} came and looked for {thing}.",
        "{friend:name} asked for {thing}, but {hero:name} said nothing.",
        **roles,
    )
    confess(tell, hero, friend, roles)
    moral(tell, hero, "truth", "asking")


def confess(tell: Teller, hero: Actor, friend: Actor, roles: dict) -> None:
    """The truth comes out, is forgiven, and the toy is mended."""
    tell.say(
        '"I broke your {thing:noun}. I am sorry," said {hero:name}.',
        '{hero:name} said, "I took your {thing:noun} and broke it."',
        '"I must tell you the truth. I broke your {thing:noun}," said {hero:name}.',
        **roles,
    )
    tell.say(
        '"I forgive you," said {friend:name}.',
        '"Thank you for telling me the truth," said {friend:name}.',
        '{friend:name} said, "It is all right, {hero:call}."',
        **roles,
    )
    tell.say(
        "{they} got some {tool} and mended {thing} together.",
        "together {they} mended {thing} with some {tool}.",
        **roles,
    )
    both_glad(tell, hero, friend)


def found(tell: Teller) -> None:
    """The hero finds a toy that another child has lost, and gives it back."""
    hero, friend, place = open_story(tell), tell.child(), tell.pick(tuple(PLACES))
    thing, (spot,) = tell.prop([noun for noun in TOYS if noun not in LARGE]), tell.spots(place, 1)
    roles = dict(hero=hero, friend=friend, thing=thing, they=Both(tell), place=place, spot=spot)
    tell.say("{day}{hero:he} went to the {place}.", "{day}{hero:he} walked to the {place}.", day=day(tell), **roles)
    tell.say(
        "{hero} found {thing:a} {spot}.",
        "{hero} looked {spot} and found {thing:a}.",
        "there was {thing:a} {spot}, and {hero:name} picked it up.",
        **roles,
    )
    tell.maybe(
        0.6,
        '"Whose {thing:noun} is this?" asked {hero:name}.',
        '"This {thing:noun} is not mine," said {hero:name}.',
        "{hero} wanted to keep {thing:it}.",
        **roles,
    )
    tell.say(
        "then {hero:name} met a {friend.noun} named {friend:new}.",
        "soon a {friend.noun} named {friend:name} came to the {place}.",
        **roles,
    )
    tell.say(
        '"I lost my {thing:noun}," said {friend:name}.',
        '"Have you seen my {thing:noun}?" {friend} asked.',
        '{friend:name} said, "I cannot find my {thing:noun}."',
        **roles,
    )
    tell.maybe(0.5, "{friend} was {sad}.", "{friend} looked {sad}.", sad=tell.pick(SAD), **roles)
    give_back(tell, hero, friend, roles)
    moral(tell, hero, "returning")


def give_back(tell: Teller, hero: Actor, friend: Actor, roles: dict) -> None:
    """The found toy goes back to its owner."""
    tell.maybe(
        0.5,
        '"Here it is!" said {hero:name}.',
        '"I found it {spot}," said {hero:name}.',
        '"Is this your {thing:noun}?" asked {hero:name}.',
        **roles,
    )
    tell.say("{hero:name} gave {thing} back to {friend:him}.", "so {hero:name} gave {friend:him} {thing}.", **roles)
    thanks = ('"Thank you, {hero:call}!" said {friend:name}.', '"Thank you so much," said {friend:name}.')
    tell.maybe(0.5, *thanks, **roles)
    if roles["thing"].noun not in CLOTHES:
        used = TOYS[roles["thing"].noun].past
        tell.maybe(0.3, "{they} {used} {thing} together.", "{they} took turns with {thing}.", used=used, **roles)
    both_glad(tell, hero, friend)


def animal(tell: Teller) -> None:
    """The hero helps a small animal in need."""
    hero, place, need = open_story(tell), tell.pick(tuple(PLACES)), tell.pick(tuple(NEEDS))
    pet = Prop(tell, tell.pick(tuple(ANIMALS)), (tell.pick(("small", "tiny", "little")),))
    (spot,) = tell.spots(place, 1)
    supply = NEEDS[need] or f"some {ANIMALS[pet.noun]}"
    roles = dict(hero=hero, pet=pet, spot=spot, need=need, supply=supply, goods=supply.split(maxsplit=1)[1])
    tell.say(
        "{day}{hero:he} went to the {place}.",
        "{day}{hero:he} walked to the {place} to play.",
        day=day(tell),
        place=place,
        **roles,
    )
    tell.say("{hero} saw {pet:a} {spot}.", "there was {pet:a} {spot}.", "{hero} found {pet:a} {spot}.", **roles)
    tell.say(
        "{pet} was {need} and {sad}.",
        "{pet:it} was very {need}.",
        "{pet} was {need}, and it began to cry.",
        sad=tell.pick(SAD),
        **roles,
    )
    tell.say(
        '"Do not be afraid. I will help you," said {hero:name}.',
        '"You poor little {pet:noun}," said {hero:name}.',
        '{hero:name} said, "I will help you, little {pet:noun}."',
        **roles,
    )
    feed(tell, hero, roles)
    moral(tell, hero, "kindness")


def feed(tell: Teller, hero: Actor, roles: dict) -> None:
    """The animal gets what it needs."""
    tell.say(
        "{hero} ran home and got {supply}.",
        "{hero} had {supply} in {hero:his} bag.",
        "{hero} got {supply} at home.",
        **roles,
    )
    tell.say("then {hero} gave {pet} the {goods}.", "{hero} gave the {goods} to {pet}.", **roles)
    tell.maybe(0.6, "soon {pet} was not {need} any more.", "soon {pet} felt much better.", **roles)
    tell.say(
        "{pet} was {glad}, and {hero} was {happy} too.",
        "{hero} was {glad} to see that {pet} was {happy}.",
        "{pet} was {glad} and followed {hero:him} home.",
        glad=tell.pick(GLAD[:2]),
        happy=tell.pick(GLAD[2:]),
        **roles,
    )
