"""Stories: running text as next-token prediction, from TinyStories or from the story grammar.

The protocol: the tokenizer is trained on the training part only, stories are held out by a hash
of their text, and rows of one context length are cut from each story's start. `Corpus.protocol`
says it in a paragraph, to be printed beside every number.

TinyStories: Eldan & Li 2023, arXiv 2305.07759, licence CDLA-Sharing-1.0.
"""

import hashlib
import os
import re
from collections.abc import Callable, Iterable, Iterator, Sequence
from dataclasses import dataclass
from pathlib import Path

import numpy as np
import tiktoken

from arntp.text.corpus import Corpus, Scored, chunk, cut, text_bytes
from arntp.text.download import MANIFEST, download_tinystories, read_manifest, verify_shards
from arntp.text.grammar import sample_stories
from arntp.text.token_file import TokenFile, flatten
from arntp.tokens import END_OF_TEXT, fingerprint, load_encoding, save_encoding, train_bpe

__all__ = [
    "Corpus",
    "Scored",
    "chunk",
    "download_tinystories",
    "find_tinystories",
    "load_corpus",
    "read_stories",
    "split_by_hash",
]

TINYSTORIES_VARIABLE = "ARNTP_TINYSTORIES"
GRAMMAR_STORIES = 20_000

_BORDER = re.compile(rf"^{re.escape(END_OF_TEXT)}[ \t]*$", re.MULTILINE)


@dataclass(frozen=True)
class _Text:
    """A text before tokenising: its parts are read only when no cache has their tokens."""

    name: str
    sha256: str
    valid: bool
    read: Callable[[], tuple[list[str], list[str]]]  # -> stories, validation stories

    @property
    def parts(self) -> list[str]:
        return ["train", "held_out"] + ["valid"] * self.valid

    def split(self, held_out: float) -> dict[str, list[str]]:
        stories, valid = self.read()
        return dict(zip(self.parts, (*_split(stories, held_out), valid), strict=False))


def load_corpus(
    data: str = "auto",
    vocab_size: int = 2048,
    context: int = 64,
    path: str | os.PathLike | None = None,
    cache: str | os.PathLike | None = None,
    held_out: float = 0.05,
    stories: int | None = None,
    seed: int = 0,
    encoding: tiktoken.Encoding | None = None,
) -> Corpus:
    """Read, split, tokenise and cut a corpus.

    Args:
        data: "tinystories", "grammar", or "auto": TinyStories where it is found, else the
            grammar; `Corpus.name` says which.
        vocab_size: V of the byte-pair encoding, trained on the training part; texts with few
            distinct words give a smaller one.
        context: tokens in a piece, L.
        path: where TinyStories is (see `find_tinystories`).
        cache: folder for the tokenizer and the token files; a second call reads them back,
            verified. Without it everything stays in memory.
        held_out: share of the stories held out, in (0, 1).
        stories: how many stories at most: the text's first ones (all when None), or as many as the
            grammar tells (20,000 when None).
        seed: the grammar's.
        encoding: a tokenizer to use as it is, instead of training one of `vocab_size` tokens.

    Raises:
        FileNotFoundError: TinyStories was asked for and is not there.
        ValueError: unknown `data`, a text that is empty or too short, a corrupt cache.
    """
    if not 0 < held_out < 1:
        raise ValueError(f"held_out {held_out} is no share of the stories; choose one in (0, 1), such as 0.05")
    text = _find_text(data, path, stories, seed)
    origin = f"given ({encoding.name})" if encoding else "trained on the training part only"
    encoding, flat = _tokenise(text, encoding or vocab_size, held_out, cache)
    scored = {part: _scored(flat[part], context, encoding) for part in text.parts[1:]}
    protocol = _protocol(text, encoding, origin, flat, context, scored, held_out)
    valid = scored.get("valid")
    return Corpus(text.name, encoding, flat["train"], context, scored["held_out"], valid, protocol, text.sha256)


def _find_text(data: str, path: str | os.PathLike | None, stories: int | None, seed: int) -> _Text:
    if data not in ("tinystories", "grammar", "auto"):
        raise ValueError(f"unknown data {data!r}; choose 'tinystories', 'grammar' or 'auto'")
    if data == "grammar":
        if path:
            raise ValueError(f"data 'grammar' reads no file, but path {os.fspath(path)!r} was given; drop one of them")
        return _grammar(stories or GRAMMAR_STORIES, seed)
    found = find_tinystories(path)
    if found is None and data == "tinystories":
        raise FileNotFoundError(
            f"TinyStories not found: give path, set {TINYSTORIES_VARIABLE} to a folder with train.txt (and valid.txt) "
            "or to a text file, fetch it with download_tinystories(folder), or choose data='grammar'"
        )
    return _local(found, stories) if found else _grammar(stories or GRAMMAR_STORIES, seed)


def _grammar(count: int, seed: int) -> _Text:
    stories = sample_stories(count, seed)
    digest = hashlib.sha256("\n".join(stories).encode()).hexdigest()
    name = f"story grammar ({count:,} distinct stories, seed {seed})"
    return _Text(name, digest, False, lambda: (stories, []))


def _local(path: Path, stories: int | None) -> _Text:
    train, valid = _files(path)
    if (path / MANIFEST).is_file():
        verify_shards(path)
    digest = hashlib.sha256()
    for part, files in (("train", train), ("valid", valid)):  # the same bytes, parted elsewhere, are other data
        digest.update(part.encode())
        for file in files:
            digest.update(file.read_bytes())
    name = "TinyStories" if path.is_dir() else f"local text {path.name}"
    if stories:
        digest.update(f"first {stories}".encode())
        name += f" (first {stories:,} stories)"
    return _Text(name, digest.hexdigest(), bool(valid), lambda: (_read_all(train)[:stories], _read_all(valid)))


def _read_all(files: Iterable[Path]) -> list[str]:
    return [story for file in files for story in read_stories(file)]


def find_tinystories(path: str | os.PathLike | None = None) -> Path | None:
    """Return where TinyStories is: `path`, else the variable ARNTP_TINYSTORIES, else None.

    It is a folder with train.txt (and valid.txt), a folder that `download_tinystories` filled,
    or a single text file.

    Raises:
        FileNotFoundError: a place was named, and there is no such text.
    """
    named = path or os.environ.get(TINYSTORIES_VARIABLE)
    if not named:
        return None
    _files(Path(named))
    return Path(named)


def _files(path: Path) -> tuple[list[Path], list[Path]]:
    """Return the training and the validation files of a TinyStories folder or text file."""
    if path.is_file():
        return [path], []
    if (path / MANIFEST).is_file():
        shards = read_manifest(path)
        return list(shards["train"]), list(shards["validation"])
    if not (path / "train.txt").is_file():
        raise FileNotFoundError(
            f"no stories at {path}: expected a text file, or a folder with train.txt (and valid.txt) or {MANIFEST}"
        )
    return [path / "train.txt"], [file for file in [path / "valid.txt"] if file.is_file()]


def read_stories(path: str | os.PathLike) -> list[str]:
    """Return the stories of a UTF-8 text file, without surrounding white space.

    Stories are separated by lines `<|endoftext|>`; a text without such lines is one running
    story. Empty stories are dropped.

    Raises:
        FileNotFoundError: there is no such file.
        ValueError: the file is empty, or not UTF-8.
    """
    try:
        text = Path(path).read_text(encoding="utf-8")
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text ({error.reason} at byte {error.start})") from None
    stories = [story.strip() for story in _BORDER.split(text)]
    stories = [story for story in stories if story]
    if not stories:
        raise ValueError(f"{path} has no text; expected stories separated by lines {END_OF_TEXT}")
    return stories


def split_by_hash(stories: Iterable[str], held_out: float = 0.05) -> tuple[list[str], list[str]]:
    """Split stories into (train, held out) by a hash of their text.

    A story's side depends on its text alone: equal stories never stand on both sides, and adding
    stories moves none. The held-out share is `held_out` in expectation.
    """
    parts: tuple[list[str], list[str]] = ([], [])
    for story in stories:
        parts[_uniform(story) < held_out].append(story)
    return parts


def _uniform(text: str) -> float:
    """Return a number in [0, 1) that only the text decides."""
    return int.from_bytes(hashlib.sha256(text.encode()).digest()[:6]) / 2**48


def _split(stories: Sequence[str], held_out: float) -> tuple[list[str], list[str]]:
    """Split by hash; a single running text gives its tail, from a word's start, instead."""
    if len(stories) == 1:
        border = stories[0].rfind(" ", 0, round(len(stories[0]) * (1 - held_out)))
        train, held = [stories[0][: max(border, 0)]], [stories[0][border + 1 :]]
    else:
        train, held = split_by_hash(stories, held_out)
    if not any(train) or not any(held):
        raise ValueError(f"the text ({len(stories)} stories) is too short to hold out a share {held_out:g} of it")
    return train, held


def _tokenise(
    text: _Text, tokenizer: int | tiktoken.Encoding, held_out: float, cache: str | os.PathLike | None
) -> tuple[tiktoken.Encoding, dict[str, np.ndarray]]:
    """Return the tokenizer and the flat tokens of each part, from `cache` where they are."""
    if cache is None:
        parts = text.split(held_out)
        encoding = _tokenizer(tokenizer, parts)
        return encoding, {part: flatten(_encode(parts[part], encoding), encoding) for part in parts}
    which = f"v{tokenizer}" if isinstance(tokenizer, int) else fingerprint(tokenizer)[:16]
    folder = Path(cache) / f"{text.sha256[:16]}-{which}-h{held_out:g}"
    if not (folder / "tokenizer.json").exists():
        _fill(folder, text.split(held_out), tokenizer)
    encoding = load_encoding(folder / "tokenizer.json")
    return encoding, {part: TokenFile.open(folder / f"{part}.tokens", encoding).tokens for part in text.parts}


def _tokenizer(tokenizer: int | tiktoken.Encoding, parts: dict[str, list[str]]) -> tiktoken.Encoding:
    """The given tokenizer, or one of the given size trained on the training part."""
    return train_bpe(parts["train"], tokenizer) if isinstance(tokenizer, int) else tokenizer


def _fill(folder: Path, parts: dict[str, list[str]], tokenizer: int | tiktoken.Encoding) -> None:
    encoding = _tokenizer(tokenizer, parts)
    for part, stories in parts.items():
        TokenFile.write(folder / f"{part}.tokens", _encode(stories, encoding), encoding)
    save_encoding(encoding, folder / "tokenizer.json")  # last: its presence says that all is there


def _encode(stories: Iterable[str], encoding: tiktoken.Encoding) -> Iterator[list[int]]:
    return (encoding.encode_ordinary(story) for story in stories)


def _scored(flat: np.ndarray, context: int, encoding: tiktoken.Encoding) -> Scored:
    return Scored(cut(flat, context, encoding.eot_token), text_bytes(flat, encoding))


def _protocol(
    text: _Text,
    encoding: tiktoken.Encoding,
    origin: str,
    flat: dict[str, np.ndarray],
    context: int,
    scored: dict[str, Scored],
    held_out: float,
) -> str:
    count = {part: int((tokens == encoding.eot_token).sum()) for part, tokens in flat.items()}
    said = {part: f"{n:,} stories" if n > 1 else "one text" for part, n in count.items()}
    what = "stories by hash" if count["train"] > 1 else "text, its end"
    kept = [f"{part} {said[part]}, {s.tokens:,} tokens, {s.bytes:,} bytes" for part, s in scored.items()]
    judged = "; ".join(kept).replace("_", " ")
    return (
        f"Data: {text.name} (SHA-256 {text.sha256[:16]}…). Held out: {held_out:.1%} of the {what}. Tokenizer: "
        f"byte-level BPE, {encoding.n_vocab:,} tokens, {origin}. Training: {said['train']}, "
        f"{len(flat['train']):,} tokens, in rows of {context} from each story's start in the first epoch, from random "
        f"places later. Scored: {judged}; remainders included; the first token of a row is "
        f"predicted from {END_OF_TEXT}; the {END_OF_TEXT} that closes a story is scored and has no bytes. "
        f"Perplexity is per scored token, bits per byte over the UTF-8 bytes of the scored text."
    )
