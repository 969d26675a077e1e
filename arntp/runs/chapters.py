"""The chapters that can be executed: pages of the book with a cell tagged `parameters`."""

from typing import TYPE_CHECKING, Any

from arntp.arguments import choice
from arntp.runs import project
from arntp.runs.parameters import Parameter, parameters_of

if TYPE_CHECKING:
    from nbformat import NotebookNode

TAG = "tags: [parameters]"
OWN = ("size", "seed", "record")  # parameters that a run gives itself


def chapters() -> dict[str, str]:
    """{chapter: its title}, by name; FileNotFoundError where there is no checkout."""
    pages = {path.stem: path.read_text(encoding="utf-8") for path in sorted(project.book().glob("*.md"))}
    return {name: title(page) for name, page in pages.items() if TAG in page}


def title(page: str) -> str:
    """The first heading of a page."""
    return next((line.removeprefix("# ") for line in page.splitlines() if line.startswith("# ")), "")


def read_chapter(chapter: str) -> "NotebookNode":
    """A chapter as a notebook; ValueError names the chapters that exist."""
    import jupytext

    choice("chapter", chapter, chapters())
    return jupytext.read(project.book() / f"{chapter}.md")


def chapter_parameters(chapter: str) -> dict[str, Parameter]:
    """The parameters of a chapter, by name."""
    notebook = read_chapter(chapter)
    return parameters_of(notebook.cells[parameters_cell(notebook)].source)


def parameters_cell(notebook: "NotebookNode") -> int:
    """The place of the first cell tagged `parameters`."""
    return next(i for i, cell in enumerate(notebook.cells) if "parameters" in cell.metadata.get("tags", []))


def checked_parameters(chapter: str, parameters: dict[str, Any]) -> dict[str, Any]:
    """The given parameters as their types have them.

    Raises ValueError for a parameter that the chapter does not have, naming those it has, and for a value that does
    not fit.
    """
    known = {name: each for name, each in chapter_parameters(chapter).items() if name not in OWN}
    for name in parameters:
        choice(f"parameter of {chapter}", name, known)
    return {name: known[name].fitted(value) for name, value in parameters.items()}
