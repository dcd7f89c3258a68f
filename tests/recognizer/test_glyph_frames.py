import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from hypothesis.extra import numpy as arrays

from recognizer.glyph_frames import (
    LineFrame,
    fill_square,
    fit_images,
    fit_line_glyphs,
    lift_ink,
    place_by_size,
    place_on_line,
)


def test_glyph_fills_its_square_whatever_its_size():
    small, large = np.full((4, 2), 255, np.uint8), np.full((80, 40), 255, np.uint8)
    np.testing.assert_array_equal(fill_square(small), fill_square(large))
    rows = np.flatnonzero(fill_square(small).any(axis=1))
    assert (rows[0], rows[-1]) == (2, 29)


def test_glyph_of_a_line_knows_its_size_and_where_it_stands():
    crops = np.zeros((2, 64, 64), np.float32)
    crops[0, 24:46, 20:40] = 1.0  # an x-height high, on the baseline
    pixels, places = fit_line_glyphs(crops, LineFrame(baseline_row=46, x_height=22))
    assert pixels[0].max() == 255
    assert places[0] == pytest.approx([1, np.log2(1 / 1.35), 1, 0, 1], abs=1e-5)
    assert not pixels[1].any()
    assert not places[1].any()


def test_comma_stands_lower_than_an_apostrophe():
    crops = np.zeros((2, 64, 64), np.uint8)
    crops[0, 42:52, 30:34] = 255
    crops[1, 14:24, 30:34] = 255
    pixels, places = fit_line_glyphs(crops, LineFrame())
    np.testing.assert_array_equal(pixels[0], pixels[1])
    assert places[0, 3] < 0
    assert places[1, 3] == 1


def test_places_are_bounded():
    assert place_by_size(0.0)[1] == -3
    assert place_on_line(1e9, -50, 50).tolist() == [1, 3, 1, -3, 3]


@pytest.mark.parametrize("paper", [255, 160, 0])
def test_ink_is_lifted_from_any_paper(paper):
    image = np.full((20, 20), paper, np.uint8)
    image[5:15, 8:12] = abs(paper - 130)
    lifted = lift_ink(image)
    assert lifted[0, 0] == 0
    assert lifted[10, 10] > 200


@pytest.mark.parametrize("image", [np.zeros((9, 9)), np.full((1, 1), 255), np.full((5, 5), 90)])
def test_blank_image_stays_blank(image):
    assert not fit_images([image.astype(np.uint8)]).any()


@given(arrays.arrays(np.uint8, st.tuples(st.integers(1, 40), st.integers(1, 40))))
def test_any_image_gives_a_square(image):
    (fitted,) = fit_images([image])
    assert fitted.shape == (32, 32)
