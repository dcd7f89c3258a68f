"""Draws a line of text with a font face, knowing where every character stands."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from PIL import Image, ImageDraw, ImageFont

from recognizer.fonts import LONG_S, Face
from recognizer.linestyle import LineStyle

WORKING_X_HEIGHT = 24  # px at which lines are drawn, before damage brings them to their final size
UP, DOWN = 3.4, 1.9  # x-heights drawn above and below the baseline
MARGIN = 1.5  # x-heights of empty paper at either end
SMALL_CAP = 1.12  # height of a small capital, x-heights
SUPERSCRIPT = 0.62  # size and rise of a raised figure, as parts of full size and of a capital's height
_LIGATURES = {"ffi": "ﬃ", "ffl": "ﬄ", "fi": "ﬁ", "fl": "ﬂ", "ff": "ﬀ"}
_THIN_BEFORE, _THIN_AFTER = ",;:!?»”’", "«“‘"


@dataclass(frozen=True, slots=True, eq=False)
class DrawnLine:
    """A line on paper and where its characters stand.

    Args:
        pixels: (H, W) uint8, 0 black ink, 255 white paper.
        text: what is written.
        spans: (characters, 2) float32, first and last x of each character's place in px, spaces
            included; None where only the text is known.
        baseline: row the letters stand on.
        x_height: px.
    """

    pixels: NDArray[np.uint8]
    text: str
    spans: NDArray[np.float32] | None
    baseline: float
    x_height: float


@dataclass(frozen=True, slots=True, eq=False)
class Stamp:
    """One drawn piece: its ink (h, w) uint8 high, where it lies from the pen, and the pen's advance, px."""

    ink: NDArray[np.uint8]
    left: int
    top: int
    advance: float


@dataclass(frozen=True, slots=True)
class Piece:
    """What is drawn at once, the characters it stands for, its size and its rise in x-heights."""

    drawn: str
    label: str
    size: float = 1.0
    rise: float = 0.0


class GlyphSheet:
    """A face's glyphs at the working x-height, each drawn once and kept.

    Args:
        face: what to draw with.
        x_height: px.
    """

    def __init__(self, face: Face, x_height: int = WORKING_X_HEIGHT) -> None:
        self.face = face
        self.x_height = x_height
        self._fonts: dict[float, ImageFont.FreeTypeFont] = {}
        self._stamps: dict[tuple[str, float], Stamp] = {}
        self._kerns: dict[str, float] = {}

    def stamp(self, piece: Piece) -> Stamp:
        """The bitmap of a piece, drawn on first use."""
        key = (piece.drawn, piece.size)
        if key not in self._stamps:
            self._stamps[key] = self._draw(piece.drawn, piece.size)
        return self._stamps[key]

    def kern(self, left: str, right: str) -> float:
        """Px by which the face moves the right character towards (negative) the left one."""
        pair = left + right
        if pair not in self._kerns:
            apart = self.stamp(Piece(left, left)).advance + self.stamp(Piece(right, right)).advance
            self._kerns[pair] = self._font(1.0).getlength(pair, features=["kern", "-liga"]) - apart
        return self._kerns[pair]

    def _font(self, size: float) -> ImageFont.FreeTypeFont:
        if size not in self._fonts:
            self._fonts[size] = ImageFont.truetype(self.face.path, self.x_height * size / self.face.x_height)
        return self._fonts[size]

    def _draw(self, text: str, size: float) -> Stamp:
        font = self._font(size)
        left, top, right, bottom = (int(edge) for edge in font.getbbox(text, anchor="ls"))
        width, height = max(1, right - left + 2), max(1, bottom - top + 2)
        image = Image.new("L", (width, height))
        ImageDraw.Draw(image).text((1 - left, 1 - top), text, font=font, fill=255, anchor="ls")
        return Stamp(np.asarray(image), left - 1, top - 1, font.getlength(text))


def draw_line(text: str, sheet: GlyphSheet, style: LineStyle, rng: np.random.Generator) -> DrawnLine:
    """Draw a line with ``UP`` x-heights of paper above its baseline and ``DOWN`` below.

    Args:
        text: characters the face covers; small capitals and the like are the style's matter.
        sheet: the face's glyphs.
        style: spacing, ligatures, typewriter faults and so on.
        rng: decides what the style leaves open, glyph by glyph.

    Returns:
        The line at the sheet's x-height; its text is in capitals where small capitals were drawn.
    """
    pieces = split_pieces(text, sheet.face, style, rng)
    unit = sheet.x_height
    pens, cells = _place(pieces, sheet, style, rng)
    width = int(pens[-1] + 2 * MARGIN * unit) + 2 if len(pens) else int(2 * MARGIN * unit)
    ink = np.zeros((int((UP + DOWN) * unit), width), dtype=np.uint8)
    baseline = int(UP * unit)
    for piece, pen in zip(pieces, pens, strict=False):
        if piece.label != " ":
            rise = piece.rise * unit + style.shift_rise * piece.label.isupper()
            _press(ink, sheet.stamp(piece), pen + MARGIN * unit, baseline - rise, (style, rng))
    if style.underline:
        _underline(ink, baseline, style, rng, unit)
    spans = np.asarray(cells, dtype=np.float32).reshape(-1, 2) + MARGIN * unit
    return DrawnLine(255 - ink, "".join(piece.label for piece in pieces), spans, float(baseline), float(unit))


def split_pieces(text: str, face: Face, style: LineStyle, rng: np.random.Generator) -> list[Piece]:
    """Cut text into what is drawn at once: ligatures, long s, small capitals, raised figures."""
    pieces: list[Piece] = []
    at = 0
    while at < len(text):
        letter = text[at]
        drawn = next(
            (k for k in _LIGATURES if text.startswith(k, at) and _LIGATURES[k] in face.characters), ""
        )
        if style.ligatures and drawn:
            pieces.append(Piece(_LIGATURES[drawn], drawn))
            at += len(drawn)
            continue
        following = text[at + 1 : at + 2]
        if style.small_caps and letter.islower() and letter not in "ßÿ":
            size = SMALL_CAP * face.x_height / face.cap_height
            pieces.append(Piece(letter.upper(), letter.upper(), size))
        elif style.long_s and letter == "s" and following.isalpha() and LONG_S in face.characters:
            pieces.append(Piece(LONG_S, letter))
        elif (
            style.superscripts and letter.isdigit() and at and text[at - 1] in ".,;abcdefghijklmnopqrstuvwxyz"
        ):
            pieces.append(Piece(letter, letter, SUPERSCRIPT, SUPERSCRIPT * face.cap_height / face.x_height))
        else:
            pieces.append(Piece(letter, letter))
        at += 1
    return pieces


def _place(
    pieces: list[Piece], sheet: GlyphSheet, style: LineStyle, rng: np.random.Generator
) -> tuple[list[float], list[tuple[float, float]]]:
    """Pen positions (one more than pieces) and a cell a character, px from the first pen."""
    unit, pen = sheet.x_height, 0.0
    pitch = sheet.stamp(Piece("n", "n")).advance * style.pitch if style.fixed_pitch else 0.0
    pens: list[float] = []
    cells: list[tuple[float, float]] = []
    for piece, following in zip(pieces, [*pieces[1:], None], strict=True):
        advance = sheet.stamp(piece).advance if piece.label != " " else style.word_space * unit
        if style.fixed_pitch:
            shift = (pitch - sheet.stamp(piece).advance) / 2 if piece.label != " " else 0.0
            pens.append(pen + shift)
            advance = pitch
        else:
            if piece.label == " ":
                advance *= 1 + style.space_jitter * float(rng.normal())
            elif style.thin_space and piece.label in _THIN_BEFORE and pens:
                pen += style.thin_space * unit
            pens.append(pen)
        step = advance / len(piece.label)
        cells.extend((pen + i * step, pen + (i + 1) * step) for i in range(len(piece.label)))
        pen += advance
        if not style.fixed_pitch and piece.label != " ":
            pen += style.tracking * unit
            pen += style.thin_space * unit * (piece.label in _THIN_AFTER)
            if following is not None and following.label != " " and piece.size == following.size:
                pen += sheet.kern(piece.drawn, following.drawn)
    pens.append(pen)
    return pens, cells


def _press(
    ink: NDArray[np.uint8],
    stamp: Stamp,
    x: float,
    y: float,
    hand: tuple[LineStyle, np.random.Generator],
) -> None:
    """Leave a stamp's ink on the paper, as evenly as the style's machine does."""
    style, rng = hand
    strength = 1.0
    if style.jitter:
        x, y = x + style.jitter * rng.normal(), y + style.jitter * rng.normal()
        strength = float(np.clip(1 - abs(rng.normal()) * style.unevenness, 0.25, 1.0))
    places = [(x, y, strength)]
    if style.double_strike and rng.random() < style.double_strike:
        places.append((x + rng.normal() * 1.5, y + rng.normal() * 1.5, 0.8 * strength))
    for left, base, much in places:
        row, column = round(base + stamp.top), round(left + stamp.left)
        top, start = max(row, 0), max(column, 0)
        bottom, end = (
            min(row + stamp.ink.shape[0], ink.shape[0]),
            min(column + stamp.ink.shape[1], ink.shape[1]),
        )
        if bottom <= top or end <= start:
            continue
        part = stamp.ink[top - row : bottom - row, start - column : end - column]
        target = ink[top:bottom, start:end]
        np.maximum(target, part if much == 1.0 else (part * much).astype(np.uint8), out=target)


def _underline(
    ink: NDArray[np.uint8], baseline: int, style: LineStyle, rng: np.random.Generator, unit: int
) -> None:
    thick = max(1, round(unit * rng.uniform(0.05, 0.12)))
    row = baseline + round(unit * rng.uniform(0.2, 0.45))
    edge = int(MARGIN * unit)
    ends = (
        np.sort(rng.integers(edge, max(ink.shape[1] - edge, edge + 1), 2))
        if rng.random() < 0.4
        else (edge, -edge)
    )
    ink[row : row + thick, ends[0] : ends[1]] = 255
