"""Pictures to grey pixels through Pillow: every pixel format, alpha on white, EXIF upright, dpi.

Pixels are converted a strip of rows at a time, so that beside Pillow's own copy of the picture
only its grey bytes are held.
"""

from __future__ import annotations

import math
import struct
import warnings
import zlib
from pathlib import Path
from typing import BinaryIO

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageFile
from PIL.BmpImagePlugin import BmpImageFile
from PIL.JpegImagePlugin import JpegImageFile
from PIL.PngImagePlugin import PngImageFile
from PIL.WebPImagePlugin import WebPImageFile

from ocr.errors import DamagedFileError, PageTooLargeError
from ocr.settings import LoaderSettings
from ocr.shared_switch import pillow_limit_lifted

# What Pillow lets through when bytes are damaged, found by fuzzing; never an OcrError.
PILLOW_ERRORS = (
    OSError,
    SyntaxError,
    ValueError,
    EOFError,
    LookupError,
    TypeError,
    ArithmeticError,
    AttributeError,
    AssertionError,
    RuntimeError,
    MemoryError,
    BufferError,
    struct.error,
    zlib.error,
)

_FORMATS: dict[str, type[ImageFile.ImageFile]] = {
    "PNG": PngImageFile,
    "JPEG": JpegImageFile,
    "BMP": BmpImageFile,
    "WebP": WebPImageFile,
}
_STRIP_ROWS = 256  # rows converted at once: small beside a page, large beside Python's cost a strip
_ORIENTATION_TAG = 0x0112
_X_RESOLUTION_TAG = 0x011A
_LEAST_DPI, _MOST_DPI = 10.0, 10_000.0  # outside, a file's resolution is a placeholder, not a scanner's


def picture_format(head: bytes) -> str | None:
    """PNG, JPEG, BMP or WebP by a file's first bytes; None for anything else."""
    if head.startswith(b"\x89PNG\r\n\x1a\n"):
        return "PNG"
    if head.startswith(b"\xff\xd8\xff"):
        return "JPEG"
    if head.startswith(b"RIFF") and head[8:12] == b"WEBP":
        return "WebP"
    return "BMP" if head.startswith(b"BM") else None


class PictureFile:
    """A file that holds one picture: PNG, JPEG, BMP or WebP."""

    count = 1

    def __init__(self, file: BinaryIO, head: bytes, settings: LoaderSettings) -> None:
        self._file = file
        self._head = head
        self._settings = settings

    def read_page(self, index: int, label: str) -> tuple[NDArray[np.uint8], float | None]:
        """The picture's grey pixels and dots an inch.

        Raises:
            DamagedFileError: truncated or corrupt.
            PageTooLargeError: more pixels than the settings allow.
        """
        kind = picture_format(self._head) or "PNG"
        if kind == "WebP":  # its decoder allocates the canvas as soon as it is opened
            check_size(*_webp_size(self._head), label, self._settings)
        with pillow_limit_lifted():
            try:
                self._file.seek(0)
                picture = _FORMATS[kind](self._file)
            except PILLOW_ERRORS as error:
                raise damaged(label, error) from error
            with picture:
                return decode_picture(picture, label, self._settings)

    def close(self) -> None:
        """Nothing is held between reads."""


def read_exif_orientation(path: Path) -> int:
    """EXIF orientation 1..8 of a file's first picture; 1 where it tells none, or is no picture."""
    with warnings.catch_warnings(), pillow_limit_lifted():
        warnings.simplefilter("ignore")
        try:
            with Image.open(path) as picture:
                return _orientation(picture)
        except PILLOW_ERRORS:
            return 1


def decode_picture(
    picture: ImageFile.ImageFile, label: str, settings: LoaderSettings, low_is_white: bool = False
) -> tuple[NDArray[np.uint8], float | None]:
    """Decode an opened picture.

    Args:
        picture: opened, not yet loaded.
        label: names it in errors.
        settings: the pixel limit and the dpi override.
        low_is_white: deep samples are stored with 0 as white (Pillow inverts shallow ones itself).

    Returns:
        (H, W) uint8, upright, paper high; and dots an inch or None.

    Raises:
        DamagedFileError: truncated or corrupt.
        PageTooLargeError: more pixels than the settings allow; nothing was decoded.
    """
    with pillow_limit_lifted():
        try:
            check_size(picture.width, picture.height, label, settings)
            dpi = settings.image_dpi or _read_dpi(picture)
            if isinstance(picture, JpegImageFile):
                picture.draft("L", None)  # the decoder then skips colour: faster, a quarter of the memory
            picture.load()
            return _turn_upright(_gray(picture, low_is_white), _orientation(picture)), dpi
        except PILLOW_ERRORS as error:
            raise damaged(label, error) from error


def check_size(width: int, height: int, label: str, settings: LoaderSettings) -> None:
    """Refuse a page of too many pixels, or of none.

    Raises:
        PageTooLargeError: more than ``settings.max_megapixels``.
        DamagedFileError: a side is not positive.
    """
    if width < 1 or height < 1:
        raise DamagedFileError(f"{label}: the header gives a size of {width} x {height} px; scan it again")
    if width * height > settings.max_megapixels * 1e6:
        raise PageTooLargeError(
            f"{label}: {width} x {height} px are {width * height / 1e6:.1f} megapixels, the limit is "
            f"{settings.max_megapixels:g}; scale the image down or raise max_megapixels"
        )


def damaged(label: str, error: BaseException) -> DamagedFileError:
    """The error for bytes that Pillow could not make sense of."""
    detail = str(error) or type(error).__name__
    return DamagedFileError(
        f"{label}: damaged or cut short ({detail}); copy or scan it again, or save it anew as PNG"
    )


def _gray(picture: Image.Image, low_is_white: bool) -> NDArray[np.uint8]:
    """The picture as (H, W) uint8 grey."""
    gray = np.empty((picture.height, picture.width), np.uint8)
    deep = picture.mode.startswith(("I", "F"))
    white = _white_level(picture) if deep else 0.0
    for top in range(0, picture.height, _STRIP_ROWS):
        bottom = min(top + _STRIP_ROWS, picture.height)
        strip = picture.crop((0, top, picture.width, bottom))
        if deep:
            gray[top:bottom] = _reduce_depth(np.asarray(strip), white)
        else:
            gray[top:bottom] = np.asarray(_gray_strip(strip))
    if deep and low_is_white:
        np.subtract(255, gray, out=gray)
    return gray


def _gray_strip(strip: Image.Image) -> Image.Image:
    """Rows of at most 8 bits a sample in mode L, what is transparent laid on white."""
    if strip.mode == "LAB":
        return strip.getchannel(0)
    if "transparency" not in strip.info and not strip.mode.endswith(("A", "a")):
        return strip.convert("L")
    with_alpha = strip.convert("LA" if strip.mode in ("L", "LA", "La") else "RGBA")
    paper = Image.new("L", strip.size, 255)
    paper.paste(with_alpha.convert("L"), mask=with_alpha.getchannel("A"))
    return paper


def _white_level(picture: Image.Image) -> float:
    """The sample value that means white in a picture of more than 8 bits a sample."""
    if picture.mode.startswith("I;16"):
        tags = getattr(picture, "tag_v2", {})
        return float(2 ** min(16, tags.get(258, (16,))[0]) - 1)
    highest = picture.getextrema()[1]
    levels = (1.0, 255.0, 65535.0) if picture.mode == "F" else (255.0, 65535.0, 2.0**31 - 1)
    return next(
        (level for level in levels if isinstance(highest, (int, float)) and highest <= level), levels[-1]
    )


def _reduce_depth(samples: NDArray[np.generic], white: float) -> NDArray[np.uint8]:
    """Deep samples as 0..255; NaN becomes white."""
    if samples.dtype.kind == "u":
        return (samples.astype(np.uint32) * 255 // int(white)).astype(np.uint8)
    scaled = samples.astype(np.float64) * (255.0 / white)
    return np.clip(np.nan_to_num(scaled, nan=255.0), 0, 255).astype(np.uint8)


def _orientation(picture: Image.Image) -> int:
    """EXIF orientation 1..8; 1 where there is none or the EXIF data are broken."""
    try:
        value = picture.getexif().get(_ORIENTATION_TAG, 1)
    except PILLOW_ERRORS:
        return 1
    return value if isinstance(value, int) and 1 <= value <= 8 else 1


def _turn_upright(gray: NDArray[np.uint8], orientation: int) -> NDArray[np.uint8]:
    """Undo an EXIF orientation (EXIF 2.32, section 4.6.4, tag 274)."""
    if orientation in (5, 6, 7, 8):
        gray = gray.T
    if orientation in (2, 3, 6, 7):
        gray = gray[:, ::-1]
    if orientation in (3, 4, 7, 8):
        gray = gray[::-1]
    return np.ascontiguousarray(gray)


def _read_dpi(picture: ImageFile.ImageFile) -> float | None:
    """Dots an inch where the file tells and the figure can be true; the mean of unequal axes."""
    try:
        across, down = (float(value) for value in picture.info["dpi"])
        if isinstance(picture, JpegImageFile) and picture.info.get("jfif_unit", 0) == 0:
            picture.getexif()[_X_RESOLUTION_TAG]  # Pillow says 72 where EXIF says nothing
        dpi = math.sqrt(across * down)
    except PILLOW_ERRORS:
        return None
    return dpi if _LEAST_DPI <= dpi <= _MOST_DPI else None


def _webp_size(head: bytes) -> tuple[int, int]:
    """Canvas of a WebP file from its first 30 bytes (RFC 9649); (1, 1) leaves broken ones to the decoder."""
    kind = head[12:16]
    if kind == b"VP8X" and len(head) >= 30:
        return 1 + int.from_bytes(head[24:27], "little"), 1 + int.from_bytes(head[27:30], "little")
    if kind == b"VP8 " and len(head) >= 30:
        width, height = struct.unpack_from("<HH", head, 26)
        return max(1, width & 0x3FFF), max(1, height & 0x3FFF)
    if kind == b"VP8L" and len(head) >= 25:
        bits = int.from_bytes(head[21:25], "little")
        return 1 + (bits & 0x3FFF), 1 + (bits >> 14 & 0x3FFF)
    return 1, 1
