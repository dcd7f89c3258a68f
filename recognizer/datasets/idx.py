"""Reads IDX files, gzipped or not: MNIST, and EMNIST, whose images are stored transposed.

The format is Y. LeCun's (the MNIST page): two zero bytes, the type (8: unsigned byte), the number of
dimensions, their sizes as big-endian int32, then the values. EMNIST is G. Cohen et al., "EMNIST: an
extension of MNIST to handwritten letters", 2017.
"""

from __future__ import annotations

import gzip
import math
import re
import zlib
from collections.abc import Iterator
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.mapping import read_mapping
from recognizer.datasets.samples import NOT_IN_MAPPING, Format, Item, ReadSettings, Sample, Skipped
from recognizer.types import DatasetError

_GZIP = b"\x1f\x8b"
_UNSIGNED_BYTE = 8
_IMAGES = re.compile(r"images[.-]idx3", re.IGNORECASE)
_TEST = re.compile(r"test|t10k", re.IGNORECASE)


def read_idx(path: Path) -> NDArray[np.uint8]:
    """The array of one IDX file of bytes, of as many dimensions as it says.

    Raises:
        DatasetError: it is missing, cut short, longer than it says, or no IDX file.
    """
    try:
        data = path.read_bytes()
        if data.startswith(_GZIP):
            data = gzip.decompress(data)
    except (OSError, EOFError, zlib.error) as error:
        raise DatasetError(f"{path}: damaged or cut short ({error}); fetch it again") from error
    if len(data) < 4 or data[0] or data[1] or data[2] != _UNSIGNED_BYTE or not 1 <= data[3] <= 3:
        raise DatasetError(f"{path}: it is no IDX file of bytes (it begins with {data[:4].hex()})")
    start = 4 + 4 * data[3]
    if len(data) < start:
        raise DatasetError(f"{path}: cut short within its header; fetch it again")
    shape = tuple(int(side) for side in np.frombuffer(data, ">u4", data[3], 4))
    told = math.prod(shape)
    if len(data) - start != told:
        raise DatasetError(f"{path}: it holds {len(data) - start:,} bytes where its header tells {told:,}")
    return np.frombuffer(data, np.uint8, offset=start).reshape(shape)


def read_mnist(source: Path, settings: ReadSettings) -> Iterator[Item]:
    """Samples of MNIST's files, upright as they are; classes are digits unless a mapping says more."""
    mapping = read_mapping(settings.mapping) if settings.mapping else {str(n): str(n) for n in range(10)}
    for images in _image_files(source):
        yield from _read_pair(images, mapping, transposed=False)


def read_emnist(source: Path, settings: ReadSettings) -> Iterator[Item]:
    """Samples of one EMNIST set (balanced, letters, byclass ...), put upright.

    Raises:
        DatasetError: a folder holds several sets, or the mapping file is missing.
    """
    files = _image_files(source)
    names = sorted({_set_name(path) for path in files})
    if len(names) > 1:
        raise DatasetError(
            f"{source}: it holds several sets ({', '.join(names)}); name the images file of one of them"
        )
    beside = files[0].with_name(f"{names[0]}-mapping.txt")
    if settings.mapping is None and not beside.is_file():
        raise DatasetError(
            f"{files[0]}: there is no {beside.name} beside it, which says what its classes are; it comes "
            "in the same archive. Or name a table with --mapping"
        )
    mapping = read_mapping(settings.mapping or beside)
    for images in files:
        yield from _read_pair(images, mapping, transposed=True)


def _read_pair(images_file: Path, mapping: dict[str, str], transposed: bool) -> Iterator[Item]:
    """The samples of an images file and the labels file beside it."""
    labels_file = _labels_beside(images_file)
    images, labels = read_idx(images_file), read_idx(labels_file)
    if images.ndim != 3 or labels.ndim != 1:
        raise DatasetError(f"{images_file}: images need three dimensions, and {labels_file.name} one")
    if len(images) != len(labels):
        raise DatasetError(
            f"{images_file}: {len(images):,} images, but {labels_file.name} has {len(labels):,} labels"
        )
    if transposed:
        images = images.transpose(0, 2, 1)
    part = "test" if _TEST.search(images_file.name) else "train"
    for at, (image, number) in enumerate(zip(images, labels.tolist(), strict=True)):
        label, origin = mapping.get(str(number)), f"{images_file.name}#{at}"
        if label is None:
            yield Skipped(f"{NOT_IN_MAPPING} ({number})", origin)
        else:
            yield Sample(np.ascontiguousarray(image), label, part=part, origin=origin)


def _image_files(source: Path) -> list[Path]:
    """The images files of a folder, or of the set that the file named belongs to."""
    if source.is_file():
        if not _IMAGES.search(source.name):
            raise DatasetError(f"{source}: name the file of images (…-images-idx3-ubyte.gz)")
        name = _set_name(source)
        files = [path for path in source.parent.iterdir() if _IMAGES.search(path.name)]
        return sorted(path for path in files if _set_name(path) == name)
    files = sorted(path for path in source.iterdir() if path.is_file() and _IMAGES.search(path.name))
    if not files:
        raise DatasetError(f"{source}: it holds no file of images (…-images-idx3-ubyte)")
    return files


def _labels_beside(images: Path) -> Path:
    name = images.name.replace("images", "labels").replace("idx3", "idx1")
    base = name.removesuffix(".gz")
    for candidate in (name, base, f"{base}.gz"):
        if (images.parent / candidate).is_file():
            return images.parent / candidate
    raise DatasetError(f"{images}: there is no {name} beside it")


def _set_name(path: Path) -> str:
    """``emnist-balanced`` of ``emnist-balanced-train-images-idx3-ubyte.gz``; empty for MNIST's names."""
    return re.split(r"-?(?:train|test|t10k)-", path.name, maxsplit=1)[0]


def _holds_idx(source: Path, emnist: bool) -> bool:
    if source.is_file():
        return bool(_IMAGES.search(source.name)) and source.name.lower().startswith("emnist") == emnist
    return source.is_dir() and any(_holds_idx(path, emnist) for path in source.iterdir() if path.is_file())


def _holds_emnist(source: Path) -> bool:
    return _holds_idx(source, emnist=True)


def _holds_mnist(source: Path) -> bool:
    return _holds_idx(source, emnist=False)


MNIST = Format("mnist", "MNIST's IDX files", _holds_mnist, read_mnist)
EMNIST = Format("emnist", "EMNIST's IDX files, with their mapping file", _holds_emnist, read_emnist)
