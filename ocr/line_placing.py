"""Lines that were read -> the stretches of a running truth text that they cover, in whatever order.

Longest lines first, each takes the stretch of what is left of the truth that it differs from least
(approximate substring search: P. H. Sellers, "The theory and computation of evolutionary distances:
pattern recognition", 1980). A line that fits nowhere as a whole can be placed in parts, by local
alignment (T. F. Smith and M. S. Waterman, "Identification of common molecular subsequences", 1981).
"""

from __future__ import annotations

import heapq
from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

LEAST_SIMILARITY = 0.5  # characters in common, of the longer side, from which a line covers its stretch
SURE_SIMILARITY = 0.75  # the same, from which a line cannot be two halves of lines
SHORT = 3  # characters up to which a line must be found exactly, as whole words
LEAST_PART = 10  # score of a local alignment from which a part of a line is no accident
_UNLIKE = 2  # what an edit costs a local alignment, in matching characters

Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True)
class Placement:
    """A line, or a part of one, and the stretch of the truth it covers; both half-open.

    Args:
        line: index of the line.
        first, last: the characters of the line.
        start, end: the characters of the truth.
    """

    line: int
    first: int
    last: int
    start: int
    end: int


def place_lines(lines: Sequence[str], truth: str, parts: bool = False) -> list[Placement]:
    """Find the stretch of the truth that each line covers; no two stretches overlap.

    Args:
        lines: what was read, one code point a character; spaces single.
        truth: the running text, likewise.
        parts: place parts of lines that fit nowhere as a whole (two columns read as one line).

    Returns:
        The placements in the order of lines; none for lines that no stretch is like.

    Example:
        >>> [(one.start, one.end) for one in place_lines(["it ends.", "How"], "How it ends.")]
        [(4, 12), (0, 3)]
    """
    rest = _FreeText(truth)
    offsets = np.cumsum([0, *(len(line) + 1 for line in lines)])
    scale = len(truth) / max(int(offsets[-1]), 1)
    queue = [(-len(line), at, 0, len(line)) for at, line in enumerate(lines) if line]
    heapq.heapify(queue)
    placed = []
    while queue:
        _, at, first, last = heapq.heappop(queue)
        text, expected = lines[at][first:last], (int(offsets[at]) + first) * scale
        fit = rest.fit(text, expected, SURE_SIMILARITY if parts else LEAST_SIMILARITY)
        local = rest.fit_part(text) if parts and fit is None else None
        if parts and fit is None and local is None:
            fit = rest.fit(text, expected, LEAST_SIMILARITY)
        if fit is not None:
            placed.append(Placement(at, first, last, *fit))
        elif local is not None:
            begin, stop, start, end = local
            rest.take(start, end)
            placed.append(Placement(at, first + begin, first + stop, start, end))
            for left, right in ((first, first + begin), (first + stop, last)):
                left, right = _strip(lines[at], left, right)
                if right > left:
                    heapq.heappush(queue, (left - right, at, left, right))
    return sorted(placed, key=lambda one: (one.line, one.first))


class _FreeText:
    """The truth, and which of its characters no line has covered yet."""

    def __init__(self, truth: str) -> None:
        self._text = truth  # taken characters become NUL
        self._taken = np.zeros(len(truth), dtype=bool)

    def take(self, start: int, end: int) -> None:
        """Let no further line cover a stretch."""
        self._text = self._text[:start] + "\0" * (end - start) + self._text[end:]
        self._taken[start:end] = True

    def fit(self, line: str, expected: float, least: float) -> tuple[int, int] | None:
        """Take the stretch most like the line, the nearest to where it is expected of several."""
        found = self._find_exactly(line, expected)
        if found is None and len(line) > SHORT and len(self._text):
            found = self._find_likest(line, expected, least)
        if found is not None:
            self.take(*found)
        return found

    def _find_exactly(self, line: str, expected: float) -> tuple[int, int] | None:
        found, at = [], self._text.find(line)
        while at >= 0:
            if self._ends_words(at, at + len(line)):
                found.append(at)
            at = self._text.find(line, at + 1)
        if not found:
            return None
        start = min(found, key=lambda place: abs(place - expected))
        return start, start + len(line)

    def _ends_words(self, start: int, end: int) -> bool:
        before = self._text[start - 1 : start] if start else " "
        return before in " \0" and self._text[end : end + 1] in ("", " ", "\0")

    def _find_likest(self, line: str, expected: float, least: float) -> tuple[int, int] | None:
        costs = self._last_row(line, self._text, self._taken, anywhere=True)
        edits = int(costs.min())
        if edits > (1 - least) * len(line):
            return None
        ends = np.flatnonzero(costs == edits)
        end = int(min(ends, key=lambda at: (not self._is_edge(int(at)), abs(at - len(line) - expected), -at)))
        low = max(0, end - 2 * len(line))
        back = self._last_row(
            line[::-1], self._text[low:end][::-1], self._taken[low:end][::-1], anywhere=False
        )
        lengths = np.flatnonzero(back == back.min())
        length = int(min(lengths, key=lambda at: (not self._is_edge(end - int(at)), -at)))
        start, end = _strip(self._text, end - length, end)
        if edits > (1 - least) * max(len(line), end - start):
            return None
        return start, end

    def _is_edge(self, at: int) -> bool:
        """Whether a word of the truth begins or ends here."""
        return at in (0, len(self._text)) or self._text[at - 1] in " \0" or self._text[at] in " \0"

    @staticmethod
    def _last_row(line: str, text: str, taken: NDArray[np.bool_], anywhere: bool) -> Ints:
        """Edits from the line to the best stretch that ends before each position (n + 1)."""
        codes = _codes(text)
        wall = len(line) + 1  # dearer than any stretch worth taking
        skip = np.where(taken, wall, 1).astype(np.int64)
        reach = np.concatenate([[0], np.cumsum(skip)])
        row = np.zeros_like(reach) if anywhere else reach.copy()
        for count, code in enumerate(_codes(line), 1):
            change = np.where(codes == code, 0, 1) + np.where(taken, wall, 0)
            best = np.minimum(row[1:] + 1, row[:-1] + change)
            row = np.minimum.accumulate(np.concatenate([[count], best]) - reach) + reach
        return np.asarray(row, dtype=np.int64)

    def fit_part(self, line: str) -> tuple[int, int, int, int] | None:
        """The part of the line most surely in the truth: its ends, then those of its stretch."""
        found = self._best_cell(line, self._text)
        if found is None:
            return None
        score, last, end = found
        back = self._best_cell(line[:last][::-1], self._text[:end][::-1], score)
        if back is None:
            return None
        return last - back[1], last, end - back[2], end

    @staticmethod
    def _best_cell(line: str, text: str, least: int = LEAST_PART) -> tuple[int, int, int] | None:
        """Score and ends, in line and text, of the best local alignment that scores ``least``."""
        codes = _codes(text)
        slope = _UNLIKE * np.arange(len(text) + 1, dtype=np.int64)
        row, best = np.zeros(len(text) + 1, dtype=np.int64), (least - 1, 0, 0)
        for count, code in enumerate(_codes(line), 1):
            gain = np.where(codes == code, 1, -_UNLIKE)
            row = np.concatenate([[0], np.maximum(np.maximum(row[1:] - _UNLIKE, row[:-1] + gain), 0)])
            row = np.maximum.accumulate(row + slope) - slope
            at = int(row.argmax())
            if row[at] > best[0]:
                best = int(row[at]), count, at
        return best if best[0] >= least else None


def _codes(text: str) -> NDArray[np.uint32]:
    return np.frombuffer(text.encode("utf-32-le", "surrogatepass"), dtype=np.uint32)


def _strip(text: str, start: int, end: int) -> tuple[int, int]:
    while start < end and text[start] == " ":
        start += 1
    while end > start and text[end - 1] == " ":
        end -= 1
    return start, end
