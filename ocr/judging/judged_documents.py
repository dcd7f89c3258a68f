"""A document and its truth -> its rows of differences, its characters and words judged, page by page."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace

from ocr.comparison import ScoringSettings
from ocr.judging.alignment import align_lines
from ocr.judging.confidences import judge_characters
from ocr.judging.diff_rows import DiffRow, make_rows
from ocr.judging.documents import Document, ReadLine
from ocr.reliability import Judged
from ocr.text import PAGE_SEPARATOR
from ocr.word_judging import judge_words


@dataclass(frozen=True, slots=True)
class JudgedDocument:
    """What an alignment with the truth tells of a document.

    Args:
        rows: of all lines, in reading order.
        in_order: whether the lines stand in the truth's order.
        characters: of each page.
        words: of each page.
    """

    rows: tuple[DiffRow, ...]
    in_order: bool
    characters: tuple[Judged, ...]
    words: tuple[Judged, ...]


def judge_document(document: Document, truth: str, settings: ScoringSettings | None = None) -> JudgedDocument:
    """Align a document with its truth; page by page where form feeds part the truth into as many pages.

    Characters are judged by the alignment (``ocr.judging.confidences``), words by
    ``ocr.word_judging.judge_words``; where no confidences are known there are none of either.

    Args:
        document: as read.
        truth: as it stands in its file.
        settings: what is forgiven; nothing by default.
    """
    chosen = settings or ScoringSettings()
    rows: list[DiffRow] = []
    in_order = True
    characters: list[Judged] = []
    words: list[Judged] = []
    for first, lines, wanted in _split(document, truth):
        alignment = align_lines(lines, wanted, chosen)
        in_order &= alignment.in_order
        for row in make_rows(alignment):
            rows.append(row if row.line is None else replace(row, line=row.line + first))
        if document.knows_confidences:
            characters += judge_characters(alignment, [line.sheet for line in lines])
            words.append(judge_words([line.words for line in lines if line.words], wanted, chosen))
    return JudgedDocument(tuple(rows), in_order, tuple(characters), tuple(words))


def _split(document: Document, truth: str) -> Iterator[tuple[int, tuple[ReadLine, ...], str]]:
    """The number of a page's first line, its lines and its truth; or the whole document."""
    pages = truth.removesuffix(PAGE_SEPARATOR).split(PAGE_SEPARATOR)
    if len(pages) != len(document.sheets):
        yield 0, document.lines, truth
        return
    first = 0
    for number, wanted in enumerate(pages):
        lines = tuple(line for line in document.lines if line.sheet == number)
        yield first, lines, wanted
        first += len(lines)
