"""Opens masks by rectangles (morphology), with paper beyond the mask's edges."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray


def open_mask(mask: NDArray[np.uint8], size: tuple[int, int]) -> NDArray[np.uint8]:
    """What of a mask rectangles cover that lie wholly in it.

    Args:
        mask: (h, w) uint8, 0 or 1.
        size: rows and columns of the rectangle.
    """
    kernel = np.ones(size, np.uint8)
    opened = cv2.morphologyEx(mask, cv2.MORPH_OPEN, kernel, borderType=cv2.BORDER_CONSTANT, borderValue=0)
    return np.asarray(opened, dtype=np.uint8)
