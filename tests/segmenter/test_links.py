"""Tests of joining components into lines, lines into rows, and of marks given to lines."""

import numpy as np
import pytest

from segmenter.absorb import absorb_scraps, assign_to_lines
from segmenter.links import find_fragments
from segmenter.marks import Fragments, Marks
from segmenter.noise import find_noise
from segmenter.raster import draw_raster
from segmenter.rows import form_rows

M = 10.0


def letters(left, top, count, step=13, size=10):
    """Boxes of letters in a row."""
    return [(left + step * i, top, left + step * i + size, top + size) for i in range(count)]


def fragments_of(boxes, walls=None):
    marks = Marks.levelled(np.array(boxes, np.int32), 0.0)
    raster = draw_raster(marks, M)
    if walls is not None:
        blocked = np.zeros(raster.ids.shape, bool)
        blocked[:, raster.columns(np.array([float(walls)]))[0]] = True
        raster = raster.with_walls(blocked)
    return find_fragments(marks, raster, M)


def test_letters_of_one_line_are_one_fragment():
    assert len(fragments_of(letters(0, 0, 12))) == 1


def test_lines_below_each_other_stay_apart():
    fragments = fragments_of(letters(0, 0, 12) + letters(0, 22, 12))
    assert fragments.sizes.tolist() == [12, 12]


def test_ascenders_and_descenders_belong_to_the_line():
    boxes = [*letters(0, 10, 4), (52, 3, 60, 20), (64, 10, 72, 26), *letters(78, 10, 4)]
    assert len(fragments_of(boxes)) == 1


def test_wide_gap_parts_a_line():
    assert len(fragments_of(letters(0, 0, 8) + letters(160, 0, 8))) == 2


def test_no_line_crosses_a_wall():
    boxes = letters(0, 0, 8) + letters(120, 0, 8)
    assert len(fragments_of(boxes)) == 1
    assert len(fragments_of(boxes, walls=112)) == 2


def test_line_that_climbs_slowly_holds_together():
    boxes = [(13 * i, 100 - i, 13 * i + 10, 110 - i) for i in range(60)]
    assert len(fragments_of(boxes)) == 1


def test_letter_that_spans_two_lines_does_not_join_them():
    boxes = letters(0, 0, 6) + letters(0, 24, 6) + [(80, 0, 90, 34)] + letters(94, 0, 6) + letters(94, 24, 6)
    fragments = fragments_of(boxes)
    long = fragments.box.height[fragments.sizes >= 6]
    assert len(long) in (2, 4)
    assert (long <= 12).all()


def test_dot_goes_to_the_line_below_it_and_comma_to_the_line_above():
    fragments = fragments_of(letters(0, 0, 12) + letters(0, 40, 12))
    marks = Marks.levelled(np.array([[30, 34, 33, 37], [60, 9, 63, 14], [500, 20, 503, 23]], np.int32), 0.0)
    upper = int(np.argmin(fragments.box.top))
    assert assign_to_lines(fragments, marks, M).tolist() == [1 - upper, upper, -1]


def test_letter_above_a_line_is_not_taken_for_its_accent():
    fragments = fragments_of(letters(0, 40, 12))
    marks = Marks.levelled(np.array([[30, 28, 38, 38], [60, 33, 64, 38]], np.int32), 0.0)
    assert assign_to_lines(fragments, marks, M).tolist() == [-1, 0]


def test_scrap_inside_a_line_becomes_part_of_it():
    marks = Marks.levelled(np.array([*letters(0, 0, 12), (50, 8, 55, 14)], np.int32), 0.0)
    fragments = Fragments.from_labels(marks, np.array([0] * 12 + [1]))
    assert len(absorb_scraps(fragments, M)) == 1


def test_lone_letters_are_not_absorbed_where_no_line_is():
    marks = Marks.levelled(np.array([(0, 0, 10, 10), (100, 0, 110, 10)], np.int32), 0.0)
    assert len(absorb_scraps(Fragments.from_labels(marks, np.array([0, 1])), M)) == 2


def rows_of(boxes):
    fragments = fragments_of(boxes)
    rows = form_rows(fragments, np.arange(len(fragments)), fragments.box, M)
    return [[float(fragments.box.left[strip].min()) for strip in row] for row in rows]


def test_cells_far_apart_are_strips_of_one_row():
    assert rows_of(letters(0, 0, 6) + letters(300, 0, 3) + letters(0, 30, 6)) == [[0.0, 300.0], [0.0]]


def test_wide_gap_that_the_next_row_leaves_white_too_parts_cells():
    upper, lower = letters(0, 0, 6) + letters(160, 0, 3), letters(0, 30, 6) + letters(160, 30, 3)
    assert rows_of(upper + lower) == [[0.0, 160.0], [0.0, 160.0]]


def test_wide_gap_of_one_row_alone_parts_nothing():
    assert rows_of(letters(0, 0, 6) + letters(160, 0, 3)) == [[0.0]]
    assert rows_of(letters(0, 0, 6) + letters(160, 0, 3) + letters(0, 30, 15)) == [[0.0], [0.0]]


def test_lone_mark_beyond_a_wide_gap_is_a_strip_of_its_own():
    assert rows_of(letters(0, 0, 6) + letters(160, 0, 1)) == [[0.0, 160.0]]
    assert rows_of(letters(0, 0, 6) + letters(160, 0, 2)) == [[0.0]]


def test_wide_gap_with_text_above_and_below_parts_nothing_even_where_one_more_row_is_white():
    gapped = [letters(0, y, 6) + letters(160, y, 3) for y in (0, 60)]
    assert rows_of(letters(0, -30, 15) + gapped[0] + letters(0, 30, 15) + gapped[1]) == [[0.0]] * 4


def test_rows_far_off_do_not_tell_about_a_gap():
    assert rows_of(letters(0, 0, 6) + letters(160, 0, 3) + letters(0, 130, 6) + letters(160, 130, 3)) == [
        [0.0],
        [0.0],
    ]


def test_pieces_near_each_other_are_one_strip():
    assert rows_of(letters(0, 0, 6) + letters(110, 0, 6)) == [[0.0]]


def test_small_print_beside_large_is_a_strip_of_its_own():
    boxes = letters(0, 0, 6, step=26, size=20) + letters(186, 10, 6)
    assert rows_of(boxes) == [[0.0, 186.0]]


def test_cells_on_other_baselines_are_other_rows():
    assert rows_of(letters(0, 0, 6) + letters(300, 12, 6)) == [[0.0], [300.0]]


@pytest.mark.parametrize(
    ("boxes", "shade", "edge", "noise"),
    [
        (letters(0, 0, 1), 200.0, False, False),
        (letters(0, 0, 1), 90.0, False, True),
        (letters(0, 0, 12), 90.0, False, False),
        ([(0, 0, 6, 6)], 200.0, False, True),
        ([(0, 0, 2, 20)], 200.0, False, True),
        ([(0, 0, 30, 40)], 200.0, False, True),
        (letters(0, 0, 2), 200.0, True, True),
        (letters(0, 0, 14), 200.0, True, False),
    ],
    ids=["letter", "pale letter", "pale line", "speck", "sliver", "blot", "at the edge", "line at the edge"],
)
def test_what_is_noise(boxes, shade, edge, noise):
    usual = letters(0, 300, 30)
    marks = Marks.levelled(np.array([*boxes, *usual], np.int32), 0.0)
    fragments = Fragments.from_labels(marks, np.array([0] * len(boxes) + [1] * 30))
    darkness = np.array([shade] * len(boxes) + [200.0] * 30)
    at_edge = np.array([edge] * len(boxes) + [False] * 30)
    assert find_noise(fragments, darkness, at_edge, M).tolist() == [noise, False]


def test_initial_beside_its_line_is_no_noise():
    boxes = [(0, 0, 30, 36), *letters(36, 4, 20)]
    marks = Marks.levelled(np.array(boxes, np.int32), 0.0)
    fragments = Fragments.from_labels(marks, np.array([0] + [1] * 20))
    assert not find_noise(fragments, np.full(21, 200.0), np.zeros(21, bool), M).any()
