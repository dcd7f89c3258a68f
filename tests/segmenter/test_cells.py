"""Tests of parting the rows of tables without rules into cells."""

import pytest

from segmenter.page import segment_page


def rows_of(found):
    """How many cells each printed row has."""
    counts = []
    for line in found.lines:
        if line.gap_before:
            counts[-1] += 1
        else:
            counts.append(1)
    return counts


def test_narrow_columns_of_numbers_are_cells(drawing):
    page = drawing.blank(700, 900)
    for index in range(10):
        y = 100 + index * drawing.step
        for column, letters in enumerate((4, 3, 4, 3)):
            drawing.line(page, 100 + column * 90, y, [letters])
    found = segment_page(page)
    assert rows_of(found) == [4] * 10
    assert found.blocks[0].kind == "table"


def test_empty_place_in_a_row_is_no_end_of_its_column(drawing):
    page = drawing.blank(700, 900)
    for index in range(10):
        for column in range(5):
            if column != index % 4 + 1:
                drawing.line(page, 100 + column * 90, 100 + index * drawing.step, [4])
    assert rows_of(segment_page(page)) == [4] * 10


def test_numbers_that_end_in_line_are_cells(drawing):
    page = drawing.blank(700, 900)
    for index in range(8):
        y = 100 + index * drawing.step
        drawing.line(page, 100, y, [3 + index % 4, 4])
        for right in (480, 600):
            drawing.line(
                page, right - 14 * (1 + (index + right // 100) % 4), y, [1 + (index + right // 100) % 4]
            )
    assert rows_of(segment_page(page)) == [3] * 8


def test_wide_gaps_of_a_justified_row_part_nothing(drawing):
    page = drawing.blank(900, 900)
    for index in range(12):
        words = [4, 3, 4, 2, 5] if index % 4 == 0 else [4, 7, 2, 6, 3, 5, 8][: 5 + index % 3]
        words = words[index % 5 :] + words[: index % 5]
        gap = (640 - sum(14 * w for w in words)) / (len(words) - 1)
        x = 100.0
        for letters in words:
            drawing.line(page, round(x), 100 + index * drawing.step, [letters])
            x += 14 * letters + gap
    found = segment_page(page)
    assert rows_of(found) == [1] * 12
    assert found.blocks[0].kind == "text"


@pytest.mark.parametrize("gap", [14, 18])
def test_words_of_typescript_that_stand_over_each_other_are_no_cells(drawing, gap):
    page = drawing.blank(900, 1000)
    for index in range(12):
        x = 100
        for letters in (4, 5, 3, 6, 4) if index % 6 else (5, 4, 3, 3, 7):
            x = drawing.line(page, x, 100 + index * drawing.step, [letters]) + gap
    assert rows_of(segment_page(page)) == [1] * 12
