"""Tests of cutting glyphs at their line's scale and of joining their strokes."""

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmenter.components import find_components
from segmenter.geometry import Baseline, Box
from segmenter.glyph_crops import GlyphSettings, crop_glyph, crop_glyphs, group_strokes
from segmenter.types import CleanPage, Component, TextLine

FRAME = GlyphSettings(size=32, baseline_row=23, x_height=11)
UPRIGHT = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def line_of(*boxes, x_height=20.0, baseline=100.0):
    """A line of components with the given boxes; labels run from 1."""
    parts = tuple(Component(Box(*box), 50, label) for label, box in enumerate(boxes, 1))
    return TextLine(Box(0, 0, 900, 200), Baseline((0.0,), (baseline,)), x_height, parts)


def grouped(*boxes):
    """The labels in each group."""
    return [sorted(part.label for part in group) for group in group_strokes(line_of(*boxes))]


def test_dot_joins_its_stem():
    assert grouped((10, 80, 15, 100), (10, 72, 15, 76)) == [[1, 2]]


def test_slanted_dot_joins_its_stem():
    assert grouped((10, 80, 16, 100), (15, 72, 19, 76)) == [[1, 2]]


def test_both_dots_of_an_umlaut_join_and_neighbours_stay_apart():
    assert grouped((10, 80, 28, 100), (12, 72, 15, 76), (22, 72, 25, 76), (32, 80, 50, 100)) == [
        [1, 2, 3],
        [4],
    ]


@pytest.mark.parametrize(
    "boxes",
    [
        [(10, 82, 14, 86), (10, 96, 14, 100)],  # colon
        [(10, 82, 14, 86), (10, 96, 15, 104)],  # semicolon
        [(10, 84, 26, 87), (10, 92, 26, 95)],  # equals sign
        [(10, 70, 14, 91), (10, 96, 14, 100)],  # exclamation mark
        [(10, 71, 40, 100), (10, 71, 20, 85), (29, 86, 40, 100)],  # per cent
        [(10, 71, 13, 79), (16, 71, 19, 79)],  # double quotation mark
    ],
)
def test_strokes_of_one_sign_join(boxes):
    assert grouped(*boxes) == [list(range(1, len(boxes) + 1))]


@pytest.mark.parametrize(
    "boxes",
    [
        [(10, 80, 28, 100), (31, 96, 35, 106)],  # letter and comma
        [(10, 71, 30, 100), (26, 96, 29, 100)],  # full stop under the arm of a T
        [(10, 71, 13, 79), (32, 71, 35, 79)],  # quotation marks of different words
        [(10, 80, 28, 100), (30, 80, 48, 100)],
    ],
)
def test_signs_that_only_come_near_stay_apart(boxes):
    assert grouped(*boxes) == [[1], [2]]


def test_groups_run_from_left_to_right():
    assert grouped((50, 80, 60, 100), (10, 80, 20, 100)) == [[2], [1]]
    assert group_strokes(line_of()) == []


def solid(height, width):
    """Full ink."""
    return np.full((height, width), 255, np.uint8)


def test_small_and_capital_letter_differ_in_height_alone():
    small = crop_glyph(solid(20, 20), Box(0, 0, 20, 20), 20.0, 20.0, FRAME)
    capital = crop_glyph(solid(30, 30), Box(0, 0, 30, 30), 30.0, 20.0, FRAME)
    assert np.flatnonzero(small.max(axis=1) > 0.5).tolist() == list(range(12, 23))
    rows = np.flatnonzero(capital.max(axis=1) > 0.5)
    assert rows[0] in (6, 7)
    assert rows[-1] == 22


def test_comma_and_apostrophe_differ_in_place():
    comma = crop_glyph(solid(8, 4), Box(0, 0, 4, 8), 4.0, 20.0, FRAME)
    apostrophe = crop_glyph(solid(8, 4), Box(0, 0, 4, 8), 30.0, 20.0, FRAME)
    assert comma[21:25, 15:17].min() > 0.5
    assert apostrophe[18:].max() == 0
    assert comma.sum() == pytest.approx(apostrophe.sum(), rel=0.1)


@pytest.mark.parametrize("box", [(0, 0, 90, 20), (0, 0, 20, 90)])
def test_oversized_glyphs_are_made_to_fit(box):
    crop = crop_glyph(solid(box[3], box[2]), Box(*box), float(box[3]), 20.0, FRAME)
    assert max(edge.max() for edge in (crop[0], crop[-1], crop[:, 0], crop[:, -1])) < 0.05
    assert crop.max() > 0.9


def test_neighbours_ink_is_left_out_of_a_glyph():
    gray = np.full((60, 80), 255, np.uint8)
    gray[20:40, 10:30] = 0
    gray[16:40, 32:34] = 0
    ink = gray < 128
    table = find_components(ink)
    page = CleanPage(gray, ink, 0.0, UPRIGHT, table.labels)
    line = TextLine(Box(10, 16, 34, 40), Baseline((0.0,), (40.0,)), 20.0, table.components())
    groups = group_strokes(line)
    crops = crop_glyphs(page, line, groups, FRAME)
    assert crops.shape == (2, 32, 32)
    assert crops[0].sum() == pytest.approx(11 * 11, rel=0.05)
    assert crops[1][:, :14].max() == 0


def test_no_groups_give_no_crops():
    page = CleanPage(np.full((9, 9), 255, np.uint8), np.zeros((9, 9), bool), 0.0, UPRIGHT)
    assert crop_glyphs(page, line_of(), [], FRAME).shape == (0, 32, 32)


@given(
    st.lists(
        st.tuples(st.integers(0, 300), st.integers(0, 150), st.integers(1, 60), st.integers(1, 60)),
        max_size=25,
    )
)
@settings(max_examples=60, deadline=None)
def test_every_component_is_in_exactly_one_group(spans):
    line = line_of(*[(x, y, x + w, y + h) for x, y, w, h in spans])
    labels = [part.label for group in group_strokes(line) for part in group]
    assert sorted(labels) == list(range(1, len(spans) + 1))


@given(st.floats(-50, 150), st.floats(0.1, 200), st.integers(1, 80), st.integers(1, 80))
@settings(max_examples=60, deadline=None)
def test_any_glyph_gives_a_crop_in_range(baseline, x_height, width, height):
    crop = crop_glyph(solid(80, 80), Box(0, 0, width, height), baseline, x_height, FRAME)
    assert crop.shape == (32, 32)
    assert crop.min() >= 0
    assert crop.max() <= 1
