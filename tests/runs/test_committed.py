"""The committed records are what they say, to the last byte."""

import json
import re

import pytest

import arntp.experiments.multiplication as multiplication
import arntp.experiments.tinystories as tinystories
from arntp.experiments.grid import promise, searches
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
    grid = tinystories.SIZES["laptop"].committed_grid()
    kept = len(list((RESULTS / "tinystories" / "laptop-grid").glob("tune-*.json")))
    assert sum(map(len, grid.values())) <= kept and grid
    assert all(re.fullmatch(r"[\w,' -]+", name) for name in grid)


def test_the_searches_of_a_grid_tried_all_its_settings_and_took_the_best():
    cells = multiplication.LAPTOP.cells
    found = {name: search for name in cells if (search := searches("multiplication").read(f"search {name}"))}
    assert found
    for name, search in found.items():
        tried = [(trial["shape"], trial["lr"]) for trial in search["trials"]]
        assert tried == [(shape, lr) for shape in cells[name].shapes for lr in cells[name].rates]
        assert search["best"] == max(search["trials"], key=promise)
