"""Tests of columns told from table rows, and of the order they are read in."""

import numpy as np

from segmenter.boundaries import Boundary
from segmenter.marks import Fragments, Marks
from segmenter.order import order_fragments

M, STEP = 10.0, 25.0


def fragments_of(boxes):
    """Each box one line of one component."""
    marks = Marks.levelled(np.array(boxes, np.int32), 0.0)
    return Fragments.from_labels(marks, np.arange(len(boxes)))


def column(left, right, count, top=0):
    return [(left, top + int(STEP) * i, right, top + int(STEP) * i + 12) for i in range(count)]


def gutter(x, top, bottom):
    return Boundary(top, bottom, np.array([top, bottom]), np.array([x, x], dtype=np.float64))


def groups(boxes, *boundaries):
    fragments = fragments_of(boxes)
    found = order_fragments(fragments, list(boundaries), M, STEP)
    assert sorted(np.concatenate(found).tolist()) == list(range(len(boxes)))
    return [sorted(group.tolist()) for group in found]


def test_page_without_gutter_is_one_group():
    assert groups(column(0, 300, 5)) == [[0, 1, 2, 3, 4]]


def test_columns_on_their_own_baselines_are_read_one_after_the_other():
    boxes = column(0, 240, 12) + column(280, 520, 12, top=9)
    assert groups(boxes, gutter(260.0, 0.0, 310.0)) == [list(range(12)), list(range(12, 24))]


def test_short_cells_beside_text_are_rows():
    boxes = column(0, 240, 12) + column(280, 330, 12, top=9)
    assert groups(boxes, gutter(260.0, 0.0, 310.0)) == [list(range(24))]


def test_narrow_aligned_cells_are_rows():
    boxes = column(0, 100, 12) + column(120, 220, 12)
    assert groups(boxes, gutter(110.0, 0.0, 300.0)) == [list(range(24))]


def test_long_full_columns_are_columns_though_aligned():
    boxes = column(0, 240, 20) + column(280, 520, 20)
    assert groups(boxes, gutter(260.0, 0.0, 500.0)) == [list(range(20)), list(range(20, 40))]


def test_gaps_between_words_that_align_over_some_lines_part_no_columns():
    boxes = column(0, 250, 14) + column(268, 520, 14)
    assert groups(boxes, gutter(259.0, 0.0, 350.0)) == [list(range(28))]


def test_heading_comes_before_and_footer_after():
    heading, footer = [(100, 0, 420, 12)], [(100, 450, 420, 462)]
    boxes = heading + column(0, 240, 12, top=50) + column(280, 520, 12, top=59) + footer
    found = groups(boxes, gutter(260.0, 50.0, 360.0))
    assert found == [[0], list(range(1, 13)), list(range(13, 25)), [25]]


def test_tail_of_the_longer_column_stays_with_it():
    boxes = column(0, 240, 16) + column(280, 520, 12, top=9)
    assert groups(boxes, gutter(260.0, 0.0, 310.0)) == [list(range(16)), list(range(16, 28))]


def test_three_columns_are_read_from_left_to_right():
    boxes = column(0, 200, 12) + column(240, 440, 12, top=9) + column(480, 680, 12, top=4)
    found = groups(boxes, gutter(460.0, 0.0, 310.0), gutter(220.0, 0.0, 310.0))
    assert found == [list(range(12)), list(range(12, 24)), list(range(24, 36))]
