"""Lines of scanned pages whose text is known, cut by the page segmenter, as training lines."""

from __future__ import annotations

import json
from collections.abc import Callable, Sequence
from pathlib import Path

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.truth_alignment import align_lines
from recognizer.charset import LATIN, normalize_text
from recognizer.dataset import TrainingLine
from segmenter.crops import crop_lines
from segmenter.geometry import Box
from segmenter.page import segment_page
from segmenter.types import LineCrop, SegmenterSettings

COVER = 0.75  # part of a truth box's width a line must span, and of the line's area the box must hold
NARROWEST, WIDEST = 4.0, 40.0  # crop px a character

Reader = Callable[[NDArray[np.uint8], Sequence[Box]], Sequence[str]]


def cut_boxed_page(
    pixels: NDArray[np.uint8], boxes: Sequence[tuple[str, Box]], source: str, kind: str
) -> list[TrainingLine]:
    """The lines of a page that the segmenter finds where the truth has them.

    Args:
        pixels: (H, W) uint8 page.
        boxes: text and box of each true line, px of the page.
        source: the book or volume, for splits.
        kind: print, type or hand.

    Returns:
        A line for each box that one found line fits; boxes that share a line are left out.
    """
    crops = _crops(pixels)
    found = [line_box for line_box, _ in crops]
    lines = []
    for text, box in boxes:
        fitting = [at for at, line_box in enumerate(found) if _fits(line_box, box)]
        if len(fitting) == 1 and not any(
            _fits(found[fitting[0]], other) for _, other in boxes if other != box
        ):
            lines.append(_training_line(crops[fitting[0]][1], text, source, kind))
    return [line for line in lines if line is not None]


def cut_read_page(
    pixels: NDArray[np.uint8], truth: str, read: Reader, source: str, kind: str
) -> list[TrainingLine]:
    """The lines of a page whose truth has no line breaks, aligned with a rough reading.

    Args:
        pixels: (H, W) uint8 page.
        truth: the page's text in reading order.
        read: gives a rough text for each of the boxes (source px) on the page.
        source: the book or volume, for splits.
        kind: print, type or hand.
    """
    crops = _crops(pixels)
    rough = read(pixels, [box for box, _ in crops])
    texts = align_lines(rough, truth)
    lines = [
        _training_line(crop, text, source, kind) for (_, crop), text in zip(crops, texts, strict=True) if text
    ]
    return [line for line in lines if line is not None]


def load_boxes(path: Path) -> list[tuple[str, Box]]:
    """Texts and boxes of a page's lines from its JSON; lines outside the charset are left out."""
    lines = []
    for entry in json.loads(path.read_text(encoding="utf-8"))["lines"]:
        left, top, right, bottom = (round(edge) for edge in entry["box"])
        text = " ".join(normalize_text(entry["text"]).split())
        if text and right > left and bottom > top:
            lines.append((text, Box(left, top, right, bottom)))
    return lines


def load_gray(path: Path) -> NDArray[np.uint8]:
    """A page image as grey levels.

    Raises:
        ValueError: the file is no image.
    """
    pixels = cv2.imread(str(path), cv2.IMREAD_GRAYSCALE)
    if pixels is None:
        raise ValueError(f"{path} is no image that can be read")
    return np.asarray(pixels, dtype=np.uint8)


def _crops(pixels: NDArray[np.uint8]) -> list[tuple[Box, LineCrop]]:
    """Every found line's box on the page as given, and its crop."""
    settings = SegmenterSettings()
    segmentation = segment_page(pixels, settings)
    crops = crop_lines(segmentation, settings.crop)
    return [(segmentation.page.box_to_source(crop.line.box), crop) for crop in crops]


def _fits(line: Box, box: Box) -> bool:
    """Whether a found line lies in a true line's box and spans it."""
    shared = line.intersection(box)
    if shared is None:
        return False
    inside = shared.area / line.area
    return inside > COVER and shared.width > COVER * box.width


def _training_line(crop: LineCrop, text: str, source: str, kind: str) -> TrainingLine | None:
    width = crop.pixels.shape[1] / len(text)
    if not NARROWEST < width < WIDEST or not all(character in LATIN for character in text):
        return None
    pixels = np.clip(np.round(crop.pixels * 255), 0, 255).astype(np.uint8)
    return TrainingLine(pixels, text, None, source, kind)
