"""Tells pages of light writing on a dark ground: microfilm negatives, blueprints, photostats."""

from __future__ import annotations

import cv2
import numpy as np
from numpy.typing import NDArray

DARK_GROUND = 120.0  # grey level of the page's median; lighter pages are paper
SIDE = 700  # px of the longer side at which the page is looked at: strokes stay apart from the ground
REACH = 31  # px at that size; wider than any stroke, so that the median is ground
MARKED = 28.0  # grey levels from the ground that are no grain
LIGHT_SHARE = (0.004, 0.35)  # of the pixels that are lighter than the ground: writing
OUTNUMBER = 4.0  # times as many pixels lighter than darker: dark paper with dark ink has it the other way
MIDDLE = 0.1  # of each side left out: beside the page there may be anything


def is_negative(gray: NDArray[np.uint8]) -> bool:
    """Whether a page is light writing on a dark ground, and not dark paper or a dark picture.

    Args:
        gray: (H, W) uint8, 0 is black, at least 1 x 1.
    """
    height, width = gray.shape
    step = max(1, max(gray.shape) // SIDE)
    edge = int(MIDDLE * height), int(MIDDLE * width)
    inner = gray[edge[0] : height - edge[0] : step, edge[1] : width - edge[1] : step]
    if min(inner.shape) < REACH or float(np.median(inner)) >= DARK_GROUND:
        return False
    page = np.ascontiguousarray(inner)
    ground = np.asarray(cv2.medianBlur(page, REACH)).astype(np.int16)
    apart = page - ground
    lighter = np.count_nonzero(apart > MARKED) / page.size
    darker = np.count_nonzero(apart < -MARKED) / page.size
    return bool(LIGHT_SHARE[0] < lighter < LIGHT_SHARE[1] and lighter > OUTNUMBER * darker)
