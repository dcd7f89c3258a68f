"""How large each character is beside its writer's others: what the glyph network is told as its place."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from recognizer.glyph_frames import PLACES, place_by_size

LEAST_SPREAD = 0.15  # doublings: where sizes vary less, every character was scaled to one size
FEWEST = 8  # characters of a writer, whose usual size is known then; others get the set's


def relative_sizes(extents: NDArray[np.int32], writers: NDArray[np.str_]) -> NDArray[np.float64] | None:
    """Larger side of each character over its writer's median, or None where sizes tell nothing.

    Args:
        extents: (n, 2) rows and columns of ink.
        writers: (n,) names.

    Returns:
        (n,) float64; None where the data set has scaled every character to one size.
    """
    sides = np.maximum(extents.max(axis=1, initial=1), 1).astype(np.float64)
    if not len(sides):
        return None
    usual = np.full(len(sides), np.median(sides))
    names, codes = np.unique(writers, return_inverse=True)
    order = np.argsort(codes, kind="stable")
    for rows in np.split(order, np.cumsum(np.bincount(codes, minlength=len(names)))[:-1]):
        if len(rows) >= FEWEST:
            usual[rows] = np.median(sides[rows])
    sizes = sides / usual
    return None if float(np.std(np.log2(sizes))) < LEAST_SPREAD else sizes


def places_of(sizes: NDArray[np.float64] | None, count: int) -> NDArray[np.float32]:
    """(n, 5) float32 places; all 0, unknown, where sizes tell nothing."""
    if sizes is None:
        return np.zeros((count, PLACES), dtype=np.float32)
    return np.stack([place_by_size(float(size)) for size in sizes])
