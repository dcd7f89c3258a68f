"""Drawn pages of every kind of layout: their lines come in the order that a person reads them in."""

import pytest
from drawn_layouts import LAYOUTS, draw_layout

from segmenter.page import segment_page
from segmenter.types import SegmenterSettings

SEEDS = range(10)
WRONG = 0.4  # of the pages of a kind at most, of those that try what the eye itself must think about
HARD = {"short_columns", "running_heads", "captioned_picture", "table", "wrapped_picture"}


def errors_of(name, seed):
    sheet = draw_layout(name, seed)
    return sheet.compare(segment_page(sheet.pixels, SegmenterSettings(split="never")).lines)


@pytest.mark.parametrize("name", sorted(set(LAYOUTS) - HARD))
def test_page_of_each_kind_is_read_in_order(name):
    errors = errors_of(name, 1)
    assert (errors.breaks, errors.merged, errors.lost) == (0, 0, 0)


@pytest.mark.slow
@pytest.mark.parametrize("name", sorted(set(LAYOUTS) - {"wrapped_picture"}))
def test_most_pages_of_each_kind_are_read_in_order(name):
    wrong = sum(errors_of(name, seed).breaks > 0 for seed in SEEDS)
    assert wrong <= (WRONG if name in HARD else 0.2) * len(SEEDS)


def test_pages_of_one_seed_are_alike_and_others_are_not():
    one, same, other = (draw_layout("two_columns", seed) for seed in (3, 3, 4))
    assert (one.pixels == same.pixels).all()
    assert one.lines != other.lines


def test_breaks_and_lost_lines_are_counted():
    sheet = draw_layout("one_column", 1)
    lines = list(segment_page(sheet.pixels).lines)
    assert sheet.compare(lines).breaks == 0
    lines[4], lines[5] = lines[5], lines[4]
    assert sheet.compare(lines).breaks == 3
    errors = sheet.compare(lines[:3] + lines[6:])
    assert (errors.breaks, errors.lost) == (1, 3)
