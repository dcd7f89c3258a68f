"""Tests of the slope that all lines of a page have in common."""

import numpy as np
import pytest

from segmenter.line_slopes import refine_slope


def line_of(letters, degrees, top=100.0):
    """Boxes 10 px wide and high, 14 px from one to the next."""
    x = 14.0 * np.arange(letters)
    bottom = top + 10 - np.tan(np.radians(degrees)) * x
    return np.stack([x, bottom - 10, x + 10, bottom], axis=1)


def test_a_rough_slope_becomes_exact():
    assert refine_slope(line_of(30, 2.0), 1.7, 10.0) == pytest.approx(2.0, abs=1e-6)


def test_lines_of_other_heights_count_alike():
    lines = np.concatenate([line_of(20, -1.0, top) for top in (0.0, 33.0, 61.5)])
    assert refine_slope(lines, -1.2, 10.0) == pytest.approx(-1.0, abs=1e-6)


def test_two_letters_are_too_few():
    assert refine_slope(line_of(2, 3.0), 2.5, 10.0) == 2.5


def test_what_lies_in_no_line_leaves_the_slope():
    one = np.array([[0.0, 0.0, 10.0, 10.0]])
    assert refine_slope(one, 0.3, 10.0) == 0.3


def test_no_slope_leaps_far():
    assert refine_slope(line_of(30, 6.0), 2.0, 10.0) == 2.0
