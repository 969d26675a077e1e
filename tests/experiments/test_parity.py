"""The parity experiment: its targets, its splits, its search, what it measures, and who learns at the smallest size."""

from dataclasses import replace

import numpy as np
import pytest

from arntp.experiments import parity
from arntp.experiments.parity import (
    LAPTOP,
    REPORT,
    SIZES,
    SMOKE,
    TUNING,
    Experiment,
    Learner,
    best_rates,
    fit_name,
    needs,
    outcomes,
    solved,
    step_seconds,
    steps_needed,
    successes,
)
from arntp.predictors import CausalLinear
from arntp.runs import Record
from arntp.tasks.parity import Pairs, Parity


def experiment(seed=1, record=Record(None), **changes):
    return Experiment(replace(SMOKE, **changes), seed, record, progress=False)


def one(name, steps=5):
    """A single learner of few steps on 8 bits."""
    learner = replace(SMOKE.learners[name], rates=SMOKE.learners[name].rates[:1])
    return {"bits": (8,), "steps": (steps,), "tuning": 20, "judged": 50, "learners": {name: learner}}


def rows(*shares):
    """A learning curve with a point at steps 1, 2, 3 …"""
    return [{"step": step, "right": share, "seconds": 0.1 * step} for step, share in enumerate(shares, 1)]


def test_the_secret_half_depends_on_seed_and_bits():
    places = experiment().places(16)
    assert len(places) == 8 and places == tuple(sorted(set(places))) and max(places) < 16
    assert places == experiment().places(16) != experiment(seed=2).places(16)


def test_sequences_are_fresh_at_every_step_and_alike_for_every_learner():
    task = Pairs(8, experiment().places(8))
    first, again, next_one = (experiment().sequences(task, step, 5) for step in (0, 0, 1))
    assert np.array_equal(first, again) and not np.array_equal(first, next_one)
    direct = experiment().sequences(Parity(8, task.places), 0, 5)
    assert np.array_equal(first[:, :8], direct[:, :8]) and np.array_equal(first[:, -1], direct[:, -1])


def test_a_fit_draws_the_three_splits_apart_and_judges_the_report_split_once(monkeypatch):
    drawn, draw = [], Experiment.sequences
    monkeypatch.setattr(
        Experiment, "sequences", lambda self, task, *which: drawn.append(which) or draw(self, task, *which)
    )
    made = experiment(**one("linear, pairs"))
    made.fit("linear, pairs", 8)
    assert drawn == [(TUNING, 20), *((step, 64) for step in range(5)), (REPORT, 50)]
    drawn.clear()
    made.tune("linear, pairs", 8)
    assert (REPORT, 50) not in drawn and drawn.count((TUNING, 20)) == 4, "nothing is chosen on the report split"
    assert min(TUNING, REPORT) > max(LAPTOP.steps) and TUNING != REPORT


@pytest.mark.parametrize("name", ["linear, pairs", "MLP, running"])
def test_chains_are_learned_at_the_smallest_size_and_training_then_ends(name):
    fit = experiment(learners={name: SMOKE.learners[name]}).fit(name, 8)
    assert fit["answer"] == fit["chain"] == 1.0 and successes([fit]) == 1
    assert fit["history"][-1]["step"] < 100 < SMOKE.steps[0] and solved(fit["history"])


def test_the_linear_class_cannot_answer_at_once():
    direct = {"linear, direct": replace(SMOKE.learners["linear, pairs"], task=Parity)}
    fit = experiment(learners=direct, steps=(200, 200)).fit("linear, direct", 8)
    assert fit["answer"] < 0.7 and fit["history"][-1]["step"] == 200, "the whole budget"


@pytest.mark.parametrize("name", SMOKE.learners)
def test_every_learner_is_measured_alike_and_kept(name, tmp_path):
    made = experiment(**one(name), record=Record(tmp_path))
    fit = made.fit(name, 8)
    assert fit["tokens"] == SMOKE.learners[name].task(8, tuple(range(4))).chain_length
    assert fit["config"]["lr"] == SMOKE.learners[name].rates[0] and fit["config"]["steps"] == 5
    assert [row["step"] for row in fit["history"]] == [4, 5]
    assert all(0 <= row["right"] <= 1 and row["seconds"] > 0 for row in fit["history"])
    assert 0 <= fit["chain"] <= fit["answer"] <= 1 and fit["judged"] == 50
    assert fit["flops"] > 0 and fit["parameters"] > 0 and fit["places"] == list(made.places(8))
    assert made.fit(name, 8) == fit, "read back"
    assert (tmp_path / f"{fit_name(name, 8).replace(', ', '-').replace(' ', '-').lower()}.json").exists()


def test_the_search_tries_every_rate_and_a_diverged_trial_counts_as_nothing(tmp_path):
    changes = one("linear, pairs")
    learner = changes["learners"]["linear, pairs"]
    grid = (1e-2, 1e38)
    changes["learners"] = {"linear, pairs": replace(learner, contender=replace(learner.contender, grid=grid))}
    found = experiment(**changes, record=Record(tmp_path)).tune("linear, pairs", 8)
    assert list(found) == [1e-2, 1e38] and found[1e38] == {} and found[1e-2]["history"][-1]["lr"] < 1e-2
    assert len(list(tmp_path.glob("tune-*.json"))) == 2


def test_the_committed_search_chose_the_rates_that_are_used():
    grids = LAPTOP.committed_grid()
    assert set(grids) <= {fit_name(name, n) for name in LAPTOP.learners for n in LAPTOP.bits}
    for name in LAPTOP.learners:
        found = {n: grids[fit_name(name, n)] for n in LAPTOP.bits if fit_name(name, n) in grids}
        assert all(list(grid) == list(parity.RATES) for grid in found.values())
        assert best_rates(found.values()) == [LAPTOP.config(name, n).lr for n in found]


def test_training_ends_after_two_solved_points_in_a_row():
    assert not solved([]) and not solved(rows(1.0)) and not solved(rows(1.0, 0.99)) and not solved(rows(1.0, 0.5, 1.0))
    assert solved(rows(0.5, 1.0, 0.999))


def test_steps_are_needed_until_a_curve_stays_at_success():
    assert steps_needed(rows(0.5, 0.99, 1.0)) == 2 and steps_needed(rows(0.99, 0.5, 1.0)) == 3
    assert steps_needed(rows(0.5, 1.0, 0.98)) is None and steps_needed([]) is None
    fit = {"history": rows(0.5, 0.99, 1.0), "config": {"batch": 10}}
    assert needs(fit) == (20, True) and needs(fit | {"history": rows(0.5, 0.6)}) == (20, False)


def test_the_rate_that_needs_the_fewest_steps_is_best_and_else_the_one_that_ends_highest():
    assert best_rates([{1: rows(0.5, 0.5, 0.99), 2: rows(0.5, 0.99, 0.99), 3: rows(0.98, 0.98, 0.98)}]) == [2]
    assert best_rates([{1: rows(0.5, 0.6), 2: [], 3: rows(0.9, 0.7)}]) == [3]
    assert best_rates([{1: [], 2: rows(0.4)}]) == [2], "what diverged is last"


def test_where_all_trials_guess_the_rate_for_fewer_bits_is_taken():
    success, guesses = {1: rows(0.5), 2: rows(0.99)}, {1: rows(0.55), 2: rows(0.5)}
    assert best_rates([success, guesses, guesses]) == [2, 2, 2]
    assert best_rates([guesses, success]) == [1, 2] and best_rates([success, {1: rows(0.7), 2: rows(0.5)}]) == [2, 1]


def test_seconds_of_a_step_are_the_least_of_all_intervals():
    fits = [{"history": [{"step": 4, "seconds": 4.0}, {"step": 6, "seconds": 5.0}]}]
    assert step_seconds(fits) == 0.5
    assert step_seconds([*fits, {"history": [{"step": 10, "seconds": 2.0}]}]) == 0.2


def test_successes_and_outcomes_are_counted_from_the_judged_inputs():
    fits = [{"answer": share, "judged": 1000} for share in (1.0, 0.99, 0.989)]
    assert successes(fits) == 2
    assert [outcomes(fit).sum() for fit in fits] == [1000, 990, 989] and len(outcomes(fits[0])) == 1000


def test_sizes_give_all_learners_the_same_budget_and_search():
    for size in SIZES.values():
        for n in size.bits:
            configs = [replace(size.config(name, n), lr=1) for name in size.learners]
            assert configs == configs[:1] * len(configs), "but for the rate"
        assert {learner.contender.grid for learner in size.learners.values()} == {parity.RATES}
    assert set(SIZES["smoke"].learners) == set(SIZES["laptop"].learners)
    assert SIZES["laptop"].bits == (8, 16, 32, 64)


def test_bits_that_a_size_does_not_have_are_refused():
    with pytest.raises(ValueError, match="n = 12: the size has 8, 16 bits"):
        experiment().fit("MLP, direct", 12)
    with pytest.raises(ValueError, match="steps: 1 for 2 numbers of bits"):
        replace(SMOKE, steps=(3,))
    with pytest.raises(ValueError, match="rates of 'a': 1 for 2 numbers of bits"):
        replace(SMOKE, learners={"a": Learner(Parity, SMOKE.learners["linear, pairs"].contender, (0.1,))})


def test_costs_are_similar_at_64_bits():
    flops = {}
    for name, learner in SMOKE.learners.items():
        task = learner.task(64, tuple(range(32)))
        length = 63 + task.chain_length
        flops[name] = learner.contender.cls(task.vocab, length, **learner.contender.shape).flops(length)
    assert max(flops.values()) < 4 * min(flops.values()), flops
    assert issubclass(SMOKE.learners["linear, counting"].contender.cls, CausalLinear)
