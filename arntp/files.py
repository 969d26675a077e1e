"""Files that are written whole or not at all, and folders that one process at a time writes to.

A file counts once it and its folder are on disk (`fsync`), so it survives a power cut as well as a killed process. Text
is UTF-8 whatever the locale.
"""

import errno
import hashlib
import os
import re
import secrets
import sys
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import BinaryIO

from filelock import FileLock, Timeout

from arntp import arguments

try:
    import fcntl
except ImportError:  # Windows, where an open file cannot be removed and so needs no mark of its own
    fcntl = None

LOCK = ".lock"
_TEMPORARY = re.compile(r"\..+\.[0-9a-f]{8}\.part")


@contextmanager
def replacing(path: str | os.PathLike) -> Iterator[BinaryIO]:
    """Open a file that replaces `path` when the block ends, and leaves no trace when it fails.

    The old content stays until the new one is complete on disk, so a reader never meets half a file, and a full disk
    or a killed process destroys nothing. What killed writers left in the folder is removed; the temporary files of
    living ones are not.

    Raises OSError that names `path` when the system refuses (disk full, read-only, not permitted); TypeError or
    ValueError for what is no path.
    """
    path = arguments.place("path", path)
    make_folder(path.parent)
    remove_leftovers(path.parent)
    temporary = path.with_name(f".{path.name}.{secrets.token_hex(4)}.part")
    try:
        with _create(temporary) as file:
            yield file
            file.flush()
            os.fsync(file.fileno())
            if fcntl:  # still marked, as another writer would remove it between the mark's end and its new name
                os.replace(temporary, path)
        if not fcntl:
            os.replace(temporary, path)
    except BaseException as error:
        with suppress(OSError):
            temporary.unlink()
        if isinstance(error, OSError) and error.filename in (None, str(temporary)):
            raise OSError(error.errno, f"not written ({error.strerror or error})", str(path)) from error
        raise
    sync(path.parent)


def write_text(path: str | os.PathLike, text: str) -> None:
    """Write a text file in UTF-8, whole or not at all.

    Raises what `replacing` raises; TypeError for what is no text, ValueError for half a character (a lone surrogate).
    """
    try:
        data = arguments.text("text", text).encode()
    except UnicodeEncodeError as error:
        place, letter = error.start, text[error.start]
        raise ValueError(f"{path} cannot hold character {place}, {letter!r}: {error.reason}") from None
    with replacing(path) as file:
        file.write(data)


def read_text(path: str | os.PathLike) -> str:
    """The text of a UTF-8 file. Raises OSError that names it; ValueError that names the byte where it is none."""
    path = arguments.place("path", path)
    with _named(path):
        data = path.read_bytes()
    try:
        return data.decode()
    except UnicodeDecodeError as error:
        raise ValueError(f"{path} is not UTF-8 text ({error.reason} at byte {error.start})") from None


def sha256(path: str | os.PathLike) -> str:
    """SHA-256 of a file, in hexadecimal. Raises OSError that names it."""
    path = arguments.place("path", path)
    with _named(path), open(path, "rb") as file:
        return hashlib.file_digest(file, "sha256").hexdigest()


@contextmanager
def _named(path: Path) -> Iterator[None]:
    """Let a read that fails half way (a broken disk, a lost network drive) name its file."""
    try:
        yield
    except OSError as error:
        if error.filename is None:
            raise OSError(error.errno, f"not read ({error.strerror or error})", str(path)) from error
        raise


def make_folder(folder: Path) -> None:
    """Make a folder, and those above it, that are there after a power cut too."""
    new = [each for each in (folder, *folder.parents) if not each.exists()]
    folder.mkdir(parents=True, exist_ok=True)
    for each in new:
        sync(each.parent)


def sync(path: Path) -> None:
    """Wait until a file's content, or a folder's list of names, is on disk; OSError names it."""
    if path.is_dir() and os.name == "nt":
        return  # there a folder cannot be opened, and names are on disk without it
    descriptor = os.open(path, os.O_RDONLY if path.is_dir() else os.O_RDWR)
    try:
        os.fsync(descriptor)
    except OSError as error:
        if error.errno not in (errno.EINVAL, errno.ENOTSUP):  # some network drives know no such thing for folders
            raise OSError(error.errno, f"not certain to be on disk ({error.strerror})", str(path)) from error
    finally:
        os.close(descriptor)


def remove_leftovers(folder: Path) -> None:
    """Remove the temporary files in `folder` whose writers were killed."""
    for path in folder.iterdir():
        if _TEMPORARY.fullmatch(path.name):
            with suppress(OSError), open(path, "rb") as file:  # gone meanwhile, or another user's
                if _mark(file, wait=False):
                    path.unlink()


def _create(path: Path) -> BinaryIO:
    """A new file marked as being written; anew where another process found it before it was marked."""
    while True:
        file = open(path, "xb")
        if not _mark(file, wait=True) or os.fstat(file.fileno()).st_nlink:
            return file
        file.close()


def _mark(file: BinaryIO, wait: bool) -> bool:
    """Mark a file as ours until it is closed or the process ends; False where another one's mark is on it."""
    if fcntl is None:
        return True
    try:
        fcntl.flock(file, fcntl.LOCK_EX if wait else fcntl.LOCK_EX | fcntl.LOCK_NB)
        return True
    except OSError:  # also where a network drive knows no marks: then nothing is removed
        return False


@contextmanager
def alone(folder: str | os.PathLike, wait: bool = False) -> Iterator[OSError | None]:
    """Hold `folder` against other processes that write there, for the time of a block.

    A second process ends with BlockingIOError that names the folder: the policy of runs and checkpoints, where it
    would do the same work again. With `wait` it says so on stderr and waits: the policy of caches and of the built
    book, where it then finds the work done. The system frees the lock however its process ends; the empty file
    `.lock` stays. Threads of one process count as processes; a block within a block of the same thread goes on.

    Yields None, or, where the folder cannot be written to, the OSError that says why: it can still be read, and
    needs no lock for that. Raises OSError that names the folder where the system refuses for another reason.
    """
    folder, wait = arguments.place("folder", folder).resolve(), arguments.flag("wait", wait)
    lock, refusal = FileLock(folder / LOCK, is_singleton=True), None
    try:
        make_folder(folder)
        _acquire(lock, folder, wait)
    except OSError as error:
        if error.errno not in (errno.EACCES, errno.EPERM, errno.EROFS):
            raise
        refusal = error
    try:
        yield refusal
    finally:
        if refusal is None:
            lock.release()


def _acquire(lock: FileLock, folder: Path, wait: bool) -> None:
    """Take the lock now, or wait for it, or raise BlockingIOError."""
    try:
        lock.acquire(timeout=0)
    except Timeout:
        if not wait:
            busy = "another process writes there; let it end, or choose another folder"
            raise BlockingIOError(errno.EWOULDBLOCK, busy, str(folder)) from None
        print(f"waiting for another process that writes to {folder}", file=sys.stderr, flush=True)
        lock.acquire()
