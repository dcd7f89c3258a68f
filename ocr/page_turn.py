"""How a page whose text is known has to be turned to be read, and what is marked on it with it."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.image_files import read_exif_orientation
from ocr.page_truth import Mark, TruePage
from segmenter.geometry import Box
from segmenter.ink import find_ink
from segmenter.orientation import UNKNOWN, TurnScores, score_turns
from segmenter.types import SegmenterError, SegmenterSettings

FEWEST_CHARACTERS = 4  # of a line that tells how it lies
UPENDED = 0.5  # share of such lines that are taller than wide, from which the page lies on its side
CLEAR_ORDER = 0.5  # correlation of the lines' order with their places that tells which way is up
CLEAR_SCORE = 0.8  # probability that does
SAME_SHAPE = 0.03  # difference of width over height, in parts, up to which two pages have one shape
_EXIF_TURNS = {6: 270, 8: 90}  # degrees counter-clockwise from how the picture is stored


def find_turn(page: TruePage, pixels: NDArray[np.uint8]) -> int | None:
    """Degrees counter-clockwise by which a page must be turned to be read; None where nothing tells.

    What the page file says goes first. Else lines taller than wide lie on their side; which way is up, the
    page's letters tell, or that lines are listed from the top down. A page of level lines is only taken to
    stand on its head where both say so.

    Args:
        page: its marks in px of the page.
        pixels: (H, W) uint8.
    """
    if page.turn is not None:
        return page.turn
    boxes = [mark.box for mark in page.lines if len(mark.text) >= FEWEST_CHARACTERS]
    if not boxes:
        return 0
    if np.mean([box.height > box.width for box in boxes]) <= UPENDED:
        headlong = len(boxes) > 2 and _order(boxes, axis=1) < -CLEAR_ORDER
        return 180 if headlong and _score(pixels).best == 180 else 0
    scores = _score(pixels)
    if scores.sure and scores.best in (90, 270):
        return scores.best
    order = _order(boxes, axis=0) if len(boxes) > 2 else 0.0
    if abs(order) >= CLEAR_ORDER:
        return 90 if order < 0 else 270
    left, right = scores.probabilities[1], scores.probabilities[3]
    if max(left, right) < CLEAR_SCORE * (left + right):
        return None
    return 90 if left > right else 270


def turn_page(page: TruePage, pixels: NDArray[np.uint8], turn: int) -> tuple[TruePage, NDArray[np.uint8]]:
    """A page turned, with its marks.

    Args:
        page: its marks in px of the page.
        pixels: (H, W) uint8.
        turn: degrees counter-clockwise, a multiple of 90.
    """
    if turn % 360 == 0:
        return page, pixels
    height, width = pixels.shape
    turned = np.ascontiguousarray(np.rot90(pixels, turn // 90 % 4))
    return turn_marks(page, turn, width, height), turned


def turn_marks(page: TruePage, turn: int, width: int, height: int) -> TruePage:
    """A page's marks where they are once it is turned.

    Args:
        page: its marks in px of the page as it lies.
        turn: degrees counter-clockwise, a multiple of 90.
        width: of the page as it lies, px.
        height: likewise.
    """

    def turned(marks: tuple[Mark, ...]) -> tuple[Mark, ...]:
        return tuple(replace(mark, box=turn_box(mark.box, turn, width, height)) for mark in marks)

    return replace(page, glyphs=turned(page.glyphs), lines=turned(page.lines))


def turn_box(box: Box, turn: int, width: int, height: int) -> Box:
    """A box where it is on the turned page.

    Args:
        box: px of the page as it lies.
        turn: degrees counter-clockwise, a multiple of 90.
        width: of the page as it lies, px.
        height: likewise.
    """
    match turn % 360:
        case 90:
            return Box(box.top, width - box.right, box.bottom, width - box.left)
        case 180:
            return Box(width - box.right, height - box.bottom, width - box.left, height - box.top)
        case 270:
            return Box(height - box.bottom, box.left, height - box.top, box.right)
    return box


def match_shape(page: TruePage, pixels: NDArray[np.uint8], image: Path) -> int | None:
    """How an image was turned upright by its EXIF data after the page's boxes were taken on it as stored.

    Args:
        page: with the size that its boxes refer to, where told.
        pixels: (H, W) uint8 of the image, turned as its EXIF data say.
        image: its file.

    Returns:
        Degrees counter-clockwise: 0 where the shapes agree or none is told. None where they do not agree:
        the page file tells of another image.
    """
    width, height = page.size
    if width <= 0 or height <= 0:
        return 0
    shown = pixels.shape[1] / pixels.shape[0]
    if abs(np.log(shown * height / width)) <= SAME_SHAPE:
        return 0
    if abs(np.log(shown * width / height)) <= SAME_SHAPE:
        return _EXIF_TURNS.get(read_exif_orientation(image))
    return None


def _order(boxes: Sequence[Box], axis: int) -> float:
    """Correlation of the order that lines are listed in with their middles along x (0) or y (1)."""
    places = np.array([box.center[axis] for box in boxes])
    if not np.ptp(places):
        return 0.0
    return float(np.corrcoef(np.arange(len(boxes)), places)[0, 1])


def _score(pixels: NDArray[np.uint8]) -> TurnScores:
    """What the page's letters say; all alike where it has none."""
    try:
        found = find_ink(pixels, SegmenterSettings())
    except SegmenterError:
        return UNKNOWN
    return score_turns(found.table, found.height)
