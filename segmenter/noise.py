"""Finds what looks like lines but is grain, show-through, or dirt along the edges of the scan."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.components import ComponentTable
from segmenter.marks import Floats, Fragments, Ints

SAMPLING = 2  # every second row and column tells how dark a component is
# Share of the page's usual darkness below which a fragment of at most so many components is no
# text: show-through, grain and stains are paler than print, and rarely form long lines.
PALE = ((3, 0.6), (11, 0.5))
# Character heights, of a component alone: lower is a speck, taller no letter but an initial, and
# higher than so many with less than such a width a bit of a rule.
LOW_SPECK, TALL_BLOT = 0.7, 2.6
SLIVER = (1.8, 0.25)
INITIAL_REACH = 2.5  # character heights from a large initial to the line it begins
EDGE = 0.6  # character heights from the scan's edge or its black border
EDGE_SIZE = 11  # components; longer lines may run into the edge


def find_noise(
    fragments: Fragments, darkness: Floats, at_edge: NDArray[np.bool_], character_height: float
) -> NDArray[np.bool_]:
    """Which fragments are not text.

    Args:
        fragments: candidate text lines.
        darkness: (n,) mean darkness of each of their components, 0 to 255; nan where unknown.
        at_edge: (n,) whether the component lies at the edge of the scan or of its border.
        character_height: px.

    Returns:
        (F,) bool.
    """
    sizes = fragments.sizes
    mostly_edge = fragments.medians(at_edge.astype(np.float64)) > 0.5
    noise = _find_odd_ones(fragments, sizes, character_height) | (mostly_edge & (sizes <= EDGE_SIZE))
    known = np.where(np.isnan(darkness), np.nanmax(darkness, initial=0.0), darkness)
    usual = float(np.median(known))
    shade = fragments.medians(known)
    for size, share in PALE:
        noise |= (sizes <= size) & (shade < share * usual)
    return np.asarray(noise)


def _find_odd_ones(fragments: Fragments, sizes: Ints, character_height: float) -> NDArray[np.bool_]:
    """Which fragments are a single component that is no letter by its size."""
    box = fragments.box
    height, width = box.height / character_height, box.width / character_height
    tall = np.flatnonzero((sizes == 1) & (height > TALL_BLOT))
    odd = (sizes == 1) & (height < LOW_SPECK)
    odd |= (sizes <= 2) & (height > SLIVER[0]) & (width < SLIVER[1])
    text = sizes > EDGE_SIZE
    for one in tall.tolist():
        gap = box.left[text] - box.right[one]
        near = (gap > -character_height) & (gap < INITIAL_REACH * character_height)
        odd[one] |= not np.any(near & (box.y[text] > box.top[one]) & (box.y[text] < box.bottom[one]))
    return np.asarray(odd)


def measure_darkness(gray: NDArray[np.uint8], ink: NDArray[np.bool_], table: ComponentTable) -> Floats:
    """(n,) the mean darkness of each component, 0 to 255; nan where no pixel was sampled.

    Args:
        gray: (H, W) uint8, the flattened page.
        ink: (H, W) bool.
        table: its components.
    """
    sampled = np.ascontiguousarray(ink[::SAMPLING, ::SAMPLING])
    row, column = np.divmod(np.flatnonzero(sampled), sampled.shape[1])
    at = SAMPLING * (row * ink.shape[1] + column)  # far faster than by row and column
    which = table.labels.ravel()[at]
    dark = 255.0 - gray.ravel()[at]
    count = np.bincount(which, minlength=len(table) + 1)[1:]
    total = np.bincount(which, weights=dark, minlength=len(table) + 1)[1:]
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def find_edge_components(
    borders: NDArray[np.bool_], shrink: int, boxes: NDArray[np.int32], character_height: float
) -> NDArray[np.bool_]:
    """(n,) which components touch the edge of the scan or of its black border.

    Args:
        borders: (h, w) bool, the border at a reduced size.
        shrink: px of the page a px of ``borders``.
        boxes: (n, 4) left, top, right, bottom, px of the page.
        character_height: px of the page.
    """
    height, width = borders.shape
    reach = max(1, round(EDGE * character_height / shrink))
    framed = cv2.copyMakeBorder(borders.astype(np.uint8), 1, 1, 1, 1, cv2.BORDER_CONSTANT, value=1)
    grown = cv2.dilate(framed, np.ones((2 * reach + 1, 2 * reach + 1), np.uint8))[1:-1, 1:-1]
    total = np.asarray(cv2.integral(np.ascontiguousarray(grown)), dtype=np.int64)
    left, top = np.clip(boxes[:, 0] // shrink, 0, width - 1), np.clip(boxes[:, 1] // shrink, 0, height - 1)
    right = np.clip(-(-boxes[:, 2] // shrink), left + 1, width)
    bottom = np.clip(-(-boxes[:, 3] // shrink), top + 1, height)
    held = total[bottom, right] - total[top, right] - total[bottom, left] + total[top, left]
    return np.asarray(held > 0)


def keep_fragments(fragments: Fragments, kept: NDArray[np.bool_]) -> tuple[Fragments, Ints]:
    """The fragments under a mask, at least one, and which of the former components they hold.

    Args:
        fragments: text lines.
        kept: (F,) bool.

    Returns:
        The fragments, and (n,) indices of their components in the former marks.
    """
    labels = fragments.labels()
    held = np.flatnonzero(kept[labels])
    return Fragments.from_labels(fragments.marks.take(held), labels[held]), held
