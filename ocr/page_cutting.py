"""Cuts glyphs and lines whose text is known out of a page, each on its line as the segmenter finds it."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.page_truth import Mark
from recognizer.charset import LATIN, normalize_text
from recognizer.dataset import TrainingLine
from recognizer.datasets.samples import NO_CHARACTER, Item, LineSample, Sample, Skipped, clean_label
from recognizer.glyph_frames import LineFrame, fit_line_glyphs, lift_ink
from segmenter.geometry import Box
from segmenter.glyph_crops import GlyphSettings, crop_glyph
from segmenter.page import segment_page
from segmenter.strip import crop_strip
from segmenter.types import SegmenterError, SegmenterSettings

LEAST_SIDE = 3  # px: a box of fewer is no character
AROUND_LINE = 0.5  # of a line's height of paper kept above and below its box
BESIDE_LINE = 3  # px of paper kept beside it
NARROWEST, WIDEST = 3.0, 46.0  # crop px a character of a plausible line
NO_LINE = "no text line was found at its box"
OUTSIDE = "its box lies outside of the page"
IMPLAUSIBLE = "its text does not fit the width of its line"
NOT_COVERED = "its text has characters that are not in the charset"


@dataclass(frozen=True, slots=True)
class Cut:
    """Where glyphs and lines are cut.

    Args:
        name: of the page, told as their origin.
        source: page, book or writer, which splits keep together.
        kind: ``print``, ``type`` or ``hand``.
    """

    name: str
    source: str
    kind: str


def cut_glyph_marks(pixels: NDArray[np.uint8], marks: Sequence[Mark], cut: Cut) -> Iterator[Item]:
    """Every marked character, filling its square, its size and its place on the line told beside it.

    Args:
        pixels: (H, W) uint8 page, read upright.
        marks: characters and their boxes, px of the page.
        cut: where they come from.
    """
    lines = _find_lines(pixels) if marks else []
    frame, settings = LineFrame(), GlyphSettings(size=64, baseline_row=46, x_height=22)
    for at, mark in enumerate(marks):
        origin, label = f"{cut.name}#{at}", clean_label(mark.text)
        box = mark.box.clipped(pixels.shape[1], pixels.shape[0])
        if not label:
            yield Skipped(NO_CHARACTER, origin)
            continue
        if box is None or max(box.width, box.height) < LEAST_SIDE:
            yield Skipped(OUTSIDE, origin)
            continue
        line = _line_at(lines, box)
        if line is None:
            yield Skipped(NO_LINE, origin)
            continue
        strength, inner = _ink_around(pixels, box)
        crop = crop_glyph(strength, inner, line.baseline - box.top + inner.top, line.x_height, settings)
        images, places = fit_line_glyphs(crop[None], frame)
        extent = (box.height, box.width)
        yield Sample(images[0], label, cut.source, "", origin, True, extent, places[0])


def cut_line_marks(pixels: NDArray[np.uint8], marks: Sequence[Mark], cut: Cut) -> Iterator[Item]:
    """Every marked line or word, straightened into the line reader's frame.

    Args:
        pixels: (H, W) uint8 page, read upright.
        marks: texts and their boxes, px of the page.
        cut: where they come from.
    """
    for at, mark in enumerate(marks):
        origin = f"{cut.name}#line{at}"
        text = " ".join(normalize_text(mark.text).split())
        box = mark.box.clipped(pixels.shape[1], pixels.shape[0])
        if box is None or not text:
            yield Skipped(OUTSIDE, origin)
            continue
        if not all(character in LATIN for character in text):
            yield Skipped(NOT_COVERED, origin)
            continue
        around = round(AROUND_LINE * box.height)
        top, left = max(0, box.top - around), max(0, box.left - BESIDE_LINE)
        strip = pixels[top : box.bottom + around, left : box.right + BESIDE_LINE]
        crop = crop_strip(strip, (box.top - top, box.bottom - top), SegmenterSettings().crop)
        if crop is None:
            yield Skipped(NO_LINE, origin)
            continue
        if not NARROWEST * len(text) < crop.pixels.shape[1] < WIDEST * len(text) + 60:
            yield Skipped(IMPLAUSIBLE, origin)
            continue
        levels = np.clip(np.round(crop.pixels * 255), 0, 255).astype(np.uint8)
        yield LineSample(TrainingLine(levels, text, None, cut.source, cut.kind), origin)


@dataclass(frozen=True, slots=True)
class _PlacedLine:
    """A found line: its box, source px, and its baseline's height across it."""

    box: Box
    ends: tuple[float, float]
    x_height: float
    baseline: float = 0.0

    def at(self, x: float) -> _PlacedLine:
        """The line with its baseline at a column."""
        share = (x - self.box.left) / self.box.width
        level = self.ends[0] + (self.ends[1] - self.ends[0]) * float(np.clip(share, 0, 1))
        return _PlacedLine(self.box, self.ends, self.x_height, level)


def _find_lines(pixels: NDArray[np.uint8]) -> list[_PlacedLine]:
    """The page's text lines; none where the segmenter finds no page."""
    try:
        segmentation = segment_page(pixels, SegmenterSettings())
    except SegmenterError:
        return []
    found = []
    for line in segmentation.lines:
        xs = np.array([line.box.left, line.box.right], dtype=np.float64)
        ends = segmentation.page.points_to_source(xs, line.baseline.y_at(xs))[1]
        box = segmentation.page.box_to_source(line.box)
        found.append(_PlacedLine(box, (float(ends[0]), float(ends[1])), max(line.x_height, 1.0)))
    return found


def _line_at(lines: Sequence[_PlacedLine], box: Box) -> _PlacedLine | None:
    """The line that shares most with a box, its baseline at the box."""
    shared = [(found.area if (found := line.box.intersection(box)) else 0) for line in lines]
    best = int(np.argmax(shared)) if shared else 0
    return lines[best].at(box.center[0]) if shared and shared[best] > 0 else None


def _ink_around(pixels: NDArray[np.uint8], box: Box) -> tuple[NDArray[np.uint8], Box]:
    """The ink within a box, judged beside the paper around it; a px of nothing is left around it."""
    around = max(2, max(box.width, box.height) // 2)
    top, left = max(0, box.top - around), max(0, box.left - around)
    window = np.ascontiguousarray(pixels[top : box.bottom + around, left : box.right + around])
    own = lift_ink(window)[box.top - top : box.bottom - top, box.left - left : box.right - left]
    framed = cv2.copyMakeBorder(own, 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=(0,))
    return np.asarray(framed, dtype=np.uint8), Box(1, 1, 1 + box.width, 1 + box.height)
