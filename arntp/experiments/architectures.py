"""The architectures experiment: what decides how fast a task is learned, the chain or the class of predictors?

A factorial: every class with every chain, on the parity of all bits and on products of two-digit factors. What a linear
class provably cannot write is left out; the multiplication half is that of `arntp.experiments.multiplication`, whose
records it reads. The controls answer at once: no token of the answer sees another.
"""

from collections.abc import Callable
from dataclasses import replace

from arntp.experiments import grid, multiplication
from arntp.experiments.multiplication import CLASSES, cell_name
from arntp.experiments.problems import PARITIES, AllBits, Products
from arntp.predictors import AtOnceMLP, AtOnceTransformer, Predictor, TimeInvariantLinear, Transformer

CHAINS = {"parity": tuple(PARITIES), "multiplication": ("direct", "compact", "schoolbook")}
BARRED = {"parity": ("none", "running"), "multiplication": ("direct",)}  # what no linear class writes
AT_ONCE = {"at-once MLP": AtOnceMLP, "at-once transformer": AtOnceTransformer}
DIGITS = 2


def is_barred(cls: str, task: str, chain: str) -> bool:
    """Whether a class, one of CLASSES, cannot write a chain of a task, one of CHAINS."""
    return cls.endswith("linear") and chain in BARRED[task]


def shapes(cls: type[Predictor], chain: str) -> tuple[dict[str, int], ...]:
    """The two widths that the search tries, such that a step costs the classes about the same."""
    narrow = 32 if cls is TimeInvariantLinear or chain == "none" else 16
    if cls is Transformer:
        return tuple({"width": width, "layers": 2, "heads": 2} for width in (narrow, 2 * narrow))
    return tuple({"width": width} for width in (narrow, 2 * narrow))


def parities(bits: int, seconds: float = 20.0) -> dict[str, grid.Cell]:
    """Every class with every chain that it can write, on the parity of all of `bits` bits."""
    return {
        cell_name(name, chain, bits): grid.Cell(AllBits(bits, chain), cls, shapes(cls, chain), seconds=seconds)
        for chain in PARITIES
        for name, cls in CLASSES.items()
        if not is_barred(name, "parity", chain)
    }


def longer(cells: dict[str, grid.Cell], times: int) -> dict[str, grid.Cell]:
    """The same cells with `times` the seconds, for the search as well: does who fails need more time?"""
    return {
        f"{name}, {times} times as long": replace(cell, seconds=times * cell.seconds) for name, cell in cells.items()
    }


def controls(digits: int) -> dict[str, grid.Cell]:
    """Products whose digits are all written at once; shapes and seconds are those of the direct chain."""
    problem = Products(digits, "direct")
    return {
        cell_name(name, "direct", digits): grid.Cell(problem, cls, at_once(cls, problem.prompt_length))
        for name, cls in AT_ONCE.items()
    }


def at_once(cls: type[Predictor], prompt: int) -> tuple[dict[str, int], ...]:
    """The shapes of the auto-regressive class that a control is made from."""
    plain = next(one for one in CLASSES.values() if issubclass(cls, one))
    return tuple(shape | {"prompt": prompt} for shape in multiplication.shapes(plain, "direct"))


def by_task(fits: dict[str, list[dict]]) -> dict[str, dict[tuple[str, str], list[dict]]]:
    """{task: {(chain, class): its fits, one a seed}} of what belongs to the factorial; a task is "parity, n = 16".

    Left out are what a class cannot write, controls, longer fits, and chains and digits of other comparisons.
    """
    found = {}
    for name, seeds in fits.items():
        cls, chain, count, *more = name.split(", ")
        task = "parity" if "bits" in seeds[0]["task"] else "multiplication"
        wanted = cls in CLASSES and chain in CHAINS[task] and not is_barred(cls, task, chain)
        if wanted and not more and (task == "parity" or seeds[0]["task"]["digits"] == DIGITS):
            found.setdefault(f"{task}, {count}", {})[chain, cls] = seeds
    return {task: dict(sorted(cells.items(), key=place(task))) for task, cells in found.items()}


def place(task: str) -> Callable[[tuple[tuple[str, str], list[dict]]], tuple[int, int]]:
    """The order in which the cells of a task are shown: by chain, then by class."""
    chains, classes = CHAINS[task.split(", ")[0]], list(CLASSES)
    return lambda item: (chains.index(item[0][0]), classes.index(item[0][1]))


def barred(task: str) -> list[tuple[str, str]]:
    """The (chain, class) of a task that cannot be written."""
    kind = task.split(", ")[0]
    return [(chain, cls) for chain in CHAINS[kind] for cls in CLASSES if is_barred(cls, kind, chain)]


def quick(bits: int) -> dict[str, grid.Cell]:
    """The same parities, not tuned, and in seconds."""
    cells = parities(bits, seconds=1.5)
    return {name: replace(cell, shapes=cell.shapes[:1], rates=(1e-2,)) for name, cell in cells.items()}


SMOKE = grid.Size(cells=quick(8), tuning=100, report=500)
AGAIN = longer({name: cell for name, cell in parities(16).items() if cell.problem.chain == "none"}, times=5)
LAPTOP = grid.Size(cells=parities(16) | parities(32) | controls(DIGITS) | AGAIN, tuning=200, report=1000)
SIZES = {"smoke": SMOKE, "laptop": LAPTOP, "paper": LAPTOP}
