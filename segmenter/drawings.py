"""Tells drawings of few lines from frames and grids: most of a frame's ink runs straight across or down."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np

from segmenter.components import ComponentTable
from segmenter.openings import open_mask
from segmenter.rules import Sorted

# Lengths are in character heights of the page.
LEAST = 5.0  # width and height; what is less is no drawing
MOST = 60  # components looked at: more are the cells of a grid
RUN = 1.2  # straight ink this long is a frame's,
STRAIGHT = 0.4  # and so large a share of its ink at least


def tell_drawings(table: ComponentTable, kinds: Sorted, character_height: float) -> Sorted:
    """The kinds with drawings that were taken for frames, since they are as empty, under ``picture``.

    Args:
        table: the page's components.
        kinds: the same components sorted.
        character_height: px.
    """
    large = np.minimum(table.widths, table.heights) >= LEAST * character_height
    chosen = np.flatnonzero(kinds.rule & large)
    if not 0 < len(chosen) <= MOST:
        return kinds
    drawn = np.zeros(len(table), dtype=bool)
    run = max(3, round(RUN * character_height))
    for index in chosen.tolist():
        left, top, right, bottom = table.boxes[index].tolist()
        ink = (table.labels[top:bottom, left:right] == index + 1).astype(np.uint8)
        straight = open_mask(ink, (1, run)) | open_mask(ink, (run, 1))
        drawn[index] = cv2.countNonZero(straight) < STRAIGHT * int(table.areas[index])
    if not drawn.any():
        return kinds
    return replace(kinds, rule=kinds.rule & ~drawn, picture=kinds.picture | drawn)
