"""`make pdf`: the built pages in reading order, printed by Chromium and joined into one file.

Each page of the book is printed as a document of its own. In the joined file every sheet has its number, an outline and
a list of contents lead to chapters and sections, and links between pages of the book lead to their place.
"""

import sys
import time
from dataclasses import dataclass
from html import escape
from io import BytesIO
from pathlib import Path
from urllib.parse import unquote, urldefrag, urlparse

import yaml
from build import PAGES
from chapters import ROOT, pages
from chromium import chromium
from pypdf import PdfReader, PdfWriter
from pypdf.generic import ArrayObject, Fit, FloatObject, NameObject, NullObject

import arntp
from arntp.files import replacing
from arntp.runs.environment import commit

PDF = ROOT / "_build" / "arntp.pdf"
MARGIN = {"top": "16mm", "bottom": "18mm", "left": "18mm", "right": "18mm"}
PAPER = {"format": "A4", "margin": MARGIN}
NUMBER = '<p style="width: 100%; text-align: center; font-size: 9px"><span class="pageNumber"></span></p>'
TYPESET = "document.querySelectorAll('.math:not(:has(mjx-container))').length === 0"
# Chromium keeps a place of a document only if the document itself links there. So an unseen paragraph links to all, and
# links of the text take the form that links from other pages have. Returns [heading, its place], the title first.
PREPARE = """() => {
  for (const link of document.querySelectorAll("a[href^='#']")) link.href = `page:${location.pathname}${link.hash}`;
  const unseen = document.createElement("p");
  unseen.style = "position: absolute; top: 0; opacity: 0; font-size: 1px";
  for (const { id } of document.querySelectorAll("article [id]:not(td, th, tr, mjx-container *)"))
    unseen.append(Object.assign(document.createElement("a"), { href: `#${id}`, textContent: "." }));
  document.querySelector("article").append(unseen);
  return [...document.querySelectorAll("article :is(h1, h2)")].map(heading => {
    const copy = heading.cloneNode(true);
    copy.querySelectorAll(".headerlink, mjx-assistive-mml").forEach(more => more.remove());
    return [copy.textContent.trim(), heading.closest("section").id];
  });
}"""
FRONT = """<style>
  body { font: 16px/1.6 sans-serif } h1 { margin-top: 6rem } a { color: inherit; text-decoration: none }
  div { display: flex; justify-content: space-between }
</style>"""


@dataclass(frozen=True)
class Chapter:
    """A page of the book on paper: where it was built, its title, [section, its id], its sheets, the first's number."""

    built: Path
    title: str
    sections: list
    reader: PdfReader
    start: int

    @property
    def path(self) -> str:
        """Where the page is, as links name it."""
        return unquote(urlparse(self.built.as_uri()).path)

    def places(self) -> dict:
        """{(path, id): (sheet, distance from its lower edge)} of all that links may lead to; no id: the first sheet."""
        found = {(self.path, ""): (self.start, self.reader.pages[0].mediabox.top)}
        for name, place in self.reader.named_destinations.items():
            sheet = self.start + self.reader.get_destination_page_number(place)
            found[self.path, unquote(name).lstrip("/")] = (sheet, place.top)
        return found


def sheets(tab, **options) -> PdfReader:
    """What the browser shows, on paper."""
    return PdfReader(BytesIO(tab.pdf(**PAPER | options)))


def printed(tab, built: Path, start: int) -> Chapter:
    """Print a built page, formulas included, as sheets from number `start` on (from 0)."""
    tab.goto(built.as_uri(), wait_until="load")
    tab.wait_for_function(TYPESET, timeout=30_000)
    (title, _), *sections = tab.evaluate(PREPARE)
    return Chapter(built, title, sections, sheets(tab), start)


def front(tab, title: str, chapters: list[Chapter]) -> PdfReader:
    """The title and the list of contents, on one sheet."""
    about = f"version {arntp.__version__}, built from commit {commit()}"
    lines = [
        f'<div><a href="{c.built.as_uri()}">{escape(c.title)}</a><span>{c.start + 1}</span></div>' for c in chapters
    ]
    tab.set_content(f"{FRONT}<h1>{escape(title)}</h1><p>{about}</p>{''.join(lines)}")
    return sheets(tab)


def number(tab, writer: PdfWriter):
    """Print its number on every sheet but the first."""
    tab.set_content('<p style="break-after: page">&nbsp;</p>' * len(writer.pages))
    numbers = sheets(tab, display_header_footer=True, header_template="<p></p>", footer_template=NUMBER)
    for sheet, above in list(zip(writer.pages, numbers.pages, strict=True))[1:]:
        sheet.merge_page(above)
        sheet.compress_content_streams()


def lead(writer: PdfWriter, places: dict):
    """Let links to pages of the book lead into the file; those to other files on this disk lead nowhere and go."""
    for sheet in writer.pages:
        links = [link for link in sheet.get("/Annots", ()) if "/A" in link.get_object()]
        kept = [link for link in links if leads(writer, link.get_object(), places)]
        sheet[NameObject("/Annots")] = ArrayObject(kept)


def leads(writer: PdfWriter, link, places: dict) -> bool:
    """Whether a link leads to anything; one into the book now does so by sheet and height."""
    address, name = urldefrag(link["/A"].get("/URI", ""))
    if urlparse(address).scheme not in ("file", "page"):
        return True
    path = unquote(urlparse(address).path)
    place = places.get((path, unquote(name)), places.get((path, "")))
    if place:
        del link["/A"]
        target = [writer.pages[place[0]].indirect_reference, NameObject("/XYZ"), NullObject(), FloatObject(place[1])]
        link[NameObject("/Dest")] = ArrayObject([*target, NullObject()])
    return place is not None


def outline(writer: PdfWriter, chapters: list[Chapter], places: dict):
    """Chapters, closed over their sections."""
    for chapter in chapters:
        above = writer.add_outline_item(title=chapter.title, page_number=chapter.start, is_open=False)
        for title, name in chapter.sections:
            sheet, top = places[chapter.path, name]
            writer.add_outline_item(title=title, page_number=sheet, parent=above, fit=Fit.xyz(top=top))


def whole_book(tab, built: list[Path], title: str) -> PdfWriter:
    """The built pages in one file, behind a front page."""
    chapters, start = [], 1
    for page in built:
        chapters.append(printed(tab, page, start))
        start += len(chapters[-1].reader.pages)
    writer = PdfWriter()
    for reader in (front(tab, title, chapters), *(chapter.reader for chapter in chapters)):
        for sheet in reader.pages:
            writer.add_page(sheet)
    places = {name: place for chapter in chapters for name, place in chapter.places().items()}
    number(tab, writer)
    lead(writer, places)
    outline(writer, chapters, places)
    writer.add_metadata({"/Title": title})
    return writer


def main():
    """Print the book that was built; say where the file is."""
    start = time.monotonic()
    built = [PAGES / page.relative_to(ROOT).with_suffix(".html") for page in pages()]
    title = yaml.safe_load((ROOT / "_config.yml").read_text(encoding="utf-8"))["title"]
    try:
        with chromium() as browser, replacing(PDF) as file:
            writer = whole_book(browser.new_page(), built, title)
            writer.write(file)
    except OSError as error:
        sys.exit(f"the book was not printed: {error}")
    print(f"{len(writer.pages)} sheets in {time.monotonic() - start:.0f} s: {PDF}")


if __name__ == "__main__":
    main()
