"""Turns strips of components into text lines."""

from __future__ import annotations

import numpy as np

from segmenter.components import ComponentTable
from segmenter.geometry import Baseline, Box
from segmenter.marks import Ints
from segmenter.types import TextLine


def make_line(
    table: ComponentTable, members: Ints, fit: tuple[Baseline, float], gap_before: bool
) -> TextLine:
    """A text line of components, put from left to right.

    Args:
        table: the page's components.
        members: those of the line, at least one.
        fit: its baseline and x-height.
        gap_before: whether it follows another line in the same printed row.
    """
    boxes = table.boxes[members]
    ordered = members[np.lexsort((boxes[:, 2], boxes[:, 0]))]
    left, top = boxes[:, :2].min(axis=0).tolist()
    right, bottom = boxes[:, 2:].max(axis=0).tolist()
    return TextLine(Box(left, top, right, bottom), fit[0], fit[1], table.components(ordered), gap_before)
