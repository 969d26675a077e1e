"""Random machines: runs are the interpreter's, splits are whole orbits, and what is judged was never trained on."""

from dataclasses import replace

import numpy as np
import pytest

from arntp.compile.turing import tokens_of
from arntp.experiments.base import marks, outcomes
from arntp.experiments.contender import Contender
from arntp.experiments.machines.drawn import chains, random_machine, random_rows, runs, visited
from arntp.experiments.machines.learning import SMOKE, Experiment, right, spread
from arntp.experiments.machines.lessons import LONGER, Rule, draw_lesson
from arntp.experiments.machines.orbits import orbits, split
from arntp.predictors import CausalLinear, TimeInvariantLinear
from arntp.runs import Record
from arntp.tasks.turing import Machine
from arntp.training import TrainConfig

RULE = Rule(draws=400, steps=3, judged=12, least=4)
SHORT = TrainConfig(steps=2, batch=4, lr=0.05, weight_decay=0.0)
TINY = replace(
    SMOKE,
    machines=((2, 9), (3, 9)),
    searched=(1,),
    grid=((0.05, 0.0), (0.02, 0.1)),
    rule=RULE,
    contenders={
        "time-invariant linear": Contender(TimeInvariantLinear, {"width": 6}, SHORT),
        "causal linear": Contender(CausalLinear, {"width": 4}, SHORT),
    },
)


@pytest.fixture(scope="module", params=range(3))
def lesson(request):
    return draw_lesson(2 + request.param % 2, 9, RULE, (request.param,))


@pytest.mark.parametrize("states", (2, 3))
def test_runs_and_how_long_they_last_are_the_interpreter_s(states):
    rng = np.random.default_rng(states)
    for _ in range(20):
        machine = random_machine(states, rng)
        rows = random_rows(machine, 7, 20, rng)
        found, lasts = runs(machine, rows, 6)
        for row, run, steps in zip(rows.tolist(), found.tolist(), lasts.tolist()):
            assert run[: steps + 1] == machine.rows(row, steps) and run[steps + 1 :] == [run[steps]] * (6 - steps)
            if steps < 6:
                assert ends(machine, run[steps])


def ends(machine, row):
    """Whether the next step halts or reaches a boundary."""
    try:
        after = machine.rows(row, 1)[1]
    except ValueError:
        return True
    return machine.contents[after[machine.head(after)]][1] == -1


def test_chains_are_those_of_the_cell_construction():
    rng = np.random.default_rng(0)
    machine = Machine.parse("1RB0LA_1LA0RB")
    found, lasts = runs(machine, random_rows(machine, 8, 50, rng), 4)
    for run, chain in zip(found[lasts == 4].tolist(), chains(machine, found[lasts == 4]).tolist()):
        assert chain == tokens_of(machine, machine.trace(run[0], 4))


def test_visited_counts_the_cells_of_the_head():
    machine = Machine.parse("0RA1RA")
    found, _ = runs(machine, np.array([machine.row([0, 0, 0, 0], 0, 6)], np.uint8), 3)
    assert visited(machine, found).tolist() == [4] and visited(machine, found[:, :2]).tolist() == [2]


def test_random_rows_are_distinct_rows():
    machine = random_machine(3, np.random.default_rng(0))
    rows = random_rows(machine, 5, 3000, np.random.default_rng(1))
    assert len(rows) == len({tuple(row) for row in rows.tolist()}) == 2**3 * 3 * 3, "all of them, with so many draws"
    for row in rows.tolist():
        machine.head(row)  # raises for what is no row


def test_orbits_join_runs_through_others():
    row = np.arange(12).reshape(12, 1)
    assert orbits(row[[[0, 1], [2, 3], [1, 2], [4, 5]]]).tolist() == [0, 0, 0, 3]


@pytest.mark.parametrize("seed", range(5))
def test_orbits_are_the_connected_components(seed):
    rng = np.random.default_rng(seed)
    found = rng.integers(0, 40, (30, 2, 1))
    names = list(range(30))  # the plainest union: join two runs at a time until nothing changes
    for _ in names:
        for i in range(30):
            for j in range(30):
                if set(found[i, :, 0]) & set(found[j, :, 0]):
                    names[i] = names[j] = min(names[i], names[j])
    assert orbits(found).tolist() == names


def test_split_keeps_orbits_whole_and_within_their_room():
    numbers = np.repeat([0, 1, 2, 3, 4], [1, 2, 3, 4, 10])
    for seed in range(10):
        parts = split(numbers, (3, 4), np.random.default_rng(seed))
        assert sorted(np.concatenate(parts).tolist()) == list(range(20))
        assert len(parts[0]) <= 3 and len(parts[1]) <= 4
        kept = [set(numbers[part]) for part in parts]
        assert not kept[0] & kept[1] and not (kept[0] | kept[1]) & kept[2] and 4 in kept[2]


def test_no_row_of_a_judged_run_is_one_of_a_training_run(lesson):
    machine, cells = lesson.machine, lesson.cells
    trained = {
        tuple(row) for run in lesson.training[:, :cells].tolist() for row in machine.rows(run, RULE.steps)
    }  # written by the interpreter, from the prompts alone
    longest = max(LONGER) * RULE.steps
    tuned, judged = (
        {tuple(row) for run in part[:, 0].tolist() for row in machine.rows(run, longest)}
        for part in (lesson.tuning, lesson.report)
    )
    assert trained and tuned and judged
    assert not trained & judged and not trained & tuned and not tuned & judged
    assert {tuple(row) for row in lesson.training_rows.reshape(-1, cells).tolist()} == trained


def test_lesson_follows_its_rule(lesson):
    assert lesson.report.shape[1] == lesson.tuning.shape[1] == max(LONGER) * RULE.steps + 1
    assert lesson.training.shape[1] == (RULE.steps + 2) * lesson.cells
    assert 4 <= len(lesson.report) <= 12 and 4 <= len(lesson.tuning) <= 6
    halted = [cell for cell, (_, state) in enumerate(lesson.machine.contents) if state == -1]
    assert not np.isin(lesson.report, halted).any() and not np.isin(lesson.training_rows, halted).any()


def test_covered_runs_hold_nothing_that_training_has_not_shown(lesson):
    shown = set(lesson.training.ravel().tolist())
    placed = set(zip(*np.nonzero(lesson.training >= 0)[1:], lesson.training.ravel()))
    judged = lesson.sequences(lesson.report).tolist()
    assert lesson.covered(1, False).tolist() == [set(run) <= shown for run in judged]
    assert lesson.covered(1, True).tolist() == [set(enumerate(run)) <= placed for run in judged]


def test_what_is_told_of_a_lesson_is_counted(lesson):
    about = lesson.about()
    rows = {run.tobytes() for run in lesson.report[:, : RULE.steps + 1].reshape(-1, lesson.cells)}
    assert about["rows"]["1"] == len(rows) <= about["rows"]["2"] <= about["rows"]["4"]
    assert about["windows seen"] <= about["windows needed"] and about["runs"]["report"] == len(lesson.report)


def test_seeds_draw_other_machines():
    drawn = [str(draw_lesson(3, 9, RULE, (seed, 0)).machine) for seed in range(4)]
    assert len(set(drawn)) > 1 and drawn[0] == str(draw_lesson(3, 9, RULE, (0, 0)).machine)


def test_rule_that_keeps_no_machine_says_so():
    with pytest.raises(ValueError, match="none of 20 machines with 2 states is kept on rows of 5 cells"):
        draw_lesson(2, 5, replace(RULE, visited=4), (0,), most=20)


def test_exact_decoder_is_right_on_every_run(lesson):
    from arntp.compile import compile_turing

    decoder = compile_turing(lesson.machine, lesson.cells)
    assert all(right(decoder, lesson, lesson.report, times).all() for times in LONGER)


def test_every_class_has_the_same_trials_and_the_best_is_chosen(tmp_path):
    experiment = Experiment(TINY, 1, Record(tmp_path), progress=False)
    for name in TINY.contenders:
        trials = experiment.search(name)
        assert [(trial["lr"], trial["weight decay"]) for trial in trials] == list(TINY.grid)
        assert all(len(trial["right"]) == len(TINY.searched) for trial in trials)
    worse, better = ({"lr": lr, "weight decay": d, "right": [s]} for lr, d, s in ((0.05, 0.0, 0.1), (0.02, 0.1, 0.9)))
    object.__setattr__(experiment, "search", lambda name: [worse, better])
    config = experiment.chosen("causal linear").config
    assert (config.lr, config.weight_decay, config.steps) == (0.02, 0.1, 2)


def test_fit_holds_each_machine_and_each_judged_run(tmp_path):
    experiment = Experiment(TINY, 1, Record(tmp_path), progress=False)
    shared, own = (experiment.fit(name) for name in TINY.contenders)
    for fit, lengths in ((shared, ["1", "2", "4"]), (own, ["1"])):
        assert [machine["machine"] for machine in fit["machines"]] == [str(one.machine) for one in experiment.lessons]
        for machine, lesson in zip(fit["machines"], experiment.lessons):
            assert list(machine["right"]) == list(machine["covered"]) == lengths
            assert {len(text) for text in machine["right"].values()} == {len(lesson.report)}
    assert experiment.fit("causal linear") == own, "read back"


def test_marks_and_outcomes_are_inverse():
    found = np.array([True, False, True])
    assert marks(found) == "101" and outcomes("101").tolist() == found.tolist() and len(outcomes("")) == 0


def test_spread_pairs_two_and_three_states():
    assert spread(3, 8, 12) == ((2, 8), (3, 8), (2, 10), (3, 10), (2, 12), (3, 12))


def test_time_invariant_class_learns_a_random_machine_at_four_times_the_length():
    experiment = Experiment(replace(SMOKE, machines=SMOKE.machines[1:], grid=((8e-2, 0.2),)), 1, Record(), False)
    (machine,) = experiment.fit("time-invariant linear")["machines"]
    assert np.mean(outcomes(machine["right"]["4"])) > 0.9
