"""Reads images of single characters: label, confidence, and what else each may be."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import Charset
from recognizer.glyph_frames import fit_images
from recognizer.types import GlyphClassifier


@dataclass(frozen=True, slots=True)
class CharacterReading:
    """What an image was taken for.

    Args:
        label: the likeliest character; empty where the image is blank.
        confidence: the classifier's probability of it, 0..1.
        alternatives: the next likeliest with theirs, falling.
    """

    label: str
    confidence: float
    alternatives: tuple[tuple[str, float], ...] = ()


def read_characters(
    images: Sequence[NDArray[np.uint8]],
    classifier: GlyphClassifier,
    charset: Charset,
    alternatives: int = 3,
    among: str = "",
) -> list[CharacterReading]:
    """Classify images of one character each; their size says nothing, so c and C look alike.

    Args:
        images: (rows, columns) uint8 each, ink dark or light.
        classifier: of a preset.
        charset: of the preset.
        alternatives: told of each beside the label.
        among: characters to choose among; all of the charset where it is empty.
    """
    letters = [letter for letter in charset.characters[1:] if not among or letter in among]
    if not images or not letters:
        return [CharacterReading("", 0.0) for _ in images]
    classes = [charset.encode(letter)[0] for letter in letters]
    fitted = fit_images(list(images))
    logs = classifier.classify_glyphs(fitted.astype(np.float32) * np.float32(1 / 255))[:, classes]
    shares = np.exp(logs.astype(np.float64) - logs.max(axis=1, keepdims=True))
    shares /= shares.sum(axis=1, keepdims=True)
    order = np.argsort(-shares, axis=1, kind="stable")[:, : alternatives + 1]
    readings = []
    for row, best in enumerate(order.tolist()):
        told = tuple((letters[at], float(shares[row, at])) for at in best)
        blank = not fitted[row].any()
        readings.append(CharacterReading("", 0.0) if blank else CharacterReading(*told[0], told[1:]))
    return readings
