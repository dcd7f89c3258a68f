"""Tests of what is taken from Tesseract's output."""

from __future__ import annotations

import json
from pathlib import Path

from tesseract_lines import parse_hocr, read_tesseract

PAGE = """<html xmlns="http://www.w3.org/1999/xhtml"><body><div class="ocr_page">
<span class="ocr_line" title="bbox 10 20 110 50; baseline 0.1 -5; x_size 20"><span>word</span></span>
<span class="ocr_line" title="bbox 0 0 9 9; baseline 0 0"> </span>
<span class="ocr_header" title="bbox 0 60 100 80"><span>head</span></span></div></body></html>"""


def test_baselines_start_from_the_lower_left_corner() -> None:
    first, second = parse_hocr(PAGE)
    assert first.tolist() == [[10, 110], [45, 55]]
    assert second.tolist() == [[0, 100], [80, 80]]


def test_page_kept_is_not_read_again(tmp_path: Path) -> None:
    kept = {"text": "a\n", "lines": [[[0, 9], [5, 5]]], "seconds": 1.5}
    (tmp_path / "page.json").write_text(json.dumps(kept), encoding="utf-8")
    page = read_tesseract(tmp_path / "page.png", "en", tmp_path, run=False)
    assert page is not None
    assert (page.text, page.seconds, page.baselines[0].tolist()) == ("a\n", 1.5, [[0, 9], [5, 5]])


def test_page_not_kept_is_left_where_tesseract_must_not_run(tmp_path: Path) -> None:
    assert read_tesseract(tmp_path / "page.png", "en", tmp_path, run=False) is None
