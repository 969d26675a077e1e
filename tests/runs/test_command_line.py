"""The command line: what it explains, what it refuses in a line, and how it ends."""

import json
import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

import arntp
from arntp.runs import Record
from arntp.runs.__main__ import main

HERE = Path(arntp.__file__).resolve().parent.parent


def started(book, *words, **variables):
    """The command line in a process of its own."""
    environment = os.environ | {"PYTHONPATH": str(HERE), "OMP_NUM_THREADS": "1"} | variables
    pipes = {"stdout": subprocess.PIPE, "stderr": subprocess.STDOUT}
    command = [sys.executable, "-m", "arntp.runs", *words]
    return subprocess.Popen(command, cwd=book.parent, env=environment, start_new_session=True, **pipes)


def test_help_lists_the_chapters(book, capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["--help"])
    assert "    powers    A chapter, žluťoučký" in capsys.readouterr().out.splitlines()


def test_help_of_a_chapter_lists_its_parameters(book, capsys):
    with pytest.raises(SystemExit, match="0"):
        main(["powers", "--help"])
    printed = capsys.readouterr().out.splitlines()
    assert "  base: int = 2               of the power" in printed
    assert "  widths: tuple[int, ...] = ()  read and printed" in printed
    assert not any(line.startswith(("  size:", "  record:")) for line in printed)


@pytest.mark.parametrize("chapter", ["ar_learning", "tinystories", "multiplication"])
def test_help_of_the_book_s_own_chapters(capsys, chapter):
    with pytest.raises(SystemExit, match="0"):
        main([chapter, "--help"])
    assert "no type" not in capsys.readouterr().out


@pytest.mark.parametrize(
    "words, message",
    [
        ("", "the following arguments are required: CHAPTER"),
        ("poems", "argument CHAPTER: invalid choice: 'poems' (choose from"),
        ("powers --size huge", "size = 'huge' (str): there are 'smoke', 'laptop', 'paper'"),
        ("powers --seed -1", "seeds[0] = -1: 0 to"),
        ("powers --seed 1 x", "argument --seed: invalid int value: 'x'"),
        ("powers -p base", "-p base needs a value, such as -p base 2"),
        ("powers -p base 1E3", "parameter base = '1E3' (str): int is needed"),
        ("powers -p base 1 true", "parameter base = 'true' (str): int is needed"),
        ("powers -p widths (1,", "parameter widths = '(1,' (str): tuple[int, ...] is needed"),
        ("powers -p bass 1", "powers has no parameter 'bass': there are base, widths, path, Mark"),
        ("powers -p seed 1", "powers has no parameter 'seed'"),
        ("powers --sise smoke", "unrecognized arguments: --sise smoke"),
        ("powers --results ", "results = '' (str): a path is needed"),
    ],
)
def test_what_does_not_fit_is_refused_in_one_line(book, capsys, words, message):
    try:
        code = main(words.split(" ") if words else [])
    except SystemExit as ended:
        code = ended.code
    out, error = capsys.readouterr()
    assert code == 2 and message in error and len(error.splitlines()) == 1 and out == ""
    assert not book.exists()


def test_repeated_parameters_make_a_sweep_without_repetitions(book, monkeypatch):
    taken = []
    monkeypatch.setattr("arntp.runs.running.run", lambda *words: taken.append(words[2:4]) or book)
    words = "powers --seed 2 1 2 -p base 1_0 -7 -p base 3 10 -p Mark true -p widths 8,".split()
    assert main(words) == 0
    assert taken == [(s, {"base": b, "Mark": "true", "widths": (8,)}) for s in (2, 1) for b in (10, -7, 3)]


@pytest.mark.parametrize("word", ["-1e3", "-inf", "-7", "-.5", "-1_0", "-NaN", "1e-3"])
def test_every_negative_number_is_a_value(book, monkeypatch, word):
    pages, taken = book.parent / "book", []
    page = (pages / "powers.md").read_text(encoding="utf-8").replace("base: int = 2", "base: float = 2.0")
    (pages / "shares.md").write_text(page, encoding="utf-8")
    monkeypatch.setattr("arntp.runs.running.run", lambda *words: taken.append(words[3]) or book)
    assert main(["shares", "-p", "base", word, "-p", "Mark", word, "-p", "path", "a b"]) == 0
    (given,) = taken
    assert repr(given["base"]) == repr(float(word)) and given["Mark"] == word and given["path"] == "a b"


BESIDE = """
import sys, time
from pathlib import Path
from arntp.runs import running, summary
from arntp.runs.__main__ import main

def execute(notebook, parameters):
    Path("begun").touch()
    for _ in range(600):
        if Path("go").exists():
            return notebook
        time.sleep(0.05)

running.execute, summary.environment = execute, dict  # without torch, whose import takes seconds
sys.exit(main(["powers"]))
"""


def test_of_two_processes_at_one_run_one_runs_and_the_other_ends_with_a_line(book):
    variables = os.environ | {"PYTHONPATH": str(HERE), "OMP_NUM_THREADS": "1"}
    kind = {"cwd": book.parent, "env": variables, "stderr": subprocess.PIPE, "encoding": "utf-8"}
    with subprocess.Popen([sys.executable, "-c", BESIDE], **kind) as first:
        for _ in range(600):
            if (book.parent / "begun").exists():
                break
            time.sleep(0.05)
        second = subprocess.run([sys.executable, "-c", BESIDE], timeout=60, **kind)
        (book.parent / "go").touch()
        error = first.communicate(timeout=60)[1]
    assert second.returncode == 2 and second.stderr.count("\n") == 1
    assert "another process writes there" in second.stderr and "smoke-s1" in second.stderr
    assert (first.returncode, error) == (0, "") and (book / "powers" / "smoke-s1" / "summary.json").exists()


def test_a_failing_chapter_ends_with_a_message_and_not_with_zero(book, capfd):
    assert main(["powers", "-p", "base", "13"]) == 1
    error = capfd.readouterr().err
    assert "\npowers failed at cell 3: AssertionError: an unlucky chapter\n" in error and "Traceback" not in error


def begun(book):
    """Wait until the chapter's long cell runs."""
    for _ in range(600):
        if found := list(book.glob("powers/*/begun")):
            return found[0].parent
        time.sleep(0.1)
    raise AssertionError("the run never began")


def children(process):
    """Processes that a process has started."""
    children = Path(f"/proc/{process.pid}/task/{process.pid}/children").read_text(encoding="utf-8")
    return [int(word) for word in children.split()]


@pytest.mark.slow
@pytest.mark.skipif(not Path("/proc/self/task").exists(), reason="needs /proc to find the kernel")
def test_an_interrupted_run_ends_with_a_line_and_an_unfinished_record(book):
    with started(book, "powers", "-p", "base", "99") as process:
        folder, kernels = begun(book), children(process)
        os.killpg(process.pid, signal.SIGINT)
        printed = process.communicate(timeout=60)[0].decode()
    assert process.returncode == 130 and "Traceback" not in printed
    assert printed.rstrip().splitlines()[-1].startswith("interrupted: the run is unfinished")
    assert kernels and not any(Path(f"/proc/{kernel}").exists() for kernel in kernels)
    assert not (folder / "summary.json").exists() and Record(folder).read("anything") is None
    assert "seconds" in (folder / ".seconds").read_text(encoding="utf-8")


@pytest.mark.slow
def test_a_run_does_not_depend_on_the_locale(book):
    odd = {"PYTHONUTF8": "0", "PYTHONCOERCECLOCALE": "0", "LC_ALL": "C"}
    with started(book, "powers", "-p", "Mark", "žluťoučký", **odd) as process:
        printed = process.communicate(timeout=120)[0]
    assert process.returncode == 0, printed.decode(errors="replace")
    (folder,) = (book / "powers").iterdir()
    for name in ("parameters.json", "powers.ipynb"):
        text = (folder / name).read_text(encoding="utf-8")
        assert "žluťoučký" in text or json.dumps("žluťoučký") in text
