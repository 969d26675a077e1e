"""What `compare` prints: what differs between runs, each of which may be several seeds of one."""

from collections.abc import Iterable, Iterator
from dataclasses import dataclass
from pathlib import Path
from string import ascii_uppercase
from typing import Any

from arntp.runs.kept import Kept, find, read_run
from arntp.runs.measures import aligned, numbers, settings, spread, written
from arntp.runs.record import contents
from arntp.runs.summary import is_result

NUMBERS = """numbers: mean (least … greatest over seeds) [95 % bootstrap interval of the mean over seeds]
         of three seeds that interval is least … greatest as well, and is not repeated"""


@dataclass(frozen=True)
class Side:
    """One side of a comparison: a letter, the word that it was asked for by, and its runs, one or one a seed."""

    letter: str
    word: str
    runs: list[Kept]
    results: dict[str, list[dict]]  # {name: one a run that has it}


def sides(words: list[str], results: Path) -> list[Side]:
    """The sides of a comparison, of the runs that the words stand for.

    Raises ValueError for a run that does not exist, for fewer than two or more than 26 different ones, and for a
    corrupt result.
    """
    if len(words) != len(set(words)) or not 2 <= len(words) <= len(ascii_uppercase):
        raise ValueError(f"compare needs from 2 to {len(ascii_uppercase)} different runs, not {', '.join(words)}")
    found = [find(word, results) for word in words]
    return [
        Side(letter, word, list(map(read_run, folders)), results_of(folders))
        for letter, word, folders in zip(ascii_uppercase, words, found)
    ]


def results_of(folders: Iterable[Path]) -> dict[str, list[dict]]:
    """{name: the results of that name}, one a folder that has it."""
    found = {}
    for folder in folders:
        for path in filter(is_result, sorted(folder.glob("*.json"))):
            kept = contents(path)
            found.setdefault(kept["name"], []).append(kept["result"])
    return found


def compare_lines(compared: list[Side]) -> Iterator[str]:
    """The runs of each side, the parameters that differ, and of each result what differs."""
    names = dict.fromkeys(name for side in compared for run in side.runs for name in run.settings)
    for side in compared:
        yield from side_lines(side, names)
    given = gathered([[filled(run, names) for run in side.runs] for side in compared])
    rows = [[name, *map(distinct, each)] for name, each in given.items() if differ(each)]
    yield from ["", *table("parameters that differ", compared, rows)] if rows else ["", "no parameter differs"]
    yield from ["", NUMBERS]
    for name in dict.fromkeys(name for side in compared for name in side.results):
        yield from ["", *result_lines(name, [side for side in compared if name in side.results], len(compared))]


def side_lines(side: Side, names: Iterable[str]) -> Iterator[str]:
    """A side's letter and runs, and what a reader of its numbers must know of them."""
    runs = ", ".join(run.folder.name for run in side.runs)
    yield f"{side.letter}: {side.word}" + (f" ({len(side.runs)} runs: {runs})" if len(side.runs) > 1 else "")
    yield from (f"   {run.name} is {run.state}: {run.wrong}" for run in side.runs if run.wrong)
    mixed = [
        name for name in names if name != "seed" and len({repr(filled(run, names)[name]) for run in side.runs}) > 1
    ]
    if mixed:
        yield f"   its runs are not seeds of one: they differ in {', '.join(mixed)}"


def filled(run: Kept, names: Iterable[str]) -> dict[str, Any]:
    """The parameters of a run, where it gives none the word for that."""
    return dict.fromkeys(names, "default" if run.settings else "unknown") | run.settings


def result_lines(name: str, having: list[Side], sides: int) -> list[str]:
    """What differs between the results of one name, and what is the same on all sides that have it."""
    if len(having) == 1 < sides:
        return [f"{name}: only in {having[0].letter}"]
    config, found = (gathered([map(of, side.results[name]) for side in having]) for of in (settings, numbers))
    rows = [[f"  {place}", *map(distinct, each)] for place, each in config.items() if differ(each)]
    rows += [[f"  {place}", *map(spread, each)] for place, each in found.items() if differ(each)]
    same = [f"{place} {spread(each[0])}" for place, each in found.items() if not differ(each)]
    lines = table(name, having, rows) if rows else [f"{name}: no number differs"]
    return [*lines, *([f"  the same in all: {'; '.join(same)}"] if same else [])]


def gathered(dicts: Iterable[Iterable[dict[str, Any]]]) -> dict[str, list[list]]:
    """{name: for each side the values that its dicts have by that name}."""
    dicts = list(map(list, dicts))
    names = dict.fromkeys(name for side in dicts for each in side for name in each)
    return {name: [[each[name] for each in side if name in each] for side in dicts] for name in names}


def differ(values: list[list]) -> bool:
    """Whether a side has other values than another."""
    return len({frozenset(map(repr, side)) for side in values}) > 1


def distinct(values: list) -> str:
    """The different values of a side; nothing where it has none."""
    return ", ".join(dict.fromkeys(map(written, values)))


def table(title: str, having: list[Side], rows: list[list[str]]) -> list[str]:
    """Rows of a name and a text for each side, under a title and the sides' letters."""
    return aligned([[title, *(side.letter for side in having)], *rows])
