"""Sphinx extension: what a link leads to, for the box that `previews.js` shows when a reader points at the link.

Pages that are opened from disk cannot read each other. So once all pages are built, everything that some link leads to
and that is short enough to show (theorems, exercises, equations, figures, words of the glossary, cited works) is
copied into one script, `_static/preview_targets.js`, which a page loads when it first needs it.
"""

import json
import posixpath
from pathlib import Path
from urllib.parse import unquote, urldefrag

from bs4 import BeautifulSoup

from arntp.files import read_text, write_text

BLOCKS = ".proof, .exercise, figure, .citation, div.math"
TARGETS = Path("_static", "preview_targets.js")


def shown(element):
    """The block that a link's target stands for, or None: a word's definition for a word, a block for itself."""
    if element.name == "dt" and element.find_parent("dl", class_="glossary"):
        return element.find_next_sibling("dd")
    if element.name == "span" and not element.get_text(strip=True):  # a label in front of what it names
        element = element.find_next_sibling(True)
    return element if element is not None and element.css.match(BLOCKS) else None


def html_of(block, page):
    """A block as HTML that can stand on any page: no ids, no links, pictures by their place among the built files."""
    block = BeautifulSoup(str(block), "html.parser")
    for link in block.select("a.headerlink, .backrefs, button"):
        link.decompose()
    for link in block.select("a"):
        link.unwrap()
    for element in block.select("[id]"):
        del element["id"]
    for picture in block.select("img"):
        picture["src"] = "{root}" + posixpath.normpath(posixpath.join(posixpath.dirname(page), picture["src"]))
    return str(block)


def targets(pages):
    """{page#id: HTML} of everything that a link in an article leads to, for pages as {path: HTML}."""
    parsed = {path: BeautifulSoup(text, "html.parser") for path, text in pages.items()}
    found = {}
    for path, soup in parsed.items():
        for link in soup.select("article a.internal[href*='#']"):
            place, fragment = urldefrag(link["href"])
            page = posixpath.normpath(posixpath.join(posixpath.dirname(path), unquote(place))) if place else path
            key = f"{page}#{unquote(fragment)}"
            if key in found or page not in parsed:
                continue
            element = parsed[page].find(id=unquote(fragment))
            if element is not None and (block := shown(element)) is not None:
                found[key] = html_of(block, page)
    return found


def write_targets(app, error):
    """Write the script, in the order of the keys, so that the same pages make the same file."""
    if error or app.builder.format != "html":
        return
    folder = Path(app.outdir)
    pages = {path.relative_to(folder).as_posix(): read_text(path) for path in sorted(folder.glob("book/**/*.html"))}
    found = json.dumps(targets(pages), ensure_ascii=False, sort_keys=True, indent=0)
    write_text(folder / TARGETS, f"window.PREVIEW_TARGETS = {found};\n")


def setup(app):
    """Connect to the end of the build."""
    app.connect("build-finished", write_targets)
    return {"parallel_read_safe": True, "parallel_write_safe": True}
