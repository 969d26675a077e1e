"""`make lab` copies the chapters: every copy runs the chapter's code, and a reader's changes are never overwritten."""

import lab
import nbformat
import pytest
from chapters import ROOT
from html_pages import notebook

from arntp.files import read_text

WITHIN_MARKDOWN = ("{literalinclude}", "{solution-end}", "{nb-exec-table}", "{cite}", "{doc}", "{term}", "{mod}")


@pytest.fixture
def place(tmp_path, monkeypatch):
    """An empty folder for the copies."""
    monkeypatch.setattr(lab, "LAB", tmp_path)
    monkeypatch.setattr(lab, "MADE", tmp_path / ".made.json")
    return tmp_path


@pytest.mark.parametrize("page", lab.copied(), ids=lambda page: page.stem)
def test_copy_has_the_chapter_s_code_and_only_what_jupyterlab_shows(page):
    copy = nbformat.reads(lab.copy_of(page), as_version=4)
    nbformat.validate(copy)
    cells = zip(copy.cells, notebook(page).cells, strict=True)
    assert all(ours.source == theirs.source for ours, theirs in cells if theirs.cell_type == "code")
    prose = "\n".join(cell.source for cell in copy.cells if cell.cell_type == "markdown")
    assert not [word for word in WITHIN_MARKDOWN if word in prose]


def test_included_code_is_written_out():
    block = "```{literalinclude} ../arntp/compile/rules.py\n:pyobject: gate\n:language: python\n```"
    text = lab.written_out(block, ROOT / "book" / "circuits.md")
    assert text.startswith("```python\ndef gate(") and text.endswith("\n```") and text.count("```") == 2


def test_references_are_written_out():
    page = ROOT / "book" / "circuits.md"
    assert lab.written_out("see {cite}`malach2024`", page) == "see (Malach 2024)"
    assert lab.written_out("{term}`rollouts <rollout>` of a {term}`token`", page) == "*rollouts* of a *token*"
    assert lab.written_out("{doc}`multiplication`", page).endswith("](multiplication.ipynb)")
    assert lab.written_out("{prf:ref}`tinystories-linear`", page).endswith("](tinystories.ipynb)")
    assert lab.written_out("{prf:ref}`arl-rollout`", page.with_stem("ar_learning")) == "{prf:ref}`arl-rollout`"


def test_changed_copies_stay_and_others_follow(place, monkeypatch):
    pages = lab.copied()[:2]
    monkeypatch.setattr(lab, "copied", lambda: pages)
    assert lab.refresh() == [] and lab.refresh() == []
    first, second = (place / f"{page.stem}.ipynb" for page in pages)
    first.write_text("the reader's", encoding="utf-8")
    monkeypatch.setattr(lab, "copy_of", lambda page: "a newer chapter")
    assert lab.refresh() == [first.name]
    assert [read_text(copy) for copy in (first, second)] == ["the reader's", "a newer chapter"]
    first.unlink()
    assert lab.refresh() == [] and read_text(first) == "a newer chapter"
