"""Boxes and baselines: the plane geometry every other file of the segmenter uses.

Coordinates are pixels, the origin is the top left corner, y grows downwards and boxes are
half-open: a box holds the pixels ``left <= x < right`` and ``top <= y < bottom``.
"""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray


@dataclass(frozen=True, slots=True)
class Box:
    """A half-open, axis-parallel rectangle of pixels.

    Raises:
        ValueError: a side is empty or reversed.

    Example:
        >>> Box(2, 3, 10, 8).width
        8
    """

    left: int
    top: int
    right: int
    bottom: int

    def __post_init__(self) -> None:
        """Refuse empty and reversed boxes."""
        if self.right <= self.left or self.bottom <= self.top:
            raise ValueError(f"a box needs right > left and bottom > top, got {self}")

    @property
    def width(self) -> int:
        """Columns of pixels in the box."""
        return self.right - self.left

    @property
    def height(self) -> int:
        """Rows of pixels in the box."""
        return self.bottom - self.top

    @property
    def area(self) -> int:
        """Pixels in the box."""
        return self.width * self.height

    @property
    def center(self) -> tuple[float, float]:
        """The middle of the box as (x, y), px."""
        return (self.left + self.right) / 2, (self.top + self.bottom) / 2

    def union(self, other: Box) -> Box:
        """The smallest box that holds both."""
        return Box(
            min(self.left, other.left),
            min(self.top, other.top),
            max(self.right, other.right),
            max(self.bottom, other.bottom),
        )

    def intersection(self, other: Box) -> Box | None:
        """The pixels both boxes hold, or None where they hold none."""
        left, top = max(self.left, other.left), max(self.top, other.top)
        right, bottom = min(self.right, other.right), min(self.bottom, other.bottom)
        if right <= left or bottom <= top:
            return None
        return Box(left, top, right, bottom)

    def clipped(self, width: int, height: int) -> Box | None:
        """The part of the box inside an image of ``width`` x ``height`` px, or None."""
        return self.intersection(Box(0, 0, width, height))


def union_boxes(boxes: Iterable[Box]) -> Box:
    """The smallest box that holds every given box.

    Raises:
        ValueError: no box was given.
    """
    found = [(box.left, box.top, box.right, box.bottom) for box in boxes]
    if not found:
        raise ValueError("the union of no boxes is not a box")
    lefts, tops, rights, bottoms = zip(*found, strict=True)
    return Box(min(lefts), min(tops), max(rights), max(bottoms))


@dataclass(frozen=True, slots=True)
class Baseline:
    """The line that letters stand on, as a polyline from left to right.

    Args:
        xs: knots' x in px, strictly increasing, at least one.
        ys: knots' y in px; glyphs without descenders end just above it.
    """

    xs: tuple[float, ...]
    ys: tuple[float, ...]

    def __post_init__(self) -> None:
        """Refuse knots that do not run from left to right."""
        if not self.xs or len(self.xs) != len(self.ys):
            raise ValueError("a baseline needs as many ys as xs, and at least one")
        if any(b <= a for a, b in zip(self.xs, self.xs[1:], strict=False)):
            raise ValueError("a baseline's knots must run from left to right")

    def y_at(self, x: ArrayLike) -> NDArray[np.float64]:
        """The baseline's y at each x, px; the end pieces are continued straight on."""
        at = np.asarray(x, dtype=np.float64)
        xs, ys = np.asarray(self.xs), np.asarray(self.ys)
        if len(xs) == 1:
            return np.full(at.shape, ys[0])
        y = np.interp(at, xs, ys)
        first = (ys[1] - ys[0]) / (xs[1] - xs[0])
        last = (ys[-1] - ys[-2]) / (xs[-1] - xs[-2])
        y = np.where(at < xs[0], ys[0] + (at - xs[0]) * first, y)
        return np.asarray(np.where(at > xs[-1], ys[-1] + (at - xs[-1]) * last, y), dtype=np.float64)
