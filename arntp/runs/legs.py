"""Wall time over all legs of a measurement that was cut off and continued."""

import threading
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager, suppress
from pathlib import Path

from arntp.sealed import read_json, write_json

BEAT = 10.0  # seconds: what a killed leg may lose of its time


@contextmanager
def legs(path: Path) -> Iterator[Callable[[], float]]:
    """Count the seconds of a block, and those of its earlier legs that did not come to its end.

    Yields a function that says them. While the block runs they are kept in the file at `path`, anew every `BEAT`
    seconds, so that a killed leg counts as well; a block that ends well removes the file.

    Raises OSError when the file cannot be written, ValueError when it is corrupt.
    """
    earlier, began, ended = seconds_before(path), time.monotonic(), threading.Event()

    def seconds() -> float:
        return earlier + time.monotonic() - began

    def beat() -> None:
        while not ended.wait(BEAT):
            with suppress(OSError):
                write_json(path, {"seconds": seconds()})

    write_json(path, {"seconds": earlier})
    beating = threading.Thread(target=beat, daemon=True)
    beating.start()
    try:
        yield seconds
    except BaseException:
        stop(ended, beating)
        with suppress(OSError):
            write_json(path, {"seconds": seconds()})
        raise
    stop(ended, beating)
    path.unlink(missing_ok=True)


def stop(ended: threading.Event, beating: threading.Thread) -> None:
    """End the beat, so that nothing writes after it."""
    ended.set()
    beating.join()


def seconds_before(path: Path) -> float:
    """What earlier legs took."""
    try:
        return float(read_json(path)["seconds"]) if path.exists() else 0.0
    except (KeyError, TypeError) as error:
        raise ValueError(f"{path} is corrupt: delete it to count from here") from error
