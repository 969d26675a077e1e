"""The parity experiment: its targets, its data, what it measures, and who learns at the smallest size."""

from dataclasses import replace

import numpy as np
import pytest

from arntp.experiments.contender import Contender
from arntp.experiments.parity import SIZES, SMOKE, Experiment, Learner, best_runs, fit_name, learners, successes
from arntp.predictors import CausalLinear
from arntp.runs import Record
from arntp.tasks.parity import Pairs, Parity


def experiment(seed=1, record=Record(None), **changes):
    return Experiment(replace(SMOKE, **changes), seed, record, progress=False)


def one(name, rates, steps=2):
    """A single learner of few steps."""
    return {name: learners(steps, 8, dict.fromkeys(SMOKE.learners, rates))[name]}


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


@pytest.mark.parametrize("name", ["linear, pairs", "MLP, running"])
def test_chains_are_learned_at_the_smallest_size(name):
    fit = experiment(learners={name: SMOKE.learners[name]}).fit(name, 8)
    assert fit["runs"][0]["answer"] == fit["runs"][0]["chain"] == 1.0
    assert successes(best_runs([fit])) == 1


def test_the_linear_class_cannot_answer_at_once():
    contender = SMOKE.learners["linear, pairs"].contender
    direct = experiment(learners={"linear, direct": Learner(Parity, contender)})
    assert direct.fit("linear, direct", 8)["runs"][0]["answer"] < 0.7


@pytest.mark.parametrize("name", SMOKE.learners)
def test_every_learner_is_measured_alike_and_kept(name, tmp_path):
    made = experiment(learners=one(name, (1e-3, 1e-2)), judged=50, record=Record(tmp_path))
    fit = made.fit(name, 8)
    assert fit["tokens"] == SMOKE.learners[name].task(8, tuple(range(4))).chain_length
    assert [run["lr"] for run in fit["runs"]] == [1e-3, 1e-2]
    assert all(0 <= run["chain"] <= run["answer"] <= 1 and run["seconds"] > 0 for run in fit["runs"])
    assert fit["flops"] > 0 and fit["parameters"] > 0 and fit["places"] == list(made.places(8))
    assert made.fit(name, 8) == fit, "read back"
    assert (tmp_path / f"{fit_name(name, 8).replace(', ', '-').replace(' ', '-').lower()}.json").exists()


def test_a_diverged_run_counts_as_wrong():
    name = "linear, pairs"
    fit = experiment(learners=one(name, (1e-2, 1e38), steps=5), judged=50).fit(name, 8)
    assert fit["runs"][1] == {"lr": 1e38, "answer": 0.0, "chain": 0.0, "seconds": 0.0}


def test_the_rate_that_is_best_on_average_counts_for_all_seeds():
    def fit(*answers):
        return {"runs": [{"lr": lr, "answer": answer} for lr, answer in zip((1, 2), answers)]}

    runs = best_runs([fit(1.0, 0.99), fit(0.5, 0.98)])
    assert [run["answer"] for run in runs] == [0.99, 0.98] and {run["lr"] for run in runs} == {2}
    assert successes(runs) == 1


def test_sizes_give_all_learners_the_same_budget():
    for size in SIZES.values():
        contenders = [learner.contender for learner in size.learners.values()]
        assert len({(c.config.steps, c.config.batch, len(c.grid)) for c in contenders}) == 1
        assert all(isinstance(c, Contender) and c.config.lr in c.grid for c in contenders)
    assert set(SIZES["smoke"].learners) == set(SIZES["laptop"].learners)
    assert SIZES["laptop"].bits == (8, 16, 32, 64)


def test_costs_are_similar_at_64_bits():
    flops = {}
    for name, learner in SMOKE.learners.items():
        task = learner.task(64, tuple(range(32)))
        length = 63 + task.chain_length
        flops[name] = learner.contender.cls(task.vocab, length, **learner.contender.shape).flops(length)
    assert max(flops.values()) < 4 * min(flops.values()), flops
    assert issubclass(SMOKE.learners["linear, counting"].contender.cls, CausalLinear)
