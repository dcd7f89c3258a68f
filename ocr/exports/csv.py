"""The page report: CSV, a row a glyph; pages follow one another under one header."""

from __future__ import annotations

from collections.abc import Iterable
from typing import TextIO

from ocr.exports import ExportPage, exporter
from ocr.page_report import write_page_header, write_page_rows


@exporter("csv", suffix=".csv")
def export_csv(pages: Iterable[ExportPage], stream: TextIO) -> None:
    """Write the header, then a row for every glyph of every page."""
    write_page_header(stream)
    for result, _ in pages:
        write_page_rows(result, stream)
