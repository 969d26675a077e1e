"""`make references`: execute every chapter without the reader's data and keep it under `tests/reference/`.

nbval executes these notebooks again and compares the cells tagged `nbval-check-output`, so their
outputs must not depend on a machine. Pictures, progress bars and rich displays of the other cells are
left out: nothing compares them, and they would change at every renewal.
"""

import sys

import nbformat
from chapters import DATA_VARIABLE, ROOT, chapters, name_of
from execute import COLOUR, execute_all

from arntp.commands import any_terminal
from arntp.files import write_text

REFERENCES = ROOT / "tests" / "reference"
COMPARED = "nbval-check-output"


def place_of(page):
    """Where a chapter's reference is: folders as in the book."""
    return REFERENCES / f"{name_of(page)}.ipynb"


def slim(output):
    """The part of an output that is worth keeping in a repository, or None."""
    if output.output_type == "stream":
        return output if output.name == "stdout" else None
    text = {kind: value for kind, value in output.data.items() if kind == "text/plain"}
    output.data, output.metadata = text, {}
    return output if text else None


def reference(notebook):
    """An executed notebook with stable cell names, slim outputs, and no trace of this machine."""
    notebook = nbformat.from_dict(notebook)
    notebook.nbformat, notebook.nbformat_minor = 4, 5
    spec = {"name": "python3", "display_name": "Python 3", "language": "python"}
    notebook.metadata = nbformat.from_dict({"kernelspec": spec, "language_info": {"name": "python"}})
    for number, cell in enumerate(notebook.cells):
        cell.id = f"cell-{number}"
        if cell.cell_type == "code" and COMPARED not in cell.metadata.get("tags", []):
            cell.outputs = [kept for output in cell.outputs if (kept := slim(output))]
    nbformat.validate(notebook)
    return notebook


def main(names=()):
    """Renew every reference, or those of the named chapters, and remove those whose chapter is gone."""
    any_terminal()
    every, failed = chapters(), []
    todo = [page for page in every if not names or name_of(page) in names]
    for page, outcome in execute_all(todo, unset=(DATA_VARIABLE,)):
        if outcome.error:
            failed.append(f"{name_of(page)}:\n{COLOUR.sub('', outcome.error)}")
        else:
            write_text(place_of(page), nbformat.writes(reference(outcome.notebook)) + "\n")
    for stale in set(REFERENCES.rglob("*.ipynb")) - {place_of(page) for page in every}:
        stale.unlink()
    sys.exit("\n".join(failed) if failed else 0)


if __name__ == "__main__":
    main(sys.argv[1:])
