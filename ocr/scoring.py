"""What a character added to a prefix is worth to the search: language and a bonus against deletions."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Protocol

import numpy as np
from numpy.typing import NDArray

from ocr.frames import Ints
from ocr.language import UNKNOWN, LanguageModel
from recognizer.charset import Charset

Doubles = NDArray[np.float64]

FAMILIAR_BITS = 2.6  # bits a character: up to here a page's text is of a kind the model knows
STRANGE_BITS = 5.0  # from here on it is not; both, and those below, were fitted to lines of 15 sets left out
LEAST_FIT = 0.2  # never less: letters still follow letters
PRIOR_BITS = 3.2  # what is taken to be usual where a page holds little text ...
PRIOR_LENGTH = 30  # ... as if so many characters had been seen
DOUBTFUL = 0.15  # mean doubt a character from which the optics are believed no less
DOUBT_GAIN = 5.7  # by how much more the model counts for each doubt a character
DOUBT_BITS = 7.0  # bits a character that each doubt a character adds by the errors it stands for
MOST_DOUBT_BITS = 1.2  # they add no more than this
FLOOR_OF_DIGITS = -4.0  # nats: next to digits nothing is thought less likely, so that codes stay as they are


class PrefixScorer(Protocol):
    """What a character added to a prefix is worth."""

    @property
    def memory(self) -> int:
        """Characters before a prefix's end that its state depends on."""
        ...

    def start(self) -> int:
        """The state of an empty prefix."""
        ...

    def factors(self, states: Ints, classes: Ints) -> Doubles:
        """Factors > 0 for classes added to prefixes in states; the two broadcast."""
        ...

    def advance(self, states: Ints, classes: Ints) -> Ints:
        """The states after the classes were added; the two broadcast."""
        ...


@dataclass(frozen=True, slots=True)
class BonusScorer:
    """Every character is worth the same, whatever stands before it.

    Args:
        bonus: added to the log-probability of every character.
    """

    bonus: float

    @property
    def memory(self) -> int:
        """None."""
        return 0

    def start(self) -> int:
        """The one state there is."""
        return 0

    def factors(self, states: Ints, classes: Ints) -> Doubles:
        """The bonus as a factor, for every state and class."""
        return np.full(np.broadcast_shapes(states.shape, classes.shape), np.exp(self.bonus))

    def advance(self, states: Ints, classes: Ints) -> Ints:
        """The states as they are."""
        return states


@dataclass(frozen=True, slots=True, eq=False)
class LanguageScorer:
    """Characters are worth what a language model thinks of them, weighted, and a bonus.

    Args:
        model: the language model.
        indices: (classes,) int64: the model's index of every class of the charset.
        weight: what the model's log-probability counts.
        bonus: added to the log-probability of every character.
    """

    model: LanguageModel
    indices: Ints
    weight: float
    bonus: float

    @property
    def memory(self) -> int:
        """The model's longest context."""
        return self.model.order - 1

    def start(self) -> int:
        """The model's state at the beginning of a line."""
        return self.model.start()

    def factors(self, states: Ints, classes: Ints) -> Doubles:
        """exp(weight x log-probability + bonus)."""
        indices = self.indices[classes]
        scores = self.model.score(states, indices)
        digit = self.model.digit
        by_digit = (indices == digit) | (self.model.last(states) == digit)
        scores = np.where(by_digit, np.maximum(scores, np.float32(FLOOR_OF_DIGITS)), scores)
        return np.exp(scores.astype(np.float64) * self.weight + self.bonus)

    def advance(self, states: Ints, classes: Ints) -> Ints:
        """The model's states after the classes."""
        return self.model.advance(states, self.indices[classes])


def make_scorer(charset: Charset, model: LanguageModel | None, weight: float, bonus: float) -> PrefixScorer:
    """The scorer of a charset's classes; without a model no character is worth more than another.

    The bonus goes with the model: it makes up for what the model takes from every character, and alone
    it would only insert characters.
    """
    if model is None or weight == 0.0:
        return BonusScorer(0.0 if model is None else bonus)
    return LanguageScorer(model, class_indices(charset, model), weight, bonus)


def class_indices(charset: Charset, model: LanguageModel) -> Ints:
    """(classes,) int64: the model's index of every class of a charset."""
    return np.concatenate([[UNKNOWN], model.indices(charset.characters)])


def fit_to_text(model: LanguageModel, indices: Ints, doubt: float = 0.0) -> float:
    """What a model counts on a page, by what was read there without it: 1.0 where it is familiar and sure.

    A text that the model finds very unlikely (a list of numbers, capitals, a language that it has not
    seen) is none that it can help with. It counts for more where the optics are in doubt; and of a text
    read with doubts it is told what it would probably say of one without their errors.

    Args:
        model: the language model.
        indices: (n,) int64, the text as the model's indices, lines joined by spaces.
        doubt: what the probabilities of the characters read lack to 1, on average.
    """
    bits = model.bits_of_indices(indices) - min(doubt * DOUBT_BITS, MOST_DOUBT_BITS)
    expected = (bits * len(indices) + PRIOR_BITS * PRIOR_LENGTH) / (len(indices) + PRIOR_LENGTH)
    fit = np.clip((STRANGE_BITS - expected) / (STRANGE_BITS - FAMILIAR_BITS), LEAST_FIT, 1.0)
    return float(fit) * (1.0 + DOUBT_GAIN * min(doubt, DOUBTFUL))
