"""What narrated clauses about losing, finding, breaking and mending need of the world and change; see `scenes`.

A lost thing is found where it lies and nowhere else; a broken one is mended with what mends it.
"""

from arntp.text.grammar.checker.toys import have, mender
from arntp.text.grammar.checker.world import Person, Thing, World, cheer, names, require, sadden
from arntp.text.grammar.words import TOYS

People = list[Person]


def lose(thing: Thing, spot: str) -> None:
    """The thing lies at the spot, unseen; whoever had it will be sad."""
    sadden(f"has lost the {thing.noun}", thing.holder, thing.owner)
    thing.spot, thing.holder = spot, None


def fall_unseen(world: World, who: People, thing: str, spot: str) -> None:
    """A thing falls somewhere."""
    fallen = world.thing(thing)
    require(fallen.holder, f"the {fallen.noun} falls, but nobody has it")
    have([fallen.holder], fallen)
    world.at(spot)
    lose(fallen, spot)


def blow_away(world: World, who: People, thing: str, spot: str) -> None:
    """The wind takes a light thing."""
    toy = TOYS.get(world.thing(thing).noun)
    require(toy and toy.light, f"the wind cannot blow away {thing}")
    fall_unseen(world, who, thing, spot)


def leave(world: World, who: People, thing: str, spot: str) -> None:
    """Leaving a thing somewhere."""
    have(who, world.thing(thing))
    world.at(spot)
    lose(world.thing(thing), spot)


def not_see(world: World, who: People, thing: str) -> None:
    """Not seeing, or forgetting, what lies somewhere."""
    require(world.thing(thing).spot, f"{names(who)} does not see {thing}, which is not lost")


def miss(world: World, who: People, thing: str) -> None:
    """Not finding what is lost."""
    require(world.thing(thing).spot, f"{names(who)} cannot find {thing}, which is not lost")


def be_gone(world: World, who: People, thing: str) -> None:
    """A lost thing is gone."""
    require(world.thing(thing).spot, f"{thing} is gone, but it was never lost")


def be_elsewhere(world: World, who: People, thing: str) -> None:
    """Searched in vain: the thing lies at another spot."""
    lost = world.thing(thing)
    require(lost.spot and world.looked, f"the {lost.noun} is not there, but nobody has searched for it")
    require(world.looked != lost.spot, f"the {lost.noun} is not there, though it lies {lost.spot}")


def look_for(world: World, who: People, thing: str) -> None:
    """Searching for what one does not have."""
    require(world.thing(thing).holder not in who, f"{names(who)} looks for {thing}, but has it")


def find(world: World, who: People, thing: str, spot: str | None = None) -> None:
    """Finding a lost thing: where it lies, and nowhere else."""
    lost = world.thing(thing)
    require(lost.spot, f"the {lost.noun} is found, but it was not lost")
    where = spot or world.looked
    require(where == lost.spot, f"the {lost.noun} is found {where or 'nowhere'}, but it lies {lost.spot}")
    world.at(where)
    lost.holder, lost.spot = lost.owner if lost.owner in who else who[0], None
    cheer(f"the {lost.noun} is found", lost.owner, *who)
    world.lessons |= {"care"} | ({"help"} if world.helpers or lost.owner not in who else set())


def discover(world: World, who: People, new: str, spot: str | None = None) -> None:
    """Finding a thing that nobody of the story has lost so far."""
    where = spot or world.looked
    require(where, f"{new} is found, but nobody has looked anywhere")
    lie_there(world, who, new, where)
    pick_up(world, who, "it")


def lie_there(world: World, who: People, new: str, spot: str) -> None:
    """There was a red kite behind the bench."""
    world.at(spot)
    thing = world.new(new, owner=None, holder=None)
    thing.spot = thing.found_at = spot
    thing.stray = True


def pick_up(world: World, who: People, thing: str) -> None:
    """Taking up a stray thing."""
    stray = world.thing(thing)
    require(stray.stray and stray.spot, f"the {stray.noun} does not lie there to be picked up")
    stray.holder, stray.spot = who[0], None


def keep(world: World, who: People, thing: str) -> None:
    """Wanting to keep what one has."""
    have(who, world.thing(thing))


def hide(world: World, who: People, thing: str, spot: str) -> None:
    """Hiding a thing."""
    hidden = world.thing(thing)
    have(who, hidden)
    world.at(spot)
    hidden.spot, who[0].wrong = spot, True


def leave_home(world: World, who: People, thing: str) -> None:
    """Leaving at home what one was told to take."""
    left = world.thing(thing)
    have(who, left)
    require(world.advised is left, f"the {left.noun} stays at home, but nobody has said anything about it")
    require(world.place in (None, "home"), f"the {left.noun} cannot be left at home from the {world.place}")
    left.at_home, world.ignored, who[0].wrong = True, True, True


def wreck(thing: Thing) -> None:
    """The thing breaks in the hands of its holder."""
    require(not thing.broken, f"the {thing.noun} is broken already")
    require(thing.holder, f"the {thing.noun} breaks, but nobody has it")
    thing.broken, thing.breaker = True, thing.holder
    thing.holder.wrong = thing.holder is not thing.owner
    sadden(f"knows that the {thing.noun} broke", thing.holder, thing.owner)


def drop(world: World, who: People, thing: str, spot: str) -> None:
    """Dropping what one has."""
    have(who, world.thing(thing))
    world.at(spot)


def break_itself(world: World, who: People, thing: str) -> None:
    """The kite broke."""
    wreck(world.thing(thing))


def break_thing(world: World, who: People, thing: str) -> None:
    """She broke the kite."""
    have(who, world.thing(thing))
    wreck(world.thing(thing))


def carry_home(world: World, who: People, thing: str) -> None:
    """Taking home what one has."""
    have(who, world.thing(thing))
    world.place = "home"


def bring(world: World, who: People, thing: str, whom: str) -> None:
    """Taking a thing home to somebody."""
    carry_home(world, who, thing)
    world.whom(whom)


def show(world: World, who: People, thing: str, whom: str) -> None:
    """Showing what one has."""
    have(who, world.thing(thing))
    world.whom(whom)


def fetch_tool(world: World, who: People, tool: str) -> None:
    """Getting something to mend with."""
    require(any(thing.broken for thing in world.things.values()), f"{tool} is fetched, but nothing is broken")
    world.tool = tool


def mend(world: World, who: People, thing: str, tool: str | None = None) -> None:
    """Mending a broken thing with what mends it."""
    broken, tool = world.thing(thing), tool or world.tool
    require(broken.broken, f"the {broken.noun} is mended, but it is not broken")
    require(broken.spot is None, f"the {broken.noun} is still {broken.spot}")
    require(tool, f"the {broken.noun} is mended with nothing")
    require(tool == mender(broken), f"{tool} does not mend a {broken.noun}")
    broken.broken = False
    cheer(f"the {broken.noun} is mended", broken.owner, broken.breaker, *who)
    if broken.breaker is broken.owner:
        world.lessons.add("mending")


def be_whole(world: World, who: People, thing: str) -> None:
    """As good as new."""
    require(not world.thing(thing).broken, f"{thing} is as good as new, but still broken")
