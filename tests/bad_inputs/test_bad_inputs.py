"""Every wrong call raises its documented error, which names the value, where it stands and what would be right.

A table is a module of this folder whose ROWS are (expression, error, words of its message ...); expressions are
evaluated with the module's own names.
"""

import importlib
from pathlib import Path

import pytest

TABLES = sorted(path.stem for path in Path(__file__).parent.glob("*.py") if not path.stem.startswith(("test_", "__")))
CASES = [(table, *row) for table in TABLES for row in importlib.import_module(f"bad_inputs.{table}").ROWS]


@pytest.mark.parametrize(
    "table, expression, error, words",
    [(t, x, e, w) for t, x, e, *w in CASES],
    ids=[f"{table}: {expression}" for table, expression, *_ in CASES],
)
def test_wrong_calls_are_refused(table, expression, error, words):
    assert words, "a row says what the message must name"
    with pytest.raises(error) as caught:
        eval(expression, dict(vars(importlib.import_module(f"bad_inputs.{table}"))))
    assert type(caught.value) is error, f"{type(caught.value).__name__} is not the documented {error.__name__}"
    missing = [word for word in words if word not in str(caught.value)]
    assert not missing, f"{missing} not in {str(caught.value)!r}"


def test_enough_rows_and_none_twice():
    assert len({case[1] for case in CASES}) == len(CASES) >= 250
