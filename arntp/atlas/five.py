"""All 4,294,967,296 functions of 5 inputs, by their 616,126 classes; stages are kept, so that a run can be continued.

1. T ≤ 2, exhaustive: h(x, g(x)) for one g of each class of threshold functions and every threshold function h of 6
   inputs. (Other g of the class give images of the same functions.) Every class that is not met has T ≥ 3.
2. T ≤ 3 for nearly all others: slabs with few points outside (`arntp.atlas.slabs`).
3. The rest, exhaustive: `arntp.atlas.pairs` finds three gates or proves T ≥ 4. First a few images of each function are
   tried with every first gate, which finds most; then all images.
4. T ≤ 4: a function that differs at one point from one with T ≤ 3.
"""

from collections.abc import Callable
from itertools import islice
from pathlib import Path

import numpy as np

from arntp.atlas.npn import all_classes, canonical, class_sizes, images, semicanonical
from arntp.atlas.pairs import FirstGate
from arntp.atlas.slabs import is_among, slabs, through
from arntp.atlas.tables import bits, complement, compose, distinct, points, table
from arntp.atlas.threshold import separate, threshold_tables
from arntp.files import replacing

N = 5
MOST_OUTSIDE = 8  # points outside a slab; more find next to nothing new
FEW_IMAGES = 40  # of a function, with each first gate, before all of them are tried


def kept(path: Path, compute: Callable[[], dict[str, np.ndarray]]) -> dict[str, np.ndarray]:
    """Named arrays: read from a file where it exists, else computed and written, whole or not at all."""
    if not path.exists():
        arrays = compute()
        with replacing(path) as file:
            np.savez_compressed(file, **arrays)
    return read_arrays(path)


def read_arrays(path: Path) -> dict[str, np.ndarray]:
    """Named arrays of a file, verified by the CRC of each. Raises ValueError that names the file when it is corrupt."""
    with open(path, "rb") as file:
        try:
            return dict(np.load(file))
        except Exception as error:  # zipfile, zlib and NumPy each have their own kinds
            raise ValueError(f"{path} is corrupt ({error!r}): delete it to compute it anew") from error


def first_gates() -> np.ndarray:
    """The least table of each class of threshold functions (63,)."""
    return distinct(canonical(threshold_tables(N), N))


def at_most_two(outer: np.ndarray) -> dict[str, np.ndarray]:
    """`classes`: all with T ≤ 2, exhaustive; `forms`: most semicanonical tables of them.

    `outer`: tables (H,) of all threshold functions of 6 inputs.
    """
    # h and its negation give functions of the same class.
    half = outer[outer & 1 == 0]
    forms = distinct(np.concatenate([semicanonical(distinct(compose(half, g, N)), N) for g in first_gates()]))
    classes = distinct(canonical(forms, N))
    for image in islice(images(classes, N), 0, None, 16):
        forms = distinct(np.concatenate([forms, semicanonical(np.concatenate([image, complement(image, N)]), N)]))
    return {"classes": classes, "forms": forms}


def through_slabs(functions: np.ndarray, forms: np.ndarray, outer: np.ndarray) -> dict[str, np.ndarray]:
    """Which functions (K,) have T ≤ 3 through a slab: arrays `function`, `outer`, `inner` with f(x) = h(x, q(x)).

    Raises RuntimeError should an equation not hold.
    """
    found = [(functions[:0], np.zeros(0, dtype=np.uint64), functions[:0])]
    for outside in range(1, MOST_OUTSIDE + 1):
        for slab in slabs(outer, outside, N):
            places, inner = through(slab, functions, forms, N)
            if len(places):
                found.append((functions[places], np.full(len(places), slab.outer, dtype=np.uint64), inner))
                functions = np.delete(functions, places)
        print(f"slabs with {outside} points outside: {len(functions)} classes are left", flush=True)
    function, outer_, inner = (np.concatenate(column) for column in zip(*found))
    if (compose(outer_, inner, N) != function).any():
        raise RuntimeError("a slab's gates compute another function")
    return {"function": function, "outer": outer_, "inner": inner}


def by_pairs(functions: np.ndarray, outer: np.ndarray, folder: Path, few: int | None) -> dict[str, np.ndarray]:
    """Three gates for functions (K,), with `few` images of each for every first gate, or all (None).

    Arrays `open`, the functions for which none were found; `found` (., 4 uint32): function, its image, g, g_2 there;
    `last` (., 8): the third gate of the image; `untold` (., 3): image, g, g_2 where neither weights nor four points
    decided. Kept after each first gate.
    """
    state = {
        "open": functions,
        "found": np.zeros((0, 4), np.uint32),
        "last": np.zeros((0, N + 3), np.int64),
        "untold": np.zeros((0, 3), np.uint32),
    }
    gates = first_gates()
    # Gates with many images first: they find most of what can be found.
    for k, gate in enumerate(gates[np.argsort(-class_sizes(gates, N), kind="stable")].tolist()):
        name = f"pairs-{few or 'all'}-{k:02}.npz"
        state = kept(folder / name, lambda: _with_first(FirstGate(gate, outer, N), state, few))
        print(f"first gate {gate:#x}, {few or 'all'} images: {len(state['open'])} classes are left", flush=True)
    return state


def lengths(folder: Path) -> dict[str, np.ndarray]:
    """Bounds for every class: arrays `table` (least table), `size` (functions), `lower`, `upper`, all (616126,).

    They differ, as 3 and 4, only where first two gates are left that four points do not refute and for which no third
    gate was found. Stages are kept in `folder`. Raises RuntimeError where an upper bound of 4 has no proof.
    """
    outer = threshold_tables(N + 1)
    tables = kept(folder / "classes.npz", lambda: {"table": (found := all_classes(N)), "size": class_sizes(found, N)})
    two = kept(folder / "two.npz", lambda: at_most_two(outer))
    rest = np.setdiff1d(tables["table"], two["classes"])
    slab = kept(folder / "slabs.npz", lambda: through_slabs(rest, two["forms"], outer))
    few = by_pairs(np.setdiff1d(rest, slab["function"]), outer, folder, FEW_IMAGES)
    pairs = by_pairs(few["open"], outer, folder, None)
    for state in (few, pairs):
        _check(state)
    decided = np.concatenate([slab["function"], few["found"][:, 0], pairs["found"][:, 0], pairs["open"]])
    if not np.array_equal(np.sort(decided), rest):
        raise RuntimeError(f"the stages in {folder} are of different searches: remove them")
    upper = np.full(len(tables["table"]), 3)
    upper[is_among(tables["table"], two["classes"])] = 2
    upper[is_among(tables["table"], first_gates())] = 1
    lower = upper.copy()
    longer = is_among(tables["table"], pairs["open"])
    undecided = is_among(tables["table"], distinct(canonical(pairs["untold"][:, 0], N)))
    upper[longer], lower[longer & ~undecided] = 4, 4
    neighbours = pairs["open"][:, None] ^ np.array([1 << point for point in range(2**N)], dtype=np.uint32)
    near = ~is_among(canonical(neighbours.ravel(), N), pairs["open"]).reshape(neighbours.shape)
    if not near.any(axis=1).all():
        raise RuntimeError("a class with T > 3 differs at two points or more from every one with T ≤ 3")
    return {**tables, "lower": lower, "upper": upper}


def _check(pairs: dict[str, np.ndarray]) -> None:
    """Certify the three gates of every function that was found. Raises RuntimeError if they compute another class's.

    The first must be a threshold function of x, the second one of x and the first's value, and the third, whose
    weights were kept, must give the image.
    """
    function, image, first, second = pairs["found"].T
    if not is_among(canonical(first, N), first_gates()).all():
        raise RuntimeError("a first gate is no threshold function")
    values = [bits(t, N) for t in (first, second)]
    cube = np.broadcast_to(points(N), (len(image), 2**N, N))
    for seen, wanted in zip(np.concatenate([cube, values[0][..., None]], axis=-1), values[1]):
        if separate(seen, wanted) is None:
            raise RuntimeError("a second gate has no weights")
    seen = np.concatenate([cube, np.stack(values, axis=-1)], axis=-1)
    scores = (seen * pairs["last"][:, None, :-1]).sum(axis=-1) + pairs["last"][:, None, -1]
    if (table(scores >= 0) != image).any() or (canonical(image, N) != function).any():
        raise RuntimeError("three gates that were found compute another function")


def _with_first(first: FirstGate, state: dict[str, np.ndarray], few: int | None) -> dict[str, np.ndarray]:
    """The state after trying one first gate."""
    rng = np.random.default_rng(first.gate)
    left, found, last, untold = [], [], [], []
    for function in state["open"].tolist():
        placed = first.placed(function)
        if few and len(placed) > few:
            placed = rng.choice(placed, few, replace=False)
        row, undecided = _three_gates(first, placed.tolist())
        untold += undecided
        if row is None:
            left.append(function)
        else:
            found.append((function, *row[:3]))
            last.append(row[3])
    return {
        "open": np.array(left, dtype=np.uint32),
        "found": np.concatenate([state["found"], np.array(found, dtype=np.uint32).reshape(-1, 4)]),
        "last": np.concatenate([state["last"], np.array(last, dtype=np.int64).reshape(-1, N + 3)]),
        "untold": np.concatenate([state["untold"], np.array(untold, dtype=np.uint32).reshape(-1, 3)]),
    }


def _three_gates(first: FirstGate, placed: list[int]) -> tuple[tuple | None, list[tuple]]:
    """(image, g, g_2, weights of the third gate) for the first image that has them, and what stayed undecided."""
    undecided = []
    for image in placed:
        for second in first.seconds_left(image).tolist():
            weights = first.last_gate(image, second)
            if weights is not None:
                return (image, first.gate, second, weights), []
            undecided.append((image, first.gate, second))
    return None, undecided
