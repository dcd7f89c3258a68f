"""Upright corridors of a page that no text stands in, along any slight lean."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float64]

CELL = 0.2  # character heights: how finely corridors are measured
LEANS = (0.0, -0.5, 0.5, -1.0, 1.0, -1.6, 1.6, -2.3, 2.3)  # degrees a corridor may lean, likeliest first


@dataclass(frozen=True, slots=True)
class Upright:
    """A straight line from the top to the bottom of a page: x = at + lean * y.

    Args:
        at: its x where y = 0, px.
        lean: px it moves right a px down.
    """

    at: float
    lean: float

    def x_at(self, y: Floats) -> Floats:
        """Its x at each y, px."""
        return np.asarray(self.at + self.lean * np.asarray(y, dtype=np.float64))


@dataclass(frozen=True, slots=True, eq=False)
class Corridors:
    """The free spaces between text along one lean, from left to right.

    Args:
        lean: px right a px down.
        left: (k,) where each begins, px at y = 0.
        right: (k,) where each ends.
        span: the first and the last x of what was looked at.
    """

    lean: float
    left: Floats
    right: Floats
    span: tuple[float, float]

    @property
    def width(self) -> Floats:
        """(k,) px."""
        return self.right - self.left


def find_corridors(
    boxes: NDArray[np.int32], slope: float, character_height: float, crossing: int = 0
) -> list[Corridors]:
    """The corridors along every lean that a page's margins may have.

    Projection of component boxes, as columns were first sought (Wong, Casey and Wahl, 1982, Document
    analysis system), with a shear for each lean.

    Args:
        boxes: (n, 4) of text components, at least one, px.
        slope: degrees the text lines rise; margins lean as much.
        character_height: px.
        crossing: components that may stand in a corridor all the same.
    """
    x = boxes[:, [0, 2]].astype(np.float64)
    y = (boxes[:, 1] + boxes[:, 3]) / 2
    cell = CELL * character_height
    found = []
    for extra in LEANS:
        lean = float(np.tan(np.radians(slope + extra)))
        aside = x - lean * y[:, None]
        low, high = float(aside.min()), float(aside.max())
        cells = ((aside - low) / cell).astype(np.intp)
        count = int((high - low) / cell) + 2
        steps = np.bincount(cells[:, 0], minlength=count + 1) - np.bincount(
            cells[:, 1] + 1, minlength=count + 1
        )
        free = np.cumsum(steps)[:count] <= crossing
        edges = np.flatnonzero(np.diff(np.concatenate([[False], free, [False]]).astype(np.int8)))
        left, right = low + edges[::2] * cell, np.minimum(low + edges[1::2] * cell, high)
        found.append(Corridors(lean, left[left < right], right[left < right], (low, high)))
    return found


def sample_upright(
    gray: NDArray[np.uint8], to_source: Floats, line: Upright, across: Floats, down: Floats
) -> Floats:
    """Grey levels beside an upright line, looked up on the scan itself.

    Args:
        gray: (H, W) uint8, the scan before it was cleaned.
        to_source: (2, 3), clean px to its px.
        line: on the clean page.
        across: (k,) px to the right of the line.
        down: (m,) y on the clean page, px.

    Returns:
        (m, k) float64; nan beside the scan.
    """
    x = line.x_at(down)[:, None] + across
    y = np.broadcast_to(down[:, None], x.shape)
    at = np.tensordot(to_source, np.stack([x, y, np.ones_like(x)]), 1)
    column, row = np.floor(at).astype(np.intp)
    height, width = gray.shape
    inside = (column >= 0) & (column < width) & (row >= 0) & (row < height)
    found = gray[np.clip(row, 0, height - 1), np.clip(column, 0, width - 1)].astype(np.float64)
    return np.where(inside, found, np.nan)
