"""State of the environment, one line for each need: `python -m arntp.check`.

A line says OK and what was found, or what to do. What only some things use (a GPU, real TinyStories
text, a browser for the page checks) is noted, never a failure.
"""

import argparse
import os
import platform
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from arntp.commands import any_terminal

OLDEST, NEWEST = (3, 11), (3, 14)
DISK_GB = 3
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Missing(Exception):
    """Something needed is missing; the text says what to do."""


class Note(Exception):
    """Something is unusual, or only some things use it; the text says what for and what to do."""


def python() -> str:
    """The running Python's version; 3.11 to 3.14 were tried, later ones may do."""
    version, tried = platform.python_version(), "3.11, 3.12, 3.13 or 3.14"
    if sys.version_info[:2] < OLDEST:
        raise Missing(f"{version} is too old: use Python {tried}")
    if sys.version_info[:2] > NEWEST:
        raise Note(f"{version} is newer than what was tried; if something fails, use Python {tried}")
    return f"{version} in {sys.prefix}"


def torch() -> str:
    """PyTorch's version and CUDA build; 2.11 or later is needed."""
    import torch

    version = tuple(int(part) for part in torch.__version__.split(".")[:2])
    if version < (2, 11):
        raise Missing(f"{torch.__version__} is too old: install torch 2.11 or later")
    return f"{torch.__version__}, {torch.get_num_threads()} threads"


def device() -> str:
    """The device that training would choose, and why."""
    from arntp.training import choose_device

    return choose_device()[1]


def data(path: str | os.PathLike | None = None) -> str:
    """The TinyStories text that a chapter would train on, at `path` or where ARNTP_TINYSTORIES says, can be read.

    Raises Missing for a place without text, missing or altered shards, and files that are no text; Note where no
    place is named; TypeError for what is no path.
    """
    from arntp.text.places import VARIABLE, find_tinystories

    try:
        found = find_tinystories(path)
        files = _readable(found) if found else []
    except (OSError, ValueError, ImportError) as error:
        raise Missing(f"{error}; or unset {VARIABLE} to use the story grammar") from error
    if found is None:
        raise Note(
            f"no TinyStories text, so chapters use the story grammar; to use the text, "
            f"set {VARIABLE} to a folder with train.txt and valid.txt"
        )
    return f"TinyStories text at {found}, {sum(file.stat().st_size for file in files) / 1e6:.1f} MB"


def _readable(place: Path) -> list[Path]:
    """The files of a text: all are there, shards as their manifest says, and each begins with a story.

    Raises FileNotFoundError, ValueError or another OSError, naming the file.
    """
    from arntp.text.download import MANIFEST, verify_shards
    from arntp.text.places import text_files
    from arntp.text.reading import iterate_stories

    files = sum(text_files(place), [])
    if missing := [file.name for file in files if not file.is_file()]:
        raise FileNotFoundError(f"{place} lacks {', '.join(missing)} of its {MANIFEST}: download again")
    if (place / MANIFEST).is_file():
        verify_shards(place)
    for file in files:
        if next(iterate_stories(file), None) is None:
            raise ValueError(f"{file} has no stories")
    return files


def tokenizer() -> str:
    """A tokenizer trained on the spot gives a text back exactly."""
    from arntp.tokens import train_bpe

    text = "Once upon a time there was a token. Žluťoučký kůň, 12 × 34!"
    encoding = train_bpe([text] * 4, 300)
    if encoding.decode(encoding.encode(text)) != text:
        raise Missing("decoding does not give the text back: reinstall tiktoken and tokenizers")
    return f"{encoding.n_vocab} tokens trained, round trip exact"


def disk() -> str:
    """Free space where the book is built; checkpoints and pages need some."""
    free = shutil.disk_usage(Path.cwd()).free / 1e9
    if free < DISK_GB:
        raise Missing(f"{free:.1f} GB free here; make room for {DISK_GB} GB")
    return f"{free:.0f} GB free here"


def browser() -> str:
    """A Chromium for the page checks."""
    found = find_browser()
    if found is None:
        raise Note("no Chromium, so `make test` skips the page checks; install the package chromium")
    return found


def find_browser() -> str | None:
    """Path of the first Chromium or Chrome on the PATH, or None."""
    return next((path for name in BROWSERS if (path := shutil.which(name))), None)


NEEDS = (python, torch, device, data, tokenizer, disk, browser)


def report(name: str, need: Callable[[], str]) -> tuple[str, bool]:
    """A need's line, and whether the book can do with what it found."""
    try:
        word, said = "OK", need()
    except Note as note:
        word, said = "note", str(note)
    except ImportError as error:
        word, said = "MISSING", f"{error}; install with `make install`"
    except Missing as error:
        word, said = "MISSING", str(error)
    except Exception as error:  # whatever is broken here, the other lines are still of use
        word, said = "MISSING", f"{type(error).__name__}: {error}; reinstall with `make install`"
    return f"{word:8} {name:10} {' '.join(said.split())}", word != "MISSING"


def main(given: list[str] | None = None) -> int:
    """Print every line; return 1 if something needed is missing, else 0."""
    argparse.ArgumentParser(prog="python -m arntp.check", description=__doc__).parse_args(given)
    any_terminal()
    lines = [report(need.__name__, need) for need in NEEDS]
    print(*(line for line, _ in lines), sep="\n")
    return 0 if all(fine for _, fine in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
