"""How a single glyph is shown to the classifier: filling its square, and beside it what is known of its size.

A glyph is scaled to its own box, so that a comma is seen as sharply as a capital; how large it is and where
it stands on its line then go beside the picture as its *place*, five numbers:

===== =====================================================================================
0     1 where the size is known, else 0
1     log2 of its larger side over the usual size of characters beside it (0 if unknown)
2     1 where the line is known, else 0
3     height of its foot above the baseline, x-heights (0 if unknown)
4     height of its head above the baseline, x-heights (0 if unknown)
===== =====================================================================================
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

PLACES = 5  # numbers in a place
GLYPH_SIZE = 32  # rows and columns of the square, px
MARGIN = 2  # px kept free on every side
USUAL_SIZE = 1.35  # x-heights: the larger side of most characters
INK_LEVEL = 64  # grey values: from here on a pixel counts to the glyph's box
FARTHEST = 3.0  # x-heights (or doublings) beyond which a place says no more
FAINTEST = 30.0  # grey values between paper and ink under which an image is blank

Pixels = NDArray[np.uint8]
Floats = NDArray[np.float32]


@dataclass(frozen=True, slots=True)
class LineFrame:
    """Where the line lies in crops that were cut at their line's scale.

    Args:
        baseline_row: the row of the baseline.
        x_height: rows from the baseline up to the top of an ``x``.
    """

    baseline_row: float = 46.0
    x_height: float = 22.0


def fit_line_glyphs(crops: Pixels | Floats, frame: LineFrame) -> tuple[Pixels, Floats]:
    """Glyphs cut at their line's scale, each scaled to fill its square, and their places.

    Args:
        crops: (n, rows, columns) uint8 or float32 in 0..1, ink high.
        frame: where the line lies in them.

    Returns:
        Pictures (n, 32, 32) uint8, ink high, and places (n, 5) float32; of an empty crop both are 0.
    """
    grey = np.asarray(crops, dtype=np.uint8) if crops.dtype == np.uint8 else _to_grey(crops)
    pixels = np.zeros((len(crops), GLYPH_SIZE, GLYPH_SIZE), dtype=np.uint8)
    places = np.zeros((len(crops), PLACES), dtype=np.float32)
    for row, crop in enumerate(grey):
        box = find_ink(crop)
        if box is None:
            continue
        top, bottom, left, right = box
        pixels[row] = fill_square(crop[top:bottom, left:right])
        size = max(bottom - top, right - left) / (frame.x_height * USUAL_SIZE)
        places[row] = place_on_line(
            size, (frame.baseline_row - bottom) / frame.x_height, (frame.baseline_row - top) / frame.x_height
        )
    return pixels, places


def fit_images(images: list[Pixels] | Pixels) -> Pixels:
    """Pictures of single characters, each scaled to fill its square.

    Args:
        images: (rows, columns) uint8 each, dark ink on light paper or light on dark: what is brighter at
            the border is the paper.

    Returns:
        (n, 32, 32) uint8, ink high; a blank image stays blank.
    """
    fitted = np.zeros((len(images), GLYPH_SIZE, GLYPH_SIZE), dtype=np.uint8)
    for row, image in enumerate(images):
        ink = lift_ink(image)
        box = find_ink(ink)
        if box is not None:
            fitted[row] = fill_square(ink[box[0] : box[1], box[2] : box[3]])
    return fitted


def place_by_size(size: float) -> Floats:
    """The place of a character without a line.

    Args:
        size: its larger side over the usual size of its writer's characters, or of its font's.
    """
    return np.array([1.0, _clip(np.log2(max(size, 1e-3))), 0.0, 0.0, 0.0], dtype=np.float32)


def place_on_line(size: float, foot: float, head: float) -> Floats:
    """The place of a character on a line.

    Args:
        size: its larger side over the usual size of the line's characters.
        foot: height of its lowest ink above the baseline, x-heights.
        head: height of its highest ink, likewise.
    """
    return np.array([1.0, _clip(np.log2(max(size, 1e-3))), 1.0, _clip(foot), _clip(head)], dtype=np.float32)


def lift_ink(image: Pixels) -> Pixels:
    """Ink high and paper 0, whatever the paper's grey: levels between the paper's and the ink's are spread.

    The two are parted by N. Otsu's threshold ("A threshold selection method from gray-level histograms",
    1979); the border tells which is paper.

    Args:
        image: (rows, columns) uint8.
    """
    level, bright = cv2.threshold(image, 0, 1, cv2.THRESH_BINARY + cv2.THRESH_OTSU)
    del level
    mask = bright.astype(bool)
    if mask.all() or not mask.any():
        return np.zeros_like(image)
    border = np.concatenate([mask[0], mask[-1], mask[:, 0], mask[:, -1]])
    paper_is_bright = border.mean() >= 0.5
    paper = float(np.median(image[mask == paper_is_bright]))
    ink = float(np.median(image[mask != paper_is_bright]))
    if abs(paper - ink) < FAINTEST:
        return np.zeros_like(image)
    lifted = (image.astype(np.float32) - paper) / (ink - paper)
    return np.asarray(np.clip(lifted * 1.1 - 0.1, 0, 1) * 255, dtype=np.uint8)


def find_ink(image: Pixels) -> tuple[int, int, int, int] | None:
    """Top, bottom, left and right (half open) of what is ink; None where nothing is."""
    ink = image >= INK_LEVEL
    rows, columns = np.flatnonzero(ink.any(axis=1)), np.flatnonzero(ink.any(axis=0))
    if not len(rows):
        return None
    return int(rows[0]), int(rows[-1]) + 1, int(columns[0]), int(columns[-1]) + 1


def fill_square(ink: Pixels) -> Pixels:
    """A glyph's box scaled, its shape kept, to fill the middle of a square.

    Args:
        ink: (rows, columns) uint8, at least one pixel each way.
    """
    height, width = ink.shape
    room = GLYPH_SIZE - 2 * MARGIN
    scale = room / max(height, width)
    rows, columns = max(1, round(height * scale)), max(1, round(width * scale))
    how = cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR
    square = np.zeros((GLYPH_SIZE, GLYPH_SIZE), dtype=np.uint8)
    top, left = (GLYPH_SIZE - rows) // 2, (GLYPH_SIZE - columns) // 2
    square[top : top + rows, left : left + columns] = cv2.resize(ink, (columns, rows), interpolation=how)
    return square


def _to_grey(crops: Pixels | Floats) -> Pixels:
    return np.asarray(np.round(np.clip(crops.astype(np.float32), 0, 1) * 255), dtype=np.uint8)


def _clip(value: float) -> float:
    return float(np.clip(value, -FARTHEST, FARTHEST))
