"""The multiplication experiment: which chain of thought makes multiplication learnable, and for which class.

All chains are learned and judged on the same pairs of factors, by four classes that are tuned alike.
"""

from dataclasses import dataclass, replace

from arntp.experiments import grid
from arntp.experiments.problems import Products
from arntp.predictors import CausalLinear, CausalMLP, Predictor, TimeInvariantLinear, Transformer
from arntp.tasks.multiplication.chains import FORMATS

CLASSES = {
    "linear": CausalLinear,
    "time-invariant linear": TimeInvariantLinear,
    "MLP": CausalMLP,
    "transformer": Transformer,
}
# of the classes with weights of their own for each position
WIDTHS = {"direct": (64, 256), "compact": (32, 64), "schoolbook": (32, 64), "paper": (16, 32)}


@dataclass(frozen=True)
class Size(grid.Size):
    """One size of the experiment: cells of products."""

    def with_digits(self, digits: int) -> "Size":
        """The same size with other factors, `digits` digits each; ValueError for fewer than one digit."""
        chosen = {
            cell_name(name.split(", ")[0], cell.problem.chain, digits): replace(
                cell, problem=Products(digits, cell.problem.chain)
            )
            for name, cell in self.cells.items()
        }
        return replace(self, cells=chosen)


def cell_name(cls: str, chain: str, digits: int) -> str:
    """What a cell is called."""
    return f"{cls}, {chain}, n = {digits}"


def shapes(cls: type[Predictor], chain: str) -> tuple[dict[str, int], ...]:
    """The two widths that the search tries: the weights of a per-position class grow with the square of its context."""
    if cls is Transformer:
        widths = (64, 128) if chain == "direct" else (32, 64)
        return tuple({"width": width, "layers": 2, "heads": 4} for width in widths)
    return tuple({"width": width} for width in ((32, 64) if cls is TimeInvariantLinear else WIDTHS[chain]))


def cells(digits: int, chains: tuple[str, ...]) -> dict[str, grid.Cell]:
    """Every class with every chain."""
    return {
        cell_name(name, chain, digits): grid.Cell(Products(digits, chain), cls, shapes(cls, chain))
        for chain in chains
        for name, cls in CLASSES.items()
    }


def quick(cls: str, chain: str, lr: float, seconds: float) -> dict[str, grid.Cell]:
    """A cell of two-digit factors that is not tuned, and takes seconds."""
    shape = shapes(CLASSES[cls], chain)[:1]
    return {cell_name(cls, chain, 2): grid.Cell(Products(2, chain), CLASSES[cls], shape, (lr,), seconds)}


SMOKE = Size(
    cells={
        **quick("linear", "schoolbook", 3e-2, seconds=6),
        **quick("MLP", "schoolbook", 1e-2, seconds=4),
        **quick("transformer", "schoolbook", 1e-2, seconds=4),
        **quick("MLP", "compact", 3e-2, seconds=2),
        **quick("linear", "paper", 3e-2, seconds=2),
        **quick("MLP", "paper", 1e-2, seconds=2),
        **quick("linear", "direct", 1e-2, seconds=1),
        **quick("MLP", "direct", 3e-3, seconds=1),
        **quick("transformer", "direct", 3e-3, seconds=1),
    },
    tuning=100,
    report=490,
)
LAPTOP = Size(cells=cells(2, tuple(FORMATS)) | cells(3, ("schoolbook",)), tuning=200, report=1000)
SIZES = {"smoke": SMOKE, "laptop": LAPTOP, "paper": LAPTOP}  # the paper's network is that of arntp.experiments.paper
