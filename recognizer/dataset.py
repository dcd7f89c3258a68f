"""Shards of text lines on disk <-> arrays.

A line shard is one ``.npz`` file of many line crops side by side:

=============== ========================= ==================================================
``pixels``      uint8 (height, width)     the crops one beside another, ink high (255)
``offsets``     int64 (n + 1)             columns at which crops start and end
``texts``       str (n)                   what each line says
``spans``       float32 (characters, 2)   columns [left, right) of each character, from its crop's start
``span_offsets`` int64 (n + 1)            rows of ``spans``; an empty range where they are unknown
``source``      str (n)                   font family, writer or page the line comes from
``kind``        str (n)                   ``print``, ``type`` or ``hand``
=============== ========================= ==================================================
"""

from __future__ import annotations

import os
import zipfile
import zlib
from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.types import DatasetError

KINDS = ("print", "type", "hand")
_UNREADABLE = (  # zipfile tells of encryption and odd compression by a bare RuntimeError
    OSError, ValueError, EOFError, RuntimeError, MemoryError, zipfile.BadZipFile, zlib.error,
)  # fmt: skip
_LINE_KEYS = ("pixels", "offsets", "texts", "spans", "span_offsets", "source", "kind")


@dataclass(frozen=True, slots=True, eq=False)
class TrainingLine:
    """One line to learn from.

    Args:
        pixels: (height, width) uint8, ink high.
        text: what it says.
        spans: (characters, 2) float32, columns of each character of the text, or None.
        source: font family, writer or page.
        kind: ``print``, ``type`` or ``hand``.
    """

    pixels: NDArray[np.uint8]
    text: str
    spans: NDArray[np.float32] | None
    source: str
    kind: str


@dataclass(frozen=True, slots=True, eq=False)
class LineShard:
    """The arrays of one shard, as its file holds them; see the module."""

    pixels: NDArray[np.uint8]
    offsets: NDArray[np.int64]
    texts: tuple[str, ...]
    spans: NDArray[np.float32]
    span_offsets: NDArray[np.int64]
    sources: tuple[str, ...]
    kinds: tuple[str, ...]

    def __len__(self) -> int:
        """Number of lines."""
        return len(self.texts)

    def line(self, index: int) -> TrainingLine:
        """One of the lines; its arrays are views."""
        start, end = self.offsets[index], self.offsets[index + 1]
        first, last = self.span_offsets[index], self.span_offsets[index + 1]
        return TrainingLine(
            pixels=self.pixels[:, start:end],
            text=self.texts[index],
            spans=self.spans[first:last] if last > first else None,
            source=self.sources[index],
            kind=self.kinds[index],
        )


def list_shards(places: Iterable[Path]) -> list[Path]:
    """The shard files in folders, or named one by one, sorted.

    Raises:
        DatasetError: a place does not exist.
    """
    found: set[Path] = set()
    for place in places:
        if place.is_dir():
            found.update(path for path in place.rglob("*.npz") if not path.name.startswith("."))
        elif place.is_file():
            found.add(place)
        else:
            raise DatasetError(f"{place}: there is no such shard or folder of shards")
    return sorted(found)


def read_line_shard(path: Path) -> LineShard:
    """Read one shard and check that its parts fit together.

    Raises:
        DatasetError: the file is missing or damaged, or its arrays disagree.
    """
    arrays = read_arrays(path, _LINE_KEYS)
    shard = LineShard(
        pixels=arrays["pixels"],
        offsets=arrays["offsets"].astype(np.int64),
        texts=tuple(str(text) for text in arrays["texts"]),
        spans=arrays["spans"].astype(np.float32).reshape(-1, 2),
        span_offsets=arrays["span_offsets"].astype(np.int64),
        sources=tuple(str(source) for source in arrays["source"]),
        kinds=tuple(str(kind) for kind in arrays["kind"]),
    )
    problem = _misfit(shard)
    if problem:
        raise DatasetError(f"{path}: {problem}; render the shard again")
    return shard


def write_line_shard(path: Path, lines: Sequence[TrainingLine]) -> None:
    """Write lines as one shard, under a temporary name first.

    Raises:
        DatasetError: there is no line, or they differ in height.
    """
    if not lines or len({line.pixels.shape[0] for line in lines}) != 1:
        raise DatasetError(f"{path}: a shard needs lines, all of one height")
    spans = [np.zeros((0, 2), np.float32) if line.spans is None else line.spans for line in lines]
    arrays: dict[str, NDArray[Any]] = {
        "pixels": np.concatenate([line.pixels for line in lines], axis=1).astype(np.uint8),
        "offsets": np.cumsum([0, *(line.pixels.shape[1] for line in lines)], dtype=np.int64),
        "texts": np.array([line.text for line in lines]),
        "spans": np.concatenate(spans).astype(np.float32),
        "span_offsets": np.cumsum([0, *(len(span) for span in spans)], dtype=np.int64),
        "source": np.array([line.source for line in lines]),
        "kind": np.array([line.kind for line in lines]),
    }
    write_arrays(path, arrays)


def read_arrays(path: Path, keys: Sequence[str]) -> dict[str, NDArray[Any]]:
    """The named arrays of an ``.npz`` file.

    Raises:
        DatasetError: the file is missing or damaged, or lacks one of them.
    """
    try:
        with path.open("rb") as stream, np.load(stream, allow_pickle=False) as archive:
            missing = [key for key in keys if key not in archive]
            if missing:
                raise DatasetError(f"{path}: the shard lacks {', '.join(missing)}")
            return {key: archive[key] for key in keys}
    except _UNREADABLE as error:
        raise DatasetError(f"{path}: the shard cannot be read ({error})") from error


def write_arrays(path: Path, arrays: dict[str, NDArray[Any]], compress: bool = True) -> None:
    """Write an ``.npz`` file so that a reader never sees half of it."""
    save = np.savez_compressed if compress else np.savez
    path.parent.mkdir(parents=True, exist_ok=True)
    part = path.with_name(f".{path.name}.{os.getpid()}.part")
    with part.open("wb") as stream:
        save(stream, allow_pickle=False, **arrays)
    part.replace(path)


def _misfit(shard: LineShard) -> str:
    """What does not fit together in a shard; empty where all does."""
    n = len(shard.texts)
    if n == 0:
        return "it holds no line"
    if len(shard.sources) != n or len(shard.kinds) != n:
        return "texts, sources and kinds differ in number"
    if shard.pixels.ndim != 2 or shard.pixels.dtype != np.uint8:
        return "pixels must be a uint8 array of rows and columns"
    for name, offsets, end in (
        ("offsets", shard.offsets, shard.pixels.shape[1]),
        ("span_offsets", shard.span_offsets, len(shard.spans)),
    ):
        if len(offsets) != n + 1 or offsets[0] != 0 or offsets[-1] != end or np.any(np.diff(offsets) < 0):
            return f"{name} do not divide the array they index"
    counts = np.diff(shard.span_offsets)
    lengths = np.array([len(text) for text in shard.texts])
    if np.any((counts > 0) & (counts != lengths)):
        return "a line has spans for another number of characters than its text"
    return ""
