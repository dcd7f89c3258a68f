"""Pictures that stand, the same or nearly, on both sides of a split: what is learnt would be tested on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.collection import Collection
from recognizer.datasets.neighbours import nearest_among

SIDE = 16  # rows and columns of the pictures compared
NEARLY = 0.985  # product of pictures, brightness removed, from which they are nearly the same
PLAIN_ASPECT = 0.33  # narrower (or lower) than so, a stroke looks like any other


@dataclass(frozen=True, slots=True, eq=False)
class Duplicates:
    """Each held-out glyph's likest glyph of the training part.

    Args:
        held: (m,) rows of the valid and test parts.
        trained: (m,) rows of the training part, the likest.
        likeness: (m,) float32, 1 the same picture but for brightness.
        same: (m,) bool: byte for byte the same.
        plain: (m,) bool: a plain stroke or dot, which looks like any other.
    """

    held: NDArray[np.int64]
    trained: NDArray[np.int64]
    likeness: NDArray[np.float32]
    same: NDArray[np.bool_]
    plain: NDArray[np.bool_]

    @property
    def near(self) -> NDArray[np.bool_]:
        """(m,) bool: pairs that are the same or nearly, plain strokes left out."""
        return np.asarray(self.same | ((self.likeness >= NEARLY) & ~self.plain))


def find_duplicates(collection: Collection) -> Duplicates | None:
    """Compare the valid and test parts with the training part; None where one side is empty."""
    held = np.flatnonzero(np.isin(collection.parts, ("valid", "test")))
    train = np.flatnonzero(collection.parts == "train")
    if not len(held) or not len(train):
        return None
    pictures = _small_pictures(collection.images)
    found, likeness = nearest_among(pictures[held], pictures[train], 1)
    trained = train[found[:, 0]]
    digests = _digests(collection.images)
    exact = {digests[row]: row for row in train[::-1].tolist()}
    same = np.array([digests[row] in exact for row in held.tolist()])
    trained = np.array(
        [exact.get(digests[row], near) for row, near in zip(held.tolist(), trained.tolist(), strict=True)]
    )
    sides = collection.extents[held].astype(np.float64)
    plain = sides.min(axis=1) < PLAIN_ASPECT * np.maximum(sides.max(axis=1), 1)
    return Duplicates(held, trained, np.where(same, 1, likeness[:, 0]).astype(np.float32), same, plain)


def _small_pictures(images: NDArray[np.uint8]) -> NDArray[np.float32]:
    """(n, 256) float32: pictures at 16 x 16 px, their mean removed, of length 1."""
    small = np.stack([cv2.resize(image, (SIDE, SIDE), interpolation=cv2.INTER_AREA) for image in images])
    flat = small.reshape(len(small), -1).astype(np.float32)
    flat -= flat.mean(axis=1, keepdims=True)
    return np.asarray(flat / np.maximum(np.linalg.norm(flat, axis=1, keepdims=True), 1e-6))


def _digests(images: NDArray[np.uint8]) -> list[bytes]:
    return [hashlib.blake2b(image.tobytes(), digest_size=16).digest() for image in images]
