"""Text tokenised once: a flat array of tokens in a verified, memory-mapped file."""

import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import asdict, dataclass
from functools import cached_property
from pathlib import Path

import numpy as np
import tiktoken

from arntp import arguments
from arntp.files import replacing
from arntp.tokens import fingerprint, with_end

_MAGIC = b"arntp tokens 1\n"
_HEADER_BYTES = 512


def token_type(encoding: tiktoken.Encoding) -> np.dtype:
    """Return the smallest little-endian unsigned type that holds every token id."""
    return np.dtype("<u2" if encoding.n_vocab <= 2**16 else "<u4")


def closed(
    token_lists: Iterable[Sequence[int]], end: int, vocab: int | None = None, dtype: np.dtype | type = np.int64
) -> Iterator[np.ndarray]:
    """Yield each story's token ids, checked and closed by `end`.

    Raises:
        TypeError: the ids are no whole numbers, or the stories are a string.
        ValueError: an id is negative or not below `vocab`, or `end` stands within a story.
    """
    for place, tokens in enumerate(arguments.several("token_lists", token_lists, "stories in tokens")):
        ids = arguments.rows(f"token_lists[{place}]", tokens, vocab, dims=1)
        if (ids == end).any():
            raise ValueError(f"token_lists[{place}] holds {end}, end-of-text, which stands only between stories")
        yield np.append(ids.astype(dtype), np.array(end, dtype))


def flatten(token_lists: Iterable[Sequence[int]], encoding: tiktoken.Encoding) -> np.ndarray:
    """Return (N,) token ids: the stories in order, each closed by the end-of-text token.

    Raises TypeError or ValueError for what is no token id of the encoding, or is its end-of-text.
    """
    end = with_end("encoding", encoding).eot_token
    parts = list(closed(token_lists, end, encoding.n_vocab, token_type(encoding)))
    return np.concatenate(parts) if parts else np.empty(0, token_type(encoding))


@dataclass(frozen=True)
class _Header:
    count: int  # tokens, end-of-text tokens included
    sha256: str  # of the data
    tokenizer: str  # fingerprint of the encoding


@dataclass(frozen=True)
class TokenFile:
    """Stories tokenised once, in a file that is memory-mapped when read.

    The file is a 512-byte header (a magic line, then JSON: count, SHA-256 of the data, tokenizer
    fingerprint) and the flat token ids, little-endian, two bytes each where V allows, else four.

    Attributes:
        path: the file.
        count: tokens in it, end-of-text tokens included.
        sha256: hex digest of the token data.
        dtype: type of a token id.
    """

    path: Path
    count: int
    sha256: str
    dtype: np.dtype

    @classmethod
    def write(
        cls, path: str | os.PathLike, token_lists: Iterable[Sequence[int]], encoding: tiktoken.Encoding
    ) -> "TokenFile":
        """Write the stories to `path` as they come (none is kept), and open the result.

        The file appears under its name only when complete; on any error, a full disk (OSError)
        included, what stood there before is unchanged and nothing else is left.

        Raises:
            TypeError: the ids are no whole numbers, `path` is no path, `encoding` no encoding.
            ValueError: there is no story, an id is outside the vocabulary, or end-of-text stands within a story.
            OSError: the file cannot be written.
        """
        path, end = arguments.place("path", path), with_end("encoding", encoding).eot_token
        digest, count = hashlib.sha256(), 0
        with replacing(path) as file:
            file.write(bytes(_HEADER_BYTES))
            for tokens in closed(token_lists, end, encoding.n_vocab, token_type(encoding)):
                file.write(tokens)
                digest.update(tokens)
                count += len(tokens)
            if not count:
                raise ValueError(f"no stories to write to {path}; a token file holds at least one")
            file.seek(0)
            header = _Header(count, digest.hexdigest(), fingerprint(encoding))
            file.write(_MAGIC + json.dumps(asdict(header)).encode())
        return cls.open(path, encoding)

    @classmethod
    def open(cls, path: str | os.PathLike, encoding: tiktoken.Encoding) -> "TokenFile":
        """Open a token file and verify it: header, tokenizer, count and SHA-256 of the data.

        Raises:
            TypeError: `path` is no path, or `encoding` no encoding.
            FileNotFoundError: there is no such file.
            ValueError: it is no token file, is cut short or altered, or another tokenizer wrote it.
        """
        path, encoding = arguments.place("path", path), with_end("encoding", encoding)
        header = _read_header(path)
        if header.tokenizer != fingerprint(encoding):
            raise ValueError(
                f"{path} was written with tokenizer {header.tokenizer[:12]}…, not {fingerprint(encoding)[:12]}…; "
                "load the encoding it was written with, or delete the file to tokenise again"
            )
        _verify(path, header, token_type(encoding).itemsize)
        return cls(path, header.count, header.sha256, token_type(encoding))

    @cached_property
    def tokens(self) -> np.ndarray:
        """The flat token ids, (count,), mapped from the file and read-only."""
        return np.memmap(self.path, dtype=self.dtype, mode="r", offset=_HEADER_BYTES, shape=(self.count,))


def _read_header(path: Path) -> _Header:
    with path.open("rb") as file:
        head = file.read(_HEADER_BYTES)
    try:
        if len(head) < _HEADER_BYTES or not head.startswith(_MAGIC):
            raise ValueError(f"it does not begin with {_MAGIC!r} and a header of {_HEADER_BYTES} bytes")
        header = _Header(**json.loads(head[len(_MAGIC) :].rstrip(b"\0")))
        arguments.whole("count", header.count, 1)
        return header
    except (ValueError, TypeError, RecursionError) as error:
        raise ValueError(f"{path} is not a token file, or its header is corrupt: {error}") from None


def _verify(path: Path, header: _Header, itemsize: int) -> None:
    found, rest = divmod(path.stat().st_size - _HEADER_BYTES, itemsize)
    if rest or found != header.count:
        raise ValueError(f"{path} is cut short or altered: it holds {found} tokens, its header says {header.count}; "
                         "delete it to tokenise again")  # fmt: skip
    with path.open("rb") as file:
        file.seek(_HEADER_BYTES)
        digest = hashlib.file_digest(file, "sha256").hexdigest()
    if digest != header.sha256:
        raise ValueError(f"{path} is corrupt: its tokens have SHA-256 {digest}, its header says {header.sha256}; "
                         "delete it to tokenise again")  # fmt: skip
