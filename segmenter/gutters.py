"""Finds upright white gutters: the walls that no text line may cross (Breuel 2002, white covers)."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.raster import NOTHING, Raster

# A gutter is white for at least so many x-heights across and so many leadings down.
OPENINGS = ((0.8, 8.0), (1.3, 6.0), (2.2, 4.0), (3.0, 2.4))
MARGIN, NOTE_STEP = (1.2, 14.0), 20.0  # the same of a margin; leadings from one note to the next
BLANK_BAND = 1.25  # leadings without any text that do not end a gutter


def find_walls(raster: Raster, x_height: float, leading: float) -> NDArray[np.bool_]:
    """Cells of white gutters: the walls that no text line may cross.

    Args:
        raster: of the text components.
        x_height: px.
        leading: px from line to line.

    Returns:
        (rows, columns) bool.
    """
    text = raster.ids != NOTHING
    before = np.maximum.accumulate(text, axis=1)
    after = np.maximum.accumulate(text[:, ::-1], axis=1)[:, ::-1]
    between = (~text & before & after).astype(np.uint8)
    reach = max(1, round(BLANK_BAND * leading * raster.scale))
    closed = cv2.morphologyEx(between, cv2.MORPH_CLOSE, np.ones((reach + 1, 1), np.uint8))
    white = closed * (~text).astype(np.uint8)
    walls = _find_margins(between, text, raster.scale * x_height, raster.scale * leading)
    for across, down in OPENINGS:
        columns = max(2, round(across * x_height * raster.scale))
        rows = max(2, round(down * leading * raster.scale))
        walls |= _open(white, rows, columns)
    return walls


def _find_margins(
    between: NDArray[np.uint8], text: NDArray[np.bool_], x_height: float, leading: float
) -> NDArray[np.bool_]:
    """Gutters so long that notes need stand beside the text only here and there; lengths in cells."""
    across, down = (max(2, round(part)) for part in (MARGIN[0] * x_height, MARGIN[1] * leading))
    reach = max(1, round(NOTE_STEP * leading))
    closed = cv2.morphologyEx(between, cv2.MORPH_CLOSE, np.ones((reach + 1, 1), np.uint8))
    return _open(np.asarray(closed * (~text), dtype=np.uint8), down, across)


def _open(white: NDArray[np.uint8], rows: int, columns: int) -> NDArray[np.bool_]:
    """Morphological opening by a rectangle that must lie wholly inside the image."""
    if rows > white.shape[0] or columns > white.shape[1]:
        return np.zeros(white.shape, dtype=bool)
    upright, level = np.ones((rows, 1), np.uint8), np.ones((1, columns), np.uint8)
    frame = cv2.copyMakeBorder(white, rows, rows, columns, columns, cv2.BORDER_CONSTANT, value=0)
    frame = cv2.erode(cv2.erode(frame, upright), level)
    if not frame.any():
        return np.zeros(white.shape, dtype=bool)
    # The opposite anchor: dilation must undo the shift of an even kernel's erosion.
    back = (rows - 1 - rows // 2, columns - 1 - columns // 2)
    frame = cv2.dilate(frame, upright, anchor=(0, back[0]))
    frame = cv2.dilate(frame, level, anchor=(back[1], 0))
    return np.asarray(frame[rows:-rows, columns:-columns] > 0)
