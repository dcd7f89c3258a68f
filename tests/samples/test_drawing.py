from __future__ import annotations

import numpy as np
import pytest
import scanning
import texts
from PIL import ImageFont
from typesetting import Column, FontShelf, Sheet


def column(width: float) -> Column:
    return Column(left=0, width=width, font=ImageFont.load_default(20), leading=24, indent=0)


def test_words_break_only_at_their_marks_and_the_hyphen_is_in_the_truth() -> None:
    sheet = Sheet(400, 200)
    room = ImageFont.load_default(20).getlength("cock crowed")
    column(room + 8).set_paragraph(sheet, 30, "a weather·cock crowed")
    assert sheet.lines == ["a weather-", "cock crowed"]


def test_no_break_space_keeps_two_words_on_one_line() -> None:
    sheet = Sheet(400, 200)
    room = ImageFont.load_default(20).getlength("the price is 17")
    column(room + 2).set_paragraph(sheet, 30, "the price is 17_francs")
    assert sheet.lines == ["the price is", "17 francs"]


def test_set_text_is_ink_on_the_sheet() -> None:
    sheet = Sheet(300, 60)
    assert sheet.coverage().max() == 0
    column(280).set_paragraph(sheet, 30, "ink")
    assert sheet.coverage().max() > 0.9


def test_missing_font_is_named(tmp_path: object) -> None:
    with pytest.raises(FileNotFoundError, match=r"nowhere\.woff2"):
        FontShelf(()).font("nowhere.woff2", 12)


def test_ink_stays_where_type_touched_the_paper() -> None:
    random = np.random.default_rng(1)
    blank = np.zeros((64, 64), dtype=np.float32)
    assert scanning.spread_ink(blank, 0.1, 0.2, random).max() == 0


def test_page_laid_straight_on_the_glass_keeps_its_middle() -> None:
    page = np.full((40, 60, 3), 0.8, dtype=np.float32)
    laid = scanning.lay_on_glass(page, scanning.Scanner(margin=5))
    assert laid.shape == (50, 70, 3)
    assert laid[25, 35] == pytest.approx(0.8, abs=1e-3)
    assert laid[1, 1].max() < 0.3


def test_same_seed_makes_the_same_paper() -> None:
    paper = scanning.Paper(spots=3, shadow=0.3)
    shape, ink = (80, 90), np.zeros((80, 90), dtype=np.float32)
    first, second = (scanning.make_paper(shape, paper, ink, np.random.default_rng(5)) for _ in range(2))
    assert np.array_equal(first, second)


def test_receipt_adds_up() -> None:
    items = sum(round(100 * float(price)) for _, price in texts.RECEIPT_ITEMS)
    subtotal, discount, _ = (round(100 * float(value)) for _, value in texts.RECEIPT_SUMS)
    assert items == subtotal
    assert subtotal + discount == round(100 * float(texts.RECEIPT_TOTAL[1]))
