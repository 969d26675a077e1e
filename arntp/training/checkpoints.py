"""Checkpoints: tensors in a safetensors file, everything else in the JSON file that names it.

`checkpoint.json` is the newest one, `previous.json` the one before it, which is used where the newest is corrupt. Each
is sealed (`arntp.sealed`), and holds the SHA-256 of its tensors' file.
"""

import json
import os
import sys
from contextlib import suppress
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor

from arntp import arguments
from arntp.files import alone, read_text, remove_leftovers, sha256, sync, write_text
from arntp.predictors.base import Predictor
from arntp.sealed import read_sealed, sealed_text

NEWEST, PREVIOUS = "checkpoint.json", "previous.json"


def save_checkpoint(folder: Path | str, tensors: dict[str, Tensor], about: dict, numbers: dict) -> None:
    """Write a checkpoint to `folder` such that at any moment the old or the new one is whole, and keep the old one.

    The tensors go to a new file of their own; replacing `checkpoint.json`, which names it, is the one step that makes
    it count. `about` says what the weights belong to; `numbers` are the rest of the state, the `step` among them.
    Disk space is needed for three: the new, the last, and the one before.

    Raises OSError that names the folder and the reason when the system refuses (disk full, read-only, another process
    writes there): the earlier checkpoint stays, and what was half written is removed. TypeError or ValueError for
    what is no tensor, no path, no step, or not to be written as JSON.
    """
    folder = arguments.place("folder", folder)
    for name, value in (("tensors", tensors), ("about", about), ("numbers", numbers)):
        arguments.instance(name, value, dict)
    for name, value in tensors.items():
        arguments.instance(f"tensors[{name!r}]", value, Tensor)
    step = arguments.whole("numbers['step']", numbers.get("step"), 0)
    try:
        with alone(folder) as refusal:
            if refusal:
                raise refusal
            tidy(folder)
            try:
                write(folder, step, tensors, {"about": about, "numbers": numbers})
            finally:
                tidy(folder)
    except (OSError, SafetensorError, MemoryError) as error:
        kept = "the earlier checkpoint is intact" if has_checkpoint(folder) else "there is no earlier one"
        raise OSError(f"no checkpoint written to {folder}: {str(error) or 'out of memory'}; {kept}") from error


def write(folder: Path, step: int, tensors: dict[str, Tensor], content: dict) -> None:
    """The steps of a save; whatever ends them, the newest or the previous checkpoint is whole."""
    part = folder / f".step-{step}.part"
    save_file({name: value.detach().cpu().contiguous() for name, value in tensors.items()}, part)
    digest = sha256(part)
    # named after its content too, so that no file that an index names is ever written over
    weights = folder / f"step-{step:08d}-{digest[:8]}.safetensors"
    text = sealed_text({"tensors": weights.name, "tensors sha256": digest, **content})
    sync(part)
    os.replace(part, weights)
    sync(folder)
    with suppress(FileNotFoundError, ValueError):  # a corrupt one is not worth keeping
        read(folder / NEWEST)
        write_text(folder / PREVIOUS, read_text(folder / NEWEST))
    write_text(folder / NEWEST, text)


def tidy(folder: Path) -> None:
    """Remove what killed or failed writers left: temporary files, and tensors that no checkpoint names."""
    named = set()
    for index in (folder / NEWEST, folder / PREVIOUS):
        with suppress(FileNotFoundError, ValueError):
            named.add(read_sealed(index)["tensors"])
    remove_leftovers(folder)
    # .tmp…: safetensors' own temporary files
    for pattern in (".tmp??????", ".step-*.part", "step-*.safetensors"):
        for path in folder.glob(pattern):
            if path.name not in named:
                with suppress(OSError):
                    path.unlink()


def has_checkpoint(folder: Path | str) -> bool:
    """Whether the folder holds a checkpoint, intact or not."""
    return any((Path(folder) / name).exists() for name in (NEWEST, PREVIOUS))


def load_checkpoint(folder: Path | str, about: dict | None = None) -> tuple[dict[str, Tensor], dict]:
    """Tensors and numbers of the newest intact checkpoint in `folder`; a line on stderr where it is the previous one.

    Raises FileNotFoundError without one; ValueError that names the files when both are corrupt, or when something
    that `about` names (tokenizer, class, width …) differs from what the checkpoint says of itself; OSError that names
    the file which cannot be read.
    """
    folder = arguments.place("folder", folder)
    about = None if about is None else arguments.instance("about", about, dict)
    if not has_checkpoint(folder):
        raise FileNotFoundError(f"no checkpoint in {folder}: {NEWEST} is missing")
    failures = []
    for index in (folder / NEWEST, folder / PREVIOUS):
        try:
            record = read(index)
            tensors = load_tensors(folder / record["tensors"])
        except (FileNotFoundError, ValueError) as error:
            failures.append(str(error))
            continue
        if failures:
            print(f"{failures[0]}; using the checkpoint before it, step {record['numbers']['step']}", file=sys.stderr)
        if about is not None:
            compare(record["about"], json.loads(json.dumps(about)), index)
        return tensors, record["numbers"]
    raise ValueError(f"{' and '.join(failures)}: delete {folder} to start afresh")


def read(index: Path) -> dict:
    """The content of a sealed index whose tensors' file is intact; FileNotFoundError or ValueError otherwise."""
    record = read_sealed(index)
    weights = index.parent / record["tensors"]
    if not weights.exists() or sha256(weights) != record["tensors sha256"]:
        raise ValueError(f"{weights} is missing or corrupt")
    return record


def load_tensors(path: Path) -> dict[str, Tensor]:
    """The tensors of a safetensors file; ValueError that names it when it is none."""
    try:
        return load_file(path)
    except SafetensorError as error:
        raise ValueError(f"{path} is corrupt ({error})") from error


def compare(found: dict, wanted: dict, index: Path | str) -> None:
    """Raise ValueError that lists each wanted key in which the checkpoint differs."""
    wrong = {key: value for key, value in wanted.items() if found.get(key) != value}
    if wrong:
        lines = [f"{key}: checkpoint {found.get(key)!r}, wanted {value!r}" for key, value in wrong.items()]
        raise ValueError(f"{index} belongs to something else:\n  " + "\n  ".join(lines))


def load_predictor(folder: Path | str, predictor: Predictor, about: dict | None = None) -> Predictor:
    """Load the weights of the checkpoint in `folder` into `predictor`, and return it.

    Raises what `load_checkpoint` raises; ValueError, before a weight changes, when their names or shapes differ.
    """
    arguments.instance("predictor", predictor, Predictor)
    tensors, _ = load_checkpoint(folder, about)
    weights = {name.removeprefix("model."): t for name, t in tensors.items() if name.startswith("model.")}
    fill(predictor, weights, folder)
    return predictor


def fill(predictor: Predictor, weights: dict[str, Tensor], folder: Path | str) -> None:
    """Give a predictor its weights; ValueError, before one changes, when their names or shapes differ."""
    found, wanted = ({name: list(t.shape) for name, t in each.items()} for each in (weights, predictor.state_dict()))
    compare(found, {name: wanted.get(name) for name in found | wanted}, folder)
    predictor.load_state_dict(weights)
