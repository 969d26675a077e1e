"""What a run leaves: a JSON file for each thing measured, read back instead of measured again."""

import re
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from pathlib import Path

from arntp import arguments
from arntp.runs import project
from arntp.runs.environment import environment
from arntp.runs.legs import legs
from arntp.runs.naming import is_safe, own_slug, slug
from arntp.runs.summary import SUMMARY, fault
from arntp.sealed import read_sealed, write_sealed

SIZES = ("smoke", "laptop", "paper")


@dataclass(frozen=True)
class Record:
    """What one run leaves in its folder. Without a folder nothing is kept.

    Raises TypeError or ValueError for a folder that is no path.
    """

    folder: Path | None = None

    def __post_init__(self):
        if self.folder is not None:
            object.__setattr__(self, "folder", Path(arguments.path("folder", self.folder)))

    def once(self, name: str, compute: Callable[[], dict]) -> dict:
        """The result called `name`: read back where it exists, else computed and kept.

        This makes a run resumable: what was finished is not computed again. The file holds the result beside its name,
        the environment and the seconds, all legs of an interrupted computation included.

        Raises ValueError when the file is corrupt, OSError when it cannot be written, TypeError for a result that is
        no dict of what JSON knows.
        """
        arguments.text("name", name)
        if self.folder is None:
            return compute()
        if (kept := self.read(name)) is not None:
            return kept
        with legs(self.folder / f".{own_slug(name)}.seconds") as seconds:
            result = compute()
            if not isinstance(result, dict):
                raise TypeError(f"the result {name!r} is a dict, not {arguments.shown(result)}")
            measured = {"name": name, "environment": environment(), "seconds": seconds(), "result": result}
            write_sealed(self.path(name), measured)
        return self.read(name)

    def read(self, name: str) -> dict | None:
        """The kept result called `name`, or None; ValueError when its file is corrupt."""
        if self.folder is None or not (path := self.path(name)).exists():
            return None
        return contents(path)["result"]

    def path(self, name: str) -> Path:
        """The file of the result called `name`: its slug, unless another result has that already."""
        short, own = (self.folder / f"{stem}.json" for stem in (slug(arguments.text("name", name)), own_slug(name)))
        if not is_safe(short.stem) or own.exists() or short.exists() and contents(short)["name"] != name:
            return own
        return short

    def checkpoints(self, name: str) -> Path | None:
        """Where the weights of `name` go while it trains; git ignores them."""
        return self.folder and self.folder / "checkpoints" / own_slug(arguments.text("name", name))


def contents(path: Path) -> dict:
    """The file of a result; ValueError says what to do when it is corrupt."""
    try:
        found = read_sealed(path)
        return {key: found[key] for key in ("name", "environment", "seconds", "result")}
    except KeyError as error:
        raise ValueError(f"{path} is corrupt (it has no {error}): delete it to measure anew") from error
    except ValueError as error:
        raise ValueError(f"{error}: delete it to measure anew") from error


def committed(experiment: str, size: str) -> list[Record]:
    """The records of all seeds of an experiment at a size, at its own parameters; empty where none is finished.

    Raises ValueError for a size that does not exist, and for a finished record whose files are missing or changed.
    """
    arguments.choice("size", size, SIZES)
    folders = (project.results() / arguments.text("experiment", experiment)).glob(f"{size}-s*")
    seeds = {int(own[1]): folder for folder in folders if (own := re.fullmatch(rf"{size}-s(\d+)", folder.name))}
    return [Record(f) for seed, f in sorted(seeds.items()) if is_intact(f, {"size": size, "seed": seed})]


def is_intact(folder: Path, settings: dict) -> bool:
    """Whether a record is finished; ValueError when it was, and is not what its summary says."""
    wrong = fault(folder, settings)
    if wrong and (folder / SUMMARY).exists():
        raise ValueError(f"{folder}: {wrong}; run it again, or restore it")
    return not wrong


def over_seeds(records: list[Record], names: Iterable[str]) -> dict[str, list[dict]]:
    """{name: its results, one a seed} for the names that any of the records has."""
    found = {
        name: [result for record in records if (result := record.read(name)) is not None]
        for name in arguments.words("names", names)
    }
    return {name: results for name, results in found.items() if results}
