"""Checkpoints: whole or refused, and never lost to a failed write."""

import errno
import os
import re
import sys
from dataclasses import replace

import pytest
import torch
from small_predictors import CONTEXT, new, random_rows, random_tokens, trained_classes

from arntp import files
from arntp.predictors import CausalLinear
from arntp.sealed import read_sealed, write_sealed
from arntp.training import TrainConfig, checkpoints, train
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
    return equal and found.keys() == tensors(step).keys() and numbers == expected and not list(folder.glob(".*part*"))


def names(folder):
    """The files in a folder, without the lock and without the part of their names that depends on the content."""
    return sorted(re.sub("-[0-9a-f]{8}[.]", ".", path.name) for path in folder.iterdir() if path.name != ".lock")


def weights(folder, step):
    """The tensors' file of a step."""
    return next(folder.glob(f"step-{step:08d}-*.safetensors"))


def test_what_is_saved_is_loaded(tmp_path):
    save(tmp_path / "deep" / "folder", 3)
    assert holds(tmp_path / "deep" / "folder", 3)


def test_the_last_checkpoint_and_the_one_before_it_are_kept(tmp_path):
    save(tmp_path, 1)
    assert names(tmp_path) == ["checkpoint.json", "step-00000001.safetensors"]
    for step in (2, 10):
        save(tmp_path, step)
    assert holds(tmp_path, 10)
    assert names(tmp_path) == [
        "checkpoint.json",
        "previous.json",
        "step-00000002.safetensors",
        "step-00000010.safetensors",
    ]


def test_a_step_may_be_saved_again(tmp_path):
    for history in ([], [1]):
        save_checkpoint(tmp_path, tensors(3), ABOUT, {"step": 3, "history": history})
    assert load_checkpoint(tmp_path)[1]["history"] == [1]
    save_checkpoint(tmp_path, tensors(4), ABOUT, {"step": 3})
    assert load_checkpoint(tmp_path)[0]["model.weight"][0, 0] == 4
    assert names(tmp_path).count("step-00000003.safetensors") == 2


def flip_a_bit(path):
    data = bytearray(path.read_bytes())
    data[-1] ^= 1
    path.write_bytes(data)


def flip_the_step(path):
    path.write_bytes(path.read_bytes().replace(b'"step": 3', b'"step": 2'))


def cut(path):
    path.write_bytes(path.read_bytes()[: path.stat().st_size // 2])


def index(folder, step):
    return folder / "checkpoint.json"


CORRUPT, LOST = "checkpoint.json is corrupt", "step-00000003-.*.safetensors is missing or corrupt"
DAMAGE = [
    (weights, flip_a_bit, LOST),
    (weights, cut, LOST),
    (weights, lambda path: path.unlink(), LOST),
    (weights, lambda path: path.write_bytes(b""), LOST),
    (index, flip_the_step, CORRUPT),
    (index, cut, CORRUPT),
    (index, lambda path: path.write_bytes(b""), CORRUPT),
    (index, lambda path: path.write_bytes(b"\xff\xfe"), CORRUPT),
    (index, lambda path: path.write_bytes(path.read_bytes() + b"\n"), CORRUPT),
    (index, lambda path: path.write_bytes(b"[1, 2]"), CORRUPT),
    (index, lambda path: path.write_bytes(b"{}"), CORRUPT + ".*content"),
    (index, lambda path: path.write_bytes(b"[" * 10**5), CORRUPT),
    (index, lambda path: path.write_bytes(path.read_bytes().replace(b"sha256", b"sha512", 1)), CORRUPT),
]


@pytest.mark.parametrize(("which", "damage", "message"), DAMAGE)
def test_damaged_checkpoints_are_refused(which, damage, message, tmp_path):
    save(tmp_path, 3)
    damage(which(tmp_path, 3))
    with pytest.raises(ValueError, match=f"{message}.*previous.json is missing: delete {tmp_path} to start afresh"):
        load_checkpoint(tmp_path)


@pytest.mark.parametrize(("which", "damage", "message"), DAMAGE)
def test_the_checkpoint_before_a_damaged_one_is_used_and_survives_the_next(which, damage, message, tmp_path, capsys):
    save(tmp_path, 1), save(tmp_path, 3)
    damage(which(tmp_path, 3))
    assert holds(tmp_path, 1)
    assert re.search(f"{message}.*using the checkpoint before it, step 1", capsys.readouterr().err)
    save(tmp_path, 2)
    assert names(tmp_path) == [
        "checkpoint.json",
        "previous.json",
        "step-00000001.safetensors",
        "step-00000002.safetensors",
    ]
    assert holds(tmp_path, 2) and not capsys.readouterr().err
    flip_a_bit(weights(tmp_path, 2))
    assert holds(tmp_path, 1)
    flip_a_bit(weights(tmp_path, 1))
    with pytest.raises(ValueError, match="(?s)step-00000002-.*corrupt and .*step-00000001-.*corrupt: delete"):
        load_checkpoint(tmp_path)


def test_tensors_in_another_format_are_refused(tmp_path):
    """Where even the seal is right."""
    save(tmp_path, 3)
    path = tmp_path / "checkpoint.json"
    weights(tmp_path, 3).write_bytes(b"not safetensors")
    write_sealed(path, read_sealed(path) | {"tensors sha256": checkpoints.sha256(weights(tmp_path, 3))})
    with pytest.raises(ValueError, match="step-00000003-.*.safetensors is corrupt"):
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


def failing(module, name, when):
    """Let call number `when` of a function of a module fail, having written half of what it should."""

    def fail(patch):
        work, calls = getattr(module, name), []

        def once(*arguments, **options):
            calls.append(arguments)
            if len(calls) == when:
                raise FULL
            return work(*arguments, **options)

        patch.setattr(module, name, once)

    return fail


FAILURES = [
    *(failing(checkpoints, name, 1) for name in ("save_file", "sha256", "sync", "alone", "tidy")),
    *(failing(checkpoints, "sync", when) for when in (1, 2)),
    *(failing(checkpoints, "write_text", when) for when in (1, 2)),
    *(failing(os, "replace", when) for when in (1, 2, 3)),
    *(failing(os, "fsync", when) for when in range(1, 7)),
]


@pytest.mark.parametrize("fail", FAILURES)
@pytest.mark.parametrize("earlier", [True, False])
def test_a_full_disk_leaves_the_earlier_checkpoint(fail, earlier, tmp_path):
    if earlier:
        save(tmp_path, 1)
    with pytest.MonkeyPatch.context() as patch:
        fail(patch)
        try:
            save(tmp_path, 2)
        except OSError as error:
            assert re.search(
                f"no checkpoint written to {tmp_path}: .*No space left.*; (the|there is no) earlier", str(error)
            )
    assert not list(tmp_path.glob(".*part*")) and not list(tmp_path.glob(".tmp*"))
    if earlier:
        assert load_checkpoint(tmp_path, ABOUT)[1]["step"] in (1, 2)
    save(tmp_path, 3)
    assert holds(tmp_path, 3)
    assert len(names(tmp_path)) in (2, 4), "what the failed attempt left is cleared away"


def test_without_memory_the_earlier_checkpoint_stays(tmp_path, monkeypatch):
    save(tmp_path, 1)
    monkeypatch.setattr(checkpoints, "save_file", lambda *arguments: exec("raise MemoryError"))
    with pytest.raises(OSError, match="no checkpoint written to .*: out of memory; the earlier checkpoint is intact"):
        save(tmp_path, 2)
    assert holds(tmp_path, 1)


def test_a_read_only_folder_is_refused_before_training_and_can_be_read(tmp_path, monkeypatch):
    """As root may write everywhere, the lock is what the system refuses."""

    def refuse(*arguments):
        raise PermissionError(errno.EACCES, "Permission denied")

    config, data = TrainConfig(steps=2, batch=2, lr=0.1), lambda step, size: random_rows(size, CONTEXT)
    trained = new(CausalLinear)
    history = train(trained, data, config, folder=tmp_path, progress=False)
    monkeypatch.setattr(files, "_acquire", refuse)
    again = new(CausalLinear, seed=1)
    assert train(again, data, config, folder=tmp_path, progress=False) == history
    for folder in (tmp_path, tmp_path / "new"):
        steps = []
        with pytest.raises((OSError, ValueError), match="no checkpoint written to .*denied|belongs to"):
            train(again, lambda *step: steps.append(step), replace(config, steps=3), folder=folder, progress=False)
        assert not steps
    with pytest.raises(OSError, match="no checkpoint written to .*denied.*the earlier checkpoint is intact"):
        save(tmp_path, 2)


def test_what_killed_writers_left_is_removed(tmp_path):
    save(tmp_path, 1)
    for name in (".step-2.part", ".tmpAb12Cd", "step-00000002-01234567.safetensors", ".checkpoint.json.01234567.part"):
        (tmp_path / name).write_bytes(b"half")
    save(tmp_path, 3)
    assert names(tmp_path) == [
        "checkpoint.json",
        "previous.json",
        "step-00000001.safetensors",
        "step-00000003.safetensors",
    ]
    assert len(list(tmp_path.iterdir())) == 5


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
    other = new(CausalLinear, width=6)
    before = other.embed.weight.clone()
    with pytest.raises(
        ValueError, match=r"(?s)belongs to something else.*embed.weight: checkpoint \[7, 4\], wanted \[7, 6\]"
    ):
        load_predictor(tmp_path, other)
    assert torch.equal(other.embed.weight, before)
