"""Reads EMNIST's MATLAB files (version 5), whose images are stored column by column, with writers."""

from __future__ import annotations

import zlib
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.mapping import read_mapping
from recognizer.datasets.samples import (
    NOT_IN_MAPPING,
    Format,
    Item,
    ReadSettings,
    Sample,
    Skipped,
    clean_label,
)
from recognizer.dependencies import import_optional
from recognizer.types import DatasetError

_PARTS = ("train", "test")
_HDF5 = b"\x89HDF"  # what MATLAB 7.3 writes
_TOLD = b"MATLAB 7.3"


def read_matlab(source: Path, settings: ReadSettings) -> Iterator[Item]:
    """Samples of ``dataset.train`` and ``dataset.test``, put upright, with their writers.

    Raises:
        DatasetError: the file is damaged, of another version, or lacks images or labels.
        DependencyError: SciPy is not installed.
    """
    data = _load(source)
    mapping = read_mapping(settings.mapping) if settings.mapping else _own_mapping(source, data)
    for part in _PARTS:
        if part in data:
            yield from _read_part(source, part, data[part], mapping)


def _read_part(source: Path, part: str, data: Any, mapping: dict[str, str]) -> Iterator[Item]:
    missing = {"images", "labels"} - set(data if isinstance(data, Mapping) else ())
    if missing:
        raise DatasetError(f"{source}: dataset.{part} lacks {' and '.join(sorted(missing))}")
    images, labels = np.atleast_2d(np.asarray(data["images"])), np.ravel(data["labels"])
    side = round(images.shape[1] ** 0.5)
    if side * side != images.shape[1] or images.dtype != np.uint8:
        raise DatasetError(f"{source}: dataset.{part}.images must be rows of the bytes of square images")
    if len(images) != len(labels):
        raise DatasetError(f"{source}: dataset.{part} has {len(images):,} images, {len(labels):,} labels")
    writers = _writers(source, part, data, len(images))
    for at, (row, number) in enumerate(zip(images, labels.tolist(), strict=True)):
        label, origin = mapping.get(str(int(number))), f"{source.name}#{part}{at}"
        if label is None:
            yield Skipped(f"{NOT_IN_MAPPING} ({int(number)})", origin)
            continue
        image = np.ascontiguousarray(row.reshape(side, side).T)
        yield Sample(image, label, writers[at], part, origin)


def _writers(source: Path, part: str, data: Mapping[str, Any], count: int) -> list[str]:
    if "writers" not in data:
        return [""] * count
    found: NDArray[Any] = np.ravel(data["writers"])
    if len(found) != count:
        raise DatasetError(f"{source}: dataset.{part} has {count:,} images, {len(found):,} writers")
    return [str(int(writer)) for writer in found]


def _own_mapping(source: Path, data: Mapping[str, Any]) -> dict[str, str]:
    """``dataset.mapping``: rows of a class and the code of its character, or of several."""
    rows = np.atleast_2d(np.asarray(data.get("mapping", np.zeros((0, 2)))))
    found = {str(int(row[0])): clean_label(chr(int(row[1]))) for row in rows if len(row) > 1}
    if not found:
        raise DatasetError(f"{source}: it has no dataset.mapping; name a mapping file with --mapping")
    return found


def _load(path: Path) -> Mapping[str, Any]:
    """The variable ``dataset`` as nested dictionaries."""
    try:
        with path.open("rb") as stream:
            head = stream.read(16)
    except OSError as error:
        raise DatasetError(f"{path}: it cannot be read ({error.strerror})") from error
    if head.startswith((_HDF5, _TOLD)):
        raise DatasetError(f"{path}: it is of MATLAB 7.3; save it with -v7")
    matlab = import_optional("scipy.io")
    reader = import_optional("scipy.io.matlab")
    try:
        found = matlab.loadmat(path, simplify_cells=True)
    except (OSError, ValueError, TypeError, EOFError, zlib.error, reader.MatReadError) as error:
        raise DatasetError(f"{path}: it is no MATLAB 5 file, or damaged ({error})") from error
    data = found.get("dataset")
    if not isinstance(data, Mapping) or not set(_PARTS) & set(data):
        names = ", ".join(sorted(name for name in found if not name.startswith("__"))) or "nothing"
        raise DatasetError(f"{path}: it has no dataset.train as EMNIST's files do (it holds {names})")
    return data


def _is_matlab(source: Path) -> bool:
    return source.is_file() and source.suffix.lower() == ".mat"


MATLAB = Format("emnist-mat", "EMNIST's MATLAB files", _is_matlab, read_matlab)
