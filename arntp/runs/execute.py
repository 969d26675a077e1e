"""Executing a chapter at chosen parameters, by papermill."""

import os
import re
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path
from typing import TYPE_CHECKING, Any

from arntp.runs import project
from arntp.runs.chapters import parameters_cell
from arntp.runs.parameters import literal

if TYPE_CHECKING:
    from nbformat import NotebookNode

DATA_VARIABLE = "ARNTP_TINYSTORIES"
QUIET = ["--IPKernelApp.log_level=ERROR"]  # the kernel's own notes; errors of a chapter arrive by another way
COLOUR = re.compile(r"\x1b\[[0-9;]*m")
ARROW = re.compile(r"^-+> *\d+ .*", re.MULTILINE)


class ChapterFailed(RuntimeError):
    """A cell of a chapter raised an error, or its kernel died; the text says which and what."""


def execute(notebook: "NotebookNode", parameters: dict[str, Any]) -> "NotebookNode":
    """Execute a notebook in the book's folder with its parameters set, in a kernel of its own.

    Raises ChapterFailed.
    """
    import papermill
    from nbclient.exceptions import DeadKernelError

    try:
        with kernel_environment():
            return papermill.execute_notebook(
                with_parameters(notebook, parameters),
                None,
                cwd=str(project.book()),
                kernel_name="python3",
                stderr_file=sys.stderr,
                extra_arguments=QUIET,
                shutdown_kernel="immediate",  # an interrupted kernel that closes down by itself prints tracebacks
            )
    except papermill.PapermillExecutionError as error:
        raise ChapterFailed(reason(error)) from error
    except DeadKernelError as error:
        raise ChapterFailed(f"{error} (is there enough memory?)") from error


def with_parameters(notebook: "NotebookNode", parameters: dict[str, Any]) -> "NotebookNode":
    """The notebook with a cell after its parameters that sets the given ones.

    We write that cell, since papermill's has tuples as texts.
    """
    from nbformat.v4 import new_code_cell

    source = "\n".join(["# Parameters", *(f"{name} = {literal(value)}" for name, value in parameters.items())])
    place = parameters_cell(notebook) + 1
    notebook.cells.insert(place, new_code_cell(source, metadata={"tags": ["injected-parameters"]}))
    return notebook


@contextmanager
def kernel_environment() -> Iterator[None]:
    """Let kernels that start in another folder find the data and the same package as this process."""
    changed = {}
    if data := os.environ.get(DATA_VARIABLE):
        changed[DATA_VARIABLE] = absolute(data)
    if project.is_checkout(project.PACKAGE.parent):
        before = os.environ.get("PYTHONPATH")
        changed["PYTHONPATH"] = os.pathsep.join([str(project.PACKAGE.parent), *([before] if before else [])])
    saved = {name: os.environ.get(name) for name in changed}
    os.environ.update(changed)
    try:
        yield
    finally:
        for name, value in saved.items():
            os.environ.pop(name) if value is None else os.environ.update({name: value})


def absolute(path: str | os.PathLike) -> str:
    """A path of the working folder, or below the user's own (`~`), as one that holds in every folder."""
    return str(Path(path).expanduser().absolute())


def stripped(notebook: "NotebookNode") -> "NotebookNode":
    """The notebook without progress bars, and without papermill's metadata, which has times and paths."""
    for part in (notebook, *notebook.cells):
        part.metadata.pop("papermill", None)
    for cell in notebook.cells:
        if "remove-stderr" in cell.metadata.get("tags", []):
            cell.outputs = [output for output in cell.outputs if output.get("name") != "stderr"]
    return notebook


def reason(error: Exception) -> str:
    """Cell, error, and the lines that led to it, of papermill's error."""
    lines = ARROW.findall(COLOUR.sub("", "\n".join(error.traceback)))
    return "\n".join([f"cell {error.exec_count}: {error.ename}: {error.evalue}", *(f"  {line}" for line in lines)])
