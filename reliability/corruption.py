"""Corrupt files: every one is refused with its name, and none is taken for what was written."""

import random
from collections import Counter
from collections.abc import Iterator
from contextlib import redirect_stderr
from io import StringIO
from pathlib import Path
from typing import Any

from reliability.kinds import KINDS, Kind, make_checkpoint, read_checkpoint
from reliability.work import row, scratch

EACH = 180  # damages of a kind of file


def flipped(data: bytes, rng: random.Random) -> bytes:
    """One bit is another."""
    place = rng.randrange(len(data))
    return data[:place] + bytes([data[place] ^ 1 << rng.randrange(8)]) + data[place + 1 :]


def cut_short(data: bytes, rng: random.Random) -> bytes:
    """The end is missing, or all of it."""
    return data[: rng.randrange(len(data))]


def zeroed(data: bytes, rng: random.Random) -> bytes:
    """A block holds zeros, as after a power cut."""
    place, size = rng.randrange(len(data)), rng.choice([1, 16, 512])
    return data[:place] + bytes(len(data[place : place + size])) + data[place + size :]


def appended(data: bytes, rng: random.Random) -> bytes:
    """Something stands behind the end."""
    return data + rng.choice([b"\0", b"x", b"{}", data])


DAMAGES = [flipped, flipped, cut_short, zeroed, appended]


def corruption(share: float) -> Iterator[dict]:
    """Bit flips, truncations, zeroed blocks, appended bytes, files of another version in their place."""
    for kind in KINDS:
        if kind.damaged:
            with scratch() as folder:
                yield refused(kind, Path(folder), max(6, round(EACH * share)))
    with scratch() as folder:
        yield previous_used(Path(folder), max(6, round(EACH * share)))


def files_of(kind: Kind, folder: Path) -> list[Path]:
    """The files of a kind whose damage must be noticed."""
    return sorted(path for pattern in kind.damaged for path in folder.glob(pattern) if not path.name.startswith("."))


def refused(kind: Kind, folder: Path, count: int) -> dict:
    """Damage files of a kind, one at a time; each must be refused with its name, unless the same is read from it."""
    kind.make(folder / "ours", 0), kind.make(folder / "theirs", 1)
    ours, theirs = files_of(kind, folder / "ours"), files_of(kind, folder / "theirs")
    original, rng, ends = kind.read(folder / "ours"), random.Random(0), Counter()
    for number in range(count):
        path, other = ours[number % len(ours)], theirs[number % len(ours)]
        data = path.read_bytes()
        # a file of another version is noticed only where another file vouches for it
        swapped = number % 12 >= 10 and len(ours) > 1
        path.write_bytes(other.read_bytes() if swapped else rng.choice(DAMAGES)(data, rng))
        ends[end(kind, folder / "ours", original, {file.name for file in (*ours, *theirs)})] += 1
        path.write_bytes(data)
    tried = count - ends["changed nothing that is read"]
    remark = "; ".join(f"{number} more {how}" for how, number in sorted(ends.items()) if how != "refused")
    return row(f"damages of a {kind.name}", tried, ends["refused"], remark)


def end(kind: Kind, folder: Path, original: Any, names: set[str]) -> str:
    """How reading a damaged file ended; of two files that differ, either may be named."""
    try:
        found = kind.read(folder)
    except (ValueError, OSError) as error:
        named = any(name in str(error) for name in (*names, str(folder)))
        return "refused" if named else f"refused without a name ({error})"
    except Exception as error:
        return f"ended in {error!r}"
    return "changed nothing that is read" if found == original else "were taken for what was written"


def previous_used(folder: Path, count: int) -> dict:
    """Damage the newest of two checkpoints; the one before it must be used, with a line that names what is corrupt."""
    rng, tried, right = random.Random(1), 0, 0
    make_checkpoint(folder, 0)
    before = read_checkpoint(folder)
    make_checkpoint(folder, 1)
    whole = read_checkpoint(folder)
    newest = [folder / "checkpoint.json", next(folder.glob("step-00000002-*"))]
    for number in range(count):
        path = newest[number % 2]
        data = path.read_bytes()
        path.write_bytes(rng.choice(DAMAGES)(data, rng))
        with redirect_stderr(StringIO()) as line:
            found = read_checkpoint(folder)
        tried += found != whole or bool(line.getvalue())
        right += found == before and path.name in line.getvalue()
        path.write_bytes(data)
    remark = "the one before it is used, with a line that names what is corrupt"
    return row("damages of the newer of two checkpoints", tried, right, remark)
