"""Lines of figures to draw."""

import numpy as np

from recognizer.corpus import Corpus, TextSettings
from recognizer.number_phrases import DIGITS, NUMERIC, SIGNS, NumberCorpus, make_number_line


def test_lines_hold_figures_and_signs_alone():
    rng = np.random.default_rng(0)
    for _ in range(500):
        line = make_number_line(rng)
        assert line
        assert line == line.strip()
        assert set(line) <= set(NUMERIC)


def test_every_sign_occurs():
    rng = np.random.default_rng(1)
    assert set("".join(make_number_line(rng) for _ in range(2000))) == set(DIGITS + SIGNS + " ")


def test_a_line_is_no_longer_than_asked():
    rng = np.random.default_rng(2)
    assert max(len(make_number_line(rng, longest=12)) for _ in range(300)) <= 12


def test_a_typewriter_has_hyphens_for_dashes():
    rng = np.random.default_rng(3)
    corpus = NumberCorpus(None)
    assert not any("–" in corpus.sample_line(rng, typed=True) for _ in range(500))


def test_some_numbers_stand_beside_words():
    words = Corpus({"en": "and so it went on from day to day " * 9}, {}, TextSettings(longest=45))
    rng = np.random.default_rng(4)
    lines = [NumberCorpus(words, beside_letters=0.5).sample_line(rng) for _ in range(200)]
    wordy = sum(any(c.isalpha() and c != "x" for c in line) for line in lines)
    assert 60 <= wordy <= 140
