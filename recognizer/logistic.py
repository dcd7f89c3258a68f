"""Logistic regression whose first weights never fall below 0: what calibrations are fitted by."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
from numpy.typing import ArrayLike, NDArray

FLOOR = 1e-6  # confidences are kept this far from 0 and 1, where the logarithms end
RIDGE = 1.0  # pull towards a prior that is only a beginning, worth about one sample
KNOWN_RIDGE = 20.0  # towards one that was fitted to much already: a handful of samples changes little
NEWTON_STEPS = 50


def fit_logistic(
    features: NDArray[np.float64],
    truth: NDArray[np.float64],
    weights: ArrayLike | None,
    *,
    prior: Sequence[float],
    rising: int,
    ridge: float = RIDGE,
) -> list[float]:
    """Weights under which ``chance_of(features @ weights)`` is as often right as it says.

    Args:
        features: (n, k).
        truth: (n,) 0 or 1.
        weights: (n,) what each sample counts; None for 1 each.
        prior: (k,) where the weights are pulled to.
        rising: the first so many weights are 0 or more.
        ridge: how strongly they are pulled.
    """
    counts = np.ones(len(truth)) if weights is None else np.asarray(weights, dtype=np.float64)
    free = np.ones(len(prior), dtype=np.bool_)
    while True:
        fitted = _minimize(features, truth, counts, np.where(free, prior, 0.0), free, ridge)
        negative = free & (fitted < 0) & (np.arange(len(prior)) < rising)
        if not negative.any():
            return [float(value) for value in fitted]
        free &= ~negative  # held at 0 from here on


def _minimize(
    features: NDArray[np.float64],
    truth: NDArray[np.float64],
    counts: NDArray[np.float64],
    prior: NDArray[np.float64],
    free: NDArray[np.bool_],
    ridge: float,
) -> NDArray[np.float64]:
    """The weights of least cost, by Newton's method with halved steps; those not free stay 0."""

    def cost(at: NDArray[np.float64]) -> float:
        score = features @ at
        loss = counts @ (np.logaddexp(0, score) - truth * score)
        return float(loss + ridge / 2 * np.sum((at - prior) ** 2))

    weights = prior.copy()
    now = cost(weights)
    for _ in range(NEWTON_STEPS):
        chance = chance_of(features @ weights)
        slope = features.T @ (counts * (chance - truth)) + ridge * (weights - prior)
        curve = (features * (counts * chance * (1 - chance))[:, None]).T @ features
        curve += ridge * np.eye(len(weights))
        step = np.zeros(len(weights))
        step[free] = np.linalg.solve(curve[np.ix_(free, free)], slope[free])
        while cost(weights - step) > now and np.abs(step).max() > 1e-9:
            step /= 2
        weights, before, now = weights - step, now, cost(weights - step)
        if before - now < 1e-9 * (1 + abs(now)):
            break
    return weights


def log_pair(p: ArrayLike) -> NDArray[np.float64]:
    """The logarithms ln p and -ln(1 - p), kept finite, along a new last axis; p of any shape."""
    kept = np.clip(np.asarray(p, dtype=np.float64), FLOOR, 1 - FLOOR)
    return np.stack([np.log(kept), -np.log1p(-kept)], axis=-1)


def chance_of(score: NDArray[np.float64]) -> NDArray[np.float64]:
    """The probability in (0, 1) that a logistic score stands for; any shape."""
    return np.asarray(1 / (1 + np.exp(-np.clip(score, -60, 60))))
