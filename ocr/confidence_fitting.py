"""How often letters and words of each confidence are right -> the calibrations of a preset."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from ocr.confidence_samples import JudgedSet, join_sets, judge_page, judge_training_lines
from ocr.page_reader import PageReader, load_page_reader
from ocr.reliability import Judged
from ocr.settings import OcrSettings
from recognizer.calibration import Calibration, fit_calibration
from recognizer.preset import find_preset
from recognizer.preset_writer import recalibrate_preset
from recognizer.scoring import sample_lines
from recognizer.word_calibration import WordCalibration, fit_word_calibration

MOST_LINES = 500  # of each kind and folder of shards that a preset is calibrated on
IMAGES = frozenset({".png", ".jpg", ".jpeg", ".tif", ".tiff"})

Doubles = NDArray[np.float64]


@dataclass(frozen=True, slots=True)
class Confidences:
    """How confidences are made: of characters, and of words.

    Args:
        characters: raw to calibrated confidence.
        words: letters and spaces to the confidence of a word.
        settled: they are the last ones, of letters that were calibrated and settled already: words are made
            of letters as they come, not of what ``characters`` makes of them.
    """

    characters: Calibration
    words: WordCalibration
    settled: bool = False

    @property
    def of_letters(self) -> Calibration:
        """What letters go through before words are made of them."""
        return Calibration() if self.settled else self.characters


def calibrate_preset(folder: Path, places: Sequence[Path]) -> Confidences | None:
    """Fit a preset's confidences to lines and pages with known truth, and write them into it.

    Args:
        folder: of a preset with a line reader.
        places: folders of shards, folders of pages or single pages, see ``judge_places``.

    Returns:
        The calibrations; None, and the preset as it was, where nothing was read.
    """
    sets = judge_places(load_page_reader(OcrSettings(preset=str(folder))), places)
    if not sets:
        return None
    fitted = fit_confidences(sets)
    recalibrate_preset(find_preset(folder), fitted.characters, fitted.words)
    return fitted


def judge_places(reader: PageReader, places: Sequence[Path]) -> list[JudgedSet]:
    """Judge what a reader makes of lines and pages that no training saw.

    Args:
        reader: with a line reader; calibrations are left out of account.
        places: folders of line shards; folders of page images with their truths in ``NAME.txt``; or such
            shards and images. Lines make a set of each folder and kind, pages of each folder. Other files
            are passed over.

    Returns:
        The sets in which words were read.
    """
    sets: dict[str, JudgedSet] = {}
    for place in places:
        images = _images(place)
        for image in images:
            name = image.parent.name
            judge_page(sets.setdefault(name, JudgedSet(name)), reader, image)
        has_shards = not images and (place.is_dir() or place.suffix == ".npz")
        lines = sample_lines(place, MOST_LINES, seed=0) if has_shards else []
        for kind in sorted({line.kind for line in lines}):
            name = f"{place.name} {kind}"
            sets[name] = judge_training_lines(name, reader, [line for line in lines if line.kind == kind])
    return [one for one in sets.values() if one.starts]


def fit_confidences(sets: Sequence[JudgedSet], prior: Confidences | None = None) -> Confidences:
    """The calibrations under which confidences are as often right as they say.

    A set counts for the root of its size, so that the largest do not decide alone.

    Args:
        sets: what was read and judged.
        prior: what stays where there are few samples; confidences as they are by default.

    Raises:
        ValueError: there are no sets.
    """
    if not sets:
        raise ValueError("confidences need at least one set to be fitted to")
    letters = np.concatenate([np.array(one.letters) for one in sets])
    right = np.concatenate([np.array(one.letters_right) for one in sets])
    weights = _weights([len(one.letters) for one in sets])
    characters = fit_calibration(letters, right, weights, prior.characters if prior else None)
    made_of = Confidences(characters, WordCalibration(), prior is not None and prior.settled)
    words = np.concatenate([_made_of(one, made_of.of_letters) for one in sets])
    words_right = np.concatenate([np.array(one.words_right) for one in sets])
    weights = _weights([len(one.starts) for one in sets])
    fitted = fit_word_calibration(words, words_right, weights, prior.words if prior else None)
    return replace(made_of, words=fitted)


def fit_without(
    sets: Sequence[JudgedSet], folds: Sequence[int], prior: Confidences | None = None
) -> list[Confidences]:
    """For each set the calibrations that were fitted without it and the others of its fold.

    Args:
        sets: those of one name count together as one.
        folds: of each set the fold it is in; two folds at least.
        prior: as in ``fit_confidences``.

    Raises:
        ValueError: all sets are in one fold.
    """
    fitted = {
        fold: fit_confidences(
            join_sets([one for one, of in zip(sets, folds, strict=True) if of != fold]), prior
        )
        for fold in sorted(set(folds))
    }
    return [fitted[fold] for fold in folds]


def rate_characters(found: JudgedSet, confidences: Confidences) -> Judged:
    """The letters of a set with their calibrated confidence."""
    return Judged.of(confidences.characters.apply(found.letters), found.letters_right)


def rate_judged_words(found: JudgedSet, confidences: Confidences) -> Judged:
    """The words of a set with their confidence."""
    letters, spaces, lengths = _made_of(found, confidences.of_letters).T
    return Judged.of(confidences.words.apply(letters, spaces, lengths), found.words_right)


def _images(place: Path) -> list[Path]:
    """The page images with a truth that a place stands for."""
    found = sorted(place.iterdir()) if place.is_dir() else [place]
    return [path for path in found if path.suffix in IMAGES and path.with_suffix(".txt").is_file()]


def _made_of(found: JudgedSet, calibration: Calibration) -> Doubles:
    """Product of letters, product of spaces and length of every word, (n, 3)."""
    spaces = np.array(found.spaces, dtype=np.float64)
    sure = np.where(np.isnan(spaces), 1.0, calibration.apply(np.nan_to_num(spaces)))
    letters = np.multiply.reduceat(calibration.apply(found.letters), found.starts)
    lengths = np.diff([*found.starts, len(found.letters)])
    return np.stack([letters, sure.prod(axis=1), lengths], axis=1)


def _weights(sizes: Sequence[int]) -> Doubles:
    """What each member of sets of such sizes counts, 1 on the average."""
    weights = np.repeat([1 / np.sqrt(size) for size in sizes], sizes)
    return np.asarray(weights / weights.mean())
