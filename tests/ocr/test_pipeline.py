"""A page goes from pixels to result with an engine that needs no network."""

from __future__ import annotations

from collections.abc import Sequence

import cv2
import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from numpy.typing import NDArray

from ocr.errors import MissingModelError
from ocr.pipeline import PageReader, recognize_page
from ocr.settings import OcrSettings
from ocr.types import PageImage, PageResult
from recognizer.charset import Charset
from recognizer.types import LineReading

CHARSET = Charset()
STRIDE = 2


class ProfileReader:
    """Reads an ``n`` in the middle of every run of inked columns, a space in every wide gap."""

    def read_lines(self, crops: Sequence[NDArray[np.float32]]) -> list[LineReading]:
        return [LineReading(self.read(crop), float(STRIDE)) for crop in crops]

    def read(self, crop: NDArray[np.float32]) -> NDArray[np.float32]:
        frames = crop.shape[1] // STRIDE
        seen = np.full((frames, CHARSET.classes), 1e-6, dtype=np.float32)
        seen[:, 0] = 1.0
        inked = crop[:, : frames * STRIDE].max(axis=0).reshape(frames, STRIDE).max(axis=1) > 0.5
        steps = np.diff(np.concatenate([[False], inked, [False]]).astype(int))
        starts, stops = np.flatnonzero(steps == 1), np.flatnonzero(steps == -1)
        for at in (starts + stops) // 2:
            seen[at, CHARSET.encode("n")[0]] = 30.0
        for stop, start in zip(stops, starts[1:], strict=False):
            if start - stop >= 5:
                seen[(start + stop) // 2, CHARSET.encode(" ")[0]] = 30.0
        return np.log(seen / seen.sum(axis=1, keepdims=True))


class BlindReader:
    """Sees nothing anywhere."""

    def read_lines(self, crops: Sequence[NDArray[np.float32]]) -> list[LineReading]:
        seen = np.full((20, CHARSET.classes), -20.0, dtype=np.float32)
        seen[:, 0] = 0.0
        return [LineReading(seen, float(STRIDE)) for _ in crops]


READER = PageReader(line_reader=ProfileReader(), charset=CHARSET, preset="profile")


def page(pixels: NDArray[np.uint8]) -> PageImage:
    return PageImage("page.png", 0, pixels, 300.0)


def draw_page(rows: Sequence[Sequence[int]] = ((5, 3), (4, 4, 2))) -> NDArray[np.uint8]:
    """Lines of words of so many boxes, each 20 x 28 px, 8 px apart; words 40 px apart, lines 80 px."""
    pixels = np.full((100 + 80 * len(rows), 700), 255, dtype=np.uint8)
    for line, words in enumerate(rows):
        x = 60
        for letters in words:
            for _ in range(letters):
                top = 60 + 80 * line
                pixels[top : top + 28, x : x + 20] = 0
                pixels[top + 6 : top + 28, x + 6 : x + 14] = 255  # an n, not a solid blob
                x += 28
            x += 32
    return pixels


def text(result: PageResult) -> list[str]:
    return [line.text for line in result.iter_lines()]


def test_every_line_of_ink_comes_out_as_a_line_of_text() -> None:
    result = recognize_page(page(draw_page()), READER)
    assert text(result) == ["nnnnn nnn", "nnnn nnnn nn"]
    assert result.flags == ()
    assert (result.source, result.width, result.height, result.dpi) == ("page.png", 700, 260, 300.0)
    assert result.preset == "profile"


def test_every_glyph_has_the_box_of_its_ink() -> None:
    result = recognize_page(page(draw_page([(3, 2), (2,)])), READER)
    first = next(result.iter_lines())
    lefts = [glyph.box.left for word in first.words for glyph in word.glyphs]
    assert lefts == [60, 88, 116, 176, 204]
    assert {(g.box.top, g.box.bottom) for w in first.words for g in w.glyphs} == {(60, 88)}
    assert [w.box.right for w in first.words] == [136, 224]


def test_boxes_are_in_source_pixels_on_a_page_that_leans() -> None:
    flat = draw_page([(9, 8), (8, 9), (9, 8)])
    turn = cv2.getRotationMatrix2D((350, 170), 4.0, 1.0)
    leaning = cv2.warpAffine(flat, turn, (700, 340), borderValue=255)
    result = recognize_page(page(np.asarray(leaning, dtype=np.uint8)), READER)
    assert text(result) == ["nnnnnnnnn nnnnnnnn", "nnnnnnnn nnnnnnnnn", "nnnnnnnnn nnnnnnnn"]
    assert result.skew == pytest.approx(4.0, abs=0.3)
    glyph = next(result.iter_glyphs())
    x, y = turn @ np.array([70.0, 74.0, 1.0])
    assert glyph.box.center == pytest.approx((x, y), abs=3.0)


def test_a_line_read_as_nothing_is_reported_as_unread_ink() -> None:
    result = recognize_page(page(draw_page()), PageReader(line_reader=BlindReader(), charset=CHARSET))
    assert text(result) == []
    assert len(result.unread) == 18
    assert result.unread_share == pytest.approx(1.0)
    assert result.flags == ("unread_ink",)


@pytest.mark.parametrize(
    ("pixels", "flags"),
    [
        (np.full((300, 200), 255, np.uint8), ("blank",)),
        (np.zeros((300, 200), np.uint8), ("dark",)),
        (np.full((1, 1), 255, np.uint8), ("blank", "tiny")),
        (np.zeros((1, 1), np.uint8), ("dark", "tiny")),
        (np.full((5, 900), 200, np.uint8), ("blank", "tiny")),
    ],
)
def test_pages_without_text_say_why(pixels: NDArray[np.uint8], flags: tuple[str, ...]) -> None:
    result = recognize_page(page(pixels), READER)
    assert text(result) == []
    assert result.flags == flags


def test_a_reader_without_the_engine_asked_for_says_what_to_do() -> None:
    with pytest.raises(MissingModelError, match="--reader line"):
        recognize_page(page(draw_page()), READER, OcrSettings(reader="glyph"))
    with pytest.raises(MissingModelError, match="--reader glyph"):
        recognize_page(page(draw_page()), PageReader())


@given(st.integers(0, 2**32 - 1), st.integers(1, 120), st.integers(1, 120), st.floats(0.0, 1.0))
@settings(max_examples=25, deadline=None)
def test_noise_of_any_size_is_read_without_a_crash(seed: int, height: int, width: int, ink: float) -> None:
    rng = np.random.default_rng(seed)
    pixels = np.where(rng.random((height, width)) < ink, 0, 255).astype(np.uint8)
    result = recognize_page(page(pixels), READER)
    assert {result.width, result.height} == {width, height}
    for glyph in result.iter_glyphs():
        assert 0 <= glyph.box.left < glyph.box.right <= result.width
        assert 0 <= glyph.box.top < glyph.box.bottom <= result.height
        assert 0.0 <= glyph.confidence <= 1.0
