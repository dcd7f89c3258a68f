"""The frames of an overlay: lines, glyphs, unread ink and what is not text."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np
from numpy.typing import NDArray

from ocr.overlay_canvas import REGION_COLOR, UNREAD_COLOR, Canvas
from ocr.overlay_layers import OverlayLayer, color_glyphs, color_lines
from ocr.types import Glyph, Line, PageResult
from segmenter.geometry import Box
from segmenter.types import Region

_LEAST_UNREAD = 5.0  # px: specks are framed at least so large
_UNREAD_ROOM = 1.5  # px between unread ink and its frame
_NAMELESS = ("rule", "border")  # regions whose look says what they are
_MOST_NAMES = 60  # on a page
_NAME_POINTS = 8.0
_LINE_ROOM = 1.5  # px between a line's glyphs and its frame
_SURE_ALPHA = 0.6  # of the frames of sure glyphs, which stay in the background,
_SURE_HEIGHT = 26.0  # px: and fade further where glyphs are less high, lest they hide the print
_LEAST_SURE_ALPHA = 0.22
_DOUBTFUL_FILL, _CAUSE_FILL = 0.30, 0.45


def draw_regions(canvas: Canvas, regions: Sequence[Region]) -> None:
    """Frame what is not text, with dashes."""
    _add_frames(
        canvas,
        canvas.corners(region.box for region in regions),
        facecolors=(*REGION_COLOR, 0.06),
        edgecolors=(*REGION_COLOR, 0.8),
        linewidths=0.8,
        linestyles="dashed",
        zorder=1,
    )
    named = sorted((r for r in regions if r.kind not in _NAMELESS), key=lambda r: -r.box.area)
    for region in named[:_MOST_NAMES]:
        _write_kind(canvas, region)


def _write_kind(canvas: Canvas, region: Region) -> None:
    """Name a region in its upper left corner."""
    from matplotlib.text import Text
    from matplotlib.transforms import IdentityTransform

    left, top = canvas.corners([region.box])[0, 0].tolist()
    name = Text(
        left + 3,
        top - 3,
        region.kind,
        color="white",
        fontsize=_NAME_POINTS,
        family="DejaVu Sans",
        verticalalignment="top",
        bbox={"facecolor": (*REGION_COLOR, 0.85), "edgecolor": "none", "pad": 1.5},
        transform=IdentityTransform(),
        zorder=3,
    )
    canvas.figure.add_artist(name)


def draw_unread(canvas: Canvas, boxes: Sequence[Box]) -> None:
    """Frame ink that no line took; the page itself shows it in colour, hatched."""
    _add_frames(
        canvas,
        canvas.corners(boxes, _LEAST_UNREAD, _UNREAD_ROOM),
        facecolors=(*UNREAD_COLOR, 0.10),
        edgecolors=(*UNREAD_COLOR, 0.9),
        linewidths=0.9,
        zorder=2,
    )


def draw_lines(canvas: Canvas, result: PageResult, layer: OverlayLayer = "confidence") -> None:
    """Frame every line, along its baseline, in the layer's colour."""
    lines = list(result.iter_lines())
    glyphs = [[glyph for word in line.words for glyph in word.glyphs] for line in lines]
    _add_frames(
        canvas,
        [_line_frame(canvas, line, its_glyphs) for line, its_glyphs in zip(lines, glyphs, strict=True)],
        facecolors="none",
        edgecolors=color_lines(lines, layer),
        linewidths=0.7,
        zorder=3,
    )


def draw_glyphs(
    canvas: Canvas, result: PageResult, doubtful_below: float, layer: OverlayLayer = "confidence"
) -> None:
    """Frame every glyph in the layer's colour; doubtful ones are filled."""
    glyphs = list(result.iter_glyphs())
    colors = color_glyphs(glyphs, layer)
    doubtful = np.array([glyph.confidence < doubtful_below for glyph in glyphs], dtype=bool)
    corners = canvas.corners(glyph.box for glyph in glyphs)
    height = float(np.median(corners[:, 0, 1] - corners[:, 2, 1])) if len(glyphs) else 0.0
    sure_alpha = max(_LEAST_SURE_ALPHA, _SURE_ALPHA * min(1.0, height / _SURE_HEIGHT))
    edges, faces = colors.copy(), colors.copy()
    edges[:, 3] = np.where(doubtful, 1.0, sure_alpha)
    faces[:, 3] = np.where(doubtful, _DOUBTFUL_FILL if layer == "confidence" else _CAUSE_FILL, 0.0)
    _add_frames(
        canvas,
        corners,
        facecolors=faces,
        edgecolors=edges,
        linewidths=np.where(doubtful, 1.0, 0.5),
        zorder=4,
    )


def _line_frame(canvas: Canvas, line: Line, glyphs: Sequence[Glyph]) -> NDArray[np.float64]:
    """A band along the baseline that holds the line's glyphs, (n, 2) figure px: sloping lines stay apart."""
    boxes = [glyph.box for glyph in glyphs] or [line.box]
    at_glyphs = line.baseline.y_at([box.center[0] for box in boxes])
    room = _LINE_ROOM / canvas.scale
    rise = float(np.max(at_glyphs - [box.top for box in boxes])) + room
    fall = float(np.max([box.bottom for box in boxes] - at_glyphs)) + room
    left, right = line.box.left - room, line.box.right + room
    x = np.array([left, *(knot for knot in line.baseline.xs if left < knot < right), right])
    y = line.baseline.y_at(x)
    if np.ptp(y) > line.box.height:  # the line runs down the page: a baseline along x says nothing of it
        return np.asarray(canvas.corners([line.box], room=_LINE_ROOM)[0])
    return np.concatenate([canvas.points(x, y - rise), canvas.points(x, y + fall)[::-1]])


def _add_frames(canvas: Canvas, frames: Any, **style: Any) -> None:
    """One collection of polygons, each (n, 2) figure px; none of them costs an artist."""
    from matplotlib.collections import PolyCollection

    if len(frames):
        canvas.add(PolyCollection(frames, **style))
