"""The survey and the command, with the search run on 4 inputs in place of 5."""

import csv
import json

import numpy as np
import pytest

import arntp.atlas.__main__ as command
import arntp.atlas.five as five
import arntp.atlas.survey as survey
from arntp.atlas.length import function_of, lengths
from arntp.atlas.npn import all_classes
from arntp.atlas.threshold import threshold_tables
from arntp.runs import RESULTS, Record


@pytest.fixture
def four(monkeypatch):
    for module in (command, five, survey):
        monkeypatch.setattr(module, "N", 4)
    monkeypatch.setattr(five, "MOST_OUTSIDE", 2)


def test_the_command_on_four_inputs(four, tmp_path, capsys):
    command.main(["--inputs", "4", "--into", str(tmp_path)])
    printed = capsys.readouterr().out
    record, known = Record(tmp_path), lengths(4)[0]
    result = record.read("inputs-4")
    assert result["functions"] == {"1": 1_882, "2": 50_284, "3": 13_370}
    assert result["classes"] == {"1": 15, "2": 174, "3": 33}
    assert "4 inputs, T: functions {'1': 1882" in printed and "2 inputs, T" in printed
    for row in result["examples"]:
        function = int(row["table"], 16)
        assert function_of(row["gates"], 4) == function
        assert len(row["gates"]) == row["lower"] == row["upper"] == known[function]
    assert {int(name, 16) for name in result["longest"]} == {f for f in all_classes(4).tolist() if known[f] == 3}
    table = survey.unpack(tmp_path / "inputs-4.npz")
    assert (table["upper"] == known[table["table"]]).all() and table["size"].sum() == 2**16
    assert (table["lower"] == table["upper"]).all()
    for name in ("functions", "inputs-1", "inputs-2", "inputs-3"):
        assert record.read(name) == Record(RESULTS / "atlas").read(name)
    table = (tmp_path / "classes.csv").read_text(encoding="utf-8")
    assert table and (RESULTS / "atlas" / "classes.csv").read_text(encoding="utf-8").startswith(table), (
        "up to 3 inputs here"
    )
    # nothing is computed twice
    before = {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}
    command.main(["--inputs", "4", "--into", str(tmp_path)])
    assert before == {path: path.stat().st_mtime_ns for path in tmp_path.rglob("*") if path.is_file()}


def test_four_gates_through_a_neighbour(four, tmp_path):
    """With T ≤ 3 made unknown for a function, its neighbours still give four gates."""
    np.savez(tmp_path / "two.npz", **five.at_most_two(threshold_tables(5)))
    writer = survey.Writer(tmp_path)
    function = int(all_classes(4)[lengths(4)[0][all_classes(4)] == 3][0])
    gates = writer._four(function)
    assert len(gates) <= 4 and function_of(gates, 4) == function
    writer.forms = np.array([0], dtype=np.uint16)
    assert writer._three(0x6996) is None and writer.row(0x6996) == {"table": "0x6996", "gates": None}


def test_committed_threshold_functions():
    rows = Record(RESULTS / "atlas").read("threshold-functions")["rows"]
    assert [row["functions"] for row in rows] == [4, 14, 104, 1_882, 94_572, 15_028_134]
    for row in rows:
        n, weights = row["inputs"], row["weights"]
        assert len(weights) == row["proof"]["classes"] and all(len(w) == n + 1 for w in weights)
        # signs and orders of the weights that give different functions
        assert sum(_arrangements(w) for w in weights) == row["functions"]


def _arrangements(weights: list[int]) -> int:
    """Different vectors made by permuting and negating weights; zero has no sign."""
    from math import factorial, prod

    orders = factorial(len(weights)) // prod(factorial(weights.count(w)) for w in set(weights))
    return orders * 2 ** sum(w > 0 for w in weights)


def test_the_committed_table_of_all_classes():
    with open(RESULTS / "atlas" / "classes.csv", newline="", encoding="utf-8") as file:
        rows = list(csv.DictReader(file))
    assert [len([row for row in rows if row["inputs"] == str(n)]) for n in range(1, 5)] == [2, 4, 14, 222]
    for row in rows:
        n, gates = int(row["inputs"]), json.loads(row["gates"])
        assert len(gates) == int(row["length"]) == lengths(n)[0][int(row["table"], 16)]
        assert function_of(gates, n) == int(row["table"], 16)


def test_results_are_small():
    for path in (RESULTS / "atlas").glob("*.*"):
        assert path.stat().st_size <= (2**21 if path.suffix == ".npz" else 2**20), path.name
        if path.suffix == ".json":
            assert set(json.loads(path.read_text(encoding="utf-8"))) == {
                "name",
                "environment",
                "seconds",
                "result",
                "sha256",
            }


@pytest.mark.parametrize("inputs", ["0", "6", "two"])
def test_numbers_of_inputs(inputs, capsys):
    with pytest.raises(SystemExit):
        command.main(["--inputs", inputs])
    assert "--inputs" in capsys.readouterr().err
