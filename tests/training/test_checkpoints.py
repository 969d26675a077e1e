"""Checkpoints: whole or refused, and never lost to a failed write."""

import errno
import os
import sys

import pytest
import torch
from small_predictors import CONTEXT, new, random_rows, random_tokens, trained_classes

import arntp.training.checkpoints
from arntp.predictors import CausalLinear
from arntp.training import TrainConfig, train
from arntp.training.checkpoints import load_checkpoint, load_predictor, save_checkpoint

ABOUT = {"tokenizer": "a1", "width": 4}


def tensors(step):
    return {"model.weight": torch.full((3, 2), float(step)), "optimizer.0.step": torch.tensor(float(step))}


def save(folder, step):
    save_checkpoint(folder, tensors(step), ABOUT, {"step": step, "history": [{"loss": 0.1 + step}]})


def holds(folder, step):
    """Whether the folder holds this step's checkpoint, whole, and nothing half written."""
    found, numbers = load_checkpoint(folder, ABOUT)
    equal = all(torch.equal(found[name], value) for name, value in tensors(step).items())
    expected = {"step": step, "history": [{"loss": 0.1 + step}]}
    return equal and found.keys() == tensors(step).keys() and numbers == expected and not list(folder.glob("*.part"))


def test_what_is_saved_is_loaded(tmp_path):
    save(tmp_path / "deep" / "folder", 3)
    assert holds(tmp_path / "deep" / "folder", 3)


def test_the_last_checkpoint_replaces_earlier_ones(tmp_path):
    for step in (1, 2, 10):
        save(tmp_path, step)
    assert holds(tmp_path, 10)
    assert sorted(path.name for path in tmp_path.iterdir()) == ["checkpoint.json", "step-00000010.safetensors"]


def flip_a_bit(path):
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


DAMAGE = [
    ("step-00000003.safetensors", flip_a_bit, "step-00000003.safetensors is missing or corrupt"),
    ("step-00000003.safetensors", cut, "step-00000003.safetensors is missing or corrupt"),
    ("step-00000003.safetensors", lambda path: path.unlink(), "step-00000003.safetensors is missing or corrupt"),
    ("step-00000003.safetensors", lambda path: path.write_bytes(b""), "missing or corrupt"),
    ("checkpoint.json", cut, "checkpoint.json is corrupt"),
    ("checkpoint.json", lambda path: path.write_bytes(b""), "checkpoint.json is corrupt"),
    ("checkpoint.json", lambda path: path.write_bytes(b"\xff\xfe"), "checkpoint.json is corrupt"),
    ("checkpoint.json", lambda path: path.write_text("[1, 2]"), "checkpoint.json is corrupt"),
    ("checkpoint.json", lambda path: path.write_text("{}"), "checkpoint.json is corrupt .'tensors'.*delete the folder"),
]


@pytest.mark.parametrize(("name", "damage", "message"), DAMAGE)
def test_damaged_checkpoints_are_refused(name, damage, message, tmp_path):
    save(tmp_path, 3)
    damage(tmp_path / name)
    with pytest.raises(ValueError, match=message):
        load_checkpoint(tmp_path)


def test_a_missing_checkpoint_is_named(tmp_path):
    with pytest.raises(FileNotFoundError, match=f"no checkpoint in {tmp_path}: checkpoint.json is missing"):
        load_checkpoint(tmp_path)
    with pytest.raises(FileNotFoundError, match="nowhere"):
        load_checkpoint(tmp_path / "nowhere")


@pytest.mark.parametrize(
    ("about", "message"),
    [
        (ABOUT | {"tokenizer": "b3"}, "tokenizer: checkpoint 'a1', wanted 'b3'"),
        (ABOUT | {"width": 8}, "width: checkpoint 4, wanted 8"),
        (ABOUT | {"layers": 2}, "layers: checkpoint None, wanted 2"),
        ({"tokenizer": "b3", "width": 8}, "(?s)tokenizer: checkpoint 'a1'.*width: checkpoint 4"),
    ],
)
def test_a_checkpoint_about_something_else_is_refused(about, message, tmp_path):
    save(tmp_path, 3)
    with pytest.raises(ValueError, match=message):
        load_checkpoint(tmp_path, about)


def test_what_it_is_about_survives_json(tmp_path):
    about = {"betas": (0.9, 0.99), "shape": {"width": 4}}
    save_checkpoint(tmp_path, tensors(1), about, {"step": 1})
    load_checkpoint(tmp_path, about)


FULL = OSError(errno.ENOSPC, "No space left on device")


def no_tensors(monkeypatch):
    def save_file(tensors, path):
        path.write_bytes(b"half")
        raise FULL

    monkeypatch.setattr(arntp.training.checkpoints, "save_file", save_file)


def no_index(monkeypatch):
    def write_text(path, text):
        path.write_bytes(b"half")
        raise FULL

    monkeypatch.setattr(arntp.training.checkpoints.Path, "write_text", write_text)


def no_replacing(which):
    """Let the replacement number `which` fail."""

    def fail(monkeypatch):
        replace, calls = os.replace, []

        def failing(source, target):
            calls.append(target)
            if len(calls) == which:
                raise FULL
            replace(source, target)

        monkeypatch.setattr(os, "replace", failing)

    return fail


@pytest.mark.parametrize("fail", [no_tensors, no_index, no_replacing(1), no_replacing(2)])
@pytest.mark.parametrize("earlier", [True, False])
def test_a_full_disk_leaves_the_earlier_checkpoint(fail, earlier, tmp_path):
    if earlier:
        save(tmp_path, 1)
    with pytest.MonkeyPatch.context() as monkeypatch:
        fail(monkeypatch)
        kept = "the earlier checkpoint is intact" if earlier else "there is no earlier one"
        with pytest.raises(OSError, match=f"no checkpoint written to .*No space left.*{kept}"):
            save(tmp_path, 2)
    assert not list(tmp_path.glob("*.part"))
    assert not earlier or holds(tmp_path, 1)
    save(tmp_path, 3)
    assert holds(tmp_path, 3)
    assert len(list(tmp_path.iterdir())) == 2, "what the failed attempt left is cleared away"


@pytest.mark.skipif(sys.platform == "win32", reason="Windows has no limit on file sizes to set")
def test_a_write_that_the_system_refuses(tmp_path):
    """The real thing: the tensors' file may not grow to its size."""
    import resource

    save(tmp_path, 1)
    limits = resource.getrlimit(resource.RLIMIT_FSIZE)
    resource.setrlimit(resource.RLIMIT_FSIZE, (2**18, limits[1]))
    try:
        with pytest.raises(OSError, match="the earlier checkpoint is intact"):
            save_checkpoint(tmp_path, {"model.weight": torch.zeros(2**20)}, ABOUT, {"step": 2})
    finally:
        resource.setrlimit(resource.RLIMIT_FSIZE, limits)
    assert holds(tmp_path, 1)


def test_what_json_cannot_hold_leaves_the_earlier_checkpoint(tmp_path):
    save(tmp_path, 1)
    with pytest.raises(TypeError):
        save_checkpoint(tmp_path, tensors(2), ABOUT, {"step": 2, "loss": torch.tensor(1.0)})
    assert holds(tmp_path, 1)


@trained_classes
def test_a_trained_predictor_is_loaded(cls, tmp_path):
    trained = new(cls)
    config = TrainConfig(steps=2, batch=2, lr=0.1)
    train(trained, lambda step, size: random_rows(size, CONTEXT), config, folder=tmp_path, about=ABOUT, progress=False)
    loaded = load_predictor(tmp_path, new(cls, seed=1), ABOUT)
    assert torch.equal(loaded(random_tokens(2, 5)), trained(random_tokens(2, 5)))
    with pytest.raises(ValueError, match="tokenizer: checkpoint 'a1', wanted 'b3'"):
        load_predictor(tmp_path, new(cls), {"tokenizer": "b3"})


def test_loading_needs_weights_of_the_same_shape(tmp_path):
    trained = new(CausalLinear)
    config = TrainConfig(steps=1, batch=2, lr=0.1)
    train(trained, lambda step, size: random_rows(size, CONTEXT), config, folder=tmp_path, progress=False)
    with pytest.raises(RuntimeError, match="size mismatch"):
        load_predictor(tmp_path, new(CausalLinear, width=6))
