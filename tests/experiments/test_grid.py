"""A grid of cells: searched on tuning items, trained until learned, judged once on report items."""

import math
from dataclasses import dataclass, field, replace

import numpy as np
import pytest
import torch

from arntp.experiments import grid
from arntp.experiments.grid import Cell, Experiment, Size, promise, reached
from arntp.experiments.problems import Problem
from arntp.predictors import CausalLinear
from arntp.runs import Record


@dataclass(frozen=True)
class Copy(Problem):
    """Three of four letters, and the same again: a linear predictor learns it in a moment. Keeps what was drawn."""

    asked: list = field(default_factory=list, compare=False)
    chain = "copy"
    vocab = 4
    prompt_length = 3
    answer = slice(1, 3)
    places = ("first", "second", "third")

    def drawn(self, split, seed, step, size):
        self.asked.append((split, seed))
        letters = np.random.default_rng((len(split), seed, step)).integers(0, 4, (size, 3))
        return np.concatenate([letters, letters], axis=1)

    def judged(self, split, count, seed):
        return self.drawn(split, seed, 0, count)

    def described(self):
        return {"chain": self.chain, "tokens": 3}


@pytest.fixture(autouse=True)
def nothing_committed(monkeypatch):
    monkeypatch.setattr(grid, "searches", lambda chapter: Record())


def cell(rates=(3e-2,), shapes=({"width": 8},), seconds=1.5):
    return Cell(Copy(), CausalLinear, shapes, rates, seconds)


def experiment(one, record=None, seed=1, share=0.5):
    return Experiment(Size({"copy": one}, 50, 60, share), seed, Record(record), False, chapter="letters")


def test_steps_take_the_nominal_seconds_and_a_curve_has_points_early_and_late():
    one, shape = cell(seconds=30), {"width": 8}
    config = one.contender(shape, 1e-2).config
    assert config.steps * one.step_seconds(shape) == pytest.approx(30, rel=0.01)
    assert one.contender(shape, 1e-2, 0.25).config.steps == pytest.approx(config.steps / 4, abs=1)
    assert config.evaluate_every == config.steps // 200 and config.evaluate_growth == 1.2 and config.first == 3
    assert one.step_seconds({"width": 64}) > one.step_seconds(shape) > grid.OVERHEAD


def test_a_learned_cell_ends_early_and_is_judged_on_report_items():
    one = cell()
    fit = experiment(one).fit("copy")
    curve = [row["product"] for row in fit["history"] if "product" in row]
    assert fit["history"][-1]["step"] < fit["config"]["steps"] and min(curve[-2:]) >= grid.REACHED > max(curve[:-2])
    assert fit["right"] == 60 * "1" and fit["pairs"] == 60 == sum(fit["first wrong"])
    assert fit["scores"] == {"chain": 1.0, "product": 1.0, "digit": 1.0}
    assert fit["by position"]["names"] == list(Copy.places) and fit["by position"]["teacher forcing"] == [1.0] * 3
    splits = [split for split, _ in one.problem.asked]
    assert splits[0] == "tuning" and splits[-1] == "report" and set(splits[1:-1]) == {"train"}
    assert {seed for _, seed in one.problem.asked} == {1}


def test_a_fit_is_kept_and_read_back(tmp_path):
    fit = experiment(cell(seconds=0.1), tmp_path).fit("copy")
    again = cell(seconds=0.1)
    assert experiment(again, tmp_path).fit("copy") == fit and not again.problem.asked


def test_the_end_needs_two_evaluations_in_a_row():
    def rows(*shares):
        return [{"step": 1, "product": share} for share in shares] + [{"step": 9}]

    assert reached(rows(0.5, 0.999, 1.0)) and reached(rows(1.0, 1.0))
    assert not reached(rows(1.0)) and not reached(rows(1.0, 0.5, 1.0)) and not reached([])


def test_the_search_tries_every_shape_and_rate_on_tuning_items_and_takes_the_best():
    one = cell(rates=(1e-6, 3e-2), shapes=({"width": 4}, {"width": 8}), seconds=0.6)
    found = experiment(one).search("copy")
    assert [(trial["shape"]["width"], trial["lr"]) for trial in found["trials"]] == [
        (4, 1e-6),
        (4, 3e-2),
        (8, 1e-6),
        (8, 3e-2),
    ]
    assert found["best"]["lr"] == 3e-2 and found["best"]["digit"] == max(trial["digit"] for trial in found["trials"])
    assert {split for split, _ in one.problem.asked} == {"train", "tuning"}, "nothing is chosen on the report split"
    assert {seed for _, seed in one.problem.asked} == {grid.SEARCH_SEED}


def test_a_fit_takes_what_the_search_chose(monkeypatch):
    tried = {(8, 1e-3): (0.7, 0.1), (8, 1e-2): (0.9, 0.4), (16, 1e-3): (0.9, 0.3), (16, 1e-2): (0.2, 0.0)}

    def trial(self, cell, shape, lr):
        digit, loss = tried[shape["width"], lr]
        return {"shape": shape, "lr": lr, "digit": digit, "loss": loss}

    monkeypatch.setattr(Experiment, "trial", trial)
    fit = experiment(cell((1e-3, 1e-2), ({"width": 8}, {"width": 16}), seconds=0.1)).fit("copy")
    assert (fit["config"]["width"], fit["config"]["lr"]) == (16, 1e-3), "the most right tokens, then the lower loss"


def test_a_trial_that_diverges_is_the_worst(monkeypatch):
    def diverge(*given, **more):
        raise FloatingPointError("the loss is nan")

    monkeypatch.setattr(grid, "train", diverge)
    trial = experiment(cell()).trial(cell(), {"width": 8}, 3.0)
    assert trial["digit"] == 0 and trial["loss"] is None and trial["lr"] == 3.0
    assert promise(trial) == (0.0, -math.inf)
    assert promise(trial) < promise({"digit": 0.0, "loss": 9.0}) < promise({"digit": 0.1, "loss": 9.0})


def test_a_committed_search_is_read_instead_of_searched(monkeypatch, tmp_path):
    chosen = {"trials": [], "best": {"shape": {"width": 2}, "lr": 1e-1}}
    Record(tmp_path).once("search copy", lambda: chosen)
    monkeypatch.setattr(grid, "searches", lambda chapter: Record(tmp_path) if chapter == "letters" else Record())
    one = cell(rates=(1e-3, 1e-2))
    assert experiment(one).search("copy") == chosen and not one.problem.asked


def test_one_shape_and_rate_leave_nothing_to_search():
    one = cell()
    assert experiment(one).search("copy") == {"trials": [], "best": {"shape": {"width": 8}, "lr": 3e-2}}
    assert not one.problem.asked


def test_the_cost_of_a_step_is_measured_on_one_thread_and_kept(tmp_path):
    threads = torch.get_num_threads()
    cost = experiment(cell(), tmp_path).cost("copy")
    assert cost["shape"] == {"width": 8} and 0 < cost["seconds"] < 1
    assert cost["nominal"] == cell().step_seconds({"width": 8}) and torch.get_num_threads() == threads
    assert Record(tmp_path).read("cost copy") == cost == experiment(cell(), tmp_path).cost("copy")


def test_a_cell_of_another_seed_is_judged_on_other_items():
    fits = [experiment(cell(seconds=0.05), seed=seed).fit("copy") for seed in (1, 2)]
    assert fits[0]["right"] != fits[1]["right"]
    assert replace(cell(), seconds=2.0).contender({"width": 8}, 1e-2).config.steps > 400
