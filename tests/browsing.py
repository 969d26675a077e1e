"""Where the built pages are, and what may go wrong on one."""

from chapters import ROOT

HTML = ROOT / "_build" / "html"


def listen(page, wrong):
    """Collect console errors, script errors, failed and outside requests."""
    page.on("console", lambda m: wrong.append(f"console: {m.text}") if m.type == "error" else None)
    page.on("pageerror", lambda error: wrong.append(f"script: {error}"))
    page.on("requestfailed", lambda r: wrong.append(f"failed: {r.url}"))
    page.on("request", lambda r: None if is_inside(r.url) else wrong.append(f"outside: {r.url}"))


def is_inside(url):
    return url.startswith((HTML.as_uri() + "/", "data:", "blob:"))
