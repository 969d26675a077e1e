"""Two processes at once: what they share holds what one of them wrote, and one that may not write says so in a line."""

import os
from collections.abc import Callable, Iterator
from contextlib import redirect_stderr, redirect_stdout
from io import StringIO
from multiprocessing.connection import Connection
from pathlib import Path
from typing import Any
from unittest.mock import patch

from arntp.atlas import __main__ as atlas
from arntp.files import alone, read_text, write_text
from arntp.runs import Record, running
from reliability.kinds import make_cache, read_cache
from reliability.work import SERVER, equal, half_written, row, scratch, start, trained

EACH = 6  # pairs of a kind
BUSY = "another process writes there"


def pairs(share: float) -> Iterator[dict]:
    """Pairs of processes that begin at the same moment."""
    for what, work, check in (
        ("trainings with the same checkpoints", trained, is_trained),
        ("runs of the same record", run, is_run),
        ("measurements of the same result", measure, is_measured),
        ("fillings of the same text cache", fill, is_filled),
        ("writers of the same file", rewrite, is_rewritten),
        ("atlases in the same folder", classify, is_classified),
        ("builds of the same book", build, is_built),
    ):
        count = max(1, round(EACH * share))
        right = sum(ended_well(work, check) for _ in range(count))
        yield row(f"pairs of {what}", count, right)


def ended_well(work: Callable[[Path], Any], check: Callable[[Path, list], bool]) -> bool:
    """Whether two processes end with a result or the line that says who writes, and what they leave is whole."""
    with scratch() as place:
        ends = both(work, Path(place))
        refused = [end for end in ends if isinstance(end, str) and BUSY in end and place in end and "\n" not in end]
        results = [end for end in ends if not isinstance(end, str)]
        complete = len(refused) + len(results) == 2 and bool(results)
        return complete and check(Path(place), results) and not half_written(Path(place))


def both(work: Callable[[Path], Any], folder: Path) -> list:
    """What two processes make of a folder: their results, or the texts of their errors."""
    gates = [SERVER.Pipe() for _ in range(2)]
    processes = [start(at_once, work, folder, theirs) for _, theirs in gates]
    for ours, _ in gates:
        ours.recv()
    for ours, _ in gates:
        ours.send("go")
    ends = [ours.recv() for ours, _ in gates]
    for process in processes:
        process.join()
    return ends


def at_once(work: Callable[[Path], Any], folder: Path, gate: Connection) -> None:
    """Say that all is imported, wait for the other one, work, and send what came of it."""
    gate.send("ready")
    gate.recv()
    try:
        with open(os.devnull, "w", encoding="utf-8") as nowhere, redirect_stdout(nowhere), redirect_stderr(nowhere):
            gate.send(work(folder))
    except OSError as error:
        gate.send(str(error))


def is_trained(folder: Path, results: list) -> bool:
    """Whether every training that was let in, and one afterwards, ended as one that is alone."""
    return all(equal(result, trained(None)) for result in [*results, trained(folder)])


def run(folder: Path) -> list[str]:
    """A run of a chapter whose cells are not executed, for a kernel takes seconds to start."""

    def execute(chapter, settings):
        Record(folder / "results/tinystories/smoke-s1").once("a result", lambda: {"value": 1})
        return chapter

    with patch.object(running, "execute", execute):
        return [str(running.run("tinystories", results=folder / "results"))]


def is_run(folder: Path, results: list) -> bool:
    """Whether the record is whole."""
    return running.fault(folder / "results/tinystories/smoke-s1", {"size": "smoke", "seed": 1}) is None


def measure(folder: Path) -> dict:
    """A result of a record."""
    return Record(folder).once("a result", lambda: {"process": os.getpid()})


def is_measured(folder: Path, results: list) -> bool:
    """Whether the record holds the result of one of them."""
    return Record(folder).read("a result") in results


def fill(folder: Path) -> dict:
    """A text tokenised into a cache."""
    make_cache(folder, 0)
    return {"read": read_cache(folder)}


def is_filled(folder: Path, results: list) -> bool:
    """Whether both read the same as anyone later."""
    return results == [{"read": read_cache(folder)}] * 2


def rewrite(folder: Path) -> dict:
    """A file written many times."""
    for number in range(20):
        write_text(folder / "file", f"{os.getpid()} {number}\n" * 1000)
    return {"process": os.getpid()}


def is_rewritten(folder: Path, results: list) -> bool:
    """Whether the file is as one of them wrote it last."""
    return read_text(folder / "file") in [f"{result['process']} 19\n" * 1000 for result in results]


def classify(folder: Path) -> list[str]:
    """The atlas of two inputs, without the long search for threshold functions."""
    nothing = {"threshold_functions": lambda inputs: {"rows": []}, "bounds": list}
    try:
        with patch.multiple(atlas, **nothing), redirect_stderr(StringIO()) as line:
            atlas.main(["--inputs", "2", "--into", str(folder)])
    except SystemExit:
        raise OSError(line.getvalue().strip()) from None
    return sorted(path.name for path in folder.iterdir())


def is_classified(folder: Path, results: list) -> bool:
    """Whether the atlas can be read whole."""
    return len(read_text(folder / "classes.csv").splitlines()) == 7 and bool(Record(folder).read("inputs-2"))


def build(folder: Path) -> dict:
    """What each build does to a folder that it holds: read, and write something that depends on it."""
    for _ in range(20):
        with alone(folder, wait=True):
            count = int(read_text(folder / "count")) if (folder / "count").exists() else 0
            write_text(folder / "count", str(count + 1))
    return {}


def is_built(folder: Path, results: list) -> bool:
    """Whether no build overlapped with another."""
    return read_text(folder / "count") == "40"
