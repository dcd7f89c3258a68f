"""The user's own pages as data sets: with ALTO or PAGE files beside them, or with corrections of a run."""

from __future__ import annotations

import csv
from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.batch.files import REPORT_NAME
from ocr.errors import DamagedFileError, InputError
from ocr.loader import KNOWN_SUFFIXES, load_pages
from ocr.page_cutting import Cut, cut_glyph_marks, cut_line_marks
from ocr.page_truth import CORRECTIONS, Mark, TruePage, page_file_kind, read_corrections, read_page_file
from ocr.page_turn import find_turn, match_shape, turn_marks, turn_page
from ocr.spreadsheet import unescape_formula
from ocr.types import PageFailure
from recognizer.datasets.samples import Format, Item, ReadSettings, Skipped
from segmenter.geometry import Box

NO_IMAGE = "its page's image cannot be found"
UNREADABLE = "its page cannot be read"
NO_TRUTH = "it has no text, or an empty box"
NO_XML = "an XML file that cannot be read"
OTHER_SHAPE = "its page's image has another shape than its file tells: it is of another page"
NO_WAY_UP = "its page lies on its side, and nothing tells which way is up"


def read_page_files(source: Path, settings: ReadSettings, kind: str) -> Iterator[Item]:
    """Glyphs and lines of pages with ALTO or PAGE files, in the order of the files' names.

    Args:
        source: a file, or a folder with them, its own folders too.
        settings: tells whether print or hand is cut.
        kind: ``alto`` or ``page``; files of the other kind are passed over.

    Raises:
        InputError: a file is damaged; the message names it.
    """
    if source.is_file():
        yield from _cut_page_file(source, settings)
        return
    for path in sorted(source.rglob("*.xml")):
        found = page_file_kind(path)
        if found == kind:
            yield from _cut_page_file(path, settings)
        elif found:
            yield Skipped(f"a file of the other kind, {found}", path.name)
        elif found is None:
            yield Skipped(NO_XML, path.name)


def read_correction_file(source: Path, settings: ReadSettings) -> Iterator[Item]:
    """Glyphs, words and lines that were corrected in a run's output.

    Args:
        source: ``corrections.csv``, or the folder it lies in.
        settings: tells whether print or hand is cut.

    Raises:
        InputError: the file is damaged.
    """
    path = source / CORRECTIONS if source.is_dir() else source
    turns = _report_turns(path.with_name(REPORT_NAME))
    for page in read_corrections(path):
        told = Path(page.image)
        places = (told, path.parent / told, path.parent / told.name)
        image = next((place for place in places if place.is_file()), None)
        name = f"{told.name}-{page.index + 1}"
        pixels, reason = _load(image, page.index)
        if pixels is None:
            yield from _skip_page(page, name, reason)
            continue
        turn = turns.get((page.image, page.index), 0)  # boxes are told on the page as it was read
        yield from _cut_page(page, np.ascontiguousarray(np.rot90(pixels, turn // 90)), name, settings)


def _cut_page_file(path: Path, settings: ReadSettings) -> Iterator[Item]:
    """What a page file marks, on its image turned upright."""
    page = read_page_file(path)
    image = _page_image(path, page.image)
    pixels, reason = _load(image, page.index)
    if image is None or pixels is None:
        yield from _skip_page(page, path.stem, reason)
        return
    exif = match_shape(page, pixels, image)
    if exif is None:
        yield from _skip_page(page, path.stem, OTHER_SHAPE)
        return
    high, wide = pixels.shape if not exif else pixels.shape[::-1]
    page = turn_marks(_scaled(page, wide, high), exif, wide, high)
    turn = find_turn(page, pixels)
    if turn is None:
        yield from _skip_page(page, path.stem, NO_WAY_UP)
        return
    yield from _cut_page(*turn_page(page, pixels, turn), path.stem, settings)


def _skip_page(page: TruePage, name: str, reason: str) -> Iterator[Item]:
    """Everything that is marked on a page, for one reason."""
    yield from _skip_empty(page, name)
    for at in range(len(page.glyphs) + len(page.lines)):
        yield Skipped(reason, f"{name}#{at}")


def _skip_empty(page: TruePage, name: str) -> Iterator[Item]:
    for at in range(page.empty):
        yield Skipped(NO_TRUTH, f"{name}#empty{at}")


def _cut_page(page: TruePage, pixels: NDArray[np.uint8], name: str, settings: ReadSettings) -> Iterator[Item]:
    """What is marked on an upright page."""
    yield from _skip_empty(page, name)
    cut = Cut(name, name, settings.kind)
    yield from cut_glyph_marks(pixels, page.glyphs, cut)
    yield from cut_line_marks(pixels, page.lines, cut)


def _load(image: Path | None, index: int) -> tuple[NDArray[np.uint8] | None, str]:
    """A page's pixels, or why there are none."""
    if image is None:
        return None, NO_IMAGE
    try:
        for page in load_pages(image, pages=(index,)):
            if not isinstance(page, PageFailure):
                return page.pixels, ""
    except InputError:
        return None, UNREADABLE
    return None, UNREADABLE


def _page_image(path: Path, told: str) -> Path | None:
    """The image of a page file: named in it, or of its own name; beside it, or a folder above."""
    name = told.replace("\\", "/").rsplit("/", 1)[-1].removeprefix("file:")
    for folder in (path.parent, path.parent.parent):
        if name and (folder / name).is_file():
            return folder / name
        for suffix in sorted(KNOWN_SUFFIXES):
            if (folder / f"{path.stem}{suffix}").is_file():
                return folder / f"{path.stem}{suffix}"
    return None


def _scaled(page: TruePage, width: int, height: int) -> TruePage:
    """A page's marks in px of an image: other units than px, and images scaled since."""
    across, down = (
        side / told if told > 0 else 1.0 for side, told in zip((width, height), page.size, strict=True)
    )
    if across == down == 1.0:
        return page

    def scaled(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
        return tuple(replace(mark, box=_scaled_box(mark.box, across, down)) for mark in marks)

    return replace(page, glyphs=scaled(page.glyphs), lines=scaled(page.lines))


def _scaled_box(box: Box, across: float, down: float) -> Box:
    left, right = (round(edge * across) for edge in (box.left, box.right))
    top, bottom = (round(edge * down) for edge in (box.top, box.bottom))
    return Box(left, top, max(right, left + 1), max(bottom, top + 1))


def _report_turns(path: Path) -> dict[tuple[str, int], int]:
    """How each page of a run was turned to be read, by its file and 0-based number; none without a report."""
    if not path.is_file():
        return {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            rows = [row for row in csv.DictReader(stream) if row["orientation"]]
            return {
                (unescape_formula(row["source"]), int(row["page_num"]) - 1): int(row["orientation"]) % 360
                for row in rows
            }
    except (OSError, UnicodeDecodeError, csv.Error, KeyError, TypeError, ValueError) as error:
        raise DamagedFileError(f"{path}: the report of the run cannot be read ({error})") from error


def _holds(kind: str) -> Callable[[Path], bool]:
    def detects(source: Path) -> bool:
        if source.is_file():
            return source.suffix.lower() == ".xml" and page_file_kind(source) == kind
        return source.is_dir() and any(page_file_kind(path) == kind for path in sorted(source.rglob("*.xml")))

    return detects


def _has_corrections(source: Path) -> bool:
    return source.name == CORRECTIONS if source.is_file() else (source / CORRECTIONS).is_file()


def _page_files(kind: str) -> Format:
    read = partial(read_page_files, kind=kind)
    return Format(kind, f"pages with {kind.upper()} files", _holds(kind), read, groups="page")


PAGE_FORMATS: tuple[Format, ...] = (
    Format("corrections", "corrections.csv of a run", _has_corrections, read_correction_file, groups="page"),
    _page_files("page"),
    _page_files("alto"),
)
