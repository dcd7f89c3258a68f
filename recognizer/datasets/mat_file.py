"""Reads MATLAB files of version 5: numbers, texts and structures, and nothing that runs code.

After The MathWorks, "MAT-File Format" (level 5). Every length is checked before it is believed: a damaged
file gives an error, whatever its bytes say.
"""

from __future__ import annotations

import math
import sys
import zlib
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.types import DatasetError

_HEADER = 128
_HDF5, _VERSION_7_3 = b"\x89HDF", b"MATLAB 7.3"  # both are what -v7.3 writes
_MATRIX, _COMPRESSED = 14, 15
_CELL, _STRUCT, _OBJECT, _CHAR = 1, 2, 3, 4
_NUMBERS = range(6, 16)  # classes of numeric arrays
_STORED = {
    1: "i1", 2: "u1", 3: "i2", 4: "u2", 5: "i4", 6: "u4", 7: "f4", 9: "f8", 12: "i8", 13: "u8",
    16: "u1", 17: "u2", 18: "u4",
}  # fmt: skip
_DEEPEST = 12  # structures within one another
_MOST_FIELDS = 4096

Value = Any  # an array, a dictionary of fields, a list of such, a text, or None


def read_mat_file(path: Path) -> dict[str, Value]:
    """The variables of a file by their names.

    Numeric arrays keep their shape of two dimensions or more; a structure is a dictionary of its fields, an
    array of structures a list; what is none of these is None.

    Raises:
        DatasetError: the file is missing, damaged, or of another version.
    """
    try:
        data = path.read_bytes()
    except OSError as error:
        raise DatasetError(f"{path}: it cannot be read ({error.strerror})") from error
    if data.startswith((_HDF5, _VERSION_7_3)):
        raise DatasetError(f"{path}: it is of MATLAB 7.3; save it with -v7")
    if len(data) < _HEADER or data[126:128] not in (b"IM", b"MI"):
        raise DatasetError(f"{path}: it is no MATLAB 5 file, or damaged (it has no header)")
    order = "<" if data[126:128] == b"IM" else ">"
    found: dict[str, Value] = {}
    try:
        cursor = _Cursor(memoryview(data)[_HEADER:], order)
        while cursor.left >= 8:
            kind, body = cursor.element(padded=False)
            if kind == _COMPRESSED:
                kind, body = _Cursor(memoryview(zlib.decompress(body)), order).element(padded=False)
            if kind == _MATRIX:
                name, value = _read_matrix(body, order, 0)
                found[name] = value
    except (_DamagedError, zlib.error, MemoryError) as error:
        raise DatasetError(f"{path}: it is no MATLAB 5 file, or damaged ({error})") from error
    return found


class _DamagedError(Exception):
    """The bytes contradict themselves."""


@dataclass(slots=True)
class _Cursor:
    """Goes through the elements of some bytes."""

    data: memoryview
    order: str
    at: int = 0

    @property
    def left(self) -> int:
        return len(self.data) - self.at

    def element(self, padded: bool = True) -> tuple[int, memoryview]:
        """The next element's type and bytes; a small one holds up to four bytes in its tag."""
        if self.left < 8:
            raise _DamagedError("it ends within an element")
        first, length = (int(v) for v in np.frombuffer(self.data[self.at : self.at + 8], f"{self.order}u4"))
        if first >> 16:
            kind, length, start, step = first & 0xFFFF, first >> 16, self.at + 4, 8
            if length > 4:
                raise _DamagedError("a small element is too long")
        else:
            kind, start = first, self.at + 8
            step = 8 + (-(-length // 8) * 8 if padded else length)
        if start + length > len(self.data):
            raise _DamagedError("an element is longer than the file")
        self.at = min(self.at + step, len(self.data))
        return kind, self.data[start : start + length]

    def numbers(self) -> NDArray[Any]:
        """The next element as numbers."""
        kind, body = self.element()
        stored = _STORED.get(kind)
        if stored is None or len(body) % int(stored[1]):
            raise _DamagedError(f"numbers of the unknown type {kind}")
        return np.frombuffer(body, f"{self.order}{stored}")


def _read_matrix(body: memoryview, order: str, depth: int) -> tuple[str, Value]:
    """A matrix' name and value."""
    if not len(body):
        return "", None
    if depth > _DEEPEST:
        raise _DamagedError("structures are nested too deeply")
    cursor = _Cursor(body, order)
    flags, shape = cursor.numbers(), tuple(int(side) for side in cursor.numbers())
    if not len(flags) or len(shape) < 2 or min(shape) < 0:
        raise _DamagedError("an array has no shape")
    name = bytes(cursor.element()[1]).decode("latin-1")
    kind = int(flags[0]) & 0xFF
    if kind in _NUMBERS:
        return name, _shaped(cursor.numbers(), shape)
    if kind == _CHAR:
        return name, _read_text(cursor)
    if kind in (_STRUCT, _OBJECT):
        if kind == _OBJECT:
            cursor.element()
        return name, _read_structures(cursor, math.prod(shape), depth)
    if kind == _CELL:
        return name, [_next_matrix(cursor, depth) for _ in range(_bounded(math.prod(shape), cursor))]
    return name, None


def _read_structures(cursor: _Cursor, count: int, depth: int) -> Value:
    """A dictionary of fields, or a list of them where there is not just one structure."""
    lengths = cursor.numbers()
    _, raw = cursor.element()
    length = int(lengths[0]) if len(lengths) else 0
    if length <= 0 or len(raw) % length or len(raw) // length > _MOST_FIELDS:
        raise _DamagedError("a structure's fields have no names")
    names = [
        bytes(raw[at : at + length]).split(b"\0")[0].decode("latin-1") for at in range(0, len(raw), length)
    ]
    if not names:
        return {}
    items = [{name: _next_matrix(cursor, depth) for name in names} for _ in range(_bounded(count, cursor))]
    return items[0] if len(items) == 1 else items


def _next_matrix(cursor: _Cursor, depth: int) -> Value:
    kind, body = cursor.element()
    if kind != _MATRIX:
        raise _DamagedError(f"an element of type {kind} stands where an array should")
    return _read_matrix(body, cursor.order, depth + 1)[1]


def _bounded(count: int, cursor: _Cursor) -> int:
    """A count of elements, if that many can still follow."""
    if count > cursor.left // 8:
        raise _DamagedError("it tells more elements than it has bytes")
    return count


def _shaped(values: NDArray[Any], shape: tuple[int, ...]) -> NDArray[Any]:
    """Values in their shape, column after column, in the machine's byte order."""
    if math.prod(shape) != len(values):
        raise _DamagedError(f"an array of shape {shape} has {len(values):,} values")
    native = values.dtype.newbyteorder("<" if sys.byteorder == "little" else ">")
    return values.astype(native, copy=False).reshape(shape, order="F")


def _read_text(cursor: _Cursor) -> str:
    codes = cursor.numbers()
    return "".join(chr(int(code)) for code in codes if int(code) <= 0x10FFFF)
