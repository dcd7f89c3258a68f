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


def test_address_blocks_side_by_side_are_read_one_after_the_other():
    boxes = column(0, 90, 4) + column(300, 400, 5)
    assert groups(boxes, gutter(195.0, 0.0, 110.0)) == [list(range(4)), list(range(4, 9))]


def test_rows_of_three_far_cells_are_no_blocks():
    boxes = column(0, 90, 4) + column(300, 400, 4) + column(600, 700, 4)
    assert groups(boxes, gutter(195.0, 0.0, 110.0), gutter(500.0, 0.0, 110.0)) == [list(range(12))]


def test_table_of_numbers_beside_prose_is_read_after_it():
    boxes = column(0, 300, 12) + column(330, 360, 12) + column(400, 440, 12)
    found = groups(boxes, gutter(315.0, 0.0, 310.0), gutter(380.0, 0.0, 310.0))
    assert found == [list(range(12)), list(range(12, 36))]


def test_prices_beside_items_are_rows_however_full_the_items():
    boxes = column(0, 300, 12) + column(330, 360, 12)
    assert groups(boxes, gutter(315.0, 0.0, 310.0)) == [list(range(24))]


def test_notes_in_the_margin_follow_their_paragraph():
    text = column(100, 500, 20)
    for first in (0, 8, 14):
        text[first] = (125, *text[first][1:])  # indented
    notes = [(0, 2 + 20 * i, 80, 10 + 20 * i) for i in range(3)] + [(0, 380, 80, 388), (0, 400, 80, 408)]
    found = groups(text + notes, gutter(90.0, 0.0, 500.0))
    assert found == [list(range(8)), [20, 21, 22], list(range(8, 20)), [23, 24]]


def test_letterhead_above_the_level_of_an_address_is_no_column_beside_it():
    address = [(0, 0, 110, 12), *column(0, 110, 8, top=150)]
    letterhead = [*column(160, 320, 6, top=0), (160, 325, 320, 337)]
    address[0] = (0, -25, 110, -13)
    found = groups([*address, *letterhead], gutter(135, -40, 360))
    assert len(found) == 1
