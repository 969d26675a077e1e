"""The project is found from the working folder upwards, or its lack is said."""

import shutil
import subprocess
import sys
from pathlib import Path

import pytest

import arntp
from arntp import runs
from arntp.runs import project

HERE = Path(arntp.__file__).resolve().parent.parent


def test_the_nearest_checkout_above_the_working_folder_counts(book, monkeypatch):
    inside = book.parent / "book" / "deep" / "er"
    inside.mkdir(parents=True)
    monkeypatch.chdir(inside)
    assert project.checkout() == book.parent
    assert (runs.BOOK, runs.RESULTS) == (book.parent / "book", book)


def test_elsewhere_it_is_the_one_that_the_package_lies_in(tmp_path, monkeypatch):
    monkeypatch.chdir(tmp_path)
    assert project.checkout() == HERE and project.is_checkout(HERE)


@pytest.mark.parametrize("settings", ["", "[project", '[project]\nname = "other"\n', "project = 3\n", None])
def test_other_projects_are_none(book, monkeypatch, settings):
    if settings is None:
        Path("pyproject.toml").unlink()
    else:
        Path("pyproject.toml").write_text(settings, encoding="utf-8")
    monkeypatch.setattr(project, "PACKAGE", book / "site-packages" / "arntp")
    with pytest.raises(FileNotFoundError, match="the checkout of arntp is needed"):
        project.results()


def test_names_that_the_package_does_not_have():
    with pytest.raises(AttributeError, match="no attribute 'SHELF'"):
        runs.SHELF


@pytest.mark.parametrize(
    "command", [["arntp.runs", "--help"], ["arntp.runs", "circuits"], ["arntp.atlas", "--inputs", "1"]]
)
def test_an_installed_package_needs_the_checkout_and_says_so_in_a_line(tmp_path, command):
    site, elsewhere = tmp_path / "site", tmp_path / "elsewhere"
    elsewhere.mkdir()
    shutil.copytree(HERE / "arntp", site / "arntp", ignore=shutil.ignore_patterns("__pycache__"))
    before = sorted(site.rglob("*.*"))
    found = subprocess.run(
        [sys.executable, "-B", "-m", *command],
        cwd=elsewhere,
        env={"PYTHONPATH": str(site), "PATH": ""},
        capture_output=True,
        encoding="utf-8",
    )
    assert found.returncode != 0 and found.stdout == ""
    assert "the checkout of arntp is needed" in found.stderr and len(found.stderr.splitlines()) == 1
    assert sorted(site.rglob("*.*")) == before and not list(elsewhere.iterdir())


def test_importing_runs_is_light():
    code = "import sys, arntp.runs; print([name for name in ('torch', 'papermill', 'jupytext') if name in sys.modules])"
    found = subprocess.run([sys.executable, "-c", code], cwd=HERE, capture_output=True, encoding="utf-8", check=True)
    assert found.stdout == "[]\n"
