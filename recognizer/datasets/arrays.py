"""Reads npz archives with ``images``, ``label`` and, where known, ``writer`` (and ``agreement``)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import read_arrays
from recognizer.datasets.mapping import read_mapping
from recognizer.datasets.samples import (
    DOUBTFUL,
    NO_CHARACTER,
    NOT_IN_MAPPING,
    PARTS,
    Format,
    Item,
    ReadSettings,
    Sample,
    Skipped,
    clean_label,
)
from recognizer.types import DatasetError

_NEEDED = ("images", "label")
_OPTIONAL = ("writer", "split", "agreement")


def read_npz(source: Path, settings: ReadSettings) -> Iterator[Item]:
    """Samples of one archive.

    ``images`` is (n, height, width), grey levels or 0 to 1, or (n, height, width, 3); ``label``
    (n,) is characters, or numbers with a mapping (0 to 9 are digits without one).

    Raises:
        DatasetError: the archive is damaged or its arrays do not fit together.
    """
    names = archive_names(source)
    arrays = read_arrays(source, (*_NEEDED, *(name for name in _OPTIONAL if name in names)))
    count = len(arrays["images"]) if arrays["images"].ndim else 0
    for name, array in arrays.items():
        if array.ndim == 0 or len(array) != count:
            raise DatasetError(f"{source}: it has {count:,} images, but {name} is of shape {array.shape}")
    images = gray_images(arrays["images"], source)
    labels = _labels(arrays["label"], settings, source)
    writers = read_texts(arrays["writer"], source) if "writer" in arrays else np.full(count, "")
    parts = read_texts(arrays["split"], source) if "split" in arrays else np.full(count, "")
    sure = read_agreement(arrays, count, source) >= settings.min_agreement
    for at in range(count):
        origin = f"{source.name}#{at}"
        if not sure[at]:
            yield Skipped(DOUBTFUL, origin)
        elif not labels[at][0]:
            yield Skipped(labels[at][1], origin)
        else:
            part = str(parts[at]) if parts[at] in PARTS else ""
            yield Sample(images[at], labels[at][0], str(writers[at]), part, origin)


def archive_names(path: Path) -> frozenset[str]:
    """Names of the arrays in an npz archive; none where it is no archive."""
    try:
        with zipfile.ZipFile(path) as archive:
            return frozenset(name.removesuffix(".npy") for name in archive.namelist())
    except (OSError, RuntimeError, zipfile.BadZipFile):
        return frozenset()


def gray_images(images: NDArray[Any], source: Path) -> NDArray[np.uint8]:
    """(n, height, width) uint8 of images in grey or colour, of bytes, truth values or 0 to 1."""
    if images.ndim == 4 and images.shape[3] in (1, 3):
        images = images.mean(axis=3).astype(images.dtype) if images.shape[3] == 3 else images[..., 0]
    if images.ndim != 3 or 0 in images.shape[1:]:
        raise DatasetError(f"{source}: images must be (n, height, width), not {images.shape}")
    if images.dtype == np.bool_:
        return images.astype(np.uint8) * np.uint8(255)
    if images.dtype.kind == "f":
        top = float(images.max(initial=0))
        if not np.isfinite(top) or images.min(initial=0) < 0 or top > 255:
            raise DatasetError(f"{source}: images must lie between 0 and 1, or 0 and 255")
        return np.round(images * (255 if top <= 1 else 1)).astype(np.uint8)
    if images.dtype.kind not in "iu" or images.min(initial=0) < 0 or images.max(initial=0) > 255:
        raise DatasetError(f"{source}: images must be bytes, not {images.dtype}")
    levels = images.astype(np.uint8, copy=False)
    return levels * np.uint8(255) if levels.max(initial=0) == 1 else levels  # 0 and 1


def read_texts(array: NDArray[Any], source: Path) -> NDArray[np.str_]:
    """The texts of an array: as they are, of UTF-8 bytes, or of numbers.

    Raises:
        DatasetError: the bytes are no UTF-8.
    """
    try:
        return np.char.decode(array, "utf-8") if array.dtype.kind == "S" else array.astype(np.str_)
    except UnicodeDecodeError as error:
        raise DatasetError(f"{source}: its texts are not UTF-8 ({error})") from error


def read_agreement(arrays: Mapping[str, NDArray[Any]], count: int, source: Path) -> NDArray[np.float64]:
    """(count,) ``agreement``; 1 where there is none.

    Raises:
        DatasetError: it holds no numbers.
    """
    found = arrays.get("agreement", np.ones(count))
    if found.dtype.kind not in "fiub" or found.shape != (count,):
        raise DatasetError(f"{source}: agreement must be {count:,} numbers, not {found.dtype} {found.shape}")
    return found.astype(np.float64)


def _labels(labels: NDArray[Any], settings: ReadSettings, source: Path) -> list[tuple[str, str]]:
    """Each label's character, or an empty string and why there is none."""
    if labels.ndim != 1:
        raise DatasetError(f"{source}: label must have one dimension, not {labels.ndim}")
    mapping = read_mapping(settings.mapping) if settings.mapping else None
    if mapping is None and labels.dtype.kind in "iu":
        if len(labels) and (labels.min() < 0 or labels.max() > 9):
            raise DatasetError(f"{source}: its labels are numbers; say what they are with --mapping")
        mapping = {str(n): str(n) for n in range(10)}
    if mapping is None:
        return [(clean_label(text), NO_CHARACTER) for text in read_texts(labels, source).tolist()]
    texts = read_texts(labels, source).tolist()
    return [(mapping.get(text, ""), f"{NOT_IN_MAPPING} ({text})") for text in texts]


def _is_npz(source: Path) -> bool:
    if not source.is_file():
        return False
    names = archive_names(source)
    return set(_NEEDED) <= names or (source.suffix.lower() == ".npz" and not names)  # damaged: reading tells


NPZ = Format("npz", "npz with images, label and writer", _is_npz, read_npz)
