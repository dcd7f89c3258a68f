"""A page's text and its truth -> its character errors by cause, lines in the wrong order told apart."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate, pairwise

from rapidfuzz.distance import Levenshtein

from ocr.comparison import ScoringSettings, normalize_lines, normalize_text, unify_clusters
from ocr.error_causes import ErrorCauses, add_causes, align_causes
from ocr.line_placing import place_lines

MOST_CELLS = 10**9  # characters read times characters true: some ten seconds of placing lines at worst


def count_causes(text: str, truth: str, settings: ScoringSettings | None = None) -> ErrorCauses:
    r"""Why a text differs from its truth; the causes sum to the page's character errors.

    Every line read is placed where the truth has it, whatever the order. What no line covers was
    missed, lines placed nowhere were invented, lines and their places are compared character by
    character. Errors that this leaves unexplained come from the order, where lines stand in another
    one than in the truth, and from spaces at their ends where they do not. Where a plain
    alignment of the two texts has fewer errors than the lines have, it is what is counted.

    Texts too long to place lines in (many pages in one file) are aligned as a whole.

    Args:
        text: as it stands in its file.
        truth: likewise; where it keeps no printed lines, a paragraph counts as one.
        settings: what is forgiven; nothing by default.

    Example:
        >>> count_causes("second line\nfirst line", "first line\nsecond line").order > 0
        True
    """
    chosen = settings or ScoringSettings()
    whole = unify_clusters(normalize_text(text, chosen), normalize_text(truth, chosen))
    errors = Levenshtein.distance(*whole)
    if not errors:
        return ErrorCauses()
    if len(whole[0]) * len(whole[1]) > MOST_CELLS:
        return align_causes(*whole)
    read_lines = normalize_lines(text, chosen)
    pieces = unify_clusters(*read_lines, *normalize_lines(truth, chosen))
    read, wanted = _Side(pieces[: len(read_lines)]), _Side(pieces[len(read_lines) :])
    placed = place_lines(read.lines, wanted.text, parts=True)
    spans = [(read.starts[one.line] + one.first, read.starts[one.line] + one.last) for one in placed]
    found = add_causes(
        align_causes(read.text[first:last], wanted.text[one.start : one.end])
        for one, (first, last) in zip(placed, spans, strict=True)
    )
    found += _count_gaps(read.gaps(spans), wanted.gaps([(one.start, one.end) for one in placed]))
    rest = errors - found.total
    if rest < 0:
        return align_causes(*whole)
    moved = any(a.start > b.start for a, b in pairwise(placed))
    return found + (ErrorCauses(order=rest) if moved else ErrorCauses(space=rest))


@dataclass(frozen=True, slots=True)
class _Gap:
    """Text that no placement covers, and whether it is whole lines."""

    text: str = ""
    is_lines: bool = False


class _Side:
    """The lines of one of the two texts, and these lines as one running text."""

    def __init__(self, lines: Sequence[str]) -> None:
        self.lines = lines
        self.text = " ".join(lines)
        self.starts = list(accumulate((len(line) + 1 for line in lines), initial=0))[:-1]
        self._ends = {start + len(line) for start, line in zip(self.starts, lines, strict=True)}

    def gaps(self, spans: Sequence[tuple[int, int]]) -> dict[tuple[int, int], _Gap]:
        """What lies between neighbouring spans, by their numbers; -1 stands for the text's ends."""
        order = sorted(range(len(spans)), key=lambda at: spans[at])
        size = len(self.text)
        bounds = [(-1, (0, 0)), *((at, spans[at]) for at in order), (-1, (size, size))]
        gaps = {}
        for (before, (_, start)), (after, (end, _)) in pairwise(bounds):
            if before >= 0 and after >= 0:  # one space parts the neighbours, whatever else does
                if self.text[start:end].startswith(" "):
                    start += 1
                elif self.text[start:end].endswith(" "):
                    end -= 1
            gaps[before, after] = _Gap(self.text[start:end], self._is_lines(start, end))
        return gaps

    def _is_lines(self, start: int, end: int) -> bool:
        text = self.text[start:end]
        start, end = start + len(text) - len(text.lstrip()), end - len(text) + len(text.rstrip())
        return start < end and start in self.starts and end in self._ends


def _count_gaps(read: dict[tuple[int, int], _Gap], truth: dict[tuple[int, int], _Gap]) -> ErrorCauses:
    """The causes of what lies between placed lines, on either side.

    Where the same two placements bound a gap of the text and one of the truth, these are compared with
    each other; others stand against nothing.
    """
    empty = _Gap()
    names = dict.fromkeys([*read, *truth])
    return add_causes(_count_gap(read.get(name, empty), truth.get(name, empty)) for name in names)


def _count_gap(read: _Gap, truth: _Gap) -> ErrorCauses:
    if read.is_lines and not truth.text.strip():
        return ErrorCauses(line_invented=len(read.text))
    if truth.is_lines and not read.text.strip():
        return ErrorCauses(line_missed=len(truth.text))
    return align_causes(read.text, truth.text)
