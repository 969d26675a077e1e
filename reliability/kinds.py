"""Each kind of file that the project writes and reads back: how it is made, and what is read from it."""

from collections.abc import Callable
from dataclasses import dataclass
from pathlib import Path
from typing import Any
from unittest.mock import patch

import numpy as np
import torch

from arntp.atlas.__main__ import write_classes
from arntp.atlas.five import kept, read_arrays
from arntp.files import read_text, write_text
from arntp.runs import Record
from arntp.runs.summary import SUMMARY, fault, summarise
from arntp.sealed import read_json, write_json
from arntp.text import download
from arntp.text.cache import through_cache
from arntp.text.token_file import TokenFile
from arntp.tokens import fingerprint, load_encoding, save_encoding, train_bpe
from arntp.training.checkpoints import load_checkpoint, save_checkpoint

STORIES = ["Once upon a time there was a small red car.", "Tim loved the car, and the car loved Tim.", "The end."]
ENCODING = train_bpe(STORIES * 3, 300)
SETTINGS = {"size": "smoke", "seed": 1}


@dataclass(frozen=True)
class Kind:
    """Files of a kind in a folder of their own.

    make : (folder, version) writes them; other versions have other content
    read : folder → what is in them, to be compared
    damaged : patterns of the files whose damage must be noticed; none where nothing reads them back
    replaces : whether a second `make` replaces the first
    """

    name: str
    make: Callable[[Path, int], Any]
    read: Callable[[Path], Any]
    damaged: tuple[str, ...] = ("*",)
    replaces: bool = True


def make_checkpoint(folder: Path, version: int) -> None:
    tensors = {"model.weight": torch.full((30, 20), float(version)), "optimizer.0.step": torch.tensor(float(version))}
    numbers = {"step": version + 1, "history": [{"step": 1, "loss": 0.5 + version}]}
    save_checkpoint(folder, tensors, {"width": 20}, numbers)


def read_checkpoint(folder: Path) -> Any:
    tensors, numbers = load_checkpoint(folder, {"width": 20})
    return {name: value.tolist() for name, value in tensors.items()}, numbers


def make_run(folder: Path, version: int) -> None:
    Record(folder).once("a result", lambda: {"value": version, "rows": [{"x": k, "y": version / 7} for k in range(9)]})
    write_text(folder / "chapter.ipynb", '{"cells": [], "metadata": {}, "nbformat": 4, "nbformat_minor": 5}\n')
    summarise(folder, SETTINGS, 1.5 + version)


def read_run(folder: Path) -> Any:
    if (reason := fault(folder, SETTINGS)) is not None:
        raise ValueError(reason)
    return Record(folder).read("a result"), read_json(folder / SUMMARY)["seconds"]


def make_cache(folder: Path, version: int) -> None:
    lists = [[version, *ENCODING.encode_ordinary(story)] for story in STORIES]
    through_cache(folder, lambda: (ENCODING, {"train": lists, "held_out": lists[:1]}, version))


def read_cache(folder: Path) -> Any:
    if not (folder / "index.json").exists():
        raise FileNotFoundError(f"{folder / 'index.json'} is missing")
    found = through_cache(folder, lambda: None)
    return fingerprint(found.encoding), {part: ids.tolist() for part, ids in found.parts.items()}, found.left_out


def make_tokenizer(folder: Path, version: int) -> None:
    save_encoding(train_bpe(STORIES * 3, 280 + version), folder / "tokenizer.json")


def make_tokens(folder: Path, version: int) -> None:
    TokenFile.write(folder / "train.tokens", [[version, 1, 2], list(range(40))], ENCODING)


def make_download(folder: Path, version: int) -> None:
    with patch.object(download, "_stream", lambda split: iter([f"{split} {version}", *STORIES])):
        download.download_tinystories(folder, shard=2)


def read_download(folder: Path) -> Any:
    download.verify_shards(folder)
    shards = download.read_manifest(folder)
    return {split: {path.name: path.read_bytes() for path in files} for split, files in shards.items()}


def make_arrays(folder: Path, version: int) -> None:
    arrays = np.arange(200, dtype=np.uint32) * 3 + version
    kept(folder / "stage.npz", lambda: {"table": arrays, "size": (arrays % 7).astype(np.uint16)})


def read_stage(folder: Path) -> Any:
    return {name: array.tolist() for name, array in read_arrays(folder / "stage.npz").items()}


def make_table(folder: Path, version: int) -> None:
    rows = [{"table": f"0x{k:02x}", "length": k + version} for k in range(9)]
    with patch.object(Record, "read", lambda record, name: {"rows": rows}):
        write_classes(folder / "classes.csv", Record(folder), 1)


KINDS = [
    Kind("checkpoint", make_checkpoint, read_checkpoint, ("checkpoint.json", "*.safetensors")),
    Kind("result of a record", lambda folder, version: Record(folder).once("a result", lambda: {"value": version}),
         lambda folder: Record(folder).read("a result"), replaces=False),
    Kind("finished run", make_run, read_run, replaces=False),
    Kind("text cache", make_cache, read_cache, ("*.tokens", "*.json"), replaces=False),
    Kind("token file", make_tokens, lambda folder: TokenFile.open(folder / "train.tokens", ENCODING).tokens.tolist()),
    Kind("tokenizer", make_tokenizer, lambda folder: fingerprint(load_encoding(folder / "tokenizer.json"))),
    Kind("downloaded text", make_download, read_download, replaces=False),
    Kind("stage of the atlas", make_arrays, read_stage, replaces=False),
    Kind("table", make_table, lambda folder: read_text(folder / "classes.csv"), ()),
    Kind("JSON file", lambda folder, version: write_json(folder / "a.json", {"version": version}),
         lambda folder: read_json(folder / "a.json"), ()),
]  # fmt: skip
