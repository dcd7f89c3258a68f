"""Tests of dividing components in which letters of two lines touch."""

import numpy as np

from segmenter.components import find_components
from segmenter.crops import crop_lines
from segmenter.geometry import Baseline, Box, union_boxes
from segmenter.touching import Share, share_touching
from segmenter.types import Block, CleanPage, Component, CropSettings, Segmentation, TextLine


def line_of(foot, *components, x_height=20.0):
    box = union_boxes(component.box for component in components)
    return TextLine(box, Baseline((0.0,), (float(foot),)), x_height, components)


def letter(left, top, label, bottom=None):
    return Component(Box(left, top, left + 16, bottom or top + 20), 100, label)


def test_component_through_two_lines_is_cut_where_descenders_end():
    joined = letter(40, 80, 2, bottom=150)  # a letter of the upper line that runs into one below
    upper = line_of(100, letter(10, 80, 1), joined, letter(70, 80, 3))
    lower = line_of(150, letter(10, 130, 4), letter(70, 130, 5))
    assert share_touching([upper, lower]) == [[Share(2, -np.inf, 109.0)], [Share(2, 109.0, np.inf)]]


def test_component_of_the_lower_line_is_cut_too():
    joined = letter(40, 80, 2, bottom=150)
    upper = line_of(100, letter(10, 80, 1), letter(70, 80, 3))
    lower = line_of(150, letter(10, 130, 4), joined, letter(70, 130, 5))
    assert share_touching([upper, lower]) == [[Share(2, -np.inf, 109.0)], [Share(2, 109.0, np.inf)]]


def test_descenders_and_ascenders_are_left_alone():
    upper = line_of(100, letter(10, 80, 1), letter(40, 80, 2, bottom=109))
    lower = line_of(140, letter(10, 120, 3), letter(40, 110, 4, bottom=140))
    assert share_touching([upper, lower]) == [[], []]


def test_initial_beside_its_lines_is_not_shared():
    initial = letter(10, 60, 1, bottom=150)
    first = line_of(100, initial, letter(40, 80, 2))
    second = line_of(150, letter(40, 130, 3), letter(70, 130, 4))
    assert share_touching([first, second]) == [[], []]


def test_no_lines_share_nothing():
    assert share_touching([]) == []


def test_touching_letter_appears_on_both_lines_crops():
    gray = np.full((220, 200), 255, np.uint8)
    for left in (30, 70, 110):
        gray[80:100, left : left + 16] = 0
        gray[130:150, left : left + 16] = 0
    gray[100:130, 76:79] = 0  # joins the middle letters
    ink = gray < 128
    table = find_components(ink)
    page = CleanPage(gray, ink, 0.0, np.array([[1.0, 0, 0], [0, 1.0, 0]]), table.labels)
    found = table.components()
    upper = line_of(100, *(c for c in found if c.box.top == 80))
    lower = line_of(150, *(c for c in found if c.box.top == 130))
    block = Block("text", Box(0, 0, 200, 220), (upper, lower))
    for crop in crop_lines(Segmentation(page, (block,), (), (), 20.0, 1), CropSettings()):
        middle = slice(*(int(c) for c in crop.columns([72.0, 84.0])))
        assert crop.pixels[15:27, middle].mean() > 0.95
        assert crop.pixels[38:].max() == 0
