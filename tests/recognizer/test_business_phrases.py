"""Rows of receipts, forms and labels hold the figures and codes such pages hold."""

import re

import numpy as np

from recognizer.business_phrases import make_business_phrase
from recognizer.charset import LATIN


def draw(count):
    rng = np.random.default_rng(4)
    return [make_business_phrase(rng, lambda: "garden") for _ in range(count)]


def test_rows_keep_to_the_charset_and_are_never_empty():
    for row in draw(2000):
        assert row.strip()
        assert set(row) <= set(LATIN) | {" "}, row


def test_amounts_dates_times_and_codes_all_turn_up():
    text = "\n".join(draw(2000))
    for pattern in (
        r"\b\d{1,3}(,\d{3})*\.\d\d\b",
        r"\d\d?[/.-]\d\d[/.-]\d{2,4}",
        r"\d\d:\d\d",
        r"[A-Z]{1,3}-?\d{3,}",
        r": ?_{4,}",
        r"\d% ",
    ):
        assert re.search(pattern, text), pattern


def test_about_a_third_of_the_rows_are_in_capitals():
    rows = [row for row in draw(2000) if re.search("[A-Za-z]{3}", row)]
    share = sum(row == row.upper() for row in rows) / len(rows)
    assert 0.3 < share < 0.6
