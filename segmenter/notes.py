"""Finds notes in the margin and puts each after the paragraph that it stands beside."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmenter.boundaries import Boundary
from segmenter.columns import Sides, find_sides
from segmenter.marks import Fragments, Ints, Marks

NOTE_WIDTH, NOTE_SHARE = 16.0, 0.45  # x-heights, and of the text's lines: the widest of most lines of notes
NOTE_SIZE = 0.9  # of the text's letters: the largest letters of notes
TEXT_WIDTH = 18.0  # x-heights: the median line of text that has notes
FULL_LINE, FULL_SHARE = 0.75, 0.5  # of the 90th percentile; share of the text's lines that are fuller
MIN_LINES = 2  # of notes, and of text beside them
NOTE_STEP = 1.4  # leadings of the page from line to line of one note
INDENT, SHORT_LINE = 1.0, 0.85  # x-heights a paragraph begins further in; of the width, its last line


def find_notes(
    fragments: Fragments, boundaries: list[Boundary], x_height: float, leading: float
) -> list[Ints]:
    """Notes in the margins, from the top down; each the fragments of its lines.

    A margin is one side of a long white gutter with narrow lines of smaller type, far shorter than the
    full lines of running text on the other side.

    Args:
        fragments: text lines.
        boundaries: white gutters.
        x_height: px.
        leading: px.
    """
    here, size = np.arange(len(fragments)), fragments.medians(fragments.marks.height)
    found: list[Ints] = []
    for boundary in boundaries:
        sides = find_sides(fragments, here, boundary)
        if sides is None:
            continue
        on_left, on_right = (beyond == 0 for beyond in sides.beyond)  # a table has more columns than one
        on_left = on_left and _is_margin(fragments.box, sides.left, sides.right, size, x_height)
        on_right = on_right and _is_margin(fragments.box, sides.right, sides.left, size, x_height)
        if on_left or on_right:
            margin = _beyond(fragments.box, boundary, sides, on_left)
            found += _split_notes(fragments.box, np.setdiff1d(margin, _joined(found)), NOTE_STEP * leading)
    return sorted(found, key=lambda note: float(fragments.box.y[note].min()))


def _is_margin(box: Marks, note: Ints, text: Ints, size: NDArray[np.float64], x_height: float) -> bool:
    """Whether lines on one side of a gutter are notes to the text on the other."""
    if min(len(note), len(text)) < MIN_LINES:
        return False
    width, wide = box.width[note], box.width[text]
    full = np.mean(wide > FULL_LINE * np.quantile(wide, 0.9)) >= FULL_SHARE
    narrow = np.median(width) < min(NOTE_WIDTH * x_height, NOTE_SHARE * float(np.median(wide)))
    small = np.median(size[note]) <= NOTE_SIZE * np.median(size[text])
    return bool(full and narrow and small and np.median(wide) >= TEXT_WIDTH * x_height)


def _beyond(box: Marks, boundary: Boundary, sides: Sides, on_left: bool) -> Ints:
    """All lines beside a gutter on the side of its margin."""
    inside = (box.y > boundary.top) & (box.y < boundary.bottom)
    middle = boundary.x_at(box.y)
    beyond = np.flatnonzero(inside & ((box.right < middle) if on_left else (box.left > middle)))
    return np.union1d(beyond, sides.left if on_left else sides.right)


def _joined(notes: list[Ints]) -> Ints:
    return np.concatenate(notes) if notes else np.empty(0, dtype=np.intp)


def _split_notes(box: Marks, lines: Ints, step: float) -> list[Ints]:
    """The lines of a margin parted where more than a line's step lies between two."""
    if not len(lines):
        return []
    ordered = lines[np.argsort(box.y[lines], kind="stable")]
    return np.split(ordered, np.flatnonzero(np.diff(box.y[ordered]) > step) + 1)


def insert_notes(fragments: Fragments, groups: list[Ints], notes: list[Ints], x_height: float) -> list[Ints]:
    """Groups of lines in reading order, each note after the paragraph that its first line stands beside.

    Args:
        fragments: text lines.
        groups: of the text, in reading order.
        notes: as from ``find_notes``.
        x_height: px.
    """
    box, ordered = fragments.box, list(groups)
    for note in reversed(notes):  # from the foot up: what is cut off a group stays behind it
        if not ordered:
            return list(notes)
        at = [np.abs(box.y[group] - box.y[note[0]]).min() for group in ordered]
        place = int(np.argmin(at))
        upper, lower = _cut_after_paragraph(box, ordered[place], float(box.y[note[0]]), x_height)
        ordered[place : place + 1] = [part for part in (upper, note, lower) if len(part)]
    return ordered


def _cut_after_paragraph(box: Marks, group: Ints, y: float, x_height: float) -> tuple[Ints, Ints]:
    """A group's lines down to the end of the paragraph at a height, and those below."""
    lines = group[np.argsort(box.y[group], kind="stable")]
    left, right = float(np.quantile(box.left[lines], 0.1)), float(np.quantile(box.right[lines], 0.9))
    rows = np.flatnonzero(np.diff(box.y[lines], prepend=-np.inf) > 0.5 * x_height)
    first = np.minimum.reduceat(box.left[lines], rows)
    last = np.maximum.reduceat(box.right[lines], rows)
    begins = first[1:] > left + INDENT * x_height
    begins |= last[:-1] < left + SHORT_LINE * (right - left)
    start = int(np.argmin(np.abs(box.y[lines[rows]] - y)))
    ends = np.flatnonzero(begins[start:])
    if not len(ends):
        return lines, lines[:0]
    cut = int(rows[start + int(ends[0]) + 1])
    return lines[:cut], lines[cut:]
