"""The layer "order" of an overlay: blocks and lines numbered as they are read, with the way between them."""

from __future__ import annotations

from collections.abc import Sequence
from itertools import pairwise
from typing import TYPE_CHECKING, Any

import numpy as np
from numpy.typing import NDArray

from ocr.overlay_canvas import POINTS_A_PX, Canvas
from ocr.overlay_labels import outline_character
from ocr.types import Line, PageResult

if TYPE_CHECKING:
    from matplotlib.path import Path

# Blocks that follow each other differ in colour; kept apart by the common kinds of colour blindness.
BLOCK_COLORS = ("#0072b2", "#d55e00", "#007d5c", "#b03a80", "#7a5c00")
WAY_COLOR = "#1a1a1a"
_BLOCK_ROOM = 7.0  # px between a block's lines and its frame
_FILL, _WAY_ALPHA = 0.05, 0.75
_BLOCK_EM, _LEAST_EM, _MOST_EM = 24.0, 10.0, 15.0  # px: numbers of blocks, of lines by their x-height
_LINE_EM = 1.3  # x-heights
_PAD = 4.0  # px around a block's number
_ARROW = 9.0  # px, the length of an arrow's head


def draw_order(canvas: Canvas, result: PageResult) -> None:
    """Frame and number the blocks, number their lines from 1, and lead by arrows from block to block."""
    from matplotlib.collections import LineCollection, PolyCollection

    frames = canvas.corners([block.box for block in result.blocks], room=_BLOCK_ROOM)
    colors = _colors(len(frames))
    for number, (frame, color) in enumerate(zip(frames, colors, strict=True)):
        lines = [line for paragraph in result.blocks[number].paragraphs for line in paragraph.lines]
        style: dict[str, Any] = {"edgecolors": [color], "linewidths": 1.6, "zorder": 3}
        canvas.add(PolyCollection([frame], facecolors=[(*color, _FILL)], **style))
        _write(canvas, _line_numbers(canvas, lines), color, 6)
        _write_badge(canvas, str(number + 1), frame, color)
    ways = [
        np.stack([_end(canvas, before), _start(canvas, after)]) for before, after in pairwise(_ends(result))
    ]
    if ways:
        canvas.add(LineCollection(ways, colors=[(*_rgb(WAY_COLOR), _WAY_ALPHA)], linewidths=1.3, zorder=7))
        heads = [_arrow_head(way) for way in ways]
        canvas.add(PolyCollection(heads, facecolors=WAY_COLOR, edgecolors="white", linewidths=0.6, zorder=8))


def _ends(result: PageResult) -> list[tuple[Line, Line]]:
    """The first and the last line of every block."""
    return [(block.paragraphs[0].lines[0], block.paragraphs[-1].lines[-1]) for block in result.blocks]


def _start(canvas: Canvas, ends: tuple[Line, Line]) -> NDArray[np.float64]:
    """Where the way into a block arrives: before its first line."""
    line = ends[0]
    return np.asarray(canvas.points(line.box.left, line.box.center[1]))


def _end(canvas: Canvas, ends: tuple[Line, Line]) -> NDArray[np.float64]:
    """Where the way out of a block begins: after its last line."""
    line = ends[1]
    return np.asarray(canvas.points(line.box.right, line.box.center[1]))


def _arrow_head(way: NDArray[np.float64]) -> NDArray[np.float64]:
    """A triangle (3, 2) at the end of a straight way, figure px."""
    along = way[1] - way[0]
    along = along / max(float(np.hypot(*along)), 1e-6) * _ARROW
    aside = np.array([-along[1], along[0]]) * 0.45
    return np.stack([way[1], way[1] - along + aside, way[1] - along - aside])


def _line_numbers(canvas: Canvas, lines: Sequence[Line]) -> list[Path]:
    """Outlines of the lines' numbers, each before its line and inside the page."""
    paths = []
    for number, line in enumerate(lines, 1):
        em = float(np.clip(line.x_height * canvas.scale * _LINE_EM, _LEAST_EM, _MOST_EM))
        at = canvas.points(line.box.left, line.box.center[1])
        width, outlines = _outline_text(str(number), em)
        left = max(float(at[0]) - width - 3.0, canvas.left + 1.0)
        paths += [path.transformed(_moved(left, float(at[1]) - 0.36 * em)) for path in outlines]
    return paths


def _write_badge(canvas: Canvas, text: str, frame: NDArray[np.float64], color: Sequence[float]) -> None:
    """A block's number in white on its colour, on the upper left corner of its frame."""
    from matplotlib.collections import PathCollection, PolyCollection

    width, outlines = _outline_text(text, _BLOCK_EM)
    left, top = float(frame[0, 0]), float(frame[0, 1])
    top = min(top + 0.5 * _BLOCK_EM, float(canvas.page_height))
    left = max(left - width - 2 * _PAD, canvas.left)
    right, bottom = left + width + 2 * _PAD, top - _BLOCK_EM - _PAD
    corners = np.array([(left, top), (right, top), (right, bottom), (left, bottom)])
    canvas.add(PolyCollection([corners], facecolors=[color], edgecolors="white", linewidths=0.8, zorder=9))
    moved = [
        path.transformed(_moved(left + _PAD, bottom + 0.75 * _PAD + 0.1 * _BLOCK_EM)) for path in outlines
    ]
    canvas.add(PathCollection(moved, facecolors="white", linewidths=0, zorder=10))


def _write(canvas: Canvas, paths: Sequence[Path], color: Sequence[float], order: int) -> None:
    """Outlines in a colour on a white halo."""
    from matplotlib.collections import PathCollection

    halo = 3.0 * POINTS_A_PX
    canvas.add(PathCollection(paths, facecolors="white", edgecolors="white", linewidths=halo, zorder=order))
    canvas.add(PathCollection(paths, facecolors=[color], linewidths=0, zorder=order + 0.5))


def _outline_text(text: str, em: float) -> tuple[float, list[Path]]:
    """How wide a text of an em in px is, and its characters' outlines from (0, 0) on."""
    from matplotlib.path import Path

    x, paths = 0.0, []
    for character in text:
        vertices, codes, width = outline_character(character)
        paths.append(Path(vertices * em + (x, 0.0), codes))
        x += width * em
    return x, paths


def _moved(x: float, y: float) -> Any:
    """The transform that moves by so many px."""
    from matplotlib.transforms import Affine2D

    return Affine2D().translate(x, y)


def _colors(count: int) -> list[tuple[float, float, float]]:
    """So many blocks' colours."""
    return [_rgb(BLOCK_COLORS[index % len(BLOCK_COLORS)]) for index in range(count)]


def _rgb(color: str) -> tuple[float, float, float]:
    """A colour's red, green and blue in 0..1."""
    from matplotlib.colors import to_rgb

    return to_rgb(color)
