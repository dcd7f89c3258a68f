"""Tests of which pixels are taken for ink."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmenter.binarize import binarize_local, binarize_otsu
from segmenter.clean import flatten_background


def typed(darkness, size=(200, 300)):
    """A page of upright strokes, 20 px high, of the given darkness on slightly grainy paper."""
    page = np.full(size, 250, np.uint8)
    page[::3, ::2] = 244
    for left in range(20, size[1] - 20, 12):
        page[40:60, left : left + 4] = 255 - darkness
    return page


def test_black_and_white_page_is_split_in_the_middle():
    page = np.array([[0, 255, 0, 255]], np.uint8)
    assert binarize_local(page).tolist() == [[True, False, True, False]]


def test_otsu_separates_two_levels():
    page = np.array([[10, 10, 200, 240, 240, 240]], np.uint8)
    assert binarize_otsu(page).tolist() == [[True, True, False, False, False, False]]


@pytest.mark.parametrize("binarize", [binarize_otsu, binarize_local])
@pytest.mark.parametrize("darkness", [60, 120, 240])
def test_strokes_of_any_darkness_are_whole_and_paper_is_clean(binarize, darkness):
    page = typed(darkness)
    ink = binarize(page)
    assert ink[42:58, 20:24].all()
    assert not ink[100:].any()


def test_faint_typing_survives_beside_heavy_print():
    page = np.vstack([typed(235), np.full((300, 300), 250, np.uint8), typed(60)])
    ink = binarize_local(page, 20.0)
    assert ink[42:58, 20:24].all()
    assert ink[542:558, 20:24].all()
    assert not binarize_otsu(page)[542:558, 20:24].any()  # one threshold for all loses it


def test_black_margin_does_not_hide_faint_ink():
    page = typed(80, (400, 600))
    page[340:] = 0
    ink = binarize_local(page)
    assert ink[42:58, 20:24].all()
    assert ink[360:].all()


@pytest.mark.parametrize("binarize", [binarize_otsu, binarize_local])
def test_blank_grainy_paper_has_no_ink(binarize):
    grain = np.random.default_rng(0).normal(245, 2.5, (300, 300))
    page = flatten_background(np.clip(grain, 0, 255).astype(np.uint8))
    assert binarize(page).mean() < 1e-4


def test_blurred_low_resolution_letters_stay_apart():
    page = np.full((60, 120), 240, np.uint8)
    for left in range(10, 100, 8):
        page[20:28, left : left + 5] = 60
    page = cv2.GaussianBlur(page, (3, 3), 0.8)
    ink = binarize_local(page)
    assert np.count_nonzero(np.diff(ink[24].astype(int)) == 1) == len(range(10, 100, 8))


def test_rough_cloth_beside_the_page_gives_little_ink():
    rng = np.random.default_rng(1)
    page = np.full((500, 700), 250, np.uint8)
    for left in range(20, 380, 12):
        page[100:120, left : left + 4] = 90
    page[:, 400:] = np.clip(rng.normal(225, 22, (500, 300)), 0, 255)
    ink = binarize_local(page, 20.0)
    assert ink[102:118, 20:24].all()
    assert ink[:, 450:].mean() < 0.02
    assert binarize_otsu(page)[:, 450:].mean() > 0.1


def test_broken_strokes_on_grainy_paper_hold_together():
    rng = np.random.default_rng(2)
    page = np.full((200, 300), 235.0)
    page[80:104, 100:104] = 165
    page = np.clip(page + rng.normal(0, 9, page.shape), 0, 255).astype(np.uint8)
    ink = binarize_local(page, 20.0)
    assert ink[81:103, 100:104].any(axis=1).all()
    ink[79:105, 98:106] = False
    assert ink.mean() < 1e-3


@pytest.mark.parametrize("shape", [(1, 1), (1, 40), (40, 1), (0, 3)])
@pytest.mark.parametrize("level", [0, 128, 255])
def test_tiny_pages_keep_their_shape(shape, level):
    page = np.full(shape, level, np.uint8)
    assert binarize_local(page).shape == shape
    assert binarize_otsu(page).shape == shape


@given(st.integers(1, 60), st.integers(1, 60), st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_noise_gives_a_boolean_page_of_the_same_shape(height, width, seed):
    page = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    ink = binarize_local(page)
    assert ink.shape == page.shape
    assert ink.dtype == np.bool_
