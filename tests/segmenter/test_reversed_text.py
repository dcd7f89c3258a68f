"""Tests of light text on dark bars."""

import numpy as np
import pytest

from segmenter.components import find_components
from segmenter.reversed_text import find_light_letters, turn_reversed_bars


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
    assert gray[16, 12] == 235
    assert gray[24, 21] == 5
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


def test_high_picture_is_no_bar():
    assert turn(bar(), character_height=4.0) is None


def test_light_spots_of_all_sizes_are_no_letters():
    picture = np.ones((30, 120), bool)
    picture[3:29, 5:60] = False
    for left in (70, 85, 100):
        picture[10:20, left : left + 5] = False
    assert find_light_letters(picture) is None
