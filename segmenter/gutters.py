"""Finds upright white gutters between columns of text and chains their pieces."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.marks import Floats
from segmenter.raster import NOTHING, Raster

# A gutter is white for at least so many x-heights across and so many leadings down.
OPENINGS = ((0.8, 8.0), (1.3, 6.0), (2.2, 4.0))
BLANK_BAND = 1.25  # leadings without any text that do not end a gutter
CHAIN_REACH = 6.0  # x-heights a gutter may shift sideways from piece to piece
CHAIN_GAP = 1.0  # leadings that may lie between two pieces of one gutter


@dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """A chain of gutter pieces from top to bottom.

    Args:
        top: level px of its first row.
        bottom: level px just below its last row.
        ys: knots, level px, increasing.
        xs: the gutter's middle at each knot, level px.
    """

    top: float
    bottom: float
    ys: Floats
    xs: Floats

    def x_at(self, y: Floats) -> Floats:
        """The gutter's middle at each y; beyond its ends, that of the nearer end."""
        return np.asarray(np.interp(y, self.ys, self.xs))


def find_walls(raster: Raster, x_height: float, leading: float) -> NDArray[np.bool_]:
    """Cells of white gutters: the walls that no text line may cross.

    Args:
        raster: of the text components.
        x_height: px.
        leading: px from line to line.

    Returns:
        (rows, columns) bool.
    """
    text = raster.ids != NOTHING
    before = np.maximum.accumulate(text, axis=1)
    after = np.maximum.accumulate(text[:, ::-1], axis=1)[:, ::-1]
    between = (~text & before & after).astype(np.uint8)
    reach = max(1, round(BLANK_BAND * leading * raster.scale))
    closed = cv2.morphologyEx(between, cv2.MORPH_CLOSE, np.ones((reach + 1, 1), np.uint8))
    white = closed * (~text).astype(np.uint8)
    walls = np.zeros(text.shape, dtype=bool)
    for across, down in OPENINGS:
        columns = max(2, round(across * x_height * raster.scale))
        rows = max(2, round(down * leading * raster.scale))
        walls |= _open(white, rows, columns)
    return walls


def _open(white: NDArray[np.uint8], rows: int, columns: int) -> NDArray[np.bool_]:
    """Morphological opening by a rectangle that must lie wholly inside the image."""
    if rows > white.shape[0] or columns > white.shape[1]:
        return np.zeros(white.shape, dtype=bool)
    upright, level = np.ones((rows, 1), np.uint8), np.ones((1, columns), np.uint8)
    frame = cv2.copyMakeBorder(white, rows, rows, columns, columns, cv2.BORDER_CONSTANT, value=0)
    frame = cv2.erode(cv2.erode(frame, upright), level)
    if not frame.any():
        return np.zeros(white.shape, dtype=bool)
    # The opposite anchor: dilation must undo the shift of an even kernel's erosion.
    back = (rows - 1 - rows // 2, columns - 1 - columns // 2)
    frame = cv2.dilate(frame, upright, anchor=(0, back[0]))
    frame = cv2.dilate(frame, level, anchor=(back[1], 0))
    return np.asarray(frame[rows:-rows, columns:-columns] > 0)


def find_boundaries(
    walls: NDArray[np.bool_], raster: Raster, x_height: float, leading: float
) -> list[Boundary]:
    """Pieces of gutter chained where they go on a little to the side.

    Args:
        walls: as from ``find_walls``.
        raster: whose cells the walls lie in.
        x_height: px.
        leading: px.
    """
    _, found, found_stats, _ = cv2.connectedComponentsWithStats(walls.view(np.uint8), connectivity=8)
    labels, stats = np.asarray(found, dtype=np.int32), np.asarray(found_stats, dtype=np.int32)
    if len(stats) <= 1:
        return []
    middles = _row_middles(labels, stats)
    reach = CHAIN_REACH * x_height * raster.scale
    gap = CHAIN_GAP * leading * raster.scale
    chains = _chain(stats[1:], middles, reach, gap)
    return [_boundary([middles[piece] for piece in chain], stats[1:][chain], raster) for chain in chains]


def _row_middles(labels: NDArray[np.int32], stats: NDArray[np.int32]) -> list[Floats]:
    """For each piece its middle column in each of its rows."""
    found = []
    for piece in range(1, len(stats)):
        left, top, width, height = stats[piece, :4].tolist()
        inside = labels[top : top + height, left : left + width] == piece
        found.append((inside * (np.arange(width) + left + 0.5)).sum(axis=1) / inside.sum(axis=1))
    return found


def _chain(stats: NDArray[np.int32], middles: list[Floats], reach: float, gap: float) -> list[list[int]]:
    """Pieces grouped: those whose rows meet and whose middles there are near each other."""
    group = list(range(len(stats)))
    for one in range(len(stats)):
        for other in range(one + 1, len(stats)):
            upper, lower = (one, other) if stats[one, 1] <= stats[other, 1] else (other, one)
            upper_end = stats[upper, 1] + stats[upper, 3]
            lower_end = stats[lower, 1] + stats[lower, 3]
            if stats[lower, 1] > upper_end + gap:
                continue
            shared = min(upper_end, lower_end) - stats[lower, 1]
            if shared > 0.5 * min(stats[upper, 3], stats[lower, 3]):
                continue  # side by side: two gutters, not one
            if abs(middles[upper][-1] - middles[lower][0]) <= reach:
                old, new = group[other], group[one]
                group = [new if label == old else label for label in group]
    return [[piece for piece in range(len(stats)) if group[piece] == label] for label in sorted(set(group))]


def _boundary(middles: list[Floats], stats: NDArray[np.int32], raster: Raster) -> Boundary:
    """One polyline through pieces; where two share rows the longer one is followed."""
    top = int(stats[:, 1].min())
    bottom = int((stats[:, 1] + stats[:, 3]).max())
    at = np.full(bottom - top, np.nan)
    for piece in np.argsort(stats[:, 3], kind="stable").tolist():
        start = int(stats[piece, 1]) - top
        at[start : start + len(middles[piece])] = middles[piece]
    rows = np.flatnonzero(~np.isnan(at))
    return Boundary(
        top / raster.scale + raster.y0,
        bottom / raster.scale + raster.y0,
        np.asarray((rows + top + 0.5) / raster.scale + raster.y0, dtype=np.float64),
        np.asarray(at[rows] / raster.scale + raster.x0, dtype=np.float64),
    )
