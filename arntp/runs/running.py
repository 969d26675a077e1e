"""Runs and sweeps: chapters executed at chosen parameters, each into the folder of its record."""

import itertools
import json
import os
from pathlib import Path
from typing import Any

from arntp import arguments
from arntp.files import alone, write_text
from arntp.runs import project
from arntp.runs.chapters import checked_parameters, read_chapter
from arntp.runs.execute import absolute, execute, stripped
from arntp.runs.legs import legs
from arntp.runs.naming import run_name
from arntp.runs.record import SIZES
from arntp.runs.summary import PARAMETERS, fault, set_aside, summarise
from arntp.sealed import read_json, write_json

MOST = 2**63 - 1  # the largest seed that every generator takes
PATHS = ("path", "cache")  # parameters that are paths


def run(
    chapter: str,
    size: str = "smoke",
    seed: int = 1,
    parameters: dict[str, Any] | None = None,
    results: str | os.PathLike | None = None,
) -> Path:
    """Execute a chapter unless its run is finished; return the record's folder.

    parameters : others than size and seed, by name; `path` and `cache` are relative to the working folder
    results : where the records go; the checkout's results when None

    What an unfinished run has measured is read back. Raises ValueError for a chapter, size, parameter or value that
    does not exist, naming those that do; FileNotFoundError outside a checkout; BlockingIOError while another process
    is at the same run; ChapterFailed when a cell raises an error.
    """
    import nbformat

    settings = checked(chapter, size, seed, parameters or {})
    folder = results_folder(results) / chapter / run_name(**settings)
    with alone(folder):
        if is_finished(folder, settings):
            print(f"{folder.name}: finished before")
            return folder
        write_json(folder / PARAMETERS, settings)
        with legs(folder / ".seconds") as seconds:
            done = execute(read_chapter(chapter), settings | {"record": relative(folder)})
            write_text(folder / f"{chapter}.ipynb", nbformat.writes(stripped(done)) + "\n")
            summarise(folder, settings, seconds())
    return folder


def checked(chapter: str, size: str, seed: int, parameters: dict[str, Any]) -> dict[str, Any]:
    """All parameters of a run, as their types have them; the errors are those of `run`."""
    arguments.choice("size", size, SIZES)
    arguments.whole("seed", seed, 0, MOST)
    return {"size": size, "seed": int(seed), **located(checked_parameters(chapter, parameters))}


def is_finished(folder: Path, settings: dict[str, Any]) -> bool:
    """Whether a run is finished; what was begun is made ready to go on, and the reason is printed in a line.

    Raises ValueError where the folder holds another run.
    """
    if not (folder / PARAMETERS).exists():
        return False
    if json.dumps(read_json(folder / PARAMETERS)) != json.dumps(settings):
        raise ValueError(f"{folder} holds another run: move it away, or delete {PARAMETERS} to run this one there")
    if (wrong := fault(folder, settings)) is None:
        return True
    print(f"{folder.name}: not finished, goes on: {wrong}", flush=True)
    set_aside(folder)
    return False


def results_folder(results: str | os.PathLike | None) -> Path:
    """Where records go, as a path without links; relative ones are of the working folder."""
    return Path(project.results() if results is None else absolute(arguments.path("results", results))).resolve()


def located(parameters: dict[str, Any]) -> dict[str, Any]:
    """The parameters, with the paths of the working folder as the chapter's own folder sees them."""
    return {
        name: relative(Path(absolute(value))) if name in PATHS and value else value
        for name, value in parameters.items()
    }


def relative(path: Path) -> str:
    """A path as the chapters' folder sees it, so that notebooks hold no absolute ones; absolute on another drive."""
    try:
        return os.path.relpath(path, project.book().resolve())
    except ValueError:
        return str(path)


def sweep(
    chapter: str,
    size: str,
    seeds: list[int],
    grid: dict[str, list],
    results: str | os.PathLike | None = None,
) -> list[Path]:
    """Run every combination of seeds and parameter values, one after another; return the records' folders.

    Raises what `run` does; nothing runs before every combination was found to fit.
    """
    arguments.wholes("seeds", seeds, 0, MOST)
    if name := next((name for name, values in grid.items() if not isinstance(values, list | tuple)), None):
        raise TypeError(f"grid[{name!r}] is a list of values, not {arguments.shown(grid[name])}")
    points = [(seed, dict(zip(grid, values))) for seed, *values in itertools.product(seeds, *grid.values())]
    for seed, parameters in points:
        checked(chapter, size, seed, parameters)
    folders, results = [], results_folder(results)
    for count, (seed, parameters) in enumerate(points, 1):
        print(f"run {count} of {len(points)}: {chapter}, {size}, seed {seed}, {parameters}", flush=True)
        folders.append(run(chapter, size, seed, parameters, results))
        print(folders[-1], flush=True)
    return folders
