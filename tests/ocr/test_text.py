"""The plain text of a page."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

import pytest

from ocr.text import join_pages, page_text
from ocr.types import PageResult

MakePage = Callable[..., PageResult]


@pytest.mark.parametrize(
    ("paragraphs", "text"),
    [
        ([], ""),
        ([["one two"]], "one two\n"),
        ([["one", "two"], ["three"]], "one\ntwo\n\nthree\n"),
        ([["tea", "\t1.20", "\t2.40", "milk", "\t.99"]], "tea\t1.20\t2.40\nmilk\t.99\n"),
        ([["tea"], ["\t1.20", "milk"]], "tea\t1.20\n\nmilk\n"),  # a row that two paragraphs share
        ([["\talone"]], "alone\n"),  # nothing stands before it
        ([["one", "", "two"], ["", " "], ["three"]], "one\ntwo\n\nthree\n"),
        ([["tea", "\t", "\t2.40"]], "tea\t\t2.40\n"),  # an empty cell keeps its column
        ([["", "\t"]], ""),
    ],
)
def test_page_text(make_page: MakePage, paragraphs: list[list[str]], text: str) -> None:
    assert page_text(make_page(paragraphs)) == text


def test_blocks_are_parted_by_a_blank_line(make_page: MakePage) -> None:
    (left,), (right,) = make_page([["left"]]).blocks, make_page([["\tright"]]).blocks
    assert page_text(replace(make_page([]), blocks=(left, right))) == "left\n\nright\n"


def test_pages_are_joined_by_form_feeds() -> None:
    assert join_pages(["one\n", "", "three\n"]) == "one\n\f\fthree\n"
    assert join_pages([]) == ""


def in_cells(page: PageResult, cells: list[tuple[int, int]]) -> PageResult:
    """The page with its lines, of one paragraph, standing in cells of a ruled table."""
    (block,) = page.blocks
    (paragraph,) = block.paragraphs
    lines = tuple(replace(line, cell=cell) for line, cell in zip(paragraph.lines, cells, strict=True))
    return replace(page, blocks=(replace(block, paragraphs=(replace(paragraph, lines=lines),)),))


def test_lines_of_a_cell_are_joined_and_empty_cells_keep_their_tabs(make_page: MakePage) -> None:
    page = make_page([["name", "\ttrade", "Pay", "\tbaker", "\tand cook", "\t41", "12"]])
    cells = [(0, 0), (0, 2), (1, 0), (1, 1), (1, 1), (1, 3), (2, 3)]
    assert page_text(in_cells(page, cells)) == "name\t\ttrade\nPay\tbaker and cook\t\t41\n\t\t\t12\n"
