"""Cuts rules loose from the letters they touch: underlines, strokes through words, form lines, combs."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.components import ComponentTable, find_components

# All lengths are in character heights of the page.
MIN_WIDTH = 5.0  # wider components may hold a rule
FULLEST = 0.7  # share of its box a component may fill; fuller ones are pictures and borders
LARGEST = 5.0  # higher ones are frames and pictures, left whole
RUN = 3.0  # straight ink this long is a rule's, not a letter's
THICKEST = 0.35  # and it is no thicker than this
MOST = 0.6  # share of a component that its rule may be: the rest are letters
MIN_LENGTH = 4.0  # of the pieces found, on a rule that leans
DIVIDER = 0.7  # share of a comb's height that the wall between two of its cells runs straight
MIN_DIVIDERS = 3  # fewer upright strokes between two rules may be letters


def cut_rules(
    ink: NDArray[np.bool_], table: ComponentTable, character_height: float
) -> tuple[ComponentTable, int]:
    """Make rules that touch letters components of their own.

    Args:
        ink: (H, W) bool.
        table: its components.
        character_height: px.

    Returns:
        The components, those of such rules last, and how many these are.
    """
    rules = find_rules(ink, table, character_height)
    if rules is None:
        return table, 0
    found = np.unique(table.labels.ravel()[np.flatnonzero(rules)])
    touched = (found[found > 0] - 1).tolist()
    masks = [_masks(table, index, rules) for index in touched]
    labels = table.labels.copy()
    boxes, areas = _append(labels, table.boxes, table.areas, [(at, letters) for at, letters, _ in masks])
    end = len(boxes)
    boxes, areas = _append(labels, boxes, areas, [(at, rule) for at, _, rule in masks])
    kept = np.ones(len(boxes), np.bool_)
    kept[touched] = False
    _renumber(labels, kept)
    return ComponentTable(labels, boxes[kept], areas[kept]), len(boxes) - end


def _masks(
    table: ComponentTable, index: int, rules: NDArray[np.bool_]
) -> tuple[tuple[int, int], NDArray[np.bool_], NDArray[np.bool_]]:
    """Left and top of a component, its pixels that are letters, and those that are rules."""
    left, top, right, bottom = table.boxes[index].tolist()
    held = table.labels[top:bottom, left:right] == index + 1
    rule = held & rules[top:bottom, left:right]
    return (left, top), held & ~rule, rule


def _append(
    labels: NDArray[np.int32],
    boxes: NDArray[np.int32],
    areas: NDArray[np.int32],
    masks: list[tuple[tuple[int, int], NDArray[np.bool_]]],
) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """Boxes and areas with those of masks' components after them; their labels are written in place.

    Args:
        labels: (H, W) int32, changed.
        boxes: (n, 4), px.
        areas: (n,), px.
        masks: each with its left and top on the page.
    """
    all_boxes, all_areas, count = [boxes], [areas], len(boxes)
    for (left, top), mask in masks:
        pieces = find_components(mask)
        window = labels[top : top + mask.shape[0], left : left + mask.shape[1]]
        np.copyto(window, pieces.labels + np.int32(count), where=mask)
        all_boxes.append(pieces.boxes + np.array([left, top, left, top], np.int32))
        all_areas.append(pieces.areas)
        count += len(pieces)
    return np.concatenate(all_boxes), np.concatenate(all_areas)


def _renumber(labels: NDArray[np.int32], kept: NDArray[np.bool_]) -> None:
    """Close the gaps, in place, in the labels of those components (n,) that still hold pixels."""
    numbers = np.concatenate([[0], np.cumsum(kept) * kept]).astype(np.int32)
    inked = np.flatnonzero(labels)
    at = labels.ravel()
    at[inked] = numbers[at[inked]]


def find_rules(
    ink: NDArray[np.bool_], table: ComponentTable, character_height: float
) -> NDArray[np.bool_] | None:
    """The pixels of level rules inside wide components, and of the walls between a comb's cells.

    Args:
        ink: (H, W) bool.
        table: its components.
        character_height: px.

    Returns:
        (H, W) bool, or None where no component holds a rule.
    """
    wide = table.widths > MIN_WIDTH * character_height
    empty = table.areas < FULLEST * table.widths.astype(np.float64) * table.heights
    height = table.heights / character_height
    chosen = np.flatnonzero(wide & empty & (height > 2 * THICKEST) & (height < LARGEST))
    rules: NDArray[np.bool_] | None = None
    for index in chosen.tolist():
        left, top, right, bottom = table.boxes[index].tolist()
        window = (slice(top, bottom), slice(left, right))
        component = (table.labels[window] == index + 1).astype(np.uint8)
        found = _straight(component, character_height)
        walls = _dividers(component, found, character_height)
        if walls.any() or (found.any() and found.sum() < MOST * table.areas[index]):
            rules = np.zeros_like(ink) if rules is None else rules
            rules[window] |= found | walls
    return rules


def _straight(component: NDArray[np.uint8], character_height: float) -> NDArray[np.bool_]:
    """The pixels of level rules of a component."""
    run = max(3, round(RUN * character_height))
    if component.shape[1] < run:
        return np.zeros(component.shape, dtype=bool)
    level = cv2.morphologyEx(np.ascontiguousarray(component), cv2.MORPH_OPEN, np.ones((1, run), np.uint8))
    if not level.any():
        return np.zeros(component.shape, dtype=bool)
    thick = max(2, round(THICKEST * character_height)) + 1
    upright = np.ones((min(thick, component.shape[0]), 1), np.uint8)
    bulk = cv2.morphologyEx(level, cv2.MORPH_OPEN, upright)
    thin = level if component.shape[0] < thick else cv2.subtract(level, bulk)
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(thin, connectivity=8)
    long = stats[:, cv2.CC_STAT_WIDTH] >= MIN_LENGTH * character_height
    long[0] = False
    return np.asarray(long[pieces], dtype=np.bool_)


def _dividers(
    component: NDArray[np.uint8], level: NDArray[np.bool_], character_height: float
) -> NDArray[np.bool_]:
    """The pixels of upright walls that run from a rule at a component's top to one at its bottom."""
    nothing = np.zeros(component.shape, dtype=bool)
    third = component.shape[0] // 3
    if not (third and level[:third].any() and level[-third:].any()):
        return nothing
    run = max(3, round(DIVIDER * component.shape[0]))
    thick = max(2, round(THICKEST * character_height)) + 1
    # Beyond the edge lies paper: OpenCV's own border would lengthen a stroke that ends there.
    framed = cv2.copyMakeBorder(component, run, run, 0, 0, cv2.BORDER_CONSTANT, value=0)
    upright = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((run, 1), np.uint8))[run:-run]
    bulk = cv2.morphologyEx(upright, cv2.MORPH_OPEN, np.ones((1, thick), np.uint8))
    count, walls = cv2.connectedComponents(cv2.subtract(upright, bulk), connectivity=8)
    return walls > 0 if count > MIN_DIVIDERS else nothing
