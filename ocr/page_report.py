"""The page report: a page's glyphs as CSV, a row a glyph; docs/formats.md says how to read it."""

from __future__ import annotations

import csv
import os
from collections.abc import Iterator
from typing import TYPE_CHECKING, Any, TextIO

from ocr.spreadsheet import escape_formula, unescape_formula
from ocr.types import Glyph, PageResult

if TYPE_CHECKING:
    import pandas as pd

PAGE_COLUMNS = (
    "page_num",
    "block_num",
    "par_num",
    "line_num",
    "word_num",
    "char_num",
    "left",
    "top",
    "width",
    "height",
    "text",
    "confidence",
    "alternative_1",
    "alternative_1_confidence",
    "alternative_2",
    "alternative_2_confidence",
    "cause",
    "word_confidence",
    "line_confidence",
)
_TEXT_COLUMNS = ("text", "alternative_1", "alternative_2")
_ALTERNATIVES = 2
_LATER_COLUMNS: dict[str, Any] = {
    "cause": "",
    "word_confidence": float("nan"),
    "line_confidence": float("nan"),
}
_CONFIDENCE_COLUMNS = (
    "confidence",
    "alternative_1_confidence",
    "alternative_2_confidence",
    "word_confidence",
    "line_confidence",
)


def write_page_header(stream: TextIO) -> None:
    """Write the header line of the page report."""
    stream.write(",".join(PAGE_COLUMNS) + "\n")


def write_page_rows(result: PageResult, stream: TextIO) -> None:
    """Write a row for every glyph of a page: source pixels, numbers from 1, confidences in [0, 1]."""
    # Not by way of pandas, which takes half a second to load and five times as long to write.
    csv.writer(stream, lineterminator="\n").writerows(map(_write_row, _glyph_rows(result)))


def _write_row(row: tuple[Any, ...]) -> tuple[Any, ...]:
    """A row as the file holds it: confidences with four decimals, empty where there is no rival."""
    *place, text, confidence, first, first_confidence, second, second_confidence, cause, word, line = row
    return (
        *place,
        escape_formula(text),
        f"{confidence:.4f}",
        escape_formula(first),
        "" if first_confidence is None else f"{first_confidence:.4f}",
        escape_formula(second),
        "" if second_confidence is None else f"{second_confidence:.4f}",
        cause,
        f"{word:.4f}",
        f"{line:.4f}",
    )


def page_table(result: PageResult) -> pd.DataFrame:
    """A page's glyphs as a pandas table with the columns of the page report, text as it was read."""
    import pandas as pd

    return pd.DataFrame.from_records(list(_glyph_rows(result)), columns=list(PAGE_COLUMNS))


def read_page_report(source: str | os.PathLike[str] | TextIO) -> pd.DataFrame:
    """Read a page report: text as it was read, even ``NA`` or ``=``; NaN only for a rival that is missing.

    Reports of versions that named no cause have an empty one, and NaN for the confidence of words and lines.
    """
    import pandas as pd

    table = pd.read_csv(
        source,
        dtype={
            **dict.fromkeys((*_TEXT_COLUMNS, "cause"), "object"),
            **dict.fromkeys(_CONFIDENCE_COLUMNS, "float64"),
        },
        keep_default_na=False,
        na_values=dict.fromkeys(_CONFIDENCE_COLUMNS, ""),
        encoding="utf-8",
    )
    for column in _TEXT_COLUMNS:
        table[column] = [unescape_formula(cell) for cell in table[column]]
    return table.assign(**{name: usual for name, usual in _LATER_COLUMNS.items() if name not in table})


def _glyph_rows(result: PageResult) -> Iterator[tuple[Any, ...]]:
    """The cells of every glyph, in reading order; numbers of lines run through their paragraph."""
    page = result.index + 1
    for block_number, block in enumerate(result.blocks, 1):
        for paragraph_number, paragraph in enumerate(block.paragraphs, 1):
            for line_number, line in enumerate(paragraph.lines, 1):
                line_confidence = line.confidence
                for word_number, word in enumerate(line.words, 1):
                    at = (page, block_number, paragraph_number, line_number, word_number)
                    for number, glyph in enumerate(word.glyphs, 1):
                        yield (*at, number, *_glyph_cells(glyph), word.confidence, line_confidence)


def _glyph_cells(glyph: Glyph) -> tuple[Any, ...]:
    """Box, text and confidence of a glyph, its two best rivals, and why it is in doubt."""
    box = glyph.box
    cells = [box.left, box.top, box.width, box.height, glyph.character, glyph.confidence]
    for rank in range(_ALTERNATIVES):
        if rank < len(glyph.alternatives):
            rival = glyph.alternatives[rank]
            cells += (rival.character, rival.confidence)
        else:
            cells += ("", None)
    return (*cells, glyph.cause)
