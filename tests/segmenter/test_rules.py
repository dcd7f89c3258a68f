"""Tests of telling text from rules, pictures and dots."""

import numpy as np
import pytest

from segmenter.components import ComponentTable, find_components
from segmenter.geometry import Box
from segmenter.rules import add_letters, find_regions, sort_components


def table_of(width, height, area):
    """One component of a size, in character heights of 10 px and shares of its box."""
    box = np.array([[0, 0, round(width * 10), round(height * 10)]], np.int32)
    pixels = int(box[0, 2] * box[0, 3] * area)
    return ComponentTable(np.zeros((1, 1), np.int32), box, np.array([pixels], np.int32))


@pytest.mark.parametrize(
    ("size", "kind"),
    [
        ((1.0, 1.0, 0.4), "text"),
        ((4.0, 2.0, 0.3), "text"),
        ((0.3, 0.3, 0.8), "small"),
        ((2.0, 0.2, 1.0), "small"),
        ((9.0, 0.3, 0.9), "rule"),
        ((0.3, 8.0, 0.9), "rule"),
        ((40.0, 1.0, 0.3), "rule"),
        ((30.0, 20.0, 0.03), "rule"),
        ((10.0, 8.0, 0.4), "picture"),
        ((5.0, 5.0, 0.7), "picture"),
        ((2.0, 2.0, 0.9), "picture"),
    ],
)
def test_kind_follows_from_size_and_fullness(size, kind):
    kinds = sort_components(table_of(*size), 10.0)
    masks = {name: bool(getattr(kinds, name)[0]) for name in ("text", "small", "rule", "picture")}
    assert [name for name, held in masks.items() if held] == [kind]


def test_known_rules_are_rules_whatever_their_size():
    assert sort_components(table_of(1.0, 1.0, 0.4), 10.0, np.array([0])).rule.all()


def test_no_components_are_sorted():
    empty = find_components(np.zeros((5, 5), bool))
    assert len(sort_components(empty, 1.0).text) == 0


def test_overlapping_pictures_are_one_region():
    boxes = np.array([[0, 0, 100, 100], [90, 90, 200, 200], [210, 0, 260, 95], [300, 0, 400, 100]], np.int32)
    areas = np.full(4, 9000, np.int32)
    table = ComponentTable(np.zeros((1, 1), np.int32), boxes, areas)
    regions = find_regions(table, sort_components(table, 10.0))
    assert {region.kind for region in regions} == {"picture"}
    assert sorted(region.box.left for region in regions) == [0, 210, 300]
    assert Box(0, 0, 200, 200) in [region.box for region in regions]


def dashes(count, step=10):
    """Dashes 6 px long and 2 px thick side by side."""
    boxes = np.array([[step * i, 0, step * i + 6, 2] for i in range(count)], np.int32)
    return ComponentTable(np.zeros((1, 1), np.int32), boxes, np.full(count, 12, np.int32))


@pytest.mark.parametrize(("count", "step", "rule"), [(12, 10, True), (3, 10, False), (12, 60, False)])
def test_dashes_close_together_are_a_rule(count, step, rule):
    kinds = sort_components(dashes(count, step), 10.0)
    assert kinds.rule.tolist() == [rule] * count
    assert kinds.small.tolist() == [not rule] * count


@pytest.mark.parametrize(("x_height", "text"), [(10.0, False), (5.0, True)])
def test_mark_is_a_letter_where_the_lines_are_lower_than_was_thought(x_height, text):
    table = table_of(0.3, 0.4, 0.8)
    kinds = add_letters(table, sort_components(table, 10.0), x_height)
    assert (bool(kinds.text[0]), bool(kinds.small[0])) == (text, not text)
