"""Runs: a chapter executed at chosen parameters, and the record that it leaves.

    python -m arntp.runs multiplication --size laptop --seed 1 -p digits 4

takes `book/multiplication.md` through jupytext and papermill and leaves `results/multiplication/laptop-s1-digits=4/`.
Several seeds, or several values of a parameter, make a sweep; finished runs are skipped, unfinished ones go on.

`project` says where the checkout is, `chapters` and `parameters` what can be asked for, `naming` what folders are
called, `execute` is papermill, `running` does runs and sweeps, `record` keeps results in sealed files (`arntp.sealed`) with their
`environment`, `legs` counts seconds, and `summary` decides what is finished.
"""

from pathlib import Path

from arntp.runs import project
from arntp.runs.record import SIZES, Record, committed, over_seeds
from arntp.runs.running import run, sweep
from arntp.sealed import write_json

__all__ = ["BOOK", "RESULTS", "SIZES", "Record", "committed", "over_seeds", "run", "sweep", "write_json"]


def __getattr__(name: str) -> Path:
    """BOOK and RESULTS, the folders of chapters and records, where there is a checkout."""
    places = {"BOOK": project.book, "RESULTS": project.results}
    if name not in places:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return places[name]()
