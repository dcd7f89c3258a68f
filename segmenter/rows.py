"""Puts lines that stand side by side into printed rows, and rows in order from top to bottom."""

from __future__ import annotations

import numpy as np

from segmenter.links import FEW, FEW_OVERLAP, MERGE_OVERLAP
from segmenter.marks import Fragments, Ints, Marks, best_per_key, chain_labels, overlapping_pairs

SAME_ROW = 0.55  # x-heights the bottoms of two pieces of one row may differ by where they meet
STRIP_GAP = 4.0  # x-heights; a wider gap parts cells of a row
STRIP_SIZES = (0.6, 1.65)  # heights of two pieces, one over the other, that make one line


def form_rows(fragments: Fragments, here: Ints, extents: Marks, x_height: float) -> list[list[Ints]]:
    """Printed rows from top to bottom; each is a list of strips from left to right.

    A strip is an array of fragments that make one text line; strips of one row stand apart by
    wide gaps, or differ in size.

    Args:
        fragments: text lines of the page.
        here: those of one column.
        extents: (F) bounds of all fragments with their dots and commas.
        x_height: px.
    """
    rows = _chain_rows(fragments, here, x_height)
    rows.sort(key=lambda row: float(fragments.box.y[row].mean()))
    heights = fragments.medians(fragments.marks.height)
    return [_part_row(extents, row, heights, x_height) for row in rows]


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


def _part_row(box: Marks, row: Ints, heights: np.ndarray, x_height: float) -> list[Ints]:
    """Cut a row where the gap is wide or the size of the letters changes."""
    gap = box.left[row[1:]] - box.right[row[:-1]]
    ratio = heights[row[1:]] / np.maximum(heights[row[:-1]], 1e-9)
    wide = (gap >= STRIP_GAP * x_height) | (ratio < STRIP_SIZES[0]) | (ratio > STRIP_SIZES[1])
    return list(np.split(row, np.flatnonzero(wide) + 1))
