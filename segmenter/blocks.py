"""Makes blocks of text lines, tells tables from running text and finds where paragraphs begin."""

from __future__ import annotations

import numpy as np

from segmenter.geometry import union_boxes
from segmenter.types import Block, BlockKind, TextLine

TABLE_ROWS = 3  # rows of several cells that make a table
TABLE_SHARE = 0.5  # of a block's rows
EXTRA_LEADING = 1.35  # of the block's usual step from line to line
INDENT = 1.0  # x-heights a first line stands further in than the line before it
SHORT_LINE = 0.25  # of the block's width that a paragraph's last line leaves white
HANGING_SHARE = 0.6  # of the lines standing in: then it is the outstanding ones that begin


def make_block(lines: list[TextLine]) -> Block:
    """A block of lines already in reading order.

    Args:
        lines: at least one; later cells of a row have ``gap_before``.
    """
    rows = sum(not line.gap_before for line in lines)
    celled = len({_row_of(lines, i) for i, line in enumerate(lines) if line.gap_before})
    ruled = any(line.cell is not None for line in lines)
    kind: BlockKind = "table" if ruled or (celled >= TABLE_ROWS and celled >= TABLE_SHARE * rows) else "text"
    starts = (0,) if kind == "table" else find_paragraphs(lines)
    return Block(kind, union_boxes(line.box for line in lines), tuple(lines), starts)


def _row_of(lines: list[TextLine], index: int) -> int:
    """The index of the first line of a line's row."""
    while index > 0 and lines[index].gap_before:
        index -= 1
    return index


def find_paragraphs(lines: list[TextLine]) -> tuple[int, ...]:
    """Indices of the lines at which paragraphs begin; 0 is the first.

    A paragraph begins by an indent, after extra leading, or after a short line; each judged
    against the lines of the same block.

    Args:
        lines: of one block, in reading order.
    """
    first = [i for i, line in enumerate(lines) if not line.gap_before and not line.initial]
    if len(first) < 2:
        return (0,)
    last = [*(i - 1 - lines[i - 1].initial for i in first[1:]), len(lines) - 1]
    slope = float(np.median([_slope(lines[i]) for i in first]))
    foot = np.array([float(lines[i].baseline.y_at(lines[i].box.left)) for i in first])
    left = np.array([lines[i].box.left for i in first]) + slope * foot  # a leaning margin set upright
    right = np.array([lines[i].box.right for i in last]) + slope * foot
    left, initials = _beside_initials(lines, first, left)
    foot = foot - slope * left
    x_height = float(np.median([lines[i].x_height for i in first]))
    step = np.diff(foot)
    begins = step > EXTRA_LEADING * float(np.median(step)) if len(step) >= 3 else step > 3.5 * x_height
    begins |= _indented(left, x_height) | initials[1:]
    margin = float(np.quantile(right, 0.9))
    width = margin - float(np.quantile(left, 0.1))
    begins |= right[:-1] < margin - SHORT_LINE * width
    begun = [first[i + 1] for i in np.flatnonzero(begins).tolist()]
    return tuple(sorted({0, *(i - lines[i - 1].initial for i in begun)}))


def _beside_initials(
    lines: list[TextLine], first: list[int], left: np.ndarray
) -> tuple[np.ndarray, np.ndarray]:
    """Left ends of rows, those beside an initial moved to its own; and (n,) which rows one begins."""
    left = left.copy()
    begun = np.array([i > 0 and lines[i - 1].initial for i in first])
    for row in np.flatnonzero(begun).tolist():
        letter = lines[first[row] - 1].box
        for place, i in enumerate(first[row:], row):
            if lines[i].box.center[1] >= letter.bottom:
                break
            left[place] += min(0, letter.left - lines[i].box.left)
    return left, begun


def _slope(line: TextLine) -> float:
    """How many px a line falls a px to the right."""
    ends = line.baseline.y_at(np.array([line.box.left, line.box.right]))
    return float(ends[1] - ends[0]) / line.box.width


def _indented(left: np.ndarray, x_height: float) -> np.ndarray:
    """(n - 1,) whether each line after the first stands in, or out where most lines stand in."""
    margin = float(np.quantile(left, 0.1))
    inside = left > margin + INDENT * x_height
    if len(left) >= 4 and HANGING_SHARE <= inside.mean() < 1:
        return np.asarray(~inside[1:] & inside[:-1])
    return np.asarray(inside[1:] & (left[1:] > left[:-1] + INDENT * x_height))
