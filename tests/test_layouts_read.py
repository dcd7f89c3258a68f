"""Drawn pages through the reader with the shipped preset: what their layout makes of the text."""

from __future__ import annotations

from functools import cache

import numpy as np
import pytest
from layouts.catalogue import draw_page
from layouts.faces import Faces
from layouts.laying import DrawnPage
from reading_order import count_order_free

from ocr.comparison import ScoringSettings
from ocr.evaluation import score_text
from ocr.page_reader import PageReader, load_page_reader
from ocr.pipeline import recognize_page
from ocr.text import page_text
from ocr.types import PageImage, PageResult
from segmenter.geometry import Box

pytestmark = pytest.mark.slow

SCALE = 0.7
SEED = 11
SCORING = ScoringSettings(fold_punctuation=True)


@cache
def reader() -> PageReader:
    return load_page_reader()


@cache
def drawn(kind: str) -> DrawnPage:
    return draw_page(kind, Faces(), SEED, scale=SCALE)


@cache
def read(kind: str) -> PageResult:
    return recognize_page(PageImage(f"{kind}.png", 0, drawn(kind).pixels.copy()), reader())


def cer(kind: str) -> float:
    return score_text(page_text(read(kind)), drawn(kind).text, SCORING).cer


@pytest.mark.parametrize(
    ("kind", "most"),
    [
        ("turned", 0.02),
        ("skewed", 0.02),
        ("borders", 0.02),
        ("facing", 0.02),
        ("curled", 0.02),
        ("uneven_light", 0.02),
        ("show_through", 0.02),
        ("coloured", 0.02),
        ("dark_bars", 0.02),
        ("columns_two", 0.02),
        ("columns_three", 0.02),
        ("columns_unequal", 0.02),
        ("gutters_narrow", 0.02),
        ("headings_spanning", 0.02),
        ("footnotes", 0.03),
        ("running_heads", 0.02),
        ("captions", 0.03),
        ("margin_notes", 0.03),
        ("table_plain", 0.03),
        ("table_ruled", 0.03),
        ("receipt", 0.03),
        ("underlined", 0.03),
        ("drop_capitals", 0.02),
        ("struck", 0.03),
        ("letter", 0.02),
        ("photograph", 0.02),
        ("barcode", 0.02),
        ("stamp", 0.02),
        ("specks", 0.03),
    ],
)
def test_page_is_read_from_its_first_line_to_its_last(kind: str, most: float) -> None:
    assert cer(kind) <= most


@pytest.mark.parametrize("kind", ["columns_two", "columns_three", "columns_unequal", "facing"])
def test_order_of_columns_costs_less_than_half_a_point(kind: str) -> None:
    text, truth = page_text(read(kind)), drawn(kind).text
    score = score_text(text, truth, SCORING)
    gap = score.character_errors - count_order_free(text, truth, SCORING)
    assert gap < 0.005 * score.characters


def test_turned_page_says_how_it_was_turned() -> None:
    assert drawn("turned").orientation in (90, 180, 270)
    assert read("turned").orientation == drawn("turned").orientation
    assert read("columns_two").orientation == 0


@pytest.mark.parametrize("kind", ["table_ruled", "table_plain", "receipt"])
def test_cells_of_a_row_stand_on_one_line_with_tabs_between(kind: str) -> None:
    rows = [line for line in drawn(kind).text.splitlines() if "\t" in line]
    told = [line for line in page_text(read(kind)).splitlines() if "\t" in line]
    assert len(told) == len(rows)
    assert [line.count("\t") for line in told] == [line.count("\t") for line in rows]


@pytest.mark.parametrize("kind", ["photograph", "stamp", "barcode", "letter"])
def test_no_character_is_read_in_a_region(kind: str) -> None:
    boxes = [box for name, box in drawn(kind).regions if name != "rule"]
    centres = np.array([glyph.box.center for glyph in read(kind).iter_glyphs()])
    for left, top, right, bottom in boxes:
        inside = (centres >= (left, top)).all(axis=1) & (centres <= (right, bottom)).all(axis=1)
        assert not inside.any()


def test_ink_that_nobody_reads_is_counted_and_flagged() -> None:
    result = read("unread")
    assert "unread_ink" in result.flags
    assert 0.1 < result.unread_share < 0.6
    (left, top, right, bottom) = next(box for kind, box in drawn("unread").regions if kind == "unread")
    marks = Box(round(left), round(top), round(right), round(bottom))
    assert sum(marks.intersection(box) is not None for box in result.unread) > 0.8 * len(result.unread)


@pytest.mark.parametrize("kind", ["columns_two", "borders", "specks", "show_through"])
def test_page_that_is_read_whole_is_not_flagged(kind: str) -> None:
    assert read(kind).flags == ()
