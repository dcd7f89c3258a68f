"""The layers of an overlay: what the colours of its glyphs and lines stand for.

How sure each glyph is, why it is in doubt, or in which order all is read; the colours of the causes are kept
apart by the common kinds of colour blindness too (Okabe and Ito, "Color universal design", 2008).
"""

from __future__ import annotations

from collections.abc import Sequence
from typing import Literal, get_args

import numpy as np
from numpy.typing import NDArray

from ocr.overlay_canvas import confidence_colormap
from ocr.types import Glyph, Line

OverlayLayer = Literal["confidence", "cause", "order"]
OVERLAY_LAYERS: tuple[OverlayLayer, ...] = get_args(OverlayLayer)
CAUSE_COLORS = {
    "touching": "#d55e00",
    "broken": "#0072b2",
    "faint": "#e69f00",
    "small": "#009e73",
    "ambiguous": "#cc3377",
    "other": "#5a5a5a",
}
_SURE_COLOR = "#8c8c8c"  # of what is in no doubt, where colours tell causes


def color_glyphs(glyphs: Sequence[Glyph], layer: OverlayLayer) -> NDArray[np.float64]:
    """The colours of glyphs, (n, 4) float64 RGBA in 0..1."""
    from matplotlib.colors import to_rgba_array

    if layer == "cause":
        names = [CAUSE_COLORS.get(glyph.cause, _SURE_COLOR) for glyph in glyphs]
        return np.asarray(to_rgba_array(names), dtype=np.float64).reshape(-1, 4)
    return color_confidences([glyph.confidence for glyph in glyphs])


def color_lines(lines: Sequence[Line], layer: OverlayLayer) -> NDArray[np.float64]:
    """The colours of lines' frames: of their glyphs' mean confidence, or none in particular."""
    from matplotlib.colors import to_rgba_array

    if layer == "cause":
        return np.asarray(to_rgba_array([_SURE_COLOR] * len(lines)), dtype=np.float64).reshape(-1, 4)
    return color_confidences(
        [
            float(np.mean([glyph.confidence for word in line.words for glyph in word.glyphs] or [0.0]))
            for line in lines
        ]
    )


def color_confidences(confidences: Sequence[float]) -> NDArray[np.float64]:
    """The colours of confidences in [0, 1], (n, 4) float64 RGBA in 0..1."""
    return np.asarray(confidence_colormap()(list(confidences)), dtype=np.float64).reshape(-1, 4)
