"""Lines with known truth -> how often characters of each confidence are right -> a preset's calibration."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ocr.decoder import decode_lines
from ocr.page_reader import PageReader, load_page_reader
from ocr.settings import DecoderSettings, OcrSettings
from recognizer.calibration import Calibration, expected_calibration_error, fit_calibration
from recognizer.dataset import TrainingLine
from recognizer.preset import find_preset
from recognizer.preset_writer import recalibrate_preset
from recognizer.scoring import fold_text, sample_lines

LINES_AT_ONCE = 64  # read and decoded together, as on a page
MOST_LINES = 500  # of each kind and folder that a preset is calibrated on


@dataclass(frozen=True, slots=True, eq=False)
class JudgedCharacters:
    """Characters read, and whether each was right.

    Args:
        confidence: (n,) float64 in 0..1.
        right: (n,) bool.
    """

    confidence: NDArray[np.float64]
    right: NDArray[np.bool_]

    @property
    def calibration_error(self) -> float:
        """Expected calibration error over bins of equal mass, 0..1."""
        return expected_calibration_error(self.confidence, self.right)


def judge_characters(
    reader: PageReader, lines: Sequence[TrainingLine], settings: DecoderSettings | None = None
) -> JudgedCharacters:
    """Read lines, align what was read with the truth, and judge every character that is no space.

    A character is right where the shortest alignment of the two texts pairs it with its like;
    quotes and dashes count as alike in all their forms.

    Args:
        reader: with a line reader; its calibration, where it has one, is applied.
        lines: that no training saw.
        settings: of the decoder.

    Raises:
        ValueError: the reader reads no lines.
    """
    if reader.line_reader is None:
        raise ValueError("only a reader of lines can be judged on lines")
    confidence: list[float] = []
    right: list[bool] = []
    for start in range(0, len(lines), LINES_AT_ONCE):
        part = lines[start : start + LINES_AT_ONCE]
        crops = [line.pixels.astype(np.float32) * np.float32(1 / 255) for line in part]
        readings = reader.line_reader.read_lines(crops)
        found = decode_lines(
            readings,
            reader.charset,
            settings,
            language_model=reader.language_model,
            calibration=reader.calibration,
        )
        for line, decoded in zip(part, found, strict=True):
            names = [fold_text(character.character) for character in decoded.characters]
            same = align_texts(fold_text(line.text), [name or " " for name in names])
            for character, name, agrees in zip(decoded.characters, names, same, strict=True):
                if name:
                    confidence.append(character.confidence)
                    right.append(agrees)
    return JudgedCharacters(np.array(confidence, dtype=np.float64), np.array(right, dtype=bool))


def fit_confidences(
    reader: PageReader, lines: Sequence[TrainingLine], settings: DecoderSettings | None = None
) -> Calibration:
    """The calibration under which a reader's raw confidences are as often right as they say.

    Args:
        reader: with a line reader; a calibration it has is left out of account.
        lines: that no training saw.
        settings: of the decoder.

    Raises:
        ValueError: no character was read.
    """
    judged = judge_characters(replace(reader, calibration=None), lines, settings)
    return fit_calibration(judged.confidence, judged.right)


def calibrate_preset(folder: Path, places: Sequence[Path]) -> Calibration | None:
    """Fit a preset's confidences on shards of lines and write the calibration into it.

    Args:
        folder: of a preset with a line reader.
        places: folders of shards that no training saw.

    Returns:
        The calibration; None, and the preset as it was, where nothing was read on such lines.
    """
    lines = [line for place in places for line in sample_lines(place, MOST_LINES, seed=0)]
    judged = judge_characters(
        replace(load_page_reader(OcrSettings(preset=str(folder))), calibration=None), lines
    )
    if not len(judged.right):
        return None
    calibration = fit_calibration(judged.confidence, judged.right)
    recalibrate_preset(find_preset(folder), calibration)
    return calibration


def align_texts(truth: str, read: Sequence[str]) -> list[bool]:
    """Which of the characters read stand in the truth, by a shortest alignment.

    Example:
        >>> align_texts("abc", ["a", "x", "c", "d"])
        [True, False, True, False]
    """
    same = [False] * len(read)
    for block in Levenshtein.opcodes(list(truth), list(read)):
        if block.tag == "equal":
            same[block.dest_start : block.dest_end] = [True] * (block.dest_end - block.dest_start)
    return same
