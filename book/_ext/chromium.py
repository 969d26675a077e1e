"""A headless Chromium that asks no other server: for the tests of the pages, and for the book on paper."""

from contextlib import contextmanager

from playwright.sync_api import sync_playwright

from arntp.check import find_browser

FLAGS = [
    "--no-sandbox",
    "--disable-gpu",
    "--disable-quic",
    "--no-first-run",
    "--disable-background-networking",
    "--disable-component-update",
    "--disable-sync",
]


@contextmanager
def chromium():
    """The browser, closed at the end; raises FileNotFoundError where there is none on the PATH."""
    path = find_browser()
    if path is None:
        raise FileNotFoundError("no Chromium on the PATH: install the package chromium")
    with sync_playwright() as playwright:
        browser = playwright.chromium.launch(executable_path=path, args=FLAGS)
        yield browser
        browser.close()
