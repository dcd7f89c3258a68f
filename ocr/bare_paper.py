"""Bare paper says nothing: frames of a line with no ink near them can only be a space, or none."""

from __future__ import annotations

from dataclasses import replace

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.charset import BLANK, SPACE
from recognizer.types import LineReading

INK = 0.2  # of full ink, from which a pixel is no paper
NEAR = (
    12  # crop px to either side in which ink may stand for what a frame shows: three quarters of an x-height
)
REFUSED = -30.0  # natural logarithm of the probability left to what cannot be
SURE_RUN = 6  # frames of bare paper from which it is worth the trouble


def refuse_bare_paper(reading: LineReading, pixels: NDArray[np.float32]) -> LineReading:
    """Take away what a reader saw on bare paper, as the leaders it sees in wide gaps of a row.

    Args:
        reading: frames of one line.
        pixels: (height, width) float32 in 0..1, ink high: what was read.

    Returns:
        The same reading where there is ink within reach of every frame; else one whose bare frames are
        shared by blank and space as they were between these two.
    """
    inked = (pixels.max(axis=0, initial=0.0) > INK).astype(np.uint8)
    if len(inked) == 0:
        return reading
    near = cv2.dilate(inked[None], np.ones((1, 2 * NEAR + 1), np.uint8))[0]
    frames = reading.log_probabilities
    middle = np.minimum((np.arange(len(frames)) + 0.5) * reading.stride, len(near) - 1).astype(np.intp)
    bare = near[middle] == 0
    if np.count_nonzero(bare) < SURE_RUN:
        return reading
    masked = frames.copy()
    held = frames[bare][:, [BLANK, SPACE]]
    masked[bare] = REFUSED
    masked[np.ix_(bare, [BLANK, SPACE])] = held - np.logaddexp(held[:, :1], held[:, 1:])
    return replace(reading, log_probabilities=masked)
