"""The book's machinery: what makes a chapter execute again, what is kept, what a reader downloads."""

from concurrent.futures import ThreadPoolExecutor
from pathlib import Path

import build
import nbformat
import pytest
from chapters import (
    DATA_VARIABLE,
    book_key,
    chapter_key,
    chapters,
    data_place,
    data_state,
    pages,
    read,
    surroundings_key,
)
from execute import Outcome, execute, forget, is_fresh, opened_cache, progress, store
from html_pages import notebook

from arntp.files import alone

CHAPTER = """---
jupytext:
  text_representation:
    extension: .md
    format_name: myst
kernelspec:
  display_name: Python 3
  name: python3
---

# A chapter

```{code-cell} ipython3
:tags: [parameters]

n = 2
```

```{code-cell} ipython3
assert n == 2
print(n * 21)
```
"""
TOC = "root: book/intro\nparts: [{chapters: [{file: book/one}]}]\n"
FILES = {
    "_toc.yml": TOC,
    "_config.yml": "title: t\n",
    "book/intro.md": "# Introduction\n",
    "book/one.md": CHAPTER,
    "arntp/__init__.py": "x = 1\n",
    "arntp/tasks/parity.py": "y = 1\n",
    "results/one/summary.json": "{}\n",
}


@pytest.fixture
def root(tmp_path, monkeypatch):
    """A book of one text page and one chapter, with a package and a result."""
    monkeypatch.delenv(DATA_VARIABLE, raising=False)
    for name, text in FILES.items():
        (tmp_path / name).parent.mkdir(parents=True, exist_ok=True)
        (tmp_path / name).write_text(text, encoding="utf-8")
    return tmp_path


def one_key(root):
    return chapter_key(root / "book" / "one.md", surroundings_key(root))


def test_only_notebooks_are_chapters(root):
    assert [page.stem for page in pages(root)] == ["intro", "one"]
    assert [page.stem for page in chapters(root)] == ["one"]


def test_page_that_does_not_exist_is_named(root):
    (root / "book" / "one.md").unlink()
    with pytest.raises(FileNotFoundError, match="book/one.md"):
        chapters(root)


def test_key_is_stable(root):
    assert one_key(root) == one_key(root)


@pytest.mark.parametrize("name", ["book/one.md", "arntp/tasks/parity.py", "results/one/summary.json"])
def test_key_changes_with(root, name):
    before = one_key(root)
    (root / name).write_text(FILES[name] + "\n", encoding="utf-8")
    assert one_key(root) != before


@pytest.mark.parametrize("name", ["book/intro.md", "_config.yml", "_toc.yml"])
def test_text_of_others_rebuilds_the_book_but_executes_nothing(root, name):
    chapter, book = one_key(root), book_key(root)
    (root / name).write_text(FILES[name] + "\n", encoding="utf-8")
    assert one_key(root) == chapter and book_key(root) != book


def test_renamed_module_changes_the_key(root):
    before = one_key(root)
    (root / "arntp/tasks/parity.py").rename(root / "arntp/tasks/parities.py")
    assert one_key(root) != before


def test_compiled_files_do_not_count(root):
    before = one_key(root)
    (root / "arntp/__pycache__").mkdir()
    (root / "arntp/__pycache__/parity.pyc").write_text("", encoding="utf-8")
    assert one_key(root) == before


def test_data_changes_the_key(root, monkeypatch, tmp_path):
    before = one_key(root)
    monkeypatch.setenv(DATA_VARIABLE, str(root / "stories.txt"))
    missing = one_key(root)
    (root / "stories.txt").write_text("Once upon a time", encoding="utf-8")
    assert len({before, missing, one_key(root)}) == 3


def test_any_file_of_the_data_counts_and_no_folder(monkeypatch, tmp_path):
    monkeypatch.setenv(DATA_VARIABLE, str(tmp_path))
    (tmp_path / "train.csv").write_text("text", encoding="utf-8")
    (tmp_path / "cache").mkdir()
    assert data_state() == [("train.csv", 4)]


def test_the_data_is_seen_from_any_folder(monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    for named, place in {"text/": tmp_path / "text", "~/text": Path.home() / "text", "": None}.items():
        monkeypatch.setenv(DATA_VARIABLE, named)
        assert data_place() == place


def test_stored_outputs_are_used_under_their_key_only(root):
    page = root / "book" / "one.md"
    executed = read(page)
    executed.cells[-1].outputs = [nbformat.v4.new_output("stream", text="42\n")]
    with opened_cache(root / "cache") as cache:
        assert not is_fresh(cache, page, "key")
        store(cache, page, Outcome(executed, 1.5, None), "key")
        assert is_fresh(cache, page, "key") and not is_fresh(cache, page, "other key")
        _, merged = cache.merge_match_into_notebook(read(page))
        assert merged.cells[-1].outputs[0].text == "42\n"
        forget(cache, page)
        assert not is_fresh(cache, page, "key") and cache.list_cache_records() == []
    assert cache.db.pool.checkedin() == 0, "a connection stays open"


@pytest.mark.slow
def test_execution_keeps_outputs_and_tells_errors(root, monkeypatch):
    page = root / "book" / "one.md"
    monkeypatch.setenv(DATA_VARIABLE, "text")
    place = f"import os\nassert os.environ[{DATA_VARIABLE!r}] == {str(Path('text').absolute())!r}\nprint"
    page.write_text(CHAPTER.replace("print", place), encoding="utf-8")
    done = execute(page)
    assert done.error is None and done.notebook.cells[-1].outputs[0].text == "42\n"
    page.write_text(CHAPTER.replace("n = 2", "n = 3"), encoding="utf-8")
    assert "AssertionError" in execute(page).error


def test_progress_says_what_is_left(root):
    page = root / "book" / "one.md"
    assert progress(page, Outcome(None, 2.04, None), ["two"], 3) == "  finished one in 2.0 s; left: two"
    assert progress(page, Outcome(None, 2, "error"), [], 3) == "  FAILED  one in 2.0 s; all done after 3 s"


@pytest.mark.parametrize("name", ["intro", "one"])
def test_download_is_a_notebook_with_the_page_s_code(root, name):
    page = root / "book" / f"{name}.md"
    made = notebook(page)
    assert made.metadata.kernelspec.name == "python3"
    assert [(c.cell_type, c.source) for c in made.cells] == [(c.cell_type, c.source) for c in read(page).cells]


def is_held(folder):
    """Whether another thread, which counts as another process, may not write to a folder."""
    try:
        with alone(folder):
            return False
    except BlockingIOError:
        return True


def test_one_build_at_a_time(tmp_path, monkeypatch):
    seen = []

    def look():
        with ThreadPoolExecutor(1) as pool:
            seen.append(pool.submit(is_held, tmp_path / "_build").result())

    monkeypatch.setattr(build, "ROOT", tmp_path)
    monkeypatch.setattr(build, "build", look)
    build.main()
    assert seen == [True] and not is_held(tmp_path / "_build")


def test_a_build_that_the_system_refuses_says_so_in_a_line(tmp_path, monkeypatch):
    (tmp_path / "_build").write_text("a file in its place", encoding="utf-8")
    monkeypatch.setattr(build, "ROOT", tmp_path)
    with pytest.raises(SystemExit, match="the book was not built: .*_build"):
        build.main()
