"""Reads the stored lines of a page again, with another preset, without finding them again."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np
from rapidfuzz.distance import Levenshtein

from ocr.correction_placing import rebuild_lines
from ocr.decoder import DecodedLine
from ocr.errors import MissingModelError
from ocr.glyph_alignment import place_glyphs
from ocr.line_seeing import see_crops
from ocr.line_store import StoredLines
from ocr.page_reader import PageReader
from ocr.settings import OcrSettings
from ocr.sight_decoding import decode_sights
from ocr.types import Glyph, Line, PageResult, Word
from ocr.word_confidence import word_confidences
from segmenter.geometry import Baseline, Box, union_boxes
from segmenter.types import LineCrop, TextLine

DOUBTFUL_BELOW = 0.8  # confidence below which a character that was read anew has a cause of doubt


def read_lines_again(
    result: PageResult, lines: StoredLines, reader: PageReader, settings: OcrSettings
) -> PageResult:
    """A page as another reader reads its lines.

    Characters that stay keep their boxes, others stand in those of the ones they take the place of. Layout,
    regions and what was unread stay; a line in which nothing is read now stays as it was.

    Args:
        result: as read before.
        lines: of the same page, in its order.
        reader: with a line reader.
        settings: how lines are decoded.

    Raises:
        MissingModelError: the reader has no line reader.
    """
    at = [number for number, crop in enumerate(lines.crops) if crop.shape[1]]
    decoded = _decode([_line_crop(lines, number) for number in at], reader, settings)
    again = dict(zip(at, decoded, strict=True))
    new = [
        _merge(line, again[number], int(lines.begun[number])) if number in again else line
        for number, line in enumerate(result.iter_lines())
    ]
    return replace(rebuild_lines(result, new), preset=reader.preset)


def count_changes(before: PageResult, after: PageResult) -> int:
    """Characters, spaces included, that differ between two readings of the same lines."""
    pairs = zip(before.iter_lines(), after.iter_lines(), strict=True)
    return sum(Levenshtein.distance(old.text, new.text) for old, new in pairs)


def _decode(crops: Sequence[LineCrop], reader: PageReader, settings: OcrSettings) -> list[DecodedLine]:
    """What is read on crops, as a page's lines are read."""
    if reader.line_reader is None:
        raise MissingModelError(f"preset {reader.preset!r} has no line reader")
    return decode_sights(see_crops(crops, reader.line_reader), reader, settings)


def _line_crop(lines: StoredLines, number: int) -> LineCrop:
    """A stored crop as the segmenter cut it, of a line of which no more is known than where it begins."""
    pixels = np.asarray(lines.crops[number], dtype=np.float32) * np.float32(1 / 255)
    left, scale = float(lines.left[number]), float(lines.scale[number])
    x, y = lines.knots[number].tolist()
    place = Box(int(left), 0, int(left + pixels.shape[1] / scale) + 1, 1)
    line = TextLine(place, Baseline((x,), (y,)), lines.frame.x_height / scale, ())
    return LineCrop(pixels, left, scale, line)


def _merge(line: Line, decoded: DecodedLine, begun: int) -> Line:
    """A line with what is read on it now; letters that its crop does not show stay."""
    read = decoded.text.split()
    letters = "".join(read)
    own = [glyph for word in line.words for glyph in word.glyphs]
    kept, old = own[:begun], own[begun:]
    if not letters or not old:
        return line
    boxes = place_glyphs([(glyph.character, glyph.box) for glyph in old], letters)
    causes = {(glyph.character, glyph.box): glyph.cause for glyph in old}
    glyphs = iter(
        Glyph(
            one.character,
            one.confidence,
            box,
            one.alternatives,
            "" if one.confidence >= DOUBTFUL_BELOW else causes.get((one.character, box)) or "other",
        )
        for one, box in zip(
            (one for one in decoded.told or decoded.characters if not one.character.isspace()),
            boxes,
            strict=True,
        )
    )
    words = []
    for at, (text, sure) in enumerate(zip(read, word_confidences(decoded), strict=True)):
        held = [*(kept if at == 0 else ()), *(next(glyphs) for _ in text)]
        words.append(Word(tuple(held), sure, union_boxes(glyph.box for glyph in held)))
    return replace(line, words=tuple(words))
