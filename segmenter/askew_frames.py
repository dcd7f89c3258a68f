"""Finds frames that lie askew on the page, as stamped ones do: printed ones are as straight as lines."""

from __future__ import annotations

import math

import cv2
import numpy as np
from numpy.typing import NDArray

# Lengths are in character heights of the page.
ASKEW = 3.0  # degrees from which a frame lies askew: printed ones are as straight as the lines
FRAME_SIDES = (2.0, 30.0)
FRAME_BAND = 0.08  # of a frame's sides, or a line's thickness, on which its ink lies
LINE_THICK = 0.35
SIDE_COVERED = 0.7  # of each side
PLACES = 18  # along each side, at which ink is looked for
ON_OUTLINE = 0.75  # of the ink that lies on the sides, at least


def find_askew_frame(at: NDArray[np.float64], character_height: float) -> NDArray[np.float32] | None:
    """The smallest rectangle round a component, where it lies askew and the ink lies on its four sides.

    Args:
        at: (k, 2) x and y of pixels of the component, px.
        character_height: px.

    Returns:
        (4, 1, 2) corners, px; or None.
    """
    (x, y), sides, turn = cv2.minAreaRect(at.astype(np.float32))
    askew = abs((turn + 45) % 90 - 45)
    low, high = FRAME_SIDES[0] * character_height, FRAME_SIDES[1] * character_height
    if askew < ASKEW or not low <= min(sides) <= max(sides) <= high:
        return None
    cos, sin = math.cos(math.radians(turn)), math.sin(math.radians(turn))
    u = (at[:, 0] - x) * cos + (at[:, 1] - y) * sin
    v = (at[:, 1] - y) * cos - (at[:, 0] - x) * sin
    band = max(FRAME_BAND * min(sides), LINE_THICK * character_height)
    edges = ((u, v, sides[0], sides[1]), (v, u, sides[1], sides[0]))
    on = np.zeros(len(at), dtype=bool)
    for across, along, reach, length in edges:
        for sign in (-1, 1):
            side = sign * across >= reach / 2 - band
            on |= side
            places = np.floor((along[side] / length + 0.5) * PLACES).clip(0, PLACES - 1)
            if len(np.unique(places)) < SIDE_COVERED * PLACES:
                return None
    if on.mean() < ON_OUTLINE:
        return None
    return np.asarray(cv2.boxPoints(((x, y), sides, turn))[:, None], dtype=np.float32)
