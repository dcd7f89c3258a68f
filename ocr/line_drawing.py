"""Chooses faces, texts, hands and damage, and draws strips of paper with one line to read in each."""

from __future__ import annotations

from collections import deque
from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from recognizer.corpus import TextSource
from recognizer.damage import DamageSettings, damage_line
from recognizer.fonts import Face, FaceKind
from recognizer.handwriting import choose_hand, covers_text, write_text, write_words
from recognizer.linestyle import LineStyle, choose_style
from recognizer.pen_strokes import CharacterStrokes, TextStrokes
from recognizer.render import DrawnLine, GlyphSheet, draw_line
from recognizer.strips import add_column_rule, stack_lines
from recognizer.wordlists import split_words

KINDS: tuple[FaceKind, ...] = ("print", "type", "hand")
WORDS_SHARE, LETTERS_SHARE = 0.47, 0.42  # of handwritten lines; the rest are set in fonts that imitate hands
ASCENT, DESCENT = 2.0, 0.85  # x-heights from the baseline to the band's edges, at least
FULL_STOP = 0.35  # x-heights that the full stops of the line above stay clear of the band
NEIGHBOUR_SHARE = 0.75  # of lines that have a line above, and of those that have one below
RECENT = 12  # lines kept to stand above and below later ones
TRIES = 40  # texts tried before a face or writer is given up
_BOOK = split_words("""
    standard goudy fell linden cardo c059 bookman essays century didot caslon garamond tinos cmu junicode
    baskerville bodoni prociono gentium stix p052 libertine
""")
_TYPEWRITER = ["courier", "nimbus", "typist", "special", "typewriter", "cousine"]
_DISPLAY = split_words("""
    fatface anton gothic lobster isabella z003 oldania comfortaa script emerita phon
""")


@dataclass(frozen=True, slots=True, eq=False)
class Paper:
    """A strip of paper.

    Args:
        line: what is on it, and where the line to read stands.
        band: top and bottom row of the line's letters, px.
        kind: print, type or hand.
        source: the font's family or the writer.
    """

    line: DrawnLine
    band: tuple[float, float]
    kind: str
    source: str


class LineArtist:
    """Draws lines with everything at hand.

    Args:
        faces: font faces to use.
        corpus: texts.
        characters: handwriting, letter by letter.
        words: handwriting, whole words.
    """

    def __init__(
        self, faces: Sequence[Face], corpus: TextSource, characters: CharacterStrokes, words: TextStrokes
    ) -> None:
        self._faces = {kind: [face for face in faces if face.kind == kind] for kind in KINDS}
        self._chances = {kind: weigh_faces(own) for kind, own in self._faces.items() if own}
        self._corpus = corpus
        self._characters = characters
        self._words = words
        self._sheets: dict[str, GlyphSheet] = {}
        self._recent: deque[DrawnLine] = deque(maxlen=RECENT)

    def start_shard(self) -> None:
        """Forget the lines drawn before, so that a shard depends on its seed alone."""
        self._recent.clear()

    def draw(self, shares: tuple[float, float, float], rng: np.random.Generator) -> Paper:
        """One strip of a kind chosen by its share (print, type, hand)."""
        kind = KINDS[int(rng.choice(3, p=shares))]
        if kind != "hand":
            return self.draw_set_line(kind, rng)
        way = rng.random()
        if way < WORDS_SHARE:
            return self.draw_words(rng)
        return (
            self.draw_letters(rng) if way < WORDS_SHARE + LETTERS_SHARE else self.draw_set_line("hand", rng)
        )

    def draw_set_line(self, kind: FaceKind, rng: np.random.Generator) -> Paper:
        """A line set in a face of the kind, between parts of its neighbours."""
        own = self._faces[kind]
        face = own[int(rng.choice(len(own), p=self._chances[kind]))]
        sheet = self._sheets.setdefault(face.path, GlyphSheet(face))
        style = self._style(face, rng)
        alone = draw_line(self._text(face, rng), sheet, style, rng)
        above, below = self._neighbour(rng), self._neighbour(rng)
        self._recent.append(alone)
        line = stack_lines(alone, above, below, style.leading)
        if rng.random() < 0.04:
            line = add_column_rule(line, rng)
        settings = DamageSettings() if kind == "print" else DamageSettings(soft_ink=True, one_bit=0.12)
        if kind == "hand":
            settings = DamageSettings(soft_ink=True, one_bit=0.3, shares=(0.4, 0.3, 0.2, 0.1))
        worn = damage_line(line, settings, rng, style.stretch)
        ascent = max(ASCENT, 1.05 * face.cap_height / face.x_height)
        room = style.leading - FULL_STOP if above is not None else ascent
        band = (worn.baseline - min(ascent, room) * worn.x_height, worn.baseline + DESCENT * worn.x_height)
        return Paper(worn, band, kind, face.family)

    def draw_words(self, rng: np.random.Generator) -> Paper:
        """A line of recorded words."""
        writers = sorted(self._words.by_writer)
        counts = np.sqrt([len(self._words.by_writer[writer]) for writer in writers])
        writer = writers[int(rng.choice(len(writers), p=counts / counts.sum()))]
        return self._wear_hand(write_words(self._words, writer, choose_hand(rng), rng), writer, rng)

    def draw_letters(self, rng: np.random.Generator) -> Paper:
        """A line of new text in a writer's letters."""
        writers = sorted(self._characters.samples)
        writer = writers[int(rng.integers(len(writers)))]
        letters = self._characters.letters(writer)
        words: list[str] = []
        for _ in range(TRIES):
            text = self._corpus.sample_line(rng, typed=True, language="en" if rng.random() < 0.5 else None)
            if not any(letter.islower() for letter in letters):
                text = text.upper()
            words = [word for word in text.split() if covers_text(word, letters)]
            if len(words) > 1:
                break
        text = " ".join(words) or min(letters)
        return self._wear_hand(write_text(text, self._characters, writer, choose_hand(rng), rng), writer, rng)

    def _style(self, face: Face, rng: np.random.Generator) -> LineStyle:
        """How a line is set in the face."""
        return choose_style(face, rng)

    def _neighbour(self, rng: np.random.Generator) -> DrawnLine | None:
        """One of the lines drawn lately: only its edge shows, so its face need not be the same."""
        if not self._recent or rng.random() > NEIGHBOUR_SHARE:
            return None
        return self._recent[int(rng.integers(len(self._recent)))]

    def _text(self, face: Face, rng: np.random.Generator) -> str:
        text = ""
        for _ in range(TRIES):
            text = self._corpus.sample_line(rng, typed=face.kind == "type")
            if face.covers(text):
                return text
        return "".join(character for character in text if face.covers(character)).strip() or "n"

    def _wear_hand(self, line: DrawnLine, writer: str, rng: np.random.Generator) -> Paper:
        ink_rows = np.flatnonzero((line.pixels < 128).any(axis=1))
        settings = DamageSettings(soft_ink=True, one_bit=0.3, shares=(0.52, 0.3, 0.13, 0.05), smallest=10.0)
        worn = damage_line(line, replace(settings, soft_ink=bool(rng.random() < 0.5)), rng)
        ratio = worn.pixels.shape[0] / line.pixels.shape[0]
        slack = 0.3 * worn.x_height
        return Paper(worn, (ink_rows[0] * ratio - slack, (ink_rows[-1] + 1) * ratio + slack), "hand", writer)


def weigh_faces(faces: Sequence[Face]) -> NDArray[np.float64]:
    """Chances of faces: book and typewriter faces more, display faces and bold or slanted styles less."""
    family_size = {face.family: 0.0 for face in faces}
    for face in faces:
        family_size[face.family] += _style_weight(face)
    weights = np.array(
        [_family_weight(face) * _style_weight(face) / family_size[face.family] for face in faces]
    )
    return np.asarray(weights / weights.sum())


def _style_weight(face: Face) -> float:
    slanted = "italic" in face.style or "slanted" in face.style
    heavy = any(word in face.style for word in ("bold", "heavy", "black", "semibold", "demi"))
    slope = 0.06 if face.kind == "type" else 0.28  # hardly a typewriter slants
    return (slope if slanted else 1.0) * (0.3 if heavy else 1.0)


def _family_weight(face: Face) -> float:
    if any(word in face.family for word in _DISPLAY) and face.kind != "hand":
        return 0.25
    if any(word in face.family for word in _BOOK):
        return 2.5
    if face.kind != "type":
        return 1.0
    if any(word in face.family for word in _TYPEWRITER):
        return 10.0
    return 0.4 if face.family.startswith("ocr") else 1.0
