"""Tests of paragraphs and tables."""

import pytest

from segmenter.blocks import find_paragraphs, make_block
from segmenter.geometry import Baseline, Box
from segmenter.types import Component, TextLine


def line_at(y, left=100, right=700, gap_before=False, fall=0.0):
    box = Box(left, y - 10, right, y + 4)
    baseline = Baseline((float(left), float(right)), (y + fall * left, y + fall * right))
    return TextLine(box, baseline, 10.0, (Component(box, 50, 1),), gap_before)


def test_even_lines_are_one_paragraph():
    assert find_paragraphs([line_at(y) for y in range(100, 300, 20)]) == (0,)


def test_indent_begins_a_paragraph():
    lines = [line_at(100 + 20 * i, 130 if i in (0, 4) else 100) for i in range(8)]
    assert find_paragraphs(lines) == (0, 4)


def test_extra_leading_begins_a_paragraph():
    lines = [line_at(y) for y in (100, 120, 140, 180, 200, 220)]
    assert find_paragraphs(lines) == (0, 3)


def test_line_after_a_short_one_begins_a_paragraph():
    lines = [line_at(100 + 20 * i, right=300 if i == 2 else 700) for i in range(6)]
    assert find_paragraphs(lines) == (0, 3)


def test_outstanding_line_begins_a_paragraph_where_most_stand_in():
    lines = [line_at(100 + 20 * i, 100 if i % 4 == 0 else 130) for i in range(8)]
    assert find_paragraphs(lines) == (0, 4)


def test_leaning_margin_is_no_indent():
    lines = [
        line_at(100 + 20 * i, 100 + round(20 * i * 0.03), 700 + round(20 * i * 0.03), fall=-0.03)
        for i in range(30)
    ]
    assert find_paragraphs(lines) == (0,)


def test_later_cells_of_a_row_begin_nothing():
    lines = [line_at(y, *place) for y in (100, 120, 140) for place in ((100, 300, False), (600, 700, True))]
    assert find_paragraphs(lines) == (0,)


def test_single_line_is_a_paragraph():
    assert find_paragraphs([line_at(100)]) == (0,)


@pytest.mark.parametrize(("celled", "kind"), [(2, "text"), (3, "table"), (6, "table")])
def test_rows_of_cells_make_a_table(celled, kind):
    lines = []
    for row in range(6):
        lines.append(line_at(100 + 20 * row, 100, 300))
        if row < celled:
            lines.append(line_at(100 + 20 * row, 600, 700, gap_before=True))
    block = make_block(lines)
    assert block.kind == kind
    assert block.box == Box(100, 90, 700, 204)
    assert len(block.lines) == 6 + celled
