"""Which component lies next to another, to any side: looked up in a coarse raster of their boxes."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

MAX_CELLS = 4_000_000  # coarser cells are taken for a vast page of tiny marks
NOTHING = -1


@dataclass(frozen=True, slots=True, eq=False)
class BoxRaster:
    """Boxes drawn into cells; where boxes overlap the later one shows.

    Args:
        ids: (rows, columns) int32, the number of the box that covers a cell, or ``NOTHING``; a frame of
            empty cells goes round it.
        corner: (2,) x and y of the left top corner of the first cell within that frame, px.
        cell: px a side.
    """

    ids: NDArray[np.int32]
    corner: Floats
    cell: float

    def next_box(self, boxes: Floats, step: tuple[int, int], reach: int, numbers: Ints | None = None) -> Ints:
        """The first other box met from the middle of a side of each of these boxes.

        Args:
            boxes: (n, 4) left, top, right, bottom, px.
            step: cells to the right and down at a time: (1, 0) looks to the right, (0, -1) up.
            reach: cells looked at, beside that of the side itself.
            numbers: (n,) the numbers that these boxes have in the raster, where they are in it.

        Returns:
            (n,) numbers of the boxes met, ``NOTHING`` where none is.
        """
        right, down = step
        middle_x, middle_y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
        side_x = boxes[:, 2] - 1e-6 if right > 0 else boxes[:, 0] if right < 0 else middle_x
        side_y = boxes[:, 3] - 1e-6 if down > 0 else boxes[:, 1] if down < 0 else middle_y
        column = np.floor((side_x - self.corner[0]) / self.cell).astype(np.intp) + 1
        row = np.floor((side_y - self.corner[1]) / self.cell).astype(np.intp) + 1
        rows, columns = self.ids.shape
        own = np.full(len(boxes), NOTHING) if numbers is None else numbers
        found = np.full(len(boxes), NOTHING, dtype=np.intp)
        for away in range(reach + 1):
            r = np.minimum(np.maximum(row + away * down, 0), rows - 1)
            c = np.minimum(np.maximum(column + away * right, 0), columns - 1)
            met = self.ids[r, c]
            found = np.where((found == NOTHING) & (met != own), met, found)
        return found


def draw_boxes(boxes: Floats, cell: float) -> BoxRaster:
    """Draw boxes into a raster.

    Args:
        boxes: (n, 4) left, top, right, bottom, px; at least one.
        cell: px a side; larger where there would be too many cells.
    """
    corner = boxes[:, :2].min(axis=0)
    width, height = boxes[:, 2:].max(axis=0) - corner
    cell = max(cell, float(np.sqrt(width * height / MAX_CELLS)), float(max(width, height)) / MAX_CELLS)
    first = np.floor((boxes[:, :2] - corner) / cell).astype(np.intp)
    end = np.maximum(np.ceil((boxes[:, 2:] - corner) / cell).astype(np.intp), first + 1)
    columns, rows = end.max(axis=0)
    wide, high = (end - first).T
    cells = wide * high
    which = np.repeat(np.arange(len(boxes)), cells)
    inner = np.arange(cells.sum()) - np.repeat(np.cumsum(cells) - cells, cells)
    ids = np.full((rows + 2, columns + 2), NOTHING, dtype=np.int32)
    ids[first[which, 1] + inner // wide[which] + 1, first[which, 0] + inner % wide[which] + 1] = which
    return BoxRaster(ids, corner, cell)
