"""One text line known to be there, through the same steps as a page: for training and for forms."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmenter.baselines import fit_baseline
from segmenter.binarize import binarize_local
from segmenter.clean import flatten_background
from segmenter.components import ComponentTable, find_components, find_specks
from segmenter.crops import crop_line
from segmenter.geometry import Box
from segmenter.types import CleanPage, CropSettings, LineCrop, TextLine

INSIDE = 0.5  # of a component's height inside the band, from which it belongs to the line
RULE_LENGTH, RULE_THICKNESS = 3.0, 0.12  # band heights: longer and thinner is a rule
TALLEST = 1.6  # band heights; higher ones are frames and pictures


def crop_strip(
    gray: NDArray[np.uint8],
    band: tuple[float, float],
    settings: CropSettings,
    x_height_prior: float | None = None,
) -> LineCrop | None:
    """Clean, binarise, fit and cut the one line that lies in a band of a strip of paper.

    What belongs to lines above and below is left out, as on a page.

    Args:
        gray: (H, W) uint8, 0 is black.
        band: the rows in which the line's letters lie: top of the ascenders, bottom of the
            descenders, px.
        settings: the crop's frame.
        x_height_prior: px, the writing's usual x-height, where it is known.

    Returns:
        The crop, in the strip's pixels, or None where the band holds no ink.

    Raises:
        ValueError: the band is empty or reversed.
    """
    top, bottom = band
    if bottom <= top:
        raise ValueError(f"a band needs bottom > top, got {band}")
    if gray.size == 0:
        return None
    flat = flatten_background(np.ascontiguousarray(gray))
    ink = binarize_local(flat, x_height_prior)
    table = find_components(ink)
    chosen, others = choose_components(table, band)
    letters = np.flatnonzero(chosen & ~find_specks(table, (bottom - top) / 2))
    if len(letters) == 0:
        return None
    boxes = table.boxes[letters]
    baseline, x_height = fit_baseline(boxes, x_height_prior)
    order = letters[np.lexsort((boxes[:, 2], boxes[:, 0]))]
    left, upper = boxes[:, :2].min(axis=0).tolist()
    right, lower = boxes[:, 2:].max(axis=0).tolist()
    line = TextLine(Box(left, upper, right, lower), baseline, x_height, table.components(order))
    upright = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])
    page = CleanPage(flat, ink, 0.0, upright, table.labels)
    return crop_line(page, line, settings, np.concatenate([[False], others]))


def choose_components(
    table: ComponentTable, band: tuple[float, float]
) -> tuple[NDArray[np.bool_], NDArray[np.bool_]]:
    """Which components are the line's letters, and which are other lines', rules or pictures.

    Args:
        table: (n) components.
        band: top and bottom rows of the line, px.

    Returns:
        Two (n,) bool arrays. A component in neither is a speck of no line.
    """
    top, bottom = band
    height = bottom - top
    upper, lower = table.boxes[:, 1], table.boxes[:, 3]
    inside = np.minimum(lower, bottom) - np.maximum(upper, top)
    held = inside >= INSIDE * table.heights
    rule = (table.widths > RULE_LENGTH * height) & (table.heights < RULE_THICKNESS * height)
    chosen = held & ~rule & (table.heights <= TALLEST * height)
    return np.asarray(chosen), np.asarray(~chosen)
