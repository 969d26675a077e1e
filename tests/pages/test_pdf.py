"""The book on paper, tried with some of its pages: sheets and their numbers, outline, contents, text, and links."""

from io import BytesIO

import pytest
from browsing import HTML
from pdf import whole_book
from pypdf import PdfReader

PAGES = [HTML / "book" / f"{name}.html" for name in ("circuits", "glossary", "downloads")]
TITLES = ["4. Threshold circuits: one token a gate", "Glossary", "Downloads"]


@pytest.fixture(scope="module")
def paper(browser):
    """Three pages of the book in one file, as a reader of the file sees them."""
    with BytesIO() as file:
        whole_book(browser.new_page(), PAGES, "Predictors & chains").write(file)
        yield PdfReader(file)


def starts(paper):
    """{title: number of its first sheet}, as the outline has them."""
    chapters = [item for item in paper.outline if not isinstance(item, list)]
    return {item.title: paper.get_destination_page_number(item) for item in chapters}


@pytest.fixture(scope="module")
def texts(paper):
    """The text of each sheet."""
    return [sheet.extract_text().replace("\xa0", " ") for sheet in paper.pages]


def links(paper):
    """(sheet, link) of all links."""
    for number, sheet in enumerate(paper.pages):
        yield from ((number, link.get_object()) for link in sheet.get("/Annots", ()))


def test_outline_leads_to_every_chapter(paper, texts):
    found = starts(paper)
    assert list(found) == TITLES and len(paper.pages) > max(found.values())
    for title, sheet in found.items():
        assert title.split(" ")[-1] in texts[sheet]
    sections = [item.title for item in paper.outline[1]]
    assert sections[0].startswith("4.1. ") and len(sections) == 9


def test_contents_and_sheets_have_the_same_numbers(paper, texts):
    contents = texts[0]
    assert contents.startswith("Predictors & chains")
    for title, sheet in starts(paper).items():
        assert f"{title} {sheet + 1}" in contents
    assert [text.split()[-1] for text in texts[1:]] == [str(sheet + 1) for sheet in range(1, len(texts))]


def test_text_can_be_searched(texts):
    found = "\n".join(texts)
    assert "Theorem 4.1" in found and "Solution to Exercise 4.6" in found


def test_links_lead_within_the_file(paper):
    start = starts(paper)["Glossary"]
    reached = [
        (sheet, paper.get_page_number(link["/Dest"][0].get_object())) for sheet, link in links(paper) if "/Dest" in link
    ]
    assert any(0 < sheet < start <= target for sheet, target in reached), "from a chapter to the glossary"
    assert {target for sheet, target in reached if sheet == 0} == set(starts(paper).values())
    assert not [link for _, link in links(paper) if "/A" in link and not link["/A"]["/URI"].startswith("http")]
