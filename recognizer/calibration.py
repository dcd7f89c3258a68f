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

FLOOR = 1e-6  # confidences are kept this far from 0 and 1, where the logarithms end
RIDGE = 1.0  # pull towards the identity, worth about one sample: a handful changes little
NEWTON_STEPS = 50


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
        p = np.clip(raw, FLOOR, 1 - FLOOR)
        score = self.a * np.log(p) - self.b * np.log1p(-p) + self.c
        return np.asarray(1 / (1 + np.exp(-score)))


def fit_calibration(confidence: ArrayLike, right: ArrayLike) -> Calibration:
    """Fit the map to characters whose truth is known.

    Args:
        confidence: (n,) raw confidences in [0, 1].
        right: (n,) bool, whether each character was right.

    Returns:
        The calibration; close to the identity where there are few samples.

    Raises:
        ValueError: there are no samples, or the two differ in number.
    """
    p = np.clip(np.asarray(confidence, dtype=np.float64), FLOOR, 1 - FLOOR)
    truth = np.asarray(right, dtype=np.float64)
    if p.ndim != 1 or p.shape != truth.shape or len(p) == 0:
        raise ValueError("a calibration needs as many confidences as answers, and at least one")
    features = np.stack([np.log(p), -np.log1p(-p), np.ones_like(p)], axis=1)
    free = [0, 1, 2]
    while True:
        fitted = _fit_logistic(features, truth, free)
        negative = [at for at in (0, 1) if fitted[at] < 0]
        if not negative:
            return Calibration(*(float(value) for value in fitted))
        free = [at for at in free if at not in negative]  # held at 0 from here on


def expected_calibration_error(confidence: ArrayLike, right: ArrayLike, bins: int = 15) -> float:
    """Mean distance of confidence from the share that is right, over bins of equal mass.

    Args:
        confidence: (n,) in [0, 1].
        right: (n,) bool.
        bins: of as nearly equal numbers of characters, in order of confidence.

    Returns:
        0..1; 0.0 for no characters (M. P. Naeini et al., 2015; equal-mass bins after
        J. Nixon et al., "Measuring Calibration in Deep Learning", 2019).

    Raises:
        ValueError: the two differ in number.
    """
    p, truth = np.asarray(confidence, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if p.shape != truth.shape:
        raise ValueError("as many confidences as answers are needed")
    if not len(p):
        return 0.0
    borders = np.quantile(p, np.linspace(0, 1, bins + 1)[1:-1])
    bin_of = np.searchsorted(borders, p, side="left")  # equal confidences share a bin
    parts = [np.flatnonzero(bin_of == at) for at in np.unique(bin_of)]
    gaps = [abs(p[part].mean() - truth[part].mean()) * len(part) for part in parts]
    return float(sum(gaps) / len(p))


def _fit_logistic(
    features: NDArray[np.float64], truth: NDArray[np.float64], free: list[int]
) -> NDArray[np.float64]:
    """Logistic regression by Newton's method, halved steps, pulled towards (1, 1, 0)."""
    identity = np.array([1.0, 1.0, 0.0])
    weights = np.array([1.0 if at in free else 0.0 for at in (0, 1)] + [0.0])

    def cost(at: NDArray[np.float64]) -> float:
        score = features @ at
        return float(
            np.sum(np.logaddexp(0, score) - truth * score) + RIDGE / 2 * np.sum((at - identity)[free] ** 2)
        )

    now = cost(weights)
    for _ in range(NEWTON_STEPS):
        chance = 1 / (1 + np.exp(-np.clip(features @ weights, -60, 60)))
        slope = features.T @ (chance - truth) + RIDGE * (weights - identity)
        curve = (features * (chance * (1 - chance))[:, None]).T @ features + RIDGE * np.eye(3)
        step = np.zeros(3)
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        while cost(weights - step) > now and np.abs(step).max() > 1e-9:
            step /= 2
        weights, before, now = weights - step, now, cost(weights - step)
        if before - now < 1e-9 * (1 + abs(now)):
            break
    return weights
