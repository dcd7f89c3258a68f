"""Draws lines of numbers: set, typed, printed by needles, shown by segments, and written by hand."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace

import numpy as np

from ocr.line_drawing import TRIES, LineArtist, Paper
from recognizer.damage import DamageSettings, damage_line
from recognizer.drawn_digits import (
    HEIGHT,
    SEGMENT_CHARACTERS,
    DigitPictures,
    draw_digit_pictures,
    draw_machine_line,
)
from recognizer.fonts import Face
from recognizer.handwriting import choose_hand, covers_text, write_text
from recognizer.linestyle import LineStyle, choose_style
from recognizer.number_phrases import DIGITS, NumberCorpus, make_number_line
from recognizer.pen_strokes import CharacterStrokes, TextStrokes
from recognizer.render import DrawnLine

DOTS_SHARE, SEGMENTS_SHARE = 0.35, 0.12  # of typewritten lines
PICTURES_SHARE = 0.2  # of handwritten lines, where there are pictures of digits
FONTS_SHARE = 0.12  # of handwritten lines, in fonts that imitate hands
WORDS_SHARE = 0.12  # of handwritten lines, recorded words: what is not to be read


class NumberArtist(LineArtist):
    """Draws lines of numbers with everything at hand.

    Args:
        faces: font faces to use.
        corpus: lines of numbers.
        characters: handwriting, letter by letter.
        words: handwriting, whole words.
        pictures: of single digits; None for none.
    """

    def __init__(
        self,
        faces: Sequence[Face],
        corpus: NumberCorpus,
        characters: CharacterStrokes,
        words: TextStrokes,
        pictures: DigitPictures | None = None,
    ) -> None:
        super().__init__(faces, corpus, characters, words)
        self._pictures = pictures

    def draw(self, shares: tuple[float, float, float], rng: np.random.Generator) -> Paper:
        """One strip of a kind chosen by its share (print, type, hand)."""
        kind, way = int(rng.choice(3, p=shares)), rng.random()
        if kind == 0:
            return self.draw_set_line("print", rng)
        if kind == 1:
            return (
                self.draw_machine(rng)
                if way < DOTS_SHARE + SEGMENTS_SHARE
                else self.draw_set_line("type", rng)
            )
        if self._pictures is not None and way < PICTURES_SHARE:
            return self.draw_pictures(self._pictures, rng)
        if way > 1 - WORDS_SHARE:
            return self.draw_words(rng)
        return (
            self.draw_set_line("hand", rng) if way > 1 - WORDS_SHARE - FONTS_SHARE else self.draw_letters(rng)
        )

    def draw_machine(self, rng: np.random.Generator) -> Paper:
        """A line of a needle printer or of a display."""
        in_dots = rng.random() < DOTS_SHARE / (DOTS_SHARE + SEGMENTS_SHARE)
        text = make_number_line(rng)
        if not in_dots:
            text = "".join(c for c in make_number_line(rng, 14) if c in SEGMENT_CHARACTERS).strip() or "0"
        line = draw_machine_line(text.replace("–", "-"), "dots" if in_dots else "segments", rng)
        worn = damage_line(line, DamageSettings(soft_ink=True, one_bit=0.2), rng)
        return _on_band(worn, "type", "needles" if in_dots else "segments")

    def draw_pictures(self, pictures: DigitPictures, rng: np.random.Generator) -> Paper:
        """A line of digits by as many hands."""
        text = "".join(c for c in make_number_line(rng, 16) if c in DIGITS + " ").strip() or "0"
        settings = DamageSettings(soft_ink=True, one_bit=0.3, shares=(0.6, 0.3, 0.1, 0.0), smallest=10.0)
        return _on_band(
            damage_line(draw_digit_pictures(text, pictures, rng), settings, rng), "hand", "pictures"
        )

    def draw_letters(self, rng: np.random.Generator) -> Paper:
        """A line of numbers in a writer's figures and signs."""
        writers = sorted(self._characters.samples)
        words: list[str] = []
        for _ in range(TRIES):
            writer = writers[int(rng.integers(len(writers)))]
            letters = self._characters.letters(writer)
            line = self._corpus.sample_line(rng, typed=True, language="en")
            words = [word for word in line.split() if covers_text(word, letters)]
            if words:
                break
        text = " ".join(words) or max(letters & set(DIGITS), default=min(letters))
        return self._wear_hand(write_text(text, self._characters, writer, choose_hand(rng), rng), writer, rng)

    def _style(self, face: Face, rng: np.random.Generator) -> LineStyle:
        """A style without raised figures, which in a number would be another number."""
        return replace(choose_style(face, rng), superscripts=False)


def _on_band(worn: DrawnLine, kind: str, source: str) -> Paper:
    """A line without neighbours, with the rows its figures take."""
    band = (worn.baseline - 1.15 * HEIGHT * worn.x_height, worn.baseline + 0.4 * worn.x_height)
    return Paper(worn, band, kind, source)
