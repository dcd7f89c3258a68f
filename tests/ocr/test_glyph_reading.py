"""Glyphs and gaps become frames that the decoder reads like a line's."""

from __future__ import annotations

import numpy as np
import pytest
from hypothesis import given
from hypothesis import strategies as st
from numpy.typing import NDArray

from ocr.decoder import decode_lines
from ocr.glyph_reading import read_glyphs, space_probabilities
from recognizer.charset import Charset
from segmenter.page import segment_page

CHARSET = Charset(" no")


class HoleClassifier:
    """Reads ``o`` where the crop's middle column is open above and below a hole, else ``n``."""

    def classify_glyphs(
        self, crops: NDArray[np.float32], places: NDArray[np.float32] | None = None
    ) -> NDArray[np.float32]:
        seen = np.full((len(crops), CHARSET.classes), 0.01, dtype=np.float32)
        assert places is not None
        assert (places[:, 2] == 1).all()  # the line is known
        foot = crops[:, 27:30, 15:17].mean(axis=(1, 2))  # where an o is closed
        seen[np.arange(len(crops)), np.where(foot > 0.5, 3, 2)] = 0.97
        return np.log(seen)


def draw(text: str) -> NDArray[np.uint8]:
    """Boxes 20 x 28 px, open below for n and closed for o, 8 px apart; a space is 32 px more."""
    pixels = np.full((150, 80 + 60 * len(text)), 255, dtype=np.uint8)
    x = 40
    for letter in text:
        if letter != " ":
            pixels[60:88, x : x + 20] = 0
            pixels[66 : 88 if letter == "n" else 82, x + 6 : x + 14] = 255
        x += 24 if letter == " " else 28
    return pixels


@pytest.mark.parametrize("text", ["no on noon", "onnoo", "nn oo nn oo", "n"])
def test_glyphs_and_gaps_are_read(text: str) -> None:
    segmentation = segment_page(draw(text))
    (sight,) = read_glyphs(segmentation, HoleClassifier())
    assert decode_lines([sight.reading], CHARSET)[0].text == text


def test_frames_lie_where_the_glyphs_are() -> None:
    (sight,) = read_glyphs(segment_page(draw("no n")), HoleClassifier())
    assert sight.edges.tolist() == [40, 60, 68, 88, 120, 140]


def test_a_page_without_lines_is_not_classified() -> None:
    assert read_glyphs(segment_page(np.full((50, 50), 255, np.uint8)), HoleClassifier()) == []


def test_a_line_tells_its_own_gaps() -> None:
    loose = np.array([0.5, 0.55, 1.4, 0.5, 0.45, 1.5, 0.5])  # all above the usual border
    assert (space_probabilities(loose) > 0.9).tolist() == [False, False, True, False, False, True, False]
    tight = np.array([0.05, 0.02, 0.4, 0.05, 0.42])
    assert (space_probabilities(tight) > 0.9).tolist() == [False, False, True, False, True]


def test_equal_gaps_are_no_spaces_unless_wide() -> None:
    assert (space_probabilities(np.full(5, 0.2)) < 0.1).all()
    assert (space_probabilities(np.full(5, 1.0)) > 0.9).all()
    assert len(space_probabilities(np.zeros(0))) == 0


@given(st.lists(st.floats(-50, 50), max_size=20))
def test_a_wider_gap_is_never_less_likely_a_space(gaps: list[float]) -> None:
    spaces = space_probabilities(np.array(gaps, dtype=np.float64))
    order = np.argsort(np.array(gaps))
    assert (np.diff(spaces[order]) >= 0).all()
    assert ((spaces >= 0) & (spaces <= 1)).all()
