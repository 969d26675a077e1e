"""Which pages the book has, what each one depends on, and a key that changes when any of it does."""

import hashlib
import os
import sys
from importlib import metadata
from pathlib import Path

import yaml
from myst_nb.core.read import is_myst_markdown_notebook, read_myst_markdown_notebook

ROOT = Path(__file__).resolve().parents[2]
DATA_VARIABLE = "ARNTP_TINYSTORIES"


def pages(root=ROOT):
    """Source files of `_toc.yml`'s pages, in reading order."""
    toc = yaml.safe_load((root / "_toc.yml").read_text(encoding="utf-8"))
    entries = [
        c for part in toc["parts"] for chapter in part["chapters"] for c in (chapter, *chapter.get("sections", ()))
    ]
    return [root / f"{entry}.md" for entry in (toc["root"], *(entry["file"] for entry in entries))]


def name_of(page):
    """A page by its place in the folder `book`: `circuits`, `api/atlas`."""
    book = next((folder for folder in page.parents if folder.name == "book"), page.parent)
    return page.relative_to(book).with_suffix("").as_posix()


def chapters(root=ROOT):
    """The pages whose header says that they are notebooks, in reading order."""
    missing = [str(page.relative_to(root)) for page in pages(root) if not page.exists()]
    if missing:
        raise FileNotFoundError(f"_toc.yml names pages that do not exist: {', '.join(missing)}")
    return [page for page in pages(root) if is_myst_markdown_notebook(page.read_text(encoding="utf-8"))]


def read(page):
    """A page as an unexecuted notebook, with the reader that MyST-NB itself uses."""
    return read_myst_markdown_notebook(page.read_text(encoding="utf-8"), path=page)


def digest(*parts):
    """SHA-256 of text and of files, each given with its name so that a renamed file counts."""
    total = hashlib.sha256()
    for part in parts:
        content = part.read_bytes() if isinstance(part, Path) else str(part).encode()
        total.update(hashlib.sha256(f"{part}\0".encode() + content).digest())
    return total.hexdigest()


def files(*folders, root=ROOT):
    """All files below the folders, without what Python and editors leave there."""
    found = (path for folder in folders for path in sorted((root / folder).rglob("*")))
    return [
        path
        for path in found
        if path.is_file() and not any(p.startswith((".", "__pycache__")) for p in path.relative_to(root).parts)
    ]


def data_place():
    """Where the reader's TinyStories text is, seen from any folder, as chapters run in theirs; None where unset."""
    place = os.environ.get(DATA_VARIABLE)
    return Path(os.path.expanduser(place)).absolute() if place else None


def data_state():
    """What the reader's TinyStories text is: name and size of each file, or "absent"."""
    path = data_place()
    if path is None:
        return "absent"
    texts = sorted(text for text in path.iterdir() if text.is_file()) if path.is_dir() else [path]
    return [(text.name, text.stat().st_size if text.exists() else "missing") for text in texts]


def installed():
    """Python and every installed package with its version."""
    versions = {f"{d.name}=={d.version}" for d in metadata.distributions()}
    return [sys.version, *sorted(versions)]


def surroundings_key(root=ROOT):
    """Key of everything a chapter's outputs depend on besides its own text.

    The package and the committed results decide what a chapter computes and shows, the data decides
    which text it trains on, the installed versions appear in the status page.
    """
    package = [path for path in files("arntp", root=root) if path.suffix == ".py"]
    return digest(*package, *files("results", root=root), data_state(), installed())


def chapter_key(page, surroundings):
    """Key under which a chapter's executed outputs may be used again."""
    return digest(page, surroundings)


def book_key(root=ROOT):
    """Key of the whole built book: chapters, their surroundings, extensions, style, configuration."""
    settings = [root / "_config.yml", root / "_toc.yml"]
    return digest(surroundings_key(root), *files("book", root=root), *settings)
