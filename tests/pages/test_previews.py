"""Pointing at a link, or reaching it by keyboard, shows what it leads to; nothing is asked of a network."""

import json

import pytest
from browsing import HTML, listen
from bs4 import BeautifulSoup
from previews import TARGETS, targets

LARGEST = 300_000  # bytes
THEOREM = '<div class="proof" id="t"><p id="q">All <a href="x.html">gates</a></p></div>'
PAGES = {
    "book/a.html": f'<article><a class="internal" href="#t">T</a>{THEOREM}</article>',
    "book/api/b.html": """<article><a class="internal" href="../a.html#t">T</a>
        <a class="internal" href="../c.html#w">w</a> <a class="internal" href="../c.html#f">f</a>
        <a class="internal" href="../c.html#s">s</a></article>""",
    "book/c.html": """<dl class="glossary"><dt id="w">w</dt><dd>a word</dd></dl><section id="s">long</section>
        <figure id="f"><img src="../_images/f.svg" alt=""></figure>""",
}


@pytest.fixture(scope="module")
def written():
    """What the build kept for links to show."""
    text = (HTML / TARGETS).read_text(encoding="utf-8")
    return json.loads(text.removeprefix("window.PREVIEW_TARGETS = ").removesuffix(";\n"))


@pytest.fixture
def linked(page):
    """A page of links to every kind of target, with what goes wrong on it."""
    wrong = []
    listen(page, wrong)
    page.goto((HTML / "book" / "ar_learning.html").as_uri(), wait_until="load")
    yield page
    assert not wrong


def box(page):
    return page.locator(".arntp-preview")


def test_targets_are_copied_without_ids_and_links():
    found = targets(PAGES)
    assert found["book/a.html#t"] == '<div class="proof"><p>All gates</p></div>'
    assert found["book/c.html#w"] == "<dd>a word</dd>"
    assert 'src="{root}_images/f.svg"' in found["book/c.html#f"]
    assert set(found) == {"book/a.html#t", "book/c.html#w", "book/c.html#f"}


def test_every_kind_is_there_and_the_file_stays_small(written):
    assert (HTML / TARGETS).stat().st_size <= LARGEST
    soup = BeautifulSoup(" ".join(written.values()), "html.parser")
    assert all(soup.select(kind) for kind in (".proof", ".exercise", "figure", ".citation", "dd"))


@pytest.mark.parametrize("href", ["#arl-rollout", "bibliography.html#", "glossary.html#"])
def test_pointing_shows_and_leaving_hides(linked, href):
    link = linked.locator(f"article a.internal[href*='{href}']").first
    link.hover()
    box(linked).wait_for(state="visible", timeout=5_000)
    assert len(box(linked).inner_text()) > 20
    linked.wait_for_function("!document.querySelector('.arntp-preview .math:not(:has(mjx-container))')", timeout=5_000)
    assert link.get_attribute("aria-describedby") == "arntp-preview"
    linked.mouse.move(2, 2)
    box(linked).wait_for(state="hidden", timeout=5_000)


def test_keyboard_shows_and_escape_hides_without_a_shift(linked):
    link = linked.locator("article a.internal[href*='#arl-']").first
    height = linked.evaluate("document.documentElement.scrollHeight")
    linked.keyboard.press("Tab")  # from now on focus is the keyboard's
    link.focus()
    box(linked).wait_for(state="visible", timeout=5_000)
    assert linked.evaluate("document.documentElement.scrollHeight") == height
    linked.keyboard.press("Escape")
    box(linked).wait_for(state="hidden", timeout=5_000)
    assert link.get_attribute("aria-describedby") is None


def test_box_stays_while_the_pointer_is_in_it(linked):
    linked.locator("article a.internal[href*='#arl-']").first.hover()
    box(linked).wait_for(state="visible", timeout=5_000)
    box(linked).hover()
    linked.wait_for_timeout(500)
    assert box(linked).is_visible()


def test_box_fits_a_narrow_page_and_is_not_printed(linked):
    linked.set_viewport_size({"width": 360, "height": 800})
    linked.locator("article a.internal[href*='#arl-']").first.hover()
    box(linked).wait_for(state="visible", timeout=5_000)
    place = box(linked).bounding_box()
    assert place["x"] >= 0 and place["x"] + place["width"] <= 360
    linked.emulate_media(media="print")
    assert not box(linked).is_visible()
