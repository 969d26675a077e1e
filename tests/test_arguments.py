"""The checks of arguments: what is right passes unchanged; what is wrong is named, with its place and what would do."""

from pathlib import Path

import numpy as np
import pytest
import torch

from arntp import arguments

RIGHT = [
    (arguments.whole, (3, 0, 3), 3),
    (arguments.whole, (np.int64(5),), 5),
    (arguments.real, (0.5, 0.0, 1.0), 0.5),
    (arguments.real, (np.float32(0.25),), 0.25),
    (arguments.real, (2,), 2.0),
    (arguments.choice, ("linear", ["linear", "cosine"]), "linear"),
    (arguments.flag, (True,), True),
    (arguments.words, (("a", "b"),), ["a", "b"]),
    (arguments.wholes, (range(3), 0, 2), [0, 1, 2]),
    (arguments.bits, ([True, np.int8(0)], 2), [1, 0]),
    (arguments.text, ("",), ""),
    (arguments.path, ("a/b",), "a/b"),
    (arguments.place, ("~/b",), Path.home() / "b"),
    (arguments.place, (Path("a~"),), Path("a~")),
    (arguments.instance, (3, int), 3),
    (arguments.function, (len,), len),
    (arguments.several, ([1.5], "lengths"), [1.5]),
]

WRONG = [
    (arguments.whole, (2.5,), TypeError, "n is a whole number, not 2.5 (float)"),
    (arguments.whole, (2.0,), TypeError, "not 2.0 (float)"),
    (arguments.whole, (True,), TypeError, "not True (bool)"),
    (arguments.whole, ("3",), TypeError, "not '3' (str)"),
    (arguments.whole, (None,), TypeError, "not None"),
    (arguments.whole, (0, 1), ValueError, "n = 0: at least 1 is needed"),
    (arguments.whole, (7, None, 6), ValueError, "n = 7: at most 6 is needed"),
    (arguments.whole, (-1, 0, 6), ValueError, "n = -1: 0 to 6 is needed"),
    (arguments.real, (float("nan"),), ValueError, "n = nan: a finite number is needed"),
    (arguments.real, (float("inf"),), ValueError, "n = inf"),
    (arguments.real, (1j,), TypeError, "n is a number"),
    (arguments.real, (0.0, None, None, 0.0), ValueError, "n = 0.0: more than 0.0 is needed"),
    (arguments.real, (1, None, None, 0, 1), ValueError, "n = 1: less than 1 is needed"),
    (arguments.real, (1.5, 0.0, 1.0), ValueError, "n = 1.5: 0.0 to 1.0 is needed"),
    (arguments.choice, ("quadratic", ["linear", "cosine"]), ValueError, "there are 'linear', 'cosine'"),
    (arguments.choice, (3, ["linear"]), ValueError, "n = 3 (int)"),
    (arguments.flag, (1,), TypeError, "n is True or False"),
    (arguments.words, ("abc",), TypeError, "n is a list of strings, not 'abc'"),
    (arguments.words, (["a", 2],), TypeError, "n[1] is a string, not 2"),
    (arguments.words, (4,), TypeError, "n is a list of strings"),
    (arguments.wholes, ([1, 2.5],), TypeError, "n[1] is a whole number, not 2.5"),
    (arguments.wholes, ([0, -1], 0), ValueError, "n[1] = -1: at least 0 is needed"),
    (arguments.wholes, ("12",), TypeError, "n is a list of whole numbers"),
    (arguments.bits, ("01", 2), TypeError, "n is a list of bits, not '01'"),
    (arguments.bits, ([0, 1], 3), ValueError, "n: 2 bits, but 3 are needed"),
    (arguments.bits, ([0, 2], 2), ValueError, "n[1] = 2: 0 to 1 is needed"),
    (arguments.bits, ([0, 1.0], 2, ["a", "b"]), TypeError, "n[1], 'b', is a whole number, not 1.0"),
    (arguments.integers, ([1.5],), TypeError, "n holds whole numbers, not float64"),
    (arguments.integers, ([1], 2), ValueError, "n has shape (1,): 2 dimensions are needed"),
    (arguments.text, (3,), TypeError, "n is a string"),
    (arguments.path, ("",), ValueError, "a path is needed"),
    (arguments.path, ("a\0b",), ValueError, "a path is needed"),
    (arguments.path, (3,), TypeError, "n is a path"),
    (arguments.place, ("",), ValueError, "a path is needed"),
    (arguments.instance, (3, str), TypeError, "n is a str, not 3 (int)"),
    (arguments.instance, ("3", int), TypeError, "n is an int, not '3' (str)"),
    (arguments.padded, ([[1, -1], [-1, 1]], 2), ValueError, "n[1, 0] = -1: padding stands before a token"),
    (arguments.padded, ([[1, -2]], 2), ValueError, "n[0, 1] = -2: token ids are in -1 … 1"),
    (arguments.padded, ([1, 1], 2), ValueError, "n has shape (2,): 2 dimensions are needed"),
    (arguments.padded, ([[1.0]], 2), TypeError, "n holds token ids, whole numbers, not float64"),
    (arguments.function, (3,), TypeError, "n is a function, not 3 (int)"),
    (arguments.several, ("ab", "stories"), TypeError, "n is a list of stories, not 'ab'"),
    (arguments.several, (3, "stories"), TypeError, "n is a list of stories, not 3"),
    (arguments.tokens, ([1], 4), TypeError, "n is a tensor of token ids"),
    (arguments.tokens, (torch.tensor([0.5]), 4), TypeError, "whole numbers, not torch.float32"),
    (arguments.tokens, (torch.tensor([True]), 4), TypeError, "torch.bool"),
    (arguments.tokens, (torch.tensor([[0, 4]]), 4), ValueError, "n[0, 1] = 4: token ids are in 0 … 3"),
    (arguments.tokens, (torch.tensor([0, -2]), 4, -1), ValueError, "n[1] = -2: token ids are in -1 … 3"),
    (arguments.tokens, (torch.tensor([0]), 4, 0, 2), ValueError, "2 dimensions are needed"),
    (arguments.rows, ([[1.7]], 4), TypeError, "whole numbers, not float64"),
    (arguments.rows, ([[1, 2], [3]],), ValueError, "rows of one length"),
    (arguments.rows, ([[1, -1]],), ValueError, "n[0, 1] = -1: token ids are at least 0"),
    (arguments.rows, (["a"],), TypeError, "n holds token ids"),
]


@pytest.mark.parametrize("check, given, result", RIGHT)
def test_what_is_right_passes(check, given, result):
    found = check("n", *given)
    assert found == result and type(found) is type(result)


@pytest.mark.parametrize("check, given, error, message", WRONG)
def test_what_is_wrong_is_named(check, given, error, message):
    with pytest.raises(error) as caught:
        check("n", *given)
    assert message in str(caught.value)


def test_arrays_pass_as_they_are():
    ids, row = torch.tensor([[0, 3]]), np.array([[0, -1]])
    assert arguments.tokens("n", ids, 4, dims=2) is ids
    assert arguments.rows("n", row, 4, least=-1) is row
    assert arguments.rows("n", [], 4).shape == (0,)
    assert arguments.padded("n", row, 4) is row and arguments.padded("n", torch.tensor([[-1, -1]]), 4).tolist() == [
        [-1, -1]
    ]
