"""Tests of pages of light writing on a dark ground."""

import numpy as np
import pytest

from segmenter.negatives import is_negative
from segmenter.page import segment_page

WORDS = [(5, 3, 6, 4, 5), (4, 6, 2, 7, 4)]


def written(drawing, paper, ink):
    """Twelve lines of ink of one grey on paper of another, with grain."""
    page = drawing.blank(600, 700)
    drawing.column(page, 80, 100, 12, WORDS)
    grain = np.random.default_rng(1).normal(0, 3, page.shape)
    return np.clip(np.where(page < 128, ink, paper) + grain, 0, 255).astype(np.uint8)


def test_negative_reads_as_its_positive_does(drawing):
    negative = segment_page(written(drawing, 25, 220))
    positive = segment_page(255 - written(drawing, 25, 220))
    assert negative.inverted
    assert not positive.inverted
    assert [line.box for line in negative.lines] == [line.box for line in positive.lines]
    assert len(negative.lines) == 12
    assert np.median(negative.page.gray) > 230


@pytest.mark.parametrize(("paper", "ink"), [(90, 20), (60, 10), (220, 30), (110, 60)])
def test_dark_ink_on_dark_or_light_paper_is_no_negative(drawing, paper, ink):
    assert not is_negative(written(drawing, paper, ink))


def test_black_and_white_negative_is_one(drawing):
    page = drawing.blank(600, 700)
    drawing.column(page, 80, 100, 12, WORDS)
    assert is_negative(255 - page)
    assert not is_negative(page)


def test_dark_lid_and_dark_picture_are_no_negatives():
    lid = np.random.default_rng(2).integers(10, 40, (600, 700)).astype(np.uint8)
    picture = np.full((600, 700), 40, np.uint8)
    picture[150:500, 100:600] = 200
    assert not is_negative(lid)
    assert not is_negative(picture)


@pytest.mark.parametrize("shape", [(1, 1), (3, 900), (40, 40)])
def test_tiny_pages_are_no_negatives(shape):
    assert not is_negative(np.zeros(shape, np.uint8))
