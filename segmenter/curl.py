"""Finds how the lines of a page curl, as near the gutter of a thick book, and lays them flat."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmenter.geometry import Baseline

Floats = NDArray[np.float64]

# Lengths are in character heights of the page.
BIN = 3.0  # breadth of the upright strips whose slopes are measured
NEXT = (-0.1, 0.7)  # gap between two letters of a word
SAME_HEIGHT = 1.12  # times as high at most: both feet and both heads stand on the line then
LETTER = (0.5, 2.2)  # heights of letters
STEEPEST = 0.5  # px down a px right
FEWEST = 16  # pairs of letters in a strip
FEWEST_STRIPS = 6
TRIM = 0.2  # of the slopes at either end that are left out
CURLED = 0.045  # px down a px right by which some strip must differ from the page's own slope
SURE = 5.0  # standard errors by which it must
DEPTH = 0.4  # by which lines must leave the straight: less is followed by each line's own baseline
KNOT = 2.0  # between the knots of a baseline that curls


@dataclass(frozen=True, slots=True, eq=False)
class Curl:
    """How far lines lie below where they would lie flat: a curve along x that changes evenly with y.

    Args:
        x: (k,) px, increasing.
        drop: (k,) px at the height of ``middle``.
        change: (k,) px more a px further down.
        middle: y, px.
        knot: px between the knots of baselines.
    """

    x: Floats
    drop: Floats
    change: Floats
    middle: float
    knot: float

    def drop_at(self, x: Floats, y: Floats) -> Floats:
        """Px by which a line that passes through a place lies lower there."""
        drop, change = np.interp(x, self.x, self.drop), np.interp(x, self.x, self.change)
        return np.asarray(drop + change * (y - self.middle), dtype=np.float64)

    def flatten(self, boxes: NDArray[np.int32]) -> Floats:
        """(n, 4) boxes moved to where they would lie on a flat page."""
        x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
        flat = boxes.astype(np.float64)
        flat[:, [1, 3]] -= self.drop_at(x, y)[:, None]
        return flat

    def bend(self, baseline: Baseline) -> Baseline:
        """A baseline of flattened letters, bent back to where the letters are."""
        left, right = baseline.xs[0], baseline.xs[-1]
        count = max(2, int((right - left) / self.knot) + 2)
        at = np.unique(np.concatenate([baseline.xs, np.linspace(left, right, count)]))
        flat = baseline.y_at(at)
        y = flat + self.drop_at(at, flat + self.drop_at(at, flat))
        return Baseline(tuple(at.tolist()), tuple(np.asarray(y).tolist()))


def find_curl(boxes: NDArray[np.int32], slope: float, character_height: float) -> Curl | None:
    """How the lines of a page curl; None where they are as straight as they need to be.

    The slopes from letter to letter are averaged over all lines in upright strips and summed up
    along x, after the text-line tracing of Ulges, Lampert and Breuel, 2005, Document image dewarping
    using robust estimation of curled text lines.

    Args:
        boxes: (n, 4) of text components, px.
        slope: degrees the lines rise on the whole, which is no curl.
        character_height: px.
    """
    if len(boxes) < FEWEST * FEWEST_STRIPS:
        return None
    x, y, fall = _measure_slopes(boxes, character_height)
    if len(x) < FEWEST * FEWEST_STRIPS:
        return None
    fall = fall + np.tan(np.radians(slope))
    low, width = float(x.min()), BIN * character_height
    middle = float(np.median(y))
    strip = ((x - low) / width).astype(np.intp)
    strips = np.flatnonzero(np.bincount(strip) >= FEWEST)
    if len(strips) < FEWEST_STRIPS:
        return None
    lines = np.array([_fit_strip(y[strip == at] - middle, fall[strip == at]) for at in strips])
    if not _is_curled(lines, float(np.ptp(y))):
        return None
    centre: Floats = (strips.astype(np.float64) + 0.5) * width + low
    every: Floats = np.arange(int(strips[-1]) + 2, dtype=np.float64) * width + low
    slopes, turns = (_smoothed(_carried_on(every, centre, lines[:, column])) for column in (0, 1))
    drop, change = (np.concatenate([[0.0], np.cumsum((s[1:] + s[:-1]) / 2) * width]) for s in (slopes, turns))
    far = float(np.ptp(y)) / 2
    depth = max(float(np.ptp(drop + place * change)) for place in (-far, 0.0, far))
    if depth < DEPTH * character_height:
        return None
    return Curl(every, drop, change, middle, KNOT * character_height)


def _measure_slopes(boxes: NDArray[np.int32], character_height: float) -> tuple[Floats, Floats, Floats]:
    """Places x and y, and slopes, between neighbouring letters of one height."""
    height = boxes[:, 3] - boxes[:, 1]
    letters = (height > LETTER[0] * character_height) & (height < LETTER[1] * character_height)
    at = boxes[letters].astype(np.float64)
    x, y, high = (at[:, 0] + at[:, 2]) / 2, (at[:, 1] + at[:, 3]) / 2, at[:, 3] - at[:, 1]
    found = []
    for shift in (0.0, 0.5):  # two sets of bands: neighbours that one set parts stand together in the other
        band = np.floor(y / (1.4 * character_height) + shift)
        order = np.lexsort((x, band))
        one, other = order[:-1], order[1:]
        gap = at[other, 0] - at[one, 2]
        near = (band[one] == band[other]) & (x[other] > x[one])
        near &= (gap > NEXT[0] * character_height) & (gap < NEXT[1] * character_height)
        near &= np.maximum(high[one], high[other]) <= SAME_HEIGHT * np.minimum(high[one], high[other])
        one, other = one[near], other[near]
        found.append(
            np.stack(
                [(x[one] + x[other]) / 2, (y[one] + y[other]) / 2, (y[other] - y[one]) / (x[other] - x[one])]
            )
        )
    every = np.concatenate(found, axis=1)
    kept = every[:, np.abs(every[2]) < STEEPEST]
    return kept[0], kept[1], kept[2]


def _fit_strip(y: Floats, fall: Floats) -> tuple[float, float, float]:
    """The mean slope of a strip at y = 0, its change a px down, and the mean's standard error."""
    low, high = np.quantile(fall, [TRIM / 2, 1 - TRIM / 2])
    kept = (fall >= low) & (fall <= high)
    y, fall = y[kept], fall[kept]
    away = y - y.mean()
    spread = float(away @ away)
    turn = float(away @ fall) / spread if spread > 0 and len(y) >= 2 * FEWEST else 0.0
    error = float(np.std(fall - turn * away)) / np.sqrt(len(y)) + 1e-4
    return float(fall.mean() - turn * y.mean()), turn, error


def _is_curled(lines: Floats, height: float) -> bool:
    """Whether neighbouring strips differ clearly from the page's own slope, in the middle or far from it.

    Args:
        lines: (k, 3) slope, change and standard error of each strip.
        height: of the text, px.
    """
    curled = np.zeros(len(lines), dtype=bool)
    for place in (-0.4, 0.0, 0.4):
        slope = lines[:, 0] + place * height * lines[:, 1]
        error = lines[:, 2] * (1 + 4 * abs(place))
        curled |= (np.abs(slope) > CURLED) & (np.abs(slope) > SURE * error)
    return bool((curled[1:] & curled[:-1]).any())


def _carried_on(at: Floats, x: Floats, values: Floats) -> Floats:
    """Values between the known ones, and beyond them carried on as they go."""
    ends = (
        Baseline(tuple(x[:2].tolist()), tuple(values[:2].tolist())),
        Baseline(tuple(x[-2:].tolist()), tuple(values[-2:].tolist())),
    )
    inside = np.interp(at, x, values)
    return np.where(at < x[0], ends[0].y_at(at), np.where(at > x[-1], ends[1].y_at(at), inside))


def _smoothed(values: Floats) -> Floats:
    """Averaged with the next on either side, half as heavy."""
    padded = np.pad(values, 1, mode="reflect", reflect_type="odd")
    return np.asarray(0.25 * padded[:-2] + 0.5 * padded[1:-1] + 0.25 * padded[2:], dtype=np.float64)
