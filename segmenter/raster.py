"""A coarse picture of the page whose cells name the component that covers them."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmenter.marks import Floats, Ints, Marks

CELLS_PER_X_HEIGHT = 5
MAX_CELLS = 16_000_000  # a coarser raster is drawn for a vast page of tiny marks
WALL = -1  # a cell no text line may cross
NOTHING = 0
MIN_LEADING, MAX_LEADING = 1.2, 6.0  # x-heights: anything else is not the step between two lines
USUAL_LEADING = 2.2  # x-heights, where the page does not tell


@dataclass(frozen=True, slots=True, eq=False)
class Raster:
    """Components drawn as filled boxes.

    Args:
        ids: (rows, columns) int32; 0 nothing, k + 1 component k, -1 a wall.
        scale: cells a level px.
        x0: level px of the left edge of column 0.
        y0: level px of the top edge of row 0.
    """

    ids: NDArray[np.int32]
    scale: float
    x0: float
    y0: float

    def columns(self, x: Floats) -> Ints:
        """The column of each x (level px), kept inside the raster."""
        return np.clip(((x - self.x0) * self.scale).astype(np.intp), 0, self.ids.shape[1] - 1)

    def rows(self, y: Floats) -> Ints:
        """The row of each y (level px), kept inside the raster."""
        return np.clip(((y - self.y0) * self.scale).astype(np.intp), 0, self.ids.shape[0] - 1)

    def with_walls(self, walls: NDArray[np.bool_]) -> Raster:
        """A copy with walls written where nothing stood."""
        ids = self.ids.copy()
        ids[walls & (ids == NOTHING)] = WALL
        return Raster(ids, self.scale, self.x0, self.y0)


def draw_raster(marks: Marks, x_height: float) -> Raster:
    """Draw components, the largest first so that small ones stay visible on top.

    Args:
        marks: at least one component.
        x_height: px.
    """
    x0, y0 = float(marks.left.min()), float(marks.top.min())
    width, height = float(marks.right.max()) - x0, float(marks.bottom.max()) - y0
    scale = CELLS_PER_X_HEIGHT / x_height
    scale = min(scale, float(np.sqrt(MAX_CELLS / max(width * height, 1.0))), 1.0)
    raster = Raster(np.zeros((int(height * scale) + 2, int(width * scale) + 2), np.int32), scale, x0, y0)
    first_row, end_row = raster.rows(marks.top), raster.rows(marks.bottom - 1e-6) + 1
    first_column, end_column = raster.columns(marks.left), raster.columns(marks.right - 1e-6) + 1
    largest_first = np.argsort(-marks.width * marks.height, kind="stable")
    corners = np.stack([largest_first, first_row[largest_first], end_row[largest_first]], axis=1)
    sides = np.stack([first_column[largest_first], end_column[largest_first]], axis=1)
    ids = raster.ids
    for (which, top, bottom), (left, right) in zip(corners.tolist(), sides.tolist(), strict=True):
        ids[top:bottom, left:right] = which + 1
    return raster


def next_in_row(ids: NDArray[np.int32]) -> NDArray[np.int32]:
    """For each cell the column of the first filled cell at or right of it; the width where none is."""
    columns = np.arange(ids.shape[1], dtype=np.int32)
    filled = np.where(ids != NOTHING, columns[None, :], np.int32(ids.shape[1]))
    return np.minimum.accumulate(filled[:, ::-1], axis=1)[:, ::-1]


def measure_leading(marks: Marks, raster: Raster, x_height: float) -> float:
    """The usual step from one line's bottoms to the next line's, in level px.

    Args:
        marks: the components drawn.
        raster: without walls.
        x_height: px.
    """
    ids = raster.ids.T
    below = next_in_row(np.ascontiguousarray(ids))
    column, row = raster.columns(marks.x), raster.rows(marks.bottom) + 1
    inside = row < ids.shape[1]
    hit = below[column[inside], row[inside]]
    here = np.flatnonzero(inside)[hit < ids.shape[1]]
    found = ids[raster.columns(marks.x[here]), hit[hit < ids.shape[1]]] - 1
    step = marks.bottom[found] - marks.bottom[here]
    step = step[(step > MIN_LEADING * x_height) & (step < MAX_LEADING * x_height)]
    return float(np.median(step)) if len(step) >= 3 else USUAL_LEADING * x_height
