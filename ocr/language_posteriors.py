"""What language has to say on doubtful characters, weighed in with what was seen of them."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from ocr.frames import Emissions, FrameTable, Ints
from ocr.posteriors import Doubles, Posteriors
from ocr.scoring import PrefixScorer
from recognizer.charset import BLANK

SURE = 0.99  # probability from which a character is not doubted, whatever the language
_LEAST = 1e-30  # factors are kept above, so that an impossible reading stays comparable

Bools = NDArray[np.bool_]


def weigh_language(
    table: FrameTable, read: Emissions, weighed: Posteriors, scorer: PrefixScorer
) -> Posteriors:
    """Weigh the rivals of doubtful characters by the score that the search chose the reading by.

    Optics alone rate a character low that the search preferred for the sake of its neighbours, and rate
    one high that makes no word. Here each class counts with its own factor and with those of the
    characters after it, as far as the scorer remembers, all others standing as they were read.

    Args:
        table: the frames of all lines.
        read: the reading.
        weighed: its posteriors from optics alone.
        scorer: worth of a character after a prefix.

    Returns:
        The posteriors; as they were where the character is beyond doubt.
    """
    doubtful = np.flatnonzero(weighed.probabilities[:, 0] < SURE)
    if not len(doubtful):
        return weighed
    line = table.line_of_frame[read.frames]
    factors = _factors(read.classes, line, doubtful, weighed.classes[doubtful], scorer)
    factors = np.maximum(factors / np.maximum(factors[:, :1], _LEAST), _LEAST)
    seen = weighed.probabilities[doubtful]
    rest = np.maximum(
        1.0 - seen.sum(axis=1, keepdims=True), 0.0
    )  # not listed, so worth no less than the read
    scaled = seen * factors
    probabilities = weighed.probabilities.copy()
    probabilities[doubtful] = scaled / np.maximum(scaled.sum(axis=1, keepdims=True) + rest, _LEAST)
    return replace(weighed, probabilities=probabilities)


def _factors(classes: Ints, line: Ints, doubtful: Ints, rivals: Ints, scorer: PrefixScorer) -> Doubles:
    """Worth of each rival (n, k) and of what was read after it; a blank adds no character.

    Args:
        classes: (m,) all characters read.
        line: (m,) the line of each, rising.
        doubtful: (n,) indices of those to weigh.
        rivals: (n, k) classes that may stand in their places.
        scorer: worth of a character after a prefix.
    """
    states = _states_before(classes, line, doubtful, scorer)[:, None]
    is_blank = rivals == BLANK
    worth = np.where(is_blank, 1.0, scorer.factors(states, rivals))
    after = np.where(is_blank, states, scorer.advance(states, rivals))
    for ahead in range(1, scorer.memory + 1):
        at = np.minimum(doubtful + ahead, len(classes) - 1)
        inside = (doubtful + ahead < len(classes)) & (line[at] == line[doubtful])
        if not inside.any():
            break
        then = classes[at][:, None]
        worth = worth * np.where(inside[:, None], scorer.factors(after, then), 1.0)
        after = scorer.advance(after, then)
    return np.asarray(worth, dtype=np.float64)


def _states_before(classes: Ints, line: Ints, places: Ints, scorer: PrefixScorer) -> Ints:
    """The scorer's state before each place, after what was read before it on its line."""
    states = np.full(len(places), scorer.start(), dtype=np.int64)
    for back in range(scorer.memory, 0, -1):
        at = np.maximum(places - back, 0)
        known = (places >= back) & (line[at] == line[places])
        states[known] = scorer.advance(states[known], classes[at[known]])
    return states
