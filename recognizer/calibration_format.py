"""The calibrations of a preset as JSON values, and back: every version that presets were written with."""

from __future__ import annotations

import dataclasses
from collections.abc import Mapping
from typing import Any

from recognizer.calibration import Calibration
from recognizer.word_calibration import WordCalibration

VERSION = 2  # presets of version 1 hold the characters' three numbers alone


def describe_calibrations(
    characters: Calibration, words: WordCalibration, final: Calibration | None = None
) -> dict[str, Any]:
    """What ``preset.json`` holds for the calibrations of characters and words."""
    return {
        "version": VERSION,
        "characters": dataclasses.asdict(characters),
        "words": dataclasses.asdict(words),
        **({} if final is None else {"final": dataclasses.asdict(final)}),
    }


def parse_final_calibration(said: Mapping[str, Any]) -> Calibration | None:
    """The last calibration of characters; None in presets that have none.

    Raises:
        ValueError, TypeError: the numbers make no calibration.
    """
    return Calibration(**said["final"]) if said.get("final") is not None else None


def parse_calibrations(said: Mapping[str, Any]) -> tuple[Calibration, WordCalibration]:
    """The calibrations of characters and words; a word counts for the product of its letters in version 1.

    Raises:
        ValueError: the version is unknown, or the numbers make no calibration.
        KeyError, TypeError: numbers are missing or unknown.
    """
    if "version" not in said:
        return Calibration(**said), WordCalibration()
    if said["version"] != VERSION:
        raise ValueError(f"its calibration is of version {said['version']}; this program reads {VERSION}")
    return Calibration(**said["characters"]), WordCalibration(**said["words"])
