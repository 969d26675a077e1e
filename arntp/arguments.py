"""Checks of arguments, one function a kind: each returns the value that it was given, or says what would be right.

Every public function checks what it is given with these, so that a wrong value is named where it enters, and not by
an error far inside, nor by a wrong result. Wrong types raise TypeError, wrong values ValueError. Python's and NumPy's
numbers are taken alike; a bool is no number, and a float is no whole number even where it is one.
"""

import math
import os
from collections.abc import Callable, Iterable, Sequence
from numbers import Integral, Real
from pathlib import Path
from typing import TYPE_CHECKING, Any

import numpy as np

if TYPE_CHECKING:  # torch takes seconds to import, which commands that need none do not wait for
    from torch import Tensor


def whole(name: str, value: Any, least: int | None = None, most: int | None = None) -> int:
    """A whole number from `least` to `most`, both included."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Integral):
        raise TypeError(f"{name} is a whole number, not {shown(value)}")
    check_range(name, int(value), least, most)
    return int(value)


def real(
    name: str,
    value: Any,
    least: float | None = None,
    most: float | None = None,
    above: float | None = None,
    below: float | None = None,
) -> float:
    """A finite number from `least` to `most`, both included; greater than `above`, less than `below` where given."""
    if isinstance(value, bool | np.bool_) or not isinstance(value, Real):
        raise TypeError(f"{name} is a number, not {shown(value)}")
    if not math.isfinite(value):
        raise ValueError(f"{name} = {value}: a finite number is needed")
    if above is not None and not value > above:
        raise ValueError(f"{name} = {value}: more than {above} is needed")
    if below is not None and not value < below:
        raise ValueError(f"{name} = {value}: less than {below} is needed")
    check_range(name, value, least, most)
    return float(value)


def check_range(name: str, value: float, least: float | None, most: float | None) -> None:
    """Raise ValueError outside least … most."""
    if least is not None and value < least or most is not None and value > most:
        bounds = f"{least} to {most}"
        if most is None:
            bounds = f"at least {least}"
        elif least is None:
            bounds = f"at most {most}"
        raise ValueError(f"{name} = {value}: {bounds} is needed")


def choice(name: str, value: Any, known: Iterable[str]) -> str:
    """One of the known names."""
    known = list(known)
    if not isinstance(value, str) or value not in known:
        raise ValueError(f"{name} = {shown(value)}: there are {', '.join(map(repr, known))}")
    return value


def flag(name: str, value: Any) -> bool:
    """True or False."""
    if not isinstance(value, bool | np.bool_):
        raise TypeError(f"{name} is True or False, not {shown(value)}")
    return bool(value)


def instance(name: str, value: Any, kind: type) -> Any:
    """An object of one class."""
    if not isinstance(value, kind):
        article = "an" if kind.__qualname__[0] in "AEIOUaeiou" else "a"
        raise TypeError(f"{name} is {article} {kind.__qualname__}, not {shown(value)}")
    return value


def function(name: str, value: Any) -> Callable:
    """Something to call."""
    if not callable(value):
        raise TypeError(f"{name} is a function, not {shown(value)}")
    return value


def several(name: str, values: Any, what: str) -> Iterable:
    """Several of `what`, not looked at; a single string, which Python would take letter by letter, is refused."""
    if isinstance(values, str | bytes) or not isinstance(values, Iterable):
        raise TypeError(f"{name} is a list of {what}, not {shown(values)}")
    return values


def words(name: str, values: Any) -> list[str]:
    """Several strings."""
    values = list(several(name, values, "strings"))
    for place, value in enumerate(values):
        if not isinstance(value, str):
            raise TypeError(f"{name}[{place}] is a string, not {shown(value)}")
    return values


def wholes(name: str, values: Any, least: int | None = None, most: int | None = None) -> list[int]:
    """Several whole numbers from `least` to `most`."""
    values = several(name, values, "whole numbers")
    return [whole(f"{name}[{place}]", value, least, most) for place, value in enumerate(values)]


def bits(name: str, values: Any, count: int, names: Sequence[str] = ()) -> list[int]:
    """`count` bits, truth values among them, of which `names` may say what they are; quick where they are right."""
    values = list(several(name, values, "bits"))
    if len(values) != count:
        raise ValueError(f"{name}: {len(values)} bits, but {count} are needed")
    if set(map(type, values)) - {int, bool} or set(values) - {0, 1}:
        for place, value in enumerate(values):
            value = int(value) if isinstance(value, bool | np.bool_) else value
            whole(f"{name}[{place}]" + (f", {names[place]!r}," if names else ""), value, 0, 1)
    return list(map(int, values))


def text(name: str, value: Any) -> str:
    """A string."""
    if not isinstance(value, str):
        raise TypeError(f"{name} is a string, not {shown(value)}")
    return value


def path(name: str, value: Any) -> os.PathLike | str:
    """A path: not empty, without a null character."""
    if not isinstance(value, str | os.PathLike):
        raise TypeError(f"{name} is a path, not {shown(value)}")
    if not os.fspath(value) or "\0" in os.fspath(value):
        raise ValueError(f"{name} = {shown(value)}: a path is needed")
    return value


def place(name: str, value: Any) -> Path:
    """A path as a `Path`, with `~` and `~user` at its start replaced by the home folder."""
    return Path(os.path.expanduser(path(name, value)))


def tokens(name: str, values: Any, vocab: int, least: int = 0, dims: int | None = None) -> "Tensor":
    """An integer tensor of token ids least … vocab − 1 (least −1: padding too), of `dims` dimensions."""
    import torch

    if not isinstance(values, torch.Tensor):
        raise TypeError(f"{name} is a tensor of token ids, not {shown(values)}")
    if values.is_floating_point() or values.is_complex() or values.dtype == torch.bool:
        raise TypeError(f"{name} holds token ids, whole numbers, not {values.dtype}")
    if dims is not None and values.ndim != dims:
        raise ValueError(f"{name} has shape {tuple(values.shape)}: {dims} dimensions are needed")
    check_ids(name, values, vocab, least)
    return values


def integers(name: str, values: Any, dims: int | None = None, what: str = "whole numbers") -> np.ndarray:
    """An array of whole numbers of any size that int64 holds, of `dims` dimensions."""
    try:
        found = np.asarray(values)
    except ValueError as error:
        raise ValueError(f"{name}: rows of one length are needed ({error})") from None
    if found.dtype.kind not in "iu" and found.size:
        raise TypeError(f"{name} holds {what}, not {found.dtype}")
    if dims is not None and found.ndim != dims:
        raise ValueError(f"{name} has shape {found.shape}: {dims} dimensions are needed")
    return found


def rows(name: str, values: Any, vocab: int | None = None, least: int = 0, dims: int | None = None) -> np.ndarray:
    """An integer array of token ids least … vocab − 1 (any size where `vocab` is None), of `dims` dimensions."""
    found = integers(name, values, dims, "token ids, whole numbers")
    check_ids(name, found, vocab, least)
    return found


def padded(name: str, values: Any, vocab: int) -> np.ndarray:
    """Rows (M, N) of token ids 0 … vocab − 1 as int64, where −1 pads the end of a row and stands nowhere else."""
    found = rows(name, values, vocab, least=-1, dims=2)
    if found.size and found.min() < 0:
        gaps = np.argwhere((found[:, :-1] < 0) & (found[:, 1:] >= 0))
        if len(gaps):
            raise ValueError(f"{name}{gaps[0].tolist()} = -1: padding stands before a token; it may only end a row")
    return found.astype(np.int64, copy=False)


def check_ids(name: str, ids: "Tensor | np.ndarray", vocab: int | None, least: int) -> None:
    """Raise ValueError naming the first id outside least … vocab − 1 and its place."""
    is_array = isinstance(ids, np.ndarray)
    size = ids.size if is_array else ids.numel()
    if not size or int(ids.min()) >= least and (vocab is None or int(ids.max()) < vocab):
        return
    ids = ids if is_array else ids.cpu().numpy()
    wrong = (ids < least) | (ids >= vocab) if vocab is not None else ids < least
    place = tuple(int(i) for i in np.argwhere(wrong)[0])
    bounds = f"at least {least}" if vocab is None else f"in {least} … {vocab - 1}"
    raise ValueError(f"{name}{list(place)} = {int(ids[place])}: token ids are {bounds}")


def shown(value: Any) -> str:
    """A value as an error shows it: its type, and its text where that is short."""
    written = repr(value)
    return f"{written if len(written) <= 60 else written[:57] + '…'} ({type(value).__name__})"
