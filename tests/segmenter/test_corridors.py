"""Tests of upright corridors between components."""

import numpy as np

from segmenter.corridors import Upright, find_corridors, sample_upright


def test_corridor_between_two_stacks_of_boxes_is_as_broad_as_their_gap():
    boxes = np.array([[x, y, x + 10, y + 10] for x in (0, 50) for y in range(0, 100, 20)], np.int32)
    upright = find_corridors(boxes, 0.0, 10.0)[0]
    assert upright.lean == 0.0
    assert len(upright.left) == 1
    assert abs(upright.left[0] - 12) <= 2
    assert abs(upright.right[0] - 50) <= 2


def test_component_in_the_way_closes_a_corridor_unless_it_may_stand_there():
    boxes = np.array([[0, 0, 10, 10], [50, 0, 60, 10], [20, 40, 45, 50], [0, 80, 60, 90]], np.int32)
    assert not len(find_corridors(boxes, 0.0, 10.0)[0].left)
    assert len(find_corridors(boxes, 0.0, 10.0, crossing=1)[0].left)


def test_line_leans_by_px_right_a_px_down():
    assert Upright(5.0, 0.1).x_at(np.array([0.0, 100.0])).tolist() == [5.0, 15.0]


def test_samples_are_looked_up_on_the_scan_and_unknown_beside_it():
    gray = np.arange(100, dtype=np.uint8).reshape(10, 10)
    found = sample_upright(
        gray, np.array([[1.0, 0, 2], [0, 1.0, 0]]), Upright(1.0, 0.0), np.array([0.0, 9.0]), np.array([4.0])
    )
    assert found[0, 0] == 43
    assert np.isnan(found[0, 1])
