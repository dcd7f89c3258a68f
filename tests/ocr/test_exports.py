"""The registry of formats, and plain text through it."""

from __future__ import annotations

import io
import subprocess
import sys
from collections.abc import Callable, Iterable
from importlib.metadata import EntryPoint
from pathlib import Path
from typing import IO, TextIO

import pytest

import ocr.exports
from ocr.errors import MissingModelError, OutputError, UsageError
from ocr.exports import Exporter, ExportPage, available_formats, exporter, get_exporter
from ocr.results import PageSource
from ocr.types import PageResult

MakePage = Callable[..., PageResult]


@exporter("count", suffix=".count")
def export_count(pages: Iterable[ExportPage], stream: TextIO) -> None:
    """Write the name and the number of lines of each page."""
    for result, source in pages:
        stream.write(f"{source.path} {sum(1 for _ in result.iter_lines())}\n")


@exporter("mark", suffix=".mark", binary=True)
def export_mark(pages: Iterable[ExportPage], stream: IO[bytes]) -> None:
    """Write a byte a page."""
    stream.writelines(b"\xff" for _ in pages)


def no_exporter() -> None:
    """Not decorated."""


def test_txt_and_csv_are_always_there() -> None:
    assert {"csv", "txt"} <= set(available_formats())
    assert [get_exporter(name).suffix for name in ("txt", "csv")] == [".txt", ".csv"]


def test_an_unknown_format_names_the_known_ones() -> None:
    with pytest.raises(UsageError, match=r"unknown format 'docx': choose one of csv, .*txt"):
        get_exporter("docx")


@pytest.fixture
def third_party(monkeypatch: pytest.MonkeyPatch) -> None:
    """Other packages that declare formats, some of them badly."""
    points = [
        EntryPoint("count", f"{__name__}:export_count", "ocr.exports"),
        EntryPoint("none", f"{__name__}:no_exporter", "ocr.exports"),
        EntryPoint("gone", "no_such_package:export", "ocr.exports"),
        EntryPoint("txt", f"{__name__}:export_count", "ocr.exports"),
    ]
    monkeypatch.setattr(ocr.exports, "entry_points", lambda group: points if group == "ocr.exports" else [])


@pytest.mark.usefixtures("third_party")
def test_other_packages_add_formats() -> None:
    assert available_formats() == ("count", "csv", "gone", "none", "txt")
    assert get_exporter("count").suffix == ".count"


@pytest.mark.usefixtures("third_party")
def test_a_built_in_format_cannot_be_replaced() -> None:
    assert get_exporter("txt").suffix == ".txt"


@pytest.mark.usefixtures("third_party")
def test_a_format_that_cannot_be_loaded_names_its_package() -> None:
    with pytest.raises(MissingModelError, match=r"'gone' cannot be loaded .*no_such_package"):
        get_exporter("gone")


@pytest.mark.usefixtures("third_party")
def test_a_plain_function_is_no_exporter() -> None:
    with pytest.raises(UsageError, match="needs @exporter"):
        get_exporter("none")


def test_a_suffix_starts_with_a_dot() -> None:
    with pytest.raises(ValueError, match="starts with a dot"):
        exporter("x", suffix="x")


def pages_of(*results: PageResult) -> list[ExportPage]:
    return [(result, PageSource(result.source)) for result in results]


def test_text_of_many_pages_is_parted_by_form_feeds(make_page: MakePage) -> None:
    stream = io.BytesIO()
    pages = pages_of(make_page([["Größe “a”"]]), make_page([]), make_page([["b"]]))
    get_exporter("txt").export(iter(pages), stream)
    assert stream.getvalue().decode("utf-8") == "Größe “a”\n\f\fb\n"
    stream.write(b"still open")


def test_a_text_format_takes_text_streams_too(make_page: MakePage) -> None:
    stream = io.StringIO()
    get_exporter("txt").export(pages_of(make_page([["a"]])), stream)
    assert stream.getvalue() == "a\n"


@pytest.mark.parametrize(("chosen", "content"), [(export_count, b"book.tif 1\n"), (export_mark, b"\xff")])
def test_a_file_is_written_whole(
    tmp_path: Path, make_page: MakePage, chosen: Exporter, content: bytes
) -> None:
    chosen.write(pages_of(make_page([["a"]])), tmp_path / "out")
    assert (tmp_path / "out").read_bytes() == content
    with pytest.raises(OutputError):
        chosen.write([], tmp_path / "none" / "out")


def test_listing_formats_imports_none_of_them() -> None:
    code = (
        "import sys, ocr.exports; ocr.exports.available_formats(); "
        "sys.exit(bool({'numpy', 'pandas', 'ocr.text'} & set(sys.modules)))"
    )
    root = Path(__file__).parents[2]
    assert subprocess.run([sys.executable, "-c", code], cwd=root, check=False).returncode == 0
