"""Tells rows of light letters in something dark from the light parts of a picture."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmenter.components import find_components
from segmenter.marks import overlapping_pairs

# Lengths are in character heights of the page unless said otherwise.
LETTER_HEIGHT = (0.35, 6.0)
LETTER_WIDTH = 2.0  # heights of the letter
LETTER_FILL = (0.15, 0.85)  # of its box that the median letter covers: windows and keys cover all of it
LEVEL = 0.5  # of the lower letter's height that letters of a row share
STEP = 1.6  # heights of the higher letter that two letters of a row may stand apart
SAME_HEIGHT = 2.2  # times as high: capitals beside small letters
FEWEST = 3  # letters of a row
ALL_ALIKE = 0.06  # deviation of widths and of heights, of their means, of the dots of a screen
STRAIGHT, FOOT = 0.5, 0.12  # share of the letters whose feet stand so near to one line, in their heights
MANY = 8  # letters from which their sizes tell
MOST_HOLES = 6000  # more are a screen's


@dataclass(frozen=True, slots=True, eq=False)
class LightRows:
    """Rows of light letters.

    Args:
        light: (h, w) bool, every hole of the bar, commas and dots included.
        boxes: of the rows: left, top, right, bottom, px.
        share: of the holes' area that stands in rows.
    """

    light: NDArray[np.bool_]
    boxes: tuple[tuple[int, int, int, int], ...]
    share: float


def find_light_rows(
    gaps: NDArray[np.bool_], ink: NDArray[np.bool_], character_height: float
) -> LightRows | None:
    """The rows of letters among the holes of a bar, or None where there are none.

    Args:
        gaps: (h, w) bool, what is not of the bar within its outline: letters and what they enclose.
        ink: (h, w) bool, what is dark: the bar, and what letters enclose.
        character_height: px.
    """
    holes = find_components(gaps)
    if not FEWEST <= len(holes) <= MOST_HOLES:
        return None
    enclosed = _are_enclosed(holes.boxes, gaps.shape)
    height, width = holes.heights.astype(np.float64), holes.widths.astype(np.float64)
    light = np.bincount(holes.labels[gaps & ~ink], minlength=len(holes) + 1)[1:]
    letters = enclosed & (height > LETTER_HEIGHT[0] * character_height)
    letters &= (height < LETTER_HEIGHT[1] * character_height) & (width < LETTER_WIDTH * height)
    chosen = np.flatnonzero(letters)
    if len(chosen) < FEWEST:
        return None
    labels = _row_labels(holes.boxes[chosen])
    boxes, held = [], np.zeros(len(holes), dtype=bool)
    for label in np.unique(labels):
        row = chosen[labels == label]
        fill = float(np.median(light[row] / (width[row] * height[row])))
        if len(row) < FEWEST or not LETTER_FILL[0] < fill < LETTER_FILL[1]:
            continue
        if _straight_share(holes.boxes[row]) < STRAIGHT:
            continue
        if len(row) >= MANY and max(_spread(width[row]), _spread(height[row])) < ALL_ALIKE:
            continue
        held[row] = True
        low, high = holes.boxes[row, :2].min(axis=0), holes.boxes[row, 2:].max(axis=0)
        boxes.append((int(low[0]), int(low[1]), int(high[0]), int(high[1])))
    if not boxes or (len(boxes) == 1 and held.sum() < FEWEST):
        return None
    share = float(holes.areas[held].sum()) / max(float(holes.areas[enclosed].sum()), 1.0)
    found = np.append(False, enclosed)[holes.labels]
    return LightRows(np.asarray(found, dtype=np.bool_), tuple(boxes), share)


def _straight_share(boxes: NDArray[np.int32]) -> float:
    """The share of letters (n, 4) whose feet stand on one straight line."""
    x, foot = (boxes[:, 0] + boxes[:, 2]) / 2, boxes[:, 3].astype(np.float64)
    far = x[:, None] - x
    with np.errstate(divide="ignore", invalid="ignore"):
        slope = np.where(np.abs(far) > 0.5 * np.ptp(x), (foot[:, None] - foot) / far, np.nan)
    known = slope[~np.isnan(slope)]
    level = foot - (float(np.median(known)) if len(known) else 0.0) * x
    near = np.abs(level[:, None] - level) <= FOOT * float(np.median(boxes[:, 3] - boxes[:, 1]))
    return float(near.sum(axis=1).max() / len(boxes))


def _spread(values: NDArray[np.float64]) -> float:
    """The deviation of values as a share of their mean."""
    return float(values.std() / values.mean())


def _are_enclosed(boxes: NDArray[np.int32], shape: tuple[int, ...]) -> NDArray[np.bool_]:
    """Which holes do not reach the edge of the window."""
    inside = (boxes[:, 0] > 0) & (boxes[:, 1] > 0)
    return np.asarray(inside & (boxes[:, 2] < shape[1]) & (boxes[:, 3] < shape[0]))


def _row_labels(boxes: NDArray[np.int32]) -> NDArray[np.intp]:
    """(n,) a number of the row of each letter: those that stand level, near and alike are one row."""
    left, top, right, bottom = boxes.T.astype(np.float64)
    one, other = overlapping_pairs(top, bottom)
    high = bottom - top
    lower, higher = np.minimum(high[one], high[other]), np.maximum(high[one], high[other])
    shared = np.minimum(bottom[one], bottom[other]) - np.maximum(top[one], top[other])
    gap = np.maximum(left[one], left[other]) - np.minimum(right[one], right[other])
    near = (shared >= LEVEL * lower) & (gap < STEP * higher) & (higher < SAME_HEIGHT * lower)
    one, other = one[near], other[near]
    label = np.arange(len(boxes))
    while True:
        before = label.copy()
        np.minimum.at(label, one, before[other])
        np.minimum.at(label, other, label[one])
        label = label[label]
        if np.array_equal(label, before):
            return label
