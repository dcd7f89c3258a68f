"""Finds barcodes: rows of thin parallel bars, and squares of cells with three eyes at their corners.

Bars are what they are printed as (ISO/IEC 15420, EAN/UPC; ISO/IEC 15417, Code 128): as long as each other,
side by side, a few times as far apart as they are thick. A QR code (ISO/IEC 18004) has in three of its
corners a dark square of 3 x 3 cells in a ring of 7 x 7; both are components of their own.
"""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmenter.components import ComponentTable
from segmenter.geometry import Box
from segmenter.marks import Ints, chain_labels
from segmenter.rules import Sorted
from segmenter.shapes import Shape, centres_in

BAR_LENGTH = 1.3  # character heights at least
BAR_SLENDERNESS = 2.5  # times as long as thick, at least
BAR_FILL = 0.75  # of its box: bars stand straight
SAME_END = 0.3  # character heights by which the ends of neighbours may differ, where no longer than usual
LONGER = 0.25  # of its length that a guard bar may reach beyond the others
STEP = 8.0  # median thicknesses from one bar to the next, at most: letters of a line stand wider
FEWEST_BARS = 12  # of thin letters side by side there are fewer
MOST_BARS = 1500  # on a page; more are hatching or grain
INK_SHARE = (0.25, 0.8)  # of the code's length that is bars
EYE_SIDE = 0.6  # character heights that the dark square of an eye measures at least
EYE_SQUARE = 0.2  # by which its sides may differ
EYE_FILL = 0.8  # of the square's box, at least
RING_FILL = (0.38, 0.62)  # of the ring's: 24 of 49 cells
RING_RATIO = (1.9, 2.8)  # of the ring's side to the square's: 7 to 3
EYES = 3
CODE_REACH = 30.0  # eyes' sides from one eye to the next, at most: the largest code has 177 cells


def find_barcodes(table: ComponentTable, kinds: Sorted, character_height: float) -> list[Shape]:
    """Barcodes of either kind, upright or lying, with all the ink in them.

    Args:
        table: the page's components.
        kinds: the same components sorted; what is in a shape already is left there.
        character_height: px.
    """
    boxes = [
        *_find_bars(table, character_height, upright=True),
        *_find_bars(table, character_height, upright=False),
        *_find_squares(table, character_height),
    ]
    shapes = []
    free = ~kinds.shape
    for box in boxes:
        members = np.flatnonzero(free & centres_in(table, box))
        free[members] = False
        if len(members):
            shapes.append(Shape("barcode", box, members))
    return shapes


def _find_bars(table: ComponentTable, character_height: float, upright: bool) -> list[Box]:
    """Bounds of rows of bars; lying ones are looked at with x and y exchanged."""
    order = [0, 1, 2, 3] if upright else [1, 0, 3, 2]
    boxes = table.boxes[:, order].astype(np.float64)
    thick, length = boxes[:, 2] - boxes[:, 0], boxes[:, 3] - boxes[:, 1]
    bars = (length >= BAR_LENGTH * character_height) & (length >= BAR_SLENDERNESS * thick)
    bars &= table.areas >= BAR_FILL * thick * length
    chosen = _in_company(boxes, np.flatnonzero(bars), character_height)
    if not FEWEST_BARS <= len(chosen) <= MOST_BARS:
        return []
    placed = boxes[chosen[np.argsort(boxes[chosen, 0], kind="stable")]]
    found = []
    for run in _rows_of_bars(placed, character_height):
        ends = placed[run]
        left, right = float(ends[:, 0].min()), float(ends[:, 2].max())
        share = float((ends[:, 2] - ends[:, 0]).sum()) / (right - left)
        if INK_SHARE[0] <= share <= INK_SHARE[1]:
            low, high = np.median(ends[:, 1]), np.median(ends[:, 3])
            corners = np.array([left, low, right, high])[order].astype(int).tolist()
            found.append(Box(*corners))
    return found


def _in_company(boxes: NDArray[np.float64], bars: Ints, character_height: float) -> Ints:
    """Those of the bars in whose height on the page there are enough of them: a cheap first look."""
    if not len(bars):
        return bars
    band = np.floor(boxes[bars, 1] / character_height).astype(np.intp)
    band -= band.min() - 1
    count = np.bincount(band, minlength=band.max() + 2)
    return np.asarray(bars[count[band - 1] + count[band] + count[band + 1] >= FEWEST_BARS])


def _rows_of_bars(bars: NDArray[np.float64], character_height: float) -> list[Ints]:
    """Runs of bars side by side, as indices; (n, 4) boxes of upright bars from left to right, px."""
    left, top, right, bottom = bars.T
    thick, length = right - left, bottom - top
    step = left[None, :] - left[:, None]
    apart = np.maximum(SAME_END * character_height, LONGER * np.minimum(length[:, None], length[None, :]))
    beside = (step > 0) & (step <= STEP * np.maximum(thick[:, None], thick[None, :]))
    beside &= np.abs(top[:, None] - top[None, :]) <= apart
    beside &= np.abs(bottom[:, None] - bottom[None, :]) <= apart
    nearest = np.where(beside, step, np.inf).argmin(axis=1)
    follower = np.where(beside.any(axis=1), nearest, np.arange(len(bars)))
    _, run, sizes = np.unique(chain_labels(follower), return_inverse=True, return_counts=True)
    return [np.flatnonzero(run == which) for which in np.flatnonzero(sizes >= FEWEST_BARS).tolist()]


def _find_squares(table: ComponentTable, character_height: float) -> list[Box]:
    """Bounds of codes of cells, by their eyes."""
    eyes = _find_eyes(table, character_height)
    found = []
    while len(eyes) >= EYES:
        first = eyes[0]
        side = float(first[2] - first[0])
        middle = (eyes[:, :2] + eyes[:, 2:]) / 2
        near = np.abs(middle - middle[0]).max(axis=1) <= CODE_REACH * side
        near &= np.abs((eyes[:, 2] - eyes[:, 0]) / side - 1) <= EYE_SQUARE
        if np.count_nonzero(near) >= EYES:
            low, high = eyes[near, :2].min(axis=0), eyes[near, 2:].max(axis=0)
            found.append(Box(int(low[0]), int(low[1]), int(high[0]), int(high[1])))
        else:
            near[:] = False
            near[0] = True
        eyes = eyes[~near]
    return found


def _find_eyes(table: ComponentTable, character_height: float) -> NDArray[np.float64]:
    """(k, 4) boxes of rings of 7 x 7 cells with a square of 3 x 3 in their middle, px."""
    boxes = table.boxes.astype(np.float64)
    width, height = table.widths.astype(np.float64), table.heights.astype(np.float64)
    square = np.abs(width - height) <= EYE_SQUARE * np.maximum(width, height)
    square &= width >= EYE_SIDE * character_height
    fill = table.areas / (width * height)
    pupils = np.flatnonzero(square & (fill >= EYE_FILL))
    rings = np.flatnonzero(square & (fill >= RING_FILL[0]) & (fill <= RING_FILL[1]))
    if len(pupils) < EYES or len(rings) < EYES:
        return np.empty((0, 4))
    eyes = []
    middle = (boxes[:, :2] + boxes[:, 2:]) / 2
    for ring in rings.tolist():
        ratio = width[ring] / width[pupils]
        inside = (ratio >= RING_RATIO[0]) & (ratio <= RING_RATIO[1])
        inside &= np.abs(middle[pupils] - middle[ring]).max(axis=1) <= 0.1 * width[ring] + 1
        if inside.any():
            eyes.append(boxes[ring])
    return np.array(eyes).reshape(-1, 4)
