"""What fits needed is read off curves between two points, and taken apart by chain and class."""

import numpy as np
import pytest

from arntp.experiments.explained import TREATMENTS, bounds, larger, study


def fit(*points, flops=7, batch=10):
    """A fit whose curve has (step, share) points."""
    history = [{"step": step, "product": share} for step, share in points]
    return {"flops": flops, "config": {"batch": batch}, "history": [{"step": 1, "loss": 2.0}, *history]}


def test_a_need_lies_between_the_last_point_below_and_the_next():
    assert bounds(fit((4, 0.5), (5, 0.98), (6, 0.99), (8, 1.0))) == (50, 60)
    assert bounds(fit((4, 0.5), (5, 1.0), (6, 0.9), (8, 1.0))) == (60, 80), (
        "a curve that falls back has not come to stay"
    )
    assert bounds(fit((4, 0.5), (5, 0.98)), "FLOPs") == (50 * 21, np.inf), "right-censored; a step costs three passes"
    assert bounds(fit((4, 1.0), (5, 1.0))) == (10, 40), "at least one batch"
    assert bounds(fit((1, 1.0))) == (10, 10)
    with pytest.raises(ValueError, match="unit"):
        bounds(fit((4, 0.5)), "seconds")


def solved(examples):
    """A fit that needs about so many examples."""
    return fit((round(examples / 11), 0.5), (round(examples / 10), 1.0), (round(examples / 9), 1.0))


CHAIN, CLASS = {"none": 4.0, "counting": 3.0, "pairs": 2.7}, {"linear": 0.3, "MLP": 0.0, "transformer": 0.1}


def table(budget=np.inf, empty=()):
    """A factorial whose log examples are a chain's plus a class's, and noise; a fit ends at the budget."""
    rng, fits = np.random.default_rng(0), {}
    for chain, cls in ((chain, cls) for chain in CHAIN for cls in CLASS if (chain, cls) not in empty):
        needed = 10 ** (CHAIN[chain] + CLASS[cls] + rng.normal(0, 0.03, 3))
        fits[chain, cls] = [solved(x) if x < budget else fit((budget // 20, 0.5), (budget // 10, 0.6)) for x in needed]
    return fits


def test_a_table_of_known_effects_is_taken_apart():
    effects = np.array([[a, b] for a in CHAIN.values() for b in CLASS.values()])
    chain, cls = effects.var(0) / effects.var(0).sum()
    found = study(table())
    assert not found.censored.any()
    for treatment in TREATMENTS:
        shares = found.explained(treatment, draws=200)
        assert shares["first"][0] == pytest.approx(chain, abs=0.03) and shares["second"][0] == pytest.approx(
            cls, abs=0.03
        )
        assert all(low <= high for _, low, high in shares.values())
        assert shares["difference"][0] == pytest.approx(chain - cls, abs=0.05)
    assert larger([found.explained(treatment, draws=100) for treatment in TREATMENTS]) == "chain"


def test_what_was_not_reached_is_placed_as_asked():
    found = study(table(budget=9000))
    assert found.censored.sum() == 9, "no fit without a chain"
    low, high = (found.values(t, draws=1)[0] for t in ("at its bound", "at ten times its bound"))
    assert high - low == pytest.approx(found.censored.astype(float))
    assert low[found.censored] == pytest.approx(np.log10(9000))
    drawn = found.values("by likelihood", draws=50)
    assert (drawn[:, found.censored] >= np.log10(9000)).all()
    shares = [found.explained(t, draws=50)["first"][0] for t in ("at its bound", "at ten times its bound")]
    assert shares[0] < shares[1]


def test_other_seeds_widen_intervals_and_one_seed_has_none():
    every = study(table()).explained("at its bound", draws=100)
    alone = study({cell: seeds[:1] for cell, seeds in table().items()}).explained("at its bound", draws=100)
    assert every["first"][1] < every["first"][2] and alone["first"][1] == alone["first"][2]
    assert alone["rest"][0] == pytest.approx(0)


def test_too_little_is_no_study():
    assert study({}) is None
    assert study({("none", "MLP"): [solved(1000)], ("pairs", "MLP"): [solved(100)]}) is None, "one class"
    assert study({("none", "MLP"): [solved(1000)], ("none", "linear"): [solved(100)]}) is None, "one chain"
    assert study({(a, b): [fit((4, 0.5))] for a in "xy" for b in "uv"}) is None, "nothing was learned"


def test_what_explains_more_is_said_where_all_analyses_agree():
    chain, cls, neither = ({"difference": limits} for limits in ((0.5, 0.3, 0.7), (-0.5, -0.7, -0.3), (0.1, -0.2, 0.3)))
    assert (larger([chain]), larger([cls, cls]), larger([chain, neither])) == ("chain", "class", "undecided")
    assert larger([chain, cls]) == larger([]) == "undecided"
