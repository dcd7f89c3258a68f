"""Straight and gently curved lines fitted to the feet of letters, against descenders and dirt."""

from __future__ import annotations

import math
from functools import cache

import numpy as np
from numpy.typing import NDArray

from segmenter.geometry import Baseline

Floats = NDArray[np.float64]

STEEPEST = 0.07  # px of fall a px of run that one line may slope on a levelled page
SLOPE_STEP = 0.12  # usual heights: what one step of slope moves a line's end by
MOST_SLOPES = 121
VOTE_BIN = 0.1  # usual heights
HEAD_SHARE = 0.7  # what the tops of letters count beside their feet
LEVEL_LEANING = 0.15  # share of the votes that the steepest slope must gain
RIVAL = 0.4  # of the best row's votes, from which a row may be the baseline too
MOST_RIVALS = 4
REACHES = (0.5, 0.35, 0.25, 0.2)  # x-heights around the line that still count, step by step
SLOPE_STIFFNESS = 2.0  # letters' worth of belief in the voted slope
FEWEST_FOR_CURVE = 16  # letters
SHORTEST_CURVE = 20.0  # x-heights
KNOT_EVERY = 8.0  # x-heights
MOST_KNOTS = 14
CURVE_STIFFNESS = 3.0  # letters' worth of resistance to each bend
LEAST_BEND = 1.0  # px; less is the grid's
CURVE_WORTH = 0.08  # x-heights a curve must leave the straight line by, or the line is straight


def vote_straight(x: Floats, bottoms: Floats, tops: Floats, usual: float) -> tuple[float, Floats]:
    """The slope along which most feet and heads of letters line up, and the rows the feet stand on.

    Args:
        x: (n,) middles of the letters, px.
        bottoms: (n,) their lower edges, px.
        tops: (n,) their upper edges, px.
        usual: their usual height, px.

    Returns:
        The slope (px down a px right) and the likely baselines' y at x = 0, best first.
    """
    length = max(float(np.ptp(x)), usual)
    step = SLOPE_STEP * usual / length
    count = int(min(MOST_SLOPES, 2 * np.ceil(STEEPEST / step) + 1)) if len(x) > 1 else 1
    slopes = np.linspace(-STEEPEST, STEEPEST, count) if count > 1 else np.zeros(1)
    middle = float(x.mean())
    fall = (x - middle) * slopes[:, None]
    feet, low = _votes(bottoms - fall, VOTE_BIN * usual)
    heads, _ = _votes(tops - fall, VOTE_BIN * usual)
    leaning = LEVEL_LEANING * len(x) * np.abs(slopes) / STEEPEST
    best = int(np.argmax(feet.max(axis=1) + HEAD_SHARE * heads.max(axis=1) - leaning))
    row, slope = feet[best], float(slopes[best])
    left, right = np.concatenate([row[-1:], row[:-1]]), np.concatenate([row[1:], row[:1]])
    peaks = np.flatnonzero((row >= left) & (row >= right) & (row >= RIVAL * row.max()))
    peaks = peaks[np.argsort(-row[peaks], kind="stable")][:MOST_RIVALS]
    rows = low + (peaks + 0.5) * VOTE_BIN * usual - slope * middle
    return slope, np.asarray(rows, dtype=np.float64)


def fit_straight(
    x: Floats, feet: Floats, standing: NDArray[np.bool_], start: tuple[float, float], x_height: float
) -> tuple[float, float]:
    """A straight line through the feet near a first guess, those far off it counting ever less.

    Args:
        x: (n,) px.
        feet: (n,) px.
        standing: (n,) bool, which letters are believed to stand on the line.
        start: slope and y at x = 0 of the first guess.
        x_height: px.

    Returns:
        Slope and y at x = 0.
    """
    used = standing if standing.any() else np.ones(len(x), np.bool_)
    feet = feet[used]
    slope, offset = start
    middle = float(x[used].mean())
    run = x[used] - middle
    level = offset + slope * middle
    stiffness = SLOPE_STIFFNESS * x_height**2
    for reach in REACHES:
        residual = feet - level - slope * run
        weight = tukey_weights(residual, reach * x_height)
        total = float(weight.sum())
        if total <= 0:
            break
        mean = float(weight @ run) / total
        mean_residual = float(weight @ residual) / total
        lever = run - mean
        pull = weight * lever
        turn = float(pull @ (residual - mean_residual)) / (float(pull @ lever) + stiffness)
        level += mean_residual - turn * mean
        slope += turn
    return slope, level - slope * middle


def bend_baseline(
    x: Floats, feet: Floats, straight: tuple[float, float], x_height: float, span: tuple[float, float]
) -> Baseline:
    """The baseline over a span: straight, or a stiff curve where a long line clearly bends.

    Args:
        x: (n,) middles of the letters, px.
        feet: (n,) their lower edges, px.
        straight: slope and y at x = 0.
        x_height: px.
        span: first and last x of the line, px.
    """
    slope, offset = straight
    left, right = span
    if len(x) >= FEWEST_FOR_CURVE and right - left >= SHORTEST_CURVE * x_height:
        count = min(max(int((right - left) / (KNOT_EVERY * x_height)), 3), MOST_KNOTS)
        knots = np.asarray(left + np.arange(count) * ((right - left) / (count - 1)), dtype=np.float64)
        knots[-1] = right
        bend = _fit_bend(x, feet - slope * x - offset, knots, x_height)
        if np.abs(bend).max() > max(CURVE_WORTH * x_height, LEAST_BEND):
            return Baseline(tuple(knots.tolist()), tuple((slope * knots + offset + bend).tolist()))
    return Baseline((left, right), (slope * left + offset, slope * right + offset))


def tukey_weights(residual: Floats, reach: float) -> Floats:
    """Tukey's biweight: 1 on the line, 0 from ``reach`` on."""
    return np.asarray(np.maximum(1 - (residual / reach) ** 2, 0.0) ** 2)


def _votes(level: Floats, bin_height: float) -> tuple[Floats, float]:
    """How many edges (slopes, n) fall near each row for each slope, (slopes, rows), and the first row's y."""
    rows = level / bin_height
    low = math.floor(rows.min()) - 1.0
    rows -= low
    index = rows.astype(np.intp)
    width = int(index.max()) + 2
    index += np.arange(0, len(level) * width, width)[:, None]
    votes = np.bincount(index.ravel(), minlength=len(level) * width).reshape(len(level), width)
    smooth = votes.astype(np.float64)
    smooth[:, 1:] += 0.6 * votes[:, :-1]
    smooth[:, :-1] += 0.6 * votes[:, 1:]
    return smooth, low * bin_height


def _fit_bend(x: Floats, residual: Floats, knots: Floats, x_height: float) -> Floats:
    """How far a stiff polyline through the feet leaves the straight line at each knot, (k,) px."""
    at = np.minimum(np.maximum((x - knots[0]) / (knots[1] - knots[0]), 0), len(knots) - 1 - 1e-9)
    whole, letters = at.astype(np.intp), np.arange(len(x))
    part = at - whole
    hats = np.zeros((len(x), len(knots)))
    hats[letters, whole] = 1 - part
    hats[letters, whole + 1] = part
    stiff = _stiffness(len(knots))
    bend = np.zeros(len(knots))
    for reach in REACHES:
        weight = tukey_weights(residual - hats @ bend, reach * x_height)
        weighted = hats.T * weight
        bend = np.asarray(np.linalg.solve(weighted @ hats + stiff, weighted @ residual), dtype=np.float64)
    return bend


@cache
def _stiffness(knots: int) -> Floats:
    """What each bend at one of so many knots costs, (knots, knots), read-only."""
    second = np.diff(np.eye(knots), 2, axis=0)
    stiff = np.asarray(CURVE_STIFFNESS * second.T @ second + 1e-3 * np.eye(knots))
    stiff.setflags(write=False)
    return stiff
