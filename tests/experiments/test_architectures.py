"""The factorial of chains and classes: which cells there are, and what cannot be written."""

import pytest

from arntp.experiments import grid
from arntp.experiments.architectures import AGAIN, AT_ONCE, BARRED, CHAINS, LAPTOP, SIZES, barred, by_task, is_barred
from arntp.experiments.multiplication import CLASSES
from arntp.experiments.problems import AllBits
from arntp.predictors import CausalLinear
from arntp.runs import Record


def test_every_class_meets_every_chain_that_it_can_write():
    for bits in (16, 32):
        found = {tuple(name.split(", ")[:2]) for name in LAPTOP.cells if name.endswith(f"n = {bits}")}
        every = {(cls, chain) for cls in CLASSES for chain in CHAINS["parity"]}
        assert every - found == {(cls, chain) for cls, chain in every if is_barred(cls, "parity", chain)}
        assert len(found) == 12
    assert {name.split(", ")[0] for name in LAPTOP.cells if name.endswith("n = 2")} == set(AT_ONCE)


def test_only_linear_classes_are_barred():
    barred = [
        (cls, task)
        for task, chains in CHAINS.items()
        for cls in CLASSES
        for chain in chains
        if is_barred(cls, task, chain)
    ]
    assert {cls for cls, _ in barred} == {"linear", "time-invariant linear"} and len(barred) == 6
    assert all(set(BARRED[task]) < set(chains) for task, chains in CHAINS.items())


@pytest.mark.parametrize("size", SIZES)
def test_cells_are_searched_alike(size):
    for name, cell in SIZES[size].cells.items():
        assert cell.problem.chain in name and len(cell.shapes) == len(next(iter(SIZES[size].cells.values())).shapes)
    assert len({cell.rates for cell in SIZES[size].cells.values()}) == 1


def test_steps_cost_the_classes_of_a_chain_about_the_same():
    for bits in (16, 32):
        for chain in CHAINS["parity"]:
            costs = [c.step_seconds(c.shapes[0]) for n, c in LAPTOP.cells.items() if f", {chain}, n = {bits}" in n]
            assert max(costs) < 2 * min(costs)


def test_fits_are_sorted_into_their_tasks_and_the_rest_left_out():
    parity, digits, three = {"bits": 16}, {"digits": 2}, {"digits": 3}
    names = {"MLP, pairs, n = 16": parity, "MLP, none, n = 16": parity, "linear, pairs, n = 16": parity}
    names |= {"linear, direct, n = 2": digits, "MLP, direct, n = 2": digits, "MLP, paper, n = 2": digits}
    names |= {"MLP, none, n = 16, 5 times as long": parity}
    names |= {"at-once MLP, direct, n = 2": digits, "MLP, schoolbook, n = 3": three}
    found = by_task({name: [{"task": task, "name": name}] for name, task in names.items()})
    assert list(found) == ["parity, n = 16", "multiplication, n = 2"]
    assert list(found["parity, n = 16"]) == [("none", "MLP"), ("pairs", "linear"), ("pairs", "MLP")]
    assert list(found["multiplication, n = 2"]) == [("direct", "MLP")]
    assert found["parity, n = 16"]["none", "MLP"] == [{"task": parity, "name": "MLP, none, n = 16"}]
    assert barred("multiplication, n = 2") == [("direct", "linear"), ("direct", "time-invariant linear")]


def test_who_has_no_chain_gets_more_time_in_search_and_fit():
    assert [name.split(", ")[:2] for name in AGAIN] == [["MLP", "none"], ["transformer", "none"]]
    for name, cell in AGAIN.items():
        short = LAPTOP.cells[name.rsplit(", ", 1)[0]]
        steps = [one.contender(one.shapes[0], 0.01, share=LAPTOP.share).config.steps for one in (cell, short)]
        assert LAPTOP.cells[name] == cell and steps[0] == pytest.approx(5 * steps[1], abs=3)


def test_a_control_is_shaped_like_the_class_that_it_is_made_from():
    for name, cls in AT_ONCE.items():
        cell = LAPTOP.cells[f"{name}, direct, n = 2"]
        assert cell.cls is cls and {shape["prompt"] for shape in cell.shapes} == {4}


def test_a_cell_is_fitted_by_its_curve():
    name, problem = "linear, counting, n = 6", AllBits(6, "counting")
    size = grid.Size(
        {name: grid.Cell(problem, CausalLinear, ({"width": 8},), (3e-2,), seconds=0.3)}, tuning=8, report=8
    )
    fit = grid.Experiment(size, 1, Record(), False, chapter="architectures").fit(name)
    assert fit["task"] == {"chain": "counting", "bits": 6, "tokens": 3} and fit["scores"]["product"] == 1.0
