"""Tests of rows of dots and stars."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmenter.components import find_components
from segmenter.leaders import find_leaders, take_leaders
from segmenter.marks import Marks
from segmenter.page import segment_page
from segmenter.rules import sort_components


def dots(*places, size=2.0):
    """Marks whose middles lie at the places (x, y)."""
    x, y = np.array(places, dtype=float).reshape(-1, 2).T
    return Marks(x - size / 2, y - size / 2, x + size / 2, y + size / 2)


def row(count, step=8.0, x=0.0, y=100.0):
    return [(x + step * index, y) for index in range(count)]


def test_dots_at_even_steps_are_one_leader():
    assert find_leaders(dots(*row(12)), 10.0).tolist() == [0] * 12


def test_points_of_omission_are_none():
    assert (find_leaders(dots(*row(6, 6.0)), 10.0) == -1).all()
    assert (find_leaders(dots(*row(4, 30.0)), 10.0) == -1).all()


def test_uneven_points_are_none():
    x = np.cumsum(np.tile([5.0, 19.0, 9.0, 30.0], 4))
    assert (find_leaders(dots(*((at, 100.0) for at in x)), 10.0) == -1).all()


def test_two_rows_are_two_leaders_and_a_point_above_is_of_neither():
    found = find_leaders(dots(*row(12), *row(12, y=130.0), (40.0, 112.0)), 10.0)
    assert found.tolist() == [0] * 12 + [1] * 12 + [-1]


def test_stars_that_are_alike_are_a_leader_and_small_letters_are_not():
    assert find_leaders(dots(*row(12), size=7.0), 10.0).tolist() == [0] * 12
    letters = dots(*row(12), size=7.0)
    letters.right[::2] += 2
    assert (find_leaders(letters, 10.0) == -1).all()


@given(st.lists(st.tuples(st.floats(0, 500), st.floats(0, 500)), max_size=40), st.floats(1, 50))
@settings(deadline=None, max_examples=50)
def test_any_dots_get_a_number_or_none(places, x_height):
    found = find_leaders(dots(*places), x_height)
    assert len(found) == len(places)
    for leader in range(int(found.max(initial=-1)) + 1):
        assert np.count_nonzero(found == leader) >= 5


def test_leader_becomes_one_component_that_is_a_rule():
    ink = np.zeros((40, 300), bool)
    for index in range(20):
        ink[28:31, 40 + 12 * index : 43 + 12 * index] = True
    ink[10:30, 5:15] = True
    table = find_components(ink)
    assert len(table) == 21
    table, kinds = take_leaders(table, sort_components(table, 20.0), 20.0)
    (leader,) = np.flatnonzero(kinds.rule).tolist()
    assert table.boxes[leader].tolist() == [40, 28, 271, 31]
    assert int(table.areas[leader]) == 20 * 9 == np.count_nonzero(table.labels == leader + 1)
    assert np.count_nonzero(kinds.small) == 0
    every = np.stack([kinds.text, kinds.small, kinds.rule, kinds.picture, kinds.shape])
    assert (every.sum(axis=0) == 1).all()


@pytest.mark.parametrize("step", [9, 30])
def test_leader_parts_a_row_and_is_a_region(drawing, step):
    page = drawing.blank(500, 900)
    for index in range(4):
        y = 100 + index * drawing.step
        end = drawing.line(page, 80, y, [5, 3 + index])
        for x in range(end + 10, 690, step):
            page[y - 3 : y, x : x + 3] = 0
        drawing.line(page, 700, y, [2])
    found = segment_page(page)
    assert [line.gap_before for line in found.lines] == [False, True] * 4
    assert [block.kind for block in found.blocks] == ["table"]
    assert sum(region.kind == "rule" for region in found.regions) == 4
    assert found.unread == ()


def test_a_leader_goes_on_past_a_missing_dot():
    found = find_leaders(dots(*row(12), *row(3, x=12 * 8.0 + 8.0)), 10.0)
    assert found.tolist() == [0] * 15


def test_dots_that_run_into_each_other_are_of_the_leader():
    both = dots(*row(10), *row(10, x=88.0))
    run = Marks(np.array([74.0]), np.array([99.0]), np.array([82.5]), np.array([101.0]))
    marks = Marks(
        *(
            np.concatenate([getattr(both, side), getattr(run, side)])
            for side in ("left", "top", "right", "bottom")
        )
    )
    assert find_leaders(marks, 10.0).tolist() == [0] * 21
