"""Tests of connected components and of the characters' height."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmenter.components import find_components, find_specks, measure_character_height
from segmenter.geometry import Box
from segmenter.types import Component


def draw(text):
    """Rows of # and . as ink."""
    return np.array([[character == "#" for character in row] for row in text.split()])


def page_of(heights, width=10):
    """Solid blocks of the given heights side by side."""
    ink = np.zeros((max(heights) + 4, (width + 4) * len(heights) + 4), bool)
    for index, height in enumerate(heights):
        left = 2 + index * (width + 4)
        ink[2 : 2 + height, left : left + width] = True
    return ink


def test_diagonal_neighbours_are_one_component():
    table = find_components(draw("##.. ..#. ...#"))
    assert len(table) == 1
    assert table.boxes.tolist() == [[0, 0, 4, 3]]
    assert table.areas.tolist() == [4]


def test_component_knows_its_box_area_and_label():
    table = find_components(draw("#..## #..##"))
    assert table.components() == (Component(Box(0, 0, 1, 2), 2, 1), Component(Box(3, 0, 5, 2), 4, 2))
    assert table.components(np.array([1]))[0].label == table.labels[0, 4] == 2


def test_table_is_read_only():
    table = find_components(draw("#.#"))
    with pytest.raises(ValueError, match="read-only"):
        table.boxes[0, 0] = 5


@pytest.mark.parametrize("shape", [(0, 0), (0, 4), (1, 1), (5, 5)])
def test_page_without_ink_has_no_components(shape):
    table = find_components(np.zeros(shape, bool))
    assert len(table) == 0
    assert table.labels.shape == shape
    assert measure_character_height(table) == 0.0


def test_page_all_ink_is_one_component():
    assert find_components(np.ones((6, 7), bool)).areas.tolist() == [42]


def test_character_height_is_that_of_the_small_letters():
    heights = [20] * 60 + [29] * 25
    assert measure_character_height(find_components(page_of(heights))) == 20.0


def test_grain_does_not_outvote_letters():
    ink = page_of([20] * 30)
    ink = np.pad(ink, ((0, 60), (0, 0)))
    ink[40::5, ::5] = True  # more specks than letters
    ink[41::5, ::5] = True
    ink[42::5, ::5] = True
    assert measure_character_height(find_components(ink)) == 20.0


def test_one_picture_does_not_outweigh_the_letters():
    ink = np.pad(page_of([20] * 120), ((0, 400), (0, 0)))
    ink[60:400, 100:500] = True
    assert measure_character_height(find_components(ink)) == 20.0


def test_specks_go_and_dots_stay():
    ink = page_of([20] * 5)
    ink[0, 0] = True  # a speck
    ink[0:4, 10:12] = True  # touches nothing: as large as a dot over an i
    ink[0:3, 9:13] = True
    table = find_components(ink)
    specks = np.flatnonzero(find_specks(table, 20.0))
    assert specks.tolist() == [table.labels[0, 0] - 1]


@given(st.integers(1, 40), st.integers(1, 40), st.floats(0, 1), st.integers(0, 2**32 - 1))
@settings(max_examples=60, deadline=None)
def test_boxes_and_areas_are_those_of_the_labels(height, width, share, seed):
    ink = np.random.default_rng(seed).random((height, width)) < share
    table = find_components(ink)
    assert np.array_equal(table.labels > 0, ink)
    for index in range(len(table)):
        rows, columns = np.nonzero(table.labels == index + 1)
        bounds = [columns.min(), rows.min(), columns.max() + 1, rows.max() + 1]
        assert table.boxes[index].tolist() == bounds
        assert table.areas[index] == len(rows)


def test_more_components_than_sixteen_bits_count_keep_their_numbers():
    ink = np.zeros((520, 520), bool)
    ink[::2, ::2] = True
    table = find_components(ink)
    assert len(table) == 260 * 260
    assert table.labels[518, 518] == 260 * 260
    assert table.labels.max() == len(table)
    assert (table.areas == 1).all()


def test_large_grid_does_not_outweigh_the_letters():
    ink = np.zeros((900, 1400), bool)
    for row in range(50, 851, 100):
        ink[row : row + 4, 50:1354] = True
    for column in range(50, 1354, 300):
        ink[50:854, column : column + 4] = True
    for row in range(60, 840, 100):
        for column in range(60, 330, 40):
            ink[row + 10 : row + 30, column : column + 12] = True
    assert 18 <= measure_character_height(find_components(ink)) <= 22
