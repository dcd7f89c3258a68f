"""The labels of an overlay: above every doubtful glyph, the character that was read."""

from __future__ import annotations

from functools import lru_cache
from typing import TYPE_CHECKING

import numpy as np
from numpy.typing import NDArray

from ocr.overlay_canvas import POINTS_A_PX, Canvas
from ocr.types import Line, PageResult

if TYPE_CHECKING:
    from matplotlib.path import Path

_LABEL_SHARE = 0.9  # a label's x-height, as a share of the line's
_LEAST_EM, _MOST_EM = 13.0, 40.0  # px
_X_HEIGHT_EM = 0.55  # of DejaVu Sans Bold
_RISE = 2.0  # px between a glyph's box and the foot of its label
_HALO = 3.0  # px of white around a label
_COLOR = "#7a1600"

Outline = tuple[NDArray[np.float64], NDArray[np.uint8], float]


def draw_labels(canvas: Canvas, result: PageResult, doubtful_below: float) -> None:
    """Write above each glyph of less confidence what was read, on a white halo.

    Characters are drawn as outlines in two collections: much faster than a text object each.
    """
    from matplotlib.collections import PathCollection

    paths = [path for line in result.iter_lines() for path in _line_labels(canvas, line, doubtful_below)]
    canvas.add(
        PathCollection(
            paths, facecolors="white", edgecolors="white", linewidths=_HALO * POINTS_A_PX, zorder=5
        )
    )
    canvas.add(PathCollection(paths, facecolors=_COLOR, linewidths=0, zorder=6))


def _line_labels(canvas: Canvas, line: Line, doubtful_below: float) -> list[Path]:
    """Outlines of a line's labels, in figure px."""
    from matplotlib.path import Path

    glyphs = [glyph for word in line.words for glyph in word.glyphs if glyph.confidence < doubtful_below]
    em = float(np.clip(line.x_height * canvas.scale * _LABEL_SHARE / _X_HEIGHT_EM, _LEAST_EM, _MOST_EM))
    labels = []
    for glyph, corners in zip(glyphs, canvas.corners(glyph.box for glyph in glyphs), strict=True):
        vertices, codes, width = outline_character(glyph.character)
        at = (corners[0] + corners[1]) / 2 + (-width * em / 2, _RISE)
        labels.append(Path(vertices * em + at, codes))
    return labels


@lru_cache(maxsize=1024)
def outline_character(character: str) -> Outline:
    """A character's outline at an em of 1, standing on y = 0: vertices, codes, and its advance."""
    from matplotlib.font_manager import FontProperties
    from matplotlib.textpath import TextToPath

    font = FontProperties(family="DejaVu Sans", weight="bold")
    converter = TextToPath()
    vertices, codes = converter.get_text_path(font, character, ismath=False)
    width, _, _ = converter.get_text_width_height_descent(character, font, ismath=False)
    return (
        np.asarray(vertices, dtype=np.float64).reshape(-1, 2) / converter.FONT_SCALE,
        np.asarray(codes, dtype=np.uint8),
        width / font.get_size_in_points(),
    )
