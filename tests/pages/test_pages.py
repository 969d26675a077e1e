"""Every built page in a real browser, opened from disk as a reader does."""

from urllib.parse import unquote, urldefrag, urlparse

import nbformat
import pytest
from browsing import HTML, listen
from bs4 import BeautifulSoup
from chapters import ROOT, pages, read

BUILT = sorted(path for path in HTML.rglob("*.html") if path != HTML / "index.html" and "_static" not in path.parts)
SOURCES = {HTML / source.relative_to(ROOT).with_suffix(".html"): source for source in pages()}

# luminance contrast (WCAG 2) of an element's text colour against the page
CONTRAST = """element => {
  const rgb = text => text.match(/[\\d.]+/g).slice(0, 3).map(Number);
  const part = c => (c /= 255) <= 0.03928 ? c / 12.92 : ((c + 0.055) / 1.055) ** 2.4;
  const light = c => 0.2126 * part(c[0]) + 0.7152 * part(c[1]) + 0.0722 * part(c[2]);
  const pair = [getComputedStyle(element).color, getComputedStyle(document.body).backgroundColor];
  const [low, high] = pair.map(rgb).map(light).sort((a, b) => a - b);
  return (high + 0.05) / (low + 0.05);
}"""
# the article and what holds it may not scroll sideways; a table, a formula or code may, in its own box
FITS = """() => {
  for (let e = document.querySelector("article") || document.body; e; e = e.parentElement)
    if (e.scrollWidth > e.clientWidth + 1) return false;
  return true;
}"""
WIDER = """() => [...document.querySelectorAll("main *")]
  .filter(e => getComputedStyle(e).overflowX === "visible" && e.clientWidth && e.scrollWidth > e.clientWidth + 1)
  .slice(-3).map(e => e.outerHTML.slice(0, 120))"""


def name(path):
    return str(path.relative_to(HTML))


def test_every_page_of_the_contents_is_built():
    missing = [name(path) for path in SOURCES if not path.exists()]
    assert not missing, f"{missing}: run `make book`"


@pytest.mark.parametrize("path", BUILT, ids=name)
def test_page_in_a_browser(path, page):
    wrong = []
    listen(page, wrong)
    page.goto(path.as_uri(), wait_until="load", timeout=30_000)
    check_formulas(page)
    for scheme in "light", "dark":
        page.emulate_media(color_scheme=scheme)
        check_colours(page, scheme)
        check_width(page, 1280)
        check_width(page, 360)
    assert not wrong


def check_formulas(page):
    from playwright.sync_api import expect

    text = page.locator(".math:not(:has(mjx-container))")
    expect(text, "formulas were left as text").to_have_count(0, timeout=20_000)
    assert page.locator("[data-mml-node=merror]").count() == 0, "formulas have errors"


def check_colours(page, scheme):
    page.wait_for_selector(f"html[data-theme={scheme}]", timeout=5_000)
    for kind in "article h1", "article p", ".math":
        if page.locator(kind).count():
            assert page.locator(kind).first.evaluate(CONTRAST) >= 4.5, f"{kind} hardly visible, {scheme}"


def check_width(page, width):
    page.set_viewport_size({"width": width, "height": 900})
    assert page.evaluate(FITS), f"wider than {width} pixels: {page.evaluate(WIDER)}"


@pytest.mark.parametrize("path", BUILT, ids=name)
def test_links_resolve(path):
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    broken = [link["href"] for link in soup.select("a[href]") if not resolves(path, link["href"])]
    assert not broken


def resolves(page, link):
    """Whether a link of a page leads to a file, and to an element of it if it names one."""
    if urlparse(link).scheme:
        return True
    place, fragment = urldefrag(link)
    target = (page.parent / unquote(urlparse(place).path)).resolve() if place else page
    if not target.is_file() or not fragment or target.suffix != ".html":
        return target.is_file()
    return unquote(fragment) in anchors(target)


def anchors(path, known={}):
    """All ids of a page, read once."""
    if path not in known:
        soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
        known[path] = {element["id"] for element in soup.select("[id]")}
    return known[path]


@pytest.mark.parametrize("path", SOURCES, ids=name)
def test_page_can_be_downloaded_as_a_notebook(path):
    soup = BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")
    links = [a["href"] for a in soup.select(".article-header-buttons a[href]") if a["href"].endswith(".ipynb")]
    assert len(links) == 1
    notebook = nbformat.read((path.parent / links[0]).resolve(), as_version=4)
    nbformat.validate(notebook)
    code = [cell.source for cell in notebook.cells if cell.cell_type == "code"]
    assert code == [cell.source for cell in read(SOURCES[path]).cells if cell.cell_type == "code"]
