"""The AR-learning experiment: its chains against plain Python, its exact errors against enumeration, its learner."""

from itertools import product

import numpy as np
import pytest
import torch
from hypothesis import given
from hypothesis import strategies as st

from arntp.experiments import ar_learning
from arntp.experiments.ar_learning import (
    CLASSES,
    COUNTS,
    SIZES,
    Experiment,
    Size,
    bootstrap,
    counts,
    growing_errors,
    guaranteed,
    samples_needed,
)
from arntp.experiments.threshold_chains import (
    draw_bits,
    draw_growing,
    draw_targets,
    exact_errors,
    forced,
    grown,
    noisy,
    rolled,
    step_inputs,
)
from arntp.experiments.threshold_learners import logistic, shortest, widest_margin
from arntp.runs import Record

TINY = Size(
    bits=6,
    lengths=(1, 2, 4),
    grown=(1, 2, 4),
    repetitions=3,
    shared_repetitions=6,
    growing=(4, 16, 64),
    product=(4, 16, 64),
    shared=(4, 16, 64),
    judged=500,
    rates=(0.0, 0.2),
    samples=(16, 64),
    steps=24,
    noisy=4,
)


def drawn(seed, length=5, count=40, bits=4, shared=False):
    """Targets and learned weights, prompts, and the true chains."""
    rng = np.random.default_rng(seed)
    targets = draw_targets(rng, 1 if shared else length, bits)
    learned = targets + 2 * rng.integers(-300, 301, targets.shape)
    x = draw_bits(rng, length, count, bits)
    return targets, learned, x, rolled(targets, x)


def plain_chain(weights, bits, flips):
    """The chain of one prompt, in plain Python integers; bits (T, d)."""
    chain, token = [], 1
    for t, row in enumerate(bits.tolist()):
        w = weights[t % len(weights)].tolist()
        score = sum(a * b for a, b in zip(w, [*row, token]))
        token = (1 if score >= 0 else -1) * int(flips[t])
        chain.append(token)
    return chain


# --- the task


@pytest.mark.parametrize("largest", [1, 3, 999])
def test_targets_are_odd_and_remember_the_token_before(largest):
    weights = draw_targets(np.random.default_rng(0), 500, 6, largest)
    assert (weights % 2 == 1).all() and np.abs(weights).max() == largest
    assert set(weights[:, -1].tolist()) == {-largest, largest}
    assert weights[:, 0].min() < -0.9 * largest and weights[:, 0].max() > 0.9 * largest


@pytest.mark.parametrize("bits, largest", [(0, 9), (3, 9), (4, 0), (4, 8)])
def test_targets_whose_score_might_be_zero_are_refused(bits, largest):
    with pytest.raises(ValueError, match=f"bits {bits} must be even and ≥ 2, largest {largest} odd"):
        draw_targets(np.random.default_rng(0), 2, bits, largest)


@given(st.integers(0, 10_000), st.booleans())
def test_rollout_is_the_plain_one(seed, shared):
    targets, _, x, _ = drawn(seed, count=6, shared=shared)
    flips = np.random.default_rng(seed).choice([-1, 1], x.shape[:2])
    chains = rolled(targets, x, flips)
    assert [plain_chain(targets, x[:, i], flips[:, i]) for i in range(6)] == chains.T.tolist()


def test_noise_on_the_finished_chain_and_on_the_way():
    targets, _, x, chain = drawn(1, count=200)
    flips = np.random.default_rng(1).choice([-1, 1], chain.shape)
    assert (noisy("independent", flips, targets, x) == chain * flips).all()
    seen = noisy("propagating", flips, targets, x)
    assert (forced(targets, x, seen) * flips == seen).all(), "each token is the target's, flipped or not"
    assert (seen != chain * flips).any()


# --- Theorem 3.6


@given(st.integers(0, 10_000), st.booleans())
def test_first_errors_of_rollout_and_teacher_forcing_coincide(seed, shared):
    _, learned, x, true = drawn(seed, shared=shared)
    wrong, wrong_rolled = forced(learned, x, true) != true, rolled(learned, x) != true
    assert (wrong.any(0) == wrong_rolled.any(0)).all()
    assert (wrong.argmax(0) == wrong_rolled.argmax(0)).all()


def test_counts_by_hand():
    true = np.array([[1, 1, 1], [1, 1, 1]])
    teacher = np.array([[1, -1, 1], [1, 1, -1]])
    rollout = np.array([[1, -1, 1], [1, 1, 1]])  # the third column would be impossible: it must be counted
    found = dict(zip(COUNTS, counts(true, teacher, rollout).tolist(), strict=True))
    assert found == {
        "sequences": 3,
        "forced wrong": 2,
        "rolled wrong": 1,
        "disagree": 1,
        "answer wrong": 0,
        "forced tokens": 2,
        "rolled tokens": 1,
    }
    assert counts(true, teacher, rollout, slice(0, 2))[4] == 1


# --- exact errors


@pytest.mark.parametrize("seed", range(6))
@pytest.mark.parametrize("shared", [False, True])
def test_exact_errors_are_those_of_all_prompts(seed, shared):
    targets, learned, _, _ = drawn(seed, length=3, bits=4, shared=shared)
    prompts = np.array(list(product((-1, 1), repeat=12))).reshape(-1, 3, 4).swapaxes(0, 1)
    true = rolled(targets, prompts)
    wrong = forced(learned, prompts, true) != true
    some, step = exact_errors(targets, learned, 3)
    assert wrong.any(), "the learned weights err somewhere"
    assert some == pytest.approx(np.logical_or.accumulate(wrong).mean(1))
    assert step == pytest.approx(wrong.mean(1))


def test_exact_errors_want_as_many_learned_steps_as_targets():
    targets, _, _, _ = drawn(0)
    with pytest.raises(ValueError, match="one shape"):
        exact_errors(targets, targets[:-1], 5)


@pytest.mark.parametrize("first", [-1, 1])
def test_the_token_before_the_chain_changes_no_error(first):
    """Signed examples are alike after either token: what a chain starts from is a matter of signs."""
    targets, learned, x, _ = drawn(2, length=1, count=64)
    inputs = np.concatenate([x[0], np.full((64, 1), first)], axis=1)
    labels = np.where(inputs @ targets[0] > 0, 1, -1)
    turned = np.concatenate([x[0] * first, np.ones((64, 1), int)], axis=1)
    assert (labels[:, None] * inputs == np.where(turned @ targets[0] > 0, 1, -1)[:, None] * turned).all()


# --- the learners


@given(st.integers(0, 10_000), st.sampled_from([3, 20, 300]))
def test_widest_margin_fits_all_examples_with_odd_weights(seed, count):
    _, _, x, chain = drawn(seed, count=count, bits=6)
    learned = np.array([widest_margin(*step) for step in zip(step_inputs(x, chain), chain)])
    assert learned.dtype == np.int64 and (learned % 2 == 1).all()
    assert (forced(learned, x, chain) == chain).all()


@given(st.integers(0, 10_000), st.sampled_from([2, 5, 17]), st.integers(1, 60))
def test_shortest_vector_is_in_the_hull_and_no_other_direction_does_better(seed, width, count):
    rng = np.random.default_rng(seed)
    points = rng.normal(size=(count, width)) + 0.5
    p = shortest(points)
    if p @ p > 1e-6:
        assert (points @ p).min() >= (1 - 1e-6) * (p @ p), "p separates, with margin |p|"
    others = rng.normal(size=(200, width))
    others /= np.linalg.norm(others, axis=1, keepdims=True)
    assert (points @ others.T).min(0).max() <= np.linalg.norm(p) + 1e-6, "p in the hull: no margin exceeds |p|"


def test_shortest_vector_by_hand():
    assert shortest(np.array([[2.0, 0.0], [0.0, 2.0], [5.0, 5.0]])) == pytest.approx([1, 1])
    assert shortest(np.array([[2.0, 1.0], [2.0, 3.0]])) == pytest.approx([2, 1])
    assert shortest(np.array([[1.0, 1.0], [-1.0, -1.0], [2.0, 0.0]])) == pytest.approx([0, 0]), "no margin"


def test_few_examples_carry_the_widest_margin():
    """Leave-one-out: only of at most D examples does it matter that they are there."""
    _, _, x, chain = drawn(4, length=1, count=60, bits=14)
    inputs, labels = step_inputs(x, chain)[0], chain[0]
    whole = widest_margin(inputs, labels)
    moved = [np.abs(widest_margin(np.delete(inputs, i, 0), np.delete(labels, i)) - whole).max() for i in range(60)]
    assert 0 < (np.array(moved) > 1e-4 * np.abs(whole).max()).sum() <= 15


@pytest.mark.parametrize("seed", range(3))
def test_mean_error_is_that_of_the_left_out_examples(seed):
    """E[error from m examples] = E[share of m + 1 examples that are wrong when left out] ≤ D / (m + 1)."""
    left_out, exact, rng, bits, count = [], [], np.random.default_rng(seed), 6, 30
    for _ in range(60):
        target = draw_targets(rng, 1, bits)
        x = draw_bits(rng, 1, count + 1, bits)
        inputs, labels = step_inputs(x, rolled(target, x))[0], rolled(target, x)[0]
        exact.append(exact_errors(target, widest_margin(inputs[:-1], labels[:-1])[None], 1)[0][0])
        rest = [widest_margin(np.delete(inputs, i, 0), np.delete(labels, i)) for i in range(count + 1)]
        left_out.append(np.mean([(v @ w) * y <= 0 for v, w, y in zip(inputs, rest, labels)]))
    gap = np.array(exact) - left_out
    assert abs(gap.mean()) < 4 * gap.std() / np.sqrt(len(gap))
    assert np.mean(left_out) <= (bits + 1) / (count + 1) and np.mean(exact) > 0.2 * (bits + 1) / (count + 1)


def test_contradicting_examples_are_refused_unless_noise_is_expected():
    with pytest.raises(ValueError, match="no weights"):
        widest_margin(np.ones((2, 3)), np.array([1, -1]))
    rng = np.random.default_rng(0)
    inputs, labels = rng.choice([-1.0, 1.0], (50, 3)), rng.choice([-1, 1], 50)
    assert logistic(inputs, labels).shape == (3,)


@pytest.mark.parametrize("learner", [widest_margin, logistic])
def test_learners_want_a_label_for_each_input(learner):
    with pytest.raises(ValueError, match=r"inputs \(4, 3\) and labels \(3,\)"):
        learner(np.ones((4, 3)), np.ones(3))


@pytest.mark.parametrize("rate", [0.05, 0.3])
def test_logistic_regression_minimises_its_loss(rate):
    rng = np.random.default_rng(5)
    inputs = rng.choice([-1.0, 1.0], (400, 7))
    labels = np.where(inputs @ np.array([9, 7, -5, 3, 3, 1, -9]) > 0, 1, -1) * np.where(rng.random(400) < rate, -1, 1)
    signed = torch.from_numpy(inputs * labels[:, None])
    weights = torch.zeros(7, dtype=torch.float64, requires_grad=True)
    optimizer = torch.optim.LBFGS([weights], max_iter=200, tolerance_grad=1e-10, line_search_fn="strong_wolfe")

    def loss():
        optimizer.zero_grad()
        value = torch.nn.functional.softplus(-signed @ weights).sum() + weights.square().sum() / 2
        value.backward()
        return value

    optimizer.step(loss)
    found = logistic(inputs, labels) / 2**30
    assert found == pytest.approx((weights / weights.abs().max()).detach().numpy(), abs=1e-5)


# --- steps that read all before them


def test_growing_chains_read_the_prompt_and_all_tokens():
    rng = np.random.default_rng(1)
    targets, prompts = draw_growing(rng, 5, 3), draw_bits(rng, 1, 40, 3)[0]
    table = grown(targets, prompts)
    assert table.shape == (40, 9) and (table[:, 0] == 1).all() and (table[:, 1:4] == prompts).all()
    for row in table.tolist():
        for t, weights in enumerate(targets):
            assert row[4 + t] == (1 if sum(a * b for a, b in zip(weights.tolist(), row)) >= 0 else -1)


def test_growing_errors_are_of_some_step_up_to_t():
    rng = np.random.default_rng(2)
    targets = draw_growing(rng, 6, 4)
    taught, fresh = (grown(targets, draw_bits(rng, 1, m, 4)[0]) for m in (5, 300))
    found = growing_errors(taught, fresh, 4)
    assert found.shape == (6,) and (np.diff(found) >= 0).all() and found[-1] > 0
    alone = (fresh[:, :5] @ widest_margin(taught[:, :5], taught[:, 5]) > 0) != (fresh[:, 5] > 0)
    assert found[0] == alone.mean()
    assert (growing_errors(fresh, fresh, 4) == 0).all(), "consistent"


def test_guarantees_count_the_weights():
    assert [guaranteed(name, 3, 4) for name in CLASSES] == [15, 5, 5 + 6 + 7]
    with pytest.raises(ValueError, match="'products'"):
        guaranteed("products", 3, 4)


# --- sample sizes


def power_law(exponent, repetitions=4):
    """Errors 3 T^exponent / m, each repetition by another factor, of mean 1."""
    grid, lengths = [2**k for k in range(4, 14)], [1, 4, 16]
    mean = 3 * np.array(lengths) ** exponent / np.array(grid)[:, None]
    factors = np.linspace(0.5, 1.5, repetitions)
    return [{"grid": grid, "lengths": lengths, "errors": (factors[:, None, None] * mean).tolist()}]


@pytest.mark.parametrize("exponent", [0.0, 0.5, 1.0])
def test_power_laws_are_read_off_exactly(exponent):
    needed, exponents = bootstrap(power_law(exponent), 0.1, draws=50)
    assert needed[0] == pytest.approx(30 * np.array([1, 4, 16]) ** exponent)
    assert needed.shape == (51, 3) and exponents == pytest.approx(np.full(51, exponent))
    assert needed[1:, 0].std() > 1


def test_seeds_are_drawn_again_as_well_as_repetitions():
    """Three seeds whose repetitions are alike differ: the interval has to span them."""
    (result,) = power_law(0.5)
    seeds = [result | {"errors": [[[f * x for x in row] for row in result["errors"][1]]] * 4} for f in (1, 2, 4)]
    spread = bootstrap(seeds, 0.1, draws=100)[0]
    assert spread[1:, 0].min() < 0.6 * spread[0, 0] and spread[1:, 0].max() > 1.6 * spread[0, 0]
    assert bootstrap(seeds, 0.1, draws=0)[0].shape == (1, 3)


def test_sample_size_is_the_first_crossing():
    errors = np.array([[0.4], [0.2], [0.05], [0.2], [0.01]])
    assert samples_needed([1, 2, 4, 8, 16], errors, 0.1) == pytest.approx([2 * 2 ** (np.log(2) / np.log(4))])
    assert samples_needed([1, 2, 4, 8, 16], errors, 0.05) == pytest.approx([4])


@pytest.mark.parametrize("epsilon", [0.45, 0.005])
def test_errors_that_never_pass_are_refused(epsilon):
    with pytest.raises(ValueError, match=f"do not pass {epsilon}"):
        samples_needed([1, 2], np.array([[0.4], [0.01]]), epsilon)


# --- the experiment


@pytest.mark.parametrize("name, draws", [("product", 3), ("shared", 6)])
def test_errors_shrink_with_samples_and_are_kept(name, draws, tmp_path):
    result = Experiment(TINY, 1, Record(tmp_path), progress=False).fit(name)
    errors, sums, found = (np.array(result[key]) for key in ("errors", "sums", "counts"))
    assert errors.shape == sums.shape == (draws, 3, 3) and found.shape == (3, 3, 7)
    assert (errors <= sums + 1e-12).all() and (np.diff(errors.mean(0), axis=0) < 0).all()
    assert (
        (found[..., 0] == 500 * draws).all() and (found[..., 3] == 0).all() and (found[..., 1] == found[..., 2]).all()
    )
    assert found[..., 1] / (500 * draws) == pytest.approx(errors.mean(0), abs=0.06), "drawn sequences and exact errors"
    assert Experiment(TINY, 1, Record(tmp_path), progress=False).fit(name) == result


def test_growing_errors_shrink_with_samples_and_grow_with_the_chain():
    result = Experiment(TINY, 1, Record(), progress=False).fit("growing")
    errors = np.array(result["errors"])
    assert errors.shape == (3, 3, 3)
    assert (np.diff(errors.mean(0), axis=0) < 0).all() and (np.diff(errors, axis=2) >= 0).all()


def test_a_step_s_fit_does_not_depend_on_later_steps():
    experiment = Experiment(TINY, 1, Record(), progress=False)
    _, targets, bits, chain = next(experiment.draws(4, 20, shared=False))
    inputs = step_inputs(bits, chain)
    for t, (weights, error, total) in zip(TINY.lengths, experiment.fits(targets, inputs, chain), strict=True):
        assert (weights == [widest_margin(*step) for step in zip(inputs[:t], chain[:t])]).all()
        some, step = exact_errors(targets[:t], weights, t)
        assert (error, total) == pytest.approx((some[-1], step.sum()))


def test_a_shared_step_is_learned_from_the_examples_of_all_steps():
    experiment = Experiment(TINY, 1, Record(), progress=False)
    _, targets, bits, chain = next(experiment.draws(4, 20, shared=True))
    inputs = step_inputs(bits, chain)
    weights, error, _ = experiment.fits(targets, inputs, chain)[-1]
    assert (forced(weights, bits, chain) == chain).all() and len(weights) == 1
    assert error == pytest.approx(1 - (1 - exact_errors(targets, weights, 1)[0][0]) ** 4)


def test_noise_leaves_the_identity_and_bends_the_weights(tmp_path):
    rows = Experiment(TINY, 1, Record(tmp_path), progress=False).fit("noise")["rows"]
    assert len(rows) == 8 and all(len(row["error"]) == 3 for row in rows)
    by_name = {(row["noise"], row["p"], row["m"]): row for row in rows}
    for m in TINY.samples:
        clean, same = by_name["independent", 0.0, m], by_name["propagating", 0.0, m]
        assert clean["error"] == same["error"] and clean["counts"] == same["counts"]
        assert np.mean(by_name["independent", 0.2, m]["memory"]) < np.mean(clean["memory"])
    for row in rows:
        assert row["counts"][3] == 0 and row["counts"][1] == row["counts"][2]
        assert np.mean(row["mistaken"]) > 1 - (1 - row["p"]) ** 4 - 0.05


def test_a_trained_predictor_is_counted_while_it_learns(tmp_path):
    result = Experiment(TINY, 1, Record(tmp_path), progress=False).fit("trained")
    assert result["T"] == 15 and len(result["rows"]) == 12
    for row in result["rows"]:
        assert row["disagree"] == 0 and row["answer wrong"] <= row["rolled wrong"] == row["forced wrong"] <= 1000
    assert result["rows"][-1]["forced tokens"] < result["rows"][0]["forced tokens"]


def test_unknown_measurements_are_refused():
    with pytest.raises(ValueError, match="name = 'products' .*: there are 'product', 'shared', 'growing', 'trained'"):
        Experiment(TINY, 1, Record(), progress=False).fit("products")


def test_sizes_reach_their_lengths():
    assert set(SIZES) == {"smoke", "laptop", "paper"} and ar_learning.NOISES == ("independent", "propagating")
    for size in SIZES.values():
        assert size.bits % 2 == 0 and list(size.lengths) == sorted(size.lengths) and size.lengths[-1] >= size.noisy
