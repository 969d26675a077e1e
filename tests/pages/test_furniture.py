"""What surrounds the text: no raw markup, sources to save, the entry to cite, the stamp, the order of search."""

import re

import pytest
from browsing import HTML, listen
from bs4 import BeautifulSoup
from chapters import ROOT

import arntp

PAGES = sorted(HTML.glob("book/**/*.html"))
RAW = re.compile(
    r"\{(?:prf:\w+|cite\w*(?::\w+)?|doc|term|numref|eq|ref|math|download|mod|func|class|meth)\}"
    r"|\| — \|"  # a table's rule, its dashes set as text
)


def name(path):
    return str(path.relative_to(HTML / "book").with_suffix(""))


@pytest.fixture(params=PAGES, ids=name)
def soup(request):
    """A built page, parsed."""
    return BeautifulSoup(request.param.read_text(encoding="utf-8"), "html.parser")


def test_no_markup_is_left_raw(soup):
    assert RAW.findall(soup.select_one("article").get_text()) == []


@pytest.mark.parametrize("text", ["{prf:ref}`a`", "{cite}`b`", "{cite:t}`b`", "{doc}`c`", "| — | — |"])
def test_raw_markup_is_found(text):
    assert RAW.search(f"<p>see {text}</p>")


def test_stamp_and_no_thebe(soup):
    assert f"arntp {arntp.__version__}, built from commit" in soup.select_one(".extra_footer").get_text()
    assert "thebe" not in str(soup).lower()


def test_no_file_of_thebe_is_built():
    assert not list(HTML.rglob("*thebe*"))


def test_sources_are_saved(page):
    page.goto((HTML / "book" / "api" / "tokens.html").as_uri(), wait_until="load")
    links = page.locator(".article-header-buttons a[href*='/_sources/']")
    assert sorted(link.get_attribute("download") for link in links.all()) == ["tokens.ipynb", "tokens.md"]


def test_entry_to_cite_is_copied(page):
    page.goto((HTML / "book" / "bibliography.html").as_uri(), wait_until="load")
    button = page.locator(".arntp-cite .copybtn")
    assert button.evaluate("e => getComputedStyle(e).opacity") == "1"
    button.click()
    page.evaluate("document.querySelector('article').prepend(document.createElement('textarea'))")
    page.locator("article textarea").focus()
    page.keyboard.press("Control+V")
    entry = (ROOT / "book" / "cite.bib").read_text(encoding="utf-8")
    assert page.locator("article textarea").input_value().strip() == entry.strip()


@pytest.mark.parametrize("word", ["margin", "parity", "rollout"])
def test_search_puts_chapters_before_the_reference(page, word):
    wrong = []
    listen(page, wrong)
    page.goto(f"{(HTML / 'search.html').as_uri()}?q={word}", wait_until="load")
    page.wait_for_function(
        "document.querySelector('#search-results h2')?.textContent === 'Search Results'", timeout=10_000
    )
    found = page.eval_on_selector_all("ul.search li > a", "links => links.map(link => link.getAttribute('href'))")
    is_reference = ["book/api/" in link for link in found]
    assert True in is_reference and is_reference == sorted(is_reference)
    assert not wrong


def test_downloads_are_there(page):
    soup = BeautifulSoup((HTML / "book" / "downloads.html").read_text(encoding="utf-8"), "html.parser")
    links = [link["href"] for link in soup.select("a.download")]
    built = {link.rsplit("/", 1)[-1] for link in links if (HTML / "book" / link).is_file()}
    assert {"classes.csv", "inputs-5.npz", "summary.json"} <= built and len(links) > 100
