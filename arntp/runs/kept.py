"""The runs that a results folder keeps: where they are, and what is known of each without executing anything."""

import re
import time
from collections.abc import Iterator
from contextlib import suppress
from dataclasses import dataclass
from fnmatch import fnmatchcase
from pathlib import Path
from typing import Any

from arntp import arguments
from arntp.runs.execute import absolute
from arntp.runs.legs import seconds_before
from arntp.runs.record import contents
from arntp.runs.summary import PARAMETERS, SUMMARY, fault, is_result
from arntp.sealed import read_json, read_sealed


@dataclass(frozen=True)
class Kept:
    """A folder of results.

    settings : size, seed, and the parameters that were given; empty where they are unknown
    state : "finished", "unfinished", "changed" after it was finished, or "results only", which belong to no run
    wrong : why it is not finished, in a line; empty where it is
    environment : versions, device, commit and date of the run, or of its newest result; empty where there is none
    seconds : wall time of all legs; at least that of the results, where a run only read them back
    """

    folder: Path
    settings: dict[str, Any]
    state: str
    wrong: str
    environment: dict[str, str]
    seconds: float

    @property
    def name(self) -> str:
        """Chapter and folder, as a command line names the run."""
        return name_of(self.folder)

    @property
    def given(self) -> dict[str, Any]:
        """The parameters besides size and seed."""
        return {name: value for name, value in self.settings.items() if name not in ("size", "seed")}

    @property
    def date(self) -> str:
        """The day of the run; of its folder where no result says one."""
        return self.environment.get("date") or time.strftime("%Y-%m-%d", time.localtime(changed_at(self.folder)))


def read_run(folder: Path) -> Kept:
    """What a folder of results says of itself; nothing that it may hold is an error."""
    return Kept(folder, *judged(folder), *circumstances(folder))


def judged(folder: Path) -> tuple[dict[str, Any], str, str]:
    """The parameters of a run, its state, and what is wrong."""
    ended = "changed" if (folder / SUMMARY).exists() else None
    try:
        settings = read_json(folder / PARAMETERS)
    except FileNotFoundError:
        return {}, ended or "results only", f"{PARAMETERS} is missing"
    except ValueError:
        return {}, "changed", f"{PARAMETERS} is corrupt"
    wrong = fault(folder, settings)
    return settings, ended or "unfinished" if wrong else "finished", wrong or ""


def circumstances(folder: Path) -> tuple[dict[str, str], float]:
    """Environment and seconds of a run: its summary's, else those of what it has measured."""
    found = [result for _, result, _ in measured(folder) if result]
    environments = sorted((result["environment"] for result in found), key=lambda each: each.get("date", ""))
    environment, seconds = (environments or [{}])[-1], sum(result["seconds"] for result in found)
    with suppress(FileNotFoundError, ValueError, KeyError):
        summary = read_sealed(folder / SUMMARY)
        return summary["environment"], max(seconds, summary["seconds"])
    with suppress(ValueError):
        seconds = max(seconds, seconds_before(folder / ".seconds"))
    return environment, seconds


def measured(folder: Path) -> Iterator[tuple[str, dict | None, str]]:
    """The files of results in a folder: each one's name, what it holds, or what is wrong with it."""
    for path in sorted(folder.glob("*.json")):
        if is_result(path):
            try:
                yield path.name, contents(path), ""
            except ValueError as error:
                yield path.name, None, str(error)


def folders(results: Path) -> dict[str, Path]:
    """{chapter/folder: its path} of all folders of results, by name."""
    found = {path.parent for path in results.glob("*/*/*.json")}
    return {name_of(folder): folder for folder in sorted(found) if not name_of(folder).startswith(".")}


def newest_last(results: Path, chapter: str | None = None) -> list[Kept]:
    """All runs of a results folder, or those of one chapter."""
    found = [read_run(folder) for folder in folders(results).values() if chapter in (None, folder.parent.name)]
    return sorted(found, key=lambda run: (run.date, changed_at(run.folder), run.name))


def find(word: str, results: Path) -> list[Path]:
    """The folders that a word stands for: a run's path or `chapter/folder`, all seeds of `chapter/size`, or a pattern.

    Raises ValueError that names those that exist, of the same chapter where there are any.
    """
    path, known = Path(absolute(arguments.path("run", word))), folders(results)
    if any(path.glob("*.json")):
        return [path.resolve()]
    if word in known:
        return [known[word]]
    seeds = {int(own[1]): known[name] for name in known if (own := re.fullmatch(rf"{re.escape(word)}-s(\d+)", name))}
    if found := [folder for _, folder in sorted(seeds.items())] or matches(word, known):
        return found
    near = [name for name in known if name.split("/")[0] == word.split("/")[0]] or list(known)
    raise ValueError(f"no run {word!r} in {results}: there are {', '.join(near) or 'none'}")


def matches(pattern: str, known: dict[str, Path]) -> list[Path]:
    """The folders whose name fits a pattern of the shell."""
    return [folder for name, folder in known.items() if fnmatchcase(name, pattern)]


def name_of(folder: Path) -> str:
    """Chapter and folder."""
    return f"{folder.parent.name}/{folder.name}"


def changed_at(folder: Path) -> float:
    """When a run's folder was last written to: the time of its summary, or of its parameters or results."""
    paths = [path for path in (folder / SUMMARY, folder / PARAMETERS) if path.exists()] or list(folder.glob("*.json"))
    return max((path.stat().st_mtime for path in paths), default=0.0)
