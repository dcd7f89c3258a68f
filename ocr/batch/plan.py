"""Sources and their page counts -> every page with the name its outputs get."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from pathlib import PurePosixPath

from ocr.batch.selection import PageSelection
from ocr.batch.sources import Source
from ocr.types import PageFailure

_RESERVED = ("report",)  # OUT/report.csv tells of the run


@dataclass(frozen=True, slots=True)
class PlannedPage:
    """One page to read.

    Args:
        path: its source file.
        index: 0-based page number within the source.
        name: what its outputs are called below the output folder, without suffix, with ``/``.
    """

    path: str
    index: int
    name: str


@dataclass(frozen=True, slots=True)
class PlannedSource:
    """One source file.

    Args:
        path: the file.
        name: as in PlannedPage; of a many-paged source, what its joined text is called.
        many_paged: it has more than one page, so that its pages have names of their own.
        pages: the pages to read, ascending.
        failure: why the source has none, where it cannot be read.
    """

    path: str
    name: str
    many_paged: bool
    pages: tuple[PlannedPage, ...]
    failure: PageFailure | None = None


@dataclass(frozen=True, slots=True)
class Plan:
    """Everything one run will do, in order."""

    sources: tuple[PlannedSource, ...]

    def iter_pages(self) -> Iterator[PlannedPage]:
        """All pages in order."""
        for source in self.sources:
            yield from source.pages

    @property
    def row_count(self) -> int:
        """Rows of the run's report: every page, and every source that cannot be read."""
        return sum(len(source.pages) + (source.failure is not None) for source in self.sources)


def plan_pages(
    sources: Sequence[Source], counts: Sequence[int | PageFailure], selection: PageSelection | None = None
) -> Plan:
    """Give every page of every source a name of its own.

    A name drops the last suffix of its source. Where that name, or that of one of its pages, is
    taken by an earlier source, a source keeps its whole file name (``b.tif``), and where even this is
    taken a number follows. Names that differ in case or in Unicode composition alone are
    held for the same, since some file systems hold them so. Page names do not depend on the
    selection.

    Args:
        sources: in order.
        counts: for each its number of pages, or why it cannot be told.
        selection: pages wanted of each source; None for all.
    """
    taken = {_key(name) for name in _RESERVED}
    planned = []
    for source, count in zip(sources, counts, strict=True):
        pages = count if isinstance(count, int) else 1
        name = _free_name(source.relative, pages, taken)
        taken.update(_key(used) for used in _used_names(name, pages))
        planned.append(_planned_source(source.path, name, count, selection))
    return Plan(tuple(planned))


def _free_name(relative: str, page_count: int, taken: set[str]) -> str:
    for name in _candidates(relative):
        if not any(_key(used) in taken for used in _used_names(name, page_count)):
            return name
    raise AssertionError("candidates do not end")


def _candidates(relative: str) -> Iterator[str]:
    path = PurePosixPath(relative)
    yield path.with_suffix("").as_posix()
    yield relative
    number = 2
    while True:
        yield f"{relative}-{number}"
        number += 1


def _used_names(name: str, page_count: int) -> Iterator[str]:
    yield name
    if page_count > 1:
        yield from (_page_name(name, index) for index in range(page_count))


def _page_name(name: str, index: int) -> str:
    return f"{name}-{index + 1:04d}"


def _key(name: str) -> str:
    return unicodedata.normalize("NFC", unicodedata.normalize("NFC", name).casefold())


def _planned_source(
    path: str, name: str, count: int | PageFailure, selection: PageSelection | None
) -> PlannedSource:
    if isinstance(count, PageFailure):
        return PlannedSource(path, name, False, (), count)
    indices = range(count) if selection is None else selection.indices(count)
    many = count > 1
    pages = tuple(PlannedPage(path, index, _page_name(name, index) if many else name) for index in indices)
    return PlannedSource(path, name, many, pages)
