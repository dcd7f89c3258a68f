"""Turns strips of components into text lines."""

from __future__ import annotations

import numpy as np

from segmenter.components import ComponentTable
from segmenter.geometry import Baseline, Box
from segmenter.strips import Strip
from segmenter.types import TextLine


def make_line(table: ComponentTable, strip: Strip, fit: tuple[Baseline, float]) -> TextLine:
    """A text line of components, put from left to right.

    Args:
        table: the page's components.
        strip: which of them are the line's, at least one, and its place in its row.
        fit: its baseline and x-height.
    """
    boxes = table.boxes[strip.members]
    ordered = strip.members[np.lexsort((boxes[:, 2], boxes[:, 0]))]
    left, top = boxes[:, :2].min(axis=0).tolist()
    right, bottom = boxes[:, 2:].max(axis=0).tolist()
    box = Box(left, top, right, bottom)
    place = strip.gap_before, strip.cell, strip.initial
    return TextLine(box, fit[0], fit[1], table.components(ordered), *place)
