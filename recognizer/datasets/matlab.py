"""Reads EMNIST's MATLAB files (version 5), whose images are stored column by column, with writers."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.mapping import read_mapping
from recognizer.datasets.mat_file import read_mat_file
from recognizer.datasets.samples import (
    NOT_IN_MAPPING,
    Format,
    Item,
    ReadSettings,
    Sample,
    Skipped,
    clean_label,
)
from recognizer.types import DatasetError

_PARTS = ("train", "test")


def read_matlab(source: Path, settings: ReadSettings) -> Iterator[Item]:
    """Samples of ``dataset.train`` and ``dataset.test``, put upright, with their writers.

    Raises:
        DatasetError: the file is damaged, of another version, or lacks images or labels.
    """
    data = _load(source)
    mapping = read_mapping(settings.mapping) if settings.mapping else _own_mapping(source, data)
    for part in _PARTS:
        if part in data:
            yield from _read_part(source, part, data[part], mapping)


def _read_part(source: Path, part: str, data: Any, mapping: dict[str, str]) -> Iterator[Item]:
    images, labels = (_numbers(source, part, data, name) for name in ("images", "labels"))
    side = round(images.shape[1] ** 0.5)
    if images.ndim != 2 or side * side != images.shape[1] or images.dtype != np.uint8:
        raise DatasetError(f"{source}: dataset.{part}.images must be rows of the bytes of square images")
    if len(images) != labels.size:
        raise DatasetError(f"{source}: dataset.{part} has {len(images):,} images, {labels.size:,} labels")
    writers = _writers(source, part, data, len(images))
    for at, (row, number) in enumerate(zip(images, labels.ravel().tolist(), strict=True)):
        label, origin = mapping.get(f"{number:.0f}"), f"{source.name}#{part}{at}"
        if not label:
            yield Skipped(f"{NOT_IN_MAPPING} ({number:.0f})", origin)
            continue
        image = np.ascontiguousarray(row.reshape(side, side).T)
        yield Sample(image, label, writers[at], part, origin)


def _numbers(source: Path, part: str, data: Any, name: str) -> NDArray[Any]:
    """A field of a part that must be an array."""
    found = data.get(name) if isinstance(data, Mapping) else None
    if not isinstance(found, np.ndarray):
        raise DatasetError(f"{source}: dataset.{part} lacks {name}")
    return found


def _writers(source: Path, part: str, data: Mapping[str, Any], count: int) -> list[str]:
    if "writers" not in data:
        return [""] * count
    found = _numbers(source, part, data, "writers").ravel()
    if len(found) != count:
        raise DatasetError(f"{source}: dataset.{part} has {count:,} images, {len(found):,} writers")
    return [f"{writer:.0f}" for writer in found.tolist()]


def _own_mapping(source: Path, data: Mapping[str, Any]) -> dict[str, str]:
    """``dataset.mapping``: rows of a class and the code of its character, or of several."""
    rows = data.get("mapping")
    found = {}
    if isinstance(rows, np.ndarray) and rows.ndim == 2 and rows.shape[1] > 1:
        for row in rows.tolist():
            known = row[1] == row[1] and 0 < row[1] <= 0x10FFFF
            found[f"{row[0]:.0f}"] = clean_label(chr(int(row[1]))) if known else ""
    if not found:
        raise DatasetError(f"{source}: it has no dataset.mapping; name a mapping file with --mapping")
    return found


def _load(path: Path) -> Mapping[str, Any]:
    """The variable ``dataset`` as nested dictionaries."""
    found = read_mat_file(path)
    data = found.get("dataset")
    if not isinstance(data, Mapping) or not set(_PARTS) & set(data):
        names = ", ".join(sorted(name for name in found if name)) or "nothing"
        raise DatasetError(f"{path}: it has no dataset.train as EMNIST's files do (it holds {names})")
    return data


def _is_matlab(source: Path) -> bool:
    return source.is_file() and source.suffix.lower() == ".mat"


MATLAB = Format("emnist-mat", "EMNIST's MATLAB files", _is_matlab, read_matlab)
