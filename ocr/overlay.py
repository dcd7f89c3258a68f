"""The overlay: a page with its lines, glyphs, doubtful readings and unread ink drawn over it."""

from __future__ import annotations

import math
import os
import warnings
from dataclasses import dataclass
from typing import IO

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.atomic import replace_file
from ocr.doubt_causes import DOUBTFUL_BELOW
from ocr.overlay_canvas import UNREAD_COLOR, Canvas
from ocr.overlay_header import HEADER_HEIGHT, LEAST_WIDTH, draw_header
from ocr.overlay_labels import draw_labels
from ocr.overlay_layers import OVERLAY_LAYERS, OverlayLayer
from ocr.overlay_marks import draw_glyphs, draw_lines, draw_regions, draw_unread
from ocr.overlay_order import draw_order
from ocr.types import PageImage, PageResult

_INK_KEPT = 0.7  # how dark ink stays on the page, so that the marks stand out
_PAPER_PERCENTILE = 75  # of the grey values: paper, on all but the blackest pages
_DARKEST_PAPER = 64  # darker pages are not taken for paper and stay dark
_MOST_ENLARGED = 4.0  # small pictures are drawn larger, but no more than this
_MOST_PX = 30_000  # a side; Agg draws no more than 65,535, PNG viewers fewer
_LEAST_LONG_SIDE = 2 * HEADER_HEIGHT  # px: below, there would be a header and no page
_HATCH_STEP, _HATCH_WIDTH, _HATCH_GRAY = 6, 2, 150  # px, px, grey level: of unread ink's hatching
_FASTEST_PNG = 1


@dataclass(frozen=True, slots=True)
class OverlaySettings:
    """How overlays are drawn.

    Args:
        long_side: of the whole picture, px, where no scale is given; small pages are not
            enlarged more than four times.
        scale: picture px a source px, instead of ``long_side``; less where a side would become
            longer than 30,000 px.
        doubtful_below: glyphs of less confidence are filled and marked with what was read.
        layer: what is told: how sure glyphs are, why they are in doubt, or the order they are read in.

    Raises:
        ValueError: a size is not positive, or the layer is unknown.
    """

    long_side: int = 1800
    scale: float | None = None
    doubtful_below: float = DOUBTFUL_BELOW
    layer: OverlayLayer = "confidence"

    def __post_init__(self) -> None:
        """Refuse sizes that nothing can be drawn at, and layers that there are not."""
        if self.long_side < _LEAST_LONG_SIDE or (self.scale is not None and not self.scale > 0):
            raise ValueError(f"an overlay needs a long side of {_LEAST_LONG_SIDE} px or a scale above 0")
        if self.layer not in OVERLAY_LAYERS:
            raise ValueError(f"an overlay's layer is one of {', '.join(OVERLAY_LAYERS)}, not {self.layer!r}")


_DEFAULT_SETTINGS = OverlaySettings()


def draw_overlay(
    image: PageImage,
    result: PageResult,
    target: str | os.PathLike[str] | IO[bytes],
    settings: OverlaySettings = _DEFAULT_SETTINGS,
) -> None:
    """Draw a page's overlay as a PNG.

    Args:
        image: the page that was read, as it was loaded: it is turned as the result was.
        result: what was read from it.
        target: a path (the file appears when it is complete) or an open binary stream.
        settings: its size, and what counts as doubtful.

    Raises:
        OutputError: the file cannot be written.
    """
    png = _encode_png(render_overlay(image, result, settings))
    if isinstance(target, str | os.PathLike):
        with replace_file(target) as stream:
            stream.write(png)
    else:
        target.write(png)


def render_overlay(
    image: PageImage, result: PageResult, settings: OverlaySettings = _DEFAULT_SETTINGS
) -> NDArray[np.uint8]:
    """The overlay as (H, W, 3) uint8 RGB; ``draw_overlay`` says of what."""
    from matplotlib.backends.backend_agg import FigureCanvasAgg

    image = image.turned(result.orientation)
    scale = _scale(image, settings)
    page = _shrink_page(image.pixels, result, scale)
    canvas = Canvas.around(page, scale, HEADER_HEIGHT, LEAST_WIDTH)
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")  # a character that the font lacks is drawn as a box
        draw_regions(canvas, result.regions)
        draw_unread(canvas, result.unread)
        if settings.layer == "order":
            draw_order(canvas, result)
        else:
            draw_lines(canvas, result, settings.layer)
            draw_glyphs(canvas, result, settings.doubtful_below, settings.layer)
            draw_labels(canvas, result, settings.doubtful_below)
        draw_header(canvas, result, settings.doubtful_below, settings.layer)
        agg = FigureCanvasAgg(canvas.figure)
        agg.draw()
    return np.ascontiguousarray(np.asarray(agg.buffer_rgba())[..., :3])


def _scale(image: PageImage, settings: OverlaySettings) -> float:
    """Picture px a source px."""
    height, width = image.pixels.shape
    if settings.scale is not None:
        return float(min(settings.scale, _MOST_PX / max(height, width)))
    return float(
        min((settings.long_side - HEADER_HEIGHT) / height, settings.long_side / width, _MOST_ENLARGED)
    )


def _shrink_page(pixels: NDArray[np.uint8], result: PageResult, scale: float) -> NDArray[np.uint8]:
    """The page at the overlay's size, faded, (H, W, 3) uint8 RGB; unread ink in its own colour."""
    height, width = pixels.shape
    size = (max(1, round(width * scale)), max(1, round(height * scale)))
    shrunk = cv2.resize(pixels, size, interpolation=cv2.INTER_AREA if scale < 1 else cv2.INTER_LINEAR)
    gray = cv2.LUT(shrunk, _whitening(np.asarray(shrunk, np.uint8)))
    fade = (255 - _INK_KEPT * (255 - np.arange(256))).astype(np.uint8)
    page = cv2.cvtColor(cv2.LUT(gray, fade), cv2.COLOR_GRAY2RGB)
    found = _unread_mask(result, gray.shape, scale)
    rows, columns = np.arange(gray.shape[0])[:, None], np.arange(gray.shape[1])[None, :]
    hatched = found & ((rows + columns) % _HATCH_STEP < _HATCH_WIDTH)
    gray[hatched] = np.minimum(gray[hatched], _HATCH_GRAY)
    ink = (255.0 - gray[found])[:, None] / 255.0
    page[found] = (255.0 * (1.0 - ink * (1.0 - np.array(UNREAD_COLOR)))).astype(np.uint8)
    return np.asarray(page)


def _unread_mask(result: PageResult, shape: tuple[int, ...], scale: float) -> NDArray[np.bool_]:
    """Where the overlay's page lies in an unread box and in no glyph's (a ring around a read word)."""
    mask = np.zeros(shape, dtype=bool)
    read = (glyph.box for glyph in result.iter_glyphs())
    for boxes, unread in ((result.unread, True), (read, False)):
        for box in boxes:
            left, top = max(0, int(box.left * scale)), max(0, int(box.top * scale))
            right, bottom = max(0, math.ceil(box.right * scale)), max(0, math.ceil(box.bottom * scale))
            mask[top:bottom, left:right] = unread
    return mask


def _whitening(gray: NDArray[np.uint8]) -> NDArray[np.uint8]:
    """A table of 256 grey values that makes the page's usual paper white."""
    counts = cv2.calcHist([gray], [0], None, [256], [0, 256]).ravel().cumsum()
    paper = max(_DARKEST_PAPER, int(np.searchsorted(counts, counts[-1] * _PAPER_PERCENTILE / 100)))
    return np.minimum(255, np.arange(256) * 255 // paper).astype(np.uint8)


def _encode_png(pixels: NDArray[np.uint8]) -> bytes:
    """RGB pixels as a PNG, quickly rather than small."""
    done, data = cv2.imencode(
        ".png", cv2.cvtColor(pixels, cv2.COLOR_RGB2BGR), [cv2.IMWRITE_PNG_COMPRESSION, _FASTEST_PNG]
    )
    if not done:
        raise ValueError(f"OpenCV made no PNG of {pixels.shape} px")
    return data.tobytes()
