"""The parts of `make paper`: their order and time, and a crash, a missing package or too little time in one of them."""

import subprocess
import sys
import time
from dataclasses import replace

import pytest

from arntp.experiments.paper import parts
from arntp.experiments.paper.parts import FULL, PARTS, TOY, Part, Scale, run_all

NAMES = ["CUDA tests", "speed", "4-digit multiplication", "text, causal linear", "text, time-invariant linear"]
QUICK = Scale(least=0.1, grace=0.5)


def planned(minutes, used, scale=FULL):
    """Seconds that each part would get, when part i takes the share `used` of what it was given."""
    whole, left, given = 60 * minutes, 60 * minutes, {}
    for part in PARTS:
        given[part.name] = part.share(whole, left, scale)
        left -= used * max(given[part.name], 0)
    return given, left


def test_the_order_is_the_issues():
    assert [part.name for part in PARTS][:5] == NAMES
    assert "pytest" in PARTS[0].needs and all("pytest" not in part.needs for part in PARTS[1:])


@pytest.mark.parametrize("used", [0.3, 1.0])
@pytest.mark.parametrize("minutes", [4, 6, 9, 30])
def test_no_plan_is_longer_than_its_minutes(minutes, used):
    _, left = planned(minutes, used)
    assert left >= 0


@pytest.mark.parametrize("minutes", [4, 5, 6, 7, 8, 9, 15])
def test_no_time_is_kept_for_parts_that_would_not_run(minutes):
    given, left = planned(minutes, used=1.0)
    runs = [seconds >= FULL.least for seconds in list(given.values())[3:]]
    assert all(runs) or not any(runs) and given["4-digit multiplication"] >= 60 * minutes * 0.54 - FULL.grace


def test_four_minutes_give_the_first_three_parts():
    given, _ = planned(4, used=1.0)
    assert all(given[name] >= FULL.least for name in NAMES[:3])
    assert given["4-digit multiplication"] >= 100
    assert given["text, causal linear"] < FULL.least


def test_nine_minutes_give_all_six():
    given, _ = planned(9, used=1.0)
    assert all(seconds >= FULL.least for seconds in given.values())


def program(tmp_path, monkeypatch, text):
    """A part that runs a program of one module."""
    (tmp_path / "a_part.py").write_text(text, encoding="utf-8")
    monkeypatch.setattr(parts, "ROOT", tmp_path)
    monkeypatch.chdir(tmp_path)
    return Part("a part", "a_part", lambda whole, left, scale: left, needs=())


def test_a_part_that_ends_is_done(tmp_path, monkeypatch):
    part = program(tmp_path, monkeypatch, "import sys\nopen('seen', 'w').write(' '.join(sys.argv[1:]))")
    part = replace(part, arguments=("--contender", "x"))
    assert run_all((part,), 20, QUICK, "--toy") == {"a part": "done"}
    seen = (tmp_path / "seen").read_text(encoding="utf-8").split()
    assert seen[0] == "--until" and time.time() - 30 < float(seen[1]) < time.time() + 30
    assert seen[2:] == ["--contender", "x", "--toy"]


def test_a_crash_is_told_and_the_next_part_runs(tmp_path, monkeypatch):
    crash = program(tmp_path, monkeypatch, "import os, signal; os.kill(os.getpid(), signal.SIGKILL)")
    ended = run_all((crash, replace(crash, name="another", needs=("numpy",))), 20, QUICK)
    assert list(ended) == ["a part", "another"]
    assert all(how.startswith("FAILED (exit status -9)") for how in ended.values())


def test_a_part_that_does_not_end_is_ended(tmp_path, monkeypatch):
    part = program(tmp_path, monkeypatch, "import time; open('began', 'w'); time.sleep(60)")
    began = time.monotonic()
    assert part.attempt(0.2, Scale(least=0.1, grace=0.3)).startswith("ended from outside")
    assert time.monotonic() - began < 10


def test_what_is_missing_is_named():
    part = replace(PARTS[0], needs=("numpy", "no_such_package", "nor_this"))
    assert part.attempt(100, FULL) == "not run: no_such_package, nor_this not installed"


def test_too_little_time_is_told():
    assert PARTS[2].attempt(12.3, FULL) == "not run: 12 s are too little, 40 s are needed"
    assert PARTS[2].attempt(-3, TOY) == "not run: 0 s are too little, 4 s are needed"


def test_planning_imports_nothing_heavy():
    lean = "import sys, arntp.experiments.paper.__main__; print([m for m in ('torch', 'numpy') if m in sys.modules])"
    said = subprocess.run([sys.executable, "-c", lean], capture_output=True, encoding="utf-8", cwd=parts.ROOT)
    assert said.stdout == "[]\n"
