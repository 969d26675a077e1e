"""When a run is finished: when its `summary.json` says so, naming each result with the SHA-256 of its file."""

import json
import os
from pathlib import Path

from arntp.files import sha256
from arntp.runs.environment import environment
from arntp.sealed import read_sealed, write_sealed

SUMMARY, PARAMETERS = "summary.json", "parameters.json"
CHANGED = ".changed"  # the ending of results that are not what the summary says


def summarise(folder: Path, settings: dict, seconds: float) -> None:
    """Say that a run is finished: its parameters, environment, wall seconds, and each file that it holds."""
    files = sorted(path for path in folder.iterdir() if path.is_file() and is_result(path))
    results = {path.name: sha256(path) for path in files}
    about = {"parameters": settings, "environment": environment(), "seconds": seconds, "results": results}
    write_sealed(folder / SUMMARY, about)


def is_result(path: Path) -> bool:
    """Whether a file belongs to what was measured: results, arrays, the executed chapter."""
    return path.name not in (SUMMARY, PARAMETERS) and path.suffix != CHANGED and not path.name.startswith(".")


def fault(folder: Path, settings: dict) -> str | None:
    """Why the run in a folder is not finished, in a line; None when it is."""
    if not (folder / SUMMARY).exists():
        return f"{SUMMARY} is missing"
    try:
        found = read_sealed(folder / SUMMARY)
        if json.dumps(found["parameters"]) != json.dumps(settings):
            return f"{SUMMARY} is of a run with the parameters {found['parameters']}"
        return changes(folder, found["results"])
    except (ValueError, KeyError, AttributeError, TypeError) as error:
        return f"{SUMMARY} is empty or corrupt ({type(error).__name__})"


def changes(folder: Path, results: dict[str, str]) -> str | None:
    """Which results are missing or changed, or that there are none; None when all are what the summary says."""
    missing = [name for name in results if not (folder / name).is_file()]
    changed = [name for name in results if name not in missing and sha256(folder / name) != results[name]]
    found = [f"{', '.join(names)} {word}" for names, word in ((missing, "missing"), (changed, "changed")) if names]
    return "; ".join(found) or (None if results else f"{SUMMARY} names no result")


def set_aside(folder: Path) -> None:
    """Rename the results that are not what the summary says, so that they are measured anew, and drop the summary."""
    try:
        results = read_sealed(folder / SUMMARY)["results"]
    except (OSError, ValueError, KeyError):
        results = {}
    for name, digest in results.items():
        path = folder / name
        if path.is_file() and sha256(path) != digest:
            os.replace(path, f"{path}{CHANGED}")
    (folder / SUMMARY).unlink(missing_ok=True)
