"""The committed references are executions of today's chapters, so that nbval compares something."""

import nbformat
import pytest
from chapters import chapters, name_of, read
from references import COMPARED, REFERENCES, place_of, reference

RENEW = "run `make references`"


def code_cells(notebook):
    return [cell for cell in notebook.cells if cell.cell_type == "code"]


def faults(chapter, executed):
    """What makes an executed notebook useless as a reference of a chapter."""
    as_read = [(c.cell_type, c.source, c.metadata) for c in chapter.cells]
    if [(c.cell_type, c.source, c.metadata) for c in executed.cells] != as_read:
        yield "its cells differ from the chapter's"
    if any(cell.execution_count is None for cell in code_cells(executed)):
        yield "some of its cells were never executed"
    compared = [c for c in code_cells(executed) if COMPARED in c.metadata.get("tags", [])]
    if not any(cell.outputs for cell in compared):
        yield f"no cell tagged {COMPARED} has an output"


def example():
    """A chapter and a fit reference of it, without a kernel."""
    chapter = nbformat.v4.new_notebook(
        cells=[
            nbformat.v4.new_markdown_cell("text"),
            nbformat.v4.new_code_cell("print(1)", metadata={"tags": [COMPARED]}),
        ]
    )
    executed = nbformat.from_dict(chapter)
    executed.cells[1].execution_count = 1
    executed.cells[1].outputs = [nbformat.v4.new_output("stream", name="stdout", text="1\n")]
    return chapter, executed


@pytest.mark.parametrize("page", chapters(), ids=name_of)
def test_reference_is_an_execution_of_the_chapter(page):
    path = place_of(page)
    assert path.exists(), f"{path.name} is missing: {RENEW}"
    found = list(faults(read(page), nbformat.read(path, as_version=4)))
    assert not found, f"{path.name}: {'; '.join(found)}: {RENEW}"


def test_every_reference_has_its_chapter():
    assert set(REFERENCES.rglob("*.ipynb")) <= {place_of(page) for page in chapters()}, RENEW


def test_fit_reference_has_no_fault():
    chapter, executed = example()
    assert list(faults(chapter, executed)) == []


def test_unexecuted_reference_is_refused():
    chapter, _ = example()
    assert len(list(faults(chapter, chapter))) == 2


def test_changed_cell_is_refused():
    chapter, executed = example()
    executed.cells[1].source = "print(2)"
    assert list(faults(chapter, executed)) == ["its cells differ from the chapter's"]


def test_reference_keeps_text_and_leaves_pictures():
    chapter, _ = example()
    chapter.cells[1].metadata = {}
    chapter.cells[1].outputs = [
        nbformat.v4.new_output("display_data", data={"image/png": "AAAA", "text/plain": "<Figure>"}),
        nbformat.v4.new_output("stream", name="stderr", text="progress"),
        nbformat.v4.new_output("stream", name="stdout", text="kept"),
    ]
    kept = reference(chapter).cells[1].outputs
    assert [output.get("text") or output.data for output in kept] == [{"text/plain": "<Figure>"}, "kept"]
