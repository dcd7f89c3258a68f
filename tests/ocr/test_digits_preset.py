"""The preset for numbers reads drawn pages of them, and no words."""

from functools import cache

import cv2
import numpy as np
import pytest

from ocr.errors import MissingModelError, UsageError
from ocr.page_reader import load_page_reader
from ocr.pipeline import recognize_page
from ocr.settings import OcrSettings
from ocr.text import page_text
from ocr.types import PageImage
from recognizer.number_phrases import NUMERIC

SETTINGS = OcrSettings(preset="digits")


@cache
def reader():
    return load_page_reader(SETTINGS)


def read(rows, turns=0):
    pixels = np.full((120 + 90 * len(rows), 900), 245, np.uint8)
    for at, text in enumerate(rows):
        cv2.putText(pixels, text, (80, 110 + 90 * at), cv2.FONT_HERSHEY_DUPLEX, 1.6, 20, 3, cv2.LINE_AA)
    pixels = np.ascontiguousarray(np.rot90(pixels, turns))
    return recognize_page(PageImage("numbers.png", 0, pixels, None), reader(), SETTINGS)


def test_its_alphabet_is_figures_and_their_signs():
    assert set(reader().charset.characters) == set(NUMERIC)


def test_numbers_are_read_without_a_language_model():
    assert reader().language_model is None
    with pytest.raises(UsageError, match="user words"):
        load_page_reader(OcrSettings(preset="digits", user_words=("Summe",)))


def test_a_column_of_numbers_is_read():
    rows = ["27.03.1984", "12:45", "1,250.80", "(030) 567 8942", "-36.6"]
    assert [line for line in page_text(read(rows)).split("\n") if line] == rows


@pytest.mark.parametrize("turns", [1, 2])
def test_a_turned_page_of_numbers_is_set_upright(turns):
    rows = ["27.03.1984", "52:45", "1,250.80", "6734 5672", "36.64"]
    result = read(rows, turns)
    assert page_text(result).split() == " ".join(rows).split()


def test_words_are_left_out():
    said = page_text(read(["Amount due 39.65", "Signature of tenant"]))
    assert said.split() == ["39.65"]


def test_there_is_no_glyph_classifier_to_ask_for():
    with pytest.raises(MissingModelError, match="glyph"):
        load_page_reader(OcrSettings(preset="digits", reader="glyph"))
