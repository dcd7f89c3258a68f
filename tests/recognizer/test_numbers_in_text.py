"""Which characters of a text are numbers."""

from hypothesis import given
from hypothesis import strategies as st

from recognizer.charset import UNREAD
from recognizer.number_phrases import NUMERIC
from recognizer.numbers_in_text import find_readable, keep_readable, mark_unread


def test_words_are_left_out_and_numbers_stay():
    assert keep_readable("Total (6%): 12.50 EUR", NUMERIC) == "(6%): 12.50"


def test_signs_that_touch_a_letter_belong_to_the_word():
    assert keep_readable("No.12/b don't x-ray 3x4 2 x 5", NUMERIC) == "12 3x4 2 x 5"


def test_currency_stays_with_its_amount():
    assert keep_readable("EUR12.50 A$3", NUMERIC) == "12.50 $3"


def test_marked_text_keeps_length_and_spaces():
    assert mark_unread("ab 12", NUMERIC) == f"{UNREAD}{UNREAD} 12"


def test_nothing_of_a_word_is_read():
    assert keep_readable("xylophone, box.", NUMERIC) == ""


@given(st.text(max_size=30))
def test_nothing_unknown_is_ever_read(text):
    readable = find_readable(text, NUMERIC)
    assert len(readable) == len(text)
    assert all(character in NUMERIC for character, read in zip(text, readable, strict=True) if read)


@given(st.text(alphabet=NUMERIC, max_size=30))
def test_text_of_numbers_alone_is_read_whole(text):
    assert find_readable(text, NUMERIC).all()
