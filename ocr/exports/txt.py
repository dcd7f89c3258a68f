"""Plain text: UTF-8, a text line a printed line, pages parted by form feeds."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from ocr.exports import ExportPage, exporter
from ocr.text import PAGE_SEPARATOR, page_text


@exporter("txt", suffix=".txt")
def export_txt(pages: Iterable[ExportPage], stream: TextIO) -> None:
    """Write each page's text, with a form feed before every page but the first."""
    for number, (result, _) in enumerate(pages):
        if number:
            stream.write(PAGE_SEPARATOR)
        stream.write(page_text(result))
