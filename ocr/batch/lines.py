"""The lines of pages read before: as they were stored, or cut out of the source once more and stored then."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path
from typing import cast

import numpy as np

from ocr.batch.files import lines_path, make_folder
from ocr.errors import DamagedFileError
from ocr.line_store import StoredLines, load_lines, order_lines, save_lines
from ocr.page_reader import PageReader
from ocr.pipeline import read_page_lines
from ocr.results import StoredPage
from ocr.settings import OcrSettings, OrientationKind


def find_lines(
    out: Path, name: str, stored: StoredPage, reader: PageReader, settings: OcrSettings
) -> StoredLines | None:
    """The lines of the page called ``name``, in the order of its result.

    Where none are stored that fit the result, the page is segmented again and what is found is stored.

    Args:
        out: the output folder of a batch.
        name: as ``find_page_names`` gives it.
        stored: its result.
        reader: reads it where it must be segmented; its preset's frame is that of the lines.
        settings: how pages are read.

    Returns:
        The lines; those that were not found again have crops without columns. None where the page has no
        lines.

    Raises:
        InputError: the lines are not stored and the source cannot be loaded.
        OutputError: the lines cannot be stored.
    """
    path = lines_path(out, name)
    if path.is_file():
        try:
            lines = load_lines(path)
        except DamagedFileError:
            lines = None
        if lines is not None and lines.fits(stored.result, reader.crop):
            return lines
    upright = replace(settings, orientation=cast(OrientationKind, str(stored.result.orientation)))
    found = read_page_lines(stored.source.open(), reader, upright).lines
    if found is None or not any(True for _ in stored.result.iter_lines()):
        return None
    lines = order_lines(found, stored.result)
    make_folder(path)
    save_lines(lines, path)
    return lines


def count_found(lines: StoredLines) -> int:
    """How many of a page's lines have a crop."""
    return int(np.count_nonzero([crop.shape[1] for crop in lines.crops]))
