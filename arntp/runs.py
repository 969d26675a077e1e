"""Runs: a chapter executed at chosen parameters, and the record that it leaves.

    python -m arntp.runs multiplication --size laptop --seed 1 -p digits 4

takes `book/multiplication.md` through jupytext and papermill and leaves `results/multiplication/laptop-s1-digits=4/`.
Several seeds, or several values of a parameter, make a sweep; finished runs are skipped, unfinished ones continue.
"""

import argparse
import ast
import itertools
import json
import os
import platform
import re
import subprocess
import sys
import time
from collections.abc import Callable, Iterable
from dataclasses import dataclass
from importlib.metadata import version
from pathlib import Path

from arntp.files import replacing

ROOT = Path(__file__).resolve().parent.parent
BOOK, RESULTS = ROOT / "book", ROOT / "results"
SIZES = ("smoke", "laptop", "paper")


@dataclass(frozen=True)
class Record:
    """What one run leaves in its folder: a JSON file for each thing measured. Without a folder nothing is kept."""

    folder: Path | None = None

    def once(self, name: str, compute: Callable[[], dict]) -> dict:
        """The result called `name`: read back where it exists, else computed and kept.

        This makes a run resumable: what was finished is not computed again.
        """
        if self.folder is None:
            return compute()
        if (kept := self.read(name)) is not None:
            return kept
        began = time.time()
        result = compute()
        write_json(self.path(name), {"environment": environment(), "seconds": time.time() - began, "result": result})
        return self.read(name)

    def read(self, name: str) -> dict | None:
        """The kept result called `name`, or None; ValueError when its file is corrupt."""
        if self.folder is None or not self.path(name).exists():
            return None
        try:
            return json.loads(self.path(name).read_text())["result"]
        except (json.JSONDecodeError, KeyError, TypeError) as error:
            raise ValueError(f"{self.path(name)} is corrupt ({error}): delete it to measure anew") from error

    def path(self, name: str) -> Path:
        """The file of the result called `name`."""
        return self.folder / f"{slug(name)}.json"

    def checkpoints(self, name: str) -> Path | None:
        """Where the weights of `name` go while it trains; git ignores them."""
        return self.folder and self.folder / "checkpoints" / slug(name)


def committed(experiment: str, size: str) -> list[Record]:
    """The records of all seeds of an experiment at a size, at its own parameters; empty where it was not run."""
    return [Record(folder) for folder in sorted((RESULTS / experiment).glob(f"{size}-s[0-9]*")) if "=" not in folder.name]


def over_seeds(records: list[Record], names: Iterable[str]) -> dict[str, list[dict]]:
    """{name: its results, one a seed} for the names that any of the records has."""
    found = {name: [result for record in records if (result := record.read(name)) is not None] for name in names}
    return {name: results for name, results in found.items() if results}


def run(chapter: str, size: str, seed: int, parameters: dict, results: Path = RESULTS) -> Path:
    """Execute a chapter with papermill unless its run is finished; return the record's folder.

    Raises ValueError for a chapter, size or parameter that does not exist, naming those that do.
    """
    import papermill

    check_run(chapter, size, parameters)
    folder = results / chapter / "-".join([size, f"s{seed}", *(f"{k}={v}" for k, v in sorted(parameters.items()))])
    if (folder / "summary.json").exists():
        print(f"{folder.name}: finished before")
        return folder
    settings = {"size": size, "seed": seed, **parameters}
    write_json(folder / "parameters.json", settings)
    notebook, part, began = folder / f"{chapter}.ipynb", folder / f"{chapter}.part.ipynb", time.time()
    try:
        papermill.execute_notebook(
            read_chapter(chapter),
            str(part),
            parameters=settings | {"record": os.path.relpath(folder, BOOK)},
            cwd=str(BOOK),
            kernel_name="python3",
            log_output=True,
            stderr_file=sys.stderr,
        )
        strip(part)
        os.replace(part, notebook)
    finally:
        part.unlink(missing_ok=True)
    write_json(folder / "summary.json", summary(folder, settings, time.time() - began))
    return folder


def read_chapter(chapter: str):
    """A chapter as a notebook."""
    import jupytext

    return jupytext.read(BOOK / f"{chapter}.md")


def check_run(chapter: str, size: str, parameters: dict) -> None:
    """Raise ValueError for what does not exist, naming what does."""
    known = {path.stem for path in BOOK.glob("*.md") if "tags: [parameters]" in path.read_text()}
    for what, given, exist in (("chapter", [chapter], known), ("size", [size], set(SIZES))):
        if not set(given) <= exist:
            raise ValueError(f"unknown {what} {given[0]!r}: there are {', '.join(sorted(exist))}")
    taken = chapter_parameters(chapter) - {"size", "seed", "record"}
    for name in parameters:
        if name not in taken:
            raise ValueError(f"{chapter} has no parameter {name!r}: there are {', '.join(sorted(taken))}")


def chapter_parameters(chapter: str) -> set[str]:
    """Names that the chapter's parameters cell assigns."""
    cells = [c for c in read_chapter(chapter).cells if "parameters" in c.metadata.get("tags", [])]
    return {target.id for cell in cells for line in ast.parse(cell.source).body for target in line.targets}


def strip(notebook: Path) -> None:
    """Remove progress bars, and papermill's metadata with absolute paths of this machine."""
    content = json.loads(notebook.read_text())
    for part in (content, *content["cells"]):
        part["metadata"].pop("papermill", None)
    for cell in content["cells"]:
        if "remove-stderr" in cell["metadata"].get("tags", []):
            cell["outputs"] = [output for output in cell["outputs"] if output.get("name") != "stderr"]
    notebook.write_text(json.dumps(content, indent=1) + "\n")


def summary(folder: Path, settings: dict, seconds: float) -> dict:
    """What the finished run was: parameters, environment, wall time, and which results it holds."""
    results = sorted(p.stem for p in folder.glob("*.json") if p.stem not in ("parameters", "summary"))
    return {"parameters": settings, "environment": environment(), "seconds": seconds, "results": results}


def slug(name: str) -> str:
    """A file name from a name in words."""
    return re.sub(r"[^a-z0-9.=+-]+", "-", name.lower()).strip("-")


def write_json(path: Path, content: dict) -> None:
    """Write a JSON file whole or not at all."""
    text = json.dumps(content, indent=1) + "\n"
    with replacing(path) as file:
        file.write(text.encode())


def environment() -> dict:
    """Versions, device and commit: what a number depends on besides its parameters."""
    from arntp.training import choose_device

    names = ("torch", "numpy", "tiktoken", "tokenizers")
    return {
        "python": platform.python_version(),
        **{name: version(name) for name in names},
        "device": choose_device()[1],
        "machine": f"{platform.machine()}, {os.cpu_count()} cores",
        "commit": commit(),
        "date": time.strftime("%Y-%m-%d"),
    }


def commit() -> str:
    """The commit of the working tree, marked + when it has changes; 'unknown' outside git."""
    try:
        head, changes = git("rev-parse", "--short", "HEAD"), git("status", "--porcelain", "arntp")
        return head.strip() + ("+" if changes else "")
    except (OSError, subprocess.CalledProcessError):
        return "unknown"


def git(*words: str) -> str:
    """What a git command prints."""
    return subprocess.run(["git", *words], cwd=ROOT, capture_output=True, text=True, check=True).stdout


def sweep(chapter: str, size: str, seeds: list[int], grid: dict[str, list], results: Path = RESULTS) -> None:
    """Run every combination of seeds and parameter values, one after another."""
    points = list(itertools.product(seeds, *grid.values()))
    for count, (seed, *values) in enumerate(points, 1):
        parameters = dict(zip(grid, values))
        print(f"run {count} of {len(points)}: {chapter}, {size}, seed {seed}, {parameters}", flush=True)
        print(run(chapter, size, seed, parameters, results))


def value(text: str):
    """A parameter from the command line: a Python literal where it is one, else the text itself."""
    try:
        return ast.literal_eval(text)
    except (ValueError, SyntaxError):
        return text


def main(arguments: list[str] | None = None) -> None:
    """The command line."""
    parser = argparse.ArgumentParser(prog="python -m arntp.runs", description="Run a chapter at chosen parameters.")
    parser.add_argument("chapter")
    parser.add_argument("--size", default="smoke", help=", ".join(SIZES))
    parser.add_argument("--seed", type=int, nargs="+", default=[1], help="one or several")
    parser.add_argument("-p", dest="parameters", nargs="+", action="append", default=[], metavar=("NAME", "VALUE"))
    parser.add_argument("--results", type=Path, default=RESULTS, help="where the records go")
    given = parser.parse_args(arguments)
    grid = {name: [value(text) for text in texts] for name, *texts in given.parameters}
    try:
        if short := [name for name, texts in grid.items() if not texts]:
            raise ValueError(f"-p {short[0]} needs a value, such as -p {short[0]} 2")
        sweep(given.chapter, given.size, given.seed, grid, given.results.resolve())
    except ValueError as error:
        parser.error(str(error))


if __name__ == "__main__":
    main()
