"""The page report: a row a glyph, and whatever was read comes back as it was."""

from __future__ import annotations

import csv
import io
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest
from hypothesis import given
from hypothesis import strategies as st

from ocr.exports import get_exporter
from ocr.page_report import page_table, read_page_report
from ocr.results import PageSource
from ocr.spreadsheet import escape_formula, unescape_formula
from ocr.types import Alternative, Block, Glyph, PageResult, Paragraph, Word
from segmenter.geometry import Box

MakePage = Callable[..., PageResult]
HEADER = (
    "page_num,block_num,par_num,line_num,word_num,char_num,left,top,width,height,text,confidence,"
    "alternative_1,alternative_1_confidence,alternative_2,alternative_2_confidence,cause,"
    "word_confidence,line_confidence"
)


def report_of(*results: PageResult) -> str:
    stream = io.BytesIO()
    get_exporter("csv").export([(result, PageSource(result.source)) for result in results], stream)
    return stream.getvalue().decode("utf-8")


def with_texts(result: PageResult, texts: list[str]) -> PageResult:
    """The page's first word with a glyph a text."""
    block = result.blocks[0]
    paragraph = block.paragraphs[0]
    line = paragraph.lines[0]
    glyphs = tuple(Glyph(text, 0.5, Box(1, 2, 4, 8), (Alternative(text, 0.25),)) for text in texts)
    line = replace(line, words=(Word(glyphs, 0.5, Box(1, 2, 4, 8)),))
    return replace(result, blocks=(Block("text", (Paragraph((line,), block.box),), block.box),))


def test_rows_number_from_one_and_name_source_pixels(make_page: MakePage) -> None:
    assert report_of(make_page([["ab c"], ["d", "e"]], index=4)).splitlines() == [
        HEADER,
        "5,1,1,1,1,1,10,10,8,12,a,0.9000,'=,0.0500,NA,0.0100,,0.9000,0.9000",
        "5,1,1,1,1,2,20,10,8,12,b,0.9000,'=,0.0500,NA,0.0100,,0.9000,0.9000",
        "5,1,1,1,2,1,40,10,8,12,c,0.9000,'=,0.0500,NA,0.0100,,0.9000,0.9000",
        "5,1,2,1,1,1,10,30,8,12,d,0.9000,'=,0.0500,NA,0.0100,,0.9000,0.9000",
        "5,1,2,2,1,1,10,50,8,12,e,0.9000,'=,0.0500,NA,0.0100,,0.9000,0.9000",
    ]


def test_a_blank_page_is_a_header(make_page: MakePage) -> None:
    assert report_of(make_page([])) == HEADER + "\n"
    assert list(read_page_report(io.StringIO(HEADER + "\n")).columns) == HEADER.split(",")


def test_pages_follow_under_one_header(make_page: MakePage) -> None:
    rows = report_of(make_page([["a"]]), make_page([["b"]], index=1)).splitlines()
    assert [row[:2] for row in rows] == ["pa", "1,", "2,"]


@pytest.mark.parametrize("confidence", ["0.0000", "0.0900", "0.9000", "1.0000"])
def test_confidence_is_written_from_zero_to_one(make_page: MakePage, confidence: str) -> None:
    page = make_page([["a"]])
    glyph = replace(next(page.iter_glyphs()), confidence=float(confidence), alternatives=())
    block = page.blocks[0]
    line = replace(block.paragraphs[0].lines[0], words=(Word((glyph,), 1.0, glyph.box),))
    page = replace(page, blocks=(Block("text", (Paragraph((line,), block.box),), block.box),))
    assert report_of(page).splitlines()[1].endswith(f",a,{confidence},,,,,,1.0000,1.0000")


TEXTS = ["None", "NA", "nan", "", ",", '"', "'", "'=", "=", "+", "-", "@", "ß", "“", "1", "0x1", "\\", "a\nb"]


def test_every_text_survives(tmp_path: Path, make_page: MakePage) -> None:
    page = with_texts(make_page([["x"]]), TEXTS)
    (tmp_path / "a.csv").write_bytes(report_of(page).encode())
    table = read_page_report(tmp_path / "a.csv")
    assert list(table["text"]) == TEXTS
    assert list(table["alternative_1"]) == TEXTS
    assert table["alternative_2_confidence"].isna().all()
    assert table["alternative_2"].eq("").all()
    assert table.equals(page_table(page)[list(table.columns)].astype(table.dtypes.to_dict()))


def test_the_documented_way_to_read_keeps_every_text(make_page: MakePage) -> None:
    import pandas as pd

    table = pd.read_csv(io.StringIO(report_of(with_texts(make_page([["x"]]), TEXTS))), keep_default_na=False)
    assert [unescape_formula(cell) for cell in table["text"]] == TEXTS


def test_the_cause_of_doubt_stands_with_its_letter(make_page: MakePage) -> None:
    page = make_page([["ab"]])
    sure, doubtful = page.iter_glyphs()
    line = page.blocks[0].paragraphs[0].lines[0]
    words = (replace(line.words[0], glyphs=(sure, replace(doubtful, confidence=0.5, cause="broken"))),)
    paragraph = replace(page.blocks[0].paragraphs[0], lines=(replace(line, words=words),))
    page = replace(page, blocks=(replace(page.blocks[0], paragraphs=(paragraph,)),))
    assert [row.split(",")[16] for row in report_of(page).splitlines()] == ["cause", "", "broken"]
    assert list(read_page_report(io.StringIO(report_of(page)))["cause"]) == ["", "broken"]


def test_confidences_of_word_and_line_stand_with_every_letter(make_page: MakePage) -> None:
    page = make_page([["ab c"]])
    line = page.blocks[0].paragraphs[0].lines[0]
    words = tuple(replace(word, confidence=sure) for word, sure in zip(line.words, (0.5, 1.0), strict=True))
    paragraph = replace(page.blocks[0].paragraphs[0], lines=(replace(line, words=words),))
    page = replace(page, blocks=(replace(page.blocks[0], paragraphs=(paragraph,)),))
    table = read_page_report(io.StringIO(report_of(page)))
    assert list(table["word_confidence"]) == [0.5, 0.5, 1.0]
    assert list(table["line_confidence"]) == [0.75, 0.75, 0.75]


def test_reports_from_before_there_were_causes_and_word_confidences_are_read(make_page: MakePage) -> None:
    old = "\n".join(row.rsplit(",", 3)[0] for row in report_of(make_page([["ab"]])).splitlines())
    table = read_page_report(io.StringIO(old))
    assert list(table["text"]) == ["a", "b"]
    assert list(table["cause"]) == ["", ""]
    assert table["word_confidence"].isna().all()


def test_no_cell_is_a_formula(make_page: MakePage) -> None:
    rows = csv.DictReader(io.StringIO(report_of(with_texts(make_page([["x"]]), TEXTS))))
    assert not [row for row in rows if row["text"].startswith(("=", "+", "-", "@"))]


@given(st.text(st.sampled_from("'=+-@ab"), max_size=6))
def test_an_apostrophe_is_put_before_a_formula_and_taken_away(cell: str) -> None:
    escaped = escape_formula(cell)
    assert not escaped.startswith(("=", "+", "-", "@"))
    assert unescape_formula(escaped) == cell
