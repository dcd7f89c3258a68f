"""The frames of a TIFF file, each opened by itself so that a damaged one spoils no other."""

from __future__ import annotations

import struct
from typing import BinaryIO, cast

import numpy as np
from numpy.typing import NDArray
from PIL.TiffImagePlugin import TiffImageFile

from ocr.errors import DamagedFileError
from ocr.image_files import PILLOW_ERRORS, damaged, decode_picture
from ocr.settings import LoaderSettings
from ocr.shared_switch import native_messages_muted

_SUBFILE_TAG = 254
_PREVIEW_OR_MASK = 0b101  # NewSubfileType: bit 0 a reduced copy, bit 2 a transparency mask (TIFF 6.0, p. 36)
_PHOTOMETRIC_TAG = 262
_LOW_IS_WHITE = 0
_MOST_FRAMES = 65_536  # a longer chain of directories is damage


class TiffFrames:
    """An opened TIFF or BigTIFF; previews and masks are not counted as pages.

    Raises:
        DamagedFileError: not even the first directory is there.
    """

    def __init__(self, file: BinaryIO, name: str, settings: LoaderSettings) -> None:
        self._file = file
        self._settings = settings
        self._layout = _Layout(file)
        self._offsets = _page_directories(file, self._layout)
        self.count = len(self._offsets)
        if self.count == 0:
            raise DamagedFileError(
                f"{name}: damaged or cut short (no image directory); copy or scan it again"
            )

    def read_page(self, index: int, label: str) -> tuple[NDArray[np.uint8], float | None]:
        """One frame's grey pixels and dots an inch.

        Raises:
            DamagedFileError: the frame is truncated, corrupt or of an unknown kind.
            PageTooLargeError: more pixels than the settings allow.
        """
        view = _FrameView(self._file, self._layout.header(self._offsets[index]))
        with native_messages_muted():  # libtiff tells standard error of every damaged row
            try:
                picture = TiffImageFile(cast(BinaryIO, view))
            except PILLOW_ERRORS as error:
                raise damaged(label, error) from error
            with picture:
                low_is_white = picture.tag_v2.get(_PHOTOMETRIC_TAG) == _LOW_IS_WHITE
                return decode_picture(picture, label, self._settings, low_is_white)

    def close(self) -> None:
        """Nothing is held between reads."""


class _Layout:
    """Byte order and field widths: classic TIFF has 4-byte offsets, BigTIFF 8-byte ones."""

    def __init__(self, file: BinaryIO) -> None:
        file.seek(0)
        self.start = file.read(8)
        order = "<" if self.start[:2] == b"II" else ">"
        self.big = 43 in (self.start[2], self.start[3])
        self.offset = struct.Struct(order + ("Q" if self.big else "L"))
        self.count = struct.Struct(order + ("Q" if self.big else "H"))
        self.tag_and_type = struct.Struct(order + "HH")
        self.entry_bytes, self.value_at = (20, 12) if self.big else (12, 8)
        self.value = struct.Struct(order + "L")

    @property
    def first_at(self) -> int:
        """Where the offset of the first directory is written."""
        return 8 if self.big else 4

    def header(self, first: int) -> bytes:
        """The file's header, as if its first directory were at ``first``."""
        return self.start[: self.first_at] + self.offset.pack(first)


class _FrameView:
    """A file seen as if it began with one particular frame: only its header differs."""

    def __init__(self, file: BinaryIO, header: bytes) -> None:
        self._file = file
        self._header = header
        self.seek, self.tell, self.fileno, self.flush = file.seek, file.tell, file.fileno, file.flush
        file.seek(0)

    def read(self, size: int = -1) -> bytes:
        """Bytes from the current position."""
        at = self._file.tell()
        data = self._file.read(size)
        if at >= len(self._header):
            return data
        return self._header[at : at + len(data)] + data[max(0, len(self._header) - at) :]

    def close(self) -> None:
        """Leave the file open: it is shared by all frames."""


def _page_directories(file: BinaryIO, layout: _Layout) -> list[int]:
    """Offsets of the directories that are pages; a chain that breaks ends with what broke it."""
    offsets: list[int] = []
    pages: list[int] = []
    following = _read_number(file, layout.first_at, layout.offset)
    while following and following not in offsets and len(offsets) < _MOST_FRAMES:
        offsets.append(following)
        kind, following_next = _read_directory(file, following, layout)
        if not kind & _PREVIEW_OR_MASK:
            pages.append(following)
        following = following_next
    return pages or offsets


def _read_directory(file: BinaryIO, offset: int, layout: _Layout) -> tuple[int, int | None]:
    """A directory's NewSubfileType and the offset of the next (None where the file ends before it)."""
    entries = _read_number(file, offset, layout.count)
    if entries is None:
        return 0, None
    size = min(entries, _MOST_FRAMES) * layout.entry_bytes
    file.seek(offset + layout.count.size)
    table = file.read(size)
    kind = 0
    for at in range(0, len(table) - layout.entry_bytes + 1, layout.entry_bytes):
        if layout.tag_and_type.unpack_from(table, at)[0] == _SUBFILE_TAG:
            kind = layout.value.unpack_from(table, at + layout.value_at)[0]
    return kind, _read_number(file, offset + layout.count.size + size, layout.offset)


def _read_number(file: BinaryIO, at: int, layout: struct.Struct) -> int | None:
    """A number at a position of the file; None past its end."""
    try:
        file.seek(at)
    except (OSError, OverflowError, ValueError):
        return None
    data = file.read(layout.size)
    return int(layout.unpack(data)[0]) if len(data) == layout.size else None
