"""The header of an overlay: which page it is, what was read, and how to read the colours."""

from __future__ import annotations

from collections.abc import Sequence
from typing import Any

import numpy as np

from ocr.overlay_canvas import REGION_COLOR, UNREAD_COLOR, UNREAD_HATCH, Canvas, confidence_colormap
from ocr.overlay_layers import CAUSE_COLORS, OverlayLayer
from ocr.overlay_order import BLOCK_COLORS, WAY_COLOR
from ocr.types import PageResult

HEADER_HEIGHT = 92  # px
LEAST_WIDTH = 960  # px: room for the title and the legend beside the colour bar
_MARGIN = 16  # px
_BAR_WIDTH, _BAR_HEIGHT = 260, 14  # px
_TITLE_POINTS, _TEXT_POINTS = 12.0, 9.5
_CHARACTER_PX = 9.5  # of the title's font, on the average
_TEXT_COLOR = "#333333"

Style = dict[str, Any]


def draw_header(
    canvas: Canvas, result: PageResult, doubtful_below: float, layer: OverlayLayer = "confidence"
) -> None:
    """Write the title and the legend at the left; at the right the colour bar of confidence."""
    room = canvas.width - 3 * _MARGIN - _BAR_WIDTH
    _write(canvas, _MARGIN, 26, _title(result, int(room / _CHARACTER_PX)), size=_TITLE_POINTS, weight="bold")
    _write(canvas, _MARGIN, 51, _summary(result, doubtful_below), size=_TEXT_POINTS)
    if layer == "order":
        _draw_key(canvas, [*_order_key(), *_common_key()])
    elif layer == "cause":
        _draw_key(canvas, [*_cause_key(doubtful_below), *_common_key()])
    else:
        _draw_key(canvas, [*_confidence_key(doubtful_below), *_common_key()])
        _draw_color_bar(canvas, doubtful_below)


def _title(result: PageResult, most: int) -> str:
    """File and page, the beginning of a long path left out."""
    page = f", page {result.index + 1}"
    source = result.source.encode("utf-8", "backslashreplace").decode()
    most = max(16, most - len(page))
    return (source if len(source) <= most else "…" + source[1 - most :]) + page


def _summary(result: PageResult, doubtful_below: float) -> str:
    """What was read, in figures."""
    confidences = np.array([glyph.confidence for glyph in result.iter_glyphs()])
    lines = sum(1 for _ in result.iter_lines())
    parts = [f"{_counted(len(confidences), 'character')} in {_counted(lines, 'line')}"]
    if len(confidences):
        doubtful = int((confidences < doubtful_below).sum())
        parts += [f"{doubtful:,} doubtful", f"mean confidence {confidences.mean():.3f}"]
    parts.append(f"unread ink {result.unread_share:.1%}")
    return " · ".join(parts + list(result.flags))


def _counted(number: int, noun: str) -> str:
    return f"{number:,} {noun}{'' if number == 1 else 's'}"


def _draw_key(canvas: Canvas, key: Sequence[tuple[str, Style]]) -> None:
    """Samples of the marks with their meaning, in one row."""
    from matplotlib.patches import Rectangle
    from matplotlib.transforms import IdentityTransform

    left = float(_MARGIN)
    for words, style in key:
        canvas.figure.add_artist(
            Rectangle(
                (left, canvas.height - 82), 12, 13, transform=IdentityTransform(), linewidth=1.0, **style
            )
        )
        _write(canvas, left + 18, 76, words, size=_TEXT_POINTS)
        left += 18 + 7.0 * len(words) + 14


def _confidence_key(doubtful_below: float) -> list[tuple[str, Style]]:
    colors = confidence_colormap()
    return [
        ("sure", {"facecolor": "none", "edgecolor": colors(1.0)}),
        (
            f"doubtful (below {doubtful_below:g}): what was read stands above",
            _filled(colors(doubtful_below / 2), 0.3),
        ),
    ]


def _cause_key(doubtful_below: float) -> list[tuple[str, Style]]:
    from matplotlib.colors import to_rgb

    causes = list(CAUSE_COLORS.items())
    words = [f"doubtful (below {doubtful_below:g}): {causes[0][0]}", *(cause for cause, _ in causes[1:])]
    return [(word, _filled(to_rgb(color), 0.45)) for word, (_, color) in zip(words, causes, strict=True)]


def _order_key() -> list[tuple[str, Style]]:
    from matplotlib.colors import to_rgb

    words = ("blocks in reading order", "their lines, numbered", "arrows lead from block to block")
    keys = [_filled(to_rgb(color), alpha) for color, alpha in zip(BLOCK_COLORS, (1.0, 0.05), strict=False)]
    return list(zip(words, [*keys, _filled(to_rgb(WAY_COLOR), 1.0)], strict=True))


def _common_key() -> list[tuple[str, Style]]:
    return [
        ("unread ink", {**_filled(UNREAD_COLOR, 0.10), "hatch": UNREAD_HATCH}),
        ("not text", {**_filled(REGION_COLOR, 0.06), "linestyle": "dashed"}),
    ]


def _filled(color: Any, alpha: float) -> Style:
    return {"facecolor": (*color[:3], alpha), "edgecolor": (*color[:3], 1.0)}


def _draw_color_bar(canvas: Canvas, doubtful_below: float) -> None:
    """The colours of confidence from 0 to 1, with the limit of doubt."""
    left = canvas.width - _MARGIN - _BAR_WIDTH
    axes = canvas.figure.add_axes(
        (
            left / canvas.width,
            (canvas.height - 36) / canvas.height,
            _BAR_WIDTH / canvas.width,
            _BAR_HEIGHT / canvas.height,
        )
    )
    ramp = np.linspace(0, 1, 256)[None, :]
    axes.imshow(ramp, cmap=confidence_colormap(), aspect="auto", extent=(0, 1, 0, 1), vmin=0, vmax=1)
    axes.axvline(doubtful_below, color="black", linewidth=1.2)
    axes.set_xticks([0, 0.25, 0.5, 0.75, 1])
    axes.set_yticks([])
    axes.tick_params(labelsize=8, length=3, pad=1, colors=_TEXT_COLOR)
    axes.set_xlabel("confidence", fontsize=8.5, labelpad=0, color=_TEXT_COLOR)


def _write(canvas: Canvas, left: float, below: float, words: str, **style: Any) -> None:
    """Text with its middle ``below`` px under the upper edge of the figure."""
    from matplotlib.text import Text
    from matplotlib.transforms import IdentityTransform

    text = Text(
        left,
        canvas.height - below,
        words,
        color=_TEXT_COLOR,
        verticalalignment="center",
        parse_math=False,
        family="DejaVu Sans",
        transform=IdentityTransform(),
        **style,
    )
    canvas.figure.add_artist(text)
