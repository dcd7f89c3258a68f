"""Figures of needles and segments, and pictures of digits."""

import numpy as np
import pytest

from recognizer.drawn_digits import (
    DigitPictures,
    draw_digit_pictures,
    draw_machine_line,
    load_digit_pictures,
)
from recognizer.number_phrases import NUMERIC


@pytest.mark.parametrize("kind", ["dots", "segments"])
def test_every_figure_leaves_ink_in_its_own_cell(kind):
    line = draw_machine_line("0123456789", kind, np.random.default_rng(0))
    assert line.spans is not None
    for left, right in line.spans:
        assert (line.pixels[:, int(left) : int(right)] < 128).any()


def test_needles_know_every_sign():
    text = NUMERIC.replace(" ", "")
    line = draw_machine_line(text, "dots", np.random.default_rng(0))
    assert line.spans is not None
    assert all((line.pixels[:, int(left) : int(right) + 1] < 128).any() for left, right in line.spans)


def test_an_eight_lights_more_than_a_one():
    eight, one = (draw_machine_line(text, "segments", np.random.default_rng(5)) for text in "81")
    assert (eight.pixels < 128).sum() > 2 * (one.pixels < 128).sum()


def test_a_space_is_bare_paper():
    line = draw_machine_line("1 1", "dots", np.random.default_rng(0))
    assert line.spans is not None
    left, right = line.spans[1]
    assert (line.pixels[:, int(left) + 3 : int(right) - 3] == 255).all()


def _pictures():
    images = np.zeros((2, 28, 28), np.uint8)
    images[0, 4:24, 8:20] = 255  # a block for 0
    images[1, 4:24, 13:15] = 255  # a bar for 1
    return DigitPictures(images, np.array(["0", "1"]))


def test_pictures_stand_side_by_side_on_the_baseline():
    line = draw_digit_pictures("01", _pictures(), np.random.default_rng(0))
    rows = np.flatnonzero((line.pixels < 128).any(axis=1))
    assert abs(rows[-1] + 1 - line.baseline) <= 4
    assert line.spans is not None
    assert line.spans[0, 1] - line.spans[0, 0] > 3 * (line.spans[1, 1] - line.spans[1, 0])


def test_parts_of_the_pictures_are_apart(tmp_path):
    path = tmp_path / "digits.npz"
    images = np.arange(20, dtype=np.uint8)[:, None, None] * np.ones((1, 28, 28), np.uint8)
    np.savez(path, images=images, label=np.array(list("0123456789" * 2)))
    parts = [load_digit_pictures(path, part) for part in ("train", "valid", "reserved")]
    shades = [set(part.images[:, 0, 0].tolist()) for part in parts]
    assert [len(one) for one in shades] == [16, 2, 2]
    assert not shades[0] & shades[1]
    assert not shades[0] & shades[2]
    assert 255 in shades[0]  # the ink of the darkest
