"""State of the environment, one line for each need: `python -m arntp.check`.

A line says OK and what was found, or what to do. Needs that only some things use (a GPU, real
TinyStories text, a browser for the page checks) are noted, never failures.
"""

import platform
import shutil
import sys
from collections.abc import Callable
from pathlib import Path

from arntp.commands import any_terminal

DISK_GB = 3
BROWSERS = ("chromium", "chromium-browser", "google-chrome", "google-chrome-stable")


class Missing(Exception):
    """Something needed is missing; the text says what to do."""


class Note(Exception):
    """Something that only some things use is missing; the text says what for and what to do."""


def python() -> str:
    """The running Python's version; 3.11 to 3.13 are supported."""
    if not (3, 11) <= sys.version_info < (3, 14):
        raise Missing(f"{platform.python_version()} is not supported: use Python 3.11, 3.12 or 3.13")
    return f"{platform.python_version()} in {sys.prefix}"


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


def data() -> str:
    """The TinyStories text that a chapter would train on."""
    from arntp.text.stories import find_tinystories

    try:
        found = find_tinystories()
    except FileNotFoundError as error:
        raise Missing(str(error)) from error
    if found is None:
        raise Note(
            "no TinyStories text, so chapters use the story grammar; to use the text, "
            "set ARNTP_TINYSTORIES to a folder with train.txt and valid.txt"
        )
    return f"TinyStories text at {found}"


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
        return f"OK       {name:10} {need()}", True
    except Note as note:
        return f"optional {name:10} {note}", True
    except ImportError as error:
        return f"MISSING  {name:10} {error}; install with `make install`", False
    except Missing as error:
        return f"MISSING  {name:10} {error}", False


def main() -> int:
    """Print every line; return 1 if something needed is missing, else 0."""
    any_terminal()
    lines = [report(need.__name__, need) for need in NEEDS]
    print(*(line for line, _ in lines), sep="\n")
    return 0 if all(fine for _, fine in lines) else 1


if __name__ == "__main__":
    sys.exit(main())
