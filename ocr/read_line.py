"""A text line and what was read on it."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from ocr.decoder import DecodedCharacter, DecodedLine
from segmenter.types import LineCrop, TextLine


@dataclass(frozen=True, slots=True, eq=False)
class ReadLine:
    """A text line and what was read on it.

    Args:
        line: as the segmenter found it.
        decoded: its characters.
        edges: (frames + 1,) float64, clean-page x of the borders of the frames, px.
        crop: what was read, or None where single glyphs were.
    """

    line: TextLine
    decoded: DecodedLine
    edges: NDArray[np.float64]
    crop: LineCrop | None = None

    @property
    def letters(self) -> tuple[DecodedCharacter, ...]:
        """The characters but for spaces."""
        return tuple(c for c in self.decoded.characters if c.character != " ")

    @property
    def told_letters(self) -> tuple[DecodedCharacter, ...]:
        """The same with the confidences that results tell."""
        return tuple(c for c in self.decoded.told or self.decoded.characters if c.character != " ")

    @property
    def confidence(self) -> float:
        """Mean confidence of the letters; 0.0 where nothing was read."""
        letters = self.letters
        return sum(c.confidence for c in letters) / len(letters) if letters else 0.0
