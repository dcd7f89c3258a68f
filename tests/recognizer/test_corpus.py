"""Texts to draw stay within the charset and show all of it."""

import gzip
from collections import Counter

import numpy as np
import pytest

from recognizer.charset import LATIN, normalize_text
from recognizer.corpus import Corpus, TextSettings, load_corpus
from recognizer.corpus_sources import gather_texts, strip_roff
from recognizer.phrases import make_rare_token
from recognizer.types import DatasetError
from recognizer.wordlists import SIGN_FORMS

TEXT = (
    'He said "the ship\'s gone" -- and so it was... The mate wrote it down, page by page, for years.\n' * 40
)
WORDS = ["été", "über", "naïve", "señor", "ångström", "œuvre", "plain", "weiß", "coração", "quixotic"]


@pytest.fixture(scope="module")
def corpus():
    return Corpus({"en": TEXT, "de": TEXT.replace("the", "die")}, {"en": WORDS, "de": WORDS})


def test_lines_are_normalised_within_the_charset_and_no_longer_than_asked(corpus):
    rng = np.random.default_rng(0)
    for _ in range(400):
        line = corpus.sample_line(rng)
        assert 0 < len(line) <= 90
        assert line == line.strip() == normalize_text(line)
        assert all(character in LATIN for character in line)


def test_every_sign_and_most_letters_turn_up(corpus):
    rng = np.random.default_rng(0)
    seen = Counter("".join(corpus.sample_line(rng) for _ in range(6000)))
    missing = [c for c in LATIN if seen[c] == 0 and c in "".join(SIGN_FORMS) + "éüïñåœßçã"]
    assert missing == []


def test_typed_lines_have_no_typographic_quotes_in_running_text(corpus):
    rng = np.random.default_rng(0)
    settings = TextSettings(prose=1.0, rare=0.0)
    plain = Corpus({"en": TEXT}, {"en": WORDS}, settings)
    lines = "".join(plain.sample_line(rng, typed=True) for _ in range(200))
    assert not set(lines) & set("‘’“”—–…")


def test_the_same_seed_gives_the_same_line(corpus):
    assert corpus.sample_line(np.random.default_rng(5)) == corpus.sample_line(np.random.default_rng(5))


def test_no_text_at_all_is_refused():
    with pytest.raises(DatasetError, match="gather"):
        Corpus({}, {})


@pytest.mark.parametrize("sign", sorted(SIGN_FORMS))
def test_a_rare_token_shows_its_sign(sign):
    assert any(sign in make_rare_token(np.random.default_rng(seed), sign, "word") for seed in range(20))


def test_an_unknown_sign_is_put_after_the_word():
    assert make_rare_token(np.random.default_rng(0), "Ÿ", "word") == "wordŸ"


def test_manual_pages_become_running_text():
    source = ".SH NOM\nls \\- liste cach\\('ee\n.PP\nUn \\fBmot\\fR \\(Fo\\ ici\\ \\(Fc\n.B gras\n"
    assert strip_roff(source) == ["ls - liste cach" + "e\u0301e", "Un mot « ici » gras"]


def test_gathered_texts_are_read_back_without_line_noise(tmp_path):
    share = tmp_path / "share"
    (share / "man/fr/man1").mkdir(parents=True)
    (share / "dict").mkdir()
    (share / "dict/french").write_text("été\nhiver\nx\n", encoding="utf-8")
    page = (
        ".SH NOM\nLe premier paragraphe de cette page est assez long pour qu'on le garde, et même "
        + "plus " * 30
    )
    (share / "man/fr/man1/a.1.gz").write_bytes(gzip.compress(page.encode()))
    sizes = gather_texts(tmp_path / "out", share, [], [])
    assert sizes["fr"] > 100
    assert sizes["de"] == 0
    assert load_corpus(tmp_path / "out").languages == ("fr",)
    assert (tmp_path / "out/fr.words").read_text(encoding="utf-8") == "hiver\nété"
