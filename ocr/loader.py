"""Files to page images: recognises a file by its content and yields its pages, upright and grey.

PNG, JPEG, BMP and WebP hold one page (an animation's first frame); a TIFF holds one page a frame,
reduced-size previews and masks aside; a PDF one a page.
"""

from __future__ import annotations

import io
import os
import warnings
from collections.abc import Container, Iterator
from contextlib import contextmanager
from typing import BinaryIO, Protocol, cast

import numpy as np
from numpy.typing import NDArray

from ocr.errors import DamagedFileError, InputError, UnsupportedFileError
from ocr.settings import LoaderSettings
from ocr.types import PageFailure, PageImage

KNOWN_SUFFIXES = frozenset(
    {".png", ".jpg", ".jpeg", ".jpe", ".jfif", ".tif", ".tiff", ".bmp", ".dib", ".webp", ".pdf"}
)

StrPath = str | os.PathLike[str]

_DEFAULT_SETTINGS = LoaderSettings()
_HEAD_BYTES = 1024  # a PDF may carry this much in front of its "%PDF-" (Adobe's own reader allows it)
_TIFF_MAGIC = (b"II*\0", b"MM\0*", b"II+\0", b"MM\0+")


class _PageFile(Protocol):
    """An opened file whose pages can be read by index."""

    count: int

    def read_page(self, index: int, label: str) -> tuple[NDArray[np.uint8], float | None]:
        """Grey pixels (H, W) and dots an inch of one page; ``label`` names it in errors."""
        ...

    def close(self) -> None:
        """Release what belongs to the file format; the file itself is the caller's."""
        ...


def load_pages(
    path: StrPath,
    settings: LoaderSettings = _DEFAULT_SETTINGS,
    pages: Container[int] | None = None,
) -> Iterator[PageImage | PageFailure]:
    """Yield a file's pages one at a time, in order; only one is held in memory.

    A page that cannot be read among several comes as a PageFailure and the others go on. What
    concerns the whole file (or its only page) is raised at the first step of the iteration.

    Args:
        path: any path Python can open; the suffix does not matter.
        settings: limits and resolutions.
        pages: 0-based indices wanted; None for all. Others are not decoded.

    Raises:
        UnsupportedFileError: the bytes are no image and no PDF.
        DamagedFileError: empty, truncated or corrupt.
        EncryptedFileError: a PDF that needs a password.
        PageTooLargeError: more pixels than ``settings.max_megapixels``, told before decoding.
        InputError: the file cannot be opened.
    """
    name = os.fsdecode(path)
    with _open_pages(name, settings) as opened:
        for index in range(opened.count):
            if pages is not None and index not in pages:
                continue
            try:
                page = _read_page(opened, name, index)
            except InputError as error:
                if opened.count == 1:
                    raise
                yield PageFailure(name, index, "load", str(error))
                continue
            yield page


def load_page(path: StrPath, index: int = 0, settings: LoaderSettings = _DEFAULT_SETTINGS) -> PageImage:
    """Load one page by its 0-based index, without decoding the others.

    Raises:
        InputError: as ``load_pages``, or the file has no such page.
    """
    name = os.fsdecode(path)
    with _open_pages(name, settings) as opened:
        if not 0 <= index < opened.count:
            raise InputError(f"{name}: there is no page {index + 1}, the file has {opened.count}")
        return _read_page(opened, name, index)


def count_pages(path: StrPath, settings: LoaderSettings = _DEFAULT_SETTINGS) -> int:
    """How many pages a file holds, without decoding any.

    Raises:
        InputError: as ``load_pages``; damage inside a page is not noticed here.
    """
    with _open_pages(os.fsdecode(path), settings) as opened:
        return opened.count


@contextmanager
def _open_pages(name: str, settings: LoaderSettings) -> Iterator[_PageFile]:
    """Open a file and the reader for its format; both are closed at the end."""
    try:
        raw = open(name, "rb")  # noqa: SIM115 - closed by the with below
    except (OSError, ValueError) as error:
        reason = getattr(error, "strerror", None) or str(error)
        raise InputError(
            f"{name}: cannot be opened ({reason}); check the path and its permissions"
        ) from error
    with raw:
        file = raw if raw.seekable() else io.BytesIO(raw.read())
        opened = _identify(cast(BinaryIO, file), name, settings)
        try:
            yield opened
        finally:
            opened.close()


def _identify(file: BinaryIO, name: str, settings: LoaderSettings) -> _PageFile:
    """The reader for the format that the first bytes show."""
    try:
        head = file.read(_HEAD_BYTES)
        file.seek(0)
    except OSError as error:
        raise InputError(f"{name}: cannot be read ({error.strerror or error})") from error
    if not head:
        raise DamagedFileError(f"{name}: the file is empty (zero bytes); copy or scan it again")
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        if b"%PDF-" in head:
            from ocr.pdf_pages import PdfPages

            return PdfPages(file, name, settings)
        from ocr.image_files import PictureFile, picture_format

        if head.startswith(_TIFF_MAGIC):
            from ocr.tiff_frames import TiffFrames

            return TiffFrames(file, name, settings)
        if picture_format(head) is None:
            raise UnsupportedFileError(
                f"{name}: not a PNG, JPEG, TIFF, BMP, WebP or PDF file; convert it to one of these"
            )
        return PictureFile(file, head, settings)


def _read_page(opened: _PageFile, name: str, index: int) -> PageImage:
    """One page as a PageImage; warnings of the decoders are not passed on."""
    label = name if opened.count == 1 else f"{name}, page {index + 1}"
    with warnings.catch_warnings():
        warnings.simplefilter("ignore")
        pixels, dpi = opened.read_page(index, label)
    return PageImage(name, index, pixels, dpi)
