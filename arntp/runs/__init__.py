"""Runs: a chapter executed at chosen parameters, and the record that it leaves.

    python -m arntp.runs multiplication --size laptop --seed 1 -p digits 3

takes `book/multiplication.md` through jupytext and papermill and leaves `results/multiplication/laptop-s1-digits=3/`.
Several seeds, or several values of a parameter, make a sweep; finished runs are skipped, unfinished ones go on.

    python -m arntp.runs list
    python -m arntp.runs show multiplication/laptop-s1
    python -m arntp.runs compare multiplication/laptop multiplication/smoke-s1 --to curves.svg

read what runs have left. `multiplication/laptop` stands for all seeds at that size.

`project` says where the checkout is, `chapters` and `parameters` what can be asked for, `naming` what folders are
called, `execute` is papermill, `running` does runs and sweeps, `record` keeps results in sealed files with their
`environment`, `legs` counts seconds, and `summary` decides what is finished. `reading` has the three commands that
read: `kept` finds the runs, `measures` the numbers and curves of any result, `listing`, `compare` and `curves` put them
into words.
"""

from pathlib import Path

from arntp.runs import project
from arntp.runs.record import SIZES, Record, committed, over_seeds
from arntp.runs.running import run, sweep

__all__ = ["BOOK", "RESULTS", "SIZES", "Record", "committed", "over_seeds", "run", "sweep"]


def __getattr__(name: str) -> Path:
    """BOOK and RESULTS, the folders of chapters and records, where there is a checkout."""
    places = {"BOOK": project.book, "RESULTS": project.results}
    if name not in places:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    return places[name]()
