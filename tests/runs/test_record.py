"""Records: what is kept, under which name, and what is no longer taken for it."""

import json
import random
import threading
import time

import pytest

from arntp.runs import Record, committed, legs, over_seeds, project, record
from arntp.runs.legs import seconds_before
from arntp.runs.summary import summarise
from arntp.sealed import write_json


def test_once_computes_once_and_without_a_folder_always(tmp_path):
    calls = []

    def compute():
        calls.append(1)
        return {"value": len(calls)}

    kept = Record(tmp_path / "kept")
    assert kept.read("a thing") is None
    assert [kept.once("a thing", compute) for _ in range(2)] == [{"value": 1}] * 2
    assert [path.name for path in (tmp_path / "kept").iterdir()] == ["a-thing.json"]
    assert [Record().once("a thing", compute)["value"] for _ in range(2)] == [2, 3]
    assert Record().checkpoints("a thing") is None
    assert kept.checkpoints("a thing").parent == tmp_path / "kept" / "checkpoints"


NAMES = [
    "MLP, direct",
    "mlp direct",
    "MLP direct",
    "§",
    "§§",
    "",
    "con",
    "summary",
    "parameters",
    "a" * 300,
    "a" * 301,
    "../x",
]


@pytest.mark.parametrize("names", [NAMES, NAMES[::-1]], ids=["one order", "the other"])
def test_two_names_never_share_a_file_and_neither_do_their_weights(tmp_path, names):
    kept = Record(tmp_path)
    for name in names:
        kept.once(name, lambda name=name: {"of": name})
    assert [kept.read(name) for name in names] == [{"of": name} for name in names]
    assert len({path.name.casefold() for path in tmp_path.iterdir()}) == len(names)
    assert len({kept.checkpoints(name).name.casefold() for name in names}) == len(names)
    assert not {"summary.json", "parameters.json"} & {path.name for path in tmp_path.iterdir()}


def test_a_name_keeps_its_own_file_when_the_short_one_is_gone(tmp_path):
    kept = Record(tmp_path)
    for name in ("MLP, direct", "mlp direct"):
        kept.once(name, lambda name=name: {"of": name})
    (tmp_path / "mlp-direct.json").unlink()
    assert kept.read("MLP, direct") is None and kept.read("mlp direct") == {"of": "mlp direct"}


def test_every_changed_bit_of_a_result_is_noticed(tmp_path):
    kept = Record(tmp_path)
    result = kept.once("a", lambda: {"values": [0.1, 2, None, "ž"], "more": True})
    path, rng, accepted = tmp_path / "a.json", random.Random(0), 0
    whole = path.read_bytes()
    for _ in range(300):
        place, bit = rng.randrange(len(whole)), rng.randrange(8)
        path.write_bytes(whole[:place] + bytes([whole[place] ^ 1 << bit]) + whole[place + 1 :])
        try:
            assert kept.read("a") == result, "another layout of the same content"
            accepted += 1
        except ValueError as error:
            assert str(path) in str(error) and "delete it to measure anew" in str(error)
    assert accepted < 10


@pytest.mark.parametrize("content", [b"", b"{", b"[]", b"{}", b"\xff\xfe", b"null", b'{"result": {"value": 1}}'])
def test_a_corrupt_result_is_an_error_not_a_rerun(tmp_path, content):
    (tmp_path / "a.json").write_bytes(content)
    with pytest.raises(ValueError, match=r"a\.json is corrupt .*: delete it to measure anew"):
        Record(tmp_path).once("a", dict)


def test_an_interrupted_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "x.json"
    write_json(path, {"a": 1})
    with pytest.raises(TypeError):
        write_json(path, {"a": {1, 2}})
    assert json.loads(path.read_text(encoding="utf-8")) == {"a": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]


def test_seconds_count_all_legs_of_an_interrupted_computation(tmp_path, monkeypatch):
    clock = [0.0]
    monkeypatch.setattr(legs.time, "monotonic", lambda: clock[0])

    def compute(seconds, error=None):
        clock[0] += seconds
        if error:
            raise error
        return {}

    for error in (KeyboardInterrupt, RuntimeError):
        with pytest.raises(error):
            Record(tmp_path).once("a", lambda error=error: compute(100, error))
    Record(tmp_path).once("a", lambda: compute(20))
    assert record.contents(tmp_path / "a.json")["seconds"] == 220
    assert [path.name for path in tmp_path.iterdir()] == ["a.json"]


def test_a_killed_leg_counts_to_its_last_beat(tmp_path, monkeypatch):
    monkeypatch.setattr(legs, "BEAT", 0.01)
    leg = legs.legs(tmp_path / "seconds")
    leg.__enter__()
    while seconds_before(tmp_path / "seconds") == 0:
        time.sleep(0.005)
    assert threading.active_count() > 1
    assert leg.__exit__(None, None, None) is False and not (tmp_path / "seconds").exists()


@pytest.mark.parametrize("content", ["", "{}", '{"seconds": null}', "3"])
def test_seconds_that_nobody_wrote_are_refused(tmp_path, content):
    (tmp_path / "seconds").write_text(content, encoding="utf-8")
    with pytest.raises(ValueError, match="seconds is corrupt"), legs.legs(tmp_path / "seconds"):
        pass


def test_committed_finds_seeds_at_the_sizes_own_parameters(book):
    for name in (
        "laptop-s1",
        "laptop-s2",
        "laptop-s10",
        "laptop-s1-digits=3",
        "laptop-s1~a",
        "laptop-grid",
        "smoke-s1",
    ):
        Record(book / "powers" / name).once("a b", lambda name=name: {"from": name})
        summarise(book / "powers" / name, {"size": "laptop", "seed": int(name[8:]) if name[8:].isdigit() else 1}, 1.0)
    Record(book / "powers" / "laptop-s3").once("a b", lambda: {"from": "an unfinished run"})
    records = committed("powers", "laptop")
    assert [each.folder.name for each in records] == ["laptop-s1", "laptop-s2", "laptop-s10"]
    assert over_seeds(records[:2], ["a b", "c"]) == {"a b": [{"from": "laptop-s1"}, {"from": "laptop-s2"}]}
    assert committed("powers", "paper") == [] and project.results() == book


def test_a_committed_record_that_was_changed_is_an_error(book):
    folder = book / "powers" / "laptop-s1"
    Record(folder).once("a b", lambda: {"value": 1})
    summarise(folder, {"size": "laptop", "seed": 1}, 1.0)
    (folder / "a-b.json").unlink()
    with pytest.raises(ValueError, match=r"laptop-s1: a-b\.json missing; run it again"):
        committed("powers", "laptop")
