"""What `list` and `show` print of the runs that there are."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

from arntp.runs.kept import Kept, folders, measured, newest_last, read_run
from arntp.runs.measures import aligned, curves, numbers, written

HEADS = ("run", "size", "seed", "changed parameters", "state", "date", "device", "seconds")
LONGEST = 40  # characters of a value


def list_lines(results: Path, chapter: str | None = None) -> list[str]:
    """A line for each run, newest last; a line that says so where there is none."""
    runs = newest_last(results, chapter)
    if not runs:
        others = ", ".join(dict.fromkeys(folder.parent.name for folder in folders(results).values()))
        of = f"of {chapter} " if chapter else ""
        return [f"no runs {of}in {results}" + (f": there are runs of {others}" if others else "")]
    return aligned([HEADS, *map(row, runs)], right=(2, 7))


def row(run: Kept) -> tuple[str, ...]:
    """What the list says of a run."""
    size, seed = (str(run.settings.get(name, "")) for name in ("size", "seed"))
    device = run.environment.get("device", "").split(":")[0]
    return run.name, size, seed, assignments(run.given), run.state, run.date, device, written(round(run.seconds))


def assignments(parameters: dict[str, Any]) -> str:
    """Parameters as `name=value`, long values cut."""
    return " ".join(f"{name}={cut(str(value))}" for name, value in parameters.items())


def cut(text: str) -> str:
    """A text of bounded length, on one line."""
    text = " ".join(text.split())
    return text if len(text) <= LONGEST else f"{text[: LONGEST - 1]}…"


def show_lines(folder: Path) -> Iterator[str]:
    """A run in words: parameters, state, environment, the numbers of each result, and where the notebook is."""
    run = read_run(folder)
    yield f"{run.name}: {run.state}" + (f" ({run.wrong})" if run.wrong else "")
    yield f"  parameters: {assignments(run.settings) or 'unknown'}"
    yield f"  date: {run.date}; seconds: {written(round(run.seconds))}"
    for name, value in run.environment.items():
        if name != "date":
            yield f"  {name}: {value}"
    for file, found, wrong in measured(folder):
        yield from result_lines(file, found) if found else ["", wrong]
    notebook = folder / f"{folder.parent.name}.ipynb"
    yield ""
    yield f"notebook: {notebook}" if notebook.exists() else "no notebook yet"


def result_lines(file: str, found: dict) -> list[str]:
    """A result's name, file and seconds, and a line for each of its numbers."""
    result = found["result"]
    ends = [f"{place}: {len(rows)} rows to step {written(rows[-1]['step'])}" for place, rows in curves(result).items()]
    values = aligned([(f"  {place}", written(number)) for place, number in numbers(result).items()])
    others = [
        f"{name} ({len(rows)})"
        for name, rows in result.items()
        if isinstance(rows, list) and name not in curves(result)
    ]
    lists = [f"  lists: {', '.join(others)}"] if others else []
    return [
        "",
        f"{found['name']} ({file}, {written(found['seconds'])} s)",
        *values,
        *(f"  {end}" for end in ends),
        *lists,
    ]
