"""The counts of `python -m reliability`, reduced: every trial ends right; and the harness notices what does not."""

import os
import time
from pathlib import Path

import pytest

from arntp.files import read_text, write_text
from arntp.sealed import read_json
from reliability import __main__ as command
from reliability import corruption, fuzz, kills, kinds, pairs, refusals
from reliability.work import scratch

SHARES = {"kills": 0.02, "corruption": 0.1, "refusals": 0.01, "fuzz": 0.002, "pairs": 0.01}


# the kills start the server from which processes are forked
@pytest.mark.parametrize("part", [pytest.param(part, marks=[pytest.mark.slow] * (part == "kills")) for part in SHARES])
def test_everything_ends_right(part):
    rows = list(command.PARTS[part](SHARES[part]))
    wrong = [row for row in rows if row["right"] != row["tried"]]
    assert not wrong and all(row["tried"] for row in rows)


def test_the_record_holds_the_full_counts():
    """The numbers that the issue asks for, each with its environment."""
    parts = read_json(command.record_path())
    assert parts.keys() == command.PARTS.keys()
    for part in parts.values():
        assert all(row["right"] == row["tried"] > 0 for row in part["result"])
        assert {"date", "torch", "filelock", "device", "commit"} <= part["environment"].keys()
    tried = {name: sum(row["tried"] for row in part["result"]) for name, part in parts.items()}
    least = {"kills": 60, "corruption": 1000, "refusals": 100, "calls": 250, "fuzz": 10**6, "pairs": 30}
    assert {name: tried[name] for name in least if tried[name] < least[name]} == {}


def test_the_command(tmp_path, monkeypatch, capsys):
    rows = [{"what": "trials", "tried": 3, "right": 3, "remark": ""}]
    monkeypatch.setitem(command.PARTS, "calls", lambda share: rows)
    command.PARTS["calls"].__doc__ = "Some."
    monkeypatch.setattr(command, "record_path", lambda: tmp_path / "counts.json")
    assert command.main(["calls", "--share", "0.5"]) == 0 and not list(tmp_path.iterdir())
    assert command.main(["calls"]) == 0 and "3 of         3  trials" in capsys.readouterr().out
    assert read_json(tmp_path / "counts.json")["calls"]["result"] == rows
    rows[0]["right"] = 2
    assert command.main(["calls"]) == 1
    for wrong in (["poems"], ["--share", "0"], ["--share", "2"]):
        with pytest.raises(SystemExit):
            command.main(wrong)


def unsealed(kind):
    """A kind whose files are read without a look at their checksums."""
    return kinds.Kind(kind, lambda folder, version: kinds.write_json(folder / "a.json", {"value": version + 0.25}),
                      lambda folder: kinds.read_json(folder / "a.json"))  # fmt: skip


def test_corruption_that_is_accepted_is_noticed():
    with scratch() as folder:
        row = corruption.refused(unsealed("file"), Path(folder), 60)
    assert row["right"] < row["tried"] and "were taken for what was written" in row["remark"]


def rewritten_in_place(folder, number):
    """A writer that is killed between emptying and filling its file."""
    write_text(folder / "file", kills.OLD)
    kills.kill_at(number)
    with open(folder / "file", "w", encoding="utf-8") as file:
        os.fsync(file.fileno())
        file.write(kills.NEW)
    os._exit(0)


def test_a_file_that_a_kill_leaves_empty_is_noticed():
    with scratch() as folder:
        row = kills.at_each_step(Path(folder), "", rewritten_in_place, kills.is_whole, 1)
    assert 0 < row["right"] < row["tried"]


def half(folder, version):
    """A writer that writes in place."""
    folder.mkdir(parents=True, exist_ok=True)
    with open(folder / "file", "wb") as file:
        file.write(bytes([version]) * 10)
        file.write(b"end")


def test_a_write_in_place_is_noticed():
    kind = kinds.Kind("file", half, lambda folder: (folder / "file").read_bytes())
    ends = [refusals.refused(kind, number, refusals.REFUSALS[0]) for number in range(1, 8)]
    assert False in ends and None in ends


def test_an_undocumented_error_is_noticed():
    row = fuzz.fuzzed(fuzz.Parser("numbers", 0, ["1/1"], lambda text: [0][int(text[:1])]), 300)
    assert row["right"] < row["tried"] and "IndexError" in row["remark"]


def torn(folder):
    """A writer that does not hold what it writes to."""
    for _ in range(20):
        count = int(read_text(folder / "count")) if (folder / "count").exists() else 0
        time.sleep(0.02)  # in which the other one reads as well, however busy the machine
        write_text(folder / "count", str(count + 1))
    return {}


def test_writers_that_do_not_wait_are_noticed():
    assert not pairs.ended_well(torn, pairs.is_built)
