"""Writes the outputs of pages again from results that have changed, without reading the pages."""

from __future__ import annotations

from collections.abc import Mapping
from pathlib import Path

from ocr.atomic import replace_file
from ocr.batch.files import OVERLAY_SUFFIX, REPORT_NAME, make_folder, output_path, result_path
from ocr.batch.write import TEXT_FORMAT
from ocr.errors import InputError
from ocr.exports import available_formats, get_exporter
from ocr.overlay import draw_overlay
from ocr.report import ReportRow, update_report
from ocr.results import StoredPage, save_result
from ocr.text import PAGE_SEPARATOR, join_pages
from ocr.types import PageResult

_NUMBER = "-{:04d}"  # what the name of a page of a many-paged source ends with


def rewrite_page(out: Path, name: str, stored: StoredPage, result: PageResult) -> None:
    """Write a page's result, and of its other outputs those that are there.

    Each file is replaced at once. An overlay is drawn from the source; where that is gone, the overlay goes
    too, since it would tell of what is no longer so.

    Args:
        out: the output folder of a run.
        name: of the page, as ``find_page_names`` gives it.
        stored: what was stored of it before.
        result: what is to be told of it from now on.

    Raises:
        OutputError: a file cannot be written.
    """
    path = result_path(out, name)
    make_folder(path)
    save_result(result, path, stored.source, stored.seconds)
    for known in available_formats():
        exporter = get_exporter(known)
        target = output_path(out, name, exporter.suffix)
        if target.is_file():
            exporter.write([(result, stored.source)], target)
    overlay = output_path(out, name, OVERLAY_SUFFIX)
    if overlay.is_file():
        try:
            draw_overlay(stored.source.open(), result, overlay)
        except InputError:
            overlay.unlink(missing_ok=True)


def rewrite_run(out: Path, pages: Mapping[str, ReportRow]) -> None:
    """Write what tells of several pages again: the run report, and the joined texts of many-paged sources.

    Args:
        out: the output folder of a run.
        pages: rows of those whose results have changed, by name.

    Raises:
        OutputError: a file cannot be written.
    """
    report = out / REPORT_NAME
    if report.is_file():
        update_report(pages.values(), report)
    suffix = get_exporter(TEXT_FORMAT).suffix
    joined: dict[str, dict[int, str]] = {}
    for name, row in pages.items():
        ending = _NUMBER.format(row.page_num or 0)
        if row.page_num is not None and name.endswith(ending):
            joined.setdefault(name.removesuffix(ending), {})[row.page_num - 1] = name
    for name, own in sorted(joined.items()):
        target = output_path(out, name, suffix)
        if target.is_file() and not result_path(out, name).is_file():
            _rejoin(out, target, own, suffix)


def _rejoin(out: Path, target: Path, own: Mapping[int, str], suffix: str) -> None:
    """Put pages' texts anew into a joined text; pages of a selection stand there in their order."""
    parts = target.read_bytes().decode("utf-8").split(PAGE_SEPARATOR)
    base = target.name.removesuffix(suffix)
    folder = target.parent
    numbers = sorted(
        int(path.name.removeprefix(f"{base}-").removesuffix(suffix)) - 1
        for path in folder.glob(f"{_escape(base)}-[0-9][0-9][0-9][0-9]*{_escape(suffix)}")
        if path.name.removeprefix(f"{base}-").removesuffix(suffix).isdigit()
    )
    if len(parts) > len(numbers):  # pages that failed have no text of their own, but their place
        numbers = list(range(len(parts)))
    for place, index in enumerate(numbers[: len(parts)]):
        if index in own:
            parts[place] = output_path(out, own[index], suffix).read_bytes().decode("utf-8")
    with replace_file(target) as stream:
        stream.write(join_pages(parts).encode("utf-8"))


def _escape(name: str) -> str:
    return "".join(f"[{sign}]" if sign in "*?[" else sign for sign in name)
