"""Reads a page glyph by glyph: every group of strokes is classified by itself, gaps make the spaces."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from ocr.line_sight import LineSight
from recognizer.charset import BLANK, SPACE
from recognizer.glyph_frames import LineFrame, fit_line_glyphs
from recognizer.types import GlyphClassifier, LineReading
from segmenter.geometry import union_boxes
from segmenter.glyph_crops import GlyphSettings, crop_glyphs, group_strokes
from segmenter.types import Component, Segmentation

Doubles = NDArray[np.float64]

USUAL_SPACE = 0.45  # x-heights: a gap from which words part, where the line itself does not tell
CLEAR_STEP = 0.3  # x-heights between the usual gaps in words and between words, for a line to tell
CLEAR_RATIO = 1.8  # and the least ratio between the two
SOFTNESS = 0.06  # x-heights around the border within which a gap is in doubt
LEAST = 1e-9  # probability never given less, so that its logarithm is finite


def read_glyphs(
    segmentation: Segmentation, classifier: GlyphClassifier, settings: GlyphSettings | None = None
) -> list[LineSight]:
    """What the classifier saw along every line.

    Every glyph is a frame, and so is the gap behind it, which holds a space or nothing: the decoder
    reads them like any other line.

    Args:
        segmentation: a segmented page.
        classifier: its class 0 means: no character.
        settings: the frame that glyphs are cut in, at their line's scale, before each fills its square.
    """
    settings = settings or GlyphSettings()
    frame = LineFrame(settings.baseline_row, settings.x_height)
    groups = [group_strokes(line) for line in segmentation.lines]
    fitted = [
        fit_line_glyphs(crop_glyphs(segmentation.page, line, strokes, settings), frame)
        for line, strokes in zip(segmentation.lines, groups, strict=True)
    ]
    if not fitted:
        return []
    pixels = np.concatenate([pictures for pictures, _ in fitted]).astype(np.float32) * np.float32(1 / 255)
    seen = classifier.classify_glyphs(pixels, np.concatenate([places for _, places in fitted]))
    parts = np.split(seen, np.cumsum([len(strokes) for strokes in groups])[:-1])
    return [
        _line_sight(strokes, part, max(line.x_height, 1.0))
        for line, strokes, part in zip(segmentation.lines, groups, parts, strict=True)
    ]


def _line_sight(groups: list[tuple[Component, ...]], seen: NDArray[np.float32], x_height: float) -> LineSight:
    """Glyphs and gaps of one line as frames: glyph, gap, glyph, gap, ... glyph."""
    if not groups:
        return LineSight(LineReading(np.zeros((0, seen.shape[1]), dtype=np.float32), 1.0), np.zeros(1))
    boxes = [union_boxes(component.box for component in group) for group in groups]
    sides = np.array([(box.left, box.right) for box in boxes], dtype=np.float64)
    gaps = sides[1:, 0] - np.maximum.accumulate(sides[:, 1])[:-1]
    spaces = space_probabilities(gaps / x_height)
    frames = np.full((2 * len(groups) - 1, seen.shape[1]), np.log(LEAST), dtype=np.float32)
    frames[::2] = seen
    frames[1::2, SPACE] = np.log(np.maximum(spaces, LEAST))
    frames[1::2, BLANK] = np.log(np.maximum(1.0 - spaces, LEAST))
    middles = (sides[1:, 0] + sides[:-1, 1]) / 2
    edges = sides.ravel()
    edges[2::2] = np.maximum(edges[2::2], middles)
    edges[1:-1:2] = np.minimum(edges[1:-1:2], middles)
    return LineSight(LineReading(frames, 1.0), np.maximum.accumulate(edges))


def space_probabilities(gaps: Doubles) -> Doubles:
    """Probability that each gap of a line parts two words.

    The border between the gaps in words and those between words is the line's own where its gaps fall
    clearly into two classes (N. Otsu, A threshold selection method, 1979), else a usual one.

    Args:
        gaps: (n,) float64, x-heights; negative where glyphs overlap.
    """
    border = _split_gaps(np.sort(np.maximum(gaps, 0.0)))
    return np.asarray(1.0 / (1.0 + np.exp(-np.clip((gaps - border) / SOFTNESS, -30.0, 30.0))))


def _split_gaps(rising: Doubles) -> float:
    """The border between narrow and wide gaps, x-heights."""
    count = len(rising)
    if count >= 2:
        below = np.cumsum(rising)[:-1] / np.arange(1, count)
        above = (rising.sum() - np.cumsum(rising)[:-1]) / np.arange(count - 1, 0, -1)
        between = np.arange(1, count) * np.arange(count - 1, 0, -1) * (above - below) ** 2
        best = int(between.argmax())
        if above[best] - below[best] >= CLEAR_STEP and above[best] >= CLEAR_RATIO * below[best]:
            return float(rising[best] + rising[best + 1]) / 2
    return USUAL_SPACE
