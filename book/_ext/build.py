"""`make book`: execute what changed, build the pages with every warning an error, say where they are."""

import shutil
import subprocess
import sys
import time
from pathlib import Path

import execute
from chapters import ROOT, book_key

from arntp.commands import any_terminal
from arntp.files import alone, read_text, write_text

PAGES = ROOT / "_build" / "html"
STAMP = ROOT / "_build" / "book.key"


def is_current(key):
    """Whether the pages on disk were built, without a warning, from exactly these sources."""
    return PAGES.exists() and STAMP.exists() and read_text(STAMP) == key


def build_pages():
    """All pages anew: one that Sphinx would skip could hide its warnings, one left over its links."""
    shutil.rmtree(PAGES, ignore_errors=True)
    command = [Path(sys.executable).with_name("jupyter-book"), "build", str(ROOT)]
    options = ["-W", "-n", "--keep-going", "--all", "--quiet"]
    if subprocess.run([*command, *options], cwd=ROOT).returncode:
        sys.exit("the chapters executed, but the pages have the warnings above; the book was not built")


def main():
    """Build unless nothing changed; a second build waits for the first, and then has nothing to do."""
    any_terminal()
    try:
        with alone(ROOT / "_build", wait=True) as refusal:
            if refusal:
                raise refusal
            build()
    except OSError as error:
        sys.exit(f"the book was not built: {error}")


def build():
    """Execute what changed and make all pages, unless nothing changed."""
    start, key = time.monotonic(), book_key()
    if is_current(key):
        print("the book is up to date")
    else:
        STAMP.unlink(missing_ok=True)
        execute.main()
        print("building the pages", flush=True)
        build_pages()
        write_text(STAMP, key)
    print(f"done in {time.monotonic() - start:.0f} s; open {PAGES / 'index.html'}")


if __name__ == "__main__":
    main()
