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
MOST = 0.6  # share of a component that its rule may be where the rest need not be letters
LETTER = (0.3, 0.5)  # width and height from which what is left of a component without its rule is a letter
FEWEST_LETTERS = 3  # on a rule that outweighs them
MIN_LENGTH = 4.0  # of the pieces found, on a rule that leans
DIVIDER = 0.7  # share of a comb's height that the wall between two of its cells runs straight
MIN_DIVIDERS = 3  # fewer upright strokes between two rules may be letters


def cut_rules(
    ink: NDArray[np.bool_], table: ComponentTable, character_height: float
) -> tuple[ComponentTable, NDArray[np.intp]]:
    """Make rules that touch letters components of their own.

    The label image is large: it is changed, and the table given is of no more use.

    Args:
        ink: (H, W) bool.
        table: its components.
        character_height: px.

    Returns:
        The components, and (k,) which of them are such rules.
    """
    rules = find_rules(ink, table, character_height)
    if rules is None:
        return table, np.zeros(0, np.intp)
    touched = np.unique(table.labels[rules])
    labels, count = table.labels, len(table)
    labels.setflags(write=True)
    boxes, areas, cut = [table.boxes.copy()], [table.areas.copy()], []
    for index in (touched[touched > 0] - 1).tolist():
        left, top, right, bottom = table.boxes[index].tolist()
        window = labels[top:bottom, left:right]
        held = window == index + 1
        rule = held & rules[top:bottom, left:right]
        pieces, letters = _find_pieces(held & ~rule, rule)
        if count + len(pieces) > np.iinfo(labels.dtype).max:
            labels = labels.astype(np.int32)
            window = labels[top:bottom, left:right]
        # The first piece takes the component's own number, the others new ones.
        numbers = np.array([index, *range(count, count + len(pieces) - 1)], dtype=np.intp)
        count += len(pieces) - 1
        np.copyto(window, (np.append(-1, numbers) + 1).astype(labels.dtype)[pieces.labels], where=held)
        corners = pieces.boxes + np.array([left, top, left, top], np.int32)
        boxes[0][index], areas[0][index] = corners[0], pieces.areas[0]
        boxes.append(corners[1:])
        areas.append(pieces.areas[1:])
        cut.append(numbers[letters:])
    return ComponentTable(labels, np.concatenate(boxes), np.concatenate(areas)), np.concatenate(cut)


def _find_pieces(letters: NDArray[np.bool_], rule: NDArray[np.bool_]) -> tuple[ComponentTable, int]:
    """The components of two masks (h, w) that share no pixel, the letters' first, and how many these are."""
    found, lines = find_components(letters), find_components(rule)
    labels = np.where(rule, lines.labels.astype(np.int32) + len(found), found.labels)
    boxes, areas = np.concatenate([found.boxes, lines.boxes]), np.concatenate([found.areas, lines.areas])
    return ComponentTable(labels, boxes, areas), len(found)


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
        if walls.any() or (found.any() and _bears_letters(component, found, character_height)):
            rules = np.zeros_like(ink) if rules is None else rules
            rules[window] |= found | walls
    return rules


def _bears_letters(component: NDArray[np.uint8], rule: NDArray[np.bool_], character_height: float) -> bool:
    """Whether a component without its rule is letters, not the fringe of a bare rule."""
    if rule.sum() < MOST * component.sum():
        return True
    rest = find_components(component.view(np.bool_) & ~rule)
    letters = (rest.widths > LETTER[0] * character_height) & (rest.heights > LETTER[1] * character_height)
    return bool(np.count_nonzero(letters) >= FEWEST_LETTERS)


def _straight(component: NDArray[np.uint8], character_height: float) -> NDArray[np.bool_]:
    """The pixels of level rules of a component."""
    run = max(3, round(RUN * character_height)) | 1
    level = _opened(component, (1, run))
    if not level.any():
        return np.zeros(component.shape, dtype=bool)
    thick = (max(2, round(THICKEST * character_height)) + 1) | 1
    thin = cv2.subtract(level, _opened(level, (thick, 1)))
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(thin, connectivity=8)
    long = stats[:, cv2.CC_STAT_WIDTH] >= MIN_LENGTH * character_height
    long[0] = False
    return np.asarray(long[pieces], dtype=np.bool_)


def _opened(mask: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """A mask opened by a rectangle of odd sides, with paper beyond its edges.

    OpenCV's own border would make a rule there longer and thicker; even sides would shift it.
    """
    kernel = np.ones(size, np.uint8)
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return np.asarray(opened, dtype=np.uint8)


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
