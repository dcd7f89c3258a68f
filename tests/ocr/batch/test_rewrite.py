"""Outputs are written again from changed results: those that are there, and no others."""

import csv
import dataclasses

import pytest

from ocr.batch.files import result_path
from ocr.batch.rewrite import rewrite_page, rewrite_run
from ocr.report import ReportRow, write_report
from ocr.results import PageSource, load_stored_page, save_result
from ocr.types import PageResult
from segmenter.geometry import Baseline, Box


def page(text, index=0, source="book.tif"):
    from ocr.types import Block, Glyph, Line, Paragraph, Word

    box = Box(0, 0, 10, 10)
    word = Word(tuple(Glyph(letter, 0.5, box) for letter in text), 0.9, box)
    line = Line((word,), box, Baseline((0.0,), (9.0,)), 5.0)
    block = Block("text", (Paragraph((line,), box),), box)
    return PageResult(source, index, 40, 30, 0.0, 0, (block,), (), (), 0.0, (), "old")


@pytest.fixture
def run(tmp_path):
    """Three pages of a book of four, the second of which failed, and a single page."""
    names = {"book-0001": page("one", 0), "book-0003": page("three", 2), "book-0004": page("four", 3)}
    names["single"] = page("single", 0, "single.png")
    for name, result in names.items():
        path = result_path(tmp_path, name)
        path.parent.mkdir(parents=True, exist_ok=True)
        save_result(result, path, PageSource("/gone/" + result.source, result.index), 1.5)
        (tmp_path / f"{name}.txt").write_text(f"{result.iter_lines().__next__().text}\n")
    (tmp_path / "book.txt").write_text("one\n\f\fthree\n\ffour\n")
    rows = [ReportRow.from_result(result, 1.5) for result in names.values()]
    write_report(rows, tmp_path / "report.csv")
    return tmp_path


def rewrite(out, name, text):
    stored = load_stored_page(result_path(out, name))
    (line,) = stored.result.iter_lines()
    changed = page(text, stored.result.index, stored.result.source)
    assert line.text != text
    rewrite_page(out, name, stored, changed)
    rewrite_run(out, {name: ReportRow.from_result(changed)})


def test_a_page_its_joined_text_and_its_row_are_written_again(run):
    rewrite(run, "book-0003", "third!")
    assert (run / "book-0003.txt").read_text() == "third!\n"
    assert (run / "book.txt").read_text() == "one\n\f\fthird!\n\ffour\n"
    stored = load_stored_page(result_path(run, "book-0003"))
    assert [line.text for line in stored.result.iter_lines()] == ["third!"]
    assert (stored.seconds, stored.source.path) == (1.5, "/gone/book.tif")
    with (run / "report.csv").open(newline="") as stream:
        rows = list(csv.DictReader(stream))
    assert [row["characters"] for row in rows] == ["3", "6", "4", "6"]
    assert {row["seconds"] for row in rows} == {"1.500"}


def test_only_what_is_there_is_written(run):
    (run / "single.txt").unlink()
    rewrite(run, "single", "other")
    assert sorted(path.name for path in run.glob("single*")) == []


def test_an_overlay_whose_source_is_gone_goes(run):
    (run / "single.overlay.png").write_bytes(b"tells what was")
    rewrite(run, "single", "other")
    assert not (run / "single.overlay.png").exists()


def test_an_overlay_is_drawn_anew_from_its_source(run):
    from PIL import Image

    Image.new("L", (40, 30), 255).save(run / "scan.png")
    stored = load_stored_page(result_path(run, "single"))
    stored = dataclasses.replace(stored, source=PageSource(str(run / "scan.png"), 0))
    (run / "single.overlay.png").write_bytes(b"tells what was")
    rewrite_page(run, "single", stored, page("other", 0, "single.png"))
    assert (run / "single.overlay.png").read_bytes()[:4] == b"\x89PNG"


def test_a_run_without_a_report_and_without_texts_is_no_trouble(run):
    (run / "report.csv").unlink()
    (run / "book.txt").unlink()
    rewrite(run, "book-0001", "first")
    assert not (run / "book.txt").exists()
