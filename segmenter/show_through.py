"""Finds lines of the sheet's other side that show through: paler than the page's own and blurred."""

from __future__ import annotations

from typing import Any

import numpy as np
from numpy.typing import NDArray

from segmenter.marks import Floats, Fragments

PALE = 0.62  # of the darkness of the page's own lines
OWN_SHARE = 0.08  # of the components at least that the page's own lines hold
BLURRED = 0.72  # of the steepness of the edges of the page's own letters
ROWS = 3  # px: every so many rows are looked at
FEWEST = 3  # components, below which a line's edges tell nothing


def find_show_through(
    fragments: Fragments,
    darkness: Floats,
    page: tuple[NDArray[np.uint8], NDArray[Any], NDArray[np.intp]],
) -> NDArray[np.bool_]:
    """Which lines show through from the other side of the sheet.

    They are much paler than the darkest lines, and the paper has blurred them: the edges of their
    letters are less steep even for how pale they are. Faint typing and pencil are as sharp as the rest.

    Args:
        fragments: candidate text lines.
        darkness: (n,) mean darkness of each of their components, 0 to 255; nan where unknown.
        page: the flattened page (H, W) uint8, its labels (H, W), and (n,) each component's index there.

    Returns:
        (F,) bool.
    """
    known = np.where(np.isnan(darkness), np.nanmax(darkness, initial=0.0), darkness)
    shade = fragments.medians(known)
    dark = _dark_level(shade, fragments.sizes)
    pale = (shade < PALE * dark) & (fragments.sizes >= FEWEST)
    if not pale.any():
        return np.zeros(len(fragments), dtype=bool)
    gray, labels, text = page
    steep = measure_steepness(gray, labels)[text] / np.maximum(known, 1.0)
    usual = fragments.medians(np.where(np.isnan(steep), np.nanmedian(steep), steep))
    own = shade >= PALE * dark
    return np.asarray(pale & (usual < BLURRED * float(np.median(usual[own]))))


def measure_steepness(gray: NDArray[np.uint8], labels: NDArray[Any]) -> Floats:
    """(n,) the mean step in grey from paper to ink at the left and right edges of each component.

    Args:
        gray: (H, W) uint8.
        labels: (H, W), 0 on paper, component i is i + 1; every third row is looked at.
    """
    rows, levels = labels[::ROWS], gray[::ROWS]
    ink = rows != 0
    row, column = np.divmod(np.flatnonzero(ink[:, 1:] != ink[:, :-1]), max(labels.shape[1] - 1, 1))
    step = np.abs(levels[row, column + 1].astype(np.int16) - levels[row, column])
    which = np.maximum(rows[row, column], rows[row, column + 1]).astype(np.intp)
    size = int(labels.max()) + 1
    count = np.bincount(which, minlength=size)[1:]
    total = np.bincount(which, weights=step, minlength=size)[1:]
    return np.where(count > 0, total / np.maximum(count, 1), np.nan)


def _dark_level(shade: Floats, sizes: NDArray[np.intp]) -> float:
    """The darkness that the darkest lines with a fair share of the components reach."""
    order = np.argsort(-shade)
    share = np.cumsum(sizes[order]) / max(int(sizes.sum()), 1)
    return float(shade[order][np.searchsorted(share, OWN_SHARE)])
