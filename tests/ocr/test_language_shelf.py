"""A page finds the language model that explains it best."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest

from ocr.decoder import decode_lines
from ocr.errors import MissingModelError
from ocr.language import save_language_model, shipped_models
from ocr.language_shelf import MOST_SAMPLE, LanguageShelf, take_sample
from ocr.language_training import build_language_model
from ocr.settings import DecoderSettings
from ocr.user_words import favour_words
from recognizer.charset import Charset
from recognizer.types import LineReading

TEXTS = {"ab": "abba baab aabb abab ", "cd": "cddc dccd ccdd cdcd "}


@pytest.fixture
def shelf(tmp_path: Path) -> LanguageShelf:
    paths = {}
    for name, text in {**TEXTS, "mixed": "".join(TEXTS.values())}.items():
        paths[name] = tmp_path / f"{name}.npz"
        save_language_model(build_language_model([text * 50], " abcd", order=3, least=1), paths[name])
    return LanguageShelf(paths, "mixed")


@pytest.mark.parametrize("name", TEXTS)
def test_a_page_finds_its_language(shelf: LanguageShelf, name: str) -> None:
    assert shelf.name_language(TEXTS[name] * 5) == name
    assert shelf.choose(TEXTS[name] * 5) is shelf.load(name)


def test_pages_of_little_text_and_of_no_one_language_fall_back(shelf: LanguageShelf) -> None:
    assert shelf.name_language("abba") == "mixed"
    assert shelf.name_language("") == "mixed"
    assert shelf.name_language("12 345 6789 " * 50) == "mixed"
    assert shelf.name_language("".join(TEXTS.values()) * 5) == "mixed"


def test_models_are_loaded_once_and_only_when_wanted(shelf: LanguageShelf) -> None:
    shelf.paths["cd"].unlink()
    assert shelf.load("ab") is shelf.load("ab")
    with pytest.raises(MissingModelError, match=r"cd\.npz"):
        shelf.choose(TEXTS["ab"] * 5)


def test_every_model_knows_the_words_of_the_user(shelf: LanguageShelf) -> None:
    words = favour_words(["abc"], " abcd")
    assert LanguageShelf(shelf.paths, "mixed", words).load("cd").words is words


def test_a_sample_is_whole_lines_from_all_over_a_text() -> None:
    text = "\n".join(f"line {number:04d}" for number in range(1000))
    sample = take_sample(text)
    assert len(sample) <= MOST_SAMPLE
    assert sample.startswith("line 0000 line 00")
    assert max(map(int, sample.replace("line", " ").split()[:-1])) > 900
    assert take_sample("") == ""


def test_a_doubtful_letter_is_read_in_the_language_of_its_page(shelf: LanguageShelf) -> None:
    charset = Charset(" abcd")

    def frames(text: str) -> LineReading:
        rows = np.full((2 * len(text), 6), 1e-4)
        rows[::2, 0] = 1.0
        for at, character in enumerate(text):
            rows[2 * at + 1, charset.encode(character)] = 1.0
        return LineReading(np.log(rows / rows.sum(axis=1, keepdims=True)).astype(np.float32), 2.0)

    doubtful = frames("abba baab aabb")
    rows = np.exp(doubtful.log_probabilities)
    rows[5] = [1e-4, 1e-4, 1e-4, 0.48, 0.52, 1e-4]  # the first b: b or c
    page = [frames(TEXTS["ab"] * 3), LineReading(np.log(rows), 2.0)]
    settings = DecoderSettings(beam_width=4, language_weight=1.0)
    assert decode_lines(page, charset, settings, language_model=None)[1].text == "abca baab aabb"
    assert decode_lines(page, charset, settings, language_model=shelf)[1].text == "abba baab aabb"


LINES = {
    "en": "The committee regrets to inform you that the letter has not yet arrived at the office.",
    "de": "Der Ausschuss bedauert, Ihnen mitteilen zu müssen, dass der Brief noch nicht eingetroffen ist.",
    "fr": "Le comité a le regret de vous informer que la lettre n'est pas encore arrivée au bureau.",
    "es": "El comité lamenta informarle de que la carta todavía no ha llegado a la oficina.",
    "it": "Il comitato è spiacente di informarla che la lettera non è ancora arrivata in ufficio.",
    "nl": "De commissie moet u helaas mededelen dat de brief nog niet op het kantoor is aangekomen.",
    "pt": "A comissão lamenta informar que a carta ainda não chegou ao escritório dos senhores.",
    "da": "Udvalget må desværre meddele, at brevet endnu ikke er nået frem til kontoret i går.",
    "sv": "Utskottet måste tyvärr meddela att brevet ännu inte har kommit fram till kontoret.",
    "no": "Utvalget må dessverre meddele at brevet ennå ikke har kommet fram til kontoret vårt.",
}


@pytest.mark.parametrize("name", LINES)
def test_the_shipped_models_tell_ten_languages_apart(name: str) -> None:
    paths = shipped_models()
    shelf = LanguageShelf(paths, "latin")
    assert shelf.name_language(LINES[name]) == name
    assert set(paths) == {*LINES, "latin"}
    assert all(path.stat().st_size < 1_200_000 for path in paths.values())
