"""No line of code, of output, of a table or of a figure is cut, on screens and on paper; figures can be read."""

import io
import re
from pathlib import Path
from urllib.parse import unquote, urlparse

import pytest
from browsing import HTML, listen
from matplotlib import pyplot as plt

CHAPTERS = sorted((HTML / "book").rglob("*.html"))

# lines of <pre> that reach past their box, and tables wider than theirs, each with its first words
CUT = r"""() => {
  const found = { lines: 0, cut: [], tables: [], figures: [] };
  for (const pre of document.querySelectorAll("article pre")) {
    if (!pre.checkVisibility()) continue;
    found.lines += pre.textContent.trimEnd().split("\n").length;
    const edge = pre.getBoundingClientRect().left + pre.clientLeft + pre.clientWidth + 0.5;
    const range = document.createRange(), tops = new Set();
    range.selectNodeContents(pre);
    for (const box of range.getClientRects()) if (box.width > 0.5 && box.right > edge) tops.add(Math.round(box.top));
    for (const top of tops) found.cut.push(`${pre.textContent.trim().slice(0, 60)} … at ${top}`);
  }
  for (const table of document.querySelectorAll("article table")) {
    const box = table.closest(".cell_output, .pst-scrollable-table-container, article").getBoundingClientRect();
    const body = table.tBodies[0] || table;
    if (table.checkVisibility() && body.getBoundingClientRect().right > box.right + 1)
      found.tables.push(table.textContent.trim().slice(0, 60));
  }
  for (const figure of document.querySelectorAll("article .cell_output figure"))
    if (figure.scrollWidth > figure.clientWidth + 1) found.figures.push(figure.id);
  return found;
}"""
# boxes that scroll and that the keyboard does not reach
UNREACHED = r"""() => [...document.querySelectorAll("article :is(pre, table, mjx-container, figure)")]
  .filter(box => box.checkVisibility() && box.scrollWidth > box.clientWidth + 1 && box.tabIndex !== 0)
  .map(box => box.textContent.trim().slice(0, 60))"""
# figures that cells drew, each with its shown size over its own
FIGURES = """() => [...document.querySelectorAll("article .cell_output figure img")]
  .map(img => [img.src, img.width / img.naturalWidth])"""
LEAST = 11  # pixels of a figure's text


@pytest.fixture(params=CHAPTERS, ids=lambda path: str(path.relative_to(HTML / "book").with_suffix("")))
def chapter(request, page):
    """A page of the book with every fold open."""
    wrong = []
    listen(page, wrong)
    page.goto(request.param.as_uri(), wait_until="load")
    if page.locator(".arntp-show-code").count():
        page.locator(".arntp-show-code").click()
    assert page.locator("details.hide.above-input:not([open])").count() == 0
    yield page
    assert not wrong


def test_nothing_is_cut(chapter):
    for width in 1280, 1600, 1920:
        chapter.set_viewport_size({"width": width, "height": 900})
        found = chapter.evaluate(CUT)
        assert not found["cut"] and not found["tables"] and not found["figures"], f"cut at {width} pixels: {found}"
    chapter.set_viewport_size({"width": 720, "height": 900})  # A4 between its margins, at 96 pixels an inch
    chapter.emulate_media(media="print")
    found = chapter.evaluate(CUT)
    assert not found["cut"] and not found["tables"] and not found["figures"], f"cut on paper: {found}"


def test_narrow_pages_cut_little_and_scroll_by_keyboard(chapter):
    chapter.set_viewport_size({"width": 400, "height": 900})
    found = chapter.evaluate(CUT)
    assert len(found["cut"]) <= 0.05 * found["lines"], found["cut"][:5]
    chapter.wait_for_timeout(50)  # the page's own script looks again after a change of width
    assert not chapter.evaluate(UNREACHED)


def text_sizes(drawing):
    """Sizes of the texts of a figure, in pixels at its own size; its letters are outlines of 100 units."""
    return [float(size) * 100 * 4 / 3 for size in re.findall(r"scale\(([\d.]+) -", drawing)]


def test_text_of_figures_is_readable(chapter):
    for width in 400, 1280:
        chapter.set_viewport_size({"width": width, "height": 900})
        for source, scale in chapter.evaluate(FIGURES):
            drawing = Path(unquote(urlparse(source).path))
            least = min(text_sizes(drawing.read_text(encoding="utf-8")), default=LEAST) * scale
            assert least >= LEAST, f"{drawing.name} has text of {least:.1f} pixels at {width}"


def test_sizes_of_text_are_read_off():
    figure = plt.figure()
    figure.text(0.5, 0.5, "small", size=6, rotation=90)
    figure.text(0.2, 0.5, "$x_i$", size=9)
    with io.StringIO() as file:
        figure.savefig(file, format="svg")
        sizes = text_sizes(file.getvalue())
    plt.close(figure)
    assert sizes == pytest.approx([8, 12])
