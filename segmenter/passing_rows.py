"""Rows of letters that run through something that is no text: those letters stay text."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmenter.components import ComponentTable
from segmenter.marks import Floats, Ints
from segmenter.rules import Sorted

# Lengths are in character heights of the page.
NEXT = 3.0  # gap from one letter to the next of its row, at most
HIGHEST = 3.0  # of a row's letters
NEXT_IN_WORD = 1.2  # the same where rows of letters are told from scraps of pictures
STANDING = 0.55  # of a row's letters that stand on its foot: scraps stand anywhere
SAME_ROW = 0.5  # of the lower letter's height by which letters of a row overlap
ALIKE = 2.0  # times as high as its neighbour
MARK_REACH = (1.5, 0.6)  # beside, and over or under, a letter: its dots, accents and commas
WORDS = 6  # short words in a row beside a longer one, at most
LABEL_ROW = 5  # letters that stay text inside a picture
LEVEL, LEVEL_ROW, LEVEL_SHARE = 0.2, 3, 0.7  # feet so near each other; letters a row; share of all letters
PASSING = 3  # letters beyond from which a row runs through,
PASSING_SHARE = 0.5  # of those within


def find_passing(
    table: ComponentTable, kinds: Sorted, inside: NDArray[np.bool_], character_height: float
) -> Ints:
    """The letters inside something whose row runs on beyond it, with the marks over and under them.

    Args:
        table: the page's components.
        kinds: the same components sorted.
        inside: (n,) bool, the components there.
        character_height: px.

    Returns:
        (k,) indices of components inside.
    """
    held = np.flatnonzero(inside & kinds.text & (table.heights < HIGHEST * character_height))
    if not len(held):
        return held
    boxes = table.boxes.astype(np.float64)
    low, high = boxes[held, :2].min(axis=0), boxes[held, 2:].max(axis=0)
    reach = 2 * NEXT * character_height
    near = kinds.text & (boxes[:, 2] > low[0] - reach) & (boxes[:, 0] < high[0] + reach)
    near &= (boxes[:, 3] > low[1]) & (boxes[:, 1] < high[1])
    letters = np.flatnonzero(near & (table.heights < HIGHEST * character_height))
    rows = find_rows(boxes[letters], NEXT * character_height)
    within = np.bincount(rows, weights=inside[letters])
    beyond = np.bincount(rows) - within
    passing = (beyond >= PASSING) & (beyond >= PASSING_SHARE * within)
    stay = letters[passing[rows] & inside[letters]]
    marks = np.flatnonzero(inside & kinds.small) if len(stay) else stay
    return np.concatenate([stay, marks[_belong(boxes[marks], boxes[stay], character_height)]])


def are_level(table: ComponentTable, letters: Ints, character_height: float) -> bool:
    """Whether nearly all of some letters stand in level rows of type, as they do not round a stamp's edge.

    Args:
        table: the page's components.
        letters: (k,) indices; the higher ones are no letters of type.
        character_height: px.
    """
    letters = letters[table.heights[letters] < HIGHEST * character_height]
    return len(_level_letters(table, letters, character_height, LEVEL_ROW)) >= LEVEL_SHARE * len(letters) > 0


def find_level_letters(
    table: ComponentTable, kinds: Sorted, inside: NDArray[np.bool_], character_height: float
) -> Ints:
    """Letters among some components that stand side by side in level rows, with their marks.

    Args:
        table: the page's components.
        kinds: the same components sorted.
        inside: (n,) bool, the components looked at.
        character_height: px.

    Returns:
        (k,) indices of such components.
    """
    letters = np.flatnonzero(inside & kinds.text & (table.heights < HIGHEST * character_height))
    level = _level_letters(table, letters, character_height, LABEL_ROW)
    level = _with_neighbours(table, letters, level, character_height)
    boxes = table.boxes.astype(np.float64)
    marks = np.flatnonzero(inside & kinds.small) if len(level) else level
    return np.concatenate([level, marks[_belong(boxes[marks], boxes[level], character_height)]])


def _level_letters(table: ComponentTable, letters: Ints, character_height: float, fewest: int) -> Ints:
    """Those of some letters that stand at one height with so many others of their row."""
    boxes = table.boxes[letters].astype(np.float64)
    if len(boxes) < fewest:
        return letters[:0]
    rows = find_rows(boxes, NEXT_IN_WORD * character_height)
    order = np.argsort(rows, kind="stable")
    level = np.zeros(len(letters), dtype=bool)
    for row in np.split(order, np.flatnonzero(np.diff(rows[order])) + 1):
        feet = boxes[row, 3]
        standing = np.abs(feet - np.median(feet)) <= LEVEL * character_height
        level[row[standing]] = np.count_nonzero(standing) >= max(fewest, STANDING * len(row))
    return letters[level]


def _with_neighbours(table: ComponentTable, letters: Ints, level: Ints, character_height: float) -> Ints:
    """Level letters with the short words beside them in their rows."""
    boxes = table.boxes.astype(np.float64)
    for _ in range(WORDS):
        others = np.setdiff1d(letters, level)
        if not (len(others) and len(level)):
            break
        a, b = boxes[others][:, None], boxes[level][None]
        high, low = a[..., 3] - a[..., 1], b[..., 3] - b[..., 1]
        lower = np.minimum(high, low)
        beside = np.minimum(a[..., 3], b[..., 3]) - np.maximum(a[..., 1], b[..., 1]) >= SAME_ROW * lower
        beside &= np.maximum(high, low) <= ALIKE * lower
        gap = np.maximum(a[..., 0], b[..., 0]) - np.minimum(a[..., 2], b[..., 2])
        beside &= gap <= NEXT * character_height
        found = beside.any(axis=1)
        if not found.any():
            break
        level = np.concatenate([level, others[found]])
    return level


def find_rows(boxes: Floats, reach: float) -> Ints:
    """(n,) the row of each letter: chains of neighbours of like height that stand beside each other.

    Args:
        boxes: (n, 4) left, top, right, bottom, px.
        reach: px from one letter to the next, at most.
    """
    left, top, right, bottom = boxes.T
    height = bottom - top
    lower = np.minimum(height[:, None], height[None])
    beside = (
        np.minimum(bottom[:, None], bottom[None]) - np.maximum(top[:, None], top[None]) >= SAME_ROW * lower
    )
    beside &= np.maximum(height[:, None], height[None]) <= ALIKE * lower
    beside &= (left[None] - right[:, None] <= reach) & (left[None] >= left[:, None])
    beside |= beside.T
    row = np.arange(len(boxes))
    while True:
        joined = np.where(beside, row[None], len(boxes)).min(axis=1, initial=len(boxes)).clip(max=row)
        if np.array_equal(joined, row):
            return np.unique(row, return_inverse=True)[1]
        row = joined


def _belong(marks: Floats, letters: Floats, character_height: float) -> NDArray[np.bool_]:
    """(k,) which marks lie over, under or beside one of the letters; (k, 4) and (n, 4) boxes, px."""
    x, y = (marks[:, 0] + marks[:, 2]) / 2, (marks[:, 1] + marks[:, 3]) / 2
    middle = (letters[:, 0] + letters[:, 2]) / 2
    near = np.abs(x[:, None] - middle[None]) <= MARK_REACH[0] * character_height
    near &= y[:, None] >= letters[None, :, 1] - MARK_REACH[1] * character_height
    near &= y[:, None] <= letters[None, :, 3] + MARK_REACH[1] * character_height
    return np.asarray(near.any(axis=1))
