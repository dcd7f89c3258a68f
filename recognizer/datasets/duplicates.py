"""Pictures that stand, the same or nearly, on both sides of a split: what is learnt would be tested on."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.collection import Collection
from recognizer.datasets.likeness import NEARLY, is_plain, small_pictures
from recognizer.datasets.neighbours import nearest_among


@dataclass(frozen=True, slots=True, eq=False)
class Duplicates:
    """Each held-out glyph's likest glyph of the same character in the training part.

    Args:
        held: (m,) rows of the valid and test parts.
        trained: (m,) rows of the training part, the likest; the same picture, whatever its label, goes first.
        likeness: (m,) float32, 1 the same picture but for brightness; 0 where the training part lacks the
            character.
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
        """(m,) bool: pairs that are the same, or nearly and no plain strokes or dots."""
        return np.asarray(self.same | ((self.likeness >= NEARLY) & ~self.plain))


def find_duplicates(collection: Collection) -> Duplicates | None:
    """Compare the valid and test parts with the training part; None where one side is empty."""
    held = np.flatnonzero(np.isin(collection.parts, ("valid", "test")))
    train = np.flatnonzero(collection.parts == "train")
    if not len(held) or not len(train):
        return None
    trained, likeness = _likest(collection, held, train)
    digests = _digests(collection.images)
    exact = {digests[row]: row for row in train[::-1].tolist()}
    same = np.array([digests[row] in exact for row in held.tolist()])
    trained = np.array(
        [exact.get(digests[row], near) for row, near in zip(held.tolist(), trained.tolist(), strict=True)]
    )
    plain = is_plain(collection.images[held], collection.extents[held])
    return Duplicates(held, trained, np.where(same, 1, likeness).astype(np.float32), same, plain)


def _likest(
    collection: Collection, held: NDArray[np.int64], train: NDArray[np.int64]
) -> tuple[NDArray[np.int64], NDArray[np.float32]]:
    """The row of each held-out glyph's likest of its character, and how like it is."""
    pictures = small_pictures(collection.images)
    labels = collection.labels
    likest, likeness = np.full(len(held), train[0]), np.zeros(len(held), dtype=np.float32)
    for name in np.unique(labels[held]):
        asked, among = np.flatnonzero(labels[held] == name), train[labels[train] == name]
        if len(among):
            found, products = nearest_among(pictures[held[asked]], pictures[among], 1)
            likest[asked], likeness[asked] = among[found[:, 0]], products[:, 0]
    return likest, likeness


def _digests(images: NDArray[np.uint8]) -> list[bytes]:
    return [hashlib.blake2b(image.tobytes(), digest_size=16).digest() for image in images]
