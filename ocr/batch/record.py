"""What a run has done so far: its report's rows in the plan's order, and the texts it joins."""

from __future__ import annotations

import time
from dataclasses import dataclass
from pathlib import Path

from ocr.batch.files import REPORT_NAME
from ocr.batch.outcomes import PageOutcome, failed_outcome
from ocr.batch.plan import Plan, PlannedPage, PlannedSource
from ocr.batch.write import join_texts
from ocr.report import ReportRow, write_report
from ocr.types import PageFailure

_REPORT_SECONDS = 30.0  # between reports written during a run: what a power cut may cost


@dataclass(frozen=True, slots=True)
class BatchSummary:
    """How a run ended.

    Args:
        pages: rows of its report: pages, and sources that could not be opened.
        failures: those that failed, in the plan's order.
        seconds: that it took.
        report: the path of report.csv.
        rows: of the report.
    """

    pages: int
    failures: tuple[PageFailure, ...]
    seconds: float
    report: Path
    rows: tuple[ReportRow, ...] = ()


class RunRecord:
    """Collects outcomes in any order; writes report.csv in the plan's."""

    def __init__(self, plan: Plan, out: Path, joins_texts: bool) -> None:
        """Start the record of a plan; sources that failed are recorded at once."""
        self._plan = plan
        self._out = out
        self._joins_texts = joins_texts
        self._started = self._reported = time.monotonic()
        self._outcomes: dict[str, PageOutcome] = {
            source.name: failed_outcome(source.failure)
            for source in plan.sources
            if source.failure is not None
        }
        self._source_of = {page.name: source for source in plan.sources for page in source.pages}
        self._left = {source.name: len(source.pages) for source in plan.sources}

    def add(self, page: PlannedPage, outcome: PageOutcome) -> None:
        """Record a page; the last of a many-paged source has its text joined.

        Raises:
            OutputError: the joined text or the report cannot be written.
        """
        self._outcomes[page.name] = outcome
        source = self._source_of[page.name]
        self._left[source.name] -= 1
        if self._joins_texts and source.many_paged and not self._left[source.name]:
            self._join_texts(source)
        if time.monotonic() - self._reported > _REPORT_SECONDS:
            self.write_report()

    def write_report(self) -> None:
        """Write report.csv with what is recorded.

        Raises:
            OutputError: it cannot be written.
        """
        write_report((outcome.row for outcome in self._in_order()), self._out / REPORT_NAME)
        self._reported = time.monotonic()

    @property
    def rows(self) -> tuple[ReportRow, ...]:
        """The rows recorded, in the plan's order."""
        return tuple(outcome.row for outcome in self._in_order())

    def summary(self) -> BatchSummary:
        """How the run stands."""
        outcomes = self._in_order()
        failures = tuple(outcome.failure for outcome in outcomes if outcome.failure is not None)
        seconds = time.monotonic() - self._started
        return BatchSummary(len(outcomes), failures, seconds, self._out / REPORT_NAME, self.rows)

    def _in_order(self) -> list[PageOutcome]:
        names: list[str] = []
        for source in self._plan.sources:
            names += [source.name] if source.failure is not None else [page.name for page in source.pages]
        return [self._outcomes[name] for name in names if name in self._outcomes]

    def _join_texts(self, source: PlannedSource) -> None:
        failed = {page.name for page in source.pages if self._outcomes[page.name].failure is not None}
        join_texts(source, failed, self._out)
