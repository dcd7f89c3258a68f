"""What an engine saw along the lines of a page -> their characters, with the confidences that are told."""

from __future__ import annotations

from collections.abc import Sequence

from ocr.agreement import settle_doubts
from ocr.decoder import DecodedLine, decode_lines
from ocr.final_confidence import finish_confidences
from ocr.line_sight import LineSight
from ocr.page_reader import PageReader
from ocr.settings import OcrSettings
from ocr.word_confidence import rate_words


def decode_sights(
    sights: Sequence[LineSight], reader: PageReader, settings: OcrSettings
) -> list[DecodedLine]:
    """Decode the lines of one page together; its sure letters settle the doubtful ones where asked to.

    Args:
        sights: of all lines of the page.
        reader: its charset, language model and calibrations.
        settings: how lines are decoded, and whether letters settle each other.
    """
    decoded = decode_lines(
        [sight.reading for sight in sights],
        reader.charset,
        settings.decoder,
        language_model=reader.language_model,
        calibration=reader.calibration,
    )
    if settings.agreement:
        decoded = settle_doubts(decoded, sights)
    return finish_confidences(rate_words(decoded, reader.word_calibration), reader.final_calibration)
