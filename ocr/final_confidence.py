"""Confidences as they are told at last: calibrated once more, when nothing that is read depends on them.

Doubtful letters are compared with sure ones, and lines read with doubt are no text. This last calibration
comes after all that, so that fitting it to other pages changes no character.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ocr.decoder import Calibration, DecodedCharacter, DecodedLine


def finish_confidences(lines: Sequence[DecodedLine], calibration: Calibration | None) -> list[DecodedLine]:
    """Lines with the confidences that their characters are told with; rivals share the rest as before.

    Args:
        lines: as decoded and settled.
        calibration: takes confidences to what is told; None leaves them.
    """
    counts = [len(line.characters) for line in lines]
    if calibration is None or not sum(counts):
        return list(lines)
    before = np.array([one.confidence for line in lines for one in line.characters], dtype=np.float64)
    after = iter(np.clip(calibration.apply(before), 0.0, 1.0).tolist())
    return [replace(line, told=tuple(_finish(one, next(after)) for one in line.characters)) for line in lines]


def _finish(character: DecodedCharacter, confidence: float) -> DecodedCharacter:
    left = (1.0 - confidence) / max(1.0 - character.confidence, 1e-9)
    rivals = tuple(
        replace(rival, confidence=min(rival.confidence * left, 1.0 - confidence))
        for rival in character.alternatives
    )
    return replace(character, confidence=confidence, alternatives=rivals)
