"""Deals glyphs to parts once all are read: a hand keeps to one part, and copies are dropped."""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Sequence
from dataclasses import dataclass
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.copies import CopiedWriters, join_copied_pictures
from recognizer.datasets.framing import Framed
from recognizer.datasets.likeness import shrink_picture
from recognizer.datasets.samples import Part, Sample
from recognizer.datasets.splits import part_of_name

Names = NDArray[np.str_]


@dataclass(frozen=True, slots=True, eq=False)
class ReadyGlyph:
    """A sample that was framed.

    Args:
        sample: as read.
        framed: its picture.
        part: where it belongs; empty where its writer decides, when all are known.
    """

    sample: Sample
    framed: Framed
    part: Part | Literal[""]


@dataclass(frozen=True, slots=True, eq=False)
class Undealt:
    """What tells where glyphs belong, (n,) each.

    Args:
        pictures: (n, 16, 16) uint8, ink high, small.
        labels: characters.
        writers: names as the source has them; empty where unknown.
        hands: names that stand for the writers' hands, as far as the reader knows.
        parts: of glyphs whose writer is unknown.
        extents: (n, 2) rows and columns of ink.
        origins: where they come from.
        placed: (n,) bool: their size and place on the line are known already.
    """

    pictures: NDArray[np.uint8]
    labels: Names
    writers: Names
    hands: Names
    parts: Names
    extents: NDArray[np.int32]
    origins: Names
    placed: NDArray[np.bool_]

    def __len__(self) -> int:
        """Number of glyphs."""
        return len(self.labels)


@dataclass(frozen=True, slots=True, eq=False)
class Deal:
    """Where glyphs belong.

    Args:
        parts: (n,) train, valid or test.
        hands: (n,) names of the hands; empty where the writer is unknown.
        copies: (n,) bool: to be dropped, an earlier glyph is the same.
        joined: the names of each hand that has several, its own first.
    """

    parts: Names
    hands: Names
    copies: NDArray[np.bool_]
    joined: tuple[tuple[str, ...], ...]


def gather_glyphs(glyphs: Sequence[ReadyGlyph]) -> Undealt:
    """What tells where some glyphs belong."""
    samples, framed = [glyph.sample for glyph in glyphs], [glyph.framed for glyph in glyphs]
    return Undealt(
        np.stack([shrink_picture(one.image) for one in framed]),
        np.array([sample.label for sample in samples], dtype=np.str_),
        np.array([sample.writer for sample in samples], dtype=np.str_),
        np.array([sample.hand or sample.writer for sample in samples], dtype=np.str_),
        np.array([glyph.part for glyph in glyphs], dtype=np.str_),
        np.array([one.extent for one in framed], dtype=np.int32),
        np.array([sample.origin for sample in samples], dtype=np.str_),
        np.array([one.place is not None for one in framed]),
    )


def deal_glyphs(undealt: Undealt, join: bool, seed: int = 0) -> Deal:
    """Deal glyphs by their hand; where no writer is known they keep the part they have.

    Args:
        undealt: the glyphs.
        join: look for writers whose pictures are copies of one another.
        seed: of the deal.
    """
    hands = undealt.hands.copy()
    copies = np.zeros(len(hands), dtype=bool)
    if join:
        found = join_copied_pictures(
            undealt.pictures, undealt.labels.tolist(), hands.tolist(), undealt.extents, seed
        )
        hands, copies = _renamed(hands, found), found.copies
    names, codes = np.unique(hands, return_inverse=True)
    dealt = np.array([part_of_name(str(name), seed) for name in names], dtype="<U5")
    parts = np.where(hands == "", undealt.parts, dealt[codes] if len(names) else "").astype("<U5")
    return Deal(parts, hands, copies, _joined(hands, undealt.writers))


def _renamed(hands: Names, found: CopiedWriters) -> Names:
    names, codes = np.unique(hands, return_inverse=True)
    return (
        np.array([found.hand_of(str(name)) for name in names], dtype=np.str_)[codes] if len(names) else hands
    )


def _joined(hands: Names, writers: Names) -> tuple[tuple[str, ...], ...]:
    groups: dict[str, set[str]] = defaultdict(set)
    for hand, writer in set(zip(hands.tolist(), writers.tolist(), strict=True)):
        groups[hand].add(writer)
    return tuple((hand, *sorted(names - {hand})) for hand, names in sorted(groups.items()) if names != {hand})
