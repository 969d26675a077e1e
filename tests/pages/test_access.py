"""Readers who do not see, or do not point, reach everything: names, roles, contrast in both modes, by axe-core."""

from pathlib import Path

import pytest
from browsing import HTML
from bs4 import BeautifulSoup

PAGES = sorted(HTML.glob("book/**/*.html"))
AXE = Path(__file__).with_name("axe") / "axe.min.js"
# findings of the two worst grades, each with an example
JUDGE = """options => axe.run(document, { resultTypes: ["violations"], preload: false, ...options })
  .then(result => result.violations.filter(found => ["serious", "critical"].includes(found.impact)))
  .then(bad => bad.map(found => `${found.id}, ${found.nodes.length} times: ${found.nodes[0].html.slice(0, 120)}`))"""
LEAST_ALT = 40  # letters: enough to say what is seen


def name(path):
    return str(path.relative_to(HTML / "book").with_suffix(""))


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_axe_finds_nothing_serious(path, page):
    page.goto(path.as_uri(), wait_until="load")
    page.add_style_tag(content="* { transition: none !important; animation: none !important; }")
    page.add_script_tag(path=AXE)
    found = page.evaluate(JUDGE, {})
    page.emulate_media(color_scheme="dark")
    page.wait_for_selector("html[data-theme=dark]", timeout=5_000)
    assert found + page.evaluate(JUDGE, {"runOnly": ["color-contrast"]}) == []


def test_axe_finds_what_is_wrong(page):
    page.set_content(
        "<html lang=en><title>t</title><main><img src='data:,'><p style='color:#ccc'>pale</p></main></html>"
    )
    page.add_script_tag(path=AXE)
    found = page.evaluate(JUDGE, {})
    assert [line.split(",")[0] for line in found] == ["color-contrast", "image-alt"]


@pytest.mark.parametrize("path", PAGES, ids=name)
def test_pictures_say_what_is_seen(path):
    faults = list(picture_faults(BeautifulSoup(path.read_text(encoding="utf-8"), "html.parser")))
    assert faults == []


def picture_faults(soup):
    """What pictures lack: a text, and those that cells drew also a figure with a number and a caption."""
    for picture in soup.select("img"):
        words, place = picture.get("alt", ""), picture.get("src", "")[-40:]
        if not words:
            yield f"{place}: no alternative text"
        if picture.find_parent(class_="cell_output"):
            figure = picture.find_parent("figure")
            caption = figure and figure.find("figcaption")
            if caption is None or not caption.select_one(".caption-number") or not caption.select_one(".caption-text"):
                yield f"{place}: no number or no caption"
            if len(words) < LEAST_ALT:
                yield f"{place}: the text {words!r} does not say what is seen"


@pytest.mark.parametrize(
    ("html", "count"),
    [
        ("<img src=a>", 1),
        ("<img src=a alt=logo>", 0),
        ("<div class=cell_output><img src=a alt=short></div>", 2),
        (f"<figure><div class=cell_output><img src=a alt='{'seen ' * 8}'></div></figure>", 1),
    ],
)
def test_lacking_texts_are_found(html, count):
    assert len(list(picture_faults(BeautifulSoup(html, "html.parser")))) == count
