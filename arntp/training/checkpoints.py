"""Checkpoints: tensors in a safetensors file, everything else in the JSON file that names it."""

import hashlib
import json
import os
from pathlib import Path

from safetensors import SafetensorError
from safetensors.torch import load_file, save_file
from torch import Tensor


def save_checkpoint(folder: Path, tensors: dict[str, Tensor], about: dict, numbers: dict) -> None:
    """Write a checkpoint to `folder` such that at any moment the old or the new one is whole.

    The tensors go to a new file of their own; replacing `checkpoint.json`, which names it with its SHA-256, is
    the one step that makes it count. On an OSError (disk full, say) the earlier checkpoint stays and what was
    half written is removed.
    """
    folder.mkdir(parents=True, exist_ok=True)
    weights, index = folder / f"step-{numbers['step']:08d}.safetensors", folder / "checkpoint.json"
    parts = [weights.with_suffix(".part"), index.with_suffix(".part")]
    try:
        save_file({name: value.detach().cpu().contiguous() for name, value in tensors.items()}, parts[0])
        record = {"tensors": weights.name, "sha256": sha256(parts[0]), "about": about, "numbers": numbers}
        parts[1].write_text(json.dumps(record, indent=1))
        os.replace(parts[0], weights)
        os.replace(parts[1], index)
    except (OSError, SafetensorError) as error:
        kept = "the earlier checkpoint is intact" if index.exists() else "there is no earlier one"
        raise OSError(f"no checkpoint written to {folder}: {error}; {kept}") from error
    finally:
        for part in parts:
            part.unlink(missing_ok=True)
    for old in folder.glob("step-*.safetensors"):
        if old != weights:
            old.unlink()


def load_checkpoint(folder: Path | str, about: dict | None = None) -> tuple[dict[str, Tensor], dict]:
    """Tensors and numbers of the checkpoint in `folder`.

    Raises FileNotFoundError without one; ValueError when it is corrupt, or when something that `about` names
    (tokenizer, class, width …) differs from what the checkpoint says of itself.
    """
    index = Path(folder) / "checkpoint.json"
    if not index.exists():
        raise FileNotFoundError(f"no checkpoint in {folder}: {index.name} is missing")
    try:
        record = json.loads(index.read_text())
        weights = index.parent / record["tensors"]
        intact = weights.exists() and sha256(weights) == record["sha256"]
        found, numbers = record["about"], record["numbers"]
    except (json.JSONDecodeError, UnicodeDecodeError, KeyError, TypeError) as error:
        raise ValueError(f"{index} is corrupt ({error}): delete the folder to start afresh") from error
    if not intact:
        raise ValueError(f"{weights} is missing or corrupt: delete the folder to start afresh")
    if about is not None:
        compare(found, json.loads(json.dumps(about)), index)
    return load_file(weights), numbers


def compare(found: dict, wanted: dict, index: Path) -> None:
    """Raise ValueError that lists each wanted key in which the checkpoint differs."""
    wrong = {key: value for key, value in wanted.items() if found.get(key) != value}
    if wrong:
        lines = [f"{key}: checkpoint {found.get(key)!r}, wanted {value!r}" for key, value in wrong.items()]
        raise ValueError(f"{index} belongs to something else:\n  " + "\n  ".join(lines))


def load_predictor(folder: Path | str, predictor, about: dict | None = None):
    """Load the weights of the checkpoint in `folder` into `predictor`, and return it."""
    tensors, _ = load_checkpoint(folder, about)
    weights = {name.removeprefix("model."): t for name, t in tensors.items() if name.startswith("model.")}
    predictor.load_state_dict(weights)
    return predictor


def sha256(path: Path) -> str:
    """SHA-256 of a file, in hexadecimal."""
    with open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()
