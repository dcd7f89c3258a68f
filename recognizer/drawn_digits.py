"""Figures that no font draws: dots of a needle printer, segments of a display, and photographs of digits."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from recognizer.dataset import read_arrays
from recognizer.handwriting import Hand, ink_line
from recognizer.render import DOWN, MARGIN, UP, WORKING_X_HEIGHT, DrawnLine

MachineKind = Literal["dots", "segments"]

HEIGHT = 1.45  # x-heights of a figure
SEGMENT_CHARACTERS = " 0123456789.,:-"
# Rows of a 5 x 7 matrix from the top, a hexadecimal number of five bits each, as needle printers have them.
_MATRIX = {
    "0": "0e 11 13 15 19 11 0e", "1": "04 0c 04 04 04 04 0e", "2": "0e 11 01 02 04 08 1f",
    "3": "1f 02 04 02 01 11 0e", "4": "02 06 0a 12 1f 02 02", "5": "1f 10 1e 01 01 11 0e",
    "6": "06 08 10 1e 11 11 0e", "7": "1f 01 02 04 08 08 08", "8": "0e 11 11 0e 11 11 0e",
    "9": "0e 11 11 0f 01 02 0c", ".": "00 00 00 00 00 0c 0c", ",": "00 00 00 00 0c 04 08",
    "-": "00 00 00 1f 00 00 00", "–": "00 00 00 1f 00 00 00", "/": "00 01 02 04 08 10 00",
    ":": "00 0c 0c 00 0c 0c 00", "+": "00 04 04 1f 04 04 00", "%": "18 19 02 04 08 13 03",
    "(": "02 04 08 08 08 04 02", ")": "08 04 02 02 02 04 08", "$": "04 0f 14 0e 05 1e 04",
    "€": "06 09 1c 08 1c 09 06", "£": "06 09 08 1c 08 08 1f", "'": "0c 04 08 00 00 00 00",
    "#": "0a 0a 1f 0a 1f 0a 0a", "*": "00 04 15 0e 15 04 00", "=": "00 00 1f 00 1f 00 00",
    "x": "00 00 11 0a 04 0a 11",
}  # fmt: skip
_OPEN_ZERO = "0e 11 11 11 11 11 0e"
# Segments a to g: top, right upper, right lower, bottom, left lower, left upper, middle; x and y (down) of
# their ends in a cell that is one wide and two high.
_SEGMENTS = {
    "a": ((0, 0), (1, 0)), "b": ((1, 0), (1, 1)), "c": ((1, 1), (1, 2)), "d": ((0, 2), (1, 2)),
    "e": ((0, 1), (0, 2)), "f": ((0, 0), (0, 1)), "g": ((0, 1), (1, 1)),
}  # fmt: skip
_LIT = {
    "0": "abcdef", "1": "bc", "2": "abged", "3": "abgcd", "4": "fgbc", "5": "afgcd", "6": "afgedc",
    "7": "abc", "8": "abcdefg", "9": "abcdfg", "-": "g",
}  # fmt: skip
_TAILLESS = {"6": "fgedc", "9": "abcfg", "7": "abcf"}  # as some displays have them


@dataclass(frozen=True, slots=True, eq=False)
class DigitPictures:
    """Pictures of single handwritten digits.

    Args:
        images: (n, 28, 28) uint8, ink high.
        labels: the digit each shows.
    """

    images: NDArray[np.uint8]
    labels: NDArray[np.str_]


def load_digit_pictures(path: Path, part: Literal["train", "valid", "reserved"] = "train") -> DigitPictures:
    """Read pictures of digits, of which no writer is known, such as MNIST's.

    Args:
        path: npz with ``images`` (n, 28, 28) uint8, dark ink on light, and ``label``.
        part: eight tenths to learn from, or one tenth of two to measure on, by their number.

    Raises:
        DatasetError: the file cannot be read.
    """
    arrays = read_arrays(path, ("images", "label"))
    turn = np.arange(len(arrays["label"])) % 10
    wanted = {"train": turn < 8, "valid": turn == 8, "reserved": turn == 9}[part]
    ink = 255 - arrays["images"][wanted].astype(np.uint8)
    return DigitPictures(ink, arrays["label"][wanted].astype(np.str_))


def draw_machine_line(text: str, kind: MachineKind, rng: np.random.Generator) -> DrawnLine:
    """A line in dots or segments.

    Args:
        text: of ``NUMERIC`` characters for dots, of ``SEGMENT_CHARACTERS`` for segments.
        kind: of what.
        rng: width of the characters, thickness, slope.

    Returns:
        The line at the working x-height with the place of every character.
    """
    in_dots = kind == "dots"
    width, gap = (
        float(rng.uniform(0.65, 1.1)),
        float(rng.uniform(0.18, 0.45) if in_dots else rng.uniform(0.3, 0.7)),
    )
    pen = float(rng.uniform(0.12, 0.22) if in_dots else rng.uniform(0.1, 0.26))
    drawn = _draw_dots if in_dots else _draw_segments
    slant = float(rng.uniform(0, 0.2)) if not in_dots and rng.random() < 0.6 else 0.0
    narrow = rng.random() < 0.5  # points and colons take less room than figures
    marks: list[NDArray[np.float64]] = []
    cells: list[tuple[float, float]] = []
    at = 0.0
    habit = int(rng.integers(1 << 8))
    for character in text:
        wide = width * (0.35 if narrow and character in ".,:'" else 1.0)
        marks += [mark * (wide, HEIGHT) + (at, -HEIGHT) for mark in drawn(character, habit)]
        cells.append((at, at + wide))
        at += wide + gap
    hand = Hand(pen=pen, slant=slant, stretch=1.0, gap=0.0, word_gap=0.0, jitter=0.0, drift=0.0)
    return ink_line(text, marks, np.asarray(cells), hand, rng)


def draw_digit_pictures(text: str, source: DigitPictures, rng: np.random.Generator) -> DrawnLine:
    """A line of pictures of digits, side by side.

    Args:
        text: digits and spaces.
        source: the pictures.
        rng: chooses them, and how close they stand.
    """
    unit, gap = WORKING_X_HEIGHT, float(rng.uniform(-0.1, 0.4))
    side = int(28 / 20 * HEIGHT * unit * rng.uniform(0.9, 1.2))
    width = int((len(text) * 2.2 + 2 * MARGIN) * unit)
    ink = np.zeros((int((UP + DOWN) * unit), width), np.uint8)
    foot = int(UP * unit) + round(side * 4 / 28)  # a digit of MNIST stands four rows above its picture's edge
    cells, at = [], MARGIN * unit
    for character in text:
        if character == " ":
            wide = unit * float(rng.uniform(0.7, 1.5))
        else:
            own = np.flatnonzero(source.labels == character)
            picture = cv2.resize(source.images[own[int(rng.integers(len(own)))]], (side, side))
            inked = np.flatnonzero((picture > 64).any(axis=0))
            picture = picture[:, inked[0] : inked[-1] + 1] if len(inked) else picture
            wide, top = float(picture.shape[1]), foot - side + int(rng.integers(-2, 3))
            place = ink[top : top + side, int(at) : int(at) + picture.shape[1]]
            np.maximum(place, picture[:, : place.shape[1]], out=place)
        cells.append((at, at + wide))
        at += wide + (unit * max(-0.05, gap + 0.1 * float(rng.normal())) if character != " " else 0)
    kept = min(width, int(at + MARGIN * unit))
    return DrawnLine(255 - ink[:, :kept], text, np.asarray(cells, np.float32), UP * unit, float(unit))


def _draw_dots(character: str, habit: int) -> list[NDArray[np.float64]]:
    """The dots of a character, each an array of one point, in a cell of 1 x 1."""
    rows = _OPEN_ZERO if character == "0" and habit & 1 else _MATRIX.get(character, "")
    return [
        np.array([[column / 4, row / 6]])
        for row, bits in enumerate(int(bits, 16) for bits in rows.split())
        for column in range(5)
        if bits >> (4 - column) & 1
    ]


def _draw_segments(character: str, habit: int) -> list[NDArray[np.float64]]:
    """The lit segments of a character as lines with gaps between them, in a cell of 1 x 1."""
    if character in ".,":
        return [np.array([[0.5, 1.0]])]
    if character == ":":
        return [np.array([[0.5, 0.3]]), np.array([[0.5, 0.75]])]
    lit = _TAILLESS.get(character, "") if habit & 2 else ""
    ends = [np.array(_SEGMENTS[name], np.float64) for name in lit or _LIT.get(character, "")]
    short = 0.2 if habit & 4 else 0.45
    return [(line + (line[::-1] - line) * short * 0.5) * (1.0, 0.5) for line in ends]
