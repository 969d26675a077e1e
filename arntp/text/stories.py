"""Stories: running text as next-token prediction, from TinyStories or from the story grammar.

The protocol: the tokenizer is trained on the training part only, stories are held out by a hash
of their text, and rows of one context length are cut from each story's start. `Corpus.protocol`
says it in a paragraph, to be printed beside every number.

TinyStories: Eldan & Li 2023, arXiv 2305.07759, licence CDLA-Sharing-1.0.
"""

import hashlib
import os
from collections.abc import Callable, Iterable, Iterator
from dataclasses import dataclass
from itertools import islice
from pathlib import Path

import numpy as np
import tiktoken

from arntp import arguments
from arntp.text.cache import Tokenised, through_cache
from arntp.text.corpus import Corpus, Scored, chunk, cut, text_bytes
from arntp.text.download import MANIFEST, download_tinystories, verify_shards
from arntp.text.grammar import sample_stories
from arntp.text.places import FAMILIES, VARIABLE, find_tinystories, text_files
from arntp.text.reading import iterate_stories, read_stories
from arntp.text.splitting import split, split_by_hash
from arntp.text.token_file import flatten
from arntp.tokens import END_OF_TEXT, LEAST_VOCAB, fingerprint, train_bpe, with_end

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

GRAMMAR_STORIES = 20_000


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

    def split(self, held_out: float) -> tuple[dict[str, list[str]], int]:
        """The stories of each part, and how many are in none because scored ones say the same."""
        stories, valid = self.read()
        train, held, left_out = split(stories, valid, held_out)
        return dict(zip(self.parts, (train, held, valid), strict=False)), left_out


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
        cache: folder for the tokenizer and the token files, `~` being the home folder; a second call reads them
            back, verified. Without it everything stays in memory.
        held_out: share of the stories held out, in (0, 1).
        stories: how many stories at most: the text's first ones (all when None), or as many as the
            grammar tells (20,000 when None).
        seed: the grammar's.
        encoding: a tokenizer to use as it is, instead of training one of `vocab_size` tokens; its last id is
            end-of-text.

    Raises:
        TypeError: an argument of another type.
        FileNotFoundError: TinyStories was asked for and is not there.
        ValueError: unknown `data`, a number out of its range, a text that is empty, too short or no text, a corrupt
            cache.
    """
    arguments.whole("vocab_size", vocab_size, LEAST_VOCAB)
    arguments.whole("context", context, 1)
    arguments.real("held_out", held_out, above=0, below=1)
    if stories is not None:
        arguments.whole("stories", stories, 1)
    arguments.whole("seed", seed, 0)
    if encoding is not None:
        with_end("encoding", encoding)
    cache = None if cache is None else arguments.place("cache", cache)
    text = _find_text(data, path, stories, seed)
    origin = f"given ({encoding.name})" if encoding else "trained on the training part only"
    found = _tokenise(text, encoding or vocab_size, held_out, cache)
    scored = {part: _scored(found.parts[part], context, found.encoding) for part in text.parts[1:]}
    protocol = _protocol(text, found, origin, context, scored, held_out)
    train, valid = found.parts["train"], scored.get("valid")
    return Corpus(
        text.name, found.encoding, train, context, scored["held_out"], valid, protocol, text.sha256, found.left_out
    )


def _find_text(data: str, path: str | os.PathLike | None, stories: int | None, seed: int) -> _Text:
    arguments.choice("data", data, ["tinystories", "grammar", "auto"])
    if data == "grammar":
        if path is not None:
            raise ValueError(f"data 'grammar' reads no file, but path {path!r} was given; drop one of them")
        return _grammar(stories or GRAMMAR_STORIES, seed)
    found = find_tinystories(path)
    if found is None and data == "tinystories":
        raise FileNotFoundError(
            f"TinyStories not found: give path, set {VARIABLE} to a folder with train.txt (and valid.txt) "
            "or to a text file, fetch it with download_tinystories(folder), or choose data='grammar'"
        )
    return _local(found, stories) if found else _grammar(stories or GRAMMAR_STORIES, seed)


def _grammar(count: int, seed: int) -> _Text:
    stories = sample_stories(count, seed)
    digest = hashlib.sha256("\n".join(stories).encode()).hexdigest()
    name = f"story grammar ({count:,} distinct stories, seed {seed})"
    return _Text(name, digest, False, lambda: (stories, []))


def _local(path: Path, stories: int | None) -> _Text:
    train, valid = text_files(path)
    if path.is_dir() and (path / MANIFEST).is_file():
        verify_shards(path)
    digest = hashlib.sha256()
    for part, files in (("train", train), ("valid", valid)):  # the same bytes, parted elsewhere, are other data
        digest.update(part.encode())
        for file in files:
            _add(file, digest)
    name = _name(path, train[0])
    if stories:
        digest.update(f"first {stories}".encode())
        name += f" (first {stories:,} stories)"
    return _Text(name, digest.hexdigest(), bool(valid), lambda: (_read_all(train, stories), _read_all(valid)))


def _name(path: Path, train: Path) -> str:
    """What a text is called; an official file or a table by its name, as a folder may hold several."""
    if not path.is_dir():
        return f"local text {path.name}"
    official = train.stem in list(FAMILIES)[1:] or train.suffix != ".txt"
    return f"TinyStories ({train.name})" if official else "TinyStories"


def _add(file: Path, digest: "hashlib._Hash") -> None:
    """Let the digest go on over a file's bytes."""
    with file.open("rb") as content:
        while block := content.read(2**20):
            digest.update(block)


def _read_all(files: Iterable[Path], most: int | None = None) -> list[str]:
    """The first stories of the files, all of them by default; ValueError where there is none."""
    found = list(islice((story for file in files for story in iterate_stories(file)), most))
    if files and not found:
        raise ValueError(f"{', '.join(map(str, files))}: no stories, only blanks; give text")
    return found


def _tokenise(text: _Text, tokenizer: int | tiktoken.Encoding, held_out: float, cache: Path | None) -> Tokenised:
    """Return the tokenizer and the flat tokens of each part, from `cache` where they are."""

    def make() -> tuple[tiktoken.Encoding, dict[str, Iterator[list[int]]], int]:
        stories, left_out = text.split(held_out)
        encoding = train_bpe(stories["train"], tokenizer) if isinstance(tokenizer, int) else tokenizer
        return encoding, {part: map(encoding.encode_ordinary, stories[part]) for part in stories}, left_out

    if cache is not None:
        which = f"v{tokenizer}" if isinstance(tokenizer, int) else fingerprint(tokenizer)[:16]
        return through_cache(cache / f"{text.sha256[:16]}-{which}-h{held_out}", make)
    encoding, parts, left_out = make()
    return Tokenised(encoding, {part: flatten(stories, encoding) for part, stories in parts.items()}, left_out)


def _scored(flat: np.ndarray, context: int, encoding: tiktoken.Encoding) -> Scored:
    return Scored(cut(flat, context, encoding.eot_token), text_bytes(flat, encoding))


def _protocol(
    text: _Text, found: Tokenised, origin: str, context: int, scored: dict[str, Scored], held_out: float
) -> str:
    end, train = found.encoding.eot_token, found.parts["train"]
    count = {part: int((tokens == end).sum()) for part, tokens in found.parts.items()}
    said = {part: f"{n:,} stories" if n > 1 else "one text" for part, n in count.items()}
    what = "stories by hash" if count["train"] > 1 else "text, its end"
    kept = [f"{part} {said[part]}, {s.tokens:,} tokens, {s.bytes:,} bytes" for part, s in scored.items()]
    judged = "; ".join(kept).replace("_", " ")
    return (
        f"Data: {text.name} (SHA-256 {text.sha256[:16]}…). Held out: {held_out:.1%} of the {what}. Stories of the "
        f"training text left out because scored ones say the same: {found.left_out:,}. Tokenizer: "
        f"byte-level BPE, {found.encoding.n_vocab:,} tokens, {origin}. Training: {said['train']}, "
        f"{len(train):,} tokens, in rows of {context} from each story's start in the first epoch, from random "
        f"places later. Scored: {judged}; remainders included; the first token of a row is "
        f"predicted from {END_OF_TEXT}; the {END_OF_TEXT} that closes a story is scored and has no bytes. "
        f"Perplexity is per scored token, bits per byte over the UTF-8 bytes of the scored text."
    )
