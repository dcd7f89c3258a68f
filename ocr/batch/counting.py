"""How many pages every source holds, told by the workers: a hostile file may crash who opens it."""

from __future__ import annotations

import itertools
from collections.abc import Iterator, Sequence
from concurrent.futures import Executor, Future
from pathlib import PurePath

from ocr.batch.outcomes import lost_page
from ocr.batch.settings import BatchSettings
from ocr.batch.sources import Source
from ocr.batch.worker import count_sources
from ocr.types import PageFailure

_MANY_PAGED = (".tif", ".tiff", ".pdf")
_GROUP = 32  # files of one page that a worker looks at in one call


def may_hold_many_pages(source: Source) -> bool:
    """Whether a source's suffix is one of a format for many pages, or unknown."""
    return PurePath(source.relative).suffix.lower() in _MANY_PAGED


def count_pages_of(
    sources: Sequence[Source], settings: BatchSettings, executor: Executor
) -> list[int | PageFailure]:
    """Count the pages of every source in the workers.

    Returns:
        for each source, in order, its number of pages or why it cannot be told.
    """
    counts: dict[str, int | PageFailure] = {s.path: s.failure for s in sources if s.failure is not None}
    groups = list(_groups([source for source in sources if source.failure is None]))
    while groups:
        futures = [(group, _submit(group, settings, executor)) for group in groups]
        groups = []
        for group, future in futures:
            error = future.exception()
            if error is None:
                counts.update(zip(group, future.result(), strict=True))
            elif len(group) > 1:  # the one to blame is found by itself
                groups += [[path] for path in group]
            else:
                counts[group[0]] = lost_page(group[0], None, error, settings.page_seconds)
    return [counts[source.path] for source in sources]


def _submit(group: list[str], settings: BatchSettings, executor: Executor) -> Future[list[int | PageFailure]]:
    return executor.submit(count_sources, group, settings.ocr.loader)


def _groups(sources: Sequence[Source]) -> Iterator[list[str]]:
    for many, run in itertools.groupby(sources, key=may_hold_many_pages):
        paths, size = [source.path for source in run], 1 if many else _GROUP
        yield from (paths[start : start + size] for start in range(0, len(paths), size))
