"""Cuts small frames loose from what they hold: boxes to tick, boxes for a letter each, boxes around words."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmenter.components import ComponentTable
from segmenter.rule_masks import THICKEST, Bands, Mask, RuleMasks, open_mask, split_rules

# All lengths are in character heights of the page.
SMALLEST = 1.0  # width and height, at least
HIGHEST = 5.0  # higher ones are frames around more than a line
EMPTIEST, FULLEST = 0.03, 0.6  # share of its box that a frame with what touches it fills
SIDE = 0.9  # of each side that is straight ink from corner to corner
ALONG = (0.04, 0.12, 0.3, 0.5, 0.7, 0.88, 0.96)  # of a side, where there must be ink
DEEP = (0.0, 0.025, 0.05, 0.075, 0.1)  # of its width or height from its edge
EDGE = 0.2  # of its height or width within which a frame's side must lie


def are_frame_sized(table: ComponentTable, character_height: float) -> NDArray[np.bool_]:
    """(n,) which components may be a small frame.

    Args:
        table: the page's components.
        character_height: px.
    """
    width, height = table.widths / character_height, table.heights / character_height
    fill = table.areas / np.maximum(table.widths.astype(np.float64) * table.heights, 1.0)
    sized = (width >= SMALLEST) & (height >= SMALLEST) & (height < HIGHEST)
    sized &= (fill > EMPTIEST) & (fill < FULLEST)
    held = np.flatnonzero(sized)
    sized[held] = _have_sides(table, held)
    return np.asarray(sized)


def _have_sides(table: ComponentTable, which: NDArray[np.intp]) -> NDArray[np.bool_]:
    """Whether components have ink at some places along each of their four sides: letters rarely do."""
    left, top, right, bottom = (side[:, None, None] for side in table.boxes[which].T)
    along, deep = np.array(ALONG)[:, None], np.array(DEEP)
    wide, high = right - left - 1, bottom - top - 1
    at_x, at_y = (left + along * wide).astype(np.intp), (top + along * high).astype(np.intp)
    in_x, in_y = np.rint(deep * wide).astype(np.intp), np.rint(deep * high).astype(np.intp)
    own = which[:, None, None] + 1
    found = np.ones(len(which), dtype=bool)
    for row, column in (
        (top + in_y, at_x),
        (bottom - 1 - in_y, at_x),
        (at_y, left + in_x),
        (at_y, right - 1 - in_x),
    ):
        found &= (table.labels[row, column] == own).any(axis=2).all(axis=1)
    return found


def find_frame(component: Mask, character_height: float) -> RuleMasks | None:
    """The four sides of a frame, or None where a component has not four straight sides.

    Args:
        component: (h, w) uint8, 1 where it has ink.
        character_height: px.
    """
    height, width = component.shape
    across, along = component.sum(axis=1, dtype=np.int32), component.sum(axis=0, dtype=np.int32)
    top, bottom = _ends(across, SIDE * width)
    left, right = _ends(along, SIDE * height)
    if top is None or bottom is None or left is None or right is None:
        return None
    thick = max(2, round(THICKEST * character_height))
    if max(each.stop - each.start for each in (top, bottom, left, right)) > thick:
        return None
    level, upright = np.zeros_like(component), np.zeros_like(component)
    for rows in (top, bottom):
        level[rows] = open_mask(np.ascontiguousarray(component[rows]), (1, max(3, width // 4)))
    for columns in (left, right):
        side = np.ascontiguousarray(component[:, columns])
        upright[:, columns] = open_mask(side, (max(3, height // 4), 1))
    bands: tuple[Bands, Bands] = ((_with_rim(top), _with_rim(bottom)), (_with_rim(left), _with_rim(right)))
    return split_rules(component, (level, bands[0]), (upright, bands[1]), character_height)


def _ends(profile: NDArray[np.int32], least: float) -> tuple[slice | None, slice | None]:
    """Where a profile is full near its beginning and near its end."""
    reach = max(2, round(EDGE * len(profile)))
    full = profile >= least
    first, last = np.flatnonzero(full[:reach]), np.flatnonzero(full[-reach:]) + len(profile) - reach
    if not len(first) or not len(last) or first[-1] >= last[0]:
        return None, None
    return slice(int(first[0]), int(first[-1]) + 1), slice(int(last[0]), int(last[-1]) + 1)


def _with_rim(band: slice) -> slice:
    """A band with the rows next to it, in which rough edges lie."""
    return slice(max(0, band.start - 2), band.stop + 2)
