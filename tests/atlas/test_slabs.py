"""Three gates through a slab, for functions of 4 inputs, whose T is known."""

import numpy as np

from arntp.atlas.length import lengths
from arntp.atlas.npn import semicanonical
from arntp.atlas.slabs import is_among, slabs, through
from arntp.atlas.tables import bits, compose, distinct
from arntp.atlas.threshold import threshold_tables

LENGTH = lengths(4)[0]
FORMS = distinct(semicanonical(np.flatnonzero(LENGTH <= 2), 4))
HARD = np.flatnonzero(LENGTH == 3).astype(np.uint16)


def test_slabs_are_what_they_say():
    outer = threshold_tables(5)
    for outside in (0, 1, 3):
        for slab in slabs(outer, outside, 4):
            low, high = bits(np.array(slab.outer, np.uint32), 5).reshape(2, 16)
            inside, above = bits(np.array(slab.inside), 4), bits(np.array(slab.above), 4)
            assert (low <= high).all() and (inside == (low != high)).all() and (above == (low & high)).all()
            assert inside.sum() == 16 - outside
    # one point outside: any of the 16, with 0 below or 1 above
    assert len([*slabs(outer, 1, 4)]) == 32


def test_what_is_found_holds():
    left = HARD
    for outside in (1, 2):
        for slab in slabs(threshold_tables(5), outside, 4):
            places, inner = through(slab, left, FORMS, 4)
            assert (compose(np.full(len(places), slab.outer), inner, 4) == left[places]).all()
            assert (LENGTH[inner] <= 2).all()
            left = np.delete(left, places)
    assert len(left) == 0


def test_through_against_every_inner_function():
    slab = [*slabs(threshold_tables(5), 5, 4)][7]
    every = compose(np.full(65536, slab.outer), np.arange(65536), 4)
    expected = set(every[LENGTH <= 2].tolist()) & set(HARD.tolist())
    places, _ = through(slab, HARD, FORMS, 4)
    assert set(HARD[places].tolist()) == expected


def test_nothing_is_found_without_inner_functions():
    slab = next(slabs(threshold_tables(5), 1, 4))
    assert len(through(slab, HARD, np.array([0], dtype=np.uint16), 4)[0]) == 0


def test_is_among():
    listed = np.array([2, 5, 9])
    assert is_among(np.array([0, 2, 3, 9, 10]), listed).tolist() == [False, True, False, True, False]
    assert not is_among(np.array([0, 2]), listed[:0]).any()
