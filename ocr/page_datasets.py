"""The user's own pages as data sets: with ALTO or PAGE files beside them, or with corrections of a run."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import replace
from functools import partial
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.errors import InputError
from ocr.loader import KNOWN_SUFFIXES, load_pages
from ocr.page_cutting import Cut, cut_glyph_marks, cut_line_marks
from ocr.page_truth import CORRECTIONS, Mark, TruePage, page_file_kind, read_corrections, read_page_file
from ocr.types import PageFailure
from recognizer.datasets.samples import Format, Item, ReadSettings, Skipped
from segmenter.geometry import Box

NO_IMAGE = "its page's image cannot be found"
UNREADABLE = "its page cannot be read"
NO_TRUTH = "it has no text, or an empty box"


def read_page_files(source: Path, settings: ReadSettings, kind: str) -> Iterator[Item]:
    """Glyphs and lines of pages with ALTO or PAGE files, in the order of the files' names.

    Args:
        source: a file, or a folder with them, its own folders too.
        settings: tells whether print or hand is cut.
        kind: ``alto`` or ``page``; files of the other kind are passed over.

    Raises:
        InputError: a file is damaged; the message names it.
    """
    files = [source] if source.is_file() else sorted(source.rglob("*.xml"))
    for path in files:
        if source.is_dir() and page_file_kind(path) != kind:
            continue
        page = read_page_file(path)
        yield from _cut_page(page, _page_image(path, page.image), path.stem, settings)


def read_correction_file(source: Path, settings: ReadSettings) -> Iterator[Item]:
    """Glyphs, words and lines that were corrected in a run's output.

    Args:
        source: ``corrections.csv``, or the folder it lies in.
        settings: tells whether print or hand is cut.

    Raises:
        InputError: the file is damaged.
    """
    path = source / CORRECTIONS if source.is_dir() else source
    for page in read_corrections(path):
        told = Path(page.image)
        places = (told, path.parent / told, path.parent / told.name)
        image = next((place for place in places if place.is_file()), None)
        yield from _cut_page(page, image, f"{told.name}-{page.index + 1}", settings)


def _cut_page(page: TruePage, image: Path | None, name: str, settings: ReadSettings) -> Iterator[Item]:
    for at in range(page.empty):
        yield Skipped(NO_TRUTH, f"{name}#empty{at}")
    pixels, reason = _load(image, page.index)
    if pixels is None:
        for at in range(len(page.glyphs) + len(page.lines)):
            yield Skipped(reason, f"{name}#{at}")
        return
    cut = Cut(name, name, settings.kind)
    scale = _scale(page, pixels)
    yield from cut_glyph_marks(pixels, [_scaled(mark, scale) for mark in page.glyphs], cut)
    yield from cut_line_marks(pixels, [_scaled(mark, scale) for mark in page.lines], cut)


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


def _scale(page: TruePage, pixels: NDArray[np.uint8]) -> tuple[float, float]:
    """Image px in a unit of the boxes, both ways: other units than px, and images scaled since."""
    width, height = page.size
    return (pixels.shape[1] / width if width else 1.0, pixels.shape[0] / height if height else 1.0)


def _scaled(mark: Mark, scale: tuple[float, float]) -> Mark:
    if scale == (1.0, 1.0):
        return mark
    left, right = (round(edge * scale[0]) for edge in (mark.box.left, mark.box.right))
    top, bottom = (round(edge * scale[1]) for edge in (mark.box.top, mark.box.bottom))
    return replace(mark, box=Box(left, top, max(right, left + 1), max(bottom, top + 1)))


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
