"""Tells a gutter between columns of running text from the white between cells of a table."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmenter.boundaries import Boundary
from segmenter.marks import Floats, Fragments, Ints

MIN_CELLS = 4  # lines on either side: fewer say nothing
MIN_WIDTH, ALIGNED_WIDTH = 8.0, 10.0  # x-heights: the median line of a column; of a short one in rows
MIN_SPAN = 3.0  # leadings both sides run beside each other
MIN_GAP = 0.5  # x-heights
ALIGNED = 0.35  # x-heights within which two baselines are one row
BESIDE = 0.6  # share of lines with a line across: a letterhead stands higher than the address
COLUMN_ALIGNED = 0.6  # share of rows that match across, below which both sides run freely
# Where rows match across, columns must show it by full lines, and by a broad or long gutter or the
# margin that lines to its right start from; a river of word gaps over a few lines has none of these.
BROAD_GAP, LONG_SPAN, SHORT_SPAN = 2.5, 16.0, 10.0  # x-heights, leadings, leadings
FLUSH = 0.5  # x-heights within which starts of lines are on one margin
SHORT_FLUSH, LONG_FLUSH = 0.6, 0.5  # shares of the lines on the margin
RIVER = 1.3  # times the space between words, that a short gutter must be wide
USUAL_SPACE = 1.6  # x-heights: between words of typescript, where nothing is measured
WORD_GAP = 0.5  # x-heights; smaller gaps are between letters
TABLE_ALIGNED, TABLE_SPARSE = 0.8, 0.5  # matched rows and lines on one side over the other: a table
FULL_WIDTH = 12.0  # x-heights: the median line, below which lines must be the fuller
# Of the lines' 90th percentile of widths, that a full line is wider than; share of full lines.
FULL_LINE, NARROW_LINE = (0.75, 0.4), (0.85, 0.42)
# Two short blocks side by side: lines of each, x-heights, leadings, share of lines on the margin.
BLOCK_LINES, BLOCK_WIDTH, BLOCK_GAP = (3, 8), 6.0, 6.0
BLOCK_STEP, BLOCK_FLUSH = 1.7, 0.75
# A table beside prose: the prose lines' median in x-heights, how full so many of them are, how many pieces
# may lie beside a line; leadings, x-heights, and cells in further columns a cell in the first.
PROSE_WIDTH, PROSE_LINE, STRAYS = 16.0, (0.85, 0.5), 0.25
TABLE_SPAN, TABLE_GAP, TABLE_CELLS = 8.0, 1.5, 0.6
GAP_LIMITS = (0.3, 2.0)  # x-heights: gaps beyond these weigh no more


@dataclass(frozen=True, slots=True, eq=False)
class Sides:
    """The lines that stand next to a gutter.

    Args:
        left, right: fragments on either side.
        top, bottom: level px of the rows that both sides share.
        gap: px of white between most lines' ends and starts.
        beyond: how many lines stand beside them further away from the gutter, left and right.
    """

    left: Ints
    right: Ints
    top: float
    bottom: float
    gap: float
    beyond: tuple[int, int] = (0, 0)


def judge_gutter(
    fragments: Fragments, here: Ints, boundary: Boundary, x_height: float, leading: float
) -> tuple[float, Sides] | None:
    """How strongly a gutter parts columns, and its sides; None where it parts none.

    Args:
        fragments: all lines of the page.
        here: those under consideration.
        boundary: the gutter.
        x_height: px.
        leading: px.
    """
    sides = find_sides(fragments, here, boundary)
    if sides is None or not _are_columns(fragments, sides, x_height, leading):
        return None
    span = sides.bottom - sides.top
    return span * float(np.clip(sides.gap / x_height, *GAP_LIMITS)), sides


def find_sides(fragments: Fragments, here: Ints, boundary: Boundary) -> Sides | None:
    """The lines next to a gutter on either side, in the rows that both sides fill.

    Args:
        fragments: all lines of the page.
        here: those under consideration.
        boundary: the gutter.
    """
    box = fragments.box
    y = box.y[here]
    beside = here[(y > boundary.top) & (y < boundary.bottom)]
    middle = boundary.x_at(box.y[beside])
    left = beside[box.x[beside] < middle]
    right = beside[box.x[beside] >= middle]
    if len(left) == 0 or len(right) == 0:
        return None
    every = left, right
    left = left[_are_outermost(box.left[left], box.right[left], box.top[left], box.bottom[left])]
    right = right[_are_outermost(-box.right[right], -box.left[right], box.top[right], box.bottom[right])]
    top = max(float(box.top[left].min()), float(box.top[right].min()))
    bottom = min(float(box.bottom[left].max()), float(box.bottom[right].max()))
    left = left[(box.y[left] > top) & (box.y[left] < bottom)]
    right = right[(box.y[right] > top) & (box.y[right] < bottom)]
    if len(left) == 0 or len(right) == 0:
        return None
    edges = box.right[left] - boundary.x_at(box.y[left]), box.left[right] - boundary.x_at(box.y[right])
    gap = float(np.quantile(edges[1], 0.1) - np.quantile(edges[0], 0.9))
    inside = [int(np.count_nonzero((box.y[side] > top) & (box.y[side] < bottom))) for side in every]
    return Sides(left, right, top, bottom, gap, (inside[0] - len(left), inside[1] - len(right)))


def _are_outermost(start: Floats, end: Floats, top: Floats, bottom: Floats) -> NDArray[np.bool_]:
    """Which lines have no other line between themselves and a gutter on the side of ``end``."""
    shared = np.minimum(bottom[:, None], bottom[None, :]) - np.maximum(top[:, None], top[None, :])
    level = shared > 0.5 * np.minimum(bottom - top, (bottom - top)[:, None])
    behind = level & (start[None, :] >= end[:, None])
    return np.asarray(~behind.any(axis=1))


def _are_columns(fragments: Fragments, sides: Sides, x_height: float, leading: float) -> bool:
    """The rule that tells columns from rows."""
    box = fragments.box
    widths = box.width[sides.left] / x_height, box.width[sides.right] / x_height
    medians = [float(np.median(width)) for width in widths]
    span = (sides.bottom - sides.top) / leading
    gap = sides.gap / x_height
    if _are_blocks(fragments, sides, x_height, leading) or _is_table_beside(widths, sides, span, gap):
        return True
    if min(len(sides.left), len(sides.right)) < MIN_CELLS or span < MIN_SPAN or gap < MIN_GAP:
        return False
    if min(medians) < MIN_WIDTH or _beside_share(fragments, sides) < BESIDE:
        return False
    aligned = _aligned_share(fragments, sides, ALIGNED * x_height)
    if aligned < COLUMN_ALIGNED:
        return True
    sparse = min(len(sides.left), len(sides.right)) < TABLE_SPARSE * max(len(sides.left), len(sides.right))
    if (min(medians) <= ALIGNED_WIDTH and span < LONG_SPAN) or (aligned >= TABLE_ALIGNED and sparse):
        return False
    line, share = FULL_LINE if min(medians) >= FULL_WIDTH else NARROW_LINE
    if any(np.mean(width > line * np.quantile(width, 0.9)) < share for width in widths):
        return False
    flush = _flush_share(box.left[sides.right], FLUSH * x_height)
    if span >= LONG_SPAN or (span >= SHORT_SPAN and gap >= BROAD_GAP):
        return True
    needed = SHORT_FLUSH if span < SHORT_SPAN else LONG_FLUSH
    return flush >= needed and sides.gap >= RIVER * _word_space(fragments, sides, x_height)


def _are_blocks(fragments: Fragments, sides: Sides, x_height: float, leading: float) -> bool:
    """Whether two short blocks stand far apart, as addresses or signatures do, and nothing else beside."""
    box, both = fragments.box, (sides.left, sides.right)
    if sides.beyond != (0, 0) or sides.gap < BLOCK_GAP * x_height:
        return False
    if any(not BLOCK_LINES[0] <= len(side) <= BLOCK_LINES[1] for side in both):
        return False
    if any(np.median(box.width[side]) < BLOCK_WIDTH * x_height for side in both):
        return False
    steps = [np.diff(np.sort(box.y[side])).max() for side in both]
    margins = [_flush_share(box.left[side], FLUSH * x_height) for side in both]
    return max(steps) <= BLOCK_STEP * leading and min(margins) >= BLOCK_FLUSH


def _is_table_beside(widths: tuple[Floats, Floats], sides: Sides, span: float, gap: float) -> bool:
    """Whether one side is prose, by many full lines, and the other the first of several columns of cells."""
    if span < TABLE_SPAN or gap < TABLE_GAP:
        return False
    line, share = PROSE_LINE
    for prose, cells, beyond in ((0, 1, sides.beyond[1]), (1, 0, sides.beyond[0])):
        wide = widths[prose]
        full = np.median(wide) >= PROSE_WIDTH and np.mean(wide > line * np.quantile(wide, 0.9)) >= share
        if full and sides.beyond[prose] < STRAYS * len(wide) and np.median(widths[cells]) < MIN_WIDTH:
            return beyond >= TABLE_CELLS * len(widths[cells]) >= TABLE_CELLS * MIN_CELLS
    return False


def _flush_share(edges: Floats, within: float) -> float:
    """The share of edges that stand on the best margin, within so many px of each other."""
    ordered = np.sort(edges)
    ends = np.searchsorted(ordered, ordered + within, side="right")
    return float((ends - np.arange(len(ordered))).max()) / len(ordered)


def _word_space(fragments: Fragments, sides: Sides, x_height: float) -> float:
    """The usual gap between the words of the lines beside a gutter, px."""
    marks, gaps = fragments.marks, []
    for line in (*sides.left.tolist(), *sides.right.tolist()):
        members = fragments.indices(line)
        gaps.append(marks.left[members[1:]] - marks.right[members[:-1]])
    wide = np.concatenate(gaps)
    wide = wide[wide > WORD_GAP * x_height]
    return float(np.median(wide)) if len(wide) else USUAL_SPACE * x_height


def _beside_share(fragments: Fragments, sides: Sides) -> float:
    """The share of the sparser side's lines that have a line of the other side beside them."""
    fewer, more = sorted((sides.left, sides.right), key=len)
    box = fragments.box
    level = (box.top[fewer][:, None] < box.bottom[more]) & (box.bottom[fewer][:, None] > box.top[more])
    return float(np.mean(level.any(axis=1)))


def _aligned_share(fragments: Fragments, sides: Sides, within: float) -> float:
    """The share of the sparser side's lines whose bottoms at the gutter match one across."""
    box = fragments.box
    _, left = fragments.bands(sides.left, box.right[sides.left])
    _, right = fragments.bands(sides.right, box.left[sides.right])
    fewer, more = (left, right) if len(left) <= len(right) else (right, left)
    return float(np.mean(np.abs(fewer[:, None] - more[None, :]).min(axis=1) <= within))
