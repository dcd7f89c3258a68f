"""User words: likelier from their third letter on, in small letters and capitals; bad files are named."""

from __future__ import annotations

from dataclasses import replace
from pathlib import Path

import numpy as np
import pytest

from ocr.errors import UsageError
from ocr.language import LanguageModel
from ocr.language_training import build_language_model
from ocr.user_words import BELIEF, favour_words, read_user_words

CHARACTERS = " abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789-"
PLAIN = build_language_model(["the cat and the dog and the cow"], CHARACTERS, order=6, least=1)
FAVOURED = replace(PLAIN, words=favour_words(["zorbax", "zorbing"], CHARACTERS))


def probability(model: LanguageModel, before: str, character: str) -> float:
    state = np.array([model.start()])
    for each in before:
        state = model.advance(state, model.indices(each))
    return float(np.exp(model.score(state, model.indices(character))[0]))


@pytest.mark.parametrize("before", ["zo", "Zo", "ZO", "the zo"])
def test_a_word_that_has_begun_goes_on(before: str) -> None:
    following = "R" if before.isupper() else "r"
    assert probability(FAVOURED, before, following) == pytest.approx(BELIEF)
    assert probability(PLAIN, before, following) < 0.1


def test_words_that_begin_alike_share() -> None:
    assert probability(FAVOURED, "zorb", "a") == pytest.approx(BELIEF / 2)
    assert probability(FAVOURED, "zorbax", " ") == pytest.approx(BELIEF)


def test_other_text_is_scored_as_before() -> None:
    for before, character in (("the ", "c"), ("", "z"), ("z", "o"), ("azo", "r")):
        assert probability(FAVOURED, before, character) == probability(PLAIN, before, character)


def test_what_the_model_knows_better_is_left() -> None:
    model = replace(PLAIN, words=favour_words(["the"], CHARACTERS))
    assert probability(model, " th", "e") == pytest.approx(max(BELIEF, probability(PLAIN, " th", "e")))


def test_no_words_change_nothing() -> None:
    model = replace(PLAIN, words=favour_words([], CHARACTERS))
    assert probability(model, "zo", "r") == probability(PLAIN, "zo", "r")


def test_a_file_holds_one_word_a_line(tmp_path: Path) -> None:
    path = tmp_path / "words.txt"
    path.write_text("\ufeffMüller\n\n  Ortho-Fix \nMüller\n", encoding="utf-8")
    assert read_user_words(path) == ("Müller", "Ortho-Fix")


@pytest.mark.parametrize(
    ("content", "message"),
    [
        (b"", "holds no word"),
        (b"\n \n", "holds no word"),
        (b"one\ntwo words\n", r"line 2: 'two words' is not one word"),
        (b"\xff\xfe", "not UTF-8"),
        ("слово".encode(), "line 1: 'с' is none of the characters"),
    ],
)
def test_a_bad_file_is_named(tmp_path: Path, content: bytes, message: str) -> None:
    path = tmp_path / "words.txt"
    path.write_bytes(content)
    with pytest.raises(UsageError, match=message) as error:
        read_user_words(path)
    assert "words.txt" in str(error.value)


def test_a_missing_file_is_named(tmp_path: Path) -> None:
    with pytest.raises(UsageError, match=r"none\.txt: cannot be read"):
        read_user_words(tmp_path / "none.txt")
