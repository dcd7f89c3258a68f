"""Pictures that stand, the same or nearly, on both sides of a split: what is learnt would be tested on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.collection import Collection
from recognizer.datasets.copies import NEARLY, PLAIN_ASPECT, small_pictures
from recognizer.datasets.neighbours import nearest_among


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
    pictures = small_pictures(collection.images)
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


def _digests(images: NDArray[np.uint8]) -> list[bytes]:
    return [hashlib.blake2b(image.tobytes(), digest_size=16).digest() for image in images]
