"""Finds stamps: rings, round or oval, whole or broken into arcs, and frames that lie askew on the page.

A circle is fitted to the ink of every long thin component by least squares (Kåsa 1976, "A circle fitting
procedure and its error analysis"); arcs of one circle are one ring. To a long arc that is no circle's an
ellipse is fitted (Fitzgibbon, Pilu & Fisher 1999, "Direct least square fitting of ellipses"). Frames are
looked for whole: their ink must lie on the turned rectangle that their bounds make.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from itertools import combinations

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.askew_frames import find_askew_frame
from segmenter.components import ComponentTable
from segmenter.geometry import Box
from segmenter.marks import Floats, Ints
from segmenter.passing_rows import are_level, find_passing
from segmenter.rules import Sorted
from segmenter.shapes import Shape

# Lengths are in character heights of the page.
ARC = 2.5  # the longer side of an arc, at least
ARC_FILL = 0.45  # of its box that an arc covers, at most
MOST_ARCS = 300  # on a page; more are grain
RADIUS = (2.5, 25.0)  # of a ring
SAMPLES = 400  # pixels of a component that a circle is fitted to
OFF_CIRCLE = 0.03  # of the radius: the root mean square of an arc's distance from its circle, at most
SAME_CIRCLE = 0.12  # of the radius by which two arcs of a ring may differ, in middle and radius
SECTORS = 36  # of a ring
LONG_ARC = 6.0  # from which an ellipse may be fitted to an arc alone
MOST_LONG_ARCS = 12  # more on a page are drawings and handwriting
OFF_OVAL = 0.06  # of the radius by which its ink may lie off it
RING_COVERED = 0.6  # of the sectors that hold its ink, at least
ON_ELLIPSE = (0.82, 1.06)  # radii between which the ink of a whole oval lies
ON_OUTLINE = 0.75  # of an oval's ink, or of a frame's, that lies on it, at least
OVAL_SIDES = 2.2  # the longer to the shorter, at most


def find_stamps(table: ComponentTable, kinds: Sorted, character_height: float) -> list[Shape]:
    """Stamps with the letters in them; rows of letters that run on beyond a stamp stay text.

    Args:
        table: the page's components.
        kinds: the same components sorted.
        character_height: px.
    """
    width, height = table.widths / character_height, table.heights / character_height
    fill = table.areas / (table.widths.astype(np.float64) * table.heights)
    thin = (np.maximum(width, height) >= ARC) & (fill <= ARC_FILL) & ~kinds.shape
    thin &= np.minimum(width, height) >= 3 / character_height
    thin &= np.maximum(width, height) <= 2.2 * RADIUS[1]
    chosen = np.flatnonzero(thin)
    if not 0 < len(chosen) <= MOST_ARCS:
        return []
    points = [_pixels(table, index) for index in chosen.tolist()]
    outlines = _rings_of_arcs(points, chosen, character_height)
    outlines += _ovals_of_arcs(points, chosen, outlines, character_height)
    taken = np.concatenate([np.zeros(0, np.intp), *(members for _, members in outlines)])
    for index in np.setdiff1d(chosen, taken).tolist():
        if min(width[index], height[index]) >= 2 * RADIUS[0]:
            outline = _find_oval(table, index)
            if outline is None:
                outline = find_askew_frame(_pixels(table, index), character_height)
            if outline is not None:
                outlines.append((outline, np.array([index])))
    shapes: list[Shape] = []
    free = ~kinds.shape
    for outline, members in outlines:
        inside = _inside(table, outline)
        if are_level(table, np.flatnonzero(inside & kinds.text), character_height):
            continue  # a pen's ring round a word of the page
        stay = find_passing(table, kinds, inside, character_height)
        held = np.union1d(members, np.setdiff1d(np.flatnonzero(inside), stay))
        held = held[free[held]]
        free[held] = False
        if len(held):
            shapes.append(Shape("stamp", _bounds(outline, table), held))
    return shapes


Outline = NDArray[np.float32]  # (k, 1, 2) the corners of a polygon, px


def _rings_of_arcs(points: list[Floats], chosen: Ints, character_height: float) -> list[tuple[Outline, Ints]]:
    """Rings, as polygons, and the arcs that they are made of.

    Args:
        points: of each component, (k, 2) px.
        chosen: (n,) the components.
        character_height: px.
    """
    circles = np.array([_fit_circle(at) for at in points])  # x, y, radius, share off the circle
    radius = circles[:, 2]
    good = (circles[:, 3] <= OFF_CIRCLE) & (radius >= RADIUS[0] * character_height)
    good &= radius <= RADIUS[1] * character_height
    found, free = [], good.copy()
    longest = np.array([-np.ptp(at, axis=0).max() for at in points])
    for index in np.flatnonzero(good)[np.argsort(longest[good], kind="stable")].tolist():
        if not free[index]:
            continue
        x, y, r, _ = circles[index].tolist()
        same = free & (np.hypot(circles[:, 0] - x, circles[:, 1] - y) <= SAME_CIRCLE * r)
        same &= np.abs(radius - r) <= SAME_CIRCLE * r
        ink = np.concatenate([points[one] for one in np.flatnonzero(same).tolist()])
        if _covered(ink[:, 0] - x, ink[:, 1] - y) >= RING_COVERED:
            free &= ~same
            found.append((_polygon(x, y, r, r), chosen[same]))
    return found


def _ovals_of_arcs(
    points: list[Floats], chosen: Ints, rings: list[tuple[Outline, Ints]], character_height: float
) -> list[tuple[Outline, Ints]]:
    """Ellipses fitted to long arcs, or to two of them, and the arcs on them; what rings hold is left out."""
    taken = np.isin(chosen, np.concatenate([np.zeros(0, np.intp), *(members for _, members in rings)]))
    reach = np.array([np.ptp(at, axis=0).max() for at in points]) / character_height
    long = np.flatnonzero(~taken & (reach >= LONG_ARC))
    found: list[tuple[Outline, Ints]] = []
    if len(long) > MOST_LONG_ARCS:
        return found
    for seed in [*((one,) for one in long.tolist()), *combinations(long.tolist(), 2)]:
        if taken[list(seed)].any():
            continue
        fitted = _fit_oval(np.concatenate([points[one] for one in seed]), character_height)
        if fitted is None:
            continue
        (x, y), sides, turn = fitted
        placed = [_on_ellipse(at, (x, y), sides, turn) for at in points]
        on = np.array([np.mean(np.abs(np.hypot(*at.T) - 1) <= OFF_OVAL) >= ON_OUTLINE for at in placed])
        on &= ~taken
        if not on[list(seed)].all():
            continue
        if _covered(*np.concatenate([placed[one] for one in np.flatnonzero(on).tolist()]).T) >= RING_COVERED:
            taken |= on
            axes = (round(sides[0] / 2), round(sides[1] / 2))
            corners = cv2.ellipse2Poly((round(x), round(y)), axes, round(turn), 0, 360, 8)
            found.append((np.asarray(corners, dtype=np.float32)[:, None], chosen[on]))
    return found


def _fit_oval(
    at: Floats, character_height: float
) -> tuple[tuple[float, float], tuple[float, float], float] | None:
    """Middle, sides and turn in degrees of the ellipse fitted to points, where a stamp may be as large."""
    (x, y), (first, second), turn = cv2.fitEllipseDirect(at.astype(np.float32))
    low, high = sorted((first / 2, second / 2))
    if low < RADIUS[0] * character_height or high > min(RADIUS[1] * character_height, OVAL_SIDES * low):
        return None
    return (x, y), (first, second), turn


def _on_ellipse(at: Floats, middle: tuple[float, float], sides: Sequence[float], turn: float) -> Floats:
    """Points (k, 2) as they lie when an ellipse is made a circle of radius 1 round the origin."""
    near = at - np.array(middle)
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    u, v = near[:, 0] * cos + near[:, 1] * sin, near[:, 1] * cos - near[:, 0] * sin
    return np.stack([2 * u / max(sides[0], 1e-6), 2 * v / max(sides[1], 1e-6)], axis=1)


def _pixels(table: ComponentTable, index: int) -> Floats:
    """Up to ``SAMPLES`` of a component's pixels spread evenly, (k, 2) x and y, px."""
    left, top, right, bottom = table.boxes[index].tolist()
    y, x = np.nonzero(table.labels[top:bottom, left:right] == index + 1)
    step = max(1, len(x) // SAMPLES)
    return np.stack([x[::step] + left + 0.5, y[::step] + top + 0.5], axis=1)


def _fit_circle(at: Floats) -> tuple[float, float, float, float]:
    """Middle and radius of the circle nearest to points, px, and how far these lie off it, of the radius."""
    middle = at.mean(axis=0)
    near = at - middle
    square = (near**2).sum(axis=1)
    design = np.column_stack([near, np.ones(len(near))])
    (a, b, c), _, rank, _ = np.linalg.lstsq(design, square, rcond=None)
    radius = math.sqrt(max(c + (a * a + b * b) / 4, 0.0))
    if rank < 3 or radius <= 0:
        return 0.0, 0.0, 0.0, math.inf
    off = np.hypot(near[:, 0] - a / 2, near[:, 1] - b / 2) - radius
    return (
        float(middle[0] + a / 2),
        float(middle[1] + b / 2),
        radius,
        float(np.sqrt((off**2).mean()) / radius),
    )


def _covered(x: Floats, y: Floats) -> float:
    """The share of the sectors around the origin that points lie in."""
    sector = np.floor((np.arctan2(y, x) / (2 * np.pi) + 0.5) * SECTORS).astype(int) % SECTORS
    return len(np.unique(sector)) / SECTORS


def _polygon(x: float, y: float, across: float, down: float) -> Outline:
    """An ellipse as a polygon."""
    angle = np.linspace(0, 2 * np.pi, 48, endpoint=False)
    at = np.stack([x + across * np.cos(angle), y + down * np.sin(angle)], axis=1)
    return np.asarray(at[:, None], dtype=np.float32)


def _find_oval(table: ComponentTable, index: int) -> Outline | None:
    """The ellipse in a component's bounds, where its ink lies on that."""
    left, top, right, bottom = table.boxes[index].tolist()
    across, down = (right - left) / 2, (bottom - top) / 2
    if max(across, down) > OVAL_SIDES * min(across, down):
        return None
    at = _pixels(table, index)
    x, y = (at[:, 0] - left) / across - 1, (at[:, 1] - top) / down - 1
    away = np.hypot(x, y)
    on = (away >= ON_ELLIPSE[0]) & (away <= ON_ELLIPSE[1])
    if on.mean() < ON_OUTLINE or _covered(x[on], y[on]) < RING_COVERED:
        return None
    return _polygon((left + right) / 2, (top + bottom) / 2, across, down)


def _inside(table: ComponentTable, outline: Outline) -> NDArray[np.bool_]:
    """(n,) which components have their middle inside a polygon."""
    box = _bounds(outline, table)
    x = (table.boxes[:, 0] + table.boxes[:, 2]) / 2
    y = (table.boxes[:, 1] + table.boxes[:, 3]) / 2
    inside = (x >= box.left) & (x < box.right) & (y >= box.top) & (y < box.bottom)
    for index in np.flatnonzero(inside).tolist():
        inside[index] = cv2.pointPolygonTest(outline, (float(x[index]), float(y[index])), False) >= 0
    return np.asarray(inside)


def _bounds(outline: Outline, table: ComponentTable) -> Box:
    """The bounds of a polygon on the page."""
    height, width = table.labels.shape
    low = np.floor(outline[:, 0].min(axis=0)).clip(0, (width - 1, height - 1)).astype(int)
    high = np.maximum(np.ceil(outline[:, 0].max(axis=0)).clip(0, (width, height)).astype(int), low + 1)
    return Box(int(low[0]), int(low[1]), int(high[0]), int(high[1]))
