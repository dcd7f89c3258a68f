"""The run report: a row a page, in the order given, failures included."""

from __future__ import annotations

import csv
import os
from collections.abc import Callable
from dataclasses import replace
from pathlib import Path

import pytest

from ocr.report import REPORT_COLUMNS, ReportRow, write_report
from ocr.types import PageFailure, PageResult
from segmenter.geometry import Box
from segmenter.types import Region

HEADER = (
    "source,page_num,status,lines,words,characters,mean_confidence,p10_confidence,expected_errors,"
    "unread_ink,regions,orientation,skew,seconds,flags,error"
)
MakePage = Callable[..., PageResult]


def written(path: Path, rows: list[ReportRow]) -> list[str]:
    write_report(rows, path)
    assert b"\r" not in path.read_bytes()
    return path.read_text(encoding="utf-8").splitlines()


def test_a_page_is_summed_up(tmp_path: Path, make_page: MakePage) -> None:
    row = ReportRow.from_result(make_page([["ab c", "d"]], index=1), seconds=0.25)
    assert written(tmp_path / "report.csv", [row]) == [
        HEADER,
        "book.tif,2,ok,2,3,4,0.9000,0.9000,0.4,0.0125,,0,-0.25,0.250,unread_ink,",
    ]


def test_the_tenth_percentile_is_that_of_the_glyphs(make_page: MakePage) -> None:
    row = ReportRow.from_result(make_page([["abcdefghijk"]], confidences=[step / 10 for step in range(11)]))
    assert row.p10_confidence == pytest.approx(0.1)
    assert row.mean_confidence == pytest.approx(0.5)


def test_expected_errors_are_the_doubts_of_the_characters_together(make_page: MakePage) -> None:
    row = ReportRow.from_result(make_page([["abcd"]], confidences=[1.0, 0.75, 0.5, 0.0]))
    assert row.expected_errors == pytest.approx(1.75)


def test_reports_of_older_versions_lack_a_column_and_no_other_changed_its_name() -> None:
    known = [name for name in HEADER.split(",") if name != "expected_errors"]
    assert [name for name in REPORT_COLUMNS if name != "expected_errors"] == known


def test_a_blank_page_is_ok_without_confidence(tmp_path: Path, make_page: MakePage) -> None:
    row = written(tmp_path / "report.csv", [ReportRow.from_result(make_page([]))])[1]
    assert row == "book.tif,1,ok,0,0,0,,,0.0,0.0125,,0,-0.25,,unread_ink,"


def test_failures_tell_their_step_and_reason(tmp_path: Path) -> None:
    failures = [
        PageFailure("a.tif", 2, "load", 'a.tif: "cut", short'),
        PageFailure("=b.pdf", None, "load", "@"),
    ]
    rows = [ReportRow.from_failure(failure, 1.5) for failure in failures]
    assert written(tmp_path / "report.csv", rows)[1:] == [
        'a.tif,3,failed,,,,,,,,,,,1.500,,"load: a.tif: ""cut"", short"',
        "'=b.pdf,,failed,,,,,,,,,,,1.500,,load: @",
    ]


def test_rows_keep_their_order(tmp_path: Path, make_page: MakePage) -> None:
    rows = [ReportRow.from_result(make_page([], source=name)) for name in ("b", "a", "c")]
    assert [line[0] for line in written(tmp_path / "report.csv", rows)[1:]] == ["b", "a", "c"]


def test_flags_are_parted_by_semicolons(tmp_path: Path) -> None:
    row = ReportRow("a", 1, "ok", flags=("dark", "tiny"))
    write_report([row], tmp_path / "report.csv")
    with (tmp_path / "report.csv").open(newline="") as stream:
        assert next(csv.DictReader(stream))["flags"] == "dark;tiny"


def test_names_that_are_no_utf8_are_written_readably(tmp_path: Path) -> None:
    name = os.fsdecode(b"caf\xe9.png")
    assert written(tmp_path / "report.csv", [ReportRow(name, None, "failed")])[1].startswith(
        r"caf\udce9.png,,"
    )


def test_regions_are_counted_by_kind_but_for_rules_and_borders(make_page: MakePage) -> None:
    kinds = ("stamp", "picture", "rule", "border", "picture")
    page = replace(make_page([]), regions=tuple(Region(kind, Box(0, 0, 9, 9)) for kind in kinds))
    assert ReportRow.from_result(page).regions == ("2 picture", "1 stamp")
