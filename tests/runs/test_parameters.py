"""Parameters of a chapter: their types, and what fits them."""

import ast
import math

import pytest
from hypothesis import given
from hypothesis import strategies as st

from arntp.runs.parameters import literal, parameters_of, type_name

CELL = '''
"""Parameters."""
import os
flag: bool = False  # whether
count: int = 3
share = 1.0  # of the steps: 100 %
name = "a # no comment"
path: "str | None" = None
either: int | str = 1
widths: tuple[int, ...] = (32, 64)
pair: tuple[int, float] = (1, 2.0)
names = ["a", "b"]
table: dict[str, int] = {}
anything: tuple = ()
unknown = None
also_unknown = os.sep
strange: os.PathLike = None
'''
KNOWN = parameters_of(CELL)


def test_parameters_have_names_types_defaults_and_comments():
    assert {name: each.kind and type_name(each.kind) for name, each in KNOWN.items()} == {
        "flag": "bool", "count": "int", "share": "float", "name": "str", "path": "str | None", "either": "int | str",
        "widths": "tuple[int, ...]", "pair": "tuple[int, float]", "names": "list[str]", "table": "dict[str, int]",
        "anything": "tuple", "unknown": None, "also_unknown": None, "strange": None,
    }  # fmt: skip
    assert KNOWN["share"].comment == "of the steps: 100 %" and KNOWN["name"].comment == ""
    assert KNOWN["widths"].default == "(32, 64)" and KNOWN["name"].default == "'a # no comment'"


READ = [
    ("flag", "true", True), ("flag", "False", False), ("count", "1_000", 1000), ("count", "-3", -3),
    ("share", "1E3", 1000.0), ("share", "2", 2.0), ("share", "inf", math.inf), ("name", "true", "true"),
    ("name", "1E3", "1E3"), ("name", "", ""), ("name", "{seed}", "{seed}"), ("path", "null", None),
    ("path", "None", None),
    ("path", "~/x", "~/x"), ("either", "1", 1), ("either", "one", "one"), ("widths", "(8, 16)", (8, 16)),
    ("widths", "8,", (8,)), ("widths", "[8]", (8,)), ("pair", "1, 2", (1, 2.0)), ("names", "['x']", ["x"]),
    ("table", "{'a': 1}", {"a": 1}), ("anything", "(1, 'a', (None,))", (1, "a", (None,))),
]  # fmt: skip


@pytest.mark.parametrize("name, text, expected", READ)
def test_texts_are_read_as_the_type_says(name, text, expected):
    found = KNOWN[name].read(text)
    assert found == expected and type(found) is type(expected)


def test_nan_is_a_float():
    assert math.isnan(KNOWN["share"].read("nan"))


MISFITS = [
    ("flag", "1"), ("flag", "yes"), ("count", "1E3"), ("count", "1.0"), ("count", "true"), ("count", "null"),
    ("count", "nan"),
    ("count", ""), ("share", "a half"), ("share", "null"), ("share", "true"), ("widths", "8"), ("widths", "(8, 1.5)"),
    ("widths", "(8,"), ("widths", "('a',)"), ("widths", "(True,)"), ("pair", "(1, 2, 3)"), ("names", "abc"),
    ("names", "'abc'"), ("table", "{1: 1}"), ("table", "{'a': 'b'}"), ("anything", "(b'a',)"), ("anything", "(" * 500),
]  # fmt: skip


@pytest.mark.parametrize("name, text", MISFITS)
def test_what_does_not_fit_is_refused_naming_parameter_value_and_type(name, text):
    with pytest.raises(ValueError) as caught:
        KNOWN[name].read(text)
    message = str(caught.value)
    assert f"parameter {name} = " in message and f"{type_name(KNOWN[name].kind)} is needed" in message
    assert repr(text)[:40] in message and "\n" not in message


@pytest.mark.parametrize(
    "name, value", [("count", 1.0), ("count", True), ("share", "1"), ("name", 1), ("path", 0), ("name", b"x")]
)
def test_python_values_must_fit_as_well(name, value):
    with pytest.raises(ValueError, match=f"parameter {name} = .* is needed"):
        KNOWN[name].fitted(value)


@pytest.mark.parametrize("name", ["unknown", "also_unknown", "strange"])
def test_a_parameter_without_a_type_is_not_set(name):
    with pytest.raises(ValueError, match=f"parameter {name} has no type: annotate it"):
        KNOWN[name].read("1")


VALUES = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False, allow_infinity=False) | st.text(),
    lambda inner: st.lists(inner) | st.lists(inner).map(tuple) | st.dictionaries(st.text(), inner),
)


@given(VALUES)
def test_values_become_source_that_gives_them_back(value):
    assert ast.literal_eval(literal(value)) == value


def test_numbers_that_python_cannot_write():
    found = eval(literal((math.inf, [-math.inf], {"a": math.nan})))
    assert found[:2] == (math.inf, [-math.inf]) and math.isnan(found[2]["a"])
