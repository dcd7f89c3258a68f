"""Which pixels of one component are straight rules, level and upright, and which are letters that cross them.

Letters that run through a rule keep their pixels in it, where there is ink of theirs on both sides (after
J.-Y. Yoo, M.-K. Kim, S. Y. Han and Y.-B. Kwon, Line removal and restoration of handwritten characters on the
form documents, 1997).
"""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

Mask = NDArray[np.uint8]  # 0 or 1
Bands = tuple[slice, ...]  # of rows, apart from each other

# All lengths are in character heights of the page.
RUN = 3.0  # straight ink this long is a rule's, not a letter's
THICKEST = 0.35  # and it is no thicker than this
MIN_LENGTH = 4.0  # of the pieces found, on a rule that leans
FRINGE = 0.05  # ink that stands off a rule by less is the rule's own rough edge
SAMPLING = 0.2  # every so far is looked where rules may run
LEAN = 0.15  # a stroke may cross a rule so far aside of where it came


@dataclass(frozen=True, slots=True, eq=False)
class RuleMasks:
    """The rules of one component.

    Args:
        level: (h, w) uint8, 1 on level rules, where letters cross them too.
        upright: (h, w) uint8, 1 on upright rules, the same.
        bare: (h, w) uint8, 1 on pixels that are a rule's alone.
        rows: the bands that hold the level rules.
        columns: the bands of columns that hold the upright ones.
    """

    level: Mask
    upright: Mask
    bare: Mask
    rows: Bands
    columns: Bands


def mask_level_rules(component: Mask, character_height: float) -> tuple[Mask, Bands]:
    """The pixels of thin level rules, and the bands of rows that hold them.

    Args:
        component: (h, w) uint8, 1 where it has ink.
        character_height: px.
    """
    found = np.zeros_like(component)
    bands = []
    for band in _bands(component, character_height):
        mask = _mask_band(np.ascontiguousarray(component[band]), character_height)
        if mask.any():
            found[band] = mask
            bands.append(band)
    return found, tuple(bands)


def _bands(component: Mask, character_height: float) -> Bands:
    """Bands of rows in which level rules may run, with what is next to them."""
    step = max(1, round(SAMPLING * character_height))
    sampled = np.ascontiguousarray(component[:, ::step])
    long = open_mask(sampled, (1, max(2, round(RUN * character_height) // step))).max(axis=1, initial=0)
    reach = round(THICKEST * character_height) + 2
    return find_bands(_dilated(long[:, None], (2 * reach + 1, 1)).ravel())


def find_bands(held: Mask) -> Bands:
    """The runs of a (n,) uint8 mask.

    Example:
        >>> find_bands(np.array([0, 1, 1, 0, 1], np.uint8))
        (slice(1, 3, None), slice(4, 5, None))
    """
    edges = np.flatnonzero(np.diff(held.astype(np.int8), prepend=0, append=0)).tolist()
    return tuple(slice(first, end) for first, end in zip(edges[::2], edges[1::2], strict=True))


def _mask_band(component: Mask, character_height: float) -> Mask:
    """The pixels of thin level rules in a band."""
    level = open_mask(component, (1, max(3, round(RUN * character_height))))
    if not level.any():
        return level
    thick = max(2, round(THICKEST * character_height)) + 1
    thin = level & ~open_mask(level, (thick, 1))
    _, pieces, stats, _ = cv2.connectedComponentsWithStats(thin, connectivity=8)
    long = stats[:, cv2.CC_STAT_WIDTH] >= MIN_LENGTH * character_height
    long[0] = False
    return np.asarray(long[pieces].view(np.uint8))


def open_mask(mask: Mask, size: tuple[int, int]) -> Mask:
    """A mask opened by a rectangle of (rows, columns), with paper beyond its edges.

    OpenCV's own border would make a rule there longer and thicker, its own anchor shift it where a side is
    even.
    """
    kernel = np.ones(size, np.uint8)
    inner = cv2.erode(mask, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return _dilated(np.asarray(inner, np.uint8), size)


def _dilated(mask: Mask, size: tuple[int, int]) -> Mask:
    """A mask dilated by a rectangle, back to where an erosion by it came from."""
    rows, columns = size
    anchor = (columns - 1 - columns // 2, rows - 1 - rows // 2)
    return np.asarray(
        cv2.dilate(np.ascontiguousarray(mask), np.ones(size, np.uint8), anchor=anchor), np.uint8
    )


def split_rules(
    component: Mask, level: tuple[Mask, Bands], upright: tuple[Mask, Bands], character_height: float
) -> RuleMasks:
    """Rules with their rough edges, and without the pixels in which letters cross them.

    Args:
        component: (h, w) uint8, 1 where it has ink.
        level: its level rules and their bands of rows.
        upright: its upright rules and their bands of columns.
        character_height: px.
    """
    turned = tuple(turn(each) for each in (component, level[0], upright[0]))
    across = _bare(component, level, upright[0], character_height)
    along = _bare(turned[0], (turned[2], upright[1]), turned[1], character_height)
    whole = turn(along[1])
    bare = across[0] | turn(along[0]) | (across[1] & whole)
    return RuleMasks(across[1], whole, bare, level[1], upright[1])


def turn(mask: Mask) -> Mask:
    """A mask with rows and columns changed, fast: what is upright lies level."""
    return np.asarray(cv2.transpose(mask), np.uint8)


def _bare(
    component: Mask, level: tuple[Mask, Bands], others: Mask, character_height: float
) -> tuple[Mask, Mask]:
    """The pixels of level rules that are theirs alone, and all of their pixels, fringes included."""
    bare, whole = np.zeros_like(component), level[0].copy()
    reach = max(1, round(FRINGE * character_height))
    for band in level[1]:
        mask, rest = level[0][band], component[band] & ~(level[0][band] | others[band])
        low = rest & ~open_mask(rest, (reach + 1, 1))
        whole[band] = mask | (low & _dilated(mask, (2 * reach + 1, 1)))
        bare[band] = whole[band] & ~_crossings(rest & ~whole[band], whole[band], character_height)
    return bare, whole


def _crossings(rest: Mask, level: Mask, character_height: float) -> Mask:
    """The pixels of level rules that have ink of letters above and below."""
    deepest = round(THICKEST * character_height) + 2 * max(1, round(FRINGE * character_height)) + 1
    aside = (1, 2 * round(LEAN * character_height) + 1)
    met = []
    for step in (1, -1):
        # Ink next to the rule, carried on through it.
        reached = _moved(rest, step) & level
        for _ in range(deepest):
            further = _moved(reached, step) & level & ~reached
            if not further.any():
                break
            reached |= further
        met.append(reached)
    return _dilated(met[0], aside) & _dilated(met[1], aside) & (met[0] | met[1])


def _moved(mask: Mask, step: int) -> Mask:
    """A mask moved down by one row, or up where ``step`` is negative."""
    moved = np.zeros_like(mask)
    if step > 0:
        moved[1:] = mask[:-1]
    else:
        moved[:-1] = mask[1:]
    return moved
