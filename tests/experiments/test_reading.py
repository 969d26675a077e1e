"""What the fits of a grid say, checked on made-up ones."""

import numpy as np
import pytest

from arntp.experiments import reading
from arntp.experiments.reading import Need, exact, gaps, middle, moves, need, outcomes, step_cost, successes
from arntp.runs import Record


def fit(right="1", curve=(0.5,), batch=10):
    """A fit with these marks, whose curve has points at steps 1, 2, 4 …"""
    history = [{"step": 2**place, "product": share} for place, share in enumerate(curve)]
    share = right.count("1") / len(right)
    config = {"batch": batch, "width": 8, "lr": 0.1}
    scores = {"product": share}
    return {"name": "a", "right": right, "scores": scores, "history": history, "config": config, "nominal": 0.5}


def test_outcomes_and_their_mean_over_seeds():
    assert outcomes(fit("1001")).tolist() == [True, False, False, True]
    share, low, high = exact([fit("1100"), fit("1111")])
    assert share == 0.75 and 0 <= low < 0.75 < high <= 1
    assert exact([fit("111"), fit("11")]) == (1, 1, 1)
    assert successes([fit(99 * "1" + "0"), fit(98 * "1" + "00")]) == 1


@pytest.mark.parametrize(
    "curve, expected, text",
    [
        ((0.1, 0.5, 0.99, 1.0), Need(False, 40), "40"),
        ((0.1, 1.0, 0.5, 1.0), Need(False, 80), "80"),  # from then on
        ((0.1, 1.0, 0.5), Need(True, 40), "> 40"),
        ((1.0, 1.0), Need(False, 10, True), "≤ 10"),
    ],
)
def test_a_need_is_read_off_the_curve(curve, expected, text):
    assert need(fit(curve=curve)) == expected and f"{expected:,.0f}" == text


def test_rows_without_an_evaluation_are_no_points():
    one = fit(curve=(0.1, 1.0))
    one["history"].append({"step": 3, "loss": 0.1})
    assert need(one) == Need(False, 20)


def test_needs_are_ordered_with_censored_ones_last_and_scale():
    low, high, never = Need(False, 10, True), Need(False, 30), Need(True, 20)
    assert middle([never, high, low]) == high and middle([never, never, low]) == never and middle([low, high]) == high
    assert f"{never.times(0.5):.1f}" == "> 10.0" and f"{low.times(3):.0f}" == "≤ 30"


def test_a_step_costs_what_was_measured_at_its_shape_else_the_nominal_time(monkeypatch, tmp_path):
    monkeypatch.setattr(reading, "searches", lambda chapter: Record(tmp_path))
    assert step_cost("chapter", fit()) == (0.5, False)
    Record(tmp_path).once("cost a", lambda: {"shape": {"width": 8}, "seconds": 0.2, "nominal": 0.5})
    assert step_cost("chapter", fit()) == (0.2, True)
    other = fit()
    other["config"]["width"] = 16
    assert step_cost("chapter", other) == (0.5, False)


def test_gaps_are_mean_differences_of_cells_that_differ_in_one_thing():
    shares = {("a", "x"): 0.9, ("a", "y"): 0.1, ("b", "x"): 0.7, ("b", "y"): 0.3}
    assert gaps(shares) == pytest.approx(((0.8 + 0.4) / 2, (0.2 + 0.2) / 2))


def marks(share, items=200):
    return "".join("01"[place < share * items] for place in range(items))


def test_the_chain_moves_more_where_it_decides_and_the_class_where_that_does():
    by_chain = {(cls, chain): [fit(marks(s))] * 3 for cls in "ab" for chain, s in (("x", 0.9), ("y", 0.2))}
    found = moves(by_chain, repeats=100)
    assert found.chain == pytest.approx(0.7) and found.cls == 0 and 0 < found.low < found.high
    by_class = {(chain, cls): fits for (cls, chain), fits in by_chain.items()}
    assert moves(by_class, repeats=100).high < 0
    even = {(cls, chain): [fit(marks(0.5))] * 3 for cls in "ab" for chain in "xy"}
    assert moves(even, repeats=100).low <= 0 <= moves(even, repeats=100).high


def test_nothing_is_said_of_cells_that_leave_no_choice():
    assert moves({("a", "x"): [fit()], ("a", "y"): [fit()]}) is None and moves({}) is None


def test_operations_of_an_example_are_those_of_three_passes():
    assert reading.example_flops({"flops": np.int64(7)}) == 21
