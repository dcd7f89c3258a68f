"""Reads folders of images: a folder for every class, and in it, where writers are known, one for each.

    DATA/slash/anna/0001.png     DATA/upper_A/0001.png     DATA/classes.csv (columns folder, label)

Writers can also be told by ``writers.csv`` (columns ``file``, relative to DATA, and ``writer``).
"""

from __future__ import annotations

import csv
from collections.abc import Iterator
from pathlib import Path

import cv2
import numpy as np

from recognizer.datasets.mapping import CLASSES_FILE, folder_label, read_mapping
from recognizer.datasets.samples import Format, Item, ReadSettings, Sample, Skipped
from recognizer.types import DatasetError

IMAGES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff", ".bmp", ".webp", ".pgm"})
WRITERS_FILE = "writers.csv"
UNREADABLE = "the image cannot be read"
NO_CLASS = "its folder names no character"
NO_IMAGE = "no image file"
NO_FOLDER = "an image in no class's folder"
EMPTY = "a class's folder that holds nothing"
MOST_SIDE = 4096  # px: no crop of one character is larger


def read_folder(source: Path, settings: ReadSettings) -> Iterator[Item]:
    """Samples of a folder with a folder for every class, sorted by name.

    Raises:
        DatasetError: no folder in it names a character; the message tells the names.
    """
    table = settings.mapping or (source / CLASSES_FILE)
    mapping = read_mapping(table) if settings.mapping or table.is_file() else {}
    writers = _read_writers(source / WRITERS_FILE)
    folders = sorted(path for path in source.iterdir() if path.is_dir() and not path.name.startswith("."))
    labels = {folder: mapping.get(folder.name) or folder_label(folder.name) for folder in folders}
    if not any(labels.values()):
        names = ", ".join(folder.name for folder in folders[:5]) or "none"
        raise DatasetError(
            f"{source}: no folder in it is named by a character ({names}); "
            f"say which is which in {CLASSES_FILE} (columns folder, label)"
        )
    for path in sorted(path for path in source.iterdir() if path.suffix.lower() in IMAGES and path.is_file()):
        yield Skipped(NO_FOLDER, path.name)
    for folder, label in labels.items():
        files = sorted(
            path for path in folder.rglob("*") if not path.is_dir() and not path.name.startswith(".")
        )
        if label and not files:
            yield Skipped(EMPTY, folder.name)
        for path in files:
            name = path.relative_to(source).as_posix()
            yield _read_one(path, name, label, writers.get(name) or _writer_folder(path, folder))


def _read_one(path: Path, name: str, label: str, writer: str) -> Item:
    if path.suffix.lower() not in IMAGES:
        return Skipped(NO_IMAGE, name)
    if not label:
        return Skipped(f"{NO_CLASS} ({Path(name).parts[0]})", name)
    try:
        encoded = np.frombuffer(path.read_bytes(), np.uint8)
        image = cv2.imdecode(encoded, cv2.IMREAD_UNCHANGED) if len(encoded) else None
    except (OSError, cv2.error):
        image = None
    if image is None or max(image.shape[:2]) > MOST_SIDE:
        return Skipped(UNREADABLE, name)
    return Sample(_to_gray(image), label, writer, origin=name)


def _to_gray(image: np.typing.NDArray[np.generic]) -> np.typing.NDArray[np.uint8]:
    """Grey levels of a decoded image; what is transparent is white paper."""
    levels = np.asarray(image, dtype=np.float32) * (255 / 65535 if image.dtype == np.uint16 else 1)
    if levels.ndim == 2:
        return np.asarray(np.round(levels), dtype=np.uint8)
    if levels.shape[2] in (2, 4):
        cover = levels[..., -1:] / 255
        levels = levels[..., :-1] * cover + 255 * (1 - cover)
    return np.asarray(np.round(levels.mean(axis=2)), dtype=np.uint8)


def _writer_folder(path: Path, folder: Path) -> str:
    """The folder between a class and its images; empty where they lie in the class's own."""
    return "/".join(path.parent.relative_to(folder).parts)


def _read_writers(path: Path) -> dict[str, str]:
    if not path.is_file():
        return {}
    try:
        with path.open(newline="", encoding="utf-8-sig") as stream:
            return {row["file"]: row["writer"].strip() for row in csv.DictReader(stream)}
    except (OSError, KeyError, AttributeError, UnicodeDecodeError) as error:
        raise DatasetError(f"{path}: it needs the columns file and writer ({error})") from error


def _is_folder(source: Path) -> bool:
    if not source.is_dir():
        return False
    folders = [path for path in source.iterdir() if path.is_dir() and not path.name.startswith(".")]
    return any(
        path.suffix.lower() in IMAGES for folder in folders for path in folder.rglob("*") if path.is_file()
    )


FOLDER = Format("folder", "folders of images named by class", _is_folder, read_folder, keeps_size=False)
