"""Reading stories: from text with markers between them, and from tables with a column of them.

What a file holds is decided by the end of its name and by its first bytes. What is neither text nor a table is refused,
so nothing else is ever trained on as if it were text.
"""

import glob
import os
import re
import unicodedata
from collections.abc import Iterable, Iterator
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import BinaryIO

from arntp import arguments
from arntp.tokens import END_OF_TEXT

TABLES = {".csv": "csv", ".tsv": "csv", ".json": "json", ".jsonl": "json", ".ndjson": "json", ".parquet": "parquet"}
PACKED = {".gz": "gunzip", ".zst": "unzstd", ".zip": "unzip", ".bz2": "bunzip2", ".xz": "unxz", ".tar": "tar -xf"}

_FIELD = rb'"?[\w -]+"?'
_STORY = rb'"?(text|story)"?'
_TABLE_STARTS = {
    "parquet": re.compile(rb"PAR1"),
    "json": re.compile(rb'(\xef\xbb\xbf)?\s*(\[\s*"|(\[\s*)?\{\s*")'),
    "csv": re.compile(rb"(\xef\xbb\xbf)?(%b[,\t])*%b([,\t]%b)*\r?(\n|\Z)" % (_FIELD, _STORY, _FIELD)),
}
_PACKED_STARTS = {b"\x1f\x8b": ".gz", b"\x28\xb5\x2f\xfd": ".zst", b"PK\3\4": ".zip", b"\xfd7zXZ\0": ".xz"}
_POINTER_START = b"version https://git-lfs"
_HEAD_BYTES = 4096
_BLOCK_BYTES = 2**26

_BLANKS = "".join(c for c in map(chr, range(0x3001)) if c.isspace()) + "\ufeff"
_INVISIBLE = {"Zs", "Zl", "Zp", "Cc", "Cf"}
# letters and marks that show nothing: fillers of Hangul, Khmer and Braille, joiners, selectors of variants
_FILLERS = frozenset("\u034f\u115f\u1160\u17b4\u17b5\u2800\u3164\uffa0") | {*map(chr, range(0xFE00, 0xFE10))}


def read_stories(path: str | os.PathLike) -> list[str]:
    """Return the stories of a file, without surrounding white space and byte-order marks, their lines ended by "\\n".

    - *Text* in UTF-8: stories are separated by `<|endoftext|>`, wherever it stands; a text without it is one
      running story.
    - *A table* (CSV, TSV, JSON, JSON lines, Parquet; by its name, or by its first bytes whatever the name): the
      stories are the column "text", or "story" where there is no "text"; a marker within one separates, too.

    Stories that show nothing (white space, control and zero-width characters) are dropped.

    Raises:
        FileNotFoundError: there is no such file (OSError in general: it cannot be read).
        ValueError: the file has no stories, is compressed or binary, not UTF-8 (with the byte's place), or a table
            without such a column.
    """
    path = arguments.place("path", path)
    stories = list(iterate_stories(path))
    if not stories:
        raise ValueError(f"{path} has no text; expected stories separated by {END_OF_TEXT}")
    return stories


def iterate_stories(path: Path) -> Iterator[str]:
    """The stories of a file as `read_stories` returns them, one after the other; a text is not read whole."""
    with path.open("rb") as file:
        head = file.read(_HEAD_BYTES)
    _refuse(path, head)
    kind = TABLES.get(path.suffix.lower()) or _table_kind(head)
    texts = _column(path, kind, head) if kind and head else _pieces(path)
    return visible_stories(texts)


def visible_stories(texts: Iterable[str]) -> Iterator[str]:
    """Cut texts at their markers, and yield the stories that show something, without what surrounds them."""
    for text in texts:
        for story in text.replace("\r\n", "\n").replace("\r", "\n").split(END_OF_TEXT):
            story = story.strip(_BLANKS)
            if any(unicodedata.category(c) not in _INVISIBLE and c not in _FILLERS for c in story):
                yield story


def _refuse(path: Path, head: bytes) -> None:
    """Raise ValueError for what stands for a text and is none: compressed files, and pointers to large files."""
    if head.startswith(_POINTER_START):
        raise ValueError(f"{path} is a pointer of Git LFS, not the text itself; fetch that with git lfs pull")
    packed = next((suffix for start, suffix in _PACKED_STARTS.items() if head.startswith(start)), path.suffix.lower())
    if packed in PACKED:
        raise ValueError(f"{path} is compressed ({packed}); unpack it ({PACKED[packed]}) and give the text itself")


def _table_kind(head: bytes) -> str | None:
    return next((kind for kind, start in _TABLE_STARTS.items() if start.match(head)), None)


# Text


def _pieces(path: Path) -> Iterator[str]:
    """The text between markers; ValueError with the byte's place where it is none."""
    with path.open("rb") as file:
        for start, piece in _split(file, END_OF_TEXT.encode()):
            try:
                text = piece.decode("utf-8")
            except UnicodeDecodeError as error:
                place = start + error.start
                message = f"{path} is not UTF-8 text ({error.reason} at byte {place}); save it as UTF-8"
                raise ValueError(message) from None
            if "\0" in text:
                place = start + piece.find(b"\0")
                raise ValueError(f"{path} is no text: a null character at byte {place}; give UTF-8 text")
            yield text


def _split(file: BinaryIO, marker: bytes) -> Iterator[tuple[int, bytes]]:
    """(place, bytes) of what stands between markers, a block at a time; a character of UTF-8 never holds another."""
    start, rest = 0, b""
    while block := file.read(_BLOCK_BYTES):
        *whole, rest = (rest + block).split(marker)
        for piece in whole:
            yield start, piece
            start += len(piece) + len(marker)
    yield start, rest


# Tables


def _column(path: Path, kind: str, head: bytes) -> Iterator[str]:
    """The column of stories of a table; an empty cell is an empty story."""
    for number, cell in enumerate(_cells(path, kind, head), start=1):
        if isinstance(cell, tuple):
            columns = ", ".join(map(arguments.shown, cell))
            raise ValueError(f"{path} has no column 'text' or 'story', but {columns}; name the column of stories so")
        if not isinstance(cell, str | None):
            raise ValueError(f"{path}, row {number}: {arguments.shown(cell)} is no story, a string")
        yield cell or ""


def _cells(path: Path, kind: str, head: bytes) -> list:
    """A table's stories, read by `datasets`; of a row that has none, the names of its columns as a tuple.

    The library's errors, of any kind, become a ValueError that names the file. It closes a file only at its end, so
    the table is read to its end.
    """
    try:
        import datasets
    except ImportError:
        raise ImportError(f"{path} is a table, which `datasets` reads: pip install datasets, or give text") from None

    tabs = path.suffix.lower() == ".tsv" or b"\t" in head.splitlines()[0]
    options = {"sep": "\t" if tabs else ",", "keep_default_na": False} if kind == "csv" else {}
    pattern = glob.escape(str(path.resolve()))
    try:
        with TemporaryDirectory() as cache:
            rows = datasets.load_dataset(
                kind, data_files=pattern, split="train", streaming=True, cache_dir=cache, **options
            )
            return [row.get("text", row.get("story", tuple(row))) for row in rows]
    except Exception as error:
        message = f"{path} cannot be read as {kind.upper()} ({type(error).__name__}: {error})"
        raise ValueError(f"{message}; repair it, or give text with {END_OF_TEXT} between stories") from error
