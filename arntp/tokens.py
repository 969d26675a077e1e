"""Tokens: symbolic vocabularies, and the text tokenizer as a `tiktoken.Encoding`.

Both map between what is written (words, text) and the finite token set 𝔻 = {0, …, V − 1} of
the book. The text tokenizer is a byte-level byte-pair encoding: any text has tokens, and
decoding gives the text back exactly.
"""

import base64
import hashlib
import json
import os
from collections.abc import Iterable, Iterator, Sequence
from pathlib import Path
from typing import Any

import tiktoken
from tokenizers import Tokenizer, models, pre_tokenizers, trainers

from arntp import arguments
from arntp.files import replacing

END_OF_TEXT = "<|endoftext|>"

GPT2_PATTERN = r"'(?:[sdmt]|ll|ve|re)| ?\p{L}+| ?\p{N}+| ?[^\s\p{L}\p{N}]+|\s+(?!\S)|\s+"
GPT2_SHA256 = "306cd27f03c1a714eca7108e03d66b7dc042abe8c258b44c199a7ed9838dd930"

LEAST_VOCAB = 257  # the bytes and END_OF_TEXT
MOST_VOCAB = 2**24

_FORMAT = "arntp byte-pair encoding 1"


class Vocabulary:
    """A finite, ordered set of named tokens: 𝔻 with a readable name for each element.

    Args:
        tokens: distinct names; a name's place is its token id.

    Raises:
        TypeError: the names are a string, or something else than strings.
        ValueError: a name occurs twice, or there is none.
    """

    def __init__(self, tokens: Sequence[str]):
        self.tokens = tuple(arguments.words("tokens", tokens))
        self._ids = {token: i for i, token in enumerate(self.tokens)}
        if not self.tokens:
            raise ValueError("a vocabulary needs at least one token, got none")
        if len(self._ids) < len(self.tokens):
            twice = next(t for i, t in enumerate(self.tokens) if self._ids[t] != i)
            raise ValueError(f"token {twice!r} occurs twice; the tokens of a vocabulary are distinct")

    def __len__(self) -> int:
        return len(self.tokens)

    def __eq__(self, other: object) -> bool:
        return isinstance(other, Vocabulary) and self.tokens == other.tokens

    def __hash__(self) -> int:
        return hash(self.tokens)

    def __repr__(self) -> str:
        shown = " ".join(self.tokens[:6]) + (" …" if len(self) > 6 else "")
        return f"Vocabulary({len(self)}: {shown})"

    def index(self, token: str) -> int:
        """Return the id of `token`; an unknown one raises a ValueError that names it."""
        try:
            return self._ids[arguments.text("token", token)]
        except KeyError:
            raise ValueError(f"unknown token {token!r}: it is not among the {len(self)} of {self!r}") from None

    def encode(self, tokens: Iterable[str]) -> list[int]:
        """Return the ids of `tokens`, in order; an unknown one raises a ValueError, a string a TypeError."""
        return [self.index(token) for token in arguments.words("tokens", tokens)]

    def decode(self, ids: Iterable[int]) -> list[str]:
        """Return the names of `ids`, in order; an id outside 0 … V − 1 raises a ValueError, a float a TypeError."""
        ids = ids.tolist() if hasattr(ids, "tolist") else ids  # of NumPy or torch
        return [self.tokens[i] for i in arguments.wholes("ids", ids, 0, len(self) - 1)]


def train_bpe(texts: Iterable[str], vocab_size: int) -> tiktoken.Encoding:
    """Learn a byte-level byte-pair encoding from `texts`.

    Starting from the 256 bytes, the most frequent adjacent pair becomes a new token, until there
    are `vocab_size` tokens with END_OF_TEXT, which is the last id (`encoding.eot_token`). Texts
    with few distinct words run out of pairs first: `encoding.n_vocab` is then smaller.

    Args:
        texts: the training texts; words are split as GPT-2 splits them.
        vocab_size: V, at least 257 (the bytes and END_OF_TEXT).

    Raises:
        TypeError: `texts` is a string or holds something else than strings, or `vocab_size` is no whole number.
        ValueError: `vocab_size` is too small, or the texts are all empty.
    """
    arguments.whole("vocab_size", vocab_size, LEAST_VOCAB, MOST_VOCAB)
    tokenizer = Tokenizer(models.BPE())
    tokenizer.pre_tokenizer = pre_tokenizers.ByteLevel(add_prefix_space=False)
    alphabet = pre_tokenizers.ByteLevel.alphabet()
    trainer = trainers.BpeTrainer(vocab_size=vocab_size - 1, initial_alphabet=alphabet, show_progress=False)
    tokenizer.train_from_iterator(_not_all_empty(arguments.several("texts", texts, "strings")), trainer)
    return _encoding(_as_bytes(tokenizer.get_vocab()), GPT2_PATTERN)


def _not_all_empty(texts: Iterable[str]) -> Iterator[str]:
    empty = True
    for place, text in enumerate(texts):
        empty = not arguments.text(f"texts[{place}]", text) and empty
        yield text
    if empty:
        raise ValueError("cannot train a tokenizer: every text is empty")


def _as_bytes(vocab: dict[str, int]) -> list[bytes]:
    """Return the tokens in rank order as bytes, undoing the printable alphabet of `tokenizers`."""
    printable = [b for b in range(256) if chr(b).isprintable() and chr(b) != " "]
    byte_of = {chr(b): b for b in printable}
    byte_of |= {chr(256 + i): b for i, b in enumerate(b for b in range(256) if b not in printable)}
    return [bytes(byte_of[c] for c in token) for token in sorted(vocab, key=vocab.__getitem__)]


def _encoding(tokens: Sequence[bytes], pattern: str, name: str | None = None) -> tiktoken.Encoding:
    ranks = {token: rank for rank, token in enumerate(tokens)}
    special = {END_OF_TEXT: len(ranks)}
    name = name or f"bpe-{len(ranks) + 1}"
    return tiktoken.Encoding(name, pat_str=pattern, mergeable_ranks=ranks, special_tokens=special)


def with_end(name: str, value: Any) -> tiktoken.Encoding:
    """The argument `value` as an encoding whose last id, after all of its ranks, is END_OF_TEXT.

    Raises:
        TypeError: it is no `tiktoken.Encoding`.
        ValueError: it has another last id.
    """
    encoding = arguments.instance(name, value, tiktoken.Encoding)
    ranks = len(encoding._mergeable_ranks)
    if encoding._special_tokens != {END_OF_TEXT: ranks} or encoding.n_vocab != ranks + 1:
        raise ValueError(
            f"{name} has {ranks} ranks and the special tokens {arguments.shown(encoding._special_tokens)}: "
            f"{{{END_OF_TEXT!r}: {ranks}}} is needed"
        )
    return encoding


def fingerprint(encoding: tiktoken.Encoding) -> str:
    """Return the SHA-256 (hex) of what fixes the token ids: the ranks and the splitting pattern.

    Two encodings with the same fingerprint give the same tokens for every text. What is no such encoding raises as
    in `with_end`.
    """
    with_end("encoding", encoding)
    return _digest(_tokens(encoding), encoding._pat_str)


def _tokens(encoding: tiktoken.Encoding) -> list[str]:
    """Return the tokens below END_OF_TEXT, in rank order, in base64."""
    ranks = encoding._mergeable_ranks
    return [base64.b64encode(token).decode() for token in sorted(ranks, key=ranks.__getitem__)]


def _digest(tokens: Sequence[str], pattern: str) -> str:
    return hashlib.sha256("\n".join([pattern, *tokens]).encode()).hexdigest()


def save_encoding(encoding: tiktoken.Encoding, path: str | os.PathLike) -> None:
    """Write `encoding` to `path` as JSON: pattern, tokens by rank in base64, and their SHA-256.

    Raises:
        TypeError, ValueError: `path` is no path, or `encoding` as in `with_end`.
        OSError: the file cannot be written.
    """
    path, encoding = arguments.place("path", path), with_end("encoding", encoding)
    tokens, pattern = _tokens(encoding), encoding._pat_str
    content = {"format": _FORMAT, "sha256": _digest(tokens, pattern), "pattern": pattern, "tokens": tokens}
    with replacing(path) as file:
        file.write(json.dumps(content, indent=0).encode())


def load_encoding(path: str | os.PathLike) -> tiktoken.Encoding:
    """Read an encoding that `save_encoding` wrote.

    Raises:
        TypeError: `path` is no path.
        FileNotFoundError: there is no such file.
        ValueError: the file is no such encoding, or its tokens do not match its SHA-256.
    """
    path = arguments.place("path", path)
    try:
        content = json.loads(path.read_bytes())
        tokens, pattern, expected = content["tokens"], content["pattern"], content["sha256"]
        found = _digest(tokens, pattern)
    except (ValueError, KeyError, TypeError, RecursionError) as error:
        raise ValueError(f"{path} is not a tokenizer file of `save_encoding` ({error!r}); train it again") from None
    if content.get("format") != _FORMAT or found != expected:
        raise ValueError(f"{path} is corrupt: its tokens have SHA-256 {found}, its record {expected}; train it again")
    return _encoding([base64.b64decode(token) for token in tokens], pattern)


def gpt2_encoding(path: str | os.PathLike | None = None) -> tiktoken.Encoding:
    """Return GPT-2's encoding (50,257 tokens), the paper's tokenizer for TinyStories.

    Args:
        path: a local copy of `r50k_base.tiktoken` (GPT-2's ranks); without it `tiktoken`
            downloads them once, or takes them from the folder TIKTOKEN_CACHE_DIR.

    Raises:
        TypeError: `path` is no path.
        FileNotFoundError: there is no such local file.
        ValueError: the local file is not GPT-2's (its SHA-256 differs).
        ConnectionError: no path given, nothing cached, and no network.
    """
    if path is not None:
        return _encoding(_gpt2_tokens(arguments.place("path", path)), GPT2_PATTERN, "gpt2")
    try:
        return tiktoken.get_encoding("gpt2")
    except OSError as error:
        raise ConnectionError(
            "GPT-2's tokenizer is not cached and cannot be downloaded. Give a local copy of r50k_base.tiktoken, "
            "gpt2_encoding(path), or set TIKTOKEN_CACHE_DIR to a folder filled on a machine with a network"
        ) from error


def _gpt2_tokens(path: Path) -> list[bytes]:
    content = path.read_bytes()
    found = hashlib.sha256(content).hexdigest()
    if found != GPT2_SHA256:
        raise ValueError(f"{path} has SHA-256 {found}, but GPT-2's r50k_base.tiktoken has {GPT2_SHA256}; copy it again")
    ranked = [line.split() for line in content.splitlines() if line]
    return [base64.b64decode(token) for token, _ in sorted(ranked, key=lambda pair: int(pair[1]))]
