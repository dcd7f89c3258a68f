"""Recorded pen strokes by writer: single characters, and words or lines brought to one x-height."""

from __future__ import annotations

import re
from collections.abc import Callable, Collection
from dataclasses import dataclass
from pathlib import Path

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import LATIN, normalize_text
from recognizer.types import DatasetError

Stroke = NDArray[np.float64]

MIN_AGREEMENT = 0.1  # below it a character's label is doubtful
MIN_LETTERS = 18  # different lower-case or upper-case letters a writer needs to set text with
CAPITAL_TO_X = 1.45  # usual height of a capital, x-heights
HIGHEST, LOWEST = -2.9, 1.6  # x-heights from the baseline between which one line's ink stays
NARROWEST, WIDEST = 0.5, 2.4  # x-heights a character; beyond, the text is not what was written
MIN_SAMPLE = 2  # characters in a recorded text
_X_LETTERS = "acemnorsuvwxz"

_SPELLED = re.compile(r"(^|\s)\S\s\S\s\S(\s|$)")

Wanted = Callable[[str], bool]


@dataclass(frozen=True, slots=True, eq=False)
class CharacterStrokes:
    """Characters written one by one.

    Args:
        points: (n, 2) int16, x and y, y down.
        stroke_offsets: where each stroke's points begin, and the end.
        character_offsets: where each character's strokes begin, and the end.
        samples: numbers of a writer's samples of a character.
        x_heights: the writers' x-heights in the points' unit.
    """

    points: NDArray[np.int16]
    stroke_offsets: NDArray[np.int64]
    character_offsets: NDArray[np.int64]
    samples: dict[str, dict[str, list[int]]]
    x_heights: dict[str, float]

    def strokes(self, character: int) -> list[Stroke]:
        """The strokes of one character, each (points, 2)."""
        return _cut(self.points, self.stroke_offsets, self.character_offsets, character)

    def letters(self, writer: str) -> frozenset[str]:
        """Characters there are samples of by this writer."""
        return frozenset(self.samples[writer])


@dataclass(frozen=True, slots=True, eq=False)
class TextSample:
    """Recorded words: strokes in x-heights, y down from the baseline."""

    text: str
    strokes: list[Stroke]


@dataclass(frozen=True, slots=True, eq=False)
class TextStrokes:
    """Words and lines by writer."""

    by_writer: dict[str, list[TextSample]]


def load_characters(path: Path, wanted: Wanted) -> CharacterStrokes:
    """Read single characters of the writers wanted who have most letters.

    Args:
        path: npz with points, stroke_off, char_off, label, writer, agreement.
        wanted: says whether a writer may be used.

    Raises:
        DatasetError: no writer is left.
    """
    with np.load(path) as data:
        arrays = {
            name: data[name] for name in ("points", "stroke_off", "char_off", "label", "writer", "agreement")
        }
    samples: dict[str, dict[str, list[int]]] = {}
    for index in np.flatnonzero(arrays["agreement"] >= MIN_AGREEMENT).tolist():
        writer = str(arrays["writer"][index])
        if wanted(writer):
            samples.setdefault(writer, {}).setdefault(str(arrays["label"][index]), []).append(index)
    kept = {writer: own for writer, own in samples.items() if _has_alphabet(own)}
    if not kept:
        raise DatasetError(f"{path} holds no writer with enough letters")
    found = CharacterStrokes(arrays["points"], arrays["stroke_off"], arrays["char_off"], kept, {})
    found.x_heights.update({writer: _letter_height(found, own) for writer, own in kept.items()})
    return found


def load_texts(path: Path, wanted: Wanted, styles: Collection[str] = ()) -> TextStrokes:
    """Read words and lines of the writers wanted, each brought to its writer's x-height and baseline.

    Args:
        path: npz with points, stroke_off, text_off, text, writer and, where asked for, style.
        wanted: says whether a writer may be used.
        styles: of the samples to read, as ``PRINTED``; every one if empty.

    Raises:
        DatasetError: no writer is left.
    """
    with np.load(path) as data:
        arrays = {name: data[name] for name in ("points", "stroke_off", "text_off", "text", "writer")}
        chosen = np.isin(data["style"], list(styles)) if styles else np.ones(len(arrays["text"]), np.bool_)
    raw: dict[str, list[tuple[str, list[Stroke]]]] = {}
    for index in range(len(arrays["text"])):
        writer, text = str(arrays["writer"][index]), _clean_text(str(arrays["text"][index]))
        if chosen[index] and len(text) >= MIN_SAMPLE and wanted(writer):
            strokes = _cut(arrays["points"], arrays["stroke_off"], arrays["text_off"], index)
            raw.setdefault(writer, []).append((text, strokes))
    by_writer = {writer: _level_samples(samples) for writer, samples in raw.items()}
    by_writer = {writer: samples for writer, samples in by_writer.items() if samples}
    if not by_writer:
        raise DatasetError(f"{path} holds no text of a writer wanted")
    return TextStrokes(by_writer)


def _level_samples(samples: list[tuple[str, list[Stroke]]]) -> list[TextSample]:
    """Scale by the median of the writer's x-heights; set every sample on its own baseline."""
    measured = [measure_writing(text, strokes) for text, strokes in samples]
    heights = [
        height
        for (text, _), (_, height) in zip(samples, measured, strict=True)
        if len(text) > 3 and height > 0
    ]
    if not heights:
        return []
    unit = float(np.median(heights))
    leveled = []
    for (text, strokes), (baseline, height) in zip(samples, measured, strict=True):
        placed = [(stroke - np.array([0.0, baseline])) / unit for stroke in strokes]
        points = np.concatenate(placed)
        width = float(np.ptp(points[:, 0])) / len(text)
        alike = 0.6 < height / unit < 1.6
        if (
            alike
            and points[:, 1].min() > HIGHEST
            and points[:, 1].max() < LOWEST
            and NARROWEST < width < WIDEST
        ):
            leveled.append(TextSample(text, placed))
    return leveled


def measure_writing(text: str, strokes: list[Stroke]) -> tuple[float, float]:
    """Baseline (y) and x-height of written words, from where the pen turns, in the points' unit.

    Args:
        text: what is written; tells capitals from small letters.
        strokes: (points, 2) each, y down.
    """
    lows, highs = [], []
    for stroke in strokes:
        y = stroke[:, 1]
        inner = np.diff(np.sign(np.diff(y[np.concatenate([[True], np.diff(y) != 0])])))
        turns = y[np.concatenate([[True], np.diff(y) != 0])][1:-1]
        lows.extend([*turns[inner < 0].tolist(), max(y[0], y[-1])])
        highs.extend([*turns[inner > 0].tolist(), min(y[0], y[-1])])
    points = np.concatenate(strokes)[:, 1]
    low, high = np.asarray(lows), np.asarray(highs)
    middle = (np.percentile(points, 5) + np.percentile(points, 95)) / 2
    baseline = float(np.median(low[low > middle])) if (low > middle).any() else float(points.max())
    above = high[high < baseline - 0.25 * np.ptp(points)]
    top = float(np.median(above)) if len(above) else float(points.min())
    small = any(letter.islower() for letter in text)
    return baseline, (baseline - top) / (1.0 if small else CAPITAL_TO_X)


def _clean_text(text: str) -> str:
    """The label as written, or nothing where it is no plain text."""
    text = re.sub(r"\s+([.,;:!?])", r"\1", " ".join(normalize_text(text).split()))
    if _SPELLED.search(text):
        return ""  # letters told apart in the label were written as one word
    return text if "_" not in text and all(character in LATIN for character in text) else ""


def _letter_height(source: CharacterStrokes, own: dict[str, list[int]]) -> float:
    """A writer's x-height: the median of letters that reach it, else capitals brought down to it."""
    small = [index for letter in _X_LETTERS for index in own.get(letter, [])[:8]]
    large = [index for letter, indices in own.items() if letter.isupper() for index in indices[:8]]
    used, ratio = (small, 1.0) if len(small) >= len(_X_LETTERS) // 2 else (large, CAPITAL_TO_X)
    heights = [float(np.ptp(np.concatenate(source.strokes(index))[:, 1])) for index in used]
    return max(1.0, float(np.median(heights))) / ratio


def _has_alphabet(own: dict[str, list[int]]) -> bool:
    small = sum(letter.islower() for letter in own)
    large = sum(letter.isupper() for letter in own)
    return max(small, large) >= MIN_LETTERS


def _cut(
    points: NDArray[np.int16], strokes: NDArray[np.int64], items: NDArray[np.int64], index: int
) -> list[Stroke]:
    return [
        points[strokes[at] : strokes[at + 1]].astype(np.float64)
        for at in range(int(items[index]), int(items[index + 1]))
        if strokes[at + 1] > strokes[at]
    ]
