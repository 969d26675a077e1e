"""`list`, `show` and `compare`: what they print of a results folder, and what they refuse in a line."""

import os
import subprocess
import sys
from pathlib import Path

import pytest

import arntp
from arntp.files import write_text
from arntp.runs import Record
from arntp.runs.__main__ import main
from arntp.runs.naming import run_name
from arntp.runs.summary import PARAMETERS, summarise
from arntp.sealed import write_json

HERE = {"python": "3.11", "device": "cpu: no CUDA device found; 2 threads", "commit": "abc"}
STEPS = (0, 10, 20, 30)


def fit(start, end, **more):
    """A result with a curve that is judged every ten steps."""
    rows = [
        {"step": step, "loss": 1.0, "tokens": 64 * step, "exact": start + (end - start) * step / 30} for step in STEPS
    ]
    config = {"class": "CausalLinear", "width": 8}
    return {"parameters": 100, "config": config, "history": rows, "scores": {"exact": end, "digit": 1.0}, **more}


@pytest.fixture
def keep(book, monkeypatch):
    """A function that keeps a run of the chapter as if it had been executed on a day; finished but if told."""
    clock = [0.0]
    monkeypatch.setattr("arntp.runs.legs.time.monotonic", lambda: clock[0])

    def measure(result):
        clock[0] += 2.0
        return result

    def keep(settings, results, day="2026-01-01", finished=True, chapter="powers"):
        for module in ("record", "summary"):
            monkeypatch.setattr(f"arntp.runs.{module}.environment", lambda: HERE | {"date": day})
        folder = book / chapter / run_name(**settings)
        write_json(folder / PARAMETERS, settings)
        for name, result in results.items():
            Record(folder).once(name, lambda result=result: measure(result))
        if finished:
            write_text(folder / f"{chapter}.ipynb", "{}")
            summarise(folder, settings, 61.7)
        for path in folder.iterdir():
            os.utime(path, (0, 0))
        return folder

    return keep


@pytest.fixture
def three(keep):
    """Three seeds, a run with another parameter, and one that is unfinished."""
    for seed, end in ((1, 0.6), (2, 0.8), (3, 0.7)):
        keep({"size": "smoke", "seed": seed}, {"linear": fit(0.0, end)})
    keep({"size": "smoke", "seed": 1, "base": 3}, {"linear": fit(0.3, 0.4), "a count": {"tried": 5}}, "2026-01-03")
    keep({"size": "laptop", "seed": 1, "base": 99}, {"linear": fit(0.0, 1.0)}, "2026-01-02", finished=False)
    return keep


def printed(capsys, *words):
    """What a command prints when it ends well."""
    assert main(list(words)) == 0
    out, error = capsys.readouterr()
    assert error == ""
    return out.splitlines()


def refused(capsys, *words):
    """The one line that a refused command ends with."""
    assert main(list(words)) == 2
    out, error = capsys.readouterr()
    assert out == "" and error.count("\n") == 1
    return error


def test_the_list(three, capsys):
    assert printed(capsys, "list") == [
        "run                       size    seed  changed parameters  state       date        device  seconds",
        "powers/smoke-s1           smoke      1                      finished    2026-01-01  cpu          62",
        "powers/smoke-s2           smoke      2                      finished    2026-01-01  cpu          62",
        "powers/smoke-s3           smoke      3                      finished    2026-01-01  cpu          62",
        "powers/laptop-s1-base=99  laptop     1  base=99             unfinished  2026-01-02  cpu           2",
        "powers/smoke-s1-base=3    smoke      1  base=3              finished    2026-01-03  cpu          62",
    ]


def test_of_two_runs_of_a_day_the_later_one_stands_last(three, book, capsys):
    os.utime(book / "powers" / "smoke-s1" / "summary.json", (9, 9))
    assert [line.split()[0] for line in printed(capsys, "list", "powers")[1:4]] == [
        "powers/smoke-s2",
        "powers/smoke-s3",
        "powers/smoke-s1",
    ]


def test_what_is_not_there_is_said(three, book, capsys):
    assert printed(capsys, "list", "poems") == [f"no runs of poems in {book}: there are runs of powers"]
    assert printed(capsys, "list", "--results", "elsewhere") == [f"no runs in {book.parent / 'elsewhere'}"]
    for words in (["show", "powers/smoke-s9"], ["compare", "powers/smoke", "powers/laptop"]):
        known = "powers/laptop-s1-base=99, powers/smoke-s1, powers/smoke-s1-base=3, powers/smoke-s2, powers/smoke-s3"
        assert refused(capsys, *words).endswith(f"no run {words[-1]!r} in {book}: there are {known}\n")
    assert refused(capsys, "show", "x", "--results", "y").endswith(
        f"no run 'x' in {book.parent / 'y'}: there are none\n"
    )
    assert refused(capsys, "compare", "powers/smoke").endswith("from 2 to 26 different runs, not powers/smoke\n")
    assert "different runs" in refused(capsys, "compare", "powers/smoke", "powers/smoke")
    assert "x.png: the curves are drawn as SVG" in refused(capsys, "compare", "a", "b", "--to", "x.png")
    values = "value = 'x' (str): there are 'loss', 'exact'"
    assert values in refused(capsys, "compare", "powers/smoke-s1", "powers/smoke-s2", "--value", "x")


@pytest.mark.parametrize("word", ["powers/smoke-s1-base=3", "results/powers/smoke-s1-base=3", "powers/*-base=[34]"])
def test_a_run_is_shown(three, book, capsys, word):
    assert printed(capsys, "show", word) == [
        "powers/smoke-s1-base=3: finished",
        "  parameters: size=smoke seed=1 base=3",
        "  date: 2026-01-03; seconds: 62",
        "  python: 3.11",
        "  device: cpu: no CUDA device found; 2 threads",
        "  commit: abc",
        "",
        "a count (a-count.json, 2 s)",
        "  tried  5",
        "",
        "linear (linear.json, 2 s)",
        "  parameters           100",
        "  history, last/loss   1",
        "  history, last/exact  0.4",
        "  scores/exact         0.4",
        "  scores/digit         1",
        "  history: 4 rows to step 30",
        "",
        f"notebook: {book / 'powers' / 'smoke-s1-base=3' / 'powers.ipynb'}",
    ]


def test_a_run_says_what_is_wrong_with_it(three, book, capsys):
    assert printed(capsys, "show", "powers/laptop-*")[0].endswith("unfinished (summary.json is missing)")
    folder = book / "powers" / "smoke-s1"
    write_text(folder / "linear.json", "{")
    lines = printed(capsys, "show", "powers/smoke-s1")
    assert lines[0] == "powers/smoke-s1: changed (linear.json changed)"
    assert any(line.startswith(f"{folder / 'linear.json'} is corrupt") for line in lines)
    assert "linear.json is corrupt" in refused(capsys, "compare", "powers/smoke", "powers/smoke-s2")
    write_text(folder / PARAMETERS, "{")
    assert printed(capsys, "show", "powers/smoke-s1")[:2] == [
        "powers/smoke-s1: changed (parameters.json is corrupt)",
        "  parameters: unknown",
    ]
    (folder / PARAMETERS).unlink(), (folder / "summary.json").unlink()
    assert printed(capsys, "show", "powers/smoke-s1")[0] == "powers/smoke-s1: results only (parameters.json is missing)"


def test_runs_are_compared(three, book, capsys):
    assert printed(capsys, "compare", "powers/smoke", "powers/smoke-s1-base=3") == [
        "A: powers/smoke (3 runs: smoke-s1, smoke-s2, smoke-s3)",
        "B: powers/smoke-s1-base=3",
        "",
        "parameters that differ  A        B",
        "seed                    1, 2, 3  1",
        "base                    default  3",
        "",
        "numbers: mean (least … greatest over seeds) [95 % bootstrap interval of the mean over seeds]",
        "         of three seeds that interval is least … greatest as well, and is not repeated",
        "",
        "linear                 A                B",
        "  history, last/exact  0.7 (0.6 … 0.8)  0.4",
        "  scores/exact         0.7 (0.6 … 0.8)  0.4",
        "  the same in all: parameters 100; history, last/loss 1; scores/digit 1",
        "",
        "a count: only in B",
        "",
        "curves, the mean over seeds",
        "linear: exact at the end: A 0.7 (step 30), B 0.4 (step 30)",
        "  lowest at step 30, which all reach: B",
        "  A and B cross near step 15",
        "",
        f"{book.parent / 'curves.svg'} written",
    ]


def test_the_figure_is_replaced_aloud_and_shows_the_mean_and_a_band(three, book, capsys, monkeypatch):
    for done in ("written", "replaced"):
        words = ["compare", "powers/smoke", "powers/smoke-s1-base=3", "--to", "pictures/a.svg", "--value", "loss"]
        assert printed(capsys, *words)[-1] == f"{book.parent / 'pictures' / 'a.svg'} {done}"
    text = (book.parent / "pictures" / "a.svg").read_text(encoding="utf-8")
    assert text.count("<svg") == 1 and "PolyCollection" in text and "Date" not in text
    monkeypatch.chdir("pictures")
    printed(capsys, *words[:-4], "--to", "b.svg")
    assert (book.parent / "pictures" / "b.svg").read_text(encoding="utf-8") != text


def test_what_is_compared_may_be_unfinished_or_of_other_chapters(three, book, capsys):
    three({"size": "smoke", "seed": 1}, {"a count": {"tried": 7}}, chapter="roots")
    lines = printed(capsys, "compare", "roots/smoke", "powers/smoke-s1*", "powers/laptop-s1*", "--to", "a.svg")
    assert "   its runs are not seeds of one: they differ in base" in lines
    assert any(line.endswith("is unfinished: summary.json is missing") for line in lines)
    assert lines[lines.index("a count  A  B") + 1] == "  tried  7  5"
    assert "base                    default  default, 3  99" in lines
    lines = printed(capsys, "compare", "roots/smoke", "results/roots/smoke-s1/")
    assert lines[-1] == "no learning curves, and no file of them" and "no parameter differs" in lines
    assert "a count: no number differs" in lines and not (book.parent / "curves.svg").exists()


def test_a_chapter_by_a_command_s_name_is_refused(three, book, capsys):
    write_text(book.parent / "book" / "list.md", (book.parent / "book" / "powers.md").read_text(encoding="utf-8"))
    assert "the chapter 'list' has the name of a command" in refused(capsys, "list")


def test_the_words_fit_an_ascii_terminal_and_a_reader_may_have_enough(three, book):
    place = str(Path(arntp.__file__).resolve().parent.parent)
    variables = os.environ | {"PYTHONPATH": place, "PYTHONIOENCODING": "ascii", "OMP_NUM_THREADS": "1"}
    three({"size": "smoke", "seed": 1, "Mark": "ž" * 50}, {})
    command = [sys.executable, "-m", "arntp.runs", "list"]
    done = subprocess.run(command, cwd=book.parent, env=variables, capture_output=True, timeout=60)
    assert done.returncode == 0 and rb"Mark=\u017e\u017e" in done.stdout and rb"\u2026" in done.stdout
    read, write = os.pipe()
    os.close(read)
    done = subprocess.run(command, cwd=book.parent, env=variables, stdout=write, stderr=subprocess.PIPE, timeout=60)
    os.close(write)
    assert done.returncode == 0 and done.stderr == b""
