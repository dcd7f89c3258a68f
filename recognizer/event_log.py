"""TensorBoard's event files, written without TensorBoard: scalars and pictures by step.

A file is a row of records, each with its length and two masked CRC-32C checksums, and each an ``Event`` in
protocol buffers' wire format (``tensorflow/core/util/event.proto``, ``framework/summary.proto``). So little
of both is needed here that no backend has to have a package for it.
"""

from __future__ import annotations

import os
import struct
import time
from collections.abc import Mapping
from pathlib import Path

from recognizer.types import TrainingError

VERSION = "brain.Event:2"  # what every event file begins with
_POLYNOMIAL = 0x82F63B78  # of CRC-32C, reversed
_MASK = 0xA282EAD8
_PNG = b"\x89PNG\r\n\x1a\n"
_CHANNELS = {0: 1, 2: 3, 3: 3, 4: 2, 6: 4}  # PNG's kind of colour -> channels


class EventLog:
    """Appends events to a file of its own, made when the first comes; an event is on disk on return.

    Args:
        folder: that TensorBoard is shown, with the files of earlier processes.
    """

    def __init__(self, folder: Path) -> None:
        """Write nothing yet."""
        self._folder = folder
        self._path: Path | None = None
        self._resumed_at: int | None = None

    def resume(self, step: int) -> None:
        """Have TensorBoard forget what earlier files tell of later steps, which are taken again."""
        self._resumed_at = step

    def add_scalars(self, step: int, values: Mapping[str, float]) -> None:
        """Note values by their names, such as ``loss/ctc``; those before a slash share a heading."""
        said = [_text(1, name) + b"\x15" + struct.pack("<f", value) for name, value in values.items()]
        self._append(step, _block(5, b"".join(_block(1, value) for value in said)))

    def add_picture(self, step: int, name: str, path: Path) -> None:
        """Note a PNG.

        Raises:
            TrainingError: it is none.
        """
        content = path.read_bytes()
        if not content.startswith(_PNG):
            raise TrainingError(f"{path}: it is no PNG to be shown")
        width, height, _, colour = struct.unpack(">IIBB", content[16:26])
        channels = _CHANNELS[colour]
        picture = _number(1, height) + _number(2, width) + _number(3, channels) + _block(4, content)
        self._append(step, _block(5, _block(1, _text(1, name) + _block(4, picture))))

    def _append(self, step: int, content: bytes) -> None:
        """Write an event, and before the first what begins a file."""
        events = [_number(2, step) + content]
        if self._path is None:
            self._folder.mkdir(parents=True, exist_ok=True)
            self._path = self._folder / f"events.out.tfevents.{int(time.time()):010d}.{os.getpid()}"
            if self._resumed_at is not None:  # a session begins: status START
                events.insert(0, _number(2, self._resumed_at + 1) + _block(7, _number(1, 1)))
            events.insert(0, _text(3, VERSION))
        now = b"\x09" + struct.pack("<d", time.time())
        with self._path.open("ab") as stream:
            stream.write(b"".join(_record(now + event) for event in events))


def checksum(data: bytes) -> int:
    """CRC-32C (Castagnoli) of some bytes."""
    value = 0xFFFFFFFF
    for byte in data:
        value = _TABLE[(value ^ byte) & 0xFF] ^ (value >> 8)
    return value ^ 0xFFFFFFFF


def _record(data: bytes) -> bytes:
    """An event with its length and checksums."""
    length = struct.pack("<Q", len(data))
    return length + _masked(length) + data + _masked(data)


def _masked(data: bytes) -> bytes:
    value = checksum(data)
    return struct.pack("<I", ((value >> 15 | value << 17) + _MASK) & 0xFFFFFFFF)


def _number(field: int, value: int) -> bytes:
    """A field that holds a whole number, 0 or more."""
    return _varint(field << 3) + _varint(value)


def _text(field: int, value: str) -> bytes:
    return _block(field, value.encode("utf-8"))


def _block(field: int, content: bytes) -> bytes:
    """A field of so many bytes: a text or another message."""
    return _varint(field << 3 | 2) + _varint(len(content)) + content


def _varint(value: int) -> bytes:
    """A number in groups of 7 bits, the lowest first."""
    groups = []
    while value > 0x7F:
        groups.append(value & 0x7F | 0x80)
        value >>= 7
    return bytes([*groups, value])


def _make_table() -> tuple[int, ...]:
    """The checksum of each byte alone."""
    table = []
    for byte in range(256):
        value = byte
        for _ in range(8):
            value = value >> 1 ^ (_POLYNOMIAL if value & 1 else 0)
        table.append(value)
    return tuple(table)


_TABLE = _make_table()
