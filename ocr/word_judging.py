"""Words of a page and its truth -> which words are right, beside their confidence."""

from __future__ import annotations

import csv
import math
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, pairwise
from pathlib import Path

from rapidfuzz.distance import Levenshtein

from ocr.comparison import ScoringSettings, normalize_lines, normalize_text, unify_clusters
from ocr.line_placing import place_lines
from ocr.reliability import Judged
from ocr.spreadsheet import unescape_formula
from ocr.types import PageResult

_LINE = ("page_num", "block_num", "par_num", "line_num")
_WORD_CONFIDENCE = "word_confidence"
_HYPHENS = "-\u00ad\u2010"


@dataclass(frozen=True, slots=True)
class ReadWord:
    """A word as it was read.

    Args:
        text: its characters.
        confidence: probability in [0, 1] that all of them are right.
    """

    text: str
    confidence: float


def read_word_lines(report: Path) -> list[list[ReadWord]]:
    """The words of a page report by line.

    A word's confidence is what the column ``word_confidence`` says where there is one, else the
    product of its characters' confidences.

    Args:
        report: a page's ``NAME.csv``; docs/formats.md has its columns.
    """
    with report.open(encoding="utf-8", newline="") as stream:
        rows = list(csv.DictReader(stream))
    return [
        [_join_glyphs(list(glyphs)) for _, glyphs in groupby(line, key=lambda row: row["word_num"])]
        for _, line in groupby(rows, key=lambda row: [row[name] for name in _LINE])
    ]


def result_word_lines(page: PageResult) -> list[list[ReadWord]]:
    """The words of a page result by line, as sure as the result says."""
    return [[ReadWord(word.text, word.confidence) for word in line.words] for line in page.iter_lines()]


def judge_words(
    lines: Sequence[Sequence[ReadWord]], truth: str, settings: ScoringSettings | None = None
) -> Judged:
    """Tell which words are right.

    Lines are placed where the truth has them, in whatever order, so that confidences are not held against
    the layout. A word is right where the shortest alignment of its line with its place, word by word,
    pairs it with its like. Words of lines that the truth does not have are wrong; words of the truth
    that were not read do not count. Words without a character that is compared are left out.

    Args:
        lines: words as they were read.
        truth: as it stands in its file.
        settings: what is forgiven; nothing by default. Where hyphens are joined, the parts of a word
            broken at a line's end are one word, as sure as both parts together.

    Example:
        >>> judge_words([[ReadWord("the", 0.9), ReadWord("cot", 0.4)]], "the cat").right.tolist()
        [True, False]
    """
    chosen = settings or ScoringSettings()
    found = _comparable(_join_broken(lines) if chosen.join_hyphens else lines, chosen)
    running = [" ".join(word.text for word in line) for line in found]
    *running, wanted = unify_clusters(*running, normalize_text(truth, chosen))
    right = [[False] * len(line) for line in found]
    for one in place_lines(running, wanted, parts=True):
        first, read = _whole_words(running[one.line], one.first, one.last)
        _, true = _whole_words(wanted, one.start, one.end)
        for block in Levenshtein.opcodes(read, true):
            if block.tag == "equal":
                for at in range(block.src_start, block.src_end):
                    right[one.line][first + at] = True
    return Judged.of(
        [word.confidence for line in found for word in line],
        [is_right for line in right for is_right in line],
    )


def _join_glyphs(rows: Sequence[dict[str, str]]) -> ReadWord:
    whole = rows[0].get(_WORD_CONFIDENCE)
    sure = float(whole) if whole else math.prod(float(row["confidence"]) for row in rows)
    return ReadWord("".join(unescape_formula(row["text"]) for row in rows), sure)


def _join_broken(lines: Sequence[Sequence[ReadWord]]) -> Iterator[list[ReadWord]]:
    """The lines, the rest of a broken word moved up into the line where it began."""
    kept = [list(line) for line in lines]
    for line, after in pairwise(kept):
        if line and after and _is_broken(line[-1].text) and after[0].text[0].isalpha():
            head, tail = line[-1], after.pop(0)
            line[-1] = ReadWord(head.text[:-1] + tail.text, head.confidence * tail.confidence)
    yield from kept


def _is_broken(word: str) -> bool:
    return len(word) > 1 and word[-1] in _HYPHENS and word[-2].isalpha()


def _comparable(lines: Iterable[Sequence[ReadWord]], settings: ScoringSettings) -> list[list[ReadWord]]:
    """The lines with their words in the form that is compared."""
    folded = [
        [ReadWord(text, word.confidence) for word in line for text in normalize_lines(word.text, settings)]
        for line in lines
    ]
    return [line for line in folded if line]


def _whole_words(text: str, start: int, end: int) -> tuple[int, list[str]]:
    """The words that a stretch touches, and the number of the first of them."""
    while start > 0 and text[start - 1] != " ":
        start -= 1
    while end < len(text) and text[end] != " ":
        end += 1
    return text.count(" ", 0, start), text[start:end].split(" ")
