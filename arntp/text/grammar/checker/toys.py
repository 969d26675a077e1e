"""What narrated clauses about having, using and learning a toy need of the world and change; see `scenes`.

A thing can only be used by whoever has it, in its own way, whole; a hard one must be learned first.
"""

from arntp.text.grammar.checker.world import Person, Thing, World, cheer, names, require, sadden
from arntp.text.grammar.words import TOYS

People = list[Person]


def have(who: People, thing: Thing) -> None:
    """Check that one of them has the thing at hand."""
    require(thing.spot is None, f"the {thing.noun} is still {thing.spot}")
    require(not thing.at_home, f"the {thing.noun} was left at home")
    require(thing.holder in who, f"{names(who)} does not have the {thing.noun}")


def mender(thing: Thing) -> str | None:
    """What mends the thing: some glue; None for what nobody can mend."""
    toy = TOYS.get(thing.noun)
    return f"some {toy.tool}" if toy and toy.tool else None


def fit(verb: str, thing: Thing) -> None:
    """Check that the verb is something one does with the thing."""
    toy = TOYS.get(thing.noun)
    fitting = toy and verb in (toy.past, toy.plain, "played with", "play with")
    require(fitting, f"{verb!r} is nothing one does with the {thing.noun}")


def own(world: World, who: People, new: str) -> None:
    """Somebody has or gets something new."""
    thing = world.new(new, owner=who[0], holder=who[0])
    who[0].feel(who[0].mood or 1, who[0].why or f"has the {thing.noun}")


def favorite(world: World, who: People, owner: str, new: str) -> None:
    """Her favorite toy was a red kite."""
    own(world, world.mention(world.possessor(owner)), new)


def love(world: World, who: People, thing: str) -> None:
    """Loving or looking after what one has."""
    require(world.thing(thing).owner in who, f"{names(who)} loves what belongs to somebody else")


def carry(world: World, who: People, thing: str, place: str) -> None:
    """Taking a thing along: one's own, or another's by not asking."""
    if world.unasked:
        return take_unasked(world, who, thing, place)
    have(who, world.thing(thing))
    world.place = place.removeprefix("the ")


def not_ask(world: World, who: People) -> None:
    """Somebody is about to take without asking."""
    world.unasked = True


def take_unasked(world: World, who: People, thing: str, place: str) -> None:
    """Taking what is another's."""
    taken = world.thing(thing)
    require(taken.owner and taken.owner not in who, f"{names(who)} need not ask for the own {taken.noun}")
    require(taken.spot is None, f"the {taken.noun} is still {taken.spot}")
    taken.holder, taken.taken, who[0].wrong, world.unasked = who[0], True, True, False
    world.place = place.removeprefix("the ")


def use(world: World, who: People, used: str, thing: str, spot: str | None = None) -> None:
    """Playing with a thing: it fits, is at hand, is whole, and was learned."""
    toy = world.thing(thing)
    fit(used, toy)
    play(world, who, toy)
    if spot:
        world.at(spot)


def play(world: World, who: People, toy: Thing) -> None:
    """What any use needs; after trying again it means success."""
    have(who, toy)
    require(not toy.broken, f"the {toy.noun} is broken")
    require(not (world.refused and len(who) > 1), f"{names(who)} play together, though one has said no")
    require(toy.skill in ("known", "retried"), f"{names(who)} cannot use the {toy.noun} yet")
    if toy.skill == "retried":
        succeed(world, who, toy)
    for person in who:
        person.feel(person.mood or 1, person.why or f"plays with the {toy.noun}")


def take_turns(world: World, who: People, thing: str) -> None:
    """Several play with one thing."""
    require(len(who) > 1, "one alone cannot take turns")
    play(world, who, world.thing(thing))


def hold(world: World, who: People, thing: str) -> None:
    """Hugging a thing that one has."""
    have(who, world.thing(thing))


def give(world: World, who: People, thing: str, whom: str) -> None:
    """Handing over; a stray thing given to its owner is a good deed."""
    receiver, given = world.whom(whom), world.thing(thing)
    have(who, given)
    require(receiver not in who, f"{receiver.name} cannot give the {given.noun} to {receiver.name}")
    require(given.owner in (receiver, *who), f"{names(who)} gives {receiver.name} what belongs to another")
    given.holder = receiver
    if given.stray and given.owner is receiver:
        world.lessons.add("returning")
        cheer(f"the {given.noun} is back", receiver, *who)


def learn_use(world: World, who: People, use: str, thing: str) -> None:
    """Not being able to use a thing yet."""
    toy = world.thing(thing)
    have(who, toy)
    fit(use, toy)
    toy.skill = "wanted"


def try_use(world: World, who: People, use: str, thing: str, spot: str | None = None) -> None:
    """The first try."""
    toy = world.thing(thing)
    have(who, toy)
    fit(use, toy)
    require(toy.skill in ("known", "wanted"), f"the first try with the {toy.noun} comes after another")
    if spot:
        world.at(spot)
    toy.skill = "tried"


def fail(world: World, who: People) -> None:
    """A try that fails."""
    tried = [thing for thing in world.things.values() if thing.skill == "tried"]
    require(tried, "something fails that nobody has tried")
    tried[0].skill = "failed"
    sadden("has failed", *who)


def be_too_hard(world: World, who: People) -> None:
    """It was too hard for whoever tried."""
    fail(world, world.subject)


def be_no_fun(world: World, who: People) -> None:
    """Playing alone is no fun after saying no."""
    require(world.refused, "it is no fun, but nobody has been sent away")


def try_again(world: World, who: People) -> None:
    """Another try after a failure."""
    failed = [thing for thing in world.things.values() if thing.skill in ("failed", "retried")]
    require(failed, f"{names(who)} tries again, but has not failed")
    failed[0].skill = "retried"


def master(world: World, who: People, use: str, thing: str) -> None:
    """Being able to, after trying again."""
    toy = world.thing(thing)
    have(who, toy)
    fit(use, toy)
    require(toy.skill == "retried", f"{names(who)} can {use} {thing} without having tried again")
    succeed(world, who, toy)


def succeed(world: World, who: People, toy: Thing) -> None:
    """Success after failure teaches to keep trying."""
    toy.skill = "known"
    cheer(f"has learned to use the {toy.noun}", *who)
    world.lessons.add("trying")
