"""Joins each component to its right-hand neighbour, and the chains so made into text lines."""

from __future__ import annotations

import numpy as np

from segmenter.marks import Floats, Fragments, Ints, Marks, best_per_key, chain_labels, overlapping_pairs
from segmenter.raster import WALL, Raster, next_in_row

LOOK_HEIGHTS = (0.15, 0.4, 0.65, 0.9)  # parts of a component's height at which it looks right
REACH = 3.0  # x-heights: wider gaps stay open until rows are formed
LINK_OVERLAP = (0.45, 0.2)  # shared height over the smaller and over the larger component
MERGE_OVERLAP = (0.55, 0.3)  # the same for the bands of two fragments at their junction
BOTTOM_STEP = 0.6  # x-heights the bottoms of two fragments may differ by at their junction
FEW, FEW_OVERLAP = 2, 0.7  # components, of which all may have descenders: overlap alone tells
MERGE_ROUNDS = 6
HEADING = 1.15  # x-heights: the median height of components of larger type
TITLE = 1.7  # the same of type so large that no column is set in it
HEADING_SPACE, TITLE_SPACE = 1.1, 1.6  # of that height: spaces between words
HEADING_ALIKE = 0.7  # of the pieces' whole heights, for words of one heading
TALL = 3.0  # x-heights: taller components span lines, and link only to their like
TALL_OVERLAP = 0.5


def find_fragments(marks: Marks, raster: Raster, x_height: float) -> Fragments:
    """Text lines, or pieces of them where a wall or a wide gap stands.

    Args:
        marks: text components, at least one.
        raster: of the same components, with walls.
        x_height: px.
    """
    fragments = Fragments.from_labels(marks, link_components(marks, raster, x_height))
    for _ in range(MERGE_ROUNDS):
        follower = _best_mates(fragments, raster, x_height)
        if np.array_equal(follower, np.arange(len(fragments))):
            break
        fragments = Fragments.from_labels(marks, chain_labels(follower)[fragments.labels()])
    return _join_headings(fragments, x_height)


def _join_headings(fragments: Fragments, x_height: float) -> Fragments:
    """Fragments with the words of large type joined, whose spaces are as wide as gutters are elsewhere."""
    size = fragments.medians(fragments.marks.height)
    large = np.flatnonzero(size > HEADING * x_height)
    if len(large) < 2:
        return fragments
    box = fragments.box.take(large)
    one, other = overlapping_pairs(box.top, box.bottom)
    swap = box.x[one] > box.x[other]
    left, right = large[np.where(swap, other, one)], large[np.where(swap, one, other)]
    high = fragments.box.height[left], fragments.box.height[right]
    alike = np.minimum(*high) >= HEADING_ALIKE * np.maximum(*high)
    largest = np.maximum(size[left], size[right])
    space = np.where(largest > TITLE * x_height, TITLE_SPACE, HEADING_SPACE) * largest
    near = fragments.box.left[right] - fragments.box.right[left] < space
    left, right = left[alike & near], right[alike & near]
    fits, cost = junctions(fragments, left, right, largest[alike & near])
    left, right, cost = left[fits], right[fits], cost[fits]
    chosen = np.intersect1d(best_per_key(left, cost), best_per_key(right, cost))
    follower = np.arange(len(fragments))
    follower[left[chosen]] = right[chosen]
    return Fragments.from_labels(fragments.marks, chain_labels(follower)[fragments.labels()])


def link_components(marks: Marks, raster: Raster, x_height: float) -> Ints:
    """(N,) the label of the chain each component is in: every one has one neighbour to each side."""
    count = len(marks)
    onward = next_in_row(raster.ids)
    start = raster.columns(marks.right)
    source, target = [], []
    for part in LOOK_HEIGHTS:
        row = raster.rows(marks.top + part * marks.height)
        column = onward[row, start]
        met = np.flatnonzero(column < raster.ids.shape[1])
        seen = raster.ids[row[met], column[met]] - 1
        keep = (seen >= 0) & (seen != met)
        source.append(met[keep])
        target.append(seen[keep].astype(np.intp))
    left, right = np.concatenate(source), np.concatenate(target)
    gap = marks.left[right] - marks.right[left]
    keep = (gap < REACH * x_height) & (marks.x[right] > marks.x[left]) & _level(marks, left, right, x_height)
    left, right, gap = left[keep], right[keep], gap[keep]
    nearest = best_per_key(left, gap)
    left, right, gap = left[nearest], right[nearest], gap[nearest]
    nearest = best_per_key(right, gap)
    follower = np.arange(count)
    follower[left[nearest]] = right[nearest]
    return chain_labels(follower)


def _level(marks: Marks, left: Ints, right: Ints, x_height: float) -> np.ndarray:
    """Whether two components share enough of their heights to stand on one line."""
    shared = np.minimum(marks.bottom[left], marks.bottom[right]) - np.maximum(
        marks.top[left], marks.top[right]
    )
    smaller = np.minimum(marks.height[left], marks.height[right])
    larger = np.maximum(marks.height[left], marks.height[right])
    level = (shared >= LINK_OVERLAP[0] * smaller) & (shared >= LINK_OVERLAP[1] * larger)
    return np.asarray(level & ((larger <= TALL * x_height) | (shared >= TALL_OVERLAP * larger)))


def _best_mates(fragments: Fragments, raster: Raster, x_height: float) -> Ints:
    """(F,) the fragment each one goes on with to its right, or itself."""
    box = fragments.box
    one, other = overlapping_pairs(box.top, box.bottom)
    swap = (box.x[one] > box.x[other]) | ((box.x[one] == box.x[other]) & (one > other))
    left, right = np.where(swap, other, one), np.where(swap, one, other)
    near = box.left[right] - box.right[left] < REACH * x_height
    left, right = left[near], right[near]
    fits, cost = junctions(fragments, left, right, x_height)
    left, right, cost = left[fits], right[fits], cost[fits]
    open_way = ~_walled(fragments, raster, left, right)
    left, right, cost = left[open_way], right[open_way], cost[open_way]
    follower = np.arange(len(fragments))
    chosen_left, chosen_right = best_per_key(left, cost), best_per_key(right, cost)
    mutual = np.intersect1d(chosen_left, chosen_right)
    follower[left[mutual]] = right[mutual]
    return follower


def junctions(
    fragments: Fragments, left: Ints, right: Ints, x_height: float | Floats
) -> tuple[np.ndarray, Floats]:
    """Whether pairs of fragments carry one line on where they meet, and at what cost.

    Args:
        fragments: what the pairs index.
        left: (P,) the left fragment of each pair.
        right: (P,) its right one.
        x_height: px, one for all or (P,) for each pair.

    Returns:
        (P,) bool, and (P,) float64: the gap plus the step in their bottoms, px.
    """
    box = fragments.box
    low, high = np.minimum(box.right[left], box.right[right]), np.maximum(box.left[right], box.left[left])
    at = (low + high) / 2
    top_left, bottom_left = fragments.bands(left, at)
    top_right, bottom_right = fragments.bands(right, at)
    shared = np.minimum(bottom_left, bottom_right) - np.maximum(top_left, top_right)
    heights = np.stack([bottom_left - top_left, bottom_right - top_right])
    step = np.abs(bottom_left - bottom_right)
    fits = (shared >= MERGE_OVERLAP[0] * np.minimum(*heights)) & (
        shared >= MERGE_OVERLAP[1] * np.maximum(*heights)
    )
    few = np.minimum(fragments.sizes[left], fragments.sizes[right]) <= FEW
    fits &= (step <= BOTTOM_STEP * x_height) | (few & (shared >= FEW_OVERLAP * heights.min(axis=0)))
    gap = np.maximum(box.left[right] - box.right[left], 0)
    return fits, np.asarray(gap + 2 * step)


def _walled(fragments: Fragments, raster: Raster, left: Ints, right: Ints) -> np.ndarray:
    """Whether a wall stands in the gap between two fragments."""
    box = fragments.box
    if not len(left):
        return np.zeros(0, dtype=bool)
    walls = np.cumsum(raster.ids == WALL, axis=1, dtype=np.int32)
    first, last = raster.columns(box.right[left]), raster.columns(box.left[right])
    top_left, bottom_left = fragments.bands(left, box.right[left])
    top_right, bottom_right = fragments.bands(right, box.left[right])
    row = raster.rows((top_left + bottom_left + top_right + bottom_right) / 4)
    return np.asarray((last > first) & (walls[row, last] > walls[row, first]))
