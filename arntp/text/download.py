"""TinyStories from the Hugging Face hub, streamed into text shards with a manifest."""

import hashlib
import json
import os
from collections.abc import Iterator
from itertools import islice
from pathlib import Path

from arntp import arguments
from arntp.files import replacing
from arntp.tokens import END_OF_TEXT

TINYSTORIES = "roneneldan/TinyStories"
MANIFEST = "manifest.json"


def download_tinystories(folder: str | os.PathLike, stories: int | None = None, shard: int = 100_000) -> Path:
    """Stream TinyStories from the Hugging Face hub into text shards, and return the folder.

    One shard is in memory at a time. `load_corpus("tinystories", path=folder, cache=…)` then
    tokenises the shards once. The manifest comes last, with each shard's SHA-256, so an
    interrupted download is never taken for a whole one.

    Args:
        folder: where to put the shards and manifest.json; `~` is the home folder.
        stories: how many stories of each split, from its start; all by default (2 GB).
        shard: stories in a file.

    Raises:
        TypeError, ValueError: `stories` or `shard` is no whole number from 1 on, or `folder` no path.
        ConnectionError: the hub cannot be reached, or no longer.
        OSError: the disk is full; the shard being written is removed.
    """
    folder = arguments.place("folder", folder)
    arguments.whole("shard", shard, 1)
    if stories is not None:
        arguments.whole("stories", stories, 1)
    splits = {split: islice(_stream(split), stories) for split in ("train", "validation")}
    shards = {split: dict(_write_shards(folder, split, texts, shard)) for split, texts in splits.items()}
    with replacing(folder / MANIFEST) as file:
        file.write(json.dumps({"data": TINYSTORIES, "shards": shards}, indent=1).encode())
    return folder


def _stream(split: str) -> Iterator[str]:
    import datasets

    try:
        for example in datasets.load_dataset(TINYSTORIES, split=split, streaming=True):
            yield example["text"].strip()
    except OSError as error:
        raise ConnectionError(
            f"{TINYSTORIES} cannot be reached ({error}); connect to the network, or use a local copy of the text"
        ) from error


def _write_shards(folder: Path, split: str, texts: Iterator[str], shard: int) -> Iterator[tuple[str, str]]:
    """Write the texts in files of `shard` stories; yield each file's name and SHA-256."""
    number = 0
    while batch := list(islice(texts, shard)):
        content = "".join(f"{text}\n{END_OF_TEXT}\n" for text in batch).encode()
        name = f"{split}-{number:05d}.txt"
        with replacing(folder / name) as file:
            file.write(content)
        yield name, hashlib.sha256(content).hexdigest()
        number += 1


def read_manifest(folder: Path) -> dict[str, dict[Path, str]]:
    """Return each split's shards with their SHA-256, as `download_tinystories` listed them.

    Raises:
        FileNotFoundError: the folder has no manifest.
        ValueError: the manifest is altered.
    """
    folder = arguments.place("folder", folder)
    try:
        shards = json.loads((folder / MANIFEST).read_bytes())["shards"]
        found = {split: {folder / n: sha for n, sha in shards[split].items()} for split in ("train", "validation")}
        if not found["train"]:
            raise ValueError("it lists no training text")
        return found
    except (ValueError, KeyError, TypeError, AttributeError, RecursionError) as error:
        raise ValueError(f"{folder / MANIFEST} is no list of shards ({error!r}); download again") from None


def verify_shards(folder: Path) -> None:
    """Check every shard of a downloaded folder against the manifest.

    Raises:
        FileNotFoundError: a shard, or the manifest, is missing.
        ValueError: a shard's SHA-256 differs, or the manifest is altered.
    """
    for shards in read_manifest(folder).values():
        for file, expected in shards.items():
            with file.open("rb") as content:
                found = hashlib.file_digest(content, "sha256").hexdigest()
            if found != expected:
                raise ValueError(f"{file} has SHA-256 {found}, its manifest says {expected}; download again")
