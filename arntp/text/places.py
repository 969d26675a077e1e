"""Where a text is: a file, or a folder with a training and a validation file."""

import os
from pathlib import Path

from arntp import arguments
from arntp.text.download import MANIFEST, read_manifest
from arntp.text.reading import TABLES

VARIABLE = "ARNTP_TINYSTORIES"
FAMILIES = {
    "train": "valid",
    "TinyStories-train": "TinyStories-valid",
    "TinyStoriesV2-GPT4-train": "TinyStoriesV2-GPT4-valid",
}
"""Names of the training and the validation file that belong together, without their ends; the first found is taken."""
ENDS = (".txt", *TABLES)


def find_tinystories(path: str | os.PathLike | None = None) -> Path | None:
    """Return where TinyStories is: `path`, else the variable ARNTP_TINYSTORIES, else None; `~` is the home folder.

    It is a single file that `read_stories` reads, a folder that `download_tinystories` filled, or a folder with one of
    these pairs, of which the first that is there counts:

    - train.txt and valid.txt;
    - TinyStories-train.txt and TinyStories-valid.txt, the official first version;
    - TinyStoriesV2-GPT4-train.txt and TinyStoriesV2-GPT4-valid.txt, the official second version.

    The validation file may be missing. A table may stand for a text (train.csv, train.jsonl, train.parquet …).

    Raises:
        FileNotFoundError: a place was named, and there is no such text.
        ValueError: one text is there twice (train.txt and train.csv), or the list of shards is corrupt.
    """
    if path is None:
        path = os.environ.get(VARIABLE) or None
    if path is None:
        return None
    found = arguments.place("path", path)
    text_files(found)
    return found


def text_files(path: Path) -> tuple[list[Path], list[Path]]:
    """Return the training and the validation files of a file or folder, as `find_tinystories` describes them."""
    if path.is_file():
        return [path], []
    if not path.is_dir():
        raise FileNotFoundError(f"no stories at {path}: there is no such file or folder")
    if (path / MANIFEST).is_file():
        shards = read_manifest(path)
        return list(shards["train"]), list(shards["validation"])
    for train, valid in FAMILIES.items():
        if files := _files(path, train):
            return files, _files(path, valid)
    held = sorted(file.name for file in path.iterdir())
    raise FileNotFoundError(
        f"no stories at {path}: expected {', '.join(f'{train}.txt' for train in FAMILIES)} or {MANIFEST}; it holds "
        f"{', '.join(held[:8]) or 'nothing'}{' …' if len(held) > 8 else ''}; a single file may be named as it is"
    )


def _files(folder: Path, name: str) -> list[Path]:
    """The file of that name and one of the known ends, if it is there."""
    files = [folder / f"{name}{end}" for end in ENDS if (folder / f"{name}{end}").is_file()]
    if len(files) > 1:
        raise ValueError(f"{folder} holds both {files[0].name} and {files[1].name}; keep one of them")
    return files
