"""Confidences and what was right -> the error among what is kept, by how much is kept."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.reliability import Judged

TOLERATED = 0.01  # share of errors among what is kept up to which a text can go without a reader's eye


@dataclass(frozen=True, slots=True, eq=False)
class RiskCurve:
    """The risk-coverage curve: the surest are kept, one after another (Y. Geifman and R. El-Yaniv,
    "Selective classification for deep neural networks", 2017).

    Args:
        thresholds: (m,) float64, the confidences there are, highest first.
        coverage: (m,) float64, share kept that is at least as sure.
        risk: (m,) float64, share of errors among them.
        area: the mean risk over all numbers kept, AURC (Y. Geifman, G. Uziel and R. El-Yaniv, "Bias-reduced
            uncertainty estimation for deep neural classifiers", 2019); of equal confidences each order
            is as likely. 0.0 for nothing.
    """

    thresholds: NDArray[np.float64]
    coverage: NDArray[np.float64]
    risk: NDArray[np.float64]
    area: float

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for array in (self.thresholds, self.coverage, self.risk):
            array.setflags(write=False)

    def coverage_at(self, risk: float = TOLERATED) -> float:
        """The largest share that a threshold keeps with at most so many errors among it; 0.0 for none."""
        fit = self.coverage[self.risk <= risk]
        return float(fit.max()) if len(fit) else 0.0

    def threshold_at(self, risk: float = TOLERATED) -> float | None:
        """The confidence from which this share is kept; None where nothing can be."""
        fit = np.flatnonzero(self.risk <= risk)
        return float(self.thresholds[fit[-1]]) if len(fit) else None


def trace_risk(judged: Judged) -> RiskCurve:
    """The curve of things judged.

    Example:
        >>> curve = trace_risk(Judged.of([0.9, 0.8, 0.8, 0.1], [True, True, False, False]))
        >>> curve.coverage.tolist(), curve.risk.round(3).tolist(), curve.coverage_at(0.4)
        ([0.25, 0.75, 1.0], [0.0, 0.333, 0.5], 0.75)
    """
    if not len(judged):
        empty = np.zeros(0)
        return RiskCurve(empty, empty, empty, 0.0)
    levels, group = np.unique(-judged.confidence, return_inverse=True)
    sizes = np.bincount(group).astype(np.float64)
    errors = np.bincount(group, weights=~judged.right)
    kept, wrong = np.cumsum(sizes), np.cumsum(errors)
    each = (errors / sizes)[np.sort(group)]  # expected of every one, the surest first
    risks = np.cumsum(each) / np.arange(1, len(judged) + 1)
    return RiskCurve(-levels, kept / len(judged), wrong / kept, float(risks.mean()))
