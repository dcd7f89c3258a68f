"""Tests of a whole page: lines in order, columns, skew, borders, and pages nobody can read."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from hypothesis.extra.numpy import arrays

from segmenter.page import segment_page
from segmenter.types import SegmenterError, SegmenterSettings

WORDS = [(5, 4, 6, 3, 7, 5), (3, 7, 5, 6, 4, 6), (6, 5, 4, 7, 3, 5)]
LEFT = [(5, 4, 6, 7, 6), (7, 6, 4, 5, 6), (3, 5, 7, 6, 7)]  # no word gap goes on from line to line
RIGHT = [(6, 4, 7, 5, 6), (3, 8, 5, 4, 8), (5, 3, 6, 9, 5)]


def tops(found):
    return [line.box.top for line in found.lines]


def test_lines_of_one_column_come_from_top_to_bottom(drawing):
    page = drawing.blank()
    drawing.column(page, 100, 150, 15, WORDS)
    found = segment_page(page)
    assert len(found.lines) == 15
    assert len(found.blocks) == 1
    assert tops(found) == sorted(tops(found))
    for index, line in enumerate(found.lines):
        assert line.box.left == 100
        assert float(line.baseline.y_at(300)) == pytest.approx(150 + index * drawing.step, abs=2)
        assert len(line.components) == sum(WORDS[index % 3])
        assert not line.gap_before
    assert found.unread == ()
    assert found.ink_area == np.count_nonzero(found.page.ink)


def test_small_letters_of_a_hand_with_tall_capitals_are_letters(drawing):
    page = drawing.blank()
    for line in range(6):
        for letter in range(12):
            left, foot = 100 + 44 * letter, 150 + 90 * line
            if letter % 6 == 0:
                page[foot - 48 : foot, left : left + 30] = 0
            else:
                page[foot - 20 : foot, left : left + 14] = 0
                page[foot - 16 : foot - 4, left + 4 : left + 10] = 255
    found = segment_page(page)
    assert [len(line.components) for line in found.lines] == [12] * 6


def test_left_column_is_read_before_the_right(drawing):
    page = drawing.blank(900, 1500)
    drawing.column(page, 80, 150, 18, LEFT)
    drawing.column(page, 760, 162, 18, RIGHT)
    found = segment_page(page)
    assert len(found.lines) == 36
    lefts = [line.box.left for line in found.lines]
    assert all(left < 700 for left in lefts[:18])
    assert all(left > 700 for left in lefts[18:])


def test_heading_over_two_columns_is_read_first(drawing):
    page = drawing.blank(1000, 1500)
    drawing.line(page, 400, 80, (8, 9, 10, 9))
    drawing.column(page, 80, 190, 18, LEFT)
    drawing.column(page, 760, 202, 18, RIGHT)
    found = segment_page(page)
    assert found.lines[0].box.left == 400
    assert len(found.lines) == 37


def test_cells_of_a_row_follow_each_other(drawing):
    page = drawing.blank(700, 900)
    for index in range(10):
        drawing.line(page, 80, 100 + index * drawing.step, (5, 3))
        drawing.line(page, 600, 100 + index * drawing.step, (4,))
    found = segment_page(page)
    assert len(found.lines) == 20
    assert [line.gap_before for line in found.lines] == [False, True] * 10
    assert [line.box.left for line in found.lines] == [80, 600] * 10
    assert found.blocks[0].kind == "table"


@pytest.mark.parametrize("degrees", [-12.0, -1.2, 1.2, 6.0, 14.0])
def test_leaning_page_is_found_upright(drawing, degrees):
    page = drawing.blank(1100, 1300)
    drawing.column(page, 200, 300, 15, WORDS)
    turn = cv2.getRotationMatrix2D((650, 550), degrees, 1.0)
    leaning = cv2.warpAffine(page, turn, (1300, 1100), borderValue=255)
    found = segment_page(np.asarray(leaning, dtype=np.uint8))
    assert found.page.skew == pytest.approx(degrees, abs=0.1)
    assert len(found.lines) == 15
    for index, line in enumerate(found.lines):
        start = float(line.baseline.y_at(line.box.left))
        source = found.page.points_to_source(line.box.left, start)
        expected = turn @ np.array([200, 300 + index * drawing.step, 1])
        assert source == pytest.approx(expected, abs=6)


def test_skew_is_left_alone_on_request(drawing):
    page = drawing.blank()
    drawing.column(page, 100, 150, 15, WORDS)
    assert segment_page(page, SegmenterSettings(deskew=False)).page.skew == 0.0


def test_black_margins_are_borders_and_no_text(drawing):
    page = drawing.blank()
    drawing.column(page, 200, 150, 15, WORDS)
    page[:, :90] = 0
    page[-60:] = 0
    found = segment_page(page)
    assert len(found.lines) == 15
    assert any(region.kind == "border" for region in found.regions)
    assert found.ink_area < 0.2 * page.size


def test_rule_is_a_region_and_in_no_line(drawing):
    page = drawing.blank()
    drawing.column(page, 100, 150, 6, WORDS)
    page[400:403, 100:900] = 0
    drawing.column(page, 100, 460, 6, WORDS)
    found = segment_page(page)
    assert [region.kind for region in found.regions] == ["rule"]
    assert len(found.lines) == 12


def test_underlined_words_are_read_and_their_rule_is_not(drawing):
    page = drawing.blank()
    drawing.column(page, 100, 150, 8, WORDS)
    drawing.line(page, 100, 600, (5, 6, 4))
    page[599:602, 98:420] = 0
    found = segment_page(page)
    assert len(found.lines) == 9
    assert len(found.lines[-1].components) >= 15
    assert any(region.kind == "rule" for region in found.regions)


def test_picture_is_a_region(drawing):
    page = drawing.blank()
    drawing.column(page, 100, 150, 8, WORDS)
    page[550:800, 300:700] = 0
    found = segment_page(page)
    assert len(found.lines) == 8
    assert any(region.kind == "picture" and region.box.width >= 390 for region in found.regions)


def test_light_text_on_a_dark_bar_is_a_line(drawing):
    page = drawing.blank()
    drawing.column(page, 100, 150, 8, WORDS)
    bar = drawing.blank(30, 600)
    drawing.line(bar, 20, 23, (5, 6, 4))
    page[600:630, 200:800] = 255 - bar
    found = segment_page(page)
    assert len(found.lines) == 9
    assert len(found.lines[-1].components) == 15
    assert page[601, 201] == 0


def test_stray_mark_is_reported_unread(drawing):
    page = drawing.blank()
    drawing.column(page, 100, 150, 8, WORDS)
    page[750:756, 1000:1006] = 0
    found = segment_page(page)
    assert [component.box.left for component in found.unread] == [1000]


def test_every_component_is_in_one_line_at_most(drawing):
    page = drawing.blank()
    drawing.column(page, 100, 150, 15, WORDS)
    found = segment_page(page)
    labels = [component.label for line in found.lines for component in line.components]
    assert len(labels) == len(set(labels))


@pytest.mark.parametrize(
    "page",
    [
        np.full((400, 300), 255, np.uint8),
        np.zeros((400, 300), np.uint8),
        np.zeros((1, 1), np.uint8),
        np.full((1, 1), 255, np.uint8),
        np.zeros((1, 500), np.uint8),
        np.zeros((500, 1), np.uint8),
        np.random.default_rng(0).integers(0, 256, (1, 400)).astype(np.uint8),
        np.random.default_rng(1).integers(0, 2, (800, 600)).astype(np.uint8) * np.uint8(255),
        np.indices((200, 200)).sum(axis=0).astype(np.uint8) % 2 * np.uint8(255),
    ],
    ids=[
        "blank",
        "black",
        "ink pixel",
        "paper pixel",
        "ink row",
        "ink column",
        "noise row",
        "noise",
        "checks",
    ],
)
def test_page_without_text_has_no_lines(page):
    found = segment_page(page)
    assert found.blocks == ()
    assert found.x_height == 0.0
    assert found.page.ink.shape == found.page.gray.shape


@settings(deadline=None, max_examples=60)
@given(arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40))))
def test_small_random_pages_never_fail(page):
    found = segment_page(page)
    assert found.ink_area >= 0
    for line in found.lines:
        assert line.x_height > 0


@pytest.mark.parametrize(
    "page",
    [
        np.zeros((5, 5), np.float32),
        np.zeros((5, 5, 3), np.uint8),
        np.zeros(5, np.uint8),
        np.zeros((0, 5), np.uint8),
    ],
    ids=["float", "colour", "flat", "empty"],
)
def test_what_is_no_grey_page_is_refused(page):
    with pytest.raises(SegmenterError, match="a page must"):
        segment_page(page)


def test_list_is_refused():
    with pytest.raises(SegmenterError, match="got list"):
        segment_page([[0, 255]])


def test_callers_pixels_stay_writable_and_unchanged(drawing):
    page = drawing.blank()
    drawing.column(page, 100, 150, 5, WORDS)
    before = page.copy()
    segment_page(page)
    assert np.array_equal(page, before)
    page[0, 0] = 7
