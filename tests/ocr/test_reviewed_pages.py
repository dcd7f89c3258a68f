"""What a person has seen of a run: up to the last correction of a page, or all of it."""

from __future__ import annotations

import csv
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ocr.batch.files import make_folder, result_path
from ocr.corrections import CORRECTION_COLUMNS
from ocr.errors import DamagedFileError
from ocr.results import PageSource, save_result
from ocr.reviewed_pages import ReviewedPage, find_reviewed_pages
from ocr.types import PageResult
from segmenter.geometry import Box

MakePage = Callable[..., PageResult]


def write_run(out: Path, page: PageResult, *rows: tuple[Box, str, str]) -> Path:
    """A run of one page called ``book``, and corrections of characters: box, old, new."""
    stored = result_path(out, "book")
    make_folder(stored)
    save_result(page, stored, PageSource("scans/book.tif"))
    with (out / "corrections.csv").open("w", encoding="utf-8", newline="") as stream:
        writer = csv.writer(stream)
        writer.writerow(CORRECTION_COLUMNS)
        for box, old, new in rows:
            at = (box.left, box.top, box.width, box.height)
            writer.writerow(["2026-01-01T00:00:00", page.source, page.index + 1, 1, 1, 1, *at, old, new])
    return out


def glyph_box(page: PageResult, number: int) -> Box:
    return list(page.iter_glyphs())[number].box


def review(out: Path, all_reviewed: bool = False) -> ReviewedPage:
    (found,) = find_reviewed_pages(out, all_reviewed)
    return found


def test_a_page_counts_as_seen_up_to_its_last_corrected_line(tmp_path: Path, make_page: MakePage) -> None:
    page = make_page([["ab", "cd", "ef"]])
    found = review(write_run(tmp_path, page, (glyph_box(page, 2), "c", "x")))
    lines = list(page.iter_lines())
    assert found.truth.text == "ab\nxd"
    assert found.truth.within == (lines[0].box, lines[1].box)
    assert found.source == PageSource("scans/book.tif")


def test_the_last_row_for_a_box_wins(tmp_path: Path, make_page: MakePage) -> None:
    page = make_page([["ab"]])
    box = glyph_box(page, 0)
    assert review(write_run(tmp_path, page, (box, "a", "x"), (box, "x", "y"))).truth.text == "yb"


def test_a_row_that_says_it_is_right_is_a_review_too(tmp_path: Path, make_page: MakePage) -> None:
    page = make_page([["ab", "cd"]])
    assert review(write_run(tmp_path, page, (glyph_box(page, 3), "d", "d"))).truth.text == "ab\ncd"


def test_a_character_that_was_taken_out_is_not_in_the_truth(tmp_path: Path, make_page: MakePage) -> None:
    page = make_page([["abc"]])
    assert review(write_run(tmp_path, page, (glyph_box(page, 1), "b", ""))).truth.text == "ac"


def test_pages_without_corrections_say_nothing_unless_all_was_reviewed(
    tmp_path: Path, make_page: MakePage
) -> None:
    page = make_page([["ab", "cd"]])
    write_run(tmp_path, page)
    assert find_reviewed_pages(tmp_path) == []
    assert review(tmp_path, all_reviewed=True).truth.text == "ab\ncd"


def test_all_reviewed_takes_the_lines_below_the_last_correction_too(
    tmp_path: Path, make_page: MakePage
) -> None:
    page = make_page([["ab", "cd"]])
    write_run(tmp_path, page, (glyph_box(page, 0), "a", "x"))
    assert review(tmp_path).truth.text == "xb"
    assert review(tmp_path, all_reviewed=True).truth.text == "xb\ncd"


def test_corrections_of_other_files_are_passed_over(tmp_path: Path, make_page: MakePage) -> None:
    page = make_page([["ab"]])
    write_run(tmp_path, replace(page, source="other.tif"), (glyph_box(page, 0), "a", "x"))
    save_result(page, result_path(tmp_path, "book"))
    assert find_reviewed_pages(tmp_path) == []


def test_the_turn_of_the_page_is_kept(tmp_path: Path, make_page: MakePage) -> None:
    page = replace(make_page([["ab"]]), orientation=90)
    assert review(write_run(tmp_path, page, (glyph_box(page, 0), "a", "x"))).turn == 90


def test_damaged_corrections_are_told(tmp_path: Path, make_page: MakePage) -> None:
    write_run(tmp_path, make_page([["ab"]]))
    (tmp_path / "corrections.csv").write_text("time,source\n1,2\n")
    with pytest.raises(DamagedFileError, match="lacks the columns"):
        find_reviewed_pages(tmp_path)
