"""Tests of scans of two facing pages: where the fold lies, and which half is read first."""

import cv2
import numpy as np
import pytest

from segmenter.corridors import Upright
from segmenter.facing_pages import find_core
from segmenter.ink import find_ink
from segmenter.page import segment_page
from segmenter.types import SegmenterSettings

WORDS = [(5, 3, 6, 4, 5), (4, 6, 2, 7, 4), (3, 5, 5, 4, 6)]
FOLD = 640


def spread(drawing, shade=0.0, core=0, heads=True):
    """Two pages side by side, 15 lines each, with heads and page numbers over them; grey paper."""
    page = drawing.blank(800, 2 * FOLD)
    for left, head in ((90, (2,)), (FOLD + 90, (7, 6))):
        if heads:
            drawing.line(page, left + 150, 70, head)
        drawing.column(page, left, 140, 15, WORDS)
        drawing.line(page, left + 200, 740, (2,))
    x = np.arange(page.shape[1])
    light = 0.85 * (1 - shade * np.exp(-np.abs(x - FOLD) / 25))
    page = (page * light).astype(np.uint8)
    page[:, FOLD - core : FOLD + core] = 12
    page[::2, 3] += 5  # not black and white
    return page


def halves_in_order(segmentation):
    """For each line whether it lies right of the fold, in reading order."""
    return [line.box.center[0] > FOLD for line in segmentation.lines]


@pytest.mark.parametrize(
    ("shade", "core"), [(0.0, 0), (0.6, 0), (0.4, 5)], ids=["white gutter", "shadow", "dark line"]
)
def test_left_page_is_read_before_the_right_one_heads_and_numbers_included(drawing, shade, core):
    found = segment_page(spread(drawing, shade, core))
    assert halves_in_order(found) == [False] * 17 + [True] * 17


def test_pages_are_never_split_where_that_was_chosen(drawing):
    page = spread(drawing, 0.6)
    assert find_ink(page, SegmenterSettings()).fold is not None
    assert find_ink(page, SegmenterSettings(split="never")).fold is None


@pytest.mark.parametrize("lean", [1.5, -1.5])
def test_leaning_fold_is_found_where_it_runs(drawing, lean):
    page = spread(drawing, 0.6)
    turn = cv2.getRotationMatrix2D((FOLD, 400), lean, 1.0)
    fold = find_ink(cv2.warpAffine(page, turn, page.shape[::-1], borderValue=215), SegmenterSettings()).fold
    # Counter-clockwise turns move the top of an upright line to the left.
    expected = FOLD + np.tan(np.radians(lean)) * (np.array([0.0, 800.0]) - 400)
    assert np.abs(fold.x_at(np.array([0.0, 800.0])) - expected).max() < 25


def test_each_facing_page_has_its_own_slope(drawing):
    page = spread(drawing, 0.6)
    turned = page.copy()
    for side, angle in ((slice(0, FOLD), 0.8), (slice(FOLD, 2 * FOLD), -0.8)):
        half = np.ascontiguousarray(page[:, side])
        turn = cv2.getRotationMatrix2D((FOLD / 2, 400), angle, 1.0)
        turned[:, side] = cv2.warpAffine(half, turn, half.shape[::-1], borderValue=215)
    left, right = find_ink(turned, SegmenterSettings()).pages()
    assert left.slope == pytest.approx(0.8, abs=0.2)
    assert right.slope == pytest.approx(-0.8, abs=0.2)
    assert halves_in_order(segment_page(turned)) == [False] * 17 + [True] * 17


def test_columns_under_a_heading_that_spans_them_are_one_page(drawing):
    page = spread(drawing, heads=False)
    drawing.line(page, 300, 70, (9, 8, 9, 9, 8, 7))
    assert find_ink(page, SegmenterSettings()).fold is None


def test_columns_of_an_upright_page_are_one_page(drawing):
    page = drawing.blank(1400, 1000)
    for left in (60, 540):
        drawing.column(page, left, 140, 34, [(5, 3, 6, 4, 3)])
    assert find_ink(page, SegmenterSettings()).fold is None


def test_columns_of_a_broad_table_are_one_page(drawing):
    page = drawing.blank(700, 1400)
    for left in range(60, 1400, 230):
        drawing.column(page, left, 100, 15, [(5,), (4,)])
    assert find_ink(page, SegmenterSettings()).fold is None


def test_names_and_figures_far_apart_are_one_page(drawing):
    page = drawing.blank(700, 900)
    drawing.column(page, 80, 100, 15, [(5, 3), (4, 4)])
    drawing.column(page, 600, 100, 15, [(4,), (5,)])
    assert find_ink(page, SegmenterSettings()).fold is None


def test_core_of_a_fold_is_cut_and_reported_as_border(drawing):
    found = segment_page(spread(drawing, 0.4, 5))
    assert any(
        region.kind == "border" and region.box.left < FOLD < region.box.right for region in found.regions
    )
    assert all(region.kind == "border" for region in found.regions)
    assert found.unread == ()


def test_core_is_as_broad_as_its_ink():
    ink = np.zeros((100, 200), bool)
    ink[:, 98:104] = True
    corners = find_core(ink, Upright(100.0, 0.0), 10.0)
    assert sorted(corners[:, 0].tolist()) == [95, 95, 106, 106]
    assert find_core(np.zeros_like(ink), Upright(100.0, 0.0), 10.0) is None
