"""A project of its own in an empty folder, with one chapter of three cells, in which the tests stand."""

import nbformat
import pytest

from arntp.runs import Record, project, running

PAGE = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  language: python
  name: python3
---

# A chapter, žluťoučký

```{code-cell} ipython3
:tags: [parameters]

size: str = "smoke"
seed: int = 1
base: int = 2  # of the power
widths: tuple[int, ...] = ()  # read and printed
path: str = ""
Mark: str = ""
record: str = ""
```

```{code-cell} ipython3
:tags: [remove-stderr]

import os
import sys
import time
from pathlib import Path

from arntp.runs import BOOK, RESULTS, Record

print("a progress bar", file=sys.stderr)
assert base != 13, "an unlucky chapter"
print(size, seed, base, widths, repr(Mark), BOOK.name, RESULTS.parent == BOOK.parent)
print(path and Path(path).resolve().name, os.environ.get("ARNTP_TINYSTORIES", "no data") and "data")
if base == 99:
    (Path(record) / "begun").touch()
    time.sleep(60)
```
"""


@pytest.fixture
def book(tmp_path, monkeypatch):
    """A project with one chapter, whose name has braces; the working folder is inside. Returns its results folder."""
    root = tmp_path / "pro{seed}ject"
    (root / "book").mkdir(parents=True)
    (root / "_toc.yml").touch()
    (root / "pyproject.toml").write_text('[project]\nname = "arntp"\n', encoding="utf-8")
    (root / "book" / "powers.md").write_text(PAGE, encoding="utf-8")
    (root / "book" / "prose.md").write_text("# No notebook\n", encoding="utf-8")
    monkeypatch.chdir(root)
    monkeypatch.delenv("ARNTP_TINYSTORIES", raising=False)
    return root / "results"


@pytest.fixture
def measured(book, monkeypatch):
    """The same book, its chapter executed without a kernel: two results, kept. Returns the names that were computed."""
    computed = []

    def execute(notebook, parameters):
        record = Record(project.book() / parameters["record"])
        for name in ("a power", "a root"):
            record.once(name, lambda name=name: computed.append(name) or {"of": name})
        return nbformat.v4.new_notebook(cells=[nbformat.v4.new_code_cell("1")])

    monkeypatch.setattr(running, "execute", execute)
    return computed
