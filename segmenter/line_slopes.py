"""Makes a page's skew precise: one slope for all pieces of lines, each with a height of its own."""

from __future__ import annotations

import math

import numpy as np
from numpy.typing import NDArray

from segmenter.box_raster import NOTHING, draw_boxes

Floats = NDArray[np.float64]
Ints = NDArray[np.intp]

# All lengths are in character heights of the page.
CELL = 0.25
REACH = 2.0  # to the next letter of a line: columns, whose lines need not be level, stand further apart
FAR_REACH = 12.0  # the same where pieces so short tell too little: the cells of a table's row
WELL_KNOWN = 0.03  # degrees: what tells enough
STEP = 0.35  # from one letter's bottom to the next one's: more is another line
NEAR = (0.25, 0.15, 0.12)  # of their line's height: the bottoms and tops that count, from look to look
LEAST_NEAR = 1.0  # px
MOST_CHANGE = 1.5  # degrees; what asks for more was no line
SCATTER = 0.05  # of the bottoms of a line
LEAST_KNOWN = 0.5  # degrees: a slope no better known than this is left alone


def refine_slope(boxes: Floats, slope: float, height: float) -> float:
    """The common slope of a page's lines, by least squares over all of them.

    Letters are chained to their right neighbours; in every chain bottoms and tops lie on a line each, whose
    heights are free, so that columns, cells of tables and pictures do not tell, and descenders and
    ascenders are left out as outliers.

    Args:
        boxes: (n, 4) left, top, right, bottom of letters, px.
        slope: degrees that the lines rise, within a degree of the truth.
        height: of the page's characters, px.

    Returns:
        Degrees; the slope given where there are no lines to fit.
    """
    refined, known = _fit(boxes, slope, height, REACH)
    if known > WELL_KNOWN:
        refined, known = _fit(boxes, refined if known <= LEAST_KNOWN else slope, height, FAR_REACH)
    return refined if known <= LEAST_KNOWN and abs(refined - slope) <= MOST_CHANGE else slope


def _fit(boxes: Floats, slope: float, height: float, reach: float) -> tuple[float, float]:
    """The common slope of chains with gaps up to a reach, degrees, and how well it is known, degrees."""
    tangent = float(np.tan(np.radians(slope)))
    x = (boxes[:, 0] + boxes[:, 2]) / 2
    chain = _chain(boxes, x, tangent, (height, reach))
    x, chain = np.tile(x, 2), np.concatenate([chain, chain + len(boxes)])
    y = np.concatenate([boxes[:, 3], boxes[:, 1]])
    spread = 0.0
    for share in NEAR:
        level = y + tangent * x
        near = np.abs(level - _medians(level, chain)) <= max(share * height, LEAST_NEAR)
        away, across = _centred(level[near], chain[near]), _centred(x[near], chain[near])
        spread = float(across @ across)
        if spread == 0.0:
            return slope, math.inf
        tangent -= float(across @ away) / spread
    return math.degrees(math.atan(tangent)), math.degrees(SCATTER * height / math.sqrt(spread))


def _chain(boxes: Floats, x: Floats, tangent: float, lengths: tuple[float, float]) -> Ints:
    """(n,) the number of the chain that each letter stands in: that of its last letter."""
    height, reach = lengths
    numbers = np.arange(len(boxes))
    level = boxes.copy()
    level[:, [1, 3]] += (tangent * x)[:, None]
    raster = draw_boxes(level, CELL * height)
    after = raster.next_box(level, (1, 0), round(reach / CELL), numbers)
    after = np.where(after == NOTHING, numbers, after)
    step = np.abs(level[after] - level)[:, [1, 3]].min(axis=1)
    after = np.where((step <= STEP * height) & (x[after] > x), after, numbers)
    for _ in range(int(np.log2(max(len(boxes), 2))) + 1):  # each step leaps twice as far
        after = after[after]
    return after


def _medians(values: Floats, group: Ints) -> Floats:
    """(n,) the lower median of the values in each one's group."""
    order = np.lexsort((values, group))
    starts = np.flatnonzero(np.diff(group[order], prepend=-1))
    counts = np.diff(starts, append=len(values))
    found = np.empty_like(values)
    found[order] = np.repeat(values[order][starts + (counts - 1) // 2], counts)
    return found


def _centred(values: Floats, group: Ints) -> Floats:
    """(n,) the values less the mean of their group."""
    counts = np.maximum(np.bincount(group), 1)
    return np.asarray(values - (np.bincount(group, weights=values) / counts)[group], dtype=np.float64)
