"""Tests of lines that curl, and of pages laid flat before their lines are sought."""

import cv2
import numpy as np
import pytest

from segmenter.crops import crop_lines
from segmenter.curl import Curl, find_curl
from segmenter.geometry import Baseline
from segmenter.ink import find_ink
from segmenter.page import segment_page
from segmenter.types import CropSettings, SegmenterSettings

WORDS = [(5, 3, 6, 4, 5, 9), (4, 6, 2, 7, 4, 8), (3, 5, 5, 4, 6, 7), (7, 4, 9, 3, 2, 6), (2, 9, 4, 4, 8, 3)]
X_HEIGHT = 14


def flat_page(drawing, lines=18):
    page = drawing.blank(900, 800)
    drawing.column(page, 60, 120, lines, WORDS)
    return page


def bent(page, drop):
    """The page with every column moved down by so many px; ``drop`` (W,) or (H, W)."""
    rows, columns = np.mgrid[: page.shape[0], : page.shape[1]].astype(np.float32)
    return cv2.remap(page, columns, (rows - drop).astype(np.float32), cv2.INTER_LINEAR, borderValue=255)


def gutter_curl(heights, width=800):
    """Columns' drop, px: nothing but in the first third, where it grows to so many x-heights."""
    return heights * X_HEIGHT * np.clip(1 - np.arange(width) / 270, 0, 1) ** 2


@pytest.mark.parametrize("heights", [2.0, 3.0, -3.0])
def test_lines_that_curl_towards_the_gutter_stay_whole_and_their_baselines_follow(drawing, heights):
    drop = gutter_curl(heights)
    found = segment_page(bent(flat_page(drawing), drop))
    assert len(found.lines) == 18
    for index, line in enumerate(found.lines):
        at = np.array([70, 120, 200, 300, 400])
        assert np.abs(line.baseline.y_at(at) - (120 + 34 * index + drop[at])).max() < 0.35 * X_HEIGHT


def test_crop_of_a_curled_line_is_straight(drawing):
    found = segment_page(bent(flat_page(drawing), gutter_curl(3.0)))
    settings = CropSettings()
    for crop in crop_lines(found, settings):
        ink = crop.pixels > 0.5
        feet = settings.height - np.argmax(ink[::-1], axis=0)[ink.any(axis=0)]
        assert np.mean(np.abs(feet - settings.baseline_row) <= 3) > 0.9


def test_lines_that_slope_differently_from_top_to_bottom_stay_whole(drawing):
    page = flat_page(drawing)
    rows, columns = np.mgrid[:900, :800]
    found = segment_page(bent(page, (columns - 400) * 0.06 * (rows - 420) / 300))
    assert len(found.lines) == 18


def test_straight_and_evenly_leaning_pages_do_not_curl(drawing):
    page = flat_page(drawing)
    assert find_ink(page, SegmenterSettings()).curl is None
    assert find_ink(bent(page, np.arange(800) * 0.03), SegmenterSettings()).curl is None


def test_flattened_boxes_and_bent_baselines_are_each_others_inverse():
    curl = Curl(np.array([0.0, 100.0]), np.array([20.0, 0.0]), np.array([0.01, 0.0]), 50.0, 10.0)
    flat = curl.flatten(np.array([[0, 40, 0, 60], [100, 40, 100, 60]], np.int32))
    assert flat[:, 3].tolist() == [40.0, 60.0]
    line = curl.bend(Baseline((0.0, 100.0), (40.0, 60.0)))
    assert line.y_at(np.array([0.0, 100.0])) == pytest.approx([60.0, 60.0], abs=0.2)


def test_few_letters_tell_no_curl():
    assert find_curl(np.zeros((0, 4), np.int32), 0.0, 14.0) is None
    assert find_curl(np.array([[0, 0, 10, 14]] * 20, np.int32), 0.0, 14.0) is None
    assert find_curl(np.array([[0, 0, 10, 14]] * 200, np.int32), 0.0, 14.0) is None
