"""What was judged as CSV: confusions, calibration, the points of the plots."""

from __future__ import annotations

import csv
import io
from collections.abc import Iterable, Mapping, Sequence
from pathlib import Path

import numpy as np

from ocr.atomic import replace_file
from ocr.errors import OutputError
from ocr.judging.confidences import Reliability
from ocr.judging.confusions import Confusions, tabulate_confusions
from ocr.judging.risk import TOLERATED
from ocr.reliability import reliability_bins
from ocr.spreadsheet import escape_formula

MOST_POINTS = 1000  # of a curve


def write_rows(path: Path, header: Sequence[str], rows: Iterable[Sequence[object]]) -> Path:
    """Write a CSV file, and make the folder it goes to; it appears when complete.

    Raises:
        OutputError: it cannot be written.
    """
    text = io.StringIO(newline="")
    writer = csv.writer(text, lineterminator="\n")
    writer.writerow(header)
    writer.writerows(rows)
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
    except OSError as error:
        raise OutputError(f"{path.parent}: cannot be made ({error.strerror or error})") from error
    with replace_file(path) as stream:
        stream.write(text.getvalue().encode("utf-8", "backslashreplace"))
    return path


def write_confusions(confusions: Confusions, path: Path) -> Path:
    """Columns true, read and times, most frequent first; an empty cell is nothing. See ``write_rows``."""
    rows = (
        (escape_formula(true), escape_formula(read), times)
        for true, read, times in tabulate_confusions(confusions)
    )
    return write_rows(path, ("true", "read", "times"), rows)


def write_calibration(found: Mapping[str, Reliability], path: Path) -> Path:
    """A row a kind: its number, errors, errors expected, ECE and interval, AURC, share kept at 1 % error."""
    ends = ("ece", "ece_low", "ece_high", "aurc", "coverage_at_1", "threshold_at_1")
    rows = []
    for name, one in found.items():
        low, high = (None, None) if one.interval is None else one.interval
        figures = (one.error, low, high, one.curve.area, one.coverage, one.curve.threshold_at(TOLERATED))
        told = ("" if figure is None else f"{figure:.6f}" for figure in figures)
        rows.append((name, len(one.judged), one.wrong, f"{one.expected_wrong:.1f}", *told))
    return write_rows(path, ("kind", "count", "wrong", "expected_wrong", *ends), rows)


def write_reliability(found: Mapping[str, Reliability], path: Path) -> Path:
    """A row a bin of the reliability diagrams."""
    rows = (
        (name, number, part.count, f"{part.confidence:.6f}", f"{part.right:.6f}")
        for name, one in found.items()
        for number, part in enumerate(reliability_bins(one.judged), 1)
    )
    return write_rows(path, ("kind", "bin", "count", "confidence", "right"), rows)


def write_risk(found: Mapping[str, Reliability], path: Path) -> Path:
    """A row a point of the risk-coverage curves, 1,000 of each at most: confidence, share kept, error."""
    rows = []
    for name, one in found.items():
        curve = one.curve
        for at in np.unique(np.linspace(0, len(curve.coverage) - 1, MOST_POINTS).astype(int)):
            point = (curve.thresholds[at], curve.coverage[at], curve.risk[at])
            rows.append((name, *(f"{value:.6f}" for value in point)))
    return write_rows(path, ("kind", "threshold", "coverage", "risk"), rows)
