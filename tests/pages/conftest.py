"""A headless browser for the tests of built pages."""

import pytest
from chromium import chromium

from arntp.check import find_browser


@pytest.fixture(scope="module")
def browser():
    """A headless Chromium for all pages, or a skip that says what to install."""
    if find_browser() is None:
        pytest.skip("no Chromium on the PATH: install the package chromium to have the pages checked")
    with chromium() as found:
        yield found


@pytest.fixture
def page(browser):
    """An empty page of a reader who prefers light colours."""
    context = browser.new_context(viewport={"width": 1280, "height": 900}, color_scheme="light")
    yield context.new_page()
    context.close()
