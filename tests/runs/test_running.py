"""Runs and records, on a chapter of three cells."""

import json
from pathlib import Path

import pytest

from arntp import runs
from arntp.runs import Record, chapter_parameters, committed, over_seeds, run, slug, sweep, value, write_json

CHAPTER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# A chapter

```{code-cell} ipython3
:tags: [parameters]

size = "smoke"
seed = 1
base = 2
record = ""
```

```{code-cell} ipython3
:tags: [remove-stderr]

import sys
from pathlib import Path

from arntp.runs import Record

print("a progress bar", file=sys.stderr)
keep = Record(Path(record) if record else None)
print(keep.once("power", lambda: {"name": "power", "value": base**seed}))
assert base != 13, "an unlucky chapter"
```
"""


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A book of one chapter, and results beside it."""
    folder = tmp_path / "book"
    folder.mkdir()
    (folder / "powers.md").write_text(CHAPTER, encoding="utf-8")
    (folder / "prose.md").write_text("# No notebook\n", encoding="utf-8")
    monkeypatch.setattr(runs, "BOOK", folder)
    monkeypatch.setattr(runs, "RESULTS", tmp_path / "results")
    return tmp_path / "results"


def test_a_run_leaves_its_record(book):
    folder = run("powers", "smoke", 3, {"base": 5}, book)
    assert folder == book / "powers" / "smoke-s3-base=5"
    assert {p.name for p in folder.iterdir()} == {"parameters.json", "power.json", "powers.ipynb", "summary.json"}
    assert Record(folder).read("power") == {"name": "power", "value": 125}
    summary = json.loads((folder / "summary.json").read_text(encoding="utf-8"))
    assert summary["parameters"] == {"size": "smoke", "seed": 3, "base": 5}
    assert summary["results"] == ["power"] and "torch" in summary["environment"]
    notebook = (folder / "powers.ipynb").read_text(encoding="utf-8")
    assert "125" in notebook and "papermill" not in json.loads(notebook)["metadata"]
    assert not [o for cell in json.loads(notebook)["cells"] for o in cell.get("outputs", []) if o.get("name") == "stderr"]
    assert str(book.parent) not in notebook


def test_finished_runs_are_skipped_and_sweeps_cover_the_grid(book, capsys):
    run("powers", "smoke", 1, {"base": 2}, book)
    stamp = (book / "powers/smoke-s1-base=2/powers.ipynb").stat().st_mtime_ns
    sweep("powers", "smoke", [1, 2], {"base": [2, 3]}, book)
    assert (book / "powers/smoke-s1-base=2/powers.ipynb").stat().st_mtime_ns == stamp
    assert {p.name for p in (book / "powers").iterdir()} == {f"smoke-s{s}-base={b}" for s in (1, 2) for b in (2, 3)}
    assert "run 4 of 4" in capsys.readouterr().out


def test_a_failed_run_continues_where_it_stopped(book):
    import papermill

    with pytest.raises(papermill.PapermillExecutionError, match="unlucky"):
        run("powers", "smoke", 1, {"base": 13}, book)
    folder = book / "powers" / "smoke-s1-base=13"
    assert Record(folder).read("power") == {"name": "power", "value": 13}
    assert not (folder / "summary.json").exists() and not list(folder.glob("*.ipynb"))


@pytest.mark.parametrize(
    "chapter, size, parameters, message",
    [
        ("poems", "smoke", {}, "unknown chapter 'poems': there are powers"),
        ("prose", "smoke", {}, "unknown chapter 'prose': there are powers"),
        ("powers", "huge", {}, "unknown size 'huge': there are laptop, paper, smoke"),
        ("powers", "smoke", {"bass": 2}, "powers has no parameter 'bass': there are base"),
        ("powers", "smoke", {"seed": 2}, "no parameter 'seed'"),
    ],
)
def test_what_does_not_exist_is_refused_with_what_does(book, chapter, size, parameters, message):
    with pytest.raises(ValueError, match=message):
        run(chapter, size, 1, parameters, book)
    assert not book.exists()


def test_the_command_line_explains_itself(book, capsys):
    with pytest.raises(SystemExit):
        runs.main(["powers", "-p", "base"])
    assert "-p base needs a value" in capsys.readouterr().err
    with pytest.raises(SystemExit):
        runs.main(["nowhere"])
    assert "unknown chapter 'nowhere'" in capsys.readouterr().err


def test_the_chapters_of_this_book_take_these_parameters():
    assert chapter_parameters("tinystories") >= {"size", "seed", "data", "path", "share", "record"}
    assert chapter_parameters("multiplication") >= {"size", "seed", "digits", "record"}


def test_once_computes_once_and_without_a_folder_always(tmp_path):
    calls = []

    def compute():
        calls.append(1)
        return {"value": len(calls)}

    record = Record(tmp_path / "kept")
    assert record.read("a thing") is None
    assert [record.once("a thing", compute) for _ in range(2)] == [{"value": 1}] * 2
    assert [Record().once("a thing", compute)["value"] for _ in range(2)] == [2, 3]
    assert Record().checkpoints("a thing") is None
    assert record.checkpoints("a thing").is_relative_to(tmp_path)


def test_a_corrupt_result_is_an_error_not_a_rerun(tmp_path):
    record = Record(tmp_path)
    record.path("a").write_text("{", encoding="utf-8")
    with pytest.raises(ValueError, match="corrupt"):
        record.once("a", dict)


def test_an_interrupted_write_leaves_the_old_file(tmp_path):
    path = tmp_path / "x.json"
    write_json(path, {"a": 1})
    with pytest.raises(TypeError):
        write_json(path, {"a": {1, 2}})
    assert json.loads(path.read_text(encoding="utf-8")) == {"a": 1}
    assert [p.name for p in tmp_path.iterdir()] == ["x.json"]


def test_committed_finds_seeds_at_the_sizes_own_parameters(tmp_path, monkeypatch):
    monkeypatch.setattr(runs, "RESULTS", tmp_path)
    for name in ("laptop-s1", "laptop-s2", "laptop-s1-digits=3", "laptop-grid", "smoke-s1"):
        Record(tmp_path / "powers" / name).once("a b", lambda name=name: {"from": name})
    records = committed("powers", "laptop")
    assert [record.folder.name for record in records] == ["laptop-s1", "laptop-s2"]
    assert over_seeds(records, ["a b", "c"]) == {"a b": [{"from": "laptop-s1"}, {"from": "laptop-s2"}]}
    assert committed("powers", "paper") == []


@pytest.mark.parametrize("text, expected", [("4", 4), ("0.5", 0.5), ("grammar", "grammar"), ("True", True)])
def test_values_from_the_command_line(text, expected):
    assert value(text) == expected


def test_names_become_file_names():
    assert slug("MLP, paper's chain") == "mlp-paper-s-chain"
    assert slug("tune causal linear 0.002") == "tune-causal-linear-0.002"
    assert Path(slug("a/../b")).name == slug("a/../b")
