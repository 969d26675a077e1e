"""The emulation experiment: its data, what it measures, and that the smallest size learns the machine."""

from dataclasses import replace

import numpy as np
import pytest
import torch

from arntp.experiments.emulation import COUNTER, SMOKE, WITH, WITHOUT, Experiment, pull, start_rows
from arntp.predictors import TimeInvariantLinear
from arntp.runs import Record

TINY = replace(SMOKE, digits=6, steps=4, tests=10)


@pytest.fixture
def experiment():
    return Experiment(TINY, 1, Record(None), progress=False)


def test_start_rows_are_all_numbers_places_and_states():
    rows = start_rows(3)
    assert len(rows) == len(set(map(tuple, rows))) == 2**3 * 3 * 2
    for row in rows:
        COUNTER.rows(row, 40)  # raises where the head leaves the row


def test_starts_are_disjoint_and_depend_on_the_seed(experiment):
    training, judged = experiment.starts
    assert len(training) > 200 and len(judged) == 10
    other = Experiment(TINY, 2, Record(None), progress=False).starts[0]
    assert not np.array_equal(training, other)


@pytest.mark.parametrize("seed", range(4))
def test_no_row_of_a_judged_run_is_one_of_a_training_run(seed):
    experiment = Experiment(TINY, seed, Record(None), progress=False)
    training, judged = experiment.starts

    def rows(starts, steps):
        return {tuple(row) for start in starts.tolist() for row in COUNTER.rows(start, steps)}

    assert len(judged) and not rows(training, TINY.steps) & rows(judged, 4 * TINY.steps)


def test_runs_are_those_of_the_interpreter(experiment):
    from arntp.compile.turing import tokens_of

    rows = experiment.starts[1][:3]
    for row, run in zip(rows.tolist(), experiment.runs(rows, 2).tolist()):
        assert run == row + tokens_of(COUNTER, COUNTER.trace(row, 2 * TINY.steps))


def test_exact_counts_whole_runs(experiment):
    rows = experiment.starts[1]
    assert experiment.exact(experiment.decoder, 4, rows) == 1.0


def test_time_invariant_class_learns_the_machine_at_four_times_the_length():
    fit = Experiment(SMOKE, 1, Record(None), progress=False).fit("time-invariant linear")
    assert fit["tokens seen"] == fit["tokens needed"]
    assert fit["exact"] == {"1": 1.0, "2": 1.0, "4": 1.0}


def test_per_position_class_has_no_weights_beyond_its_context(experiment, tmp_path):
    chosen = TINY.contenders["causal linear"]
    short = replace(chosen, config=replace(chosen.config, steps=2, first=TINY.cells, evaluate_every=0))
    small = Experiment(replace(TINY, contenders={"causal linear": short}), 1, Record(tmp_path), progress=False)
    fit = small.fit("causal linear")
    assert fit["exact"]["1"] is not None and fit["exact"]["2"] is fit["exact"]["4"] is None
    assert small.fit("causal linear") == fit, "read back"


def test_trained_weights_are_read_back_from_the_record(tmp_path):
    chosen = TINY.contenders["time-invariant linear"]
    short = replace(chosen, config=replace(chosen.config, steps=2, evaluate_every=0))
    size = replace(TINY, contenders={"time-invariant linear": short})
    first, again = (Experiment(size, 1, Record(tmp_path), False).trained("time-invariant linear") for _ in range(2))
    assert again[1] == first[1], "the history, with its seconds: nothing was trained anew"
    assert torch.equal(again[0].blocks, first[0].blocks)


@pytest.mark.parametrize("length", (3, 5, 9))
def test_pulls_of_all_offsets_add_up_to_the_difference_of_the_scores(length):
    torch.manual_seed(0)
    predictor = TimeInvariantLinear(7, 5, 4)
    torch.nn.init.normal_(predictor.weight)
    tokens = np.arange(length) % 7
    scores = predictor.next_scores(torch.from_numpy(tokens[None, :-1]), {})[0].detach()
    found = pull(predictor, tokens, 6)
    assert found.shape == (5,) and found.sum() == pytest.approx(float(scores[tokens[-1]] - scores[6]), abs=1e-5)
    assert not found[length - 1 :].any(), "no token stands there"
    alone = TimeInvariantLinear(7, 5, 4)
    alone.load_state_dict(predictor.state_dict())
    alone.weight.data[1:] = 0
    assert np.allclose(pull(alone, tokens, 6)[0], found[0]) and not pull(alone, tokens, 6)[1:].any()


def test_pulls_are_measured_where_the_class_without_decay_goes_wrong(tmp_path):
    def short(name):
        return replace(TINY.contenders[name], config=replace(TINY.contenders[name].config, steps=2, evaluate_every=0))

    size = replace(TINY, contenders={name: short(name) for name in (WITH, WITHOUT)})
    found = Experiment(size, 1, Record(tmp_path), False).pulls()
    assert found["wrong"] == sum(found["cells"]) == 10, "after two steps every run is wrong"
    assert len(found["cells"]) == size.cells and {len(row) for row in found["pulls"].values()} == {size.cells + 1}
    assert sum(found["pulls"][WITHOUT]) < 0, "the wrong token has the better score"


def test_only_classes_that_share_weights_have_norms_by_offset(tmp_path):
    def fitted(name):
        config = replace(TINY.contenders[name].config, steps=1, evaluate_every=0)
        size = replace(TINY, contenders={name: replace(TINY.contenders[name], config=config)})
        return Experiment(size, 1, Record(tmp_path), progress=False).fit(name)

    assert len(fitted(WITH)["norms"]) == TINY.cells + 1 and "norms" not in fitted("causal linear")
