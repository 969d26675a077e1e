"""Kills: wherever a process ends, what it had written is whole, and going on gives bitwise the same."""

import os
import random
import signal
import sys
import time
from collections.abc import Callable, Iterator
from functools import cache
from multiprocessing.connection import Connection
from pathlib import Path

from arntp.files import read_text, write_text
from arntp.training import loop
from reliability.work import SERVER, Outcome, equal, half_written, row, scratch, start, trained

TRIALS = 100
SAVED = 2  # the step whose save is killed
EVENTS = {"open", "os.rename", "os.remove", "os.mkdir", "os.listdir", "os.scandir", "fcntl.flock"}  # and fsync
OLD, NEW = "old\n" * 1000, "new\n" * 1000


def kills(share: float) -> Iterator[dict]:
    """SIGKILL at any time, then going on."""
    stride = max(1, round(0.2 / share))
    with scratch() as folder:
        yield at_random(Path(folder), max(2, round(TRIALS * share)))
    for what, work, check in (("saves of a checkpoint", save, goes_on), ("replacements of a file", rewrite, is_whole)):
        with scratch() as folder:
            yield at_each_step(Path(folder), f"{what} killed at each call to the system", work, check, stride)


def at_random(folder: Path, trials: int) -> dict:
    """Kill trainings at random times, those within writes included, and go on."""
    expected, rng, right, writing = trained(None), random.Random(0), 0, 0
    seconds = min(duration(folder / f"whole {k}") for k in range(2))
    for trial in range(trials):
        process, _ = training(folder / str(trial))
        time.sleep(rng.uniform(0, seconds))
        process.kill()
        process.join()
        writing += bool(half_written(folder / str(trial)))
        right += equal(trained(folder / str(trial)), expected) and not half_written(folder / str(trial))
    remark = f"{writing} while a file was half written; then continued, and bitwise equal at the end"
    return row("trainings killed at random times", trials, right, remark)


def training(folder: Path):
    """A training in a process of its own, once it is at its first step, and the pipe that closes at its end."""
    ours, theirs = SERVER.Pipe(duplex=False)
    process = start(train_and_tell, folder, theirs)
    theirs.close()
    ours.recv()
    return process, ours


def train_and_tell(folder: Path, pipe: Connection) -> None:
    """Train, and tell at each step that it begins."""
    trained(folder, began=lambda: pipe.send("a step"))


def duration(folder: Path) -> float:
    """Seconds of a training that is left alone."""
    process, _ = training(folder)
    began = time.perf_counter()
    process.join()
    return time.perf_counter() - began


def at_each_step(folder: Path, what: str, work: Callable, check: Callable, stride: int) -> dict:
    """Kill a process before the 1st, 2nd … of its calls to the system, until none is left."""
    tried = right = 0
    for number in range(1, 10_000, stride):
        process = start(work, folder / str(number), number)
        process.join()
        if process.exitcode == 0:
            break
        tried += 1
        right += process.exitcode == -signal.SIGKILL and check(folder / str(number))
    return row(what, tried, right)


def kill_at(number: int) -> None:
    """End this process by SIGKILL before call `number` from now on that opens, renames, removes or syncs."""
    calls, fsync = iter(range(1, number)), os.fsync

    def count(event: str, *_) -> None:
        if event in EVENTS and next(calls, None) is None:
            os.kill(os.getpid(), signal.SIGKILL)

    def counted(descriptor: int) -> None:
        count("open")
        fsync(descriptor)

    os.fsync = counted
    sys.addaudithook(count)


def save(folder: Path, number: int) -> None:
    """Train until a save that is killed at a call."""
    save_checkpoint = loop.save_checkpoint

    def killed(place, tensors, about, numbers):
        if numbers["step"] == SAVED:
            kill_at(number)
        save_checkpoint(place, tensors, about, numbers)
        if numbers["step"] == SAVED:
            os._exit(0)

    loop.save_checkpoint = killed
    trained(folder, SAVED + 2)


def goes_on(folder: Path) -> bool:
    """Whether a training that was killed is continued, bitwise the same, and nothing half written stays."""
    return equal(trained(folder, SAVED + 2), uninterrupted()) and not half_written(folder)


@cache
def uninterrupted() -> Outcome:
    """What the training of `save` ends in when it is left alone."""
    return trained(None, SAVED + 2)


def rewrite(folder: Path, number: int) -> None:
    """Replace a file, killed at a call."""
    write_text(folder / "file", OLD)
    kill_at(number)
    write_text(folder / "file", NEW)
    os._exit(0)


def is_whole(folder: Path) -> bool:
    """Whether the file is the old or the new one, and the next writer removes what is left of the other."""
    found = read_text(folder / "file")
    write_text(folder / "another", NEW)
    return found in (OLD, NEW) and not half_written(folder)
