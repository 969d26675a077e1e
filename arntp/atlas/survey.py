"""What is committed of the 5-input search: its counts, its table, and rows with gates to check."""

from pathlib import Path

import numpy as np

from arntp.atlas.five import N, lengths, read_arrays
from arntp.atlas.length import Gates, followed, function_of, name_of, two_gates
from arntp.atlas.profile import profile
from arntp.atlas.slabs import Slab, slabs, through
from arntp.atlas.threshold import gate_of, threshold_tables

EXAMPLES = 40  # rows with gates for each T, drawn at random from the classes
MOST_OUTSIDE = 5  # slabs for these rows: enough for nearly every function


def survey(folder: Path) -> dict:
    """Counts by bounds on T ("2" where T = 2, "3 to 4" where only that is known), `edges` as in `profile`, the longest
    classes, and examples with gates.

    `folder` keeps the stages of the search; see `arntp.atlas.five.lengths`.
    """
    found = lengths(folder)
    bounds = [str(low) if low == high else f"{low} to {high}" for low, high in zip(found["lower"], found["upper"])]
    names, group = np.unique(np.array(bounds), return_inverse=True)
    writer = Writer(folder)
    rng = np.random.default_rng(0)
    longest = found["table"][found["upper"] == found["upper"].max()]
    drawn = [np.sort(rng.permutation(np.flatnonzero(group == k))[:EXAMPLES]) for k in range(len(names))]
    edges = profile(found["table"], found["size"], bounds, N)
    return {
        "inputs": N,
        "functions": {name: int(found["size"][group == k].sum()) for k, name in enumerate(names.tolist())},
        "classes": {name: int(np.sum(group == k)) for k, name in enumerate(names.tolist())},
        "edges": edges,
        "longest": [name_of(function, N) for function in longest.tolist()],
        "examples": [
            {**writer.row(int(found["table"][k])), "lower": int(found["lower"][k]), "upper": int(found["upper"][k])}
            for k in np.concatenate(drawn)
        ],
    }


def pack(found: dict[str, np.ndarray]) -> dict[str, np.ndarray]:
    """The table of all classes in a form that compresses well: differences of successive tables, small dtypes."""
    step = np.diff(found["table"].astype(np.uint32), prepend=np.uint32(0))
    return {
        "step": step,
        "size": found["size"].astype(np.uint16),
        "lower": found["lower"].astype(np.uint8),
        "upper": found["upper"].astype(np.uint8),
    }


def unpack(path: Path) -> dict[str, np.ndarray]:
    """All classes, from the file that `pack` made: `table` sorted, `size`, `lower`, `upper`, each (616126,)."""
    packed = read_arrays(path)
    table = np.cumsum(packed["step"], dtype=np.uint32)
    return {"table": table, **{name: packed[name] for name in ("size", "lower", "upper")}}


class Writer:
    """Writes gates for single functions of 5 inputs, each set evaluated on all inputs."""

    def __init__(self, folder: Path):
        outer = threshold_tables(N + 1)
        self.slabs: list[Slab] = [slab for k in range(1, MOST_OUTSIDE + 1) for slab in slabs(outer, k, N)]
        self.forms = read_arrays(folder / "two.npz")["forms"]

    def row(self, function: int) -> dict:
        """`table`, and `gates`, as few as this writer finds (never fewer than T); None if it finds none."""
        gates = self.gates(function)
        if gates and function_of(gates, N) != function:
            raise RuntimeError(f"{function:#x}: the gates {gates} compute another function")
        return {"table": name_of(function, N), "gates": gates}

    def gates(self, function: int) -> Gates | None:
        """One or two gates where so few do; else three through a slab, or four through a neighbour of that kind."""
        if (gate := gate_of(function, N)) is not None:
            return [gate]
        if (gates := two_gates(function, N)) is not None:
            return gates
        return self._three(function) or self._four(function)

    def _three(self, function: int) -> Gates | None:
        """Three gates through a slab."""
        for slab in self.slabs:
            places, inner = through(slab, np.array([function], dtype=np.uint32), self.forms, N)
            if len(places):
                # The first q that has T ≤ 2 may even have T = 1.
                return followed(self.gates(int(inner[0])), slab.outer, N)
        return None

    def _four(self, function: int) -> Gates | None:
        """Four gates, where changing one point gives a function with three through a slab."""
        for slab in (slab for slab in self.slabs if slab.inside.bit_count() == 2**N - 1):
            itself = np.array([function], dtype=np.uint32)
            for inner in slab.inner(itself[slab.meets(itself, N)], N).ravel().tolist():
                if inner != function and (before := self._three(inner)) is not None:
                    return followed(before, slab.outer, N)
        return None
