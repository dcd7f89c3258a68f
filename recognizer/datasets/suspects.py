"""Labels that are most likely wrong: those that a glyph's nearest neighbours by other writers contradict.

After D. Wilson, "Asymptotic Properties of Nearest Neighbor Rules Using Edited Data", 1972, with graded
votes. A writer's own glyphs never vote, so that one hand's habit does not excuse its own mistakes.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.collection import Collection
from recognizer.datasets.features import Features
from recognizer.datasets.neighbours import nearest_outside, reduce_vectors

NEIGHBOURS = 15
DIRECTIONS = 64  # principal ones of the vectors: they find as many wrong labels, in half the time
TEMPERATURE = 0.05  # difference of products at which a neighbour's vote falls to 1/e
ALIKE_WEIGHT = 0.5  # of votes for a character that a lone glyph may well be, such as C for c
LOOK_ALIKES = ("l1I|i!j", "oO0", "-_", "',`", ".,", "5sS", "2zZ", "9gq")


@dataclass(frozen=True, slots=True, eq=False)
class Suspects:
    """How doubtful each label is.

    Args:
        suspicion: (n,) float32 in 0..1: the share of votes for characters of another look; of a
            glyph nobody else's can judge, 0.
        likely: (n,) str: the character that most votes are for.
        support: (n,) float32: its share of the votes.
        nearness: (n,) float32: product with the nearest neighbour.
        order: (n,) rows, the most doubtful first.
        unjudged: rows whose character no other writer has.
    """

    suspicion: NDArray[np.float32]
    likely: NDArray[np.str_]
    support: NDArray[np.float32]
    nearness: NDArray[np.float32]
    order: NDArray[np.int64]
    unjudged: NDArray[np.int64]


def find_suspects(collection: Collection, features: Features) -> Suspects:
    """Judge every label by the labels of the nearest glyphs of other writers.

    Where no writer is known every other glyph votes.

    Args:
        collection: the glyphs.
        features: their vectors.
    """
    groups = writer_groups(collection)
    names, codes = np.unique(collection.labels, return_inverse=True)
    votes = _count_votes(features.vectors, groups, codes, len(names))
    alike = np.array([[ALIKE_WEIGHT * look_alike(a, b) for b in names] for a in names], dtype=np.float32)
    np.fill_diagonal(alike, 1.0)
    suspicion = 1 - (votes.shares * alike[codes]).sum(axis=1)
    judged = _others_with_label(groups, codes) & (votes.nearness > 0)
    suspicion = np.where(judged, np.clip(suspicion, 0, 1), 0).astype(np.float32)
    best = votes.shares.argmax(axis=1)
    order = np.lexsort((-votes.nearness, -np.round(suspicion, 2)))
    return Suspects(
        suspicion,
        names[best],
        votes.shares.max(axis=1, initial=0),
        votes.nearness,
        order,
        np.flatnonzero(~judged),
    )


def writer_groups(collection: Collection) -> NDArray[np.int64]:
    """(n,) numbers: one for each writer; a glyph of an unknown writer is a group of its own."""
    _, groups = np.unique(collection.writers, return_inverse=True)
    unknown = np.flatnonzero(collection.writers == "")
    groups = groups.astype(np.int64)
    groups[unknown] = groups.max(initial=0) + 1 + np.arange(len(unknown))
    return groups


def look_alike(one: str, other: str) -> bool:
    """Whether a glyph that stands alone may be either character: cases of a letter, l and 1, O and 0."""
    return one.casefold() == other.casefold() or any(one in some and other in some for some in LOOK_ALIKES)


@dataclass(frozen=True, slots=True, eq=False)
class _Votes:
    """(n, classes) float32 shares of the votes, and (n,) product with the nearest neighbour."""

    shares: NDArray[np.float32]
    nearness: NDArray[np.float32]


def _count_votes(
    vectors: NDArray[np.float32], groups: NDArray[np.int64], codes: NDArray[np.int64], classes: int
) -> _Votes:
    """Votes of the neighbours; those of a character with few glyphs count more."""
    indices, products = nearest_outside(reduce_vectors(vectors, DIRECTIONS), groups, NEIGHBOURS)
    found = indices >= 0
    weights = np.where(found, np.exp((products - products[:, :1]) / TEMPERATURE), 0)
    counts = np.bincount(codes, minlength=classes)
    rarity = np.maximum(1.0, NEIGHBOURS / np.maximum(counts, 1))
    told = codes[np.maximum(indices, 0)]
    weights = weights * rarity[told]
    shares = np.zeros((len(codes), classes), dtype=np.float32)
    rows = np.repeat(np.arange(len(codes)), indices.shape[1])
    np.add.at(shares, (rows, told.ravel()), weights.ravel().astype(np.float32))
    shares /= np.maximum(shares.sum(axis=1, keepdims=True), np.float32(1e-9))
    return _Votes(shares, np.where(found[:, 0], products[:, 0], 0).astype(np.float32))


def _others_with_label(groups: NDArray[np.int64], codes: NDArray[np.int64]) -> NDArray[np.bool_]:
    """(n,) bool: another group has a glyph of the same label."""
    pairs = np.unique(np.stack([codes, groups], axis=1), axis=0)
    return np.asarray(np.bincount(pairs[:, 0], minlength=int(codes.max(initial=0)) + 1)[codes] > 1)
