"""Tests of cutting the one line of a strip through the page's own steps."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmenter.strip import crop_strip
from segmenter.types import CropSettings

FRAME = CropSettings()


def written(text, paper=255, ink=0, size=1.6):
    """A strip with one line of text; its baseline is row 80."""
    gray = np.full((130, 60 + int(36 * size / 1.6) * len(text)), paper, np.uint8)
    cv2.putText(gray, text, (30, 80), cv2.FONT_HERSHEY_SIMPLEX, size, ink, 4, cv2.LINE_AA)
    return gray


def test_small_letters_stand_between_their_rows():
    prior = crop_strip(written("the kind young fox"), (30, 105), FRAME).line.x_height
    crop = crop_strip(written("some new moon"), (30, 100), FRAME, prior)
    rows = crop.pixels.max(axis=1) > 0.5
    assert rows[15:28].all()
    assert not rows[:11].any()
    assert not rows[32:].any()


def test_capitals_rise_above_the_x_height_with_and_without_a_prior():
    text = "THE NAMES OF THE LINES"
    known = crop_strip(written("the names of the lines"), (30, 100), FRAME)
    alone, leaning = (
        crop_strip(written(text), (30, 100), FRAME, prior) for prior in (None, known.line.x_height)
    )
    for crop in (alone, leaning):
        top = int(np.flatnonzero(crop.pixels.max(axis=1) > 0.5)[0])
        assert 4 <= top <= 9


@pytest.mark.parametrize(("paper", "ink"), [(255, 0), (190, 60), (235, 165), (110, 20)])
def test_paper_and_ribbon_make_little_difference(paper, ink):
    plain = crop_strip(written("quick brown fox"), (30, 100), FRAME)
    other = crop_strip(written("quick brown fox", paper, ink), (30, 100), FRAME)
    assert other.line.x_height == pytest.approx(plain.line.x_height, rel=0.05)
    width = min(plain.pixels.shape[1], other.pixels.shape[1])
    assert np.abs(plain.pixels[:, :width] - other.pixels[:, :width]).mean() < 0.04


def test_neighbouring_lines_and_rules_are_left_out():
    alone = written("fine days")
    crowded = alone.copy()
    crowded[:12, 40::30] = crowded[:12, 41::30] = 0  # feet of the line above
    crowded[118:, 40::30] = crowded[118:, 41::30] = 0
    crowded[104:106, :] = 0
    clean, noisy = (crop_strip(gray, (30, 100), FRAME) for gray in (alone, crowded))
    assert noisy.pixels.shape == clean.pixels.shape
    assert np.abs(noisy.pixels - clean.pixels).max() < 0.05


def test_dots_and_commas_belong_to_the_line():
    crop = crop_strip(written("i, j; no!"), (30, 105), FRAME)
    assert len(crop.line.components) == 11  # two each for i j ; ! and one each for , n o


def test_band_without_ink_gives_nothing():
    gray = written("above")
    assert crop_strip(gray, (105, 128), FRAME) is None
    assert crop_strip(np.full((50, 80), 255, np.uint8), (5, 45), FRAME) is None
    assert crop_strip(np.zeros((0, 5), np.uint8), (0, 1), FRAME) is None


def test_reversed_band_is_refused():
    with pytest.raises(ValueError, match="bottom > top"):
        crop_strip(np.zeros((5, 5), np.uint8), (4, 2), FRAME)


@given(
    st.integers(1, 60),
    st.integers(1, 90),
    st.integers(0, 2**32 - 1),
    st.tuples(st.floats(-20, 40), st.floats(0.5, 60)),
)
@settings(max_examples=50, deadline=None)
def test_noise_never_breaks_a_strip(height, width, seed, band):
    gray = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    crop = crop_strip(gray, (band[0], band[0] + band[1]), FRAME)
    assert crop is None or crop.pixels.shape[0] == FRAME.height
