"""Training within seconds: steps from the measured time of one, every row kept, an end that is told."""

import sys
import threading
from dataclasses import replace

import numpy as np
import pytest
from small_predictors import CONTEXT, new, random_rows
from small_runs import CONFIG, source

from arntp.experiments.paper import timebox
from arntp.experiments.paper.timebox import Pace, ahead, train_within
from arntp.predictors import CausalLinear


def within(seconds, every=60.0, config=CONFIG, judge=lambda predictor: {"score": 1.0}, data=source, keep=None):
    """Train a small predictor; what was found, and every state that was kept."""
    kept = []
    keep = keep or (lambda found: kept.append({**found, "history": [dict(row) for row in found["history"]]}))
    _, found = train_within(seconds, lambda: new(CausalLinear), data, config, judge, keep, every)
    return found, kept


@pytest.fixture
def paced(monkeypatch):
    """A pace that is set rather than measured."""

    def set_to(step, judging=0.0):
        monkeypatch.setattr(timebox, "pace", lambda *arguments: Pace(step, judging))

    return set_to


@pytest.mark.parametrize(
    ("pace", "seconds", "every", "steps"),
    [
        (Pace(0.1, 0.0), 100, 60, 960),  # the slack is 4 in 100
        (Pace(0.1, 3.0), 100, 60, 900),  # judged twice: on the way and at the end
        (Pace(0.1, 3.0), 130, 60, 1158),
        (Pace(5.0, 0.0), 1, 60, 1),
        (Pace(0.1, 9.0), 5, 60, 1),
        (Pace(0.1, 0.0), -5, 60, 1),
    ],
)
def test_steps_fill_the_seconds(pace, seconds, every, steps):
    assert pace.steps(seconds, every) == steps


def test_a_run_in_time_is_complete_and_its_schedule_ends_at_zero(paced):
    paced(step=1.0)
    found, kept = within(20)
    rows = found["history"]
    assert found["ended"] == "complete" and kept[0]["ended"] == "running"
    assert rows[-1]["step"] == found["planned steps"] == 19
    assert rows[-1]["lr"] == pytest.approx(CONFIG.lr / 18)
    assert rows[-1]["score"] == 1.0


def test_a_run_whose_steps_turn_out_slow_is_cut_off_and_judged(paced):
    paced(step=1e-6)
    found, kept = within(0.3)
    assert found["ended"] == "cut off" == kept[-1]["ended"]
    assert 1 <= found["history"][-1]["step"] < found["planned steps"]
    assert found["history"][-1]["score"] == 1.0


def test_every_row_is_kept_as_it_comes(paced):
    paced(step=1e-6)
    found, kept = within(2, every=0.1)  # a busy machine gets few rows into a second
    lengths = [len(state["history"]) for state in kept]
    assert lengths[:-1] == list(range(len(lengths) - 1)) and lengths[-1] == lengths[-2] > 2
    assert sum("score" in row for row in found["history"]) >= 2
    assert all({"step", "loss", "lr", "norm", "tokens", "seconds"} <= row.keys() for row in found["history"])


def test_what_ends_it_from_outside_leaves_what_was_kept(paced):
    paced(step=1e-6)
    kept = []

    def keep(found):
        kept.append(len(found["history"]))
        if len(kept) == 4:
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        within(5, keep=keep)
    assert kept == [0, 1, 2, 3]


def test_a_loss_that_is_not_finite_is_told_and_the_rows_stay(paced):
    paced(step=1e-6)
    found, _ = within(0.2, config=replace(CONFIG, lr=1e30))
    assert found["ended"].startswith("diverged: loss")


def test_the_pace_is_that_of_a_predictor_that_is_thrown_away():
    built = []

    def build():
        built.append(new(CausalLinear))
        return built[-1]

    predictor, found = train_within(0.2, build, source, CONFIG, lambda predictor: {}, lambda found: None)
    assert len(built) == 2 and predictor is built[1]
    assert found["step (ms)"] > 0 and found["peak memory (GB)"] is None


def test_warm_up_is_a_tenth_of_the_steps_at_most(paced):
    paced(step=0.5)
    found, _ = within(20, config=replace(CONFIG, warmup=1000))
    assert found["planned steps"] == 38 and found["history"][-1]["lr"] == pytest.approx(CONFIG.lr / 35)


def test_batches_ahead_are_the_sources_own():
    threads = set()

    def watched(step, size):
        threads.add(threading.current_thread())
        return random_rows(size, CONTEXT + 1, seed=step)

    before = sys.getswitchinterval()
    with ahead(watched) as batches:
        for step, size in [(0, 4), (1, 4), (2, 3), (7, 3), (8, 3), (3, 3)]:
            assert np.array_equal(batches(step, size), random_rows(size, CONTEXT + 1, seed=step))
    assert threading.current_thread() not in threads and len(threads) == 1
    assert sys.getswitchinterval() == before


def test_an_error_of_the_source_arrives():
    def broken(step, size):
        if step == 1:
            raise OSError("gone")
        return source(step, size)

    with pytest.raises(OSError, match="gone"), ahead(broken) as batches:
        batches(0, 4)
        batches(1, 4)
