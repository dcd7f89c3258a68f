"""Aligned characters -> which of them are right, beside their confidences; how far these can be trusted."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

import numpy as np

from ocr.bootstrap import RESAMPLES
from ocr.expected_errors import expect_errors
from ocr.judging.alignment import Alignment
from ocr.judging.risk import TOLERATED, RiskCurve, trace_risk
from ocr.reliability import Judged, bootstrap_calibration

FEWEST_RESAMPLES = 100
_DRAWN = 10**8  # things drawn in all resamples together: a minute or so at worst


@dataclass(frozen=True, slots=True)
class Reliability:
    """How far the confidences of characters, or of words, can be trusted.

    Args:
        judged: all of them.
        error: the expected calibration error (ECE), 0..1.
        interval: its 95 % interval by a bootstrap over pages; None for a single page.
        curve: the risk-coverage curve.
    """

    judged: Judged
    error: float
    interval: tuple[float, float] | None
    curve: RiskCurve

    @property
    def coverage(self) -> float:
        """The share that can be kept with 1 % of errors among it."""
        return self.curve.coverage_at(TOLERATED)

    @property
    def wrong(self) -> int:
        """How many are not right."""
        return int((~self.judged.right).sum())

    @property
    def expected_wrong(self) -> float:
        """How many the confidences expect not to be right."""
        return expect_errors(self.judged.confidence)


def judge_characters(alignment: Alignment, sheets: Sequence[int]) -> list[Judged]:
    """Which characters are right, by sheet of the document.

    A character is right where the alignment pairs it with its like. One that the truth does not have is
    wrong; one that was not read does not count; spaces have no confidence and do not count.

    Args:
        alignment: of the document's lines with the truth.
        sheets: of each line the number of its sheet.
    """
    known = ~np.isnan(alignment.read.confidence)
    of = np.asarray(sheets, dtype=np.int64)[alignment.read.line] if len(alignment.read) else np.zeros(0)
    return [
        Judged(alignment.read.confidence[known & (of == sheet)], alignment.right[known & (of == sheet)])
        for sheet in sorted(set(sheets))
    ]


def rate_reliability(pages: Iterable[Judged]) -> Reliability:
    """Everything about the confidences of pages together.

    The interval takes 1,000 resamples, fewer (100 at least) where so many things were judged that it would
    take minutes.
    """
    rows = [page for page in pages if len(page)]
    judged = _join(rows)
    resamples = min(RESAMPLES, max(FEWEST_RESAMPLES, _DRAWN // max(len(judged), 1)))
    interval = bootstrap_calibration(rows, resamples) if len(rows) > 1 else None
    return Reliability(judged, judged.calibration_error, interval, trace_risk(judged))


def _join(rows: Sequence[Judged]) -> Judged:
    if not rows:
        return Judged.of([], [])
    return Judged(
        np.concatenate([row.confidence for row in rows]), np.concatenate([row.right for row in rows])
    )
