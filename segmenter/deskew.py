"""Finds the angle of the text lines from the bottoms of components; turns a page upright."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.box_raster import NOTHING, draw_boxes
from segmenter.line_slopes import refine_slope

MIN_COMPONENTS = 8  # fewer bottoms do not tell an angle
MAX_COMPONENTS = 1500  # looked at for the rough angle; more add time and no certainty
MOST_REFINED = 2000  # looked at, with their neighbours, for the precise one
BIN = 0.2  # x-heights: bottoms of one line scatter by about this much
COARSE_STEP, FINE_STEP = 0.25, 0.02  # degrees
CHANCE = 3.0  # over the root of the number of bottoms: the gain that scattered bottoms reach
START_GAP = 0.8  # x-heights without a letter before the first one of a line
MIN_STARTS = 12  # fewer are no margin
MAX_LEAN, LEAN_STEP = 1.5, 0.1  # degrees between columns and the square of their lines
LEAN_BIN = 0.3  # x-heights: left ends of one margin scatter by about this much
MIN_LEAN_GAIN = 1.15  # leaning columns must order the left ends this much better than square ones do
INTERPOLATION = cv2.INTER_CUBIC  # linear blurs small print so that more of it is misread
MIN_GAIN = 1.04  # a slant must order the bottoms this much better than level does


def estimate_skew(boxes: NDArray[np.int32], x_height: float, max_skew: float = 15.0) -> float:
    """The angle at which the bottoms of components fall most sharply into lines.

    The sharpness of an angle is the sum of squares of the histogram of levelled bottoms
    (Postl, 1986, Detection of linear oblique structures and skew scan in digitized documents); the
    sharpest is made precise by a fit to all lines.

    Args:
        boxes: (N, 4) left, top, right, bottom of text components, px.
        x_height: of the page's text, px.
        max_skew: degrees searched to either side.

    Returns:
        Degrees the lines rise, counter-clockwise positive; 0.0 where too little tells.
    """
    if len(boxes) < MIN_COMPONENTS or max_skew <= 0:
        return 0.0
    step = -(-len(boxes) // MAX_COMPONENTS)
    x = (boxes[::step, 0] + boxes[::step, 2]) / 2
    y = boxes[::step, 3].astype(np.float64)
    bin_px = max(1.0, BIN * x_height)
    x = x - x.mean()
    reach = max(float(np.ptp(x)), 1.0)
    fine = max(FINE_STEP, float(np.degrees(np.arctan(0.25 * bin_px / reach))))
    coarse = np.arange(-max_skew, max_skew + COARSE_STEP / 2, max(COARSE_STEP, fine))
    sharpness = measure_sharpness(x, y, coarse, 2 * bin_px)
    if sharpness.max() < (1 + CHANCE / np.sqrt(len(x))) * np.median(sharpness):
        return 0.0
    best = float(coarse[int(np.argmax(sharpness))])
    level = measure_sharpness(x, y, np.zeros(1), 2 * bin_px)[0]
    if sharpness.max() < MIN_GAIN * level:
        best = 0.0
    around = np.arange(best - 1.5 * COARSE_STEP, best + 1.5 * COARSE_STEP + fine / 2, fine)
    around = around[np.abs(around) <= max_skew]
    sharpness = measure_sharpness(x, y, around, bin_px)
    top = sharpness >= 0.995 * sharpness.max()
    rough = float(np.average(around[top], weights=sharpness[top]))
    first = max(0, len(boxes) - MOST_REFINED) // 2  # neighbours stay together
    refined = refine_slope(boxes[first : first + MOST_REFINED].astype(np.float64), rough, x_height)
    return min(max(refined, -max_skew), max_skew)


def estimate_column_lean(boxes: NDArray[np.int32], slope: float, x_height: float) -> float:
    """The angle to turn a page by so that the left ends of its lines stand upright.

    Pages that were photographed or printed askew have lines and columns that are not square; the gutters
    must stand upright, while a slope left in the lines is levelled later.

    Args:
        boxes: (N, 4) left, top, right, bottom of text components, px.
        slope: degrees that the lines rise.
        x_height: of the page's text, px.

    Returns:
        Degrees, near the slope; the slope itself where no left margin tells.
    """
    if len(boxes) < MIN_COMPONENTS:
        return slope
    level = boxes.astype(np.float64)
    level[:, [1, 3]] += (np.tan(np.radians(slope)) * (level[:, 0] + level[:, 2]) / 2)[:, None]
    numbers = np.arange(len(boxes))
    before = draw_boxes(level, 0.25 * x_height).next_box(level, (-1, 0), round(START_GAP / 0.25), numbers)
    starts = boxes[before == NOTHING].astype(np.float64)
    if len(starts) < MIN_STARTS:
        return slope
    angles = slope + np.arange(-MAX_LEAN, MAX_LEAN + LEAN_STEP / 2, LEAN_STEP)
    sharpness = measure_sharpness(
        -(starts[:, 1] + starts[:, 3]) / 2, starts[:, 0], angles, LEAN_BIN * x_height
    )
    best = int(np.argmax(sharpness))
    square = sharpness[len(angles) // 2]
    return float(angles[best]) if sharpness[best] >= MIN_LEAN_GAIN * square else slope


def measure_sharpness(
    x: NDArray[np.float64], y: NDArray[np.float64], angles: NDArray[np.float64], bin_px: float
) -> NDArray[np.float64]:
    """How sharply points fall into lines at each angle: sum of squares of a smoothed histogram.

    Args:
        x: (n,) px.
        y: (n,) px.
        angles: (k,) degrees that the lines may rise.
        bin_px: of the histogram of the points levelled, px.

    Returns:
        (k,) float64.
    """
    level = (y[None, :] + np.tan(np.radians(angles))[:, None] * x[None, :]) / bin_px
    level -= level.min()
    bins = int(level.max()) + 3
    at = level.astype(np.int64) + 1 + bins * np.arange(len(angles))[:, None]
    histogram = np.bincount(at.ravel(), minlength=bins * len(angles)).reshape(len(angles), bins)
    smooth = 2.0 * histogram
    smooth[:, 1:] += histogram[:, :-1]
    smooth[:, :-1] += histogram[:, 1:]
    return np.asarray((smooth**2).sum(axis=1))


def rotate_page(gray: NDArray[np.uint8], skew: float) -> tuple[NDArray[np.uint8], NDArray[np.float64]]:
    """The page turned so that lines that rose by ``skew`` lie level, with nothing cut off.

    Args:
        gray: (H, W) uint8.
        skew: degrees, counter-clockwise positive.

    Returns:
        The turned page on white, (H', W') uint8, and the affine (2, 3) float64 that takes its
        (x, y, 1), in px of half-open boxes, back to the given page.
    """
    height, width = gray.shape
    forward = cv2.getRotationMatrix2D(((width - 1) / 2, (height - 1) / 2), -skew, 1.0)
    cosine, sine = abs(forward[0, 0]), abs(forward[0, 1])
    new_width = int(np.ceil(width * cosine + height * sine))
    new_height = int(np.ceil(width * sine + height * cosine))
    forward[0, 2] += (new_width - width) / 2
    forward[1, 2] += (new_height - height) / 2
    turned = cv2.warpAffine(gray, forward, (new_width, new_height), flags=INTERPOLATION, borderValue=255)
    edges = forward.copy()  # pixel middles -> pixel edges, where boxes are measured
    edges[:, 2] += 0.5 - forward[:, :2].sum(axis=1) / 2
    back = cv2.invertAffineTransform(edges)
    return np.asarray(turned, dtype=np.uint8), np.asarray(back, dtype=np.float64)
