"""Lines of numbers are drawn, cut, and marked where they are not to be read."""

from importlib.util import find_spec
from pathlib import Path

import numpy as np
import pytest

from ocr.line_drawing import Paper
from ocr.number_lines import NumberArtist
from ocr.training_lines import TrainingLineSettings, cut_drawn_line, draw_training_lines
from recognizer.charset import UNREAD
from recognizer.drawn_digits import DigitPictures
from recognizer.fonts import inspect_face
from recognizer.linestyle import LineStyle
from recognizer.number_phrases import NUMERIC, NumberCorpus
from recognizer.pen_strokes import CharacterStrokes, TextStrokes
from recognizer.render import GlyphSheet, draw_line
from segmenter.types import CropSettings

FONT = Path(find_spec("matplotlib").origin).parent / "mpl-data" / "fonts" / "ttf" / "DejaVuSans.ttf"


@pytest.fixture
def artist(tmp_path):
    strokes = CharacterStrokes(
        points=np.array([[0, 0], [0, 150], [0, 0], [60, 0], [10, 150]], np.int16),  # a one and a seven
        stroke_offsets=np.array([0, 2, 5]),
        character_offsets=np.array([0, 1, 2]),
        samples={"hand": {"1": [0], "7": [1]}},
        x_heights={"hand": 100.0},
    )
    pictures = DigitPictures(np.full((10, 28, 28), 255, np.uint8), np.array(list("0123456789")))
    faces = [inspect_face(FONT, tmp_path)]
    return NumberArtist(faces, NumberCorpus(None), strokes, TextStrokes({}), pictures)


@pytest.mark.parametrize("way", ["draw_machine", "draw_letters"])
def test_drawn_numbers_are_cut_with_their_places(artist, way):
    rng = np.random.default_rng(1)
    found = [cut_drawn_line(getattr(artist, way)(rng), CropSettings(), rng) for _ in range(12)]
    kept = [line for line in found if line is not None]
    assert len(kept) >= 6
    for line in kept:
        assert set(line.text) <= set(NUMERIC)
        assert len(line.spans) == len(line.text)


def test_a_hand_writes_what_it_has_figures_for_alone(artist):
    rng = np.random.default_rng(2)
    assert all(set(artist.draw_letters(rng).line.text) <= set("17 ") for _ in range(5))


def test_no_figure_of_a_set_line_is_raised(artist):
    rng = np.random.default_rng(3)
    face = artist._faces["print"][0]
    assert not any(artist._style(face, rng).superscripts for _ in range(50))


def test_words_beside_numbers_are_marked(tmp_path):
    class Wordy:
        def draw(self, shares, rng):
            line = draw_line("Net 12.50", GlyphSheet(inspect_face(FONT, tmp_path)), LineStyle(), rng)
            band = (line.baseline - 2 * line.x_height, line.baseline + 0.8 * line.x_height)
            return Paper(line, band, "print", "dejavu sans")

    none = Path("none")
    texts = {}
    for content in ("text", "numbers"):
        settings = TrainingLineSettings(none, none, none, none, content=content)
        texts[content] = next(draw_training_lines(Wordy(), settings, np.random.default_rng(0))).text
    assert texts == {"text": "Net 12.50", "numbers": 3 * UNREAD + " 12.50"}
