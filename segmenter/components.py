"""Connected components of ink: found, told from specks, and the height of the page's characters."""

from __future__ import annotations

from contextlib import suppress
from dataclasses import dataclass
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.geometry import Box
from segmenter.types import Component

BIN = 0.05  # width of a histogram bin, natural logarithm of the height
RUNS_BAND = 512  # rows whose runs are sought together, in memory that the processor holds near
SHORTEST = 3  # px; what is lower tells nothing about the characters' height
AROUND_PEAK = (0.72, 1.38)  # of the commonest height: the heights whose median is taken
FLATTEST = 8.0  # widths a height, and heights a width, beyond which a component is a rule
GIANT, FEWEST_LETTERS = 0.25, 8  # of the page's longer side: no letter's height beside so many lower ones
POPULAR_SHARE = 0.01  # of the components must stand in the peak, so that one picture is no peak
# Labels of 16 bits take half the memory and three fifths of the time; OpenCV before 4.13 writes beyond its
# tables where there are too many.
LABELS_16_SAFE = tuple(map(int, cv2.__version__.split(".")[:2])) >= (4, 13)
EMPTIEST = 0.08  # share of its box that a component fills at least unless it is a frame or a grid of rules
# Natural logarithm of the heights: a headline's letters are at least so much higher than running text, which
# has so large a share of their ink and so many times as many letters.
SLENDER, BAR_SHARE = 3.5, 0.5  # heights a width; more of a height's ink in such marks is a barcode's bars
HEADLINE, RIVAL_MASS, RIVAL_COUNT = 0.7, 0.3, 12.0
LEGIBLE = 8.0  # px; lower marks as many may be grain
SPECK_AREA = 0.012  # of a squared character height: smaller ones are dirt, not dots


@dataclass(frozen=True, slots=True, eq=False)
class ComponentTable:
    """All components of a page as arrays; component i has the label i + 1.

    Args:
        labels: (H, W) uint16 or, where there are too many, int32: the number of the component each
            pixel belongs to, 0 on paper.
        boxes: (n, 4) int32, left, top, right, bottom; half-open, px.
        areas: (n,) int32, pixels of ink.
    """

    labels: NDArray[Any]
    boxes: NDArray[np.int32]
    areas: NDArray[np.int32]

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for array in (self.labels, self.boxes, self.areas):
            array.setflags(write=False)

    def __len__(self) -> int:
        """How many components there are."""
        return len(self.areas)

    @property
    def widths(self) -> NDArray[np.int32]:
        """(n,) widths, px."""
        return self.boxes[:, 2] - self.boxes[:, 0]

    @property
    def heights(self) -> NDArray[np.int32]:
        """(n,) heights, px."""
        return self.boxes[:, 3] - self.boxes[:, 1]

    def component(self, index: int) -> Component:
        """One component as an object; its label is ``index + 1``."""
        left, top, right, bottom = self.boxes[index].tolist()
        return Component(Box(left, top, right, bottom), int(self.areas[index]), int(index) + 1)

    def components(self, indices: NDArray[np.intp] | None = None) -> tuple[Component, ...]:
        """Some components, or all, as objects in the order given.

        Args:
            indices: (k,) row numbers of this table.
        """
        chosen = np.arange(len(self)) if indices is None else indices
        rows = zip(self.boxes[chosen].tolist(), self.areas[chosen].tolist(), chosen.tolist(), strict=True)
        return tuple(Component(Box(*box), area, index + 1) for box, area, index in rows)


def find_components(ink: NDArray[np.bool_]) -> ComponentTable:
    """Label the 8-connected components of ink, from the top left downwards.

    Args:
        ink: (H, W) bool.
    """
    if ink.size == 0:
        empty = np.zeros(ink.shape, np.int32)
        return ComponentTable(empty, np.zeros((0, 4), np.int32), np.zeros(0, np.int32))
    pixels = np.ascontiguousarray(ink).view(np.uint8)
    count, labels = _label(pixels)
    boxes, areas = _measure_runs(pixels, labels, count - 1)
    return ComponentTable(labels, boxes, areas)


def _label(pixels: NDArray[np.uint8]) -> tuple[int, NDArray[Any]]:
    """How many labels there are, paper's 0 among them, and the label of every pixel."""
    if LABELS_16_SAFE:
        with suppress(cv2.error):  # more labels, before those of one component are joined, than 16 bits tell
            count, labels = cv2.connectedComponents(pixels, connectivity=8, ltype=cv2.CV_16U)
            return count, np.asarray(labels)
    count, labels = cv2.connectedComponents(pixels, connectivity=8, ltype=cv2.CV_32S)
    return count, np.asarray(labels)


def _measure_runs(
    pixels: NDArray[np.uint8], labels: NDArray[Any], count: int
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Boxes (count, 4) and areas (count,) from the level runs of ink, far fewer than pixels."""
    row, left, length = _find_runs(pixels)
    which = labels[row, left].astype(np.intp) - 1
    boxes = np.empty((count, 4), np.int32)
    boxes[:, 0], boxes[:, 2] = pixels.shape[1], 0
    np.minimum.at(boxes[:, 0], which, left.astype(np.int32))
    np.maximum.at(boxes[:, 2], which, (left + length).astype(np.int32))
    boxes[which[::-1], 1] = row[::-1]  # runs go downwards, so that the first one's row stays
    boxes[which, 3] = row + 1
    return boxes, np.bincount(which, weights=length, minlength=count).astype(np.int32)


def _find_runs(pixels: NDArray[np.uint8]) -> tuple[NDArray[np.intp], NDArray[np.intp], NDArray[np.intp]]:
    """Row, left end and length of every level run of ink, from the top left downwards."""
    found = []
    for top in range(0, len(pixels), RUNS_BAND):
        band = pixels[top : top + RUNS_BAND]
        framed = np.asarray(cv2.copyMakeBorder(band, 0, 0, 1, 1, cv2.BORDER_CONSTANT, value=0)).ravel()
        found.append(np.flatnonzero(framed[1:] != framed[:-1]) + top * (pixels.shape[1] + 2))
    edges = np.concatenate(found)  # before each run's first pixel and at its last
    row, left = np.divmod(edges[::2], pixels.shape[1] + 2)
    return row, left, edges[1::2] - edges[::2]


def measure_character_height(table: ComponentTable) -> float:
    """The usual height of the page's characters, px; 0.0 where there is nothing to measure.

    The peak of the histogram of log heights, each weighted by its ink, so that grain and dots do
    not outvote letters; then the median of the heights near it.
    """
    heights = table.heights.astype(np.float64)
    widths = table.widths.astype(np.float64)
    usable = (heights >= SHORTEST) & (widths <= FLATTEST * heights) & (heights <= FLATTEST * widths)
    usable &= table.areas >= EMPTIEST * widths * heights
    giant = heights > GIANT * max(table.labels.shape)
    if np.count_nonzero(usable & ~giant) >= FEWEST_LETTERS:  # a sheet's edge weighs more than a few words
        usable &= ~giant
    slender = heights > SLENDER * widths
    heights, weights = heights[usable], table.areas[usable].astype(np.float64)
    if len(heights) == 0:
        return 0.0
    bins = np.floor(np.log(heights) / BIN).astype(int)
    lowest = int(bins.min())
    bins -= lowest
    mass = _smoothed(np.bincount(bins, weights=weights).astype(np.float64))
    count = _smoothed(np.asarray(np.bincount(bins), dtype=np.float64))
    solid = np.count_nonzero(weights >= np.median(weights))
    popular = count >= min(count.max(), max(1.0, POPULAR_SHARE * solid))
    bars = _smoothed(np.asarray(np.bincount(bins, weights=weights * slender[usable]), dtype=np.float64))
    if (popular & (bars <= BAR_SHARE * mass)).any():
        popular &= bars <= BAR_SHARE * mass
    legible = np.exp((np.arange(len(mass)) + lowest) * BIN) >= LEGIBLE
    best = _running_text(mass * popular, count * legible, int(np.argmax(mass * popular)))
    peak = float(np.median(heights[bins == _nearest_bin(bins, best)]))
    near = (heights >= AROUND_PEAK[0] * peak) & (heights <= AROUND_PEAK[1] * peak)
    return float(np.median(heights[near]))


def _running_text(mass: NDArray[np.float64], count: NDArray[np.float64], best: int) -> int:
    """The bin of the running text: lower than the heaviest one where that is a headline's few letters."""
    lower = np.arange(len(mass)) < best - round(HEADLINE / BIN)
    lower &= (mass >= RIVAL_MASS * mass[best]) & (count >= RIVAL_COUNT * count[best])
    return int(np.argmax(np.where(lower, mass, 0.0))) if lower.any() else best


def find_specks(table: ComponentTable, character_height: float) -> NDArray[np.bool_]:
    """(n,) bool: which components are too small to be even a dot."""
    return np.asarray(table.areas < SPECK_AREA * character_height**2, dtype=np.bool_)


def _smoothed(counts: NDArray[np.float64]) -> NDArray[np.float64]:
    """A histogram smoothed over five bins, the same length."""
    return np.asarray(np.convolve(counts, [0.5, 1.0, 1.0, 1.0, 0.5], mode="full")[2:-2], dtype=np.float64)


def _nearest_bin(bins: NDArray[np.intp], wanted: int) -> int:
    """The occupied bin nearest the wanted one."""
    return int(bins[np.argmin(np.abs(bins - wanted))])
