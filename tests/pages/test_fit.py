"""No line of code, of output or of a table is cut on a page, on screens and on paper."""

import pytest
from browsing import HTML, listen

CHAPTERS = sorted((HTML / "book").rglob("*.html"))

# lines of <pre> that reach past their box, and tables wider than theirs, each with its first words
CUT = r"""() => {
  const found = { lines: 0, cut: [], tables: [] };
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
  return found;
}"""
# boxes that scroll and that the keyboard does not reach
UNREACHED = r"""() => [...document.querySelectorAll("article :is(pre, table, mjx-container)")]
  .filter(box => box.checkVisibility() && box.scrollWidth > box.clientWidth + 1 && box.tabIndex !== 0)
  .map(box => box.textContent.trim().slice(0, 60))"""


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
        assert not found["cut"] and not found["tables"], f"cut at {width} pixels"
    chapter.set_viewport_size({"width": 720, "height": 900})  # A4 between its margins, at 96 pixels an inch
    chapter.emulate_media(media="print")
    found = chapter.evaluate(CUT)
    assert not found["cut"] and not found["tables"], "cut on paper"


def test_narrow_pages_cut_little_and_scroll_by_keyboard(chapter):
    chapter.set_viewport_size({"width": 400, "height": 900})
    found = chapter.evaluate(CUT)
    assert len(found["cut"]) <= 0.05 * found["lines"], found["cut"][:5]
    chapter.wait_for_timeout(50)  # the page's own script looks again after a change of width
    assert not chapter.evaluate(UNREACHED)
