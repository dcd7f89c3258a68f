"""Layout alone, no network: ``python benchmarks/layout.py DATA... [--sets A,B]``.

How many of the printed lines of ``NAME.json`` the segmenter finds whole and apart from each other,
how many of its lines are such lines, and the seconds it takes; into RESULTS.md. Sets without boxes
are counted alone: printed rows against lines of ``NAME.txt``, where the truth keeps line breaks.
"""

from __future__ import annotations

import argparse
import json
import time
from collections.abc import Mapping, Sequence
from dataclasses import dataclass
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray
from pagesets import PageSet, find_sets
from results import RESULTS, describe_run, table, write_section

from ocr.loader import load_page
from ocr.pipeline import PageReader, load_page_reader, recognize_page
from ocr.types import PageResult
from segmenter.geometry import Baseline, Box
from segmenter.page import segment_page
from segmenter.types import Segmentation

Floats = NDArray[np.float64]
Found = tuple[list[Floats], list[list[int]]]  # baselines, (2, k) source px each; the lines of each row

SAMPLES = 100  # places along a truth line at which a baseline is looked at
COVERED = 0.8  # of a truth line's width, along which one baseline must run
SLACK = 0.1  # of a truth box's height: boxes drawn tightly end at the very foot of the letters
MARGIN = 0.5  # x-heights a baseline runs on beyond the letters: boxes drawn by hand stand off them
POINTS = 32  # at which a baseline is taken
FOOT = 0.25  # of a box's height above its bottom, where a line with descenders stands
SHARES = ("recall %", "precision %", "recall % by rows", "precision % by rows")
HEAD = ("set", "pages", "truth lines", "lines", *SHARES, "CPU s a page", "slowest")
NOTE = """A truth line is found when one found line's baseline runs inside its box along at least 80 % of its
width and that line covers no other truth line; precision is the share of the found lines that find one.
Where the boxes of two lines overlap, a line counts as covering the second only if that has no line of its
own. A baseline runs half an x-height beyond its letters, since many boxes stand off them, which tells in
lines of a few letters. Cells of one row, which stand on one line of the text with tabs between, are lines
of their own; *by rows* they also count together where the truth has one line for several of them. Sets
without boxes show rows against lines of the truth. The lines are the segmenter's, without any reading: the
reader drops some later that hold nothing it can read. CPU seconds are the segmenter's."""
READ_NOTE = (
    """The same measure on the lines of the finished page, without those in which the reader read nothing."""
)


@dataclass(frozen=True, slots=True)
class PageScore:
    """What was found on one page.

    Args:
        truth: printed lines.
        lines: lines found; on a page without boxes, printed rows found.
        found: truth lines found; None where the truth has no boxes.
        row_found: the same where cells of a row count together too.
        row_right: lines found that find a truth line alone or with others of their row.
        seconds: CPU time of the segmenter.
    """

    truth: int
    lines: int
    found: int | None
    row_found: int | None
    row_right: int | None
    seconds: float


def main() -> None:
    """Measure every set and write the table."""
    parser = argparse.ArgumentParser(description="Measure how well text lines are found.")
    parser.add_argument(
        "data", nargs="+", type=Path, help="folders of sets: images with NAME.txt and NAME.json beside them"
    )
    parser.add_argument("--sets", default="", help="names of sets, comma between; all by default")
    parser.add_argument("--limit", type=int, help="pages of each set at most")
    parser.add_argument(
        "--read", action="store_true", help="read the pages, and measure the lines that the reader keeps"
    )
    parser.add_argument("--title", help="of the section; the data folders' names by default")
    parser.add_argument("-o", "--output", type=Path, default=RESULTS)
    arguments = parser.parse_args()
    cv2.setNumThreads(1)
    reader = load_page_reader() if arguments.read else None
    rows = []
    for page_set in find_sets(arguments.data, [n for n in arguments.sets.split(",") if n], arguments.limit):
        scores = [measure_page(page_set, image, reader) for image in page_set.images]
        row = describe_set(page_set.name, scores)
        print(" | ".join(row), flush=True)
        rows.append(row)
    title = arguments.title or ", ".join(folder.resolve().name for folder in arguments.data)
    title = f"Layout on {title}{', lines that the reader kept' if arguments.read else ''}"
    note = READ_NOTE if arguments.read else NOTE
    body = f"{describe_run('layout.py')}\n\n{table(HEAD, rows, left=1)}\n\n{note}"
    write_section(arguments.output, title, body)


def measure_page(page_set: PageSet, image: Path, reader: PageReader | None = None) -> PageScore:
    """Segment one page and compare its lines with the truth; with a reader, those that it keeps."""
    page = load_page(image)
    start = time.process_time()
    found = segment_page(page.pixels)
    seconds = time.process_time() - start
    baselines, rows = found_lines(found) if reader is None else kept_lines(recognize_page(page, reader))
    boxes = read_boxes(image)
    if boxes is None:
        truth = sum(bool(line.strip()) for line in page_set.truth(image).splitlines())
        return PageScore(truth, len(rows), None, None, None, seconds)
    alone = match_lines(boxes, baselines)
    together, cells = match_rows(boxes, baselines, rows, alone)
    right = len(alone) + cells
    return PageScore(len(boxes), len(baselines), len(alone), len(alone) + together, right, seconds)


def read_boxes(image: Path) -> Floats | None:
    """(n, 4) boxes of a page's printed lines that hold text, source px; None where none are known."""
    path = image.with_suffix(".json")
    if not path.is_file():
        return None
    lines = json.loads(path.read_text(encoding="utf-8"))["lines"]
    return np.array([line["box"] for line in lines if line["text"].strip()], dtype=np.float64).reshape(-1, 4)


def found_lines(found: Segmentation) -> Found:
    """The baselines of the segmenter's lines, source px, and the lines of each printed row."""
    baselines = [
        found.page.points_to_source(*_along(line.baseline, line.box, line.x_height)) for line in found.lines
    ]
    return baselines, group_rows([line.gap_before for line in found.lines])


def kept_lines(result: PageResult) -> Found:
    """The same of the lines that the reader kept."""
    lines = [line for block in result.blocks for paragraph in block.paragraphs for line in paragraph.lines]
    baselines = [np.stack(_along(line.baseline, line.box, line.x_height)) for line in lines]
    return baselines, group_rows([line.gap_before for line in lines])


def _along(baseline: Baseline, box: Box, x_height: float) -> tuple[Floats, Floats]:
    """Points of a baseline, a margin longer than its line's box to either side."""
    margin = MARGIN * x_height
    at = np.linspace(box.left - margin, box.right + margin, POINTS)
    return at, baseline.y_at(at)


def group_rows(gap_before: Sequence[bool]) -> list[list[int]]:
    """The indices of the lines of each printed row."""
    rows: list[list[int]] = []
    for index, continues in enumerate(gap_before):
        if continues and rows:
            rows[-1].append(index)
        else:
            rows.append([index])
    return rows


def match_lines(boxes: Floats, baselines: Sequence[Floats]) -> dict[int, int]:
    """Truth line -> the found line that finds it.

    Args:
        boxes: (n, 4) left, top, right, bottom of the truth lines, px.
        baselines: (2, k) xs and ys of each found line, from left to right, px.
    """
    covering = [
        (away, truth, line)
        for line, baseline in enumerate(baselines)
        for truth, away in _covered(boxes, baseline).items()
    ]
    owner: dict[int, int] = {}
    for _, truth, line in sorted(covering):
        if truth not in owner and line not in owner.values():
            owner[truth] = line
    merged = {line for _, truth, line in covering if truth not in owner}
    return {truth: line for truth, line in owner.items() if line not in merged}


def match_rows(
    boxes: Floats, baselines: Sequence[Floats], rows: Sequence[Sequence[int]], alone: Mapping[int, int]
) -> tuple[int, int]:
    """How many more truth lines are found by cells of a row together, and how many cells do it.

    Args:
        boxes: (n, 4) of the truth lines, px.
        baselines: (2, k) of each found line, px.
        rows: the found lines of each printed row, from left to right.
        alone: the truth lines that a line finds by itself, and that line.
    """
    missing = np.setdiff1d(np.arange(len(boxes)), list(alone))
    used = set(alone.values())
    left_over = [[line for line in row if line not in used] for row in rows]
    left_over = [row for row in left_over if len(row) > 1]
    joined = [np.concatenate([baselines[line] for line in row], axis=1) for row in left_over]
    cells = 0
    matched = match_lines(boxes[missing], joined)
    for truth, row in matched.items():
        left, _, right, _ = boxes[missing[truth]]
        cells += sum(
            baselines[line][0, 0] < right and baselines[line][0, -1] > left for line in left_over[row]
        )
    return len(matched), cells


def _covered(boxes: Floats, baseline: Floats) -> dict[int, float]:
    """Truth lines that a baseline runs through -> how far from their feet it runs, in their heights."""
    x, y = baseline
    parts = (np.arange(SAMPLES) + 0.5) / SAMPLES
    at = boxes[:, :1] + (boxes[:, 2:3] - boxes[:, :1]) * parts
    height = np.interp(at, x, y, left=np.nan, right=np.nan)
    deep = boxes[:, 3] - boxes[:, 1]
    inside = (height >= boxes[:, 1:2]) & (height <= (boxes[:, 3] + SLACK * deep)[:, None])
    chosen = np.flatnonzero(inside.mean(axis=1) >= COVERED)
    foot = (boxes[:, 3] - FOOT * deep)[chosen]
    away = np.abs(np.nanmean(height[chosen], axis=1) - foot) / deep[chosen] if len(chosen) else foot
    return dict(zip(chosen.tolist(), away.tolist(), strict=True))


def describe_set(name: str, scores: Sequence[PageScore]) -> list[str]:
    """One row of the table."""
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


if __name__ == "__main__":
    main()
