"""The page's background made white, and the black borders of scans found."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

BACKGROUND_SHRINK = 8  # the background changes slowly: an eighth of the size shows it
BACKGROUND_REACH = 9  # px at that size; wider than any stroke, so that the largest value is paper
BACKGROUND_MEDIAN = 11  # px at that size
DARKEST_PAPER = 0.3  # of the page's own paper; what is darker is ink, a picture or a border
BILEVEL_SHARE = 0.1  # of the black pixels: no more may be grey where a scan was binarised already
BILEVEL_REACH = 24  # grey levels from black and from white that count as near
BORDER_SHRINK = 8
BORDER_DARK_SHARE = 0.6  # of a cell's pixels that are ink, where a border lies
BORDER_CORE = 3  # cells; thinner dark runs are rules or letters, not borders


def is_bilevel(gray: NDArray[np.uint8]) -> bool:
    """Whether the page is black and white already, but for grey too little to be faint writing.

    Args:
        gray: (H, W) uint8.
    """
    counts = count_levels(gray)
    black, white = counts[: BILEVEL_REACH + 1].sum(), counts[255 - BILEVEL_REACH :].sum()
    return bool(gray.size - black - white <= BILEVEL_SHARE * black)


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
    height, width = gray.shape
    small_size = (max(1, round(width / BACKGROUND_SHRINK)), max(1, round(height / BACKGROUND_SHRINK)))
    small = cv2.resize(gray, small_size, interpolation=cv2.INTER_AREA)
    small = cv2.dilate(small, np.ones((BACKGROUND_REACH, BACKGROUND_REACH), np.uint8))
    small = cv2.medianBlur(small, BACKGROUND_MEDIAN)
    small = cv2.blur(small, (BACKGROUND_REACH, BACKGROUND_REACH))
    paper = float(np.percentile(small, 90))
    small = np.maximum(small, max(1, round(DARKEST_PAPER * paper))).astype(np.uint8)
    return np.asarray(cv2.resize(small, (width, height), interpolation=cv2.INTER_LINEAR), dtype=np.uint8)


def find_scan_borders(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Where the black margins and shadows of a scan lie: broad dark areas that touch the page's edge.

    Letters that touch a margin are not taken with it: only what is broad counts.

    Args:
        ink: (H, W) bool.

    Returns:
        (H, W) bool, True on the borders.
    """
    height, width = ink.shape
    if min(height, width) < BORDER_SHRINK * BORDER_CORE:
        return np.zeros_like(ink)
    size = (-(-width // BORDER_SHRINK), -(-height // BORDER_SHRINK))
    black = np.ascontiguousarray(ink).view(np.uint8)
    if not _may_reach_edge(black, size):
        return np.zeros_like(ink)
    share = cv2.resize(black * np.uint8(255), size, interpolation=cv2.INTER_AREA)
    dark = (share >= BORDER_DARK_SHARE * 255).astype(np.uint8)
    framed = np.pad(dark, BORDER_CORE, mode="edge")
    core = cv2.morphologyEx(framed, cv2.MORPH_OPEN, np.ones((BORDER_CORE, BORDER_CORE), np.uint8))
    inner = (slice(BORDER_CORE, -BORDER_CORE), slice(BORDER_CORE, -BORDER_CORE))
    touching = _touching_edge(np.asarray(core[inner], dtype=np.uint8))
    if not touching.any():
        return np.zeros_like(ink)
    grown = cv2.dilate(touching.astype(np.uint8), np.ones((3, 3), np.uint8))
    mask = cv2.resize(grown, (width, height), interpolation=cv2.INTER_NEAREST)
    return np.asarray(ink & mask.view(np.bool_), dtype=np.bool_)


def _may_reach_edge(black: NDArray[np.uint8], cells: tuple[int, int]) -> bool:
    """Whether any cell at the page's edge may be dark: told from the edges' rows and columns alone.

    Args:
        black: (H, W) uint8, 1 on ink.
        cells: how many there are across and down.
    """
    height, width = black.shape
    enough = BORDER_DARK_SHARE * (width / cells[0]) * (height / cells[1]) - 1.0
    rows = (black[:BORDER_SHRINK], black[-BORDER_SHRINK:])
    columns = (black[:, :BORDER_SHRINK].T, black[:, -BORDER_SHRINK:].T)
    for strip in (*rows, *columns):
        # A cell may begin between two pixels, and then it shares one more of them.
        running = np.convolve(strip.sum(axis=0, dtype=np.int64), np.ones(BORDER_SHRINK + 1, np.int64))
        if running.max() >= enough:
            return True
    return False


def _touching_edge(dark: NDArray[np.uint8]) -> NDArray[np.bool_]:
    """The connected dark areas that reach the edge of the image."""
    _, labels = cv2.connectedComponents(dark, connectivity=8)
    edge = np.unique(np.concatenate([labels[0], labels[-1], labels[:, 0], labels[:, -1]]))
    return np.asarray(np.isin(labels, edge[edge > 0]), dtype=np.bool_)
