"""Finds the fold of a scan of two facing pages, which are read one after the other."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmenter.corridors import Corridors, Floats, Upright, find_corridors, sample_upright

MIDDLE = (0.34, 0.66)  # of the text's width, between which a fold lies
WHITE_GAP = 4.5  # character heights: two inner margins
GAP_RIVAL = 1.6  # times as broad as any other corridor: those between columns and cells are alike
LANDSCAPE = 1.12  # width over height of two pages whose fold no shadow shows
NEARLY_SQUARE = 0.9  # the same where a shadow does
SHADED_GAP = 1.0  # character heights left white where a shadow shows the fold
LETTERS_IN_SHADE = 0.01  # of the components that may stand in the fold's shadow: dirt and torn edges
SIDE_SHARE = 0.12  # of the components on either side, at least
SHARED_HEIGHT = 0.35  # of the taller side's height along which both sides hold text
SIDE_WIDTH, GAP_SHARE = 14.0, 1.4  # character heights, and breadths of the gutter, that a page is broad
ROW = 1.5  # character heights: the rows in which the fullness of a side is measured
FULL_ROWS, FULLNESS = 0.8, 0.42  # that quantile of its rows is so full of ink's boxes: running text
BANDS, ROWS = 10, 24  # the fold is looked at in so many bands, in so many rows of each
SHADED_BANDS = 0.8  # of the bands in which the fold must be darker
SHADE = 0.07  # by so much of the paper's brightness
FLANK = (0.25, 5.0)  # of the corridor's breadth, and character heights at most, where paper begins
FEWEST = 60  # components on two pages
CORE_SHARE = 0.3  # of the rows in which a fold's dark core is ink
CORE_RIM = 0.3  # character heights around the core that go with it


def find_fold(
    boxes: NDArray[np.int32],
    page: tuple[NDArray[np.uint8], Floats, tuple[int, int]],
    slope: float,
    character_height: float,
) -> Upright | None:
    """The fold between two facing pages, or None where the scan shows a single page.

    A fold is an upright corridor near the middle, free of text from the top to the bottom. It is
    shaded along its whole length, or far broader than any other corridor of a landscape scan with
    running text on both sides: columns stand closer, cells of tables are less full.

    Args:
        boxes: (n, 4) of the page's text components, px.
        page: the scan (H, W) uint8 before it was cleaned, the affine (2, 3) from clean px to its px,
            and the height and width of the clean page.
        slope: degrees the text lines rise.
        character_height: px.
    """
    if len(boxes) < FEWEST:
        return None
    gray, to_source, shape = page
    aspect = max(shape[1] / shape[0], float(np.ptp(boxes[:, [0, 2]]) / np.ptp(boxes[:, [1, 3]])))
    if aspect < NEARLY_SQUARE:
        return None
    best = _broadest(find_corridors(boxes, slope, character_height))
    if best is not None and _parts_text(boxes, best[0]):
        line, breadth, rival = best
        if breadth >= SHADED_GAP * character_height:
            shade = find_shade(gray, to_source, line, (breadth, character_height), shape[0])
            if shade is not None:
                return Upright(line.at + shade, line.lean)
        broad = breadth >= WHITE_GAP * character_height and breadth >= GAP_RIVAL * rival
        if broad and aspect >= LANDSCAPE and _are_full(boxes, line, breadth, character_height):
            return line
    crossing = int(LETTERS_IN_SHADE * len(boxes))
    dirty = _broadest(find_corridors(boxes, slope, character_height, crossing)) if crossing else None
    if dirty is None or dirty[1] < 2 * SHADED_GAP * character_height or not _parts_text(boxes, dirty[0]):
        return None
    sizes = dirty[1], character_height
    shade = find_shade(gray, to_source, dirty[0], sizes, shape[0], least=2 * SHADE)
    return None if shade is None else Upright(dirty[0].at + shade, dirty[0].lean)


def find_core(ink: NDArray[np.bool_], fold: Upright, character_height: float) -> NDArray[np.int32] | None:
    """The corners (4, 2) of the black core of a fold, px; None where the fold holds no ink.

    Args:
        ink: (H, W) bool.
        fold: between two pages.
        character_height: px.
    """
    height, width = ink.shape
    reach = max(2, round(FLANK[1] * character_height))
    across = np.arange(-reach, reach + 1)
    down = np.linspace(0, height - 1, BANDS * ROWS)
    x = np.round(fold.x_at(down)).astype(np.intp)[:, None] + across
    inked = ink[np.round(down).astype(np.intp)[:, None], np.clip(x, 0, width - 1)]
    dark = np.flatnonzero(inked.mean(axis=0) >= CORE_SHARE)
    if not len(dark):
        return None
    rim = CORE_RIM * character_height
    left, right = float(across[dark[0]]) - rim, float(across[dark[-1]]) + rim
    top, bottom = (float(at) for at in fold.x_at(np.array([0.0, height])))
    corners = [(top + left, -1), (top + right, -1), (bottom + right, height), (bottom + left, height)]
    return np.round(np.array(corners)).astype(np.int32)


def find_shade(
    gray: NDArray[np.uint8],
    to_source: Floats,
    line: Upright,
    sizes: tuple[float, float],
    height: int,
    least: float = SHADE,
) -> float | None:
    """Where across a corridor it is darker than at its edges, all the way down; None where it is not.

    Args:
        gray: (H, W) uint8, the scan.
        to_source: (2, 3), clean px to its px.
        line: the corridor's middle.
        sizes: its breadth and the characters' height, px.
        height: of the clean page, px.
        least: of the paper's brightness, by which it is darker.

    Returns:
        Px to the right of the line.
    """
    breadth, character_height = sizes
    half = breadth / 2
    across = np.linspace(-half, half, int(np.clip(2 * breadth, 9, 161)))
    down: Floats = np.linspace(0.0, height, BANDS * ROWS, endpoint=False, dtype=np.float64)
    seen = sample_upright(gray, to_source, line, across, down).reshape(BANDS, ROWS, -1)
    known = ~np.isnan(seen).any(axis=(1, 2))
    if known.sum() < BANDS / 2:
        return None
    level = np.median(seen[known], axis=1)  # (bands, k): one dark letter or speck tells nothing
    level = _smoothed(level, max(1, round(0.15 * character_height / (across[1] - across[0]))))
    edge = max(1, round(min(FLANK[0] * breadth, FLANK[1] * character_height) / (across[1] - across[0])))
    left, right = level[:, :edge].max(axis=1), level[:, -edge:].max(axis=1)
    paper = np.minimum(left, right)
    shaded = level[:, edge:-edge].min(axis=1) < (1 - least) * paper
    lit = paper > 0.3 * np.median(paper)  # bands of the scanner's bed hold no page
    if not lit.any() or shaded[lit].mean() < SHADED_BANDS:
        return None
    return float(np.median(across[edge:-edge][level[lit, edge:-edge].argmin(axis=1)]))


def _broadest(leans: list[Corridors]) -> tuple[Upright, float, float] | None:
    """The broadest corridor near the middle, its breadth, and that of the next one along its lean."""
    best: tuple[Upright, float, float] | None = None
    for found in leans:
        low, high = found.span
        middle = (found.left + found.right) / 2
        near = (middle > low + MIDDLE[0] * (high - low)) & (middle < low + MIDDLE[1] * (high - low))
        if not near.any():
            continue
        chosen = int(np.flatnonzero(near)[np.argmax(found.width[near])])
        rival = float(np.delete(found.width, chosen).max(initial=0.0))
        if best is None or found.width[chosen] > best[1]:
            best = Upright(float(middle[chosen]), found.lean), float(found.width[chosen]), rival
    return best


def _sides(boxes: NDArray[np.int32], line: Upright) -> tuple[NDArray[np.int32], NDArray[np.int32]]:
    """The boxes left and right of a line."""
    is_left = (boxes[:, 0] + boxes[:, 2]) / 2 < line.x_at((boxes[:, 1] + boxes[:, 3]) / 2)
    return boxes[is_left], boxes[~is_left]


def _parts_text(boxes: NDArray[np.int32], line: Upright) -> bool:
    """Whether enough text stands on both sides, beside each other."""
    sides = _sides(boxes, line)
    if min(len(side) for side in sides) < SIDE_SHARE * len(boxes):
        return False
    tops, bottoms = zip(
        *((np.quantile(side[:, 1], 0.02), np.quantile(side[:, 3], 0.98)) for side in sides), strict=True
    )
    shared = min(bottoms) - max(tops)
    return bool(shared >= SHARED_HEIGHT * max(b - t for t, b in zip(tops, bottoms, strict=True)))


def _are_full(boxes: NDArray[np.int32], line: Upright, breadth: float, character_height: float) -> bool:
    """Whether the lines on both sides are broad and full, as text is and the cells of a table are not."""
    for side in _sides(boxes, line):
        row = (((side[:, 1] + side[:, 3]) / 2 - side[:, 1].min()) / (ROW * character_height)).astype(np.intp)
        inked = np.bincount(row, weights=side[:, 2] - side[:, 0])
        width = float(np.quantile(side[:, 2], 0.98) - np.quantile(side[:, 0], 0.02))
        if width < max(SIDE_WIDTH * character_height, GAP_SHARE * breadth):
            return False
        if np.quantile(inked[inked > 0], FULL_ROWS) < FULLNESS * width:
            return False
    return True


def _smoothed(level: Floats, reach: int) -> Floats:
    """Rows (m, k) averaged over so many places, the same shape."""
    if reach <= 1:
        return level
    kernel = np.full(reach, 1 / reach)
    padded = np.pad(level, ((0, 0), (reach // 2, reach - 1 - reach // 2)), mode="edge")
    return np.stack([np.convolve(row, kernel, mode="valid") for row in padded])
