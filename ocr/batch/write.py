"""What is written of a page: its whole result first, then every format and the overlay."""

from __future__ import annotations

import os
from collections.abc import Collection, Iterator
from pathlib import Path

from ocr.atomic import replace_file
from ocr.batch.files import OVERLAY_SUFFIX, lines_path, make_folder, output_path, result_path
from ocr.batch.plan import PlannedPage, PlannedSource
from ocr.batch.settings import BatchSettings
from ocr.errors import OutputError
from ocr.exports import get_exporter
from ocr.line_store import StoredLines, save_lines
from ocr.overlay import draw_overlay
from ocr.results import PageSource, save_result
from ocr.text import join_pages
from ocr.types import PageImage, PageResult

TEXT_FORMAT = "txt"


def write_page(
    page: PlannedPage, image: PageImage, result: PageResult, out: Path, settings: BatchSettings
) -> None:
    """Write all outputs of a page; each appears when it is complete.

    The result comes first: from it everything else can be written again.

    Raises:
        OutputError: a file cannot be written.
    """
    source = PageSource(os.path.abspath(page.path), page.index, settings.ocr.loader)
    stored = result_path(out, page.name)
    make_folder(stored)
    save_result(result, stored, source)
    make_folder(output_path(out, page.name, ""))
    for name in settings.formats:
        exporter = get_exporter(name)
        exporter.write([(result, source)], output_path(out, page.name, exporter.suffix))
    if settings.overlay is not None:
        draw_overlay(image, result, output_path(out, page.name, OVERLAY_SUFFIX), settings.overlay)


def keep_page_lines(page: PlannedPage, lines: StoredLines | None, out: Path) -> None:
    """Store the lines of a page as they were cut out; those of an earlier run go where there are none.

    Raises:
        OutputError: the file cannot be written or removed.
    """
    path = lines_path(out, page.name)
    if lines is not None:
        make_folder(path)
        save_lines(lines, path)
        return
    try:
        path.unlink(missing_ok=True)
    except OSError as error:
        raise OutputError(f"{path}: cannot be removed ({error.strerror or error})") from error


def join_texts(source: PlannedSource, failed: Collection[str], out: Path) -> None:
    """Write a many-paged source's text: its pages' texts joined, that of a failed page empty.

    Args:
        source: its other pages' texts are written.
        failed: names of its pages that have no text.
        out: the output folder.

    Raises:
        OutputError: it cannot be written.
    """
    suffix = get_exporter(TEXT_FORMAT).suffix
    with replace_file(output_path(out, source.name, suffix)) as stream:
        stream.write(join_pages(_texts(source, failed, out, suffix)).encode("utf-8"))


def _texts(source: PlannedSource, failed: Collection[str], out: Path, suffix: str) -> Iterator[str]:
    for page in source.pages:
        if page.name in failed:
            yield ""
        else:
            yield output_path(out, page.name, suffix).read_bytes().decode("utf-8")
