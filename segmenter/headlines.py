"""Tells the large letters of posters and title pages from pictures: they stand side by side on one foot."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from segmenter.components import ComponentTable
from segmenter.marks import Ints, chain_labels
from segmenter.rules import Sorted

HIGHEST = 30.0  # character heights of the page
SHAPE = (0.12, 1.7)  # widths a height: between an I and a W
FILL = (0.1, 0.85)  # of its box that a letter covers
# In heights of the letters themselves: how far their feet and heads may differ, the gap to the next, and how
# much two may overlap.
FOOT, HEAD, GAP, OVERLAP = 0.12, 0.3, 0.8, 0.1
FEWEST = 3  # letters of a headline
MOST = 300  # large components on a page; more are pieces of pictures


def add_headlines(table: ComponentTable, kinds: Sorted, character_height: float) -> Sorted:
    """The kinds with letters that were taken for pictures by their size under ``text``.

    Args:
        table: the page's components.
        kinds: the same components sorted.
        character_height: px, above 0.
    """
    width, height = table.widths.astype(np.float64), table.heights.astype(np.float64)
    fill = table.areas / (width * height)
    large = (height <= HIGHEST * character_height) & (height >= 2 * character_height)
    large &= kinds.picture | kinds.text  # the fullest letters of a bold headline alone look like blots
    large &= (width >= SHAPE[0] * height) & (width <= SHAPE[1] * height)
    large &= (fill >= FILL[0]) & (fill <= FILL[1])
    chosen = np.flatnonzero(large)
    if not FEWEST <= len(chosen) <= MOST or not kinds.picture[chosen].any():
        return kinds
    letters = np.zeros(len(table), dtype=bool)
    letters[chosen[_stand_side_by_side(table.boxes[chosen].astype(np.float64))]] = True
    letters &= kinds.picture
    if not letters.any():
        return kinds
    return replace(kinds, text=kinds.text | letters, picture=kinds.picture & ~letters)


def _stand_side_by_side(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(n,) which of (n, 4) boxes are letters of one row, at least ``FEWEST`` together."""
    order: Ints = np.argsort(boxes[:, 0], kind="stable")
    left, top, right, bottom = boxes[order].T
    height = bottom - top
    lower = np.minimum(height[:, None], height[None])
    gap = left[None] - right[:, None]
    beside = np.triu(np.ones((len(boxes), len(boxes)), dtype=bool), 1)
    beside &= (gap <= GAP * lower) & (gap >= -OVERLAP * lower)
    beside &= np.abs(bottom[:, None] - bottom[None]) <= FOOT * lower
    beside &= np.abs(top[:, None] - top[None]) <= HEAD * lower
    nearest = np.where(beside, gap, np.inf).argmin(axis=1)
    chains = chain_labels(np.where(beside.any(axis=1), nearest, np.arange(len(boxes))))
    _, chain, sizes = np.unique(chains, return_inverse=True, return_counts=True)
    found = np.zeros(len(boxes), dtype=bool)
    found[order] = sizes[chain] >= FEWEST
    return found
