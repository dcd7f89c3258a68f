"""A change of the glyph classifier's last layer, fitted to a few hundred glyphs in seconds, without Keras.

What the network makes of a picture before its last layer, the embedding, tells far more shapes apart than
there are characters. To learn a hand it is mostly enough to say anew which of them are which character: a
matrix is added to the last layer. Finding it is a convex problem (multinomial logistic regression with an
offset), so that nothing but numpy is needed and there is one answer.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

Floats = NDArray[np.float32]

ROUNDS = 150  # of the descent; more changed nothing that could be measured
TINY = 1e-9


@dataclass(frozen=True, slots=True, eq=False)
class HeadChange:
    """What is added to the last layer.

    Args:
        weights: (units, classes) float32.
        bias: (classes,) float32.
    """

    weights: Floats
    bias: Floats

    def __post_init__(self) -> None:
        """Refuse parts that do not fit together; make them read-only."""
        if self.weights.ndim != 2 or self.bias.shape != self.weights.shape[1:]:
            raise ValueError("a change of a layer needs as many biases as its weights have columns")
        for array in (self.weights, self.bias):
            array.setflags(write=False)

    def apply(self, log_probabilities: Floats, embeddings: Floats) -> Floats:
        """Log-probabilities (n, classes) after the change.

        Args:
            log_probabilities: (n, classes) before it.
            embeddings: (n, units) of the same glyphs.
        """
        scores = log_probabilities + embeddings @ self.weights + self.bias
        return _log_softmax(np.asarray(scores, dtype=np.float32))


def fit_head(
    embeddings: Floats, log_probabilities: Floats, targets: Floats, weights: Floats, ridge: float
) -> HeadChange:
    """The change under which the glyphs are likeliest what they are said to be, and that is no larger than
    it must be.

    Cross-entropy over all glyphs plus half the ridge times the squares of the change, the embeddings scaled
    to a mean length of 1; by accelerated gradients (Y. Nesterov, "A method of solving a convex programming
    problem with convergence rate O(1/k^2)", 1983) with a step that the data bounds.

    Args:
        embeddings: (n, units) float32.
        log_probabilities: (n, classes) float32, of the network as it is.
        targets: (n, classes) float32, the probability of each class, rows that sum to 1.
        weights: (n,) float32, what each glyph counts.
        ridge: above 0; the larger, the less is changed.

    Raises:
        ValueError: the arrays do not fit together, or the ridge is not above 0.
    """
    n, classes = log_probabilities.shape
    if embeddings.shape[:1] != (n,) or targets.shape != (n, classes) or weights.shape != (n,):
        raise ValueError("embeddings, probabilities, targets and weights must be of as many glyphs")
    if not ridge > 0:
        raise ValueError(f"the ridge must be above 0, got {ridge}")
    if not n:
        return HeadChange(np.zeros((embeddings.shape[1], classes), np.float32), np.zeros(classes, np.float32))
    scale = max(float(np.linalg.norm(embeddings, axis=1).mean()), TINY)
    inputs = np.concatenate([embeddings / np.float32(scale), np.ones((n, 1), np.float32)], axis=1)
    curvature = _largest_square(inputs * np.sqrt(weights)[:, None]) / 2 + ridge
    change = ahead = np.zeros((inputs.shape[1], classes), np.float32)
    pace = 1.0
    for _ in range(ROUNDS):
        scores = np.asarray(log_probabilities + inputs @ ahead, dtype=np.float32)
        found = np.exp(_log_softmax(scores))
        slope = inputs.T @ ((found - targets) * weights[:, None]) + np.float32(ridge) * ahead
        moved = ahead - slope / np.float32(curvature)
        quicker = (1 + np.sqrt(1 + 4 * pace * pace)) / 2
        ahead = moved + np.float32((pace - 1) / quicker) * (moved - change)
        change, pace = moved, quicker
    return HeadChange(
        np.asarray(change[:-1] / np.float32(scale), dtype=np.float32), change[-1].astype(np.float32)
    )


def _largest_square(inputs: Floats) -> float:
    """The largest squared singular value."""
    return float(np.linalg.eigvalsh((inputs.T @ inputs).astype(np.float64))[-1])


def _log_softmax(scores: Floats) -> Floats:
    shifted = scores - scores.max(axis=1, keepdims=True)
    return np.asarray(shifted - np.log(np.exp(shifted).sum(axis=1, keepdims=True)), dtype=np.float32)
