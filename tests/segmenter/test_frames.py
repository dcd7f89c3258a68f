"""Tests of cutting small frames loose from what they hold."""

import numpy as np
import pytest

from segmenter.components import find_components
from segmenter.frames import find_frame
from segmenter.page import segment_page
from segmenter.underlines import cut_rules


def frame(width=30, height=24, thick=2):
    """A frame 5 px from the edges of the paper."""
    ink = np.zeros((height + 10, width + 10), bool)
    ink[5 : 5 + height, 5 : 5 + width] = True
    ink[5 + thick : 5 + height - thick, 5 + thick : 5 + width - thick] = False
    return ink


def component(ink):
    """The ink of one component in its own box."""
    ((left, top, right, bottom),) = find_components(ink).boxes.tolist()
    return np.ascontiguousarray(ink[top:bottom, left:right]).view(np.uint8)


def test_empty_box_is_four_rules():
    apart, rules = cut_rules(find_components(frame()), 14.0)
    assert len(apart) == len(rules) == 4


def test_cross_that_touches_its_box_comes_apart():
    ink = frame(30, 30)
    for step in range(22):
        for column in (9 + step, 30 - step):
            ink[9 + step, column : column + 2] = True
    ink[9:12, 5:10] = True  # one arm runs into the side
    apart, rules = cut_rules(find_components(ink), 14.0)
    assert len(rules) == 4
    assert np.delete(apart.boxes, rules, axis=0).tolist() == [[7, 9, 32, 31]]


@pytest.mark.parametrize("missing", [(slice(5, 7), slice(12, 30)), (slice(12, 24), slice(5, 7))])
def test_shape_without_four_sides_is_no_frame(missing):
    ink = frame()
    ink[missing] = False
    assert find_frame(component(ink), 14.0) is None


def test_round_letter_is_no_frame():
    y, x = np.mgrid[:30, :30]
    ring = np.abs(np.hypot(y - 15, x - 15) - 11) < 2
    assert find_frame(component(ring), 14.0) is None


def test_thick_frame_is_none():
    assert find_frame(component(frame(60, 60, thick=9)), 14.0) is None


def test_boxes_around_letters_are_in_no_line(drawing):
    page = drawing.blank(400, 900)
    drawing.line(page, 100, 100, [6, 5, 7])
    for place in range(8):
        drawing.line(page, 107 + 40 * place, 200, [1])
        left, top = 98 + 40 * place, 172
        for side in (page[top : top + 34, left : left + 28],):
            inner = side[2:-2, 2:-2].copy()
            side[:] = 0
            side[2:-2, 2:-2] = inner
    found = segment_page(page)
    assert [len(line.components) for line in found.lines] == [18, 8]
