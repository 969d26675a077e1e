"""JSON files, and sealed ones: those that hold the SHA-256 of their own content, so that no changed one is taken for
what was written. Results, checkpoints and caches are sealed.
"""

import hashlib
import json
import os

from arntp.files import read_text, write_text

SEAL = "sha256"  # the last entry of a sealed file


def write_json(path: str | os.PathLike, content: dict) -> None:
    """Write a JSON file whole or not at all; TypeError for content that JSON does not know."""
    write_text(path, as_text(content))


def read_json(path: str | os.PathLike) -> dict:
    """The content of a JSON file; FileNotFoundError or ValueError names it when it is missing or corrupt."""
    return read(path)[0]


def read(path: str | os.PathLike) -> tuple[dict, str]:
    """The content of a JSON file and its text; the errors are those of `read_json`."""
    try:
        content = json.loads(text := read_text(path))
    except FileNotFoundError:
        raise FileNotFoundError(f"{path} is missing") from None
    except (ValueError, RecursionError) as error:  # neither JSON nor UTF-8, or too deep
        raise ValueError(f"{path} is corrupt ({error})") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path} is corrupt (it holds no JSON object)")
    return content, text


def write_sealed(path: str | os.PathLike, content: dict) -> None:
    """Write a JSON file whose last entry, `sha256`, is that of all others; ValueError where they have one already."""
    write_text(path, sealed_text(content))


def read_sealed(path: str | os.PathLike) -> dict:
    """The content of a sealed file, without its seal.

    Raises FileNotFoundError or ValueError that names the file when it is missing, or one character of it is another.
    """
    content, text = read(path)
    content.pop(SEAL, None)
    if sealed_text(content) != text:
        raise ValueError(f"{path} is corrupt (its content is not what its {SEAL} says)")
    return content


def sealed_text(content: dict) -> str:
    """Content as JSON text, with its seal; the seal does not depend on the layout."""
    if SEAL in content:
        raise ValueError(f"content has an entry {SEAL!r}, which is the seal's name")
    return as_text(content | {SEAL: hashlib.sha256(json.dumps(content).encode()).hexdigest()})


def as_text(content: dict) -> str:
    """Content as JSON text."""
    return json.dumps(content, indent=1) + "\n"
