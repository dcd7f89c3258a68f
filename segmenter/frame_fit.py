"""How large a text line is cut out: its x-height as the frame wants it, or smaller where that cuts it off."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmenter.types import CropSettings, TextLine

SMALLEST_X_HEIGHT = 1.0  # px
TALL, DEEP = 1.25, 0.3  # x-heights above, below the baseline from which a letter has an ascender, a tail
USUAL_REACH = 0.85  # of a line's ascenders and tails lie within the reach its frame must hold
FEWEST_REACHING = 3  # components; one or two are an accent, a drop capital or a touch of the next line
TAIL_SHOWN = 0.75  # of a tail's length that must be seen: its end tells little
SMALLEST_FIT = 0.6  # of the frame's x-height: a line is never made smaller than this to fit


def fit_scale(line: TextLine, settings: CropSettings) -> float:
    """Crop px a page px: the x-height to the frame's, or smaller where ascenders or tails would be cut off.

    Print fits as it is; hands whose letters reach two x-heights and more up, or one down, do not.

    Args:
        line: the line, in page px.
        settings: the crop's frame.
    """
    scale = settings.x_height / max(line.x_height, SMALLEST_X_HEIGHT)
    if len(line.components) < FEWEST_REACHING:
        return scale
    boxes = np.array(
        [(c.box.left + c.box.right, c.box.top, c.box.bottom) for c in line.components], np.float64
    )
    foot = line.baseline.y_at(boxes[:, 0] / 2)
    up = _usual_reach(foot - boxes[:, 1], TALL * line.x_height)
    down = _usual_reach(boxes[:, 2] - foot, DEEP * line.x_height) * TAIL_SHOWN
    fits = (
        settings.baseline_row / max(up, 1e-6),
        (settings.height - settings.baseline_row) / max(down, 1e-6),
    )
    return max(min(scale, *fits), SMALLEST_FIT * scale)


def _usual_reach(reach: NDArray[np.float64], least: float) -> float:
    """How far the parts of a line usually go that go further than the least; 0.0 where few do."""
    far = reach[reach > least]
    return _usual_quantile(far) if len(far) >= FEWEST_REACHING else 0.0


def _usual_quantile(values: NDArray[np.float64]) -> float:
    """What ``np.quantile`` gives for ``USUAL_REACH``, which takes it longer than all else here."""
    ordered = np.sort(values)
    place = USUAL_REACH * (len(ordered) - 1)
    below = int(place)
    low, high = float(ordered[below]), float(ordered[min(below + 1, len(ordered) - 1)])
    share = place - below
    return low + (high - low) * share if share < 0.5 else high - (high - low) * (1 - share)
