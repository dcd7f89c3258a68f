"""Tests of the skew angle and of turning a page."""

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st

from segmenter.deskew import estimate_column_lean, estimate_skew, rotate_page
from segmenter.geometry import Box
from segmenter.types import CleanPage


def boxes_at(degrees, lines=12, letters=40):
    """Boxes 10 px wide and high on lines that rise by so many degrees."""
    x, line = np.meshgrid(np.arange(letters) * 14, np.arange(lines) * 30)
    bottom = 500 + line - np.tan(np.radians(degrees)) * x
    return np.stack([x, bottom - 10, x + 10, bottom], axis=-1).reshape(-1, 4).round().astype(np.int32)


@pytest.mark.parametrize("degrees", [0.0, 0.3, -0.7, 1.5, -5.0, 9.0, 14.5, -14.5])
def test_angle_of_drawn_lines_is_found(degrees):
    assert estimate_skew(boxes_at(degrees), 10.0) == pytest.approx(degrees, abs=0.06)


def test_rising_lines_are_positive():
    assert estimate_skew(boxes_at(3.0), 10.0) > 2.5


def test_too_few_components_tell_no_angle():
    assert estimate_skew(boxes_at(4.0, lines=1, letters=7), 10.0) == 0.0
    assert estimate_skew(np.zeros((0, 4), np.int32), 10.0) == 0.0


def test_no_angle_is_sought_where_none_is_allowed():
    assert estimate_skew(boxes_at(4.0), 10.0, 0.0) == 0.0


@pytest.mark.parametrize("seed", range(5))
def test_scattered_components_tell_no_angle(seed):
    corner = np.random.default_rng(seed).integers(0, 2000, (400, 2))
    boxes = np.concatenate([corner, corner + 10], axis=1).astype(np.int32)
    assert estimate_skew(boxes, 10.0) == 0.0


def test_answer_stays_within_the_angles_searched():
    assert abs(estimate_skew(boxes_at(8.0), 10.0, 5.0)) <= 5.0


def test_turned_page_is_level_and_nothing_is_cut_off():
    gray = np.full((300, 500), 255, np.uint8)
    for x in range(500):
        y = round(200 - np.tan(np.radians(10)) * x)
        gray[y : y + 4, x] = 0
    turned, _ = rotate_page(gray, 10.0)
    rows = np.flatnonzero((turned < 128).any(axis=1))
    assert np.ptp(rows) < 9
    assert np.count_nonzero(turned < 128) == pytest.approx(np.count_nonzero(gray < 128), rel=0.08)
    assert turned[0, 0] == 255


@given(st.floats(-15, 15), st.integers(10, 80), st.integers(10, 80))
def test_affine_leads_back_to_the_dot_that_was_drawn(degrees, x, y):
    gray = np.full((100, 100), 255, np.uint8)
    gray[y : y + 8, x : x + 8] = 0
    turned, back = rotate_page(gray, degrees)
    weight = 255.0 - turned
    rows, columns = np.nonzero(weight)
    page = CleanPage(turned, turned < 128, degrees, back)
    middle = [np.average(at + 0.5, weights=weight[rows, columns]) for at in (columns, rows)]
    assert page.points_to_source(*middle) == pytest.approx(np.array([x + 4, y + 4]), abs=0.2)
    box = Box(int(columns.min()), int(rows.min()), int(columns.max()) + 1, int(rows.max()) + 1)
    assert page.box_to_source(box).intersection(Box(x, y, x + 8, y + 8)) == Box(x, y, x + 8, y + 8)


@pytest.mark.parametrize("degrees", [-14.0, -3.3, 0.2, 7.7, 14.0])
def test_columns_whose_lines_are_not_level_with_each_other_do_not_tell(degrees):
    left, right = boxes_at(degrees, letters=20), boxes_at(degrees, letters=20)
    beyond = 400
    right[:, [0, 2]] += beyond
    right[:, [1, 3]] += round(7 - np.tan(np.radians(degrees)) * beyond)
    assert estimate_skew(np.concatenate([left, right]), 10.0) == pytest.approx(degrees, abs=0.12)  # whole px


@pytest.mark.parametrize("degrees", [-8.0, 0.4, 11.0])
def test_descenders_and_a_picture_of_specks_do_not_tell(degrees):
    boxes = boxes_at(degrees, lines=15)
    boxes[::4, 3] += 4
    corner = np.random.default_rng(2).integers((100, 1200), (500, 1600), (60, 2))
    specks = np.concatenate([corner, corner + 9], axis=1).astype(np.int32)
    assert estimate_skew(np.concatenate([boxes, specks]), 10.0) == pytest.approx(degrees, abs=0.05)


@pytest.mark.parametrize("degrees", [-2.0, 0.0, 4.0])
def test_cells_far_apart_tell_together(degrees):
    boxes = boxes_at(degrees, lines=12, letters=60)
    cells = boxes[(boxes[:, 0] // 14) % 8 < 3]
    assert estimate_skew(cells, 10.0) == pytest.approx(degrees, abs=0.05)


@pytest.mark.parametrize("degrees", [-6.0, 0.5, 3.0])
def test_one_line_tells_its_angle(degrees):
    assert estimate_skew(boxes_at(degrees, lines=1), 10.0) == pytest.approx(degrees, abs=0.1)


@pytest.mark.parametrize("lean", [-1.0, 0.0, 0.8])
def test_columns_that_are_not_square_to_their_lines_are_what_stands_upright(lean):
    boxes = boxes_at(6.0, lines=40, letters=12)
    middle = (boxes[:, 1] + boxes[:, 3]) / 2 + np.tan(np.radians(6.0)) * boxes[:, 0]
    boxes[:, [0, 2]] += (np.tan(np.radians(6.0 + lean)) * middle).round().astype(np.int32)[:, None]
    assert estimate_column_lean(boxes, 6.0, 10.0) == pytest.approx(6.0 + lean, abs=0.25)


def test_no_margin_tells_no_lean_of_columns():
    assert estimate_column_lean(boxes_at(5.0, lines=2), 5.0, 10.0) == 5.0
    assert estimate_column_lean(np.zeros((0, 4), np.int32), 3.0, 10.0) == 3.0
