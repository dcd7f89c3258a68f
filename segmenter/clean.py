"""The page's background made white, and the black borders of scans found."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

SHRINK = 8  # px a side of the cells that background and borders are looked at in
BACKGROUND_REACH = 9  # px at that size; wider than any stroke, so that the largest value is paper
BACKGROUND_MEDIAN = 11  # px at that size
DARKEST_PAPER = 0.3  # of the page's own paper; what is darker is ink, a picture or a border
BILEVEL_SHARE = 0.1  # of the black pixels: no more may be grey where a scan was binarised already
BILEVEL_REACH = 24  # grey levels from black and from white that count as near
GREY_LEVELS = (BILEVEL_REACH + 1, 254 - BILEVEL_REACH)  # the first and the last that are near to neither
LEVELS_BAND = 512  # rows whose grey levels are looked at together
BORDER_DARK_SHARE = 0.6  # of a cell's pixels that are ink, where a border lies
BORDER_CORE = 3  # cells; thinner dark runs are rules or letters, not borders


def is_bilevel(gray: NDArray[np.uint8]) -> bool:
    """Whether the page is black and white already, but for grey too little to be faint writing.

    Args:
        gray: (H, W) uint8.
    """
    black = grey = 0
    for top in range(0, len(gray), LEVELS_BAND):
        band = gray[top : top + LEVELS_BAND]
        grey += cv2.countNonZero(cv2.inRange(band, *GREY_LEVELS))
        if grey > BILEVEL_SHARE * gray.size:  # no page has more black than pixels
            return False
        black += cv2.countNonZero(cv2.inRange(band, 0, BILEVEL_REACH))
    return bool(grey <= BILEVEL_SHARE * black)


def count_levels(gray: NDArray[np.uint8]) -> NDArray[np.float64]:
    """(256,) how many pixels have each grey level, of at least one pixel (H, W) uint8."""
    counts = cv2.calcHist([gray], [0], None, [256], [0, 256])
    return np.asarray(counts, dtype=np.float64).ravel()


def flatten_background(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """Divide by the paper's own brightness, so that paper is white wherever it lies.

    Stains, shadows and coloured paper go; ink, pictures and black borders stay dark. A page that
    is black and white already is returned as it is.

    Args:
        gray: (H, W) uint8, 0 is black.

    Returns:
        (H, W) uint8, paper near 255.
    """
    if gray.size == 0 or is_bilevel(gray):
        return gray
    background = estimate_background(gray)
    return np.asarray(cv2.divide(gray, background, scale=255.0), dtype=np.uint8)


def estimate_background(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """The brightness of the paper at every pixel, (H, W) uint8, at least 1.

    The page at an eighth of its size, with everything darker than its neighbourhood filled in.
    """
    cells = shrink_evenly(gray, SHRINK)
    small = cv2.dilate(cells, np.ones((BACKGROUND_REACH, BACKGROUND_REACH), np.uint8))
    small = cv2.medianBlur(small, BACKGROUND_MEDIAN)
    small = cv2.blur(small, (BACKGROUND_REACH, BACKGROUND_REACH))
    paper = float(np.percentile(small, 90))
    light = np.maximum(small, max(1, round(DARKEST_PAPER * paper))).astype(np.uint8)
    return enlarge_evenly(light, SHRINK, gray.shape, cv2.INTER_LINEAR)


def shrink_evenly(gray: NDArray[np.uint8], shrink: int) -> NDArray[np.uint8]:
    """The means of squares of pixels; what is left over at the right and the bottom is left out.

    Squares of whole pixels take a sixth of the time that squares of 8.01 px take.

    Args:
        gray: (H, W) uint8.
        shrink: px a side.

    Returns:
        (max(H // shrink, 1), max(W // shrink, 1)) uint8.
    """
    height, width = gray.shape
    size = (max(1, width // shrink), max(1, height // shrink))
    whole = gray[: size[1] * shrink, : size[0] * shrink]
    return np.asarray(cv2.resize(whole, size, interpolation=cv2.INTER_AREA), dtype=np.uint8)


def enlarge_evenly(
    small: NDArray[np.uint8], shrink: int, shape: tuple[int, ...], interpolation: int
) -> NDArray[np.uint8]:
    """What ``shrink_evenly`` made as large again, every square in its place; the last ones go on.

    Args:
        small: (h, w) uint8.
        shrink: px a side of the squares.
        shape: (H, W) of the page.
        interpolation: OpenCV's number of one.
    """
    large = np.empty(shape, np.uint8)
    height, width = (min(shrink * cells, length) for cells, length in zip(small.shape, shape, strict=True))
    cv2.resize(small, (width, height), dst=large[:height, :width], interpolation=interpolation)
    large[:height, width:] = large[:height, width - 1 : width]
    large[height:] = large[height - 1]
    return large


def find_scan_borders(ink: NDArray[np.bool_]) -> NDArray[np.bool_] | None:
    """Where the black margins and shadows of a scan lie: broad dark areas that touch the page's edge.

    Letters that touch a margin are not taken with it: only what is broad counts.

    Args:
        ink: (H, W) bool.

    Returns:
        (H, W) bool, True on the borders; or None where there are none.
    """
    if min(ink.shape) < SHRINK * BORDER_CORE:
        return None
    black = np.ascontiguousarray(ink).view(np.uint8)
    if not _reaches_edge(black):
        return None
    share = shrink_evenly(black * np.uint8(255), SHRINK)
    dark = (share >= BORDER_DARK_SHARE * 255).astype(np.uint8)
    framed = np.pad(dark, BORDER_CORE, mode="edge")
    core = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((BORDER_CORE, BORDER_CORE), np.uint8))
    inner = (slice(BORDER_CORE, -BORDER_CORE), slice(BORDER_CORE, -BORDER_CORE))
    touching = _touching_edge(np.asarray(core[inner], dtype=np.uint8))
    if not touching.any():
        return None
    grown = np.asarray(cv2.dilate(touching.astype(np.uint8), np.ones((3, 3), np.uint8)), dtype=np.uint8)
    mask = enlarge_evenly(grown, SHRINK, ink.shape, cv2.INTER_NEAREST).view(np.bool_)
    return np.asarray(ink & mask, dtype=np.bool_)


def _reaches_edge(black: NDArray[np.uint8]) -> bool:
    """Whether any cell at the page's edge is dark: told without looking at the others.

    Args:
        black: (H, W) uint8, 1 on ink.
    """
    height, width = (length // SHRINK * SHRINK for length in black.shape)
    rows = (black[:SHRINK, :width], black[height - SHRINK : height, :width])
    columns = (black[:height, :SHRINK].T, black[:height, width - SHRINK : width].T)
    for strip in (*rows, *columns):
        cells = strip.sum(axis=0, dtype=np.int64).reshape(-1, SHRINK).sum(axis=1)
        if cells.max() >= BORDER_DARK_SHARE * SHRINK**2 - 0.5:
            return True
    return False


def _touching_edge(dark: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """The connected dark areas that reach the edge of the image."""
    _, labels = cv2.connectedComponents(dark, connectivity=8)
    edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    return np.asarray(np.isin(labels, edge[edge > 0]), dtype=np.bool_)
