"""The committed records are what they say, to the last byte."""

import json
import re

import pytest

import arntp.experiments.multiplication as multiplication
import arntp.experiments.tinystories as tinystories
from arntp.runs import RESULTS
from arntp.runs.naming import run_name
from arntp.runs.record import Record, contents
from arntp.runs.summary import PARAMETERS, SUMMARY, fault
from arntp.sealed import read_json

RUNS = sorted(path.parent for path in RESULTS.rglob(SUMMARY))
OTHERS = (SUMMARY, PARAMETERS)
UNSEALED = {RESULTS / name for name in ("benchmarks", "log", "reliability")}
RECORDS = sorted({path.parent for path in RESULTS.rglob("*.json")} - UNSEALED)


def name(folder):
    return str(folder.relative_to(RESULTS))


def test_there_are_records():
    assert len(RUNS) >= 19 and len(RECORDS) > len(RUNS)


@pytest.mark.parametrize("folder", RUNS, ids=name)
def test_a_committed_run_is_finished(folder):
    settings = read_json(folder / PARAMETERS)
    assert fault(folder, settings) is None
    assert folder.name == run_name(**settings)
    files = {path.name for path in folder.iterdir() if path.is_file() and not path.name.startswith(".")}
    assert files - set(OTHERS) == set(json.loads((folder / SUMMARY).read_text(encoding="utf-8"))["results"])


@pytest.mark.parametrize("folder", RECORDS, ids=name)
def test_a_committed_result_is_sealed_and_stands_under_its_name(folder):
    for path in folder.glob("*.json"):
        if path.name not in OTHERS:
            assert Record(folder).path(contents(path)["name"]) == path


def test_the_grids_are_read_under_their_names():
    for module in (multiplication, tinystories):
        size = module.SIZES["laptop"]
        grid = size.committed_grid()
        kept = len(list((RESULTS / module.__name__.split(".")[-1] / "laptop-grid").glob("tune-*.json")))
        assert sum(map(len, grid.values())) <= kept and grid
        assert all(re.fullmatch(r"[\w,' -]+", name) for name in grid)
