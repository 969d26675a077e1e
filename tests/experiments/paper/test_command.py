"""The whole command at toy size, and one that is killed; neither needs a notebook package."""

import os
import signal
import subprocess
import sys
import time
from pathlib import Path

import pytest

from arntp.experiments.paper import __main__ as command
from arntp.experiments.paper.records import folder_name, kept
from arntp.runs.record import contents

ROOT = Path(__file__).resolve().parents[3]
BOOKISH = ("papermill", "jupytext", "nbformat", "nbval", "nbclient", "IPython", "ipykernel", "jupyter_core")
REFUSE = f"""
import sys
from importlib.abc import MetaPathFinder

class Refuse(MetaPathFinder):
    def find_spec(self, name, path=None, target=None):
        if name.partition(".")[0] in {BOOKISH!r}:
            raise AssertionError(f"{{name}} was imported")

sys.meta_path.insert(0, Refuse())
"""


@pytest.fixture
def without_notebooks(tmp_path):
    """An environment in which importing a notebook package fails, in every process."""
    (tmp_path / "site").mkdir()
    (tmp_path / "site" / "sitecustomize.py").write_text(REFUSE, encoding="utf-8")
    return {**os.environ, "PYTHONPATH": str(tmp_path / "site"), "OMP_NUM_THREADS": "1"}


def results_of(folder):
    """{experiment/name: result} of every record below a folder, each read with its seal."""
    paths = sorted(folder.glob("*/paper-*/*.json"))
    return {f"{path.parent.parent.name}/{path.stem}": contents(path)["result"] for path in paths}


@pytest.mark.slow
def test_the_whole_command_at_toy_size(tmp_path, without_notebooks):
    without_notebooks["ARNTP_TINYSTORIES"] = ""
    given = [f"PYTHON={sys.executable}", "MINUTES=20", f"PAPER_ARGS=--toy --results {tmp_path / 'results'}"]
    pipes = {"capture_output": True, "encoding": "utf-8", "timeout": 600}
    done = subprocess.run(["make", "paper", *given], cwd=ROOT, env=without_notebooks, **pipes)
    assert done.returncode == 0, done.stdout + done.stderr
    found = results_of(tmp_path / "results")
    texts = [f"tinystories/{name}" for name in ("causal-linear", "time-invariant-linear", "transformer")]
    assert found.keys() == {"benchmarks/cuda-tests", "benchmarks/speed", "multiplication/mlp-paper-s-chain", *texts}
    assert found["benchmarks/cuda-tests"]["complete"] and not found["benchmarks/cuda-tests"]["failed tests"]
    assert found["benchmarks/speed"]["complete"] and len(found["benchmarks/speed"]["ratios"]) == 6
    for name, fit in found.items():
        if not name.startswith("benchmarks"):
            assert fit["ended"] in ("complete", "cut off") and fit["history"], name
            assert fit["device"]
    mlp = found["multiplication/mlp-paper-s-chain"]
    assert mlp["pairs"] == 50 and {"chain", "product", "digit"} <= mlp["history"][-1].keys()
    assert len(mlp["given the true prefix"]["answer"]) == 4
    for text in texts:
        fit = found[text]
        assert fit["scores"]["held out"]["perplexity"] < 450 and "story grammar" in fit["data"]
        assert fit["tokenizer"] == "the text's own BPE, 400 tokens; 50 more outputs pad it to 450"
        assert len(fit["samples"]) == 4
    assert all(f"{name:32} done" in done.stdout for name in ("CUDA tests", "speed", "4-digit multiplication"))


def test_a_killed_part_leaves_a_record_of_what_it_measured(tmp_path, without_notebooks):
    code = (
        "import sys, arntp.experiments.paper.records as r; r.TOY_SECONDS = 600.0\n"
        "from arntp.experiments.paper.multiplication import main; main(sys.argv[1:])"
    )
    options = ["--toy", "--until", str(time.time() + 600), "--results", str(tmp_path)]
    part = subprocess.Popen([sys.executable, "-c", code, *options], cwd=ROOT, env=without_notebooks)
    path = tmp_path / "multiplication" / folder_name("cpu") / "mlp-paper-s-chain.json"
    try:
        while part.poll() is None and not (path.exists() and len(contents(path)["result"]["history"]) >= 2):
            time.sleep(0.1)
    finally:
        part.send_signal(signal.SIGKILL)
        part.wait()
    result = contents(path)["result"]
    assert result["ended"] == "running" and len(result["history"]) >= 2
    assert all(row["loss"] > 0 for row in result["history"])
    assert kept("multiplication", tmp_path)["cpu"].read("MLP, paper's chain") == result


def refused(capsys, *options):
    with pytest.raises(SystemExit) as stop:
        command.main(list(options))
    assert stop.value.code == 2
    return capsys.readouterr().err


@pytest.mark.parametrize("minutes", ["0", "-1", "nan", "inf"])
def test_minutes_are_positive(minutes, capsys):
    assert "a positive number is needed" in refused(capsys, "--minutes", minutes)


def test_a_toy_says_where_its_records_go(capsys):
    assert "--results" in refused(capsys, "--toy")


def test_without_a_gpu_the_command_says_so(capsys, monkeypatch):
    monkeypatch.setattr("torch.cuda.is_available", lambda: False)
    assert "no CUDA device" in refused(capsys, "--minutes", "9")


def test_a_failed_part_is_the_exit_status(monkeypatch, tmp_path, capsys):
    ended = {"one": "done", "two": "FAILED (exit status 1)"}
    monkeypatch.setattr(command, "run_all", lambda *arguments: ended)
    assert command.main(["--toy", "--results", str(tmp_path)]) == 1
    ended["two"] = "not run: pytest not installed"
    assert command.main(["--toy", "--results", str(tmp_path)]) == 0
    assert "not run: pytest not installed" in capsys.readouterr().out
