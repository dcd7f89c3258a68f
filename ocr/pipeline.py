"""From a page's pixels to its result: turn upright, segment, crop, read, decode, assemble."""

from __future__ import annotations

from dataclasses import dataclass, replace

import numpy as np

from ocr.assembler import ReadLine, assemble_page
from ocr.line_seeing import see_lines
from ocr.line_store import StoredLines, keep_lines
from ocr.orientation import set_upright
from ocr.page_reader import PageReader, load_page_reader
from ocr.settings import OcrSettings
from ocr.sight_decoding import decode_sights
from ocr.types import PageImage, PageResult
from segmenter.types import CleanPage, Segmentation

__all__ = [
    "PageReader",
    "ReadPage",
    "load_page_reader",
    "read_page_lines",
    "read_segmentation",
    "recognize_page",
    "see_lines",
]

TINY_SIDE = 10  # px; no legible character fits below
DARK_GRAY = 96  # grey level below which a pixel is dark on any paper
DARK_SHARE = 0.9  # part of the pixels that is dark on what is no page: a lid, a cover
BLANK_SHARE = 1e-5  # ink's part of the page up to which it is a speck or two
UNREAD_SHARE = 0.03  # unread part of the ink from which a person should look


@dataclass(frozen=True, slots=True, eq=False)
class ReadPage:
    """A page as it was read, and its lines as they were cut out.

    Args:
        result: everything on the page.
        lines: to be read again; None where there are none, or single glyphs were read.
    """

    result: PageResult
    lines: StoredLines | None


def recognize_page(image: PageImage, reader: PageReader, settings: OcrSettings | None = None) -> PageResult:
    """Read one page.

    Args:
        image: the page.
        reader: what reads it, see ``load_page_reader``.
        settings: how.

    Returns:
        Everything on the page, in px of the page turned upright; flags say why a page has no text:
        ``blank``, ``dark`` or ``tiny``, that it was read light on dark: ``inverted``, and that much of
        its ink was not read: ``unread_ink``.

    Raises:
        MissingModelError: the reader lacks the engine that the settings ask for.
    """
    return _read_page(image, reader, settings or OcrSettings())[0]


def read_page_lines(image: PageImage, reader: PageReader, settings: OcrSettings | None = None) -> ReadPage:
    """Read one page as ``recognize_page`` does, and keep its lines as they were cut out."""
    result, page, read = _read_page(image, reader, settings or OcrSettings())
    return ReadPage(result, keep_lines(result, page, read, reader.crop))


def read_segmentation(
    segmentation: Segmentation, reader: PageReader, settings: OcrSettings
) -> list[ReadLine]:
    """What was read on every line of a page, text or not, in the order of the lines.

    Raises:
        MissingModelError: the reader lacks the engine that the settings ask for.
    """
    sights = see_lines(segmentation, reader, settings)
    return [
        ReadLine(line, text, sight.edges, sight.crop)
        for line, text, sight in zip(
            segmentation.lines, decode_sights(sights, reader, settings), sights, strict=True
        )
    ]


def _read_page(
    image: PageImage, reader: PageReader, settings: OcrSettings
) -> tuple[PageResult, CleanPage, list[ReadLine]]:
    """A page's result, and what it was made of."""
    upright = set_upright(image, reader, settings)
    read = read_segmentation(upright.segmentation, reader, settings)
    result = assemble_page(upright.image, upright.segmentation, read, reader.preset)
    flags = _flags(upright.image, upright.segmentation, result)
    return replace(result, orientation=upright.turn, flags=flags), upright.segmentation.page, read


def _flags(image: PageImage, segmentation: Segmentation, result: PageResult) -> tuple[str, ...]:
    """What a person should know about the page."""
    dark = np.count_nonzero(image.pixels < DARK_GRAY) >= DARK_SHARE * image.pixels.size
    dark &= not (segmentation.inverted and result.blocks)
    no_ink = not result.blocks and segmentation.ink_area <= BLANK_SHARE * image.pixels.size
    claims = {
        "blank": no_ink and not dark,
        "dark": dark,
        "inverted": segmentation.inverted and bool(result.blocks),
        "tiny": min(image.pixels.shape) < TINY_SIDE,
        "unread_ink": result.unread_share > UNREAD_SHARE and not dark,
    }
    return tuple(flag for flag, holds in claims.items() if holds)
