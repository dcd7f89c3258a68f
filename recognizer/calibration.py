"""Confidence that means something: the share of characters that are right among those rated alike.

A network's probabilities are too sure or not sure enough. Beta calibration maps a raw confidence p
to

    q = 1 / (1 + exp(-(a ln p - b ln(1 - p) + c)))

with a, b >= 0, so that the order of confidences never changes; a = b = 1, c = 0 is the identity
(M. Kull, T. Silva Filho and P. Flach, "Beta calibration: a well-founded and easily implemented
improvement on logistic calibration for binary classifiers", 2017). Its parameters are fitted by
logistic regression on characters that no training saw.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from recognizer.logistic import KNOWN_RIDGE, RIDGE, chance_of, fit_logistic, log_pair


@dataclass(frozen=True, slots=True)
class Calibration:
    """The map from raw confidence to calibrated; see the module for the formula.

    Args:
        a: weight of ln p.
        b: weight of -ln(1 - p).
        c: offset.

    Raises:
        ValueError: a or b is negative, or a parameter is not a number.

    Example:
        >>> float(Calibration().apply(0.25))
        0.25
    """

    a: float = 1.0
    b: float = 1.0
    c: float = 0.0

    def __post_init__(self) -> None:
        """Refuse maps that would turn the order round."""
        if not (np.isfinite([self.a, self.b, self.c]).all() and self.a >= 0 and self.b >= 0):
            raise ValueError("a calibration's a and b must be 0 or more, and all three numbers finite")

    def apply(self, confidence: ArrayLike) -> NDArray[np.float64]:
        """Calibrated confidences of raw ones in [0, 1]; any shape."""
        raw = np.asarray(confidence, dtype=np.float64)
        if (self.a, self.b, self.c) == (1.0, 1.0, 0.0):
            return raw.copy()
        return chance_of(log_pair(raw) @ np.array([self.a, self.b]) + self.c)


def fit_calibration(
    confidence: ArrayLike,
    right: ArrayLike,
    weights: ArrayLike | None = None,
    prior: Calibration | None = None,
) -> Calibration:
    """Fit the map to characters whose truth is known.

    Args:
        confidence: (n,) raw confidences in [0, 1].
        right: (n,) bool, whether each character was right.
        weights: (n,) what each counts, 1 on the average; all the same by default.
        prior: a calibration that is known and holds where there are few samples; none by default.

    Returns:
        The calibration; close to the prior, or else the identity, where there are few samples.

    Raises:
        ValueError: there are no samples, or the two differ in number.
    """
    p, truth = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if p.ndim != 1 or p.shape != truth.shape or len(p) == 0:
        raise ValueError("a calibration needs as many confidences as answers, and at least one")
    features = np.concatenate([log_pair(p), np.ones((len(p), 1))], axis=1)
    near, ridge = (Calibration(), RIDGE) if prior is None else (prior, KNOWN_RIDGE)
    fitted = fit_logistic(features, truth, weights, prior=[near.a, near.b, near.c], rising=2, ridge=ridge)
    return Calibration(*fitted)
