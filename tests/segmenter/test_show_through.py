"""Tests of the other side's print that shows through the sheet."""

import cv2
import numpy as np
import pytest

from segmenter.page import segment_page
from segmenter.show_through import measure_steepness

WORDS = [(5, 3, 6, 4, 5), (4, 6, 2, 7, 4), (3, 5, 5, 4, 6)]


def two_sided(drawing, strength, blur, front=10):
    """A page of so many lines, and 16 of its other side, mirrored, between and below them."""
    page, back = drawing.blank(), drawing.blank()
    drawing.column(page, 100, 120, front, WORDS)
    drawing.column(back, 560, 137, 16, WORDS)
    back = back[:, ::-1]
    if blur:
        back = cv2.GaussianBlur(back, (0, 0), blur)
    page = cv2.GaussianBlur(page, (0, 0), 0.6)
    grain = np.random.default_rng(3).normal(0, 2, page.shape)
    light = (1 - (255 - page / 1.0) / 255 * 0.85) * (1 - (255 - back / 1.0) / 255 * strength)
    return np.clip(230 * light + grain, 0, 255).astype(np.uint8)


@pytest.mark.parametrize("strength", [0.25, 0.35])
def test_blurred_pale_lines_of_the_other_side_are_no_lines(drawing, strength):
    found = segment_page(two_sided(drawing, strength, 2.0))
    assert len(found.lines) == 10
    assert all(round(line.box.bottom - 120) % 34 in (0, 1, 33) for line in found.lines)


def test_pale_lines_as_sharp_as_the_others_stay(drawing):
    page = two_sided(drawing, 0.0, 0.0)
    faint = drawing.blank()
    drawing.column(faint, 100, 550, 8, WORDS)
    faint = cv2.GaussianBlur(faint, (0, 0), 0.6)
    page = (page * (1 - (255 - faint / 1.0) / 255 * 0.4)).astype(np.uint8)
    assert len(segment_page(page).lines) == 18


def test_steepness_is_the_mean_step_at_the_edges():
    gray = np.full((4, 8), 255, np.uint8)
    gray[:, 2:4] = 55
    gray[:, 6] = 155
    labels = np.zeros((4, 8), np.uint16)
    labels[:, 2:4], labels[:, 6] = 1, 2
    assert measure_steepness(gray, labels).tolist() == [200.0, 100.0]
