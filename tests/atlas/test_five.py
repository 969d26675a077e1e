"""The search for 5 inputs: run whole on 4 inputs, where T is known; and what is committed of it, checked."""

import numpy as np
import pytest

import arntp.atlas.five as five
from arntp.atlas.length import function_of, lengths, two_gates
from arntp.atlas.npn import all_classes, canonical, class_count, class_sizes
from arntp.atlas.survey import unpack
from arntp.atlas.threshold import threshold_tables
from arntp.runs import RESULTS, Record

COMMITTED = Record(RESULTS / "atlas").read("inputs-5")
CLASSES = unpack(RESULTS / "atlas" / "inputs-5.npz")


@pytest.fixture
def four(monkeypatch, tmp_path):
    """The search on 4 inputs with so few slabs that pairs are needed as well: a folder for its stages."""
    monkeypatch.setattr(five, "N", 4)
    monkeypatch.setattr(five, "MOST_OUTSIDE", 1)
    monkeypatch.setattr(five, "FEW_IMAGES", 2)
    return tmp_path


def test_the_search_on_four_inputs(four):
    found, known = five.lengths(four), lengths(4)[0]
    assert found["table"].tolist() == all_classes(4).tolist() and found["size"].sum() == 2**16
    assert (found["lower"] == found["upper"]).all() and (found["upper"] == known[found["table"]]).all()
    assert len(np.load(four / "slabs.npz")["function"]) == 31
    again = five.lengths(four)
    assert all((found[name] == again[name]).all() for name in found)


def test_an_interrupted_search_goes_on(four, monkeypatch):
    whole = five.lengths(four)
    for path in [*four.glob("pairs-2-0[5-9].npz"), *four.glob("pairs-2-1*.npz"), *four.glob("pairs-all-*")]:
        path.unlink()
    monkeypatch.setattr(five, "at_most_two", None)  # a stage that is kept is not computed again
    again = five.lengths(four)
    assert all((whole[name] == again[name]).all() for name in whole)


def test_where_nothing_refutes_and_nothing_is_found_both_bounds_are_told(four, monkeypatch):
    monkeypatch.setattr(five.FirstGate, "last_gate", lambda *_: None)
    found, known = five.lengths(four), lengths(4)[0]
    open_ = found["lower"] < found["upper"]
    assert open_.sum() == 2 and (known[found["table"][open_]] == 3).all()
    assert (found["lower"][open_] == 3).all() and (found["upper"][open_] == 4).all()


def test_refuted_everywhere_means_four(four, monkeypatch):
    """If four points left no second gate (they do here, so this is made up), T would be 4."""
    monkeypatch.setattr(five.FirstGate, "seconds_left", lambda self, function: self.seconds[:0])
    found = five.lengths(four)
    assert (found["lower"] == found["upper"]).all() and np.sum(found["upper"] == 4) == 2


PARITY = 0x6996  # T = 3: neither a first gate nor a second


@pytest.mark.parametrize(
    ("array", "place", "wrong", "message"),
    [
        ("last", (0, -1), 100, "compute another function"),
        ("found", (0, 2), PARITY, "first gate is no threshold function"),
        ("found", (0, 3), PARITY, "second gate has no weights"),
        ("found", (0, 0), 1, "compute another function"),
    ],
)
def test_a_wrong_gate_is_noticed(four, array, place, wrong, message):
    five.lengths(four)
    path = sorted(four.glob("pairs-2-*"))[-1]
    state = dict(np.load(path))
    assert len(state["last"]) == len(state["found"]) == 2
    state[array][place] = wrong
    np.savez(path, **state)
    with pytest.raises(RuntimeError, match=message):
        five.lengths(four)


def test_stages_of_different_searches_are_noticed(four):
    five.lengths(four)
    path = four / "slabs.npz"
    state = dict(np.load(path))
    np.savez(path, **{name: array[1:] for name, array in state.items()})
    with pytest.raises(RuntimeError, match="different searches"):
        five.lengths(four)


# --- what is committed


def test_committed_classes():
    table, size = CLASSES["table"], CLASSES["size"].astype(np.int64)
    assert len(table) == class_count(5) and (np.diff(table.astype(np.int64)) > 0).all() and size.sum() == 2**32
    some = np.random.default_rng(1).choice(len(table), 2000, replace=False)
    assert (canonical(table[some], 5) == table[some]).all() and (class_sizes(table[some], 5) == size[some]).all()
    assert table[CLASSES["upper"] == 1].tolist() == five.first_gates().tolist()


def test_committed_counts():
    bounds = [str(low) if low == high else f"{low} to {high}" for low, high in zip(CLASSES["lower"], CLASSES["upper"])]
    names, group = np.unique(bounds, return_inverse=True)
    assert names.tolist() == list(COMMITTED["classes"])
    for k, name in enumerate(names.tolist()):
        assert COMMITTED["classes"][name] == np.sum(group == k)
        count = int(CLASSES["size"][group == k].sum(dtype=np.int64))
        assert COMMITTED["functions"][name] == count == sum(COMMITTED["edges"][name])
    assert COMMITTED["functions"]["1"] == len(threshold_tables(5))


def test_committed_examples():
    by_table = dict(zip(CLASSES["table"].tolist(), zip(CLASSES["lower"].tolist(), CLASSES["upper"].tolist())))
    assert len(COMMITTED["examples"]) > 100
    for row in COMMITTED["examples"]:
        function = int(row["table"], 16)
        low, high = by_table[function]
        assert row["gates"] and function_of(row["gates"], 5) == function
        assert (row["lower"], row["upper"]) == (low, high)
        assert high <= len(row["gates"]) <= 4 and (high > 2 or high == len(row["gates"]))
    longest = {int(name, 16) for name in COMMITTED["longest"]}
    assert longest == {f for f, (_, high) in by_table.items() if high == CLASSES["upper"].max()}


@pytest.mark.parametrize("t", [2, 3])
def test_committed_lengths_by_another_way(t):
    """Classes drawn at random: four points refute every first gate of two where T = 3, and not where T = 2."""
    drawn = np.random.default_rng(2).choice(CLASSES["table"][CLASSES["upper"] == t], 12, replace=False)
    for function in drawn.tolist():
        gates = two_gates(function, 5)
        assert (gates is not None) == (t == 2)
        assert gates is None or function_of(gates, 5) == function


def test_changing_one_point_changes_t_by_at_most_one():
    drawn = np.random.default_rng(3).choice(len(CLASSES["table"]), 300, replace=False)
    for point in range(32):
        moved = canonical(CLASSES["table"][drawn] ^ np.uint32(1 << point), 5)
        at = np.searchsorted(CLASSES["table"], moved)
        assert (CLASSES["lower"][at].astype(int) - CLASSES["upper"][drawn] <= 1).all()
        assert (CLASSES["lower"][drawn].astype(int) - CLASSES["upper"][at] <= 1).all()


def test_fixing_an_input_gives_no_longer_function():
    """f with x_4 fixed has at most T(f): the committed lengths of 5 inputs beside those of 4."""
    known = lengths(4)[0].astype(int)
    for restricted in (CLASSES["table"] & 0xFFFF, CLASSES["table"] >> 16):
        assert (known[restricted] <= CLASSES["upper"]).all()
