"""Writes that the system refuses: what stood there is intact, the error names a path, nothing half written stays."""

import builtins
import errno
import io
import os
import resource
from collections.abc import Callable, Iterator
from contextlib import ExitStack, contextmanager
from functools import partial
from io import BufferedWriter, FileIO
from pathlib import Path
from typing import Any
from unittest.mock import patch

from safetensors import SafetensorError

from arntp.training import checkpoints
from reliability.kinds import KINDS, Kind
from reliability.work import half_written, row, scratch, start

REFUSALS = [errno.ENOSPC, errno.EROFS, errno.EACCES, errno.EIO]
CALLS = ("open", "mkdir", "fsync", "replace")
WRITES = os.O_WRONLY | os.O_RDWR | os.O_CREAT


def refusals(share: float) -> Iterator[dict]:
    """Disk full, read-only, not permitted, broken: at each call to the system that a write makes."""
    stride = max(1, round(0.1 / share))
    for kind in KINDS:
        tried = right = 0
        for number in range(1, 10_000, stride):
            ends = [refused(kind, number, REFUSALS[(number + more) % 4]) for more in range(4 if stride == 1 else 1)]
            if None in ends:
                break
            tried, right = tried + len(ends), right + sum(ends)
        yield row(f"refused calls while a {kind.name} is written", tried, right)
    yield files_too_large(share)


def refused(kind: Kind, number: int, refusal: int) -> bool | None:
    """Refuse call `number` of a write: whether all ended well; None where the write has fewer calls."""
    with scratch() as place:
        folder = Path(place) / "deep" / "folder"
        if kind.replaces:
            kind.make(folder, 0)
        before, error = found(kind, folder), None
        with refusing(number, refusal) as made:
            try:
                kind.make(folder, 1)
            except OSError as caught:
                error = caught
        if made() < number:
            return None
        return ended_well(kind, folder, before, error)


def ended_well(kind: Kind, folder: Path, before: Any, error: OSError | None) -> bool:
    """Whether what stood there is intact or the new one is there, a path is named, and the next write goes well."""
    now, left = found(kind, folder), half_written(folder) if folder.exists() else []
    kind.make(folder, 1)
    after = found(kind, folder)
    named = error is None and now == after or str(folder.parent.parent) in str(error)
    return after is not None and now in (before, after) and named and not left


def found(kind: Kind, folder: Path) -> Any:
    """What is read from a folder; None where nothing whole is there."""
    try:
        return kind.read(folder)
    except (FileNotFoundError, ValueError):
        return None


@contextmanager
def refusing(number: int, refusal: int) -> Iterator[Callable[[], int]]:
    """Let call `number` that opens for writing, writes, syncs, makes or renames fail; yields their count."""
    made, work = 0, {"open": open, "save": checkpoints.save_file} | {f"os.{name}": getattr(os, name) for name in CALLS}

    def count(*path) -> None:
        nonlocal made
        made += 1
        if made == number:
            raise OSError(refusal, os.strerror(refusal), *map(str, path))

    class Counted(BufferedWriter):
        def write(self, data):
            count()
            return super().write(data)

    def opened(path, mode="r", *rest, **options):
        if not set(mode) & set("wxa"):
            return work["open"](path, mode, *rest, **options)
        count(path)
        return Counted(FileIO(path, mode.replace("b", "")))

    def saved(tensors, path):
        try:
            count()
        except OSError as error:
            raise SafetensorError(f"I/O error: {error.strerror}") from None
        work["save"](tensors, path)

    def called(name, *arguments, **options):
        if name != "open" or arguments[1] & WRITES:
            count(*arguments[: name != "fsync"])  # as the system does: it knows a descriptor, and no path
        return work[f"os.{name}"](*arguments, **options)

    with ExitStack() as patches:
        for module, name, replacement in (
            (builtins, "open", opened), (io, "open", opened), (checkpoints, "save_file", saved),
            *((os, name, partial(called, name)) for name in CALLS),
        ):  # fmt: skip
            patches.enter_context(patch.object(module, name, replacement))
        yield lambda: made


def files_too_large(share: float) -> dict:
    """The real thing, in processes that may write no file as large as is needed."""
    tried = right = 0
    for kind in KINDS[:: max(1, round(0.3 / share))]:
        for part in (0.0, 0.4, 0.95):
            with scratch() as place:
                folder = Path(place) / "folder"
                kind.make(folder, 1)
                largest = max(path.stat().st_size for path in folder.iterdir())
                process = start(make_small, kind.name, Path(place) / "another", int(part * largest))
                process.join()
                tried += 1
                right += process.exitcode == 0 and ended_well(kind, Path(place) / "another", None, OSError(place))
    return row("writes beyond the largest file that the system allows", tried, right)


def make_small(name: str, folder: Path, size: int) -> None:
    """Write a kind of file where none may be larger than `size` bytes; the error must name a path."""
    kind = next(kind for kind in KINDS if kind.name == name)
    resource.setrlimit(resource.RLIMIT_FSIZE, (size, resource.getrlimit(resource.RLIMIT_FSIZE)[1]))
    try:
        kind.make(folder, 1)
    except OSError as error:
        os._exit(str(folder) not in str(error))
    os._exit(2)
