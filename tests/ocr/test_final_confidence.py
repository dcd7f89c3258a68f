"""The last calibration changes how sure things are told to be, and nothing that is read."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ocr.decoder import DecodedCharacter, DecodedLine
from ocr.final_confidence import finish_confidences
from ocr.loader import load_page
from ocr.page_reader import load_page_reader
from ocr.pipeline import recognize_page
from ocr.read_line import ReadLine
from ocr.types import Alternative
from recognizer.calibration import Calibration
from segmenter.geometry import Baseline, Box
from segmenter.types import TextLine

LOWER = Calibration(1.0, 1.0, -1.0)  # p/(1-p) becomes a 1/e of it


def character(name: str, confidence: float, *rivals: tuple[str, float]) -> DecodedCharacter:
    return DecodedCharacter(name, confidence, 0, 0, tuple(Alternative(*rival) for rival in rivals))


def read_line(decoded: DecodedLine) -> ReadLine:
    line = TextLine(Box(0, 0, 9, 9), Baseline((0.0,), (9.0,)), 5.0, ())
    return ReadLine(line, decoded, np.zeros(2))


def test_characters_are_told_with_the_last_confidences_and_stay_what_they_are() -> None:
    line = DecodedLine((character("a", 0.5), character(" ", 0.9), character("b", 0.5)), (0.4, 0.6))
    (done,) = finish_confidences([line], LOWER)
    told = 1 / (1 + np.e)
    assert [one.confidence for one in read_line(done).told_letters] == pytest.approx([told, told])
    assert done.characters == line.characters
    assert done.word_confidences == line.word_confidences
    assert read_line(done).confidence == read_line(line).confidence == 0.5


def test_rivals_share_what_is_left_as_before() -> None:
    line = DecodedLine((character("e", 0.5, ("c", 0.4), ("o", 0.1)),))
    (done,) = finish_confidences([line], LOWER)
    (told,) = done.told
    assert [rival.confidence for rival in told.alternatives] == pytest.approx(
        [0.8 * (1 - told.confidence), 0.2 * (1 - told.confidence)]
    )


def test_a_certain_character_leaves_its_rivals_nothing_to_share() -> None:
    line = DecodedLine((character("e", 1.0, ("c", 0.0)),))
    (done,) = finish_confidences([line], LOWER)
    assert 0.0 <= done.told[0].alternatives[0].confidence <= 1 - done.told[0].confidence


def test_without_a_last_calibration_lines_are_as_they_were() -> None:
    line = DecodedLine((character("a", 0.5),))
    assert finish_confidences([line], None) == [line]
    assert read_line(line).told_letters == line.characters


def test_nothing_read_is_no_trouble() -> None:
    assert finish_confidences([], LOWER) == []
    assert finish_confidences([DecodedLine()], LOWER) == [DecodedLine()]
    mixed = finish_confidences([DecodedLine(), DecodedLine((character("a", 0.5),))], LOWER)
    assert [len(one.told) for one in mixed] == [0, 1]
    assert replace(mixed[1], told=()) == DecodedLine((character("a", 0.5),))


@pytest.mark.slow
def test_a_page_reads_the_same_with_any_last_calibration() -> None:
    image = load_page(str(Path(__file__).parents[2] / "samples/receipt.png"), 0)
    reader = load_page_reader()
    plain = recognize_page(image, reader)
    lower = recognize_page(image, replace(reader, final_calibration=LOWER))
    assert [line.text for line in lower.iter_lines()] == [line.text for line in plain.iter_lines()]
    told = np.array([glyph.confidence for glyph in plain.iter_glyphs()])
    assert [glyph.confidence for glyph in lower.iter_glyphs()] == pytest.approx(LOWER.apply(told).tolist())
    words = [word.confidence for line in plain.iter_lines() for word in line.words]
    assert [word.confidence for line in lower.iter_lines() for word in line.words] == words
