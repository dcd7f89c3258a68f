"""Confidence of words: the share of words that are right among those made of letters rated alike.

The errors in a word do not come singly, so the product of its letters' confidences is too low where they
come together, and it says nothing of words torn apart or run together. It is calibrated again, after the
pattern of ``recognizer.calibration``, together with the spaces that part the word from its neighbours.
"""

from __future__ import annotations

import dataclasses
from dataclasses import dataclass

import numpy as np
from numpy.typing import ArrayLike, NDArray

from recognizer.logistic import KNOWN_RIDGE, RIDGE, chance_of, fit_logistic, log_pair

SURE_SPACE = 0.999  # surer spaces, and the ends of a line, say no more


@dataclass(frozen=True, slots=True)
class WordCalibration:
    """The map from what a word is made of to the share of such words that are right.

    With L the product of the confidences of the word's letters, S that of the spaces beside it and n the
    number of its letters,

        q = 1 / (1 + exp(-(a ln L - b ln(1 - L) + A ln S/s - B ln (1 - S)/(1 - s) + length ln n + c)))

    where A is ``space_a``, B is ``space_b``, s is SURE_SPACE and S is s at most: sure spaces change nothing.
    It never falls as a letter or a space becomes surer. As it comes, q = L.

    Args:
        a, b: weights of what the letters say.
        space_a, space_b: weights of what the spaces say.
        length: weight of ln n; above 0 where errors come together.
        c: offset.

    Raises:
        ValueError: one of the first four is negative, or a parameter is not a number.

    Example:
        >>> round(float(WordCalibration().apply(0.5, 0.9, 3)), 6)
        0.5
    """

    a: float = 1.0
    b: float = 1.0
    space_a: float = 0.0
    space_b: float = 0.0
    length: float = 0.0
    c: float = 0.0

    def __post_init__(self) -> None:
        """Refuse maps that would turn the order round."""
        numbers = np.array([self.a, self.b, self.space_a, self.space_b, self.length, self.c])
        if not (np.isfinite(numbers).all() and (numbers[:4] >= 0).all()):
            raise ValueError("a word calibration's weights must be 0 or more, and all its numbers finite")

    def apply(self, letters: ArrayLike, spaces: ArrayLike, lengths: ArrayLike) -> NDArray[np.float64]:
        """Confidences of words, any shape.

        Args:
            letters: product of the confidences of each word's letters, in [0, 1].
            spaces: product of those of the spaces beside it, 1 where there are none.
            lengths: number of its letters, 1 or more.
        """
        weights = np.array([self.a, self.b, self.space_a, self.space_b, self.length, self.c])
        return chance_of(_word_features(letters, spaces, lengths) @ weights)


def fit_word_calibration(
    words: ArrayLike,
    right: ArrayLike,
    weights: ArrayLike | None = None,
    prior: WordCalibration | None = None,
) -> WordCalibration:
    """Fit the map to words whose truth is known.

    Args:
        words: (n, 3): product of the letters' confidences, product of the spaces', number of letters.
        right: (n,) bool, whether each word was right.
        weights: (n,) what each counts, 1 on the average; all the same by default.
        prior: a calibration that is known and holds where there are few samples; none by default.

    Returns:
        The calibration; close to the prior, or else the product of the letters, where there are few samples.

    Raises:
        ValueError: there are no samples, or the two differ in number.
    """
    made_of, truth = np.asarray(words, dtype=np.float64), np.asarray(right, dtype=np.float64)
    if made_of.shape != (len(truth), 3) or not len(truth):
        raise ValueError("a word calibration needs as many words as answers, and at least one")
    features = _word_features(*made_of.T)
    near, ridge = (WordCalibration(), RIDGE) if prior is None else (prior, KNOWN_RIDGE)
    fitted = fit_logistic(features, truth, weights, prior=dataclasses.astuple(near), rising=4, ridge=ridge)
    return WordCalibration(*fitted)


def _word_features(letters: ArrayLike, spaces: ArrayLike, lengths: ArrayLike) -> NDArray[np.float64]:
    """What a word's weights are multiplied with, along a last axis."""
    size = np.log(np.maximum(np.asarray(lengths, dtype=np.float64), 1.0))
    parting = log_pair(np.minimum(np.asarray(spaces, dtype=np.float64), SURE_SPACE)) - log_pair(SURE_SPACE)
    pairs = np.broadcast_arrays(*np.moveaxis(log_pair(letters), -1, 0), *np.moveaxis(parting, -1, 0), size)
    return np.stack([*pairs, np.ones_like(pairs[0])], axis=-1)
