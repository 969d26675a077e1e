"""Papermill itself, as the book shows it: types in its help, and a chapter executed from any folder."""

import os
import subprocess
import sys
from pathlib import Path

import jupytext
import nbformat
import papermill
import pytest

from arntp.runs import BOOK
from arntp.runs.chapters import chapters, read_chapter
from arntp.runs.parameters import parameters_of, type_name

BIN = Path(sys.executable).parent


@pytest.mark.parametrize("chapter", list(chapters()))
def test_papermill_knows_the_types_of_all_parameters(tmp_path, chapter):
    notebook = read_chapter(chapter)
    jupytext.write(notebook, tmp_path / "chapter.ipynb")
    found = papermill.inspect_notebook(tmp_path / "chapter.ipynb")
    (cell,) = [cell.source for cell in notebook.cells if "parameters" in cell.metadata.get("tags", [])]
    known = parameters_of(cell)
    assert {name: each["inferred_type_name"] for name, each in found.items()} == {
        name: type_name(each.kind) for name, each in known.items()
    }
    assert {name: each["help"] for name, each in found.items()} == {name: each.comment for name, each in known.items()}
    assert "None" not in {each["inferred_type_name"] for each in found.values()}


@pytest.mark.slow
def test_the_command_of_the_introduction_works_from_any_folder(tmp_path):
    lines = (BOOK / "intro.md").read_text(encoding="utf-8").splitlines()
    (command,) = [line for line in lines if "papermill - out.ipynb" in line and line.startswith(".venv/bin/jupytext")]
    shell = command.replace(".venv/bin/", f"{BIN}/").replace("book/circuits.md", str(BOOK / "circuits.md"))
    variables = os.environ | {"PYTHONPATH": str(BOOK.parent), "OMP_NUM_THREADS": "1"}
    done = subprocess.run(
        ["bash", "-o", "pipefail", "-c", shell], cwd=tmp_path, env=variables, capture_output=True, encoding="utf-8"
    )
    assert done.returncode == 0, done.stderr
    assert "TCP" not in done.stderr
    cells = nbformat.read(tmp_path / "out.ipynb", as_version=4).cells
    assert any("seed = 3" in cell.source for cell in cells if "injected-parameters" in cell.metadata.get("tags", []))
    assert all(cell.execution_count for cell in cells if cell.cell_type == "code")
    assert [path.name for path in tmp_path.iterdir()] == ["out.ipynb"]
