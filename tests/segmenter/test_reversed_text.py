"""Tests of light text on dark bars."""

import numpy as np
import pytest

from segmenter.components import find_components
from segmenter.ink import find_ink
from segmenter.light_rows import find_light_rows
from segmenter.page import segment_page
from segmenter.reversed_text import turn_reversed_bars
from segmenter.types import SegmenterSettings


def bar(letters=4):
    """A dark bar 30 px high with hollow light letters 14 px high and 10 wide, 6 px apart."""
    page = np.full((60, 140), 255, np.uint8)
    page[15:45, 10:130] = 20
    for index in range(letters):
        left = 20 + 16 * index
        page[23:37, left : left + 10] = 250
        page[27:33, left + 3 : left + 7] = 20
    return page


def turn(page, character_height=14.0):
    ink = page < 128
    return turn_reversed_bars(page, ink, find_components(ink), character_height)


def test_letters_of_a_dark_bar_become_ink_and_what_they_enclose_paper():
    page = bar()
    turned = turn(page)
    assert turned is not None
    gray, ink = turned
    assert len(find_components(ink)) == 4
    assert np.count_nonzero(ink) == 4 * (14 * 10 - 6 * 4)
    assert gray[16, 12] == 255  # the bar is paper now
    assert gray[24, 21] <= 10
    assert not ink[30, 24]
    assert np.count_nonzero(page < 128) > np.count_nonzero(ink)


@pytest.mark.parametrize(
    "page",
    [bar(0), bar(2), np.full((60, 140), 255, np.uint8), np.zeros((60, 140), np.uint8)],
    ids=["bare bar", "two spots", "blank", "all ink"],
)
def test_what_holds_no_light_text_stays(page):
    assert turn(page) is None


def test_dark_letters_in_a_frame_are_no_light_text():
    page = np.full((60, 140), 255, np.uint8)
    page[15:45, 10:130] = 20
    page[18:42, 13:127] = 255
    page[23:37, 20:30] = 20
    assert turn(page) is None


def test_light_spots_of_all_sizes_are_no_letters():
    picture = np.ones((30, 120), bool)
    picture[3:29, 5:60] = False
    for left in (70, 85, 100):
        picture[10:20, left : left + 5] = False
    assert find_light_rows(~picture, picture, 14.0) is None


def test_dots_of_a_screen_are_no_letters():
    screen = np.ones((60, 200), bool)
    for top in range(4, 56, 12):
        for left in range(4, 196, 12):
            screen[top : top + 7, left : left + 7] = False
            screen[top, left] = True
    assert find_light_rows(~screen, screen, 14.0) is None


def test_light_windows_of_a_dark_wall_are_no_letters():
    wall = np.ones((60, 200), bool)
    for left, width in zip(range(5, 180, 25), (8, 12, 10, 14, 9, 11, 15), strict=True):
        wall[20:40, left : left + width] = False
    assert find_light_rows(~wall, wall, 14.0) is None


def light_on_dark(drawing, box, lines, words=(4, 5, 3)):
    """Six dark lines of text, and in a dark box light ones of so many words."""
    page = drawing.blank(800, 700)
    drawing.column(page, 50, 60, 6, [(5, 3, 6, 4, 5)])
    left, top, right, bottom = box
    light = drawing.blank(bottom - top, right - left)
    drawing.column(light, 30, 40, lines, [words])
    page[top:bottom, left:right] = 255 - light
    return np.clip(page, 20, 235)


@pytest.mark.parametrize(
    ("box", "lines"),
    [((40, 320, 640, 374), 1), ((40, 320, 400, 470), 4), ((40, 320, 340, 790), 12)],
    ids=["bar", "box of four lines", "sidebar"],
)
def test_light_lines_are_found_where_they_stand(drawing, box, lines):
    found = segment_page(light_on_dark(drawing, box, lines))
    inside = [line for line in found.lines if line.box.top > box[1]]
    assert len(found.lines) == 6 + lines
    assert [round(line.box.bottom) for line in inside] == [box[1] + 40 + 34 * i for i in range(lines)]
    assert not found.regions


def test_cells_of_a_dark_table_head_are_found(drawing):
    page = light_on_dark(drawing, (40, 320, 640, 374), 1, (5,))
    for left in (250, 450):
        cell = drawing.blank(54, 120)
        drawing.line(cell, 10, 40, (6,))
        page[320:374, left : left + 120] = np.clip(255 - cell, 20, 235)
    found = segment_page(page)
    assert sum(len(line.components) for line in found.lines if line.box.top > 320) == 17


def test_letters_on_a_dark_picture_are_text_and_the_picture_stays(drawing):
    page = light_on_dark(drawing, (40, 320, 640, 790), 3)
    rows, columns = np.mgrid[460:790, 40:640]
    for x, y, radius in ((150, 600, 70), (320, 560, 50), (500, 650, 90)):
        page[460:790, 40:640][np.hypot(columns - x, rows - y) < radius] = 235
    found = find_ink(page, SegmenterSettings())
    assert np.count_nonzero(found.kinds.text & (found.table.boxes[:, 1] > 330)) == 36
    assert found.kinds.picture.any()
