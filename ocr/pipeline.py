"""From a page's pixels to its result: segment, crop, read, decode, assemble."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from ocr.agreement import settle_doubts
from ocr.assembler import ReadLine, assemble_page
from ocr.bare_paper import refuse_bare_paper
from ocr.decoder import decode_lines
from ocr.errors import MissingModelError
from ocr.glyph_reading import read_glyphs
from ocr.line_sight import LineSight
from ocr.page_reader import PageReader, load_page_reader
from ocr.settings import OcrSettings
from ocr.types import PageImage, PageResult
from ocr.word_confidence import rate_words
from segmenter.crops import crop_lines
from segmenter.page import segment_page
from segmenter.types import Segmentation

__all__ = ["PageReader", "load_page_reader", "recognize_page"]

TINY_SIDE = 10  # px; no legible character fits below
DARK_GRAY = 96  # grey level below which a pixel is dark on any paper
DARK_SHARE = 0.9  # part of the pixels that is dark on what is no page: a lid, a cover
BLANK_SHARE = 1e-5  # ink's part of the page up to which it is a speck or two
UNREAD_SHARE = 0.03  # unread part of the ink from which a person should look


def recognize_page(image: PageImage, reader: PageReader, settings: OcrSettings | None = None) -> PageResult:
    """Read one page.

    Args:
        image: the page.
        reader: what reads it, see ``load_page_reader``.
        settings: how.

    Returns:
        Everything on the page, in source px; flags say why a page has no text: ``blank``, ``dark``
        or ``tiny``, and that much of its ink was not read: ``unread_ink``.

    Raises:
        MissingModelError: the reader lacks the engine that the settings ask for.
    """
    settings = settings or OcrSettings()
    segmentation = segment_page(image.pixels, settings.segmenter)
    read = read_segmentation(segmentation, reader, settings)
    result = assemble_page(image, segmentation, read, reader.preset)
    return replace(result, flags=_flags(image, segmentation, result))


def read_segmentation(
    segmentation: Segmentation, reader: PageReader, settings: OcrSettings
) -> list[ReadLine]:
    """What was read on every line of a page, text or not, in the order of the lines.

    Raises:
        MissingModelError: the reader lacks the engine that the settings ask for.
    """
    sights = see_lines(segmentation, reader, settings)
    decoded = decode_lines(
        [sight.reading for sight in sights],
        reader.charset,
        settings.decoder,
        language_model=reader.language_model,
        calibration=reader.calibration,
    )
    if settings.agreement:
        decoded = settle_doubts(decoded, sights)
    rated = rate_words(decoded, reader.word_calibration)
    return [
        ReadLine(line, text, sight.edges)
        for line, text, sight in zip(segmentation.lines, rated, sights, strict=True)
    ]


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
    crops = crop_lines(segmentation, reader.crop)
    readings = reader.line_reader.read_lines([crop.pixels for crop in crops])
    return [
        LineSight(
            refuse_bare_paper(reading, crop.pixels),
            crop.page_x(np.arange(len(reading.log_probabilities) + 1) * reading.stride),
            crop,
        )
        for reading, crop in zip(readings, crops, strict=True)
    ]


def _flags(image: PageImage, segmentation: Segmentation, result: PageResult) -> tuple[str, ...]:
    """What a person should know about the page."""
    dark = np.count_nonzero(image.pixels < DARK_GRAY) >= DARK_SHARE * image.pixels.size
    no_ink = not result.blocks and segmentation.ink_area <= BLANK_SHARE * image.pixels.size
    claims = {
        "blank": no_ink and not dark,
        "dark": dark,
        "tiny": min(image.pixels.shape) < TINY_SIDE,
        "unread_ink": result.unread_share > UNREAD_SHARE and not dark,
    }
    return tuple(flag for flag, holds in claims.items() if holds)
