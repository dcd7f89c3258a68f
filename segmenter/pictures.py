"""Finds photographs, grey or as the dots of a screen, and tells line drawings from frames and blots.

Text leaves paper between its lines; a picture is dark without such gaps over several lines' height. The page
is reduced to cells of a third of a character's height, and what survives an opening of its dark cells by a
square of several lines seeds a picture, which is grown back over the cells that touch it (Bloomberg 1991,
"Multiresolution morphological approach to document image analysis").
"""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.clean import shrink_evenly
from segmenter.components import ComponentTable
from segmenter.geometry import Box
from segmenter.openings import open_mask
from segmenter.rules import Sorted
from segmenter.shapes import Shape, centres_in, middle_cells

CELL = 0.35  # character heights: a cell's side
PAPER = 0.3  # of the cells where text stands, at least, that are bare paper
DARK = 36  # grey levels by which the cells of a picture are darker than the page's paper, all of them
DIM = 16  # the same of the lighter parts of one
SEED = 4.5  # character heights: the square that no text fills
GROWN = 2.0  # character heights: the square that lighter parts fill
LEAST = 30.0  # squared character heights; less is a blot
WHOLE = 0.7  # of its bounds that a picture covers where it is taken for a rectangle


def find_pictures(
    gray: NDArray[np.uint8],
    border: NDArray[np.bool_],
    table: ComponentTable,
    kinds: Sorted,
    character_height: float,
) -> list[Shape]:
    """Photographs and halftones, with all the ink in them.

    Args:
        gray: (H, W) uint8, the flattened page.
        border: (h, w) bool, the scan's border at a reduced size.
        table: the page's components.
        kinds: the same components sorted.
        character_height: px.

    Returns:
        Pictures; and under ``border`` what is dark around the text of the page, as a sheet's edges are.
    """
    cell = max(1, round(CELL * character_height))
    tone = 255 - shrink_evenly(gray, cell)
    tone[cv2.resize(border.view(np.uint8), tone.shape[::-1], interpolation=cv2.INTER_NEAREST) > 0] = 0
    masks = _find_masks(tone, _measure_paper(tone, table.boxes[kinds.text] // cell), character_height / cell)
    if masks is None:
        return []
    count, labels, stats = masks
    shapes: list[Shape] = []
    row, column = middle_cells(table, np.arange(len(table)), cell, tone.shape)
    held = labels[row, column]
    for which in range(1, count):
        left, top, width, height, area = stats[which].tolist()
        inside = held == which
        if area >= WHOLE * width * height:
            inside = (column >= left) & (column < left + width) & (row >= top) & (row < top + height)
        members = np.flatnonzero(inside & ~kinds.shape)
        limit = table.labels.shape
        right, bottom = min((left + width) * cell, limit[1]), min((top + height) * cell, limit[0])
        box = Box(left * cell, top * cell, right, bottom)
        if len(members):
            shapes.append(
                Shape("border" if _is_around_text(box, inside, table, kinds) else "picture", box, members)
            )
    return shapes


def _is_around_text(box: Box, inside: NDArray[np.bool_], table: ComponentTable, kinds: Sorted) -> bool:
    """Whether what is dark in a box is but the shade around most of the page's text."""
    around = centres_in(table, box) & kinds.text
    return bool(2 * np.count_nonzero(around & ~inside) > np.count_nonzero(kinds.text))


def _measure_paper(tone: NDArray[np.uint8], text: NDArray[np.int32]) -> int:
    """How dark the paper is where text stands: around it the scanner's lid may be whiter."""
    if len(text):
        left, top = text[:, :2].min(axis=0).tolist()
        right, bottom = text[:, 2:].max(axis=0).tolist()
        tone = tone[top : bottom + 1, left : right + 1]
    return int(np.quantile(tone, PAPER))


def _find_masks(
    tone: NDArray[np.uint8], paper: int, cells: float
) -> tuple[int, NDArray[np.int32], NDArray[np.int32]] | None:
    """Labels of the pictures among cells, their number with the paper's 0, and their bounds and areas.

    Args:
        tone: (h, w) uint8, how dark each cell is.
        paper: how dark the page's paper is.
        cells: a character height.
    """
    seed, grown = max(3, round(SEED * cells)), max(2, round(GROWN * cells))
    if min(tone.shape) < seed:
        return None
    seeds = open_mask((tone >= paper + DARK).astype(np.uint8), (seed, seed))
    if not seeds.any():
        return None
    dim = open_mask((tone >= paper + DIM).astype(np.uint8), (grown, grown))
    count, labels, stats, _ = cv2.connectedComponentsWithStats(dim | seeds, connectivity=4)
    seeded = np.bincount(labels[seeds > 0], minlength=count) > 0
    seeded &= stats[:, cv2.CC_STAT_AREA] >= LEAST * cells**2
    seeded[0] = False
    numbers = np.cumsum(seeded) * seeded
    if not seeded.any():
        return None
    kept = np.asarray(numbers[labels], dtype=np.int32)
    return int(seeded.sum()) + 1, kept, np.concatenate([stats[:1], stats[seeded]])
