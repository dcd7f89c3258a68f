"""Corrections: which rows count, and where they are put in."""

import csv

import pytest

from ocr.correction_placing import apply_corrections
from ocr.corrections import CORRECTION_COLUMNS, Correction, read_correction_rows
from ocr.errors import DamagedFileError
from segmenter.geometry import Box

TEXT = [["read mere", "second 1ine"]]  # glyph n of a line stands at 10 + 10 n, 8 wide; top 10, then 30


def glyph_box(place, row=0):
    return Box(10 + 10 * place, 10 + 20 * row, 18 + 10 * place, 22 + 20 * row)


def correction(box, old, new, is_character=True):
    return Correction("book.tif", 0, (box.left, box.top, box.width, box.height), is_character, old, new)


def texts(page):
    return [line.text for line in page.iter_lines()]


def test_a_character_is_exchanged_and_keeps_its_box(make_page):
    page = apply_corrections(make_page(TEXT), [correction(glyph_box(5), "m", "h")])
    assert texts(page.result) == ["read here", "second 1ine"]
    assert page.corrected == (True, False)
    glyph = next(page.result.iter_lines()).words[1].glyphs[0]
    assert (glyph.confidence, glyph.box) == (1.0, glyph_box(5))


def test_several_letters_share_the_box_of_the_one_they_replace(make_page):
    page = apply_corrections(make_page(TEXT), [correction(glyph_box(5), "m", "rn")])
    first = next(page.result.iter_lines())
    assert first.text == "read rnere"
    assert [glyph.box.left for glyph in first.words[1].glyphs][:3] == [60, 64, 70]


def test_an_empty_text_deletes_a_character_and_its_word_with_the_last_one(make_page):
    rows = [correction(glyph_box(5), "m", "")]
    assert texts(apply_corrections(make_page(TEXT), rows).result)[0] == "read ere"
    rows = [correction(glyph_box(place), "x", "") for place in range(5, 9)]
    assert texts(apply_corrections(make_page(TEXT), rows).result)[0] == "read"


def test_a_word_and_a_line_are_replaced_as_wholes(make_page):
    page = make_page(TEXT)
    first, second = page.iter_lines()
    rows = [
        correction(first.words[0].box, "read", "I read", False),
        correction(second.box, "second 1ine", "a second line", False),
    ]
    found = apply_corrections(page, rows)
    assert texts(found.result) == ["I read mere", "a second line"]
    assert [line.box for line in found.result.iter_lines()] == [first.box, second.box]


def test_what_stands_in_a_box_that_is_nobodys_is_replaced(make_page):
    across = Box(38, 10, 72, 22)  # the d of the first word and the m and half an e of the second
    found = apply_corrections(make_page(TEXT), [correction(across, "d m", "dm", False)])
    assert texts(found.result)[0] == "readmere"


def test_letters_are_added_where_nothing_was_read(make_page):
    gap = Box(49, 10, 58, 22)
    assert texts(apply_corrections(make_page(TEXT), [correction(gap, "", "y")]).result)[0] == "ready mere"
    alone = Box(53, 12, 55, 20)  # as far from either word
    page = make_page([["read  mere"]])
    assert texts(apply_corrections(page, [correction(alone, "", "I")]).result)[0] == "read I mere"
    inside = Box(28, 12, 30, 20)  # between e and a
    assert texts(apply_corrections(page, [correction(inside, "", "l")]).result)[0] == "relad mere"


def test_applying_again_changes_nothing_more(make_page):
    rows = [
        correction(glyph_box(5), "m", "rn"),
        correction(glyph_box(0), "r", ""),
        correction(glyph_box(7, 1), "1", "l"),
        correction(Box(49, 10, 58, 22), "", "y"),
    ]
    once = apply_corrections(make_page(TEXT), rows)
    assert apply_corrections(once.result, rows).result == once.result


def test_a_row_that_says_a_line_is_right_marks_it_as_seen(make_page):
    page = make_page(TEXT)
    line = next(page.iter_lines())
    found = apply_corrections(page, [correction(line.box, line.text, line.text, False)])
    assert (found.seen, found.corrected) == ((True, False), (False, False))


def test_a_box_beside_all_lines_is_told(make_page):
    found = apply_corrections(make_page(TEXT), [correction(Box(10, 200, 20, 210), "a", "b")])
    assert found.unplaced == 1
    assert found.result == make_page(TEXT)


def test_an_empty_box_and_an_empty_page_are_told(make_page):
    empty = Correction("book.tif", 0, (1, 1, 0, 5), True, "a", "b")
    assert apply_corrections(make_page(TEXT), [empty]).unplaced == 1
    assert apply_corrections(make_page([]), [correction(glyph_box(0), "a", "b")]).unplaced == 1


def write_rows(path, rows):
    with path.open("w", newline="", encoding="utf-8") as stream:
        table = csv.writer(stream)
        table.writerow(CORRECTION_COLUMNS)
        table.writerows(rows)


def test_the_last_row_for_a_box_wins_and_stands_where_it_was_written(tmp_path):
    box, other = [10, 10, 8, 12], [20, 10, 8, 12]
    write_rows(
        tmp_path / "c.csv",
        [
            ["t", "a.png", 1, 1, 1, 1, *box, "a", "b"],
            ["t", "a.png", 1, 1, 1, 2, *other, "c", "d"],
            ["t", "a.png", 1, 1, 1, 1, *box, "a", "e"],
        ],
    )
    rows = read_correction_rows(tmp_path / "c.csv")
    assert [(row.new, row.box[0], row.index) for row in rows] == [("d", 20, 0), ("e", 10, 0)]


def test_apostrophes_before_formulas_are_undone(tmp_path):
    write_rows(tmp_path / "c.csv", [["t", "a.png", 1, 1, 1, "", 1, 1, 2, 2, "'-", "'=1"]])
    (row,) = read_correction_rows(tmp_path / "c.csv")
    assert (row.old, row.new, row.is_character) == ("-", "=1", False)


@pytest.mark.parametrize(
    "text", ["time,source\n1,2\n", "\x00\x01", ",".join(CORRECTION_COLUMNS) + "\n1,a,x\n"]
)
def test_a_file_that_is_no_table_of_corrections_is_told(tmp_path, text):
    (tmp_path / "c.csv").write_text(text)
    if text.startswith("\x00"):
        (tmp_path / "c.csv").write_bytes(b"\xff\xfe\xfa")
    with pytest.raises(DamagedFileError):
        read_correction_rows(tmp_path / "c.csv")
