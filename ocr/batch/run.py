"""Reads many pages in worker processes: one page's trouble is that page's alone."""

from __future__ import annotations

import logging
from collections.abc import Iterator, Sequence
from concurrent.futures import FIRST_COMPLETED, BrokenExecutor, Executor, Future, wait
from contextlib import AbstractContextManager, nullcontext
from pathlib import Path
from typing import Protocol

from ocr.batch.cores import count_cores
from ocr.batch.counting import count_pages_of, may_hold_many_pages
from ocr.batch.files import prepare_output
from ocr.batch.outcomes import PageOutcome, failed_outcome, lost_page
from ocr.batch.plan import Plan, PlannedPage, plan_pages
from ocr.batch.pool import WorkerPool
from ocr.batch.record import BatchSummary, RunRecord
from ocr.batch.settings import BatchSettings
from ocr.batch.sources import Source
from ocr.batch.worker import read_page, warm_up
from ocr.batch.write import TEXT_FORMAT
from ocr.errors import OcrError, UsageError
from ocr.exports import get_exporter
from ocr.report import ReportRow

_IN_FLIGHT = 4  # pages a worker has waiting: never idle, and a batch of any length in little memory
_SUBMISSIONS = 2  # a page lost with a pool that broke for another's sake is tried once more

_LOG = logging.getLogger(__name__)


class Progress(Protocol):
    """Who wants to see a run go on."""

    def start(self, pages: int) -> None:
        """The run is planned; so many rows will be done."""
        ...

    def advance(self, row: ReportRow) -> None:
        """A page, or a source that could not be opened, is done."""
        ...


def process_batch(
    sources: Sequence[Source],
    out: Path,
    settings: BatchSettings,
    progress: Progress | None = None,
    executor: Executor | None = None,
) -> BatchSummary:
    """Read all pages of the sources and write their outputs and report.csv below ``out``.

    A page that cannot be read, takes too long or takes its worker down has its row in the
    report and does not end the run. An interrupt ends it: what is done stays, with its report.

    Args:
        sources: see ``find_sources``.
        out: the output folder, made where it is missing.
        settings: how pages are read, and what is written.
        progress: is told of every page.
        executor: runs the calls, such as a cluster's; by default a ``WorkerPool`` on this machine.

    Raises:
        UsageError: a format does not exist, or no page is selected.
        OutputError: ``out`` cannot be written.
        MissingModelError, RecognizerError: the recogniser cannot be loaded.
    """
    for name in settings.formats:
        get_exporter(name)
    prepare_output(out)
    workers = _count_workers(sources, settings)
    with _executor(executor, workers, settings) as pool:
        _warm_up(pool, settings)
        plan = plan_pages(sources, count_pages_of(sources, settings, pool), settings.pages)
        if not plan.row_count:
            raise UsageError("no source has any of the pages selected")
        record = RunRecord(plan, out, TEXT_FORMAT in settings.formats)
        try:
            _report_start(plan, record, progress)
            for page, outcome in _read_pages(plan, out, settings, (pool, workers * _IN_FLIGHT)):
                record.add(page, outcome)
                _report_page(outcome, out, progress)
        finally:
            record.write_report()
    return record.summary()


def _count_workers(sources: Sequence[Source], settings: BatchSettings) -> int:
    wanted = settings.jobs or count_cores()
    return wanted if any(map(may_hold_many_pages, sources)) else max(1, min(wanted, len(sources)))


def _executor(
    executor: Executor | None, workers: int, settings: BatchSettings
) -> AbstractContextManager[Executor]:
    return WorkerPool(workers, settings.page_seconds) if executor is None else nullcontext(executor)


def _warm_up(pool: Executor, settings: BatchSettings) -> None:
    future = pool.submit(warm_up, settings)
    error = future.exception()
    if isinstance(error, TimeoutError):
        raise OcrError(
            f"the recogniser did not load within {settings.page_seconds:g} s: raise the time limit"
        )
    if isinstance(error, OSError | BrokenExecutor):  # how pebble tells of a worker that died
        raise OcrError(f"a worker died while it loaded the recogniser ({error}): is there enough memory?")
    future.result()


def _read_pages(
    plan: Plan, out: Path, settings: BatchSettings, pool: tuple[Executor, int]
) -> Iterator[tuple[PlannedPage, PageOutcome]]:
    """Pages with their outcomes as they are done; a bounded number of them is in flight."""
    executor, in_flight = pool
    waiting = plan.iter_pages()
    submissions: dict[Future[PageOutcome], tuple[PlannedPage, int]] = {}
    while True:
        while len(submissions) < in_flight and (page := next(waiting, None)) is not None:
            submissions[executor.submit(read_page, page, str(out), settings)] = page, 1
        if not submissions:
            return
        done = wait(submissions, return_when=FIRST_COMPLETED).done
        for future in [future for future in submissions if future in done]:  # in the pages' order
            page, tries = submissions.pop(future)
            error = future.exception()
            if error is None:
                yield page, future.result()
            elif isinstance(error, BrokenExecutor) and tries < _SUBMISSIONS:
                submissions[executor.submit(read_page, page, str(out), settings)] = page, tries + 1
            else:
                failure = lost_page(page.path, page.index, error, settings.page_seconds)
                yield page, failed_outcome(failure)


def _report_start(plan: Plan, record: RunRecord, progress: Progress | None) -> None:
    if progress is not None:
        progress.start(plan.row_count)
    for row in record.rows:
        _warn(row)
        if progress is not None:
            progress.advance(row)


def _report_page(outcome: PageOutcome, out: Path, progress: Progress | None) -> None:
    if progress is not None:
        progress.advance(outcome.row)
    if outcome.failure is None:
        return
    _warn(outcome.row)
    _LOG.debug("%s", outcome.trace)
    if outcome.failure.step == "write":
        prepare_output(out)  # where the whole folder went bad, the other pages need not be tried


def _warn(row: ReportRow) -> None:
    where = "" if row.page_num is None else f" (page {row.page_num})"
    _LOG.warning("%s%s", row.error, where)
