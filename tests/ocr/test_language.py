"""The language model: probabilities by hand, tables by hash, the shipped file."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from ocr.errors import MissingModelError, UsageError
from ocr.language import (
    LanguageModel,
    check_language,
    load_language_model,
    save_language_model,
    shipped_models,
)
from ocr.language_training import build_language_model, fill_table, index_texts
from ocr.scoring import FLOOR_OF_DIGITS, BonusScorer, LanguageScorer, class_indices, fit_to_text, make_scorer
from recognizer.charset import LATIN, Charset

SMALL = build_language_model(["ab ab ac"], " abc", order=2, least=1)
HALF_STEP = 1 / 32  # nats that a stored value is off at most


def probability(model: LanguageModel, before: str, character: str) -> float:
    state = np.array([0])
    for each in before:
        state = model.advance(state, model.indices(each))
    return float(np.exp(model.score(state, model.indices(character))[0]))


def test_bigrams_are_interpolated_as_witten_and_bell_do() -> None:
    # " ab ab ac ": space 4, a 3, b 2, c 1: 4 kinds of 10, the uniform floor over 4 and the unknown
    unigram_b = (2 + 4 / 5) / (10 + 4)
    assert probability(SMALL, "", "b") == pytest.approx(unigram_b, rel=1e-5)
    # after a: b twice, c once, 2 kinds
    assert probability(SMALL, "a", "b") == pytest.approx((2 + 2 * unigram_b) / (3 + 2), rel=HALF_STEP)


def test_unseen_pairs_fall_back_on_what_is_left() -> None:
    seen = [probability(SMALL, "a", character) for character in "bc"]
    unseen = [probability(SMALL, "a", character) for character in " a"]
    assert sum(seen) + sum(unseen) == pytest.approx(1.0, abs=0.1)  # one part in five is the unknown's
    assert unseen[0] / unseen[1] == pytest.approx((4 + 4 / 5) / (3 + 4 / 5), rel=1e-5)


def test_longer_contexts_tell_more() -> None:
    text = "the cat sat on the mat and the hat "
    model = build_language_model([text * 3], LATIN, order=6, least=1)
    assert probability(model, "the", " ") > probability(model, "e", " ") > probability(model, "", " ")


def test_states_forget_what_lies_too_far_back() -> None:
    model = build_language_model(["abcabc"], " abc", order=3, least=1)
    assert probability(model, "ab", "c") == probability(model, "ccccab", "c")


def test_unknown_characters_break_the_context() -> None:
    assert probability(SMALL, "aé", "b") == probability(SMALL, "", "b")


def test_no_digit_is_likelier_than_another() -> None:
    model = build_language_model(["in 1999 and in 1998 for 19.99"], " 0123456789.adfinor", order=4, least=1)
    for before in ("", " ", " 1", " 19"):
        assert len({probability(model, before, digit) for digit in "0123456789"}) == 1
    assert probability(model, " 1", "7") > probability(model, " 1", "n")


def test_white_space_of_any_kind_is_one_space() -> None:
    assert index_texts(["a \n\t b", "c"], " abc").tolist() == [1, 2, 1, 3, 1, 1, 4, 1]


def test_familiar_text_takes_fewer_bits_than_strange_text() -> None:
    assert SMALL.bits_per_character("ab ab") < SMALL.bits_per_character("cc ba")
    assert SMALL.bits_per_character("") == 0.0


def test_pruning_keeps_as_many_entries_as_asked_and_still_sums_to_one() -> None:
    letters = str.maketrans("0123456789", "abcdefghij")
    words = " ".join(str(number * 7919).translate(letters) for number in range(3000))
    model = build_language_model([words], " abcdefghij", order=5, entries=500, least=1)
    assert int((model.table.marks > 0).sum()) <= 500 + 500  # n-grams, and contexts of theirs
    for before in ("", "b", "bc", " h", "defg"):
        total = sum(probability(model, before, character) for character in " abcdefghij")
        assert total == pytest.approx(1.0, abs=0.15)


@given(st.lists(st.integers(1, 2**40), unique=True, max_size=300), st.integers(0, 2**32 - 1))
@settings(max_examples=30, deadline=None)
def test_a_table_finds_what_it_holds(keys: list[int], seed: int) -> None:
    packed = np.array(keys, dtype=np.int64)
    values = -np.random.default_rng(seed).random(len(keys)) * 15
    table = fill_table(packed, values)
    found, stored = table.find(packed.astype(np.uint64))
    assert found.all()
    assert np.abs(stored - values).max(initial=0.0) <= HALF_STEP + 1e-6


def test_strangers_are_hardly_ever_found() -> None:
    keys = np.arange(1, 5001, dtype=np.int64)
    table = fill_table(keys, np.zeros(5000))
    found, values = table.find(np.arange(10**6, 10**6 + 50_000, dtype=np.uint64))
    assert found.mean() < 0.001
    assert (values == 0.0).all()


def test_a_saved_model_scores_as_before(tmp_path: Path) -> None:
    save_language_model(SMALL, tmp_path / "small.npz")
    loaded = load_language_model(tmp_path / "small.npz")
    assert loaded.bits_per_character("ab ba") == SMALL.bits_per_character("ab ba")
    assert (loaded.characters, loaded.order) == (" abc", 2)


@pytest.mark.parametrize("content", [b"", b"no zip", b"PK\x03\x04 cut off"])
def test_a_damaged_file_is_named(tmp_path: Path, content: bytes) -> None:
    path = tmp_path / "broken.npz"
    path.write_bytes(content)
    with pytest.raises(MissingModelError, match=r"broken\.npz"):
        load_language_model(path)


@pytest.mark.parametrize(("order", "characters"), [(1, " a"), (8, " a"), (3, "".join(map(chr, range(300))))])
def test_orders_and_alphabets_out_of_range_are_refused(order: int, characters: str) -> None:
    with pytest.raises(ValueError, match="order of 2 to 7"):
        build_language_model(["a"], characters, order)


def test_texts_without_a_known_character_are_refused() -> None:
    with pytest.raises(ValueError, match="none of the characters"):
        build_language_model([], " ab")


def test_the_shipped_model_knows_ten_languages() -> None:
    path = shipped_models()["latin"]
    assert path.stat().st_size < 1_200_000
    model = load_language_model(path)
    for line in (
        "The people of the United States",
        "Alle Menschen sind frei und gleich",
        "Tous les hommes naissent libres",
        "Todos los hombres nacen libres",
        "Tutti gli uomini nascono liberi",
        "Todos os homens nascem livres",
        "Alle mensen worden vrij geboren",
        "Alle mennesker er født frie",
        "Alla människor är födda fria",
    ):
        assert model.bits_per_character(line) < 4.5 < model.bits_per_character(line[::-1])


def test_a_language_that_did_not_come_with_the_package_is_refused() -> None:
    for name in ("auto", "none", "latin"):
        check_language(name)
    with pytest.raises(UsageError, match="choose from auto, none"):
        check_language("tlh")


def test_a_scorer_weighs_the_model_and_adds_the_bonus() -> None:
    charset = Charset(" abx")
    scorer = LanguageScorer(SMALL, class_indices(charset, SMALL), weight=0.5, bonus=0.25)
    states = np.array([scorer.start()])
    b = np.array([charset.encode("b")[0]])
    expected = np.sqrt(np.exp(SMALL.score(states, SMALL.indices("b")))) * np.exp(0.25)
    assert scorer.factors(states, b) == pytest.approx(expected)
    assert scorer.advance(states, b).tolist() == SMALL.indices("b").tolist()  # an order of 2 remembers one
    assert isinstance(make_scorer(charset, None, 0.5, 0.5), BonusScorer)
    assert make_scorer(charset, None, 0.5, 0.5).factors(states, b).tolist() == [1.0]


def test_a_page_of_strange_text_is_judged_by_its_optics() -> None:
    model = build_language_model(["abc abc abc abc abc " * 20], " abcxyz", order=4, least=1)
    familiar, strange = model.indices("abc abc " * 10), model.indices("zyxxzyzx" * 10)
    assert fit_to_text(model, familiar) == 1.0
    assert fit_to_text(model, strange) < 0.5
    assert fit_to_text(model, strange[:0]) > 0.5


def test_the_model_counts_more_where_the_optics_doubt() -> None:
    model = build_language_model(["abc abc abc abc abc " * 20], " abcxyz", order=4, least=1)
    familiar = model.indices("abc abc " * 10)
    weights = [fit_to_text(model, familiar, doubt) for doubt in (0.0, 0.05, 0.15, 0.9)]
    assert weights[0] < weights[1] < weights[2] == weights[3]


def test_next_to_digits_nothing_is_much_less_likely_than_anything_else() -> None:
    model = build_language_model(["in 1999 he had 20 and 300 of them " * 20], LATIN, order=4, least=1)
    charset = Charset()
    scorer = LanguageScorer(model, class_indices(charset, model), weight=1.0, bonus=0.0)
    after = scorer.advance(np.array([scorer.start()]), np.array(charset.encode("4")))
    least = np.exp(FLOOR_OF_DIGITS)
    assert scorer.factors(after, np.array(charset.encode("Q"))) == pytest.approx(least)
    assert scorer.factors(np.array([scorer.start()]), np.array(charset.encode("Q"))) < least
    digits = scorer.factors(after, np.array(charset.encode("0123456789")))
    assert len(set(digits.tolist())) == 1
