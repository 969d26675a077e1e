"""JSON files that hold the SHA-256 of their own content, so that no changed one is taken for what was measured."""

import hashlib
import json
from pathlib import Path

from arntp.files import write_text


def write_json(path: Path, content: dict) -> None:
    """Write a JSON file whole or not at all."""
    write_text(path, json.dumps(content, indent=1) + "\n")


def read_json(path: Path) -> dict:
    """The content of a JSON file; ValueError names it when it is corrupt."""
    try:
        content = json.loads(path.read_bytes())
    except ValueError as error:  # neither JSON nor UTF-8
        raise ValueError(f"{path} is corrupt ({error})") from error
    if not isinstance(content, dict):
        raise ValueError(f"{path} is corrupt (it holds no JSON object)")
    return content


def write_sealed(path: Path, content: dict) -> None:
    """Write a JSON file whose last entry, `sha256`, is that of all others."""
    write_json(path, content | {"sha256": seal(content)})


def read_sealed(path: Path) -> dict:
    """The content of a sealed file, without its seal; ValueError names the file when it is not what was written."""
    content = read_json(path)
    if content.pop("sha256", None) != seal(content):
        raise ValueError(f"{path} is corrupt (its content is not what its sha256 says)")
    return content


def seal(content: dict) -> str:
    """SHA-256 of a JSON object, however it is laid out."""
    return hashlib.sha256(json.dumps(content).encode()).hexdigest()


def file_digest(path: Path) -> str:
    """SHA-256 of a file's bytes."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
