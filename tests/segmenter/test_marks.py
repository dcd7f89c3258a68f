"""Tests of levelled boxes and their groups."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmenter.marks import Fragments, Marks, best_per_key, chain_labels, overlapping_pairs


def marks_of(*boxes):
    return Marks.levelled(np.array(boxes, dtype=np.int32).reshape(-1, 4), 0.0)


def test_level_boxes_stay_where_they_are():
    marks = marks_of((1, 2, 5, 10))
    assert (marks.left[0], marks.top[0], marks.right[0], marks.bottom[0]) == (1, 2, 5, 10)
    assert (marks.x[0], marks.y[0], marks.width[0], marks.height[0]) == (3, 6, 4, 8)


def test_rising_line_is_levelled():
    slope = np.tan(np.radians(2))
    boxes = [(x, 500 - slope * x - 10, x + 1, 500 - slope * x) for x in (0, 400, 800)]
    marks = Marks.levelled(np.array(boxes).round().astype(np.int32), 2.0)
    assert np.ptp(marks.bottom) < 1.5


def test_fragments_hold_their_components_from_left_to_right():
    fragments = Fragments.from_labels(
        marks_of((20, 0, 30, 10), (0, 2, 10, 12), (0, 50, 9, 60)), np.array([7, 7, 3])
    )
    assert len(fragments) == 2
    assert fragments.indices(1).tolist() == [1, 0]
    assert fragments.sizes.tolist() == [1, 2]
    assert fragments.labels().tolist() == [1, 1, 0]
    assert (fragments.box.left[1], fragments.box.top[1], fragments.box.right[1], fragments.box.bottom[1]) == (
        0,
        0,
        30,
        12,
    )


def test_median_of_each_group():
    marks = marks_of((0, 0, 1, 1), (2, 0, 3, 1), (4, 0, 5, 1), (9, 0, 10, 1))
    fragments = Fragments.from_labels(marks, np.array([0, 0, 0, 1]))
    assert fragments.medians(np.array([5.0, 1.0, 3.0, 8.0])).tolist() == [3.0, 8.0]


def test_band_is_that_of_the_nearest_components():
    level = [(x, 100, x + 8, 110) for x in range(0, 100, 10)]
    raised = [(x, 80, x + 8, 90) for x in range(100, 200, 10)]
    fragments = Fragments.from_labels(marks_of(*level, *raised), np.zeros(20, dtype=np.intp))
    tops, bottoms = fragments.bands(np.array([0, 0]), np.array([0.0, 200.0]))
    assert tops.tolist() == [100, 80]
    assert bottoms.tolist() == [110, 90]


def test_no_bands_are_asked_for():
    fragments = Fragments.from_labels(marks_of((0, 0, 1, 1)), np.zeros(1, dtype=np.intp))
    tops, bottoms = fragments.bands(np.zeros(0, dtype=np.intp), np.zeros(0))
    assert len(tops) == len(bottoms) == 0


def test_boxes_grow_to_hold_others():
    grown = marks_of((10, 10, 20, 20), (50, 50, 60, 60)).extended(
        marks_of((22, 18, 24, 26), (0, 0, 1, 1)), np.array([0, -1])
    )
    assert (grown.right.tolist(), grown.bottom.tolist()) == ([24, 60], [26, 60])
    assert grown.left.tolist() == [10, 50]


def test_chain_ends_name_the_chains():
    assert chain_labels(np.array([1, 2, 2, 3, 3])).tolist() == [2, 2, 2, 3, 3]


def test_cheapest_entry_of_each_key():
    assert sorted(best_per_key(np.array([4, 4, 9]), np.array([2.0, 1.0, 5.0])).tolist()) == [1, 2]


@given(st.lists(st.tuples(st.integers(0, 50), st.integers(1, 20)), max_size=25))
def test_pairs_are_those_of_a_plain_search(intervals):
    low = np.array([start for start, _ in intervals], dtype=np.float64)
    high = low + np.array([length for _, length in intervals], dtype=np.float64)
    one, other = overlapping_pairs(low, high)
    found = sorted(tuple(sorted(pair)) for pair in zip(one.tolist(), other.tolist(), strict=True))
    count = len(intervals)
    expected = [
        (i, j)
        for i in range(count)
        for j in range(i + 1, count)
        if min(high[i], high[j]) > max(low[i], low[j])
    ]
    assert found == expected


@pytest.mark.parametrize("skew", [-2.0, 0.0, 2.0])
def test_levelling_keeps_sizes(skew):
    marks = Marks.levelled(np.array([[5, 7, 15, 30]], dtype=np.int32), skew)
    assert marks.width[0] == pytest.approx(10)
    assert marks.height[0] == pytest.approx(23)
