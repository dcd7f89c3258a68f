"""How like two pictures are, and which are too plain to tell anything by it."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.glyph_frames import GLYPH_SIZE, MARGIN

SIDE = 16  # rows and columns of the pictures compared
NEARLY = 0.985  # product of pictures, brightness removed, from which they are nearly the same
PLAIN_ASPECT = 0.33  # narrower (or lower) than so, a stroke looks like any other
ROUND = 0.7  # product with a disc, from which a picture is a dot, and looks like any other


def small_pictures(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, 256) float32: pictures at 16 x 16 px, their mean removed, of length 1."""
    small = np.stack([shrink_picture(image) for image in images])
    flat = small.reshape(len(small), -1).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6))


def shrink_picture(image: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """(16, 16) uint8."""
    if image.shape == (SIDE, SIDE):
        return image
    return np.asarray(cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA), dtype=np.uint8)


def is_plain(images: NDArray[np.uint8], extents: NDArray[np.int32]) -> NDArray[np.bool_]:
    """(n,) bool: plain strokes and dots, which look like any other.

    Args:
        images: (n, size, size) uint8, ink high, each filling its square.
        extents: (n, 2) rows and columns of ink before framing.
    """
    sides = np.asarray(extents, dtype=np.float64).reshape(-1, 2)
    narrow = sides.min(axis=1) < PLAIN_ASPECT * np.maximum(sides.max(axis=1), 1)
    if not len(images):
        return np.asarray(narrow)
    return np.asarray(narrow | (small_pictures(images) @ small_pictures(_draw_disc()[None])[0] >= ROUND))


def _draw_disc() -> NDArray[np.uint8]:
    """(32, 32) uint8: a dot as it fills its square."""
    middle = (GLYPH_SIZE - 1) / 2
    far = np.hypot(*(np.indices((GLYPH_SIZE, GLYPH_SIZE)) - middle))
    return np.asarray(255 * np.clip(middle + 1 - MARGIN - far, 0, 1), dtype=np.uint8)
