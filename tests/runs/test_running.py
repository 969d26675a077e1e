"""Runs: what they leave, when they are finished, and how they go on. Most are executed without a kernel."""

import json
import os
import shutil
import threading
from pathlib import Path

import pytest

from arntp.files import alone, sha256
from arntp.runs import Record, run, running, sweep
from arntp.runs.execute import ChapterFailed
from arntp.sealed import read_sealed


def files(folder):
    return {path.name for path in folder.iterdir()} - {".lock"}


def test_a_run_in_a_kernel_leaves_its_record(book, monkeypatch, capfd):
    monkeypatch.setenv("ARNTP_TINYSTORIES", "da{t}a")
    odd = {"widths": (8, 16), "path": "~/x{seed}", "Mark": "{base} 'ž'\n\"\\"}
    folder = run("powers", "smoke", 3, {"base": 5, **odd})
    assert folder.parent == book / "powers" and folder.name.startswith("smoke-s3-Mark".lower())
    assert files(folder) == {"parameters.json", "powers.ipynb", "summary.json"}
    text = (folder / "powers.ipynb").read_text(encoding="utf-8")
    notebook = json.loads(text)
    streams = [output for cell in notebook["cells"] for output in cell.get("outputs", [])]
    assert "".join(line for stream in streams for line in stream["text"]).splitlines() == [
        f"smoke 3 5 (8, 16) {odd['Mark']!r} book True",
        "x{seed} data",
    ]
    assert "papermill" not in notebook["metadata"] and "žluťoučký" in text
    assert str(book.parent) not in text
    assert not Path(json.loads((folder / "parameters.json").read_text(encoding="utf-8"))["path"]).is_absolute()
    assert os.environ["ARNTP_TINYSTORIES"] == "da{t}a", "the caller's environment is as it was"
    assert "a progress bar" in capfd.readouterr().err


def test_a_failed_chapter_says_where_and_leaves_no_summary(book):
    with pytest.raises(ChapterFailed) as caught:
        run("powers", parameters={"base": 13})
    assert str(caught.value).splitlines() == [
        "cell 3: AssertionError: an unlucky chapter",
        '  ----> 9 assert base != 13, "an unlucky chapter"',
    ]
    assert files(book / "powers" / "smoke-s1-base=13") == {"parameters.json", ".seconds"}


def test_the_summary_names_each_result_with_its_hash(measured, book):
    folder = run("powers", "smoke", 2, {"base": 3})
    summary = read_sealed(folder / "summary.json")
    assert summary["parameters"] == {"size": "smoke", "seed": 2, "base": 3} and "torch" in summary["environment"]
    assert set(summary["results"]) == {"a-power.json", "a-root.json", "powers.ipynb"}
    assert all(sha256(folder / name) == digest for name, digest in summary["results"].items())


def test_finished_runs_are_skipped_and_sweeps_cover_the_grid(measured, book, capsys):
    run("powers", "smoke", 1, {"base": 2})
    stamp = (book / "powers/smoke-s1-base=2/powers.ipynb").stat().st_mtime_ns
    folders = sweep("powers", "smoke", [1, 2], {"base": [2, 3]})
    assert (book / "powers/smoke-s1-base=2/powers.ipynb").stat().st_mtime_ns == stamp
    assert (
        files(book / "powers")
        == {folder.name for folder in folders}
        == {f"smoke-s{s}-base={b}" for s in (1, 2) for b in (2, 3)}
    )
    assert "run 4 of 4" in capsys.readouterr().out


def emptied(folder, name):
    (folder / name).write_bytes(b"")


def removed(folder, name):
    (folder / name).unlink()


def changed(folder, name):
    text = (folder / name).read_text(encoding="utf-8")
    (folder / name).write_text(text.replace("1", "2", 1), encoding="utf-8")


@pytest.mark.parametrize(
    "harm, name, said, anew",
    [
        (removed, "summary.json", "summary.json is missing", []),
        (emptied, "summary.json", "summary.json is empty or corrupt", []),
        (changed, "summary.json", "summary.json is empty or corrupt", []),
        (removed, "a-power.json", "a-power.json missing", ["a power"]),
        (emptied, "a-power.json", "a-power.json changed", ["a power"]),
        (changed, "a-root.json", "a-root.json changed", ["a root"]),
        (removed, "powers.ipynb", "powers.ipynb missing", []),
        (changed, "powers.ipynb", "powers.ipynb changed", []),
    ],
)
def test_a_run_is_finished_only_if_its_summary_holds(measured, book, capsys, harm, name, said, anew):
    folder = run("powers")
    before = {result: Record(folder).read(result) for result in ("a power", "a root")}
    measured.clear()
    harm(folder, name)
    run("powers")
    assert f"smoke-s1: not finished, goes on: {said}" in capsys.readouterr().out
    assert measured == anew, "only what is missing is computed"
    assert {result: Record(folder).read(result) for result in before} == before
    run("powers")
    assert "smoke-s1: finished before" in capsys.readouterr().out


def test_changed_results_are_set_aside_not_lost(measured, book):
    folder = run("powers")
    changed(folder, "a-root.json")
    text = (folder / "a-root.json").read_text(encoding="utf-8")
    run("powers")
    assert (folder / "a-root.json.changed").read_text(encoding="utf-8") == text
    assert "a-root.json.changed" not in read_sealed(folder / "summary.json")["results"]


def test_a_summary_without_results_is_not_finished(measured, book, monkeypatch, capsys):
    monkeypatch.setattr(running, "write_text", lambda *_: None)
    measured_none = running.execute
    monkeypatch.setattr(running, "execute", lambda notebook, parameters: notebook)
    run("powers")
    monkeypatch.setattr(running, "execute", measured_none)
    run("powers")
    assert "names no result" in capsys.readouterr().out and measured == ["a power", "a root"]


def test_another_run_s_folder_is_not_touched(measured, book):
    folder = run("powers", "smoke", 1, {"base": 4})
    shutil.move(folder, book / "powers" / "smoke-s1")
    with pytest.raises(ValueError, match="smoke-s1 holds another run"):
        run("powers")
    assert measured == ["a power", "a root"]


def test_seconds_count_all_legs(measured, book, monkeypatch):
    execute, clock = running.execute, [0.0]
    monkeypatch.setattr("arntp.runs.legs.time.monotonic", lambda: clock[0])

    def interrupted(notebook, parameters):
        clock[0] += 100
        raise KeyboardInterrupt

    monkeypatch.setattr(running, "execute", interrupted)
    for _ in range(2):
        with pytest.raises(KeyboardInterrupt):
            run("powers")
    monkeypatch.setattr(running, "execute", execute)
    assert read_sealed(run("powers") / "summary.json")["seconds"] == 200
    assert ".seconds" not in files(book / "powers" / "smoke-s1")


def test_a_record_never_leaves_its_experiment(measured, book):
    other = run("powers", "smoke", 1, {"base": 7}, results=book / "other")
    stamp = (other / "summary.json").stat().st_mtime_ns
    for path in ("../../../other/powers/smoke-s1-base=7", str(other), "/abs", "{seed}", "~", "a" * 300, ".."):
        folder = run("powers", parameters={"path": path, "Mark": path})
        assert folder.parent == book / "powers" and folder.is_dir() and len(folder.name) <= 100
    assert (other / "summary.json").stat().st_mtime_ns == stamp


def test_paths_are_of_the_caller_s_folder(measured, book, monkeypatch):
    (book.parent / "inside").mkdir()
    one = run("powers", parameters={"path": "inside/data"}, results="elsewhere")
    assert one.is_relative_to(book.parent / "elsewhere")
    monkeypatch.chdir("inside")
    assert run("powers", parameters={"path": "data"}, results="../elsewhere") == one
    settings = json.loads((one / "parameters.json").read_text(encoding="utf-8"))
    assert settings["path"] == os.path.join("..", "inside", "data")
    assert run("powers", parameters={"path": "inside/data"}, results="../elsewhere") != one


def test_a_second_process_ends_with_one_line(measured, book):
    held, ended = threading.Event(), threading.Event()

    def hold():
        with alone(book / "powers" / "smoke-s1"):
            held.set()
            ended.wait()

    other = threading.Thread(target=hold)
    other.start()
    held.wait()
    try:
        with pytest.raises(BlockingIOError, match="another process writes there.*smoke-s1"):
            run("powers")
    finally:
        ended.set()
        other.join()
    assert measured == [] and files(book / "powers" / "smoke-s1") == set()


@pytest.mark.parametrize(
    "chapter, size, seed, parameters, message",
    [
        ("poems", "smoke", 1, {}, "chapter = 'poems' .*: there are 'powers'"),
        ("prose", "smoke", 1, {}, "chapter = 'prose' .*: there are 'powers'"),
        ("../book/powers", "smoke", 1, {}, "chapter = '../book/powers'"),
        ("powers", "huge", 1, {}, "size = 'huge' .*: there are 'smoke', 'laptop', 'paper'"),
        ("powers", "smoke", -1, {}, "seed = -1: 0 to"),
        ("powers", "smoke", 2**63, {}, "seed = .*: 0 to"),
        (
            "powers",
            "smoke",
            1,
            {"bass": 2},
            "parameter of powers = 'bass' .*: there are 'base', 'widths', 'path', 'Mark'",
        ),
        ("powers", "smoke", 1, {"seed": 2}, "parameter of powers = 'seed'"),
        ("powers", "smoke", 1, {"record": "x"}, "parameter of powers = 'record'"),
        ("powers", "smoke", 1, {"base": 2.0}, r"parameter base = 2.0 \(float\): int is needed"),
        ("powers", "smoke", 1, {"Mark": b"x"}, r"parameter Mark = b'x' \(bytes\): str is needed"),
        ("powers", "smoke", 1, {"Mark": "\udc80"}, r"parameter Mark = .*\(str\): str is needed"),
        ("powers", "smoke", 1, {"Mark": {"a": 1}}, r"parameter Mark = {'a': 1} \(dict\): str is needed"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(book, chapter, size, seed, parameters, message):
    with pytest.raises(ValueError, match=message):
        run(chapter, size, seed, parameters)
    assert not book.exists()


def test_nothing_of_a_sweep_runs_before_all_of_it_fits(measured, book):
    with pytest.raises(ValueError, match="seed"):
        sweep("powers", "smoke", [1, -1], {})
    with pytest.raises(ValueError, match="parameter base"):
        sweep("powers", "smoke", [1], {"base": [1, "two"]})
    with pytest.raises(TypeError, match=r"grid\['Mark'\] is a list of values, not 'ab'"):
        sweep("powers", "smoke", [1], {"Mark": "ab"})
    assert measured == [] and not book.exists()
