"""Tests of short upright rules at even steps."""

import numpy as np
from hypothesis import given, settings
from hypothesis import strategies as st

from segmenter.combs import find_teeth
from segmenter.grids import find_grids
from segmenter.marks import Marks


def uprights(*rules):
    """Rules from top to bottom at x, 2 px thick: (x, top, bottom)."""
    x, top, bottom = np.array(rules, dtype=float).reshape(-1, 3).T
    return Marks(x - 1, top, x + 1, bottom)


def both(first, second):
    return Marks(*(np.concatenate([getattr(each, side) for each in (first, second)]) for side in SIDES))


SIDES = ("left", "top", "right", "bottom")


def test_even_teeth_are_a_comb():
    assert find_teeth(uprights(*((30.0 * place, 100, 125) for place in range(9))), 10.0).all()


def test_rules_of_a_table_are_none():
    high = uprights(*((30.0 * place, 100, 400) for place in range(9)))
    uneven = uprights(*((x, 100, 125) for x in (0, 15, 62, 80, 129, 141)))
    few = uprights((0, 100, 125), (30, 100, 125), (60, 100, 125))
    assert not any(find_teeth(rules, 10.0).any() for rules in (high, uneven, few))


def test_combs_below_each_other_are_told_apart():
    found = find_teeth(uprights(*((30.0 * x, y, y + 25) for y in (100, 200) for x in range(5))), 10.0)
    assert found.all()


def test_a_comb_is_no_table():
    teeth = uprights(*((40.0 * place, 100, 130) for place in range(9)))
    sides = Marks(np.zeros(2), np.array([99.0, 129.0]), np.full(2, 320.0), np.array([101.0, 131.0]))
    assert find_grids(both(teeth, sides), 10.0) == []
    columns = uprights(*((160.0 * place, 100, 130) for place in range(3)))
    assert len(find_grids(both(columns, sides), 10.0)) == 1


def test_rules_that_stand_above_each_other_are_no_teeth():
    assert not find_teeth(uprights((0, 0, 1), (0, 0, 1), (0, 0, 1), (6, 0, 1)), 10.0).any()


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500), st.floats(1, 90)), max_size=30))
@settings(deadline=None, max_examples=50)
def test_any_rules_are_teeth_or_not(rules):
    marks = uprights(*((x, top, top + height) for x, top, height in rules))
    assert find_teeth(marks, 10.0).shape == (len(rules),)
