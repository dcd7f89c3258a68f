"""Puts lines that stand side by side into printed rows, and rows in order from top to bottom."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmenter.links import FEW, FEW_OVERLAP, MERGE_OVERLAP
from segmenter.marks import Fragments, Ints, Marks, best_per_key, chain_labels, overlapping_pairs

SAME_ROW = 0.55  # x-heights the bottoms of two pieces of one row may differ by where they meet
STRIP_GAP = 4.0  # x-heights; a wider gap may part cells of a row
CELL_GAP = 16.0  # x-heights; a gap so wide parts cells whatever stands above and below
WORD = 2  # components; one alone beyond a wide gap may be a stray mark
NEIGHBOURS = 12.0  # x-heights up or down within which other rows tell whether a gap is a column's
SHARED_GAP = (1.5, 0.5)  # x-heights, or the share of a gap, that another row must leave white too
STRIP_SIZES = (0.6, 1.65)  # heights of two pieces, one over the other, that make one line


def form_rows(fragments: Fragments, here: Ints, extents: Marks, x_height: float) -> list[list[Ints]]:
    """Printed rows from top to bottom; each is a list of strips from left to right.

    A strip is an array of fragments that make one text line; strips of one row stand apart by
    gaps that are very wide, or wide and white in the rows around them too, or differ in size.

    Args:
        fragments: text lines of the page.
        here: those of one column.
        extents: (F) bounds of all fragments with their dots and commas.
        x_height: px.
    """
    rows = _chain_rows(fragments, here, x_height)
    rows.sort(key=lambda row: float(fragments.box.y[row].mean()))
    cuts = _cuts(fragments, extents, rows, x_height)
    return [list(np.split(row, np.flatnonzero(cut) + 1)) for row, cut in zip(rows, cuts, strict=True)]


def _chain_rows(fragments: Fragments, here: Ints, x_height: float) -> list[Ints]:
    """Fragments chained to the nearest one on their right that stands on the same baseline."""
    box = fragments.box.take(here)
    one, other = overlapping_pairs(box.top, box.bottom)
    swap = (box.x[one] > box.x[other]) | ((box.x[one] == box.x[other]) & (one > other))
    left, right = np.where(swap, other, one), np.where(swap, one, other)
    apart = box.left[right] - box.right[left] > -x_height
    left, right = left[apart], right[apart]
    top_left, bottom_left = fragments.bands(here[left], box.right[left])
    top_right, bottom_right = fragments.bands(here[right], box.left[right])
    step = np.abs(bottom_left - bottom_right)
    shared = np.minimum(bottom_left, bottom_right) - np.maximum(top_left, top_right)
    smaller = np.minimum(bottom_left - top_left, bottom_right - top_right)
    few = np.minimum(fragments.sizes[here[left]], fragments.sizes[here[right]]) <= FEW
    few &= (shared >= FEW_OVERLAP * smaller) & (box.left[right] - box.right[left] < STRIP_GAP * x_height)
    same = ((step <= SAME_ROW * x_height) | few) & (shared >= MERGE_OVERLAP[0] * smaller)
    left, right = left[same], right[same]
    cost = box.left[right] - box.right[left] + 2 * step[same]
    chosen = np.intersect1d(best_per_key(left, cost), best_per_key(right, cost))
    follower = np.arange(len(here))
    follower[left[chosen]] = right[chosen]
    labels = chain_labels(follower)
    order = np.lexsort((box.left, labels))
    cuts = np.flatnonzero(np.diff(labels[order])) + 1
    return [here[row] for row in np.split(order, cuts)]


def _cuts(fragments: Fragments, box: Marks, rows: list[Ints], x_height: float) -> list[NDArray[np.bool_]]:
    """For each row, which of its gaps part cells: (pieces - 1) bool."""
    heights, sizes = fragments.medians(fragments.marks.height), fragments.sizes
    left, right = (np.concatenate([row[side] for row in rows]) for side in (slice(-1), slice(1, None)))
    ends = np.cumsum([len(row) - 1 for row in rows])[:-1]
    gap = box.left[right] - box.right[left]
    ratio = heights[right] / np.maximum(heights[left], 1e-9)
    cut = (gap >= CELL_GAP * x_height) | (ratio < STRIP_SIZES[0]) | (ratio > STRIP_SIZES[1])
    cut |= (gap >= STRIP_GAP * x_height) & (np.minimum(sizes[left], sizes[right]) < WORD)
    wide = np.flatnonzero((gap >= STRIP_GAP * x_height) & ~cut)
    cut[wide] |= _are_columns(box, (left[wide], right[wide]), np.concatenate(rows), x_height)
    return list(np.split(cut, ends))


def _are_columns(box: Marks, gaps: tuple[Ints, Ints], here: Ints, x_height: float) -> NDArray[np.bool_]:
    """Which gaps more rows nearby leave white too than run through.

    Args:
        box: bounds of the fragments.
        gaps: (g,) the fragments on the left and on the right of each wide gap.
        here: all fragments around.
        x_height: px.
    """
    low, high = box.right[gaps[0]], box.left[gaps[1]]
    y = (box.y[gaps[0]] + box.y[gaps[1]]) / 2
    away = np.abs(y[:, None] - y)
    white = np.minimum(high[:, None], high) - np.maximum(low[:, None], low)
    enough = np.minimum(SHARED_GAP[0] * x_height, SHARED_GAP[1] * (high - low))[:, None]
    shared = (white >= enough) & (away < NEIGHBOURS * x_height) & (away > SAME_ROW * x_height)
    middle = (low + high) / 2
    through = (box.left[here] < middle[:, None]) & (box.right[here] > middle[:, None])
    through &= np.abs(box.y[here] - y[:, None]) < NEIGHBOURS * x_height
    return np.asarray(shared.sum(axis=1) > through.sum(axis=1))
