"""Tests of the drawn layouts' truth: where lines lie on the scan, what their text is, where words break."""

from __future__ import annotations

from pathlib import Path

import numpy as np
import pytest
from layouts.catalogue import KINDS, draw_page
from layouts.faces import Faces
from layouts.laying import DrawnPage
from layouts.words import hyphenate
from make_layouts import save_manifest


def ink_within(page: DrawnPage, line: int) -> float:
    """The share of dark pixels in a level line's box."""
    outline = page.lines[line][1]
    (left, top), (right, bottom) = outline.min(axis=0).astype(int), outline.max(axis=0).astype(int)
    upright = np.rot90(page.pixels, page.orientation // 90)
    return float((upright[top:bottom, left:right] < 120).mean())


@pytest.mark.parametrize("kind", ["columns_two", "turned", "curled", "receipt"])
def test_every_line_of_the_truth_has_ink_where_it_is_said_to_be(kind: str) -> None:
    page = draw_page(kind, Faces(), 3, scale=0.5)
    assert min(ink_within(page, line) for line in range(len(page.lines))) > 0.02


def test_text_has_the_lines_in_their_order_and_tabs_before_cells() -> None:
    page = draw_page("receipt", Faces(), 3, scale=0.6)
    parts = [part for part in page.text.replace("\t", "\n").splitlines() if part]
    assert parts == [text for text, _ in page.lines]
    assert page.text.count("\t") == sum(page.cells)


def test_kinds_try_all_that_a_layout_is_made_of() -> None:
    assert {kind.tries for kind in KINDS.values()} == {
        *("upright", "sheet", "order", "tables", "regions", "unread")
    }


@pytest.mark.parametrize(("word", "places"), [("barley", [3]), ("ink", []), ("1874", []), ("harbour", [3])])
def test_words_break_before_a_consonant_that_a_vowel_follows(word: str, places: list[int]) -> None:
    assert hyphenate(word) == places


def test_list_of_pages_grows_with_every_run(tmp_path: Path) -> None:
    path = tmp_path / "manifest.csv"
    save_manifest([("receipt", "receipt_1_0")], path)
    save_manifest([("form", "form_1_0")], path)
    assert [row.split(",")[1] for row in path.read_text(encoding="utf-8").splitlines()[1:]] == [
        "form",
        "receipt",
    ]
