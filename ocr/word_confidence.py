"""Confidence of words: from their letters and from the spaces that part them from their neighbours."""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace
from itertools import groupby

import numpy as np

from ocr.decoder import DecodedCharacter, DecodedLine
from recognizer.word_calibration import WordCalibration


@dataclass(frozen=True, slots=True)
class WordMakeup:
    """What a word's confidence is made of.

    Args:
        text: the word.
        letters: product of its letters' confidences.
        spaces: product of the confidences of the spaces beside it; 1 where there are none.
    """

    text: str
    letters: float
    spaces: float


def rate_words(lines: Sequence[DecodedLine], calibration: WordCalibration | None) -> list[DecodedLine]:
    """Lines with the confidence of each of their words; a word is as sure as its letters are together.

    Args:
        lines: as decoded, characters calibrated.
        calibration: takes what words are made of to their confidence; None takes the letters' product.
    """
    words = [take_apart(line.characters) for line in lines]
    made_of = [(word.letters, word.spaces, len(word.text)) for line in words for word in line]
    if not made_of:
        return list(lines)
    letters, spaces, lengths = np.array(made_of).T
    rated = iter((calibration or WordCalibration()).apply(letters, spaces, lengths).tolist())
    return [
        replace(line, word_confidences=tuple(next(rated) for _ in of_line))
        for line, of_line in zip(lines, words, strict=True)
    ]


def word_confidences(line: DecodedLine) -> tuple[float, ...]:
    """The confidence of each word of a line: as rated, or else the product of its letters'."""
    words = take_apart(line.characters)
    if len(line.word_confidences) == len(words):
        return line.word_confidences
    return tuple(word.letters for word in words)


def take_apart(characters: Sequence[DecodedCharacter]) -> list[WordMakeup]:
    """What each word of a line is made of, in order.

    Example:
        >>> a, space, b = (DecodedCharacter(c, p, 0, 0) for c, p in (("a", 0.5), (" ", 0.75), ("b", 0.25)))
        >>> take_apart([a, space, b, b])
        [WordMakeup(text='a', letters=0.5, spaces=0.75), WordMakeup(text='bb', letters=0.0625, spaces=0.75)]
    """
    runs = [
        (is_gap, list(run)) for is_gap, run in groupby(characters, key=lambda one: one.character.isspace())
    ]
    sure = [math.prod(one.confidence for one in run) for _, run in runs]
    return [
        WordMakeup(
            "".join(one.character for one in run),
            sure[at],
            math.prod(sure[at - 1 : at]) * math.prod(sure[at + 1 : at + 2]),
        )
        for at, (is_gap, run) in enumerate(runs)
        if not is_gap
    ]
