"""Grows pictures over the scraps of ink in and around them; level rows of letters there stay text."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.components import ComponentTable
from segmenter.marks import Ints
from segmenter.passing_rows import find_level_letters
from segmenter.rules import Sorted
from segmenter.shapes import Shape, make_shape, middle_cells

# Lengths are in character heights of the page.
CELL = 0.35  # side of the cells that pictures are looked at in
LEAST = 9.0  # width and height of a component that is a picture by itself, and no initial
DENSE = 0.2  # of its bounds that it fills at least: a pen's ring or a signature is emptier
AROUND = 2.0  # beyond a picture, where its scraps are looked for
CLOSED = 1.2  # paper between a picture and a scrap of it, at most
HOLE = 600.0  # squared character heights: larger holes are no part of a picture but what a frame is around
WORDS_AROUND = 8.0  # further beyond: the rows that letters around a picture belong to are seen so far
ROUNDS = 12  # of growing
MOST = 2500  # scraps around pictures; where there are more, no rows of letters are sought among them


def find_scraps(
    no_pictures: NDArray[np.bool_], table: ComponentTable, kinds: Sorted, character_height: float
) -> list[Shape]:
    """The scraps that belong to pictures, as one more shape for each heap of them.

    Args:
        no_pictures: (n,) bool, components in shapes of other kinds.
        table: the page's components.
        kinds: the same components sorted; pictures are told already, by their size or as shapes.
        character_height: px.
    """
    dense = table.areas >= DENSE * table.widths.astype(np.float64) * table.heights
    large = np.minimum(table.widths, table.heights) >= LEAST * character_height
    seeds = (kinds.picture & dense & large) | (kinds.shape & ~no_pictures)
    if not seeds.any():
        return []
    cell = max(1, round(CELL * character_height))
    held = np.concatenate([[False], seeds])
    mask = held[table.labels[cell // 2 :: cell, cell // 2 :: cell]].view(np.uint8)
    taken = np.zeros(len(table), dtype=bool)
    for _ in range(ROUNDS):
        scraps = _next_scraps(table, kinds, (mask, cell), taken, character_height)
        if not len(scraps):
            break
        taken[scraps] = True
        for left, top, right, bottom in (table.boxes[scraps] // cell).tolist():
            mask[top : bottom + 1, left : right + 1] = 1
    members = np.flatnonzero(taken)
    if not len(members):
        return []
    _, labels = cv2.connectedComponents(_closed(mask, character_height / cell), connectivity=8)
    heap = labels[middle_cells(table, members, cell, mask.shape)]
    return [make_shape("picture", table, members[heap == which]) for which in np.unique(heap).tolist()]


def _next_scraps(
    table: ComponentTable,
    kinds: Sorted,
    picture: tuple[NDArray[np.uint8], int],
    taken: NDArray[np.bool_],
    character_height: float,
) -> Ints:
    """The components, not letters of a row, that lie in or near the cells of pictures."""
    mask, cell = picture
    closed = _closed(mask, character_height / cell)
    free = np.flatnonzero((kinds.text | kinds.small) & ~taken)
    scraps = _lie_near(table, free, closed, (AROUND * character_height, cell))
    rows = _lie_near(table, free, closed, ((AROUND + WORDS_AROUND) * character_height, cell))
    if np.count_nonzero(rows & kinds.text) <= MOST:
        scraps[find_level_letters(table, kinds, rows, character_height)] = False
    grown = mask.copy()
    for left, top, right, bottom in (table.boxes[scraps] // cell).tolist():
        grown[top : bottom + 1, left : right + 1] = 1
    _, labels = cv2.connectedComponents(_closed(grown, character_height / cell), connectivity=8)
    joined = np.unique(labels[mask > 0])
    found = np.flatnonzero(scraps)
    return found[np.isin(labels[middle_cells(table, found, cell, mask.shape)], joined)]


def _lie_near(
    table: ComponentTable, members: Ints, mask: NDArray[np.uint8], reach: tuple[float, int]
) -> NDArray[np.bool_]:
    """(n,) which of some components have their middle within so many px of a mask; px a side of its cells."""
    side = 2 * round(reach[0] / reach[1]) + 1
    near = cv2.dilate(cv2.dilate(mask, np.ones((1, side), np.uint8)), np.ones((side, 1), np.uint8)) > 0
    found = np.zeros(len(table), dtype=bool)
    found[members] = near[middle_cells(table, members, reach[1], mask.shape)]
    return found


def _closed(mask: NDArray[np.uint8], cells: float) -> NDArray[np.uint8]:
    """Cells with narrow streaks of paper between them closed and what they enclose filled."""
    side = max(1, round(CLOSED * cells)) | 1
    framed = cv2.copyMakeBorder(mask, side, side, side, side, cv2.BORDER_CONSTANT, value=0)
    closed = cv2.morphologyEx(framed, cv2.MORPH_CLOSE, np.ones((side, side), np.uint8))
    _, holes, stats, _ = cv2.connectedComponentsWithStats(1 - closed, connectivity=4)
    small = stats[:, cv2.CC_STAT_AREA] <= HOLE * cells**2
    small[[0, holes[0, 0]]] = False  # the mask itself, and the paper around it
    closed = closed | small[holes]
    return np.ascontiguousarray(closed[side:-side, side:-side])
