"""A text and its truth -> which character was read for which, line by line.

Two alignments are made and the one with fewer errors holds. The first is a shortest alignment of the two
whole texts, which is what the CER counts. The second lets every line stand where the truth has it, in
whatever order (``ocr.line_placing``), so that lines in another order do not make right characters wrong;
within a line and its place it is a shortest alignment again.
"""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ocr.comparison import ScoringSettings, name_clusters, normalize_text, split_clusters
from ocr.error_causes import LONG_RUN
from ocr.judging.documents import ReadLine
from ocr.judging.running_text import RunningText, run_lines
from ocr.line_placing import place_lines
from ocr.page_causes import MOST_CELLS

NOTHING = -1  # of a character read: the truth has nothing for it; of a true one: it was found nowhere
FREE = -2  # a space that only parts lines, and stands against nothing

Ints = NDArray[np.int64]
Span = tuple[int, int]


@dataclass(frozen=True, slots=True, eq=False)
class Alignment:
    """Which true character each one that was read stands for.

    Args:
        read: the text.
        truth: clusters of the true text, as compared.
        right: (read,) bool, whether the character is the true one.
        places: (read,) int64, index of the true character, ``NOTHING`` or ``FREE``.
        anchors: (truth,) int64; of a true character that was read, rightly or wrongly, the index of what was
            read; of one that was not, the index of the character before which it is missing, ``NOTHING``
            where nobody knows, ``FREE`` where it is no loss.
        missing: (truth,) bool, whether nothing was read for it.
        in_order: whether this is the alignment of the whole texts.
    """

    read: RunningText
    truth: tuple[str, ...]
    right: NDArray[np.bool_]
    places: Ints
    anchors: Ints
    missing: NDArray[np.bool_]
    in_order: bool

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for array in (self.right, self.places, self.anchors, self.missing):
            array.setflags(write=False)

    @property
    def errors(self) -> int:
        """Characters wrong, too many, or missing."""
        wrong = (self.places != FREE) & ~self.right
        return int(wrong.sum() + (self.missing & (self.anchors != FREE)).sum())


def align_lines(lines: Sequence[ReadLine], truth: str, settings: ScoringSettings | None = None) -> Alignment:
    r"""Align a text's lines with their truth; the module says how.

    Args:
        lines: as read.
        truth: as it stands in its file.
        settings: what is forgiven; nothing by default.

    Example:
        >>> found = align_lines([ReadLine("second"), ReadLine("the flrst")], "the first\nsecond")
        >>> found.errors, found.in_order
        (1, False)
    """
    chosen = settings or ScoringSettings()
    read = run_lines(lines, chosen)
    wanted = tuple(split_clusters(normalize_text(truth, chosen)))
    texts = name_clusters(read.clusters, wanted)
    plain = _Builder(read, wanted, texts)
    plain.align((0, len(texts[0])), (0, len(texts[1])))
    found = plain.build(in_order=True)
    if not found.errors or not texts[0] or not texts[1] or len(texts[0]) * len(texts[1]) > MOST_CELLS:
        return found
    placed = _align_placed(read, wanted, texts)
    free = int((placed.places == FREE).sum() + (placed.anchors == FREE).sum())
    return placed if placed.errors + free < found.errors else found


class _Builder:
    """Fills the arrays of an alignment, stretch by stretch."""

    def __init__(self, read: RunningText, wanted: tuple[str, ...], texts: Sequence[str]) -> None:
        """Start with nothing aligned; ``texts`` are both with one code point a cluster."""
        self.read, self.wanted, self.texts = read, wanted, texts
        self.places = np.full(len(texts[0]), NOTHING, dtype=np.int64)
        self.anchors = np.full(len(texts[1]), NOTHING, dtype=np.int64)
        self.missing = np.ones(len(texts[1]), dtype=np.bool_)

    def align(self, span: Span, stretch: Span) -> None:
        """Align a part of the text with a part of the truth, as shortly as can be."""
        first, start = span[0], stretch[0]
        for block in Levenshtein.opcodes(self.texts[0][slice(*span)], self.texts[1][slice(*stretch)]):
            rows = slice(first + block.src_start, first + block.src_end)
            columns = slice(start + block.dest_start, start + block.dest_end)
            if block.tag in ("equal", "replace"):
                self.places[rows] = np.arange(columns.start, columns.stop)
                self.anchors[columns] = np.arange(rows.start, rows.stop)
                self.missing[columns] = False
            elif block.tag == "insert":
                self.anchors[columns] = rows.start

    def leave_read(self, span: Span) -> None:
        """Let a part of the text stand against nothing; the spaces between its lines are no errors."""
        self.places[span[0] : span[1]][self.read.joints[span[0] : span[1]]] = FREE

    def leave_true(self, stretch: Span) -> None:
        """Let a part of the truth be missing; one space that only parts it from the rest is no loss.

        What is short is missing behind the character before it; of lines nobody knows where they belong.
        """
        start, end = stretch
        if start > 0 and end - start < LONG_RUN and not self.missing[start - 1]:
            self.anchors[start:end] = self.anchors[start - 1] + 1
        for at in (start, end - 1):
            if start < end and self.texts[1][at] == " " and 0 < at < len(self.texts[1]) - 1:
                self.anchors[at] = FREE
                return

    def build(self, in_order: bool) -> Alignment:
        """The alignment as filled so far."""
        paired = self.places >= 0
        codes = [np.array([ord(mark) for mark in text], dtype=np.int64) for text in self.texts]
        right = np.zeros(len(paired), dtype=np.bool_)
        right[paired] = codes[0][paired] == codes[1][self.places[paired]]
        return Alignment(self.read, self.wanted, right, self.places, self.anchors, self.missing, in_order)


def _align_placed(read: RunningText, wanted: tuple[str, ...], texts: Sequence[str]) -> Alignment:
    """Every line where the truth has it; what lies between the same neighbours on both sides is compared."""
    builder = _Builder(read, wanted, texts)
    starts, lines = _split_lines(read, texts[0])
    placed = place_lines(lines, texts[1], parts=True)
    spans = [(starts[one.line] + one.first, starts[one.line] + one.last) for one in placed]
    stretches = [(one.start, one.end) for one in placed]
    for span, stretch in zip(spans, stretches, strict=True):
        builder.align(span, stretch)
    read_gaps, true_gaps = dict(_gaps(spans, len(texts[0]))), dict(_gaps(stretches, len(texts[1])))
    for name, span in read_gaps.items():
        if name in true_gaps:
            builder.align(span, true_gaps.pop(name))
        else:
            builder.leave_read(span)
    for stretch in true_gaps.values():
        builder.leave_true(stretch)
    return builder.build(in_order=False)


def _split_lines(read: RunningText, text: str) -> tuple[list[int], list[str]]:
    """Where each line with text starts in the running text, and the lines without what parts them."""
    bounds = np.flatnonzero(np.diff(read.line)) + 1
    starts = [0, *bounds.tolist()]
    lines = [text[a:b] for a, b in pairwise([*starts, len(text)])]
    ends = [bool(read.joints[b - 1]) for b in [*starts[1:], len(text)]]
    return starts, [line[:-1] if joint else line for line, joint in zip(lines, ends, strict=True)]


def _gaps(spans: Sequence[Span], size: int) -> Iterator[tuple[Span, Span]]:
    """What lies between neighbouring spans, by the spans' numbers; -1 stands for the text's ends."""
    order = sorted(range(len(spans)), key=lambda at: spans[at])
    bounds = [(-1, (0, 0)), *((at, spans[at]) for at in order), (-1, (size, size))]
    for (before, (_, start)), (after, (end, _)) in pairwise(bounds):
        if end > start:
            yield (before, after), (start, end)
