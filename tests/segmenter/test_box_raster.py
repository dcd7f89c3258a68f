"""Tests of finding the box next to another."""

import numpy as np
import pytest

from segmenter.box_raster import MAX_CELLS, NOTHING, draw_boxes

BOXES = np.array([[0, 0, 10, 10], [14, 0, 24, 10], [60, 0, 70, 10], [0, 20, 10, 30]], dtype=np.float64)
EVERY = np.arange(len(BOXES))


@pytest.mark.parametrize(
    ("step", "met"),
    [
        ((1, 0), [1, NOTHING, NOTHING, NOTHING]),
        ((-1, 0), [NOTHING, 0, NOTHING, NOTHING]),
        ((0, 1), [3, NOTHING, NOTHING, NOTHING]),
        ((0, -1), [NOTHING, NOTHING, NOTHING, 0]),
    ],
)
def test_the_next_box_to_each_side_is_met_within_reach(step, met):
    assert draw_boxes(BOXES, 2.0).next_box(BOXES, step, 6, EVERY).tolist() == met


def test_farther_boxes_are_met_with_a_longer_reach():
    assert draw_boxes(BOXES, 2.0).next_box(BOXES, (1, 0), 20, EVERY)[1] == 2


def test_a_box_that_is_not_drawn_meets_those_that_are():
    dot = np.array([[4.0, 12.0, 6.0, 14.0]])
    raster = draw_boxes(BOXES, 2.0)
    assert raster.next_box(dot, (0, 1), 5).tolist() == [3]
    assert raster.next_box(dot, (0, -1), 5).tolist() == [0]


def test_boxes_far_outside_meet_nothing():
    away = np.array([[-500.0, -500.0, -490.0, -490.0], [900.0, 900.0, 910.0, 910.0]])
    assert draw_boxes(BOXES, 2.0).next_box(away, (1, 0), 3).tolist() == [NOTHING, NOTHING]


def test_vast_pages_get_coarser_cells():
    far = np.array([[0, 0, 4, 4], [1e6, 1e6, 1e6 + 4, 1e6 + 4]], dtype=np.float64)
    assert draw_boxes(far, 1.0).ids.size < 1.1 * MAX_CELLS
