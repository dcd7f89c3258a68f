"""What an engine sees along the lines of a page: they are cut out and read, or their glyphs one by one."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from ocr.bare_paper import refuse_bare_paper
from ocr.errors import MissingModelError
from ocr.glyph_reading import read_glyphs
from ocr.line_sight import LineSight
from ocr.page_reader import PageReader
from ocr.settings import OcrSettings
from recognizer.types import LineReader
from segmenter.crops import crop_lines
from segmenter.types import LineCrop, Segmentation


def see_lines(segmentation: Segmentation, reader: PageReader, settings: OcrSettings) -> list[LineSight]:
    """What the engine saw along every line.

    Raises:
        MissingModelError: the reader lacks the engine that the settings ask for.
    """
    if settings.reader == "glyph":
        if reader.glyph_classifier is None:
            raise MissingModelError(f"preset {reader.preset!r} has no glyph classifier: use --reader line")
        return read_glyphs(segmentation, reader.glyph_classifier)
    if reader.line_reader is None:
        raise MissingModelError(f"preset {reader.preset!r} has no line reader: use --reader glyph")
    return see_crops(crop_lines(segmentation, reader.crop), reader.line_reader)


def see_crops(crops: Sequence[LineCrop], line_reader: LineReader) -> list[LineSight]:
    """What the line reader saw along lines that were cut out; bare paper is left unread."""
    readings = line_reader.read_lines([crop.pixels for crop in crops])
    return [
        LineSight(
            refuse_bare_paper(reading, crop.pixels),
            crop.page_x(np.arange(len(reading.log_probabilities) + 1) * reading.stride),
            crop,
        )
        for reading, crop in zip(readings, crops, strict=True)
    ]
