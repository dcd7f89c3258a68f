"""The run report, report.csv: a row a page, failed ones included; docs/formats.md explains it."""

from __future__ import annotations

import csv
import io
import os
from collections import Counter
from collections.abc import Iterable
from dataclasses import dataclass, fields
from typing import Literal

import numpy as np

from ocr.atomic import replace_file
from ocr.expected_errors import expect_errors
from ocr.spreadsheet import escape_formula
from ocr.types import PageFailure, PageResult


@dataclass(frozen=True, slots=True)
class ReportRow:
    """A page's row in report.csv; the fields are its columns.

    Args:
        source: the file, as the run names it.
        page_num: 1-based; None where the whole file failed.
        status: whether the page was read.
        lines, words, characters: how many were read, spaces not counted.
        mean_confidence: of the characters, [0, 1]; None where there are none.
        p10_confidence: the tenth percentile of the same.
        expected_errors: about how many of the characters are wrong; see ``ocr.expected_errors``.
        unread_ink: share of the ink that no line took, [0, 1].
        regions: what else is on the page, such as "2 picture"; rules and borders are not counted.
        orientation: degrees counter-clockwise that the page was turned: 0, 90, 180 or 270.
        skew: degrees the text rose on the page turned so, counter-clockwise positive.
        seconds: that the page took.
        flags: any of blank, dark, tiny, unread_ink.
        error: why the page failed.
    """

    source: str
    page_num: int | None
    status: Literal["ok", "failed"]
    lines: int | None = None
    words: int | None = None
    characters: int | None = None
    mean_confidence: float | None = None
    p10_confidence: float | None = None
    expected_errors: float | None = None
    unread_ink: float | None = None
    regions: tuple[str, ...] = ()
    orientation: int | None = None
    skew: float | None = None
    seconds: float | None = None
    flags: tuple[str, ...] = ()
    error: str = ""

    @classmethod
    def from_result(cls, result: PageResult, seconds: float | None = None) -> ReportRow:
        """The row of a page that was read."""
        lines = list(result.iter_lines())
        confidences = np.array([glyph.confidence for glyph in result.iter_glyphs()], dtype=np.float64)
        return cls(
            source=result.source,
            page_num=result.index + 1,
            status="ok",
            lines=len(lines),
            words=sum(len(line.words) for line in lines),
            characters=len(confidences),
            mean_confidence=float(confidences.mean()) if len(confidences) else None,
            p10_confidence=float(np.percentile(confidences, 10)) if len(confidences) else None,
            expected_errors=expect_errors(confidences),
            unread_ink=result.unread_share,
            regions=_count_regions(result),
            orientation=result.orientation,
            skew=result.skew,
            seconds=seconds,
            flags=result.flags,
        )

    @classmethod
    def from_failure(cls, failure: PageFailure, seconds: float | None = None) -> ReportRow:
        """The row of a page, or of a whole file, that could not be read."""
        return cls(
            source=failure.source,
            page_num=None if failure.index is None else failure.index + 1,
            status="failed",
            seconds=seconds,
            error=f"{failure.step}: {failure.message}",
        )


def _count_regions(result: PageResult) -> tuple[str, ...]:
    """How many regions of each kind there are but for rules and borders, in the order of their names."""
    counts = Counter(region.kind for region in result.regions if region.kind not in UNCOUNTED)
    return tuple(f"{number} {kind}" for kind, number in sorted(counts.items()))


UNCOUNTED = ("rule", "border")
REPORT_COLUMNS = tuple(each.name for each in fields(ReportRow))
_DECIMALS = {
    "mean_confidence": 4,
    "p10_confidence": 4,
    "expected_errors": 1,
    "unread_ink": 4,
    "skew": 2,
    "seconds": 3,
}
FLAG_SEPARATOR = ";"


def write_report(rows: Iterable[ReportRow], path: str | os.PathLike[str]) -> None:
    """Write report.csv: the header and the rows in the order given; it appears when complete.

    Raises:
        OutputError: it cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(REPORT_COLUMNS)
    for row in rows:
        writer.writerow(_report_cells(row))
    with replace_file(path) as stream:
        stream.write(text.getvalue().encode("utf-8", errors="backslashreplace"))


def update_report(rows: Iterable[ReportRow], path: str | os.PathLike[str]) -> None:
    """Put rows of pages that were read again into a report; others stay, and every page's seconds.

    Raises:
        OutputError: it cannot be written.
    """
    with open(path, encoding="utf-8", newline="") as stream:
        table = list(csv.DictReader(stream))
    cells = (dict(zip(REPORT_COLUMNS, _report_cells(row), strict=True)) for row in rows)
    new = {(row["source"], row["page_num"]): row for row in cells}
    text = io.StringIO(newline="")
    writer = csv.DictWriter(text, list(table[0]) if table else REPORT_COLUMNS, lineterminator="\n")
    writer.writeheader()
    for row in table:
        found = new.get((row["source"], row["page_num"]), row)
        writer.writerow({name: found.get(name, row[name]) for name in row} | {"seconds": row["seconds"]})
    with replace_file(path) as stream:
        stream.write(text.getvalue().encode("utf-8", errors="backslashreplace"))


def _report_cells(row: ReportRow) -> list[str]:
    """The row as text: missing figures empty, text that looks like a formula with an apostrophe."""
    cells = []
    for column in REPORT_COLUMNS:
        value = getattr(row, column)
        if isinstance(value, float) or column in _DECIMALS:
            cells.append("" if value is None else f"{value:.{_DECIMALS[column]}f}")
        elif isinstance(value, tuple):
            cells.append(escape_formula(FLAG_SEPARATOR.join(value)))
        elif isinstance(value, str):
            cells.append(escape_formula(value))
        else:
            cells.append("" if value is None else str(value))
    return cells
