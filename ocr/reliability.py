"""Confidences beside how often they were right: bins of equal mass, the calibration error, its interval."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from ocr.bootstrap import RESAMPLES, bootstrap_pages

BINS = 10


@dataclass(frozen=True, slots=True, eq=False)
class Judged:
    """Things that were read (words, characters), with their confidence and whether each was right.

    Args:
        confidence: (n,) float64 in 0..1.
        right: (n,) bool.

    Raises:
        ValueError: the two differ in number, or a confidence lies outside 0..1.
    """

    confidence: NDArray[np.float64]
    right: NDArray[np.bool_]

    def __post_init__(self) -> None:
        """Refuse what does not fit together; make the arrays read-only."""
        if self.confidence.ndim != 1 or self.confidence.shape != self.right.shape:
            raise ValueError("as many confidences as judgements are needed")
        if not ((self.confidence >= 0) & (self.confidence <= 1)).all():
            raise ValueError("a confidence lies between 0 and 1")
        self.confidence.setflags(write=False)
        self.right.setflags(write=False)

    @staticmethod
    def of(confidence: ArrayLike, right: ArrayLike) -> Judged:
        """Judgements from any sequences of numbers and of truths."""
        return Judged(np.array(confidence, dtype=np.float64), np.array(right, dtype=np.bool_))

    def __len__(self) -> int:
        """How many there are."""
        return len(self.confidence)

    @property
    def calibration_error(self) -> float:
        """Expected calibration error over 10 bins of equal mass, 0..1; 0.0 for nothing."""
        return calibration_error(self.confidence, self.right)


@dataclass(frozen=True, slots=True)
class ReliabilityBin:
    """Neighbours in confidence.

    Args:
        count: how many.
        confidence: their mean confidence.
        right: the share of them that is right.
    """

    count: int
    confidence: float
    right: float


def reliability_bins(judged: Judged, bins: int = BINS) -> list[ReliabilityBin]:
    """Part what was judged into bins of as nearly equal numbers as can be, in order of confidence.

    Equal confidences that a border parts keep the order they came in. There are fewer bins where
    fewer things were judged.

    Example:
        >>> judged = Judged.of([1.0, 0.25, 0.25, 0.5], [True, False, True, True])
        >>> [(part.count, part.confidence, part.right) for part in reliability_bins(judged, bins=2)]
        [(2, 0.25, 0.5), (2, 0.75, 1.0)]
    """
    order = np.argsort(judged.confidence, kind="stable")
    parts = [part for part in np.array_split(order, bins) if len(part)]
    return [
        ReliabilityBin(len(part), float(judged.confidence[part].mean()), float(judged.right[part].mean()))
        for part in parts
    ]


def calibration_error(confidence: ArrayLike, right: ArrayLike, bins: int = BINS) -> float:
    """Mean distance of confidence from the share that is right, over bins of equal mass.

    Args:
        confidence: (n,) in 0..1.
        right: (n,) bool.
        bins: of as nearly equal numbers as can be.

    Returns:
        0..1; 0.0 for nothing (M. P. Naeini et al., "Obtaining well calibrated probabilities using
        Bayesian binning", 2015; bins of equal mass after J. Nixon et al., "Measuring calibration in
        deep learning", 2019).
    """
    sure, truth = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if not len(sure):
        return 0.0
    order = np.argsort(sure, kind="stable")
    gaps = np.array([part.sum() for part in np.array_split((sure - truth)[order], bins)])
    return float(np.abs(gaps).sum() / len(sure))


def join_judged(parts: Sequence[Judged]) -> Judged:
    """All judgements as one."""
    return Judged.of(
        [value for part in parts for value in part.confidence],
        [value for part in parts for value in part.right],
    )


def bootstrap_calibration(pages: Sequence[Judged], resamples: int = RESAMPLES) -> tuple[float, float]:
    """The 95 % interval of the calibration error of all pages together, pages drawn anew.

    The error of a small sample lies above that of all words, and so does the interval's middle.

    Args:
        pages: the judgements of each page.
        resamples: how often as many pages are drawn.

    Raises:
        ValueError: there are no pages.
    """

    def error(drawn: NDArray[np.intp]) -> float:
        chosen = [pages[at] for at in drawn]
        return calibration_error(
            np.concatenate([page.confidence for page in chosen]),
            np.concatenate([page.right for page in chosen]),
        )

    return bootstrap_pages(len(pages), error, resamples)
