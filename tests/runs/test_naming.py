"""Names are safe, bounded, and different for different things."""

import itertools
import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arntp.runs.naming import LONGEST, is_safe, own_slug, run_name, slug

PLAIN_VALUES = st.none() | st.booleans() | st.integers() | st.floats() | st.text(max_size=300)
VALUES = st.recursive(PLAIN_VALUES, lambda inner: st.lists(inner, max_size=3).map(tuple) | st.lists(inner, max_size=3))
SETTINGS = st.dictionaries(st.sampled_from(["data", "share", "path", "Data"]), VALUES, max_size=3)
ODD = [
    "../../../multiplication/laptop-s1", "/abs", "{seed}", "a" * 300, "A", "a", "a.", "a ", "a\0", "a\n", "con", "",
    b"bytes", "ž", "x-share=0.2", "x", "1", 1, 1.5, True, "true", None, "none", "nan", float("nan"), -1, "-1", "~",
    "a~",
    {"a": 1},
    {"a": 2}, (1, 2), [1, 2], "C:\\x", "*", "\udc80", "../..", 10**80, 10**81, "COM1", "..", ".",
]  # fmt: skip


@pytest.mark.parametrize(
    "settings, name",
    [
        ({}, "laptop-s1"),
        ({"data": "grammar", "share": 0.2}, "laptop-s1-data=grammar-share=0.2"),
        ({"share": 2.0}, "laptop-s1-share=2"),
        ({"digits": 4}, "laptop-s1-digits=4"),
        ({"exact": True, "rate": 1e-5, "path": None}, "laptop-s1-exact=true-path=none-rate=1e-05"),
    ],
)
def test_plain_values_are_readable(settings, name):
    assert run_name("laptop", 1, **settings) == name


def is_one_safe_name(name):
    return re.fullmatch(r"[a-z0-9][a-z0-9._=+~-]*[a-z0-9_+~=-]", name) is not None and len(name) <= LONGEST


def test_odd_values_have_safe_names_that_differ_whatever_the_case():
    names = [run_name("laptop", 1, path=value) for value in ODD]
    assert [name for name in names if not is_one_safe_name(name)] == []
    assert len({name.casefold() for name in names}) == len(ODD)
    assert "shared-data" in run_name("laptop", 1, path="../../shared/data"), "readable as far as that goes"


@given(SETTINGS, SETTINGS)
def test_different_settings_never_share_a_folder(one, other):
    names = [run_name("smoke", 1, **settings) for settings in (one, other)]
    assert all(map(is_one_safe_name, names))
    if repr(sorted(one.items())) != repr(sorted(other.items())):
        same = {k: str(v) for k, v in one.items()} == {k: str(v) for k, v in other.items()} and one == other
        assert names[0].casefold() != names[1].casefold() or same, "1 and 1.0 are the same number"


def test_settings_do_not_run_into_each_other():
    settings = [{"a": "x-b=1"}, {"a": "x", "b": 1}, {"a": "x-b", "b": 1}, {"a": "x", "b": "1"}, {"A": "x", "b": 1}]
    for one, other in itertools.combinations(settings, 2):
        assert run_name("smoke", 1, **one).casefold() != run_name("smoke", 1, **other).casefold()


def test_names_in_words_become_file_names():
    assert slug("MLP, paper's chain") == "mlp-paper-s-chain"
    assert slug("tune causal linear 0.002") == "tune-causal-linear-0.002"
    assert slug("a/../b") == "a-..-b" and slug("..") == slug("§") == ""
    assert len(own_slug("a" * 300)) < 80 and own_slug("MLP, direct") != own_slug("mlp direct")


@pytest.mark.parametrize("name", ["", "con", "NUL", "com1.x", "summary", "Parameters", "a" * 300])
def test_some_slugs_are_no_file_names(name):
    assert not is_safe(slug(name))
