"""The multiplication experiment: its cells, and one that cannot be learned."""

import pytest

from arntp.evaluation import rollout_accuracy
from arntp.experiments.grid import Cell, Experiment
from arntp.experiments.multiplication import CLASSES, LAPTOP, SIZES, SMOKE, Size, cell_name
from arntp.experiments.problems import Products
from arntp.predictors import CausalLinear
from arntp.runs import Record
from arntp.tasks.multiplication.chains import FORMATS

SECONDS = 30  # what the live part of the chapter may take


def test_every_class_meets_every_chain():
    wanted = [(2, chain) for chain in FORMATS] + [(3, "schoolbook")]
    names = {cell_name(cls, chain, n) for cls in CLASSES for n, chain in wanted}
    assert LAPTOP.cells.keys() == names and len(names) == 20 and "linear, schoolbook, n = 3" in names


@pytest.mark.parametrize("size", SIZES)
def test_a_cell_is_what_its_name_says(size):
    for name, cell in SIZES[size].cells.items():
        cls = next(word for word, own in CLASSES.items() if own is cell.cls)
        assert name == cell_name(cls, cell.problem.chain, cell.problem.digits)


def test_all_cells_are_tuned_alike_and_trained_for_the_same_time():
    kinds = {(len(cell.shapes), cell.rates, cell.seconds) for cell in LAPTOP.cells.values()}
    assert kinds == {(2, (1e-3, 3e-3, 1e-2, 3e-2), 60.0)}


def test_the_smoke_size_takes_seconds_and_searches_nothing():
    assert sum(cell.seconds for cell in SMOKE.cells.values()) <= 0.8 * SECONDS
    assert all(len(cell.shapes) == len(cell.rates) == 1 for cell in SMOKE.cells.values())
    assert SMOKE.cells.keys() < LAPTOP.cells.keys()


def test_other_digits_rename_the_cells():
    small = SMOKE.with_digits(1)
    assert isinstance(small, Size) and "linear, direct, n = 1" in small.cells and len(small.cells) == len(SMOKE.cells)
    assert {cell.problem.digits for cell in small.cells.values()} == {1}
    assert len(LAPTOP.with_digits(3).cells) == 16, "both numbers of digits become one"
    with pytest.raises(ValueError, match="digits"):
        SMOKE.with_digits(0)


def test_no_additive_predictor_multiplies_digits():
    """A linear predictor without a chain adds one score per digit: it cannot get all products right."""
    cell = Cell(Products(1, "direct"), CausalLinear, ({"width": 16},), (1e-2,), seconds=1.5)
    experiment = Experiment(Size({"a": cell}, 6, 3), 0, Record(), False, chapter="multiplication")
    predictor, _ = experiment.train(cell.problem, cell.contender({"width": 16}, 1e-2), 0)
    tokens = cell.problem.source(1)(0, 500)
    assert rollout_accuracy(predictor, tokens, 2).exact < 0.9
