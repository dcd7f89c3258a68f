"""Puts a page together: decoded characters and their ink become glyphs, words, lines and blocks."""

from __future__ import annotations

import math
from collections.abc import Iterable, Sequence
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.doubt_causes import find_causes
from ocr.drop_capitals import join_initial
from ocr.glyph_boxes import box_characters
from ocr.last_word import judge_lines, row_numbers
from ocr.read_line import ReadLine
from ocr.types import Block, Glyph, Line, PageImage, PageResult, Paragraph, Word
from ocr.word_confidence import word_confidences
from segmenter.geometry import Baseline, Box, union_boxes
from segmenter.types import CleanPage, Component, Region, Segmentation

__all__ = ["ReadLine", "SourceMap", "assemble_page"]

UNTOLD = ("rule", "border")  # regions in whose bounds there may be ink that they do not explain


def assemble_page(
    image: PageImage, segmentation: Segmentation, read: Sequence[ReadLine], preset: str
) -> PageResult:
    """Everything that was read on a page, in source px.

    A line in which no text was read, or read with too little confidence to be text, is not dropped
    silently: its ink counts as unread, but in a picture, a stamp or the like.

    Args:
        image: the page as loaded.
        segmentation: what the segmenter found on it.
        read: the readings of ``segmentation.lines``, in the same order.
        preset: name of the preset that read it.

    Raises:
        ValueError: there are not as many readings as lines.
    """
    if len(read) != len(segmentation.lines):
        raise ValueError(f"{len(segmentation.lines)} lines but {len(read)} readings")
    height, width = image.pixels.shape
    to_source = SourceMap(segmentation.page, width, height)
    is_text = judge_lines(read)
    blocks, at = [], 0
    for block in segmentation.blocks:
        span = slice(at, at + len(block.lines))
        at += len(block.lines)
        paragraphs = _assemble_paragraphs(block.paragraph_starts, read[span], is_text[span], to_source)
        if paragraphs:
            blocks.append(Block(block.kind, paragraphs, union_boxes(p.box for p in paragraphs)))
    unread = _find_unread(segmentation, read, is_text)
    regions = to_source.boxes(_corners(region.box for region in segmentation.regions))
    return PageResult(
        source=image.source,
        index=image.index,
        width=width,
        height=height,
        skew=segmentation.page.skew,
        orientation=to_source.orientation,
        blocks=tuple(blocks),
        regions=tuple(Region(r.kind, box) for r, box in zip(segmentation.regions, regions, strict=True)),
        unread=tuple(to_source.boxes(_corners(component.box for component in unread))),
        unread_share=_share(unread, segmentation.ink_area),
        flags=(),
        preset=preset,
        dpi=image.dpi,
    )


def _corners(boxes: Iterable[Box]) -> NDArray[np.float64]:
    """(n, 4) left, top, right, bottom of boxes, px."""
    corners = [(box.left, box.top, box.right, box.bottom) for box in boxes]
    return np.array(corners, dtype=np.float64).reshape(-1, 4)


def _find_unread(
    segmentation: Segmentation, read: Sequence[ReadLine], is_text: Sequence[bool]
) -> list[Component]:
    """What no line took, and the ink of lines that are no text, where no picture or the like explains it."""
    told = _corners(region.box for region in segmentation.regions if region.kind not in UNTOLD)
    dropped = [
        component
        for reading, text in zip(read, is_text, strict=True)
        for component in (() if text else reading.line.components)
    ]
    x, y = np.array([component.box.center for component in dropped]).reshape(-1, 2).T[..., None]
    held = (x >= told[:, 0]) & (y >= told[:, 1]) & (x < told[:, 2]) & (y < told[:, 3])
    free = ~held.any(axis=1)
    return [*segmentation.unread, *(c for c, is_free in zip(dropped, free.tolist(), strict=True) if is_free)]


def _assemble_paragraphs(
    starts: Sequence[int], read: Sequence[ReadLine], is_text: Sequence[bool], to_source: SourceMap
) -> tuple[Paragraph, ...]:
    """The paragraphs of a block; those without text are left out."""
    rows = row_numbers(read)
    bounds = [*sorted({0, *starts}), len(read)]
    paragraphs = []
    for start, stop in pairwise(bounds):
        lines: list[Line] = []
        last_row, initial = None, None
        for index in range(start, stop):
            if is_text[index]:
                line = _assemble_line(read[index], rows[index] == last_row, to_source)
                if initial is not None:
                    line = join_initial(initial, line)
                initial = line if read[index].line.initial and index + 1 < stop else None
                if initial is None:
                    lines.append(line)
                last_row = rows[index]
            elif initial is not None:
                lines.append(initial)
                initial = None
        if initial is not None:
            lines.append(initial)
        if lines:
            paragraphs.append(Paragraph(tuple(lines), union_boxes(line.box for line in lines)))
    return tuple(paragraphs)


def _assemble_line(reading: ReadLine, gap_before: bool, to_source: SourceMap) -> Line:
    """One line with its words; the caller knows that it holds letters."""
    letters = reading.told_letters
    frames = np.array([(c.first_frame, c.last_frame + 1) for c in letters])
    spans = reading.edges[frames]
    ink = box_characters(reading.line, spans, to_source.page.ink)
    causes = find_causes(letters, ink, reading.line, to_source.page, to_source.scale)
    glyphs = iter(
        [
            Glyph(c.character, c.confidence, box, c.alternatives, cause)
            for c, box, cause in zip(letters, to_source.boxes(ink.boxes), causes, strict=True)
        ]
    )
    words = []
    for text, sure in zip(reading.decoded.text.split(), word_confidences(reading.decoded), strict=True):
        word = tuple(next(glyphs) for _ in text)
        words.append(Word(word, sure, union_boxes(g.box for g in word)))
    return Line(
        words=tuple(words),
        box=union_boxes(word.box for word in words),
        baseline=to_source.baseline(reading.line.baseline),
        x_height=reading.line.x_height * to_source.scale,
        gap_before=gap_before,
        cell=reading.line.cell,
    )


def _share(components: Sequence[Component], ink_area: int) -> float:
    """The components' part of all ink, [0, 1]."""
    return min(1.0, sum(component.area for component in components) / ink_area) if ink_area else 0.0


class SourceMap:
    """Takes clean-page geometry to source px, inside the page."""

    def __init__(self, page: CleanPage, width: int, height: int) -> None:
        self.page = page
        self._limit = np.array([width, height], dtype=np.float64)
        self._linear, self._offset = page.to_source[:, :2], page.to_source[:, 2]
        self.scale = math.sqrt(abs(float(np.linalg.det(self._linear))))  # source px a clean-page px

    @property
    def orientation(self) -> int:
        """Degrees counter-clockwise the page was turned before it was read: 0, 90, 180 or 270."""
        degrees = math.degrees(math.atan2(self._linear[1, 0], self._linear[0, 0]))
        return round(degrees / 90) % 4 * 90

    def boxes(self, boxes: NDArray[np.float64]) -> list[Box]:
        """Smallest source boxes that hold the given ones, (n, 4) left, top, right, bottom."""
        corners = boxes[:, [0, 1, 2, 1, 0, 3, 2, 3]].reshape(-1, 4, 2) @ self._linear.T + self._offset
        low = np.floor(corners.min(axis=1) + 1e-6).clip(0, self._limit - 1)
        high = np.maximum(np.ceil(corners.max(axis=1) - 1e-6).clip(0, self._limit), low + 1)
        return [Box(*values) for values in np.concatenate([low, high], axis=1).astype(int).tolist()]

    def baseline(self, baseline: Baseline) -> Baseline:
        """A baseline in source px; its knots run from left to right there too."""
        x, y = self._linear @ np.array([baseline.xs, baseline.ys]) + self._offset[:, None]
        order = np.argsort(x, kind="stable")
        x, y = x[order], y[order]
        kept = np.concatenate([[True], np.diff(x) > 1e-3])
        return Baseline(tuple(x[kept].tolist()), tuple(y[kept].tolist()))
