"""Printed rows of one block, and the white between their components."""

from __future__ import annotations

from dataclasses import dataclass, field

import numpy as np

from segmenter.marks import Floats, Ints, Marks
from segmenter.strips import Strip

# All lengths are in character heights of the page.
WORD_GAP = 0.35  # between two words, at least
MIN_GAP = 1.4  # between two cells, at least
POINT, POINT_SIDE = 0.45, 0.6  # lower marks are points, which have white to their sides


@dataclass(slots=True, eq=False)
class Row:
    """One printed row: its components from left to right and the white between them.

    Args:
        strips: what it was made of.
        members: their components, from left to right.
        edges: (n,) left edges of the components, and how far right they reach so far, level px.
        foot: the median bottom of the components, level px.
        gaps: places in ``members`` of the components before white that may part cells.
        words: the same for white between words.
        cuts: places of the components after which a cell ends; to be filled.
    """

    strips: list[Strip]
    members: Ints
    edges: tuple[Floats, Floats]
    foot: float
    gaps: Ints
    words: Ints
    cuts: set[int] = field(default_factory=set)

    def gap(self, index: int) -> tuple[float, float]:
        """Where the white after a component begins and ends, px."""
        return float(self.edges[1][index]), float(self.edges[0][index + 1])


def make_rows(block: list[Strip], marks: Marks, x_height: float) -> list[Row]:
    """The printed rows of a block.

    Args:
        block: strips of components, in reading order.
        marks: boxes of all components, level px.
        x_height: px.
    """
    groups: list[list[Strip]] = []
    for strip in block:
        if strip.gap_before and groups:
            groups[-1].append(strip)
        else:
            groups.append([strip])
    rows = []
    for strips in groups:
        members = np.concatenate([strip.members for strip in strips])
        # A point, a comma or a colon holds more of the line than its ink: numbers do not end at it.
        held = np.where(marks.height[members] < POINT * x_height, POINT_SIDE * x_height, 0.0)
        left, right = marks.left[members] - held, marks.right[members] + held
        order = np.argsort(left, kind="stable")
        members, left, right = members[order], left[order], np.maximum.accumulate(right[order])
        white = left[1:] - right[:-1]
        gaps, words = (np.flatnonzero(white >= least * x_height) for least in (MIN_GAP, WORD_GAP))
        foot = float(np.median(marks.bottom[members]))
        rows.append(Row(strips, members, (left, right), foot, gaps, words))
    return rows


def word_gaps(row: Row, without: set[int]) -> list[float]:
    """The gaps between words of a row but for some, px."""
    return [float(np.subtract(*row.gap(at)[::-1])) for at in row.words.tolist() if at not in without]
