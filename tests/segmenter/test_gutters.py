"""Tests of the raster, the white gutters in it and the chains they form."""

import numpy as np
import pytest

from segmenter.boundaries import find_boundaries
from segmenter.gutters import find_walls
from segmenter.marks import Marks
from segmenter.raster import WALL, draw_raster, measure_leading, next_in_row

M, STEP = 10.0, 25  # px


def lines(spans, count, top=0):
    """Boxes of letters 10 px wide and high that fill the spans (left, right) of so many lines."""
    boxes = [
        (x, top + STEP * row, x + 10, top + STEP * row + 10)
        for row in range(count)
        for left, right in spans
        for x in range(left, right, 12)
    ]
    return np.array(boxes, np.int32)


def layout(boxes):
    marks = Marks.levelled(boxes, 0.0)
    raster = draw_raster(marks, M)
    walls = find_walls(raster, M, STEP)
    return raster, walls, find_boundaries(walls, raster, marks, M, STEP)


def test_cells_name_their_component():
    raster = draw_raster(Marks.levelled(np.array([[0, 0, 20, 20], [40, 0, 60, 20]], np.int32), 0.0), M)
    row = raster.ids[2]
    assert raster.scale == pytest.approx(0.5)
    assert (row[5], row[15], row[25]) == (1, 0, 2)


def test_small_component_stays_visible_on_a_large_one():
    raster = draw_raster(Marks.levelled(np.array([[10, 10, 20, 20], [0, 0, 80, 80]], np.int32), 0.0), M)
    assert raster.ids[7, 7] == 1


def test_next_filled_cell_to_the_right():
    assert next_in_row(np.array([[0, 3, 0, -1, 0]], np.int32)).tolist() == [[1, 1, 3, 3, 5]]


def test_leading_is_the_step_between_lines():
    marks = Marks.levelled(lines([(0, 300)], 6), 0.0)
    assert measure_leading(marks, draw_raster(marks, M), M) == STEP


def test_leading_of_one_line_is_assumed():
    marks = Marks.levelled(lines([(0, 300)], 1), 0.0)
    assert measure_leading(marks, draw_raster(marks, M), M) == pytest.approx(2.2 * M)


def test_gutter_between_two_columns_is_a_wall():
    raster, walls, boundaries = layout(lines([(0, 240), (280, 520)], 12))
    assert len(boundaries) == 1
    assert boundaries[0].x_at(np.array([100.0]))[0] == pytest.approx(262, abs=4)
    assert boundaries[0].bottom - boundaries[0].top > 11 * STEP - 5
    walled = raster.with_walls(walls)
    assert np.count_nonzero(walled.ids == WALL) == np.count_nonzero(walls)
    assert np.array_equal(walled.ids > 0, raster.ids > 0)


@pytest.mark.parametrize("count", [1, 3])
def test_few_lines_make_no_gutter(count):
    assert not layout(lines([(0, 240), (262, 500)], count))[1].any()


def test_word_gaps_make_no_gutter():
    boxes = np.concatenate(
        [lines([(0, 110 + 9 * (row % 5)), (130 + 9 * (row % 5), 400)], 1, STEP * row) for row in range(12)]
    )
    assert layout(boxes)[2] == []


def test_gutter_ends_at_a_line_that_crosses_it():
    heading = lines([(0, 520)], 1)
    columns = lines([(0, 240), (280, 520)], 10, top=40)
    boundaries = layout(np.concatenate([heading, columns]))[2]
    assert len(boundaries) == 1
    assert boundaries[0].top >= 9


def test_gutter_that_shifts_aside_is_one_boundary():
    upper = lines([(0, 240), (280, 560)], 8)
    lower = lines([(0, 280), (320, 560)], 8, top=8 * STEP)
    boundaries = layout(np.concatenate([upper, lower]))[2]
    assert len(boundaries) == 1
    ends = boundaries[0].x_at(np.array([0.0, 16.0 * STEP]))
    assert ends[1] - ends[0] == pytest.approx(40, abs=6)


def test_text_left_of_nothing_is_no_gutter():
    assert layout(lines([(0, 240)], 12))[2] == []
