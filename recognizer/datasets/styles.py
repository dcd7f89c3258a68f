"""How hands differ: what is left of glyphs' vectors when the characters' means are taken off, by writer."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.datasets.collection import Collection
from recognizer.datasets.features import Features

FEWEST = 20  # glyphs of a writer whose style is placed


@dataclass(frozen=True, slots=True, eq=False)
class Styles:
    """Writers on the plane in which their hands differ most.

    Args:
        writers: (w,) names, most glyphs first.
        counts: (w,) glyphs.
        places: (w, 2) float64 along the two principal components.
        explained: (2,) share of the writers' variance along each.
        spread: (w,) root mean square distance of a writer's glyphs, taken in tens, from the place.
    """

    writers: NDArray[np.str_]
    counts: NDArray[np.int64]
    places: NDArray[np.float64]
    explained: NDArray[np.float64]
    spread: NDArray[np.float64]


def compare_styles(collection: Collection, features: Features) -> Styles | None:
    """Principal components of the writers' mean residuals; None with fewer than three writers.

    A glyph's residual is its vector less the mean vector of its character over all writers, so that
    what a writer happened to write does not count, only how.
    """
    residuals = _residuals(features.vectors, collection.labels)
    names, codes, counts = np.unique(collection.writers, return_inverse=True, return_counts=True)
    usable = np.flatnonzero((counts >= FEWEST) & (names != ""))
    if len(usable) < 3:
        return None
    usable = usable[np.argsort(-counts[usable], kind="stable")]
    rows = [np.flatnonzero(codes == at) for at in usable]
    means = np.stack([residuals[some].mean(axis=0) for some in rows]).astype(np.float64)
    centre = means.mean(axis=0)
    _, values, axes = np.linalg.svd(means - centre, full_matrices=False)
    plane = axes[:2] * np.where(axes[:2].sum(axis=1, keepdims=True) < 0, -1, 1)
    places = (means - centre) @ plane.T
    spread = [
        _spread((residuals[some] - centre) @ plane.T, place) for some, place in zip(rows, places, strict=True)
    ]
    energy = values**2
    return Styles(
        names[usable], counts[usable], places, energy[:2] / max(float(energy.sum()), 1e-12), np.array(spread)
    )


def _residuals(vectors: NDArray[np.float32], labels: NDArray[np.str_]) -> NDArray[np.float32]:
    _, codes, counts = np.unique(labels, return_inverse=True, return_counts=True)
    sums = np.zeros((len(counts), vectors.shape[1]), dtype=np.float32)
    np.add.at(sums, codes, vectors)
    return np.asarray(vectors - (sums / counts[:, None].astype(np.float32))[codes])


def _spread(points: NDArray[np.float64], place: NDArray[np.float64]) -> float:
    """Of means of ten glyphs each, so that hands, not letters, are told apart."""
    tens = [
        points[start :: max(1, len(points) // 10)].mean(axis=0) for start in range(max(1, len(points) // 10))
    ]
    return float(np.sqrt(((np.stack(tens) - place) ** 2).sum(axis=1).mean()))
