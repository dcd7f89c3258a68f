"""One glyph cut out at its line's scale, for a reader that reads one character at a time.

The x-height and the baseline, not the glyph's own height, set a crop's scale, so that c and C,
or a comma and an apostrophe, look different.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.crops import erase_ink, normalise_ink
from segmenter.frame_fit import SMALLEST_X_HEIGHT
from segmenter.geometry import Box, union_boxes
from segmenter.types import CleanPage, Component, TextLine

Floats = NDArray[np.float64]

BORDER = 1.0  # crop px kept free around what would not fit at the line's scale
MOST_SAMPLES = 8  # a crop px and direction, where big print shrinks
JOINING_OVERLAP = 0.5  # of the narrower component's width, from which two are one above the other
STACKED_OVERLAP = 0.35  # of the lower component's height; beside one another beyond it
STACKED_GAP = 0.9  # x-heights between a mark and its letter
SLANT_ALLOWANCE = 0.12  # x-heights a mark may stand beside its stem, as in italics
ENCLOSED = 0.75  # of a component's box inside another's: the rings of %, the letter in a circle
STOP_HEIGHT, STOP_FOOT = 0.4, 0.2  # x-heights: as low as a point or comma, and standing as low
TICK_FOOT, TICK_WIDTH, TICK_GAP = 0.55, 0.5, 0.45  # x-heights: strokes of a double quotation mark


@dataclass(frozen=True, slots=True)
class GlyphSettings:
    """The square frame a glyph is laid into.

    Args:
        size: rows and columns, px.
        baseline_row: the row the baseline is laid on.
        x_height: rows from the baseline up to the top of an ``x``.
    """

    size: int = 64
    baseline_row: int = 46
    x_height: int = 22


def crop_glyphs(
    page: CleanPage, line: TextLine, groups: Sequence[Sequence[Component]], settings: GlyphSettings
) -> NDArray[np.float32]:
    """Cut groups of a line's components out, each without its neighbours' ink.

    Args:
        page: the page; with its ``labels`` a group's neighbours are left out, else their ink stays.
        line: the line that the components stand on.
        groups: the components of one glyph each, as from ``group_strokes``.
        settings: the frame.

    Returns:
        (n, size, size) float32, 0 paper to 1 the line's full ink.
    """
    crops = np.zeros((len(groups), settings.size, settings.size), np.float32)
    if not groups:
        return crops
    rows, columns = slice(line.box.top, line.box.bottom), slice(line.box.left, line.box.right)
    dark = np.asarray(255 - page.gray[rows, columns], dtype=np.uint8)
    ink = page.ink[rows, columns]
    strength = normalise_ink(dark, ink)
    labels = None if page.labels is None else page.labels[rows, columns]
    for index, group in enumerate(groups):
        box = union_boxes(component.box for component in group)
        window = _grown_window(box, line.box)
        part, part_ink = strength[window], ink[window]
        if labels is not None:
            near = labels[window]
            own = np.logical_or.reduce([near == component.label for component in group])
            part, _ = erase_ink(part, part_ink, part_ink & ~own)
        baseline = float(line.baseline.y_at((box.left + box.right) / 2))
        left, top = line.box.left + window[1].start, line.box.top + window[0].start
        placed = Box(box.left - left, box.top - top, box.right - left, box.bottom - top)
        crops[index] = crop_glyph(part, placed, baseline - top, line.x_height, settings)
    return crops


def crop_glyph(
    strength: NDArray[np.uint8], box: Box, baseline_y: float, x_height: float, settings: GlyphSettings
) -> NDArray[np.float32]:
    """Lay one glyph into the frame: centred across, at its own height above the baseline.

    What is too wide is squeezed across; what is too high or too low is shrunk about the baseline.

    Args:
        strength: (h, w) uint8, 255 full ink.
        box: where the glyph lies in it, px.
        baseline_y: the line's baseline at the glyph, px.
        x_height: the line's, px; for a character without a line, its writer's usual one.
        settings: the frame.

    Returns:
        (size, size) float32 in 0..1, ink high.
    """
    free = settings.size - BORDER
    scale = settings.x_height / max(x_height, SMALLEST_X_HEIGHT)
    above, below = baseline_y - box.top, box.bottom - baseline_y
    if above > 0:
        scale = min(scale, (settings.baseline_row - BORDER) / above)
    if below > 0:
        scale = min(scale, (free - settings.baseline_row) / below)
    across = min(scale, (free - BORDER) / box.width)
    times = int(np.clip(np.ceil(1 / min(scale, across)), 1, MOST_SAMPLES))
    side = settings.size * times
    step_x, step_y = 1 / (across * times), 1 / (scale * times)  # source px a sample
    first_x = (box.left + box.right) / 2 - settings.size / 2 / across + step_x / 2 - 0.5
    first_y = baseline_y - settings.baseline_row / scale + step_y / 2 - 0.5
    how = (cv2.INTER_CUBIC if scale > 1 else cv2.INTER_LINEAR) | cv2.WARP_INVERSE_MAP
    turn = np.array([[step_x, 0.0, first_x], [0.0, step_y, first_y]])
    pixels = cv2.warpAffine(strength, turn, (side, side), flags=how, borderValue=0)
    if times > 1:
        pixels = cv2.resize(pixels, (settings.size, settings.size), interpolation=cv2.INTER_AREA)
    return np.asarray(pixels, dtype=np.float32) * np.float32(1 / 255)


def group_strokes(line: TextLine) -> list[tuple[Component, ...]]:
    """Join dots and accents to their letters, and the strokes of = : ; ! ? % and of double quotes.

    Args:
        line: the line; its components are each put in exactly one group.

    Returns:
        The groups from left to right, the components in a group from left to right.
    """
    count = len(line.components)
    if count == 0:
        return []
    boxes = np.array(
        [[c.box.left, c.box.top, c.box.right, c.box.bottom] for c in line.components], np.float64
    )
    joined = _stacked(boxes, line.x_height) | _enclosed(boxes, line) | _ticks(boxes, line)
    group = np.arange(count)
    for a, b in zip(*np.nonzero(np.triu(joined, 1)), strict=True):
        group[group == group[b]] = group[a]
    members = [
        tuple(sorted((line.components[i] for i in np.flatnonzero(group == name)), key=_reading_key))
        for name in np.unique(group)
    ]
    return sorted(members, key=lambda some: _reading_key(some[0]))


def _stacked(boxes: Floats, x_height: float) -> NDArray[np.bool_]:
    """(n, n) bool: one box stands above the other, each mark with the letter it overlaps most."""
    left, top, right, bottom = boxes.T
    width, height = right - left, bottom - top
    slack = SLANT_ALLOWANCE * x_height
    across = np.minimum.outer(right, right) - np.maximum.outer(left, left) + slack
    down = np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top)
    near = across >= JOINING_OVERLAP * np.minimum.outer(width, width) + slack / 2
    stacked = near & (down < STACKED_OVERLAP * np.minimum.outer(height, height))
    stacked &= -down < STACKED_GAP * x_height
    np.fill_diagonal(stacked, val=False)
    area = width * height
    smaller = area[:, None] <= area[None, :]  # row i is the mark, column j its letter
    worth = np.where(stacked & smaller, across, -np.inf)
    best = np.zeros_like(stacked)
    rows = np.arange(len(boxes))
    best[rows, worth.argmax(axis=1)] = np.isfinite(worth.max(axis=1))
    return np.asarray(best | best.T)


def _enclosed(boxes: Floats, line: TextLine) -> NDArray[np.bool_]:
    """(n, n) bool: most of one box lies inside the other; but no full stop under an arm of T or P."""
    left, top, right, bottom = boxes.T
    across = np.clip(np.minimum.outer(right, right) - np.maximum.outer(left, left), 0, None)
    down = np.clip(np.minimum.outer(bottom, bottom) - np.maximum.outer(top, top), 0, None)
    area = (right - left) * (bottom - top)
    foot = line.baseline.y_at((left + right) / 2) - bottom
    stop = (bottom - top < STOP_HEIGHT * line.x_height) & (foot < STOP_FOOT * line.x_height)
    inside = across * down >= ENCLOSED * np.minimum.outer(area, area)
    return np.asarray(inside & ~np.logical_or.outer(stop, stop))


def _ticks(boxes: Floats, line: TextLine) -> NDArray[np.bool_]:
    """(n, n) bool: two narrow strokes high above the baseline, side by side: a double quotation mark."""
    left, _, right, bottom = boxes.T
    foot = line.baseline.y_at((left + right) / 2) - bottom
    tick = (foot > TICK_FOOT * line.x_height) & (right - left < TICK_WIDTH * line.x_height)
    gap = np.maximum.outer(left, left) - np.minimum.outer(right, right)
    level = np.abs(np.subtract.outer(bottom, bottom)) < STACKED_OVERLAP * line.x_height
    return np.asarray(np.logical_and.outer(tick, tick) & level & (gap < TICK_GAP * line.x_height))


def _grown_window(box: Box, bounds: Box) -> tuple[slice, slice]:
    """Rows and columns of a box and a pixel around it, relative to the bounds it lies in."""
    top, bottom = max(box.top - 1, bounds.top), min(box.bottom + 1, bounds.bottom)
    left, right = max(box.left - 1, bounds.left), min(box.right + 1, bounds.right)
    rows = slice(top - bounds.top, bottom - bounds.top)
    return rows, slice(left - bounds.left, right - bounds.left)


def _reading_key(component: Component) -> tuple[int, int]:
    """Left to right, then top to bottom."""
    return component.box.left, component.box.top
