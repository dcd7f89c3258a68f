"""An output folder's texts -> their lines with the confidences, boxes and sources that are known of them."""

from __future__ import annotations

import csv
import math
import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass, replace
from itertools import groupby
from pathlib import Path

from ocr.batch.files import result_path
from ocr.errors import DamagedFileError, InputError
from ocr.evaluation import read_text
from ocr.page_report import PAGE_COLUMNS
from ocr.results import PageSource, load_stored_page
from ocr.spreadsheet import unescape_formula
from ocr.text import PAGE_SEPARATOR
from ocr.types import PageResult
from ocr.word_judging import ReadWord
from segmenter.geometry import Box, union_boxes

_RESULT_SUFFIX, _REPORT_SUFFIX, _TEXT_SUFFIX = ".json.gz", ".csv", ".txt"
_LINE = ("block_num", "par_num", "line_num")
CHANGED = "the text was changed after it was read: its confidences and pictures are left out"
NO_TEXT = "there is no text"


@dataclass(frozen=True, slots=True)
class ReadLine:
    """A line of a text.

    Args:
        text: as it stands there; empty between paragraphs.
        confidences: of each of its code points in [0, 1], None for spaces; empty where they are not known.
        words: with their confidences; none where these are not known.
        box: source px, where known.
        sheet: number of its page among the document's.
    """

    text: str
    confidences: tuple[float | None, ...] = ()
    words: tuple[ReadWord, ...] = ()
    box: Box | None = None
    sheet: int = 0


@dataclass(frozen=True, slots=True)
class Sheet:
    """A page of a document: its number from 1, and where its pixels are, if that is known.

    Args:
        number: 1-based.
        source: the scan.
        orientation: degrees counter-clockwise that it is turned to be read.
    """

    number: int = 1
    source: PageSource | None = None
    orientation: int = 0


@dataclass(frozen=True, slots=True)
class Document:
    """What is known of a text, of one page or of several.

    Args:
        name: relative path without suffix, with ``/``.
        lines: in reading order.
        sheets: its pages.
        note: what a person should know; empty where all is well.
    """

    name: str
    lines: tuple[ReadLine, ...]
    sheets: tuple[Sheet, ...]
    note: str = ""

    @property
    def knows_confidences(self) -> bool:
        """Whether any confidence is known."""
        return any(line.confidences for line in self.lines)


def read_document(out: Path, name: str) -> Document:
    """Everything known of a text: by the stored results, else by the page reports, else its lines alone.

    A document of several pages has results and reports of ``NAME-0001`` and so on. Where these do not say
    what the text says, somebody changed the text, and it is taken as it is.

    Args:
        out: output folder of a batch, or any folder of texts.
        name: relative path without suffix.

    Raises:
        InputError: the text is not UTF-8.
    """
    path = out / f"{name}{_TEXT_SUFFIX}"
    if not path.is_file():
        return Document(name, (), (Sheet(),), NO_TEXT)
    text = read_text(path)
    parts = _find_parts(out, name, PAGE_SEPARATOR in text)
    loaded = [_load_part(out, part) for part in parts]
    lines = tuple(replace(line, sheet=number) for number, (found, _) in enumerate(loaded) for line in found)
    if "".join(line.text for line in lines).split() and _agree(lines, text):
        return Document(name, lines, tuple(sheet for _, sheet in loaded))
    return _document_of_text(name, text, CHANGED if parts and text.strip() else "")


def _document_of_text(name: str, text: str, note: str) -> Document:
    pages = text.removesuffix(PAGE_SEPARATOR).split(PAGE_SEPARATOR)
    lines = (ReadLine(line, sheet=number) for number, page in enumerate(pages) for line in page.split("\n"))
    return Document(name, tuple(lines), tuple(Sheet(number + 1) for number in range(len(pages))), note)


def _find_parts(out: Path, name: str, is_joined: bool) -> list[str]:
    """Names of the pages whose results or reports are there."""
    if not is_joined and _knows_part(out, name):
        return [name]
    stem = name.rpartition("/")[2]
    pattern = re.compile(re.escape(stem) + r"-(\d{4,})" + f"({re.escape(_RESULT_SUFFIX)}|{_REPORT_SUFFIX})")
    folders = {result_path(out, name).parent, (out / name).parent}
    files = (file.name for folder in folders if folder.is_dir() for file in folder.iterdir())
    numbers = {match[1] for file in files if (match := pattern.fullmatch(file))}
    parts = [f"{name}-{number}" for number in sorted(numbers, key=int)]
    return [part for part in parts if _knows_part(out, part)]


def _knows_part(out: Path, name: str) -> bool:
    """Whether a page has a result, or a page report: some other table may be called the same."""
    if result_path(out, name).is_file():
        return True
    report = out / f"{name}{_REPORT_SUFFIX}"
    if not report.is_file():
        return False
    with report.open("rb") as stream:
        return set(PAGE_COLUMNS[: PAGE_COLUMNS.index("confidence") + 1]) <= set(_header(stream.readline()))


def _header(line: bytes) -> list[str]:
    return line.decode("utf-8", "replace").strip().split(",")


def _load_part(out: Path, name: str) -> tuple[list[ReadLine], Sheet]:
    stored = result_path(out, name)
    if stored.is_file():
        page = load_stored_page(stored)
        sheet = Sheet(page.result.index + 1, page.source, page.result.orientation)
        return list(_result_lines(page.result)), sheet
    lines, number = _report_lines(out / f"{name}{_REPORT_SUFFIX}")
    return lines, Sheet(number)


def _result_lines(page: PageResult) -> Iterator[ReadLine]:
    """A page's lines, an empty one after each paragraph."""
    for block in page.blocks:
        for paragraph in block.paragraphs:
            for line in paragraph.lines:
                sure = [[glyph.confidence for glyph in word.glyphs] for word in line.words]
                words = [ReadWord(word.text, word.confidence) for word in line.words]
                yield _make_line(words, sure, line.box)
            yield ReadLine("")


def _make_line(words: Sequence[ReadWord], sure: Sequence[Sequence[float]], box: Box) -> ReadLine:
    confidences: list[float | None] = []
    for each in sure:
        confidences += ([None] if confidences else []) + list(each)
    return ReadLine(" ".join(word.text for word in words), tuple(confidences), tuple(words), box)


def _report_lines(path: Path) -> tuple[list[ReadLine], int]:
    """The lines of a page report, and the page's number."""
    lines: list[ReadLine] = []
    number = 1
    try:
        with path.open(encoding="utf-8", newline="") as stream:
            rows = list(csv.DictReader(stream))
        for _, paragraph in groupby(rows, key=lambda row: [row[name] for name in _LINE[:2]]):
            for _, line in groupby(paragraph, key=lambda row: row[_LINE[2]]):
                lines.append(_report_line(list(line)))
            lines.append(ReadLine(""))
        number = int(rows[0]["page_num"]) if rows else 1
    except (KeyError, ValueError, TypeError, csv.Error) as error:
        raise DamagedFileError(f"'{path}' is no page report ({error}); process its page again") from error
    except OSError as error:
        raise InputError(f"'{path}' cannot be read ({error.strerror or error})") from error
    return lines, number


def _report_line(rows: list[dict[str, str]]) -> ReadLine:
    words, sure, boxes = [], [], []
    for _, group in groupby(rows, key=lambda row: row["word_num"]):
        glyphs = list(group)
        each = [float(row["confidence"]) for row in glyphs]
        whole = glyphs[0].get("word_confidence")
        text = "".join(unescape_formula(row["text"]) for row in glyphs)
        words.append(ReadWord(text, float(whole) if whole else math.prod(each)))
        sure.append(each)
        for row in glyphs:
            left, top, width, height = (int(row[name]) for name in ("left", "top", "width", "height"))
            boxes.append(Box(left, top, left + width, top + height))
    return _make_line(words, sure, union_boxes(boxes))


def _agree(lines: Sequence[ReadLine], text: str) -> bool:
    """Whether lines say what a text says, white space aside."""
    return "".join("".join(line.text.split()) for line in lines) == "".join(text.split())
