"""Lines of a document -> pictures of them, cut from the scan by their boxes, as data URIs."""

from __future__ import annotations

import base64

import cv2
import numpy as np
from numpy.typing import NDArray

from ocr.errors import InputError
from ocr.judging.documents import Document, ReadLine, Sheet
from segmenter.geometry import Box

NO_SOURCE = "no scan is known of this text, so there are no pictures of its lines"
_MARGIN = 0.25  # of the line's height kept above and below it, and twice that at its sides
_HIGHEST, _WIDEST = 64, 1400  # px of a picture; larger ones are made smaller
_QUALITY = 60  # of JPEG, percent: letters stay clear, a line takes some kilobytes


class LinePictures:
    """Cuts the lines of a document out of its scans; holds one page's pixels at a time."""

    def __init__(self, document: Document) -> None:
        """Open nothing yet."""
        self._document = document
        self._number = -1
        self._pixels: NDArray[np.uint8] | None = None
        self.problems: dict[str, None] = {}  # why there are no pictures, each reason once, in order

    def cut(self, line: ReadLine) -> str | None:
        """The picture of a line as a ``data:`` URI of a JPEG; None where there is none, see ``problems``."""
        sheet = self._document.sheets[line.sheet]
        if line.box is None or sheet.source is None:
            self.problems[NO_SOURCE] = None
            return None
        if line.sheet != self._number:
            self._number, self._pixels = line.sheet, self._load(sheet)
        if self._pixels is None:
            return None
        return _encode(_crop(self._pixels, line.box))

    def _load(self, sheet: Sheet) -> NDArray[np.uint8] | None:
        if sheet.source is None:
            return None
        try:
            return sheet.source.open().turned(sheet.orientation).pixels
        except InputError as error:
            self.problems[f"no pictures of page {sheet.number}: {error}"] = None
            return None


def _crop(pixels: NDArray[np.uint8], box: Box) -> NDArray[np.uint8]:
    """The line with a margin, no larger than a picture may be; white where it lies outside the page."""
    room = max(1, round(_MARGIN * box.height))
    wider = Box(box.left - 2 * room, box.top - room, box.right + 2 * room, box.bottom + room)
    inside = wider.clipped(pixels.shape[1], pixels.shape[0])
    if inside is None:
        return np.full((1, 1), 255, np.uint8)
    crop = pixels[inside.top : inside.bottom, inside.left : inside.right]
    scale = min(1.0, _HIGHEST / inside.height, _WIDEST / inside.width)
    size = max(1, round(scale * inside.width)), max(1, round(scale * inside.height))
    return (
        crop if scale == 1.0 else np.asarray(cv2.resize(crop, size, interpolation=cv2.INTER_AREA), np.uint8)
    )


def _encode(crop: NDArray[np.uint8]) -> str:
    _, packed = cv2.imencode(".jpg", crop, [cv2.IMWRITE_JPEG_QUALITY, _QUALITY])
    return "data:image/jpeg;base64," + base64.b64encode(packed.tobytes()).decode("ascii")
