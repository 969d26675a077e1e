"""Wrong calls of files, locks and checkpoints."""

import atexit
import shutil
from pathlib import Path
from tempfile import mkdtemp

import numpy as np
import torch

from arntp.files import alone, read_text, replacing, sha256, write_text
from arntp.predictors import CausalLinear
from arntp.training.checkpoints import load_checkpoint, load_predictor, save_checkpoint

FOLDER = Path(mkdtemp())
atexit.register(shutil.rmtree, FOLDER)
WEIGHTS = {"model.weight": torch.zeros(2)}
PREDICTOR = CausalLinear(4, 8, 4)
(FOLDER / "latin").write_bytes("grün".encode("latin-1"))
write_text(FOLDER / "file", "text")
save_checkpoint(FOLDER / "saved", WEIGHTS, {"width": 4}, {"step": 1})


def enter(context):
    """Begin a block."""
    with context:
        pass


def save(folder=FOLDER / "refused", tensors=WEIGHTS, about={}, numbers={"step": 1}):
    """Save a checkpoint of which one part is wrong."""
    save_checkpoint(folder, tensors, about, numbers)


ROWS = [
    ("enter(replacing(3))", TypeError, "path", "3 (int)"),
    ("enter(replacing(None))", TypeError, "path", "NoneType"),
    ("enter(replacing(b'x'))", TypeError, "path", "bytes"),
    ("enter(replacing(''))", ValueError, "path", "a path is needed"),
    ("enter(replacing('a\\0b'))", ValueError, "path", "a path is needed"),
    ("enter(replacing(FOLDER / 'file' / 'below'))", FileExistsError, "file"),
    ("enter(replacing(FOLDER))", IsADirectoryError, "not written"),
    ("write_text(1.5, 'text')", TypeError, "path", "1.5 (float)"),
    ("write_text(FOLDER / 'new', None)", TypeError, "text", "NoneType"),
    ("write_text(FOLDER / 'new', b'bytes')", TypeError, "text", "bytes"),
    ("write_text(FOLDER / 'new', '\\ud800')", ValueError, "new", "character 0", "surrogates"),
    ("read_text(FOLDER / 'latin')", ValueError, "latin", "not UTF-8", "byte 2"),
    ("read_text(FOLDER / 'nowhere')", FileNotFoundError, "nowhere"),
    ("read_text(7)", TypeError, "path", "7 (int)"),
    ("read_text('')", ValueError, "path", "a path is needed"),
    ("sha256(FOLDER / 'nowhere')", FileNotFoundError, "nowhere"),
    ("sha256(True)", TypeError, "path", "True (bool)"),
    ("enter(alone(None))", TypeError, "folder", "NoneType"),
    ("enter(alone(''))", ValueError, "folder", "a path is needed"),
    ("enter(alone(FOLDER / 'file'))", FileExistsError, "file"),
    ("enter(alone(FOLDER, wait='yes'))", TypeError, "wait", "'yes' (str)"),
    ("enter(alone(FOLDER, wait=2.5))", TypeError, "wait", "2.5 (float)"),
    ("save(folder=5)", TypeError, "folder", "5 (int)"),
    ("save(folder='')", ValueError, "folder", "a path is needed"),
    ("save(folder=FOLDER / 'file')", OSError, "no checkpoint written", "file"),
    ("save(tensors={'w': [1.0]})", TypeError, "tensors['w']", "[1.0] (list)"),
    ("save(tensors={'w': np.zeros(2)})", TypeError, "tensors['w']", "ndarray"),
    ("save(tensors=[1])", TypeError, "tensors", "[1] (list)"),
    ("save(about=None)", TypeError, "about", "NoneType"),
    ("save(about={'seed': {1}})", TypeError, "JSON"),
    ("save(numbers={})", TypeError, "numbers['step']", "NoneType"),
    ("save(numbers={'step': 2.5})", TypeError, "numbers['step']", "2.5 (float)"),
    ("save(numbers={'step': -1})", ValueError, "numbers['step'] = -1", "at least 0"),
    ("save(numbers={'step': 1, 'loss': WEIGHTS['model.weight']})", TypeError, "JSON"),
    ("save(numbers=None)", TypeError, "numbers", "NoneType"),
    ("load_checkpoint(0)", TypeError, "folder", "0 (int)"),
    ("load_checkpoint(FOLDER / 'nowhere')", FileNotFoundError, "nowhere", "checkpoint.json"),
    ("load_checkpoint(FOLDER / 'saved', 'width')", TypeError, "about", "'width' (str)"),
    ("load_checkpoint(FOLDER / 'saved', {'width': 8})", ValueError, "checkpoint 4, wanted 8"),
    ("load_predictor(FOLDER / 'saved', None)", TypeError, "predictor", "NoneType"),
    ("load_predictor(FOLDER / 'saved', PREDICTOR)", ValueError, "weight: checkpoint [2], wanted None"),
    ("load_predictor(FOLDER / 'nowhere', PREDICTOR)", FileNotFoundError, "nowhere"),
]
