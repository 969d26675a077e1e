"""A text tokenised once: a folder with its tokenizer, a token file for each part, and an index that vouches for them.

The index is written last, so it says that all is there; it names each part's SHA-256 and the tokenizer's fingerprint,
and is sealed (`arntp.sealed`).
"""

from collections.abc import Callable, Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tiktoken

from arntp.files import alone
from arntp.sealed import read_sealed, write_sealed
from arntp.text.token_file import TokenFile
from arntp.tokens import fingerprint, load_encoding, save_encoding

INDEX = "index.json"
TOKENIZER = "tokenizer.json"
_ADVICE = "delete the folder to tokenise again"


@dataclass(frozen=True)
class Tokenised:
    """Parts of a text in tokens.

    Attributes:
        encoding: the tokenizer.
        parts: {name: (N,) token ids, each story closed by end-of-text}.
        left_out: stories in no part, because others say the same.
    """

    encoding: tiktoken.Encoding
    parts: dict[str, np.ndarray]
    left_out: int


def through_cache(folder: Path, make: Callable[[], tuple[tiktoken.Encoding, dict[str, Iterable[Sequence[int]]], int]]):
    """Return what the folder holds, after filling it with `make()` where nothing whole is there yet.

    A second process waits until the first has filled the folder. A cache that cannot be written to can be read.

    Args:
        folder: the cache of one text, tokenizer and split.
        make: gives the tokenizer, the stories of each part in tokens, and the number left out.

    Raises:
        ValueError: a file of the cache is missing or altered, or belongs to another tokenizer; the message names it.
        OSError: the folder cannot be written to and holds nothing.
    """
    with alone(folder, wait=True):
        if not (folder / INDEX).exists():
            _write(folder, *make())
    return _read(folder)


def _write(folder: Path, encoding: tiktoken.Encoding, parts: dict[str, Iterable[Sequence[int]]], left_out: int) -> None:
    files = {part: TokenFile.write(_place(folder, part), stories, encoding) for part, stories in parts.items()}
    save_encoding(encoding, folder / TOKENIZER)
    content = {
        "parts": {part: file.sha256 for part, file in files.items()},
        "tokenizer": fingerprint(encoding),
        "left_out": left_out,
    }
    write_sealed(folder / INDEX, content)


def _read(folder: Path) -> Tokenised:
    """The parts of a cache, verified."""
    index = _read_index(folder / INDEX)
    try:
        encoding = load_encoding(folder / TOKENIZER)
        files = {part: TokenFile.open(_place(folder, part), encoding) for part in index["parts"]}
    except FileNotFoundError as error:
        raise ValueError(f"{error.filename} is missing from the cache; {_ADVICE}") from None
    if fingerprint(encoding) != index["tokenizer"]:
        raise ValueError(f"{folder / TOKENIZER} is not the tokenizer that {folder / INDEX} names; {_ADVICE}")
    for part, file in files.items():
        if file.sha256 != index["parts"][part]:
            raise ValueError(f"{file.path} holds other tokens than {folder / INDEX} says; {_ADVICE}")
    return Tokenised(encoding, {part: file.tokens for part, file in files.items()}, index["left_out"])


def _read_index(path: Path) -> dict:
    try:
        return read_sealed(path)
    except ValueError as error:
        raise ValueError(f"{error}; {_ADVICE}") from None


def _place(folder: Path, part: str) -> Path:
    return folder / f"{part}.tokens"
