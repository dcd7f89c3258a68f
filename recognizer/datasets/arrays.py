"""Reads npz archives with ``images``, ``label`` and, where known, ``writer`` (and ``agreement``)."""

from __future__ import annotations

import zipfile
from collections.abc import Iterator
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
    writers = arrays["writer"].astype(str) if "writer" in arrays else np.full(count, "")
    parts = arrays["split"].astype(str) if "split" in arrays else np.full(count, "")
    sure = arrays["agreement"].astype(float) >= settings.min_agreement if "agreement" in arrays else None
    for at in range(count):
        origin = f"{source.name}#{at}"
        if sure is not None and not sure[at]:
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
    if images.dtype != np.uint8:
        raise DatasetError(f"{source}: images must be bytes, not {images.dtype}")
    return images


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
        return [(clean_label(text), NO_CHARACTER) for text in labels.astype(str).tolist()]
    return [(mapping.get(text, ""), f"{NOT_IN_MAPPING} ({text})") for text in labels.astype(str).tolist()]


def _is_npz(source: Path) -> bool:
    return source.is_file() and set(_NEEDED) <= archive_names(source)


NPZ = Format("npz", "npz with images, label and writer", _is_npz, read_npz)
