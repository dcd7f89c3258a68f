"""What is measured on one page's layout, whoever found it; and sets as rows of tables."""

from __future__ import annotations

import time
from collections.abc import Callable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import TypeVar

import numpy as np
from line_finding import Floats, group_rows, match_lines, match_rows
from pagesets import PageSet
from reading_order import count_order_free
from truth_lines import PageTruth, read_truth

from ocr.evaluation import Score, add_scores, score_text
from ocr.loader import load_page
from ocr.pipeline import PageReader, recognize_page
from ocr.text import page_text
from ocr.types import PageResult
from segmenter.geometry import Baseline, Box
from segmenter.page import segment_page
from segmenter.types import Segmentation

Value = TypeVar("Value")
Found = tuple[list[Floats], list[list[int]]]  # baselines, (2, k) source px each; the lines of each row

MARGIN = 0.5  # x-heights a baseline runs on beyond the letters: boxes drawn by hand stand off them
POINTS = 32  # at which a baseline is taken
SHARES = ("recall %", "precision %", "recall % by rows", "precision % by rows")
FIND_HEAD = ("set", "pages", "truth lines", "lines", *SHARES, "CPU s a page", "slowest")
READ_HEAD = ("set", "by", "pages", "CER %", "order-free %", "gap", "order %", "word F1", "CPU s a page")


@dataclass(frozen=True, slots=True)
class PageScore:
    """What was found on one page.

    Args:
        truth: printed lines.
        lines: lines found; on a page without boxes, printed rows found.
        found: truth lines found; None where the truth has no boxes.
        row_found: the same where cells of a row count together too.
        row_right: lines found that find a truth line alone or with others of their row.
        seconds: CPU time.
    """

    truth: int
    lines: int
    found: int | None
    row_found: int | None
    row_right: int | None
    seconds: float


@dataclass(frozen=True, slots=True)
class TextScore:
    """A page's text beside its truth.

    Args:
        score: of the whole page.
        order_free: character errors that no order of its lines mends.
        seconds: CPU time.
    """

    score: Score
    order_free: int
    seconds: float


def measure_segmenter(page_set: PageSet, image: Path, runs: int = 1) -> PageScore:
    """Segment one page, turned as its truth says, and compare its lines with the truth.

    Of several runs the fastest tells the time.
    """
    truth = read_truth(image)
    pixels = load_page(image).pixels
    if truth is not None:
        pixels = np.ascontiguousarray(np.rot90(pixels, truth.orientation // 90))
    found, seconds = min((_timed(lambda: segment_page(pixels)) for _ in range(runs)), key=lambda run: run[1])
    return score_lines(page_set, image, truth, found_lines(found), seconds)


def measure_reader(page_set: PageSet, image: Path, reader: PageReader) -> tuple[PageScore, TextScore]:
    """Read one page as it lies and compare the lines that the reader keeps, and its text, with the truth."""
    truth, page = read_truth(image), load_page(image)
    result, seconds = _timed(lambda: recognize_page(page, reader))
    kept = kept_lines(result)
    if truth is not None and result.orientation != truth.orientation:
        kept = ([np.full((2, 2), np.nan) for _ in kept[0]], kept[1])  # turned wrong, no line is in its place
    lines = score_lines(page_set, image, truth, kept, seconds)
    return lines, score_page_text(page_set, image, page_text(result), seconds)


def score_lines(
    page_set: PageSet, image: Path, truth: PageTruth | None, found: Found, seconds: float
) -> PageScore:
    """Lines found beside the truth's; beside the lines of its text where it has no boxes."""
    baselines, rows = found
    if truth is None:
        lines = sum(bool(line.strip()) for line in page_set.truth(image).splitlines())
        return PageScore(lines, len(rows), None, None, None, seconds)
    alone = match_lines(truth.bands, baselines)
    together, cells = match_rows(truth.bands, baselines, rows, alone)
    right = len(alone) + cells
    return PageScore(len(truth.bands), len(baselines), len(alone), len(alone) + together, right, seconds)


def score_page_text(page_set: PageSet, image: Path, text: str, seconds: float) -> TextScore:
    """A text beside the truth."""
    truth, settings = page_set.truth(image), page_set.scoring()
    order_free = count_order_free(text, truth, settings, page_set.line_breaks)
    return TextScore(score_text(text, truth, settings), order_free, seconds)


def found_lines(found: Segmentation) -> Found:
    """The baselines of the segmenter's lines, source px, and the lines of each printed row."""
    baselines = [
        found.page.points_to_source(*_along(line.baseline, line.box, line.x_height)) for line in found.lines
    ]
    return baselines, group_rows([line.gap_before for line in found.lines])


def kept_lines(result: PageResult) -> Found:
    """The same of the lines that the reader kept."""
    lines = list(result.iter_lines())
    baselines = [np.stack(_along(line.baseline, line.box, line.x_height)) for line in lines]
    return baselines, group_rows([line.gap_before for line in lines])


def _along(baseline: Baseline, box: Box, x_height: float) -> tuple[Floats, Floats]:
    """Points of a baseline, a margin longer than its line's box to either side."""
    margin = MARGIN * x_height
    at = np.linspace(box.left - margin, box.right + margin, POINTS)
    return at, baseline.y_at(at)


def _timed(run: Callable[[], Value]) -> tuple[Value, float]:
    """What a function returns, and the CPU seconds it took."""
    started = time.process_time()
    value = run()
    return value, time.process_time() - started


def describe_set(name: str, scores: Sequence[PageScore]) -> list[str]:
    """One row of the table of lines found."""
    truth, lines = sum(score.truth for score in scores), sum(score.lines for score in scores)
    seconds = [score.seconds for score in scores]
    shares = ["–"] * len(SHARES)
    if all(score.found is not None for score in scores):
        of = (truth, lines, truth, lines)
        parts = [(s.found or 0, s.found or 0, s.row_found or 0, s.row_right or 0) for s in scores]
        totals = [sum(column) for column in zip(*parts, strict=True)]
        shares = [f"{100 * part / max(whole, 1):.1f}" for part, whole in zip(totals, of, strict=True)]
    times = [f"{sum(seconds) / len(seconds):.3f}", f"{max(seconds):.2f}"]
    return [name, str(len(scores)), str(truth), str(lines), *shares, *times]


def describe_texts(name: str, engine: str, scores: Sequence[TextScore]) -> list[str]:
    """One row of the table of texts: errors in order, in any order, the gap, moved lines by cause, words."""
    total = add_scores(score.score for score in scores)
    size = max(total.characters, 1)
    free = sum(score.order_free for score in scores)
    rates = [total.character_errors, free, total.character_errors - free, total.causes.order]
    seconds = sum(score.seconds for score in scores) / len(scores)
    cells = [f"{100 * rate / size:.2f}" for rate in rates]
    return [name, engine, str(len(scores)), *cells, f"{total.word_f1:.3f}", f"{seconds:.3f}"]
