from __future__ import annotations

import sys
from dataclasses import replace
from pathlib import Path

import accuracy
import pytest
from baselines import Baseline, find_page, read_baselines
from engines import ENGINES, Cost, available_engines
from pagesets import find_sets
from plots import plot_accuracy, plot_reliability
from readings import MeasuredSet, ReadingSettings, measure_texts, read_set
from tables import (
    baseline_table,
    cause_table,
    compare,
    interval,
    line_table,
    page_table,
    same_lines,
    word_table,
)

from ocr.reliability import Judged

COST = Cost(1.0, 1.0, 100.0, 2)
TRUTH = {"a": "first line\nsecond line\n", "b": "third line\n"}
OURS = {"a": "first line\nsecond 1ine\n", "b": "third line\n"}
THEIRS = {"a": "second line\n", "b": "tbird lime\n"}
HEAD = "page_num,block_num,par_num,line_num,word_num,char_num,text,confidence\n"


def lay(folder: Path, texts: dict[str, str]) -> Path:
    folder.mkdir(parents=True, exist_ok=True)
    for name, text in texts.items():
        (folder / f"{name}.txt").write_text(text, encoding="utf-8")
    return folder


@pytest.fixture
def data(tmp_path: Path) -> Path:
    folder = lay(tmp_path / "data" / "letters", TRUTH)
    for name in TRUTH:
        (folder / f"{name}.png").write_bytes(b"")
    return folder


@pytest.fixture
def keep(tmp_path: Path) -> Path:
    for engine, texts in (("ours", OURS), ("tesseract", THEIRS)):
        lay(tmp_path / "keep" / engine / "letters", texts)
        COST.save(tmp_path / "keep" / engine / "letters.json")
    report = HEAD + "1,1,1,1,1,1,x,0.5\n1,1,1,1,2,1,l,0.9\n"
    (tmp_path / "keep" / "ours" / "letters" / "a.csv").write_text(report, encoding="utf-8")
    return tmp_path / "keep"


@pytest.fixture
def measured(data: Path, keep: Path) -> list[MeasuredSet]:
    (page_set,) = find_sets([data])
    return read_set(page_set, ReadingSettings((), keep))


def cells(table: str, row: int) -> list[str]:
    return [cell.strip() for cell in table.splitlines()[2 + row].strip("|").split("|")]


def test_engines_left_out_are_shown_from_what_was_kept(measured: list[MeasuredSet]) -> None:
    assert [one.engine for one in measured] == ["ours", "tesseract"]
    assert list(measured[0].pages) == ["a", "b"]
    assert measured[0].total.character_errors == 1


def test_a_page_without_a_text_is_missed_by_who_was_given_it(data: Path, keep: Path) -> None:
    (page_set,) = find_sets([data])
    out = keep / "tesseract" / "letters"
    (out / "b.txt").unlink()
    assert measure_texts(page_set, "tesseract", out, COST).total.character_errors == 11 + 10
    one_page = Cost(1.0, 1.0, 100.0, 1)
    assert list(measure_texts(page_set, "tesseract", out, one_page).pages) == ["a"]


def test_whole_pages_have_intervals_and_costs(measured: list[MeasuredSet]) -> None:
    row = cells(page_table(measured), 0)
    assert row[:3] == ["letters", "ours", "2"]
    assert row[3].startswith("3.12 (")  # one of 32 characters
    assert row[6:] == ["0.50", "100"]


def test_peers_stand_beside_ours_on_the_lines_both_found(measured: list[MeasuredSet]) -> None:
    ours, theirs = measured
    their_scores, our_scores = same_lines(theirs, ours)
    assert [score.characters for score in their_scores] == [11, 10]
    assert sum(score.character_errors for score in their_scores) == 2
    assert sum(score.character_errors for score in our_scores) == 1
    row = cells(line_table(measured), 1)
    assert row[-1] == "**at or below**"
    assert cells(line_table(measured), 0)[-1] == ""


def test_causes_are_shares_of_the_truth(measured: list[MeasuredSet]) -> None:
    table = cause_table(measured)
    assert cells(table, 0)[2] == "3.12"
    head = [cell.strip() for cell in table.splitlines()[0].strip("|").split("|")]
    assert dict(zip(head, cells(table, 1), strict=True))["line missed"] == f"{100 * 11 / 32:.2f}"


def test_words_are_judged_where_there_is_a_page_report(measured: list[MeasuredSet]) -> None:
    assert cells(word_table(measured), 0)[:3] == ["letters", "1", "2"]
    assert len(word_table(measured).splitlines()) == 3


def test_words_of_stored_results_are_judged_beside_those_of_reports(measured: list[MeasuredSet]) -> None:
    assert cells(word_table(measured), 0)[6] == ""
    page = replace(measured[0].pages["a"], rated_words=Judged.of([1.0, 1.0], [True, False]))
    rated = replace(measured[0], pages={"a": page})
    assert cells(word_table([rated]), 0)[6].startswith("50.00 (")


def test_baselines_count_on_their_own_pages_alone(tmp_path: Path, measured: list[MeasuredSet]) -> None:
    rows = "set,engine,page,chars,char_errors\nletters,other,b,10,0\nletters,worse,a,22,9\nmaps,other,z,5,5\n"
    (tmp_path / "known.csv").write_text(rows, encoding="utf-8")
    known = read_baselines(tmp_path / "known.csv")
    table = baseline_table(measured, known)
    assert cells(table, 0)[1:6] == ["other", "1", "0.00", "0.00", "**at or below**"]
    assert cells(table, 1)[1:6] == ["worse", "1", "40.91", "4.55", "**at or below**"]
    assert len(table.splitlines()) == 4


def test_a_page_number_may_have_lost_its_leading_zeros() -> None:
    page = Baseline(10, 1)
    assert find_page({"50": page}, "050") is page
    assert find_page({"0": page}, "000") is page
    assert find_page({"50": page}, "a50") is None


def test_figures_that_print_alike_are_at_or_below() -> None:
    assert compare(0.010001, 0.01) == "**at or below**"
    assert compare(0.0102, 0.01) == "above"
    assert interval([1, 1], [100, 100]) == "1.00 (1.0–1.0)"


def test_plots_are_drawn_and_the_same_every_time(tmp_path: Path, measured: list[MeasuredSet]) -> None:
    for draw in (plot_accuracy, plot_reliability):
        draw(measured, tmp_path / "images" / "one.png")
        draw(measured, tmp_path / "two.png")
        assert (tmp_path / "two.png").read_bytes().startswith(b"\x89PNG")
        assert (tmp_path / "images" / "one.png").read_bytes() == (tmp_path / "two.png").read_bytes()
    assert not plot_reliability(measured[1:], tmp_path / "none.png")


def test_one_command_writes_tables_and_plots_and_twice_changes_nothing(
    tmp_path: Path, data: Path, keep: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    known = tmp_path / "known.csv"
    known.write_text("set,engine,page,chars,char_errors\nletters,pp-ocr,b,10,0\n", encoding="utf-8")
    output = tmp_path / "RESULTS.md"
    command = [str(data.parent), "--keep", str(keep), "--engines", "none", "--baselines", str(known)]
    monkeypatch.setattr(sys, "argv", ["accuracy.py", *command, "-o", str(output), "--title", "The Letters"])
    accuracy.main()
    first = output.read_bytes()
    accuracy.main()
    assert output.read_bytes() == first
    text = first.decode()
    for name in ("accuracy-the-letters.png", "reliability-the-letters.png"):
        assert f"(images/{name})" in text
        assert (tmp_path / "images" / name).is_file()
    assert text.count("\n## ") == 1


def test_peers_that_are_not_installed_are_named(
    measured: list[MeasuredSet], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(accuracy, "available_engines", lambda: {"ours": None, "glyph": None})
    assert accuracy._missing(measured) == " Not installed here: rapidocr."
    assert set(available_engines()) <= set(ENGINES)
