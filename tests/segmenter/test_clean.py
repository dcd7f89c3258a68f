"""Tests of background flattening and of finding scan borders."""

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmenter.clean import (
    enlarge_evenly,
    find_scan_borders,
    flatten_background,
    is_bilevel,
    shrink_evenly,
)


def test_black_and_white_page_is_returned_as_it_is():
    page = np.full((64, 64), 255, np.uint8)
    page[20:30, 20:30] = 0
    assert is_bilevel(page)
    assert flatten_background(page) is page


def test_shaded_paper_becomes_white_and_keeps_its_ink():
    shade = np.tile(np.linspace(120, 220, 400), (200, 1))
    page = shade.astype(np.uint8)
    page[90:110, 50:56] = 30
    page[90:110, 340:346] = 55
    flat = flatten_background(page)
    paper = np.ones(page.shape, bool)
    paper[85:115, 45:61] = paper[85:115, 335:351] = False
    assert np.percentile(flat[paper], 1) > 225
    assert flat[100, 52] < 90
    assert flat[100, 342] < 90


def test_dark_margin_of_a_grey_scan_stays_dark():
    page = np.full((400, 400), 200, np.uint8)
    page[::2] = 190
    page[:, :120] = 12
    flat = flatten_background(page)
    assert flat[200, 30] < 80
    assert flat[200, 300] > 230


def test_black_margin_is_a_border_and_text_is_not():
    ink = np.zeros((400, 400), bool)
    ink[:, :60] = True
    ink[100:120, 200:212] = True
    borders = find_scan_borders(ink)
    assert borders[:, :56].all()
    assert not borders[:, 80:].any()


def test_letters_that_touch_a_margin_are_not_taken_with_it():
    ink = np.zeros((400, 400), bool)
    ink[:, :64] = True
    ink[200:204, 64:160] = True  # a stroke that runs into the margin
    borders = find_scan_borders(ink)
    assert not borders[200:204, 80:].any()


def test_dark_picture_inside_the_page_is_no_border():
    ink = np.zeros((400, 400), bool)
    ink[100:300, 100:300] = True
    assert find_scan_borders(ink) is None


def test_page_all_ink_is_all_border_and_blank_page_has_none():
    assert find_scan_borders(np.ones((80, 80), bool)).all()
    assert find_scan_borders(np.zeros((80, 80), bool)) is None


@pytest.mark.parametrize("shape", [(1, 1), (1, 50), (50, 1), (7, 9), (0, 5)])
def test_tiny_pages_keep_their_shape(shape):
    page = np.full(shape, 97, np.uint8)
    assert flatten_background(page).shape == shape
    assert find_scan_borders(page > 0) is None


def test_a_border_goes_on_over_the_odd_pixels_at_the_far_edges():
    ink = np.zeros((405, 406), bool)
    ink[:, 370:] = True
    assert find_scan_borders(ink)[:, 376:].all()


@pytest.mark.parametrize("shrink", [1, 3, 8])
def test_squares_of_pixels_come_back_in_their_places(shrink):
    cells = np.arange(12, dtype=np.uint8).reshape(3, 4) * 20
    page = np.kron(cells, np.ones((shrink, shrink), np.uint8))
    assert np.array_equal(shrink_evenly(page, shrink), cells)
    odd = np.pad(page, ((0, shrink - 1), (0, shrink - 1)), mode="edge")
    assert np.array_equal(shrink_evenly(odd, shrink), cells)
    assert np.array_equal(enlarge_evenly(cells, shrink, odd.shape, cv2.INTER_NEAREST), odd)


@given(st.integers(1, 70), st.integers(1, 70), st.integers(0, 2**32 - 1))
@settings(max_examples=25, deadline=None)
def test_noise_is_flattened_without_harm(height, width, seed):
    page = np.random.default_rng(seed).integers(0, 256, (height, width), dtype=np.uint8)
    flat = flatten_background(page)
    assert flat.shape == page.shape
    assert flat.dtype == np.uint8
    assert (flat >= page).all()  # paper is only ever made lighter


@pytest.mark.parametrize("shape", [(400, 400), (403, 397), (397, 403)])
def test_narrow_border_is_found_at_each_edge(shape):
    for turns in range(4):
        ink = np.zeros(shape, bool)
        np.rot90(ink, turns)[:, :26] = True
        borders = np.rot90(find_scan_borders(ink), turns)
        assert borders[:, :16].all()
        assert not borders[:, 40:].any()
