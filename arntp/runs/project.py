"""Where the project is: the checkout whose chapters are executed and whose `results` folder keeps the records.

The package may be installed without its checkout; nothing is ever written beside it.
"""

import os
import tomllib
from pathlib import Path

import arntp

PACKAGE = Path(arntp.__file__).resolve().parent


def checkout() -> Path:
    """The working folder, or the nearest folder above it, that is a checkout; else the one that `arntp` lies in.

    Raises FileNotFoundError where there is none.
    """
    here = Path.cwd()
    for folder in (here, *here.parents, PACKAGE.parent):
        if is_checkout(folder):
            return folder
    raise FileNotFoundError(f"the checkout of arntp is needed, and {here} is not inside one: go there, and try again")


def is_checkout(folder: Path) -> bool:
    """Whether a folder holds the book and the project's settings."""
    if not (os.path.isfile(folder / "_toc.yml") and os.path.isdir(folder / "book")):
        return False
    try:
        return tomllib.loads((folder / "pyproject.toml").read_text(encoding="utf-8"))["project"]["name"] == "arntp"
    except (OSError, KeyError, TypeError, ValueError):
        return False


def book() -> Path:
    """The folder of the chapters."""
    return checkout() / "book"


def results() -> Path:
    """The folder of the records."""
    return checkout() / "results"
