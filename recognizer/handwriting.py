"""Draws lines of real handwriting from recorded pen strokes: whole words, or letters set to new text."""

from __future__ import annotations

import unicodedata
from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.pen_strokes import CharacterStrokes, Stroke, TextStrokes
from recognizer.render import DOWN, MARGIN, UP, WORKING_X_HEIGHT, DrawnLine

_SUBPIXEL = 4  # binary digits of a pixel's fraction when strokes are drawn
_X_LETTERS = "acemnorsuvwxz"
_HANGING = "gpqy"
_TALL = "bdfhklt"
_HIGH = "'\"`^*"
_MIDDLE = "-~=+<>"
# Combining marks as polylines: x from -0.5 to 0.5 of the letter's width, y up in x-heights from its top.
_MARKS: dict[str, tuple[tuple[tuple[float, float], ...], ...]] = {
    "\u0301": (((-0.1, 0.15), (0.25, 0.55)),),
    "\u0300": (((0.1, 0.15), (-0.25, 0.55)),),
    "\u0302": (((-0.35, 0.15), (0.0, 0.5), (0.35, 0.15)),),
    "\u0308": (((-0.25, 0.3), (-0.24, 0.34)), ((0.25, 0.3), (0.26, 0.34))),
    "\u0303": (((-0.4, 0.2), (-0.2, 0.4), (0.15, 0.22), (0.4, 0.42)),),
    "\u030a": (((0.0, 0.12), (0.18, 0.3), (0.0, 0.48), (-0.18, 0.3), (0.0, 0.12)),),
}


@dataclass(frozen=True, slots=True)
class Hand:
    """How one line is written; lengths are x-heights.

    Args:
        pen: width of the pen's line.
        slant: sideways per height.
        stretch: width as a part of the writer's own.
        gap: between letters set one by one.
        word_gap: between words.
        jitter: how far letters stray from the baseline.
        drift: how far the baseline itself wanders.
        reach: length of what stands above the x-height or hangs below the baseline, as a part of
            the writer's own.
        unsteadiness: how far letters are turned, squeezed and stretched each on its own.
    """

    pen: float
    slant: float
    stretch: float
    gap: float
    word_gap: float
    jitter: float
    drift: float
    reach: float = 1.0
    unsteadiness: float = 0.0


def choose_hand(rng: np.random.Generator) -> Hand:
    """A hand at random."""
    return Hand(
        pen=float(rng.uniform(0.08, 0.24)),
        slant=float(rng.normal(0.05, 0.17)),
        stretch=float(np.clip(rng.normal(1.0, 0.14), 0.7, 1.4)),
        gap=float(rng.uniform(0.08, 0.38)),
        word_gap=float(rng.uniform(0.7, 1.6)),
        jitter=float(rng.uniform(0.01, 0.1)),
        drift=float(rng.uniform(0.0, 0.15)),
        reach=float(np.clip(rng.normal(1.0, 0.13), 0.7, 1.4)),
        unsteadiness=float(rng.uniform(0.0, 0.08)),
    )


def write_words(source: TextStrokes, writer: str, hand: Hand, rng: np.random.Generator) -> DrawnLine:
    """A line of words as one writer wrote them; where its letters stand is not known.

    Args:
        source: recorded words and lines.
        writer: one of its writers.
        hand: pen, slant and spacing.
        rng: chooses the words.

    Returns:
        The line at the working x-height, ``spans`` None.
    """
    samples = source.by_writer[writer]
    target = int(rng.integers(8, 60))
    texts: list[str] = []
    strokes: list[Stroke] = []
    pen = 0.0
    for sample in rng.permutation(len(samples)).tolist():
        if texts and (
            len(" ".join(texts)) + len(samples[sample].text) > 75 or len(" ".join(texts)) >= target
        ):
            break
        turn = _wobble(hand, rng)
        placed = [stroke @ turn for stroke in samples[sample].strokes]
        points = np.concatenate(placed)
        strokes.extend(stroke + np.array([pen - points[:, 0].min(), 0.0]) for stroke in placed)
        pen += float(np.ptp(points[:, 0])) + hand.word_gap
        texts.append(samples[sample].text)
    return ink_line(" ".join(texts), strokes, None, hand, rng)


def write_text(
    text: str, source: CharacterStrokes, writer: str, hand: Hand, rng: np.random.Generator
) -> DrawnLine:
    """A line of new text, set from letters that one writer wrote one by one.

    Args:
        text: characters the writer has, or letters of theirs with accents.
        source: recorded characters.
        writer: one of its writers.
        hand: pen, slant and spacing.
        rng: chooses among a letter's samples and moves them a little.

    Returns:
        The line at the working x-height with the ink's span of every character.
    """
    strokes: list[Stroke] = []
    cells: list[tuple[float, float]] = []
    pen = 0.0
    size = source.x_heights[writer]
    for character in text:
        if character == " ":
            width = max(0.35, hand.word_gap * float(rng.normal(1.0, 0.15)))
            cells.append((pen, pen + width))
            pen += width
            continue
        letter = _place_letter(character, source, writer, size, rng)
        turn = _wobble(hand, rng)
        rise = np.array([0.0, hand.jitter * rng.normal()])
        letter = [stroke @ turn + rise for stroke in letter]
        points = np.concatenate(letter)
        left, width = points[:, 0].min(), float(np.ptp(points[:, 0]))
        strokes.extend(stroke + np.array([pen - left, 0.0]) for stroke in letter)
        cells.append((pen, pen + max(width, 0.1)))
        pen += width + max(0.02, hand.gap * float(rng.normal(1.0, 0.35)))
    return ink_line(text, strokes, np.asarray(cells, dtype=np.float64), hand, rng)


def _wobble(hand: Hand, rng: np.random.Generator) -> NDArray[np.float64]:
    """(2, 2) what turns row vectors (x, y): the hand's width, and a little of everything by chance."""
    wide, high, shear, turn = hand.unsteadiness * rng.normal(size=4)
    return np.array([[hand.stretch * np.exp(wide), 0.5 * turn], [shear, np.exp(0.7 * high)]])


def covers_text(text: str, letters: frozenset[str]) -> bool:
    """Whether a writer who has these characters can write the text, accents being added to letters."""
    for character in text:
        base, *marks = list(unicodedata.normalize("NFD", character))
        if character != " " and (base not in letters or any(mark not in _MARKS for mark in marks)):
            return False
    return True


def _place_letter(
    character: str, source: CharacterStrokes, writer: str, size: float, rng: np.random.Generator
) -> list[Stroke]:
    """One sample of a character in x-heights, y down from the baseline, its left edge anywhere."""
    base, *marks = list(unicodedata.normalize("NFD", character))
    samples = source.samples[writer][base]
    strokes = [stroke / size for stroke in source.strokes(samples[int(rng.integers(len(samples)))])]
    points = np.concatenate(strokes)
    top, height = float(points[:, 1].min()), float(np.ptp(points[:, 1]))
    lowest, tallest = _usual_height(base)
    factor = float(np.clip(height, lowest, tallest)) / height if height > 0 and lowest else 1.0
    center = float(points[:, 0].mean())
    foot = _foot(base, height * factor)
    placed = [
        np.stack([(stroke[:, 0] - center) * factor, (stroke[:, 1] - top - height) * factor + foot], axis=1)
        for stroke in strokes
    ]
    width = max(float(np.ptp(points[:, 0])) * factor, 0.4)
    for mark in marks:
        upper = foot - height * factor + (0.25 if base in "ij" else 0.0)
        for line in _MARKS[mark]:
            placed.append(np.array([(x * width, upper - y) for x, y in line]))
    return placed


def _usual_height(letter: str) -> tuple[float, float]:
    """Between what heights, in x-heights, a letter is kept; zeros where anything goes."""
    if letter in _X_LETTERS:
        return 0.75, 1.3
    if letter in _TALL or letter.isupper() or letter.isdigit():
        return 1.25, 2.3
    if letter in _HANGING + "j":
        return 1.4, 2.6
    return 0.0, 0.0


def _foot(letter: str, height: float) -> float:
    """How far below the baseline a character's lowest point lies, x-heights (negative: above it)."""
    if letter in _HANGING:
        return max(0.0, height - 1.0)
    if letter == "j":
        return max(0.0, height - 1.5)
    if letter in _HIGH:
        return -1.7 + height
    if letter in _MIDDLE:
        return -0.6 + height / 2
    if letter == "_":
        return 0.15
    if letter == ",":
        return 0.7 * height
    if letter == ";":
        return max(0.0, height - 0.95)
    if letter in "()[]{}|/\\@$&":
        return max(0.0, (height - 1.5) / 2)
    return height - 1.3 if letter == "f" and height > 2.2 else 0.0


def _stretch_reach(y: NDArray[np.float64], reach: float) -> NDArray[np.float64]:
    """Heights (x-heights, y down from the baseline) with what lies beyond the x-height made longer."""
    return np.asarray(np.clip(y, -1, 0) + reach * (y - np.clip(y, -1, 0)))


def ink_line(
    text: str, strokes: list[Stroke], cells: NDArray[np.float64] | None, hand: Hand, rng: np.random.Generator
) -> DrawnLine:
    """Draw strokes given in x-heights, y down from the baseline, with a pen of one width.

    Args:
        text: what they say.
        strokes: (points, 2) each; one of a single point is a dot.
        cells: (characters, 2) first and last x of each character, or None where they are not known.
        hand: whose pen, slant, reach and drift count.
        rng: where the drift begins, how thick each stroke is.

    Returns:
        The line at the working x-height.
    """
    unit = float(WORKING_X_HEIGHT)
    width = max(float(stroke[:, 0].max()) for stroke in strokes)
    canvas = np.zeros((int((UP + DOWN) * unit), int((width + 2 * MARGIN) * unit) + 2), dtype=np.uint8)
    phase, period = rng.uniform(0, 6.28), rng.uniform(10, 40)
    thickness = hand.pen * unit
    for stroke in strokes:
        xs = (stroke[:, 0] - hand.slant * stroke[:, 1] + MARGIN) * unit
        drift = hand.drift * np.sin(stroke[:, 0].mean() * 6.28 / period + phase)
        ys = (_stretch_reach(stroke[:, 1], hand.reach) + drift + UP) * unit
        points = np.round(np.stack([xs, ys], axis=1) * 2**_SUBPIXEL).astype(np.int32)
        thick = max(1, int(thickness + rng.random()))
        if len(points) == 1 or np.ptp(points, axis=0).max() < 2**_SUBPIXEL:
            cv2.circle(
                canvas,
                (int(points[0, 0]), int(points[0, 1])),
                int(thick * 0.6 * 2**_SUBPIXEL),
                255,
                -1,
                cv2.LINE_AA,
                _SUBPIXEL,
            )
        else:
            cv2.polylines(canvas, [points.reshape(-1, 1, 2)], False, 255, thick, cv2.LINE_AA, _SUBPIXEL)
    spans = None if cells is None else ((cells + MARGIN) * unit).astype(np.float32)
    return DrawnLine(255 - canvas, text, spans, UP * unit, unit)
