"""The reader has the last word: which lines of a page are text, by how surely they were read.

Ink that is no text is read with doubt, and the fewer letters the more easily chance looks sure. A logistic
regression on the mean confidence, the number of letters, whether a sure piece stands in the same printed row
and how surely the page as a whole was read tells the two apart; ``scripts/fit_last_word.py`` fits it on pages
whose printed lines are known.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass
from itertools import accumulate

import numpy as np
from numpy.typing import NDArray

from ocr.read_line import ReadLine

SURE_PIECE = (0.75, 2)  # mean confidence and letters from which a piece speaks for the others of its row
CERTAIN = 0.98  # doubt below this and confidence above it count no further
LEAST_USUAL = math.log(19)  # log-odds of 0.95: a page that is read worse is no measure, it may hold no text
FEW_LETTERS = 60  # sure letters added to a page's own: a page of few letters is no measure either
FOLIO_MARKS = "-–—.()[]"  # that stand round a page number
FOLIO_LINES = 5  # of a page that has one, at least
SURE_WIDE_LINE = (
    0.9  # confidence needed where the characters would be far wider than type is: specks, strokes
)
WIDE_CHARACTER = 2.0  # x-heights a character
# A word that lies on its side comes as lone letters right under each other: so many, of so few characters
# each, no further apart than so many x-heights. Figures in a column stand a line's leading apart.
SIDEWAYS, SIDEWAYS_LETTERS, SIDEWAYS_GAP = 4, 2, 0.5


@dataclass(frozen=True, slots=True)
class TextLikelihood:
    """What the logarithm of the odds that a line is text is made of.

    Args:
        constant: for nothing at all.
        confidence: for every unit of the mean confidence's log-odds.
        letters: for every unit of log(letters + 1).
        both: for every unit of their product.
        row: where a sure piece stands in the same printed row.
        page: for every unit of the log-odds with which the page's usual letter stands in its line.
        least: probability from which a line is text.
    """

    constant: float = 3.190
    confidence: float = 0.978
    letters: float = 0.068
    both: float = 0.733
    row: float = 1.215
    page: float = -1.523
    least: float = 0.33

    def probabilities(self, features: NDArray[np.float64]) -> NDArray[np.float64]:
        """How probable it is that lines are text, (n,) in [0, 1], by (n, 5) ``line_features``."""
        by = np.array([self.confidence, self.letters, self.both, self.row, self.page])
        return np.asarray(1 / (1 + np.exp(-self.constant - features @ by)))


def judge_lines(read: Sequence[ReadLine], model: TextLikelihood | None = None) -> list[bool]:
    """Whether each line of a page is text.

    Args:
        read: the lines of one page, in reading order.
        model: by what; as it was fitted by default.
    """
    model = model or TextLikelihood()
    likely = model.probabilities(line_features(read)) >= model.least
    return [
        is_likely
        and len(one.letters) > 0
        and not lies
        and (one.confidence >= SURE_WIDE_LINE or not _is_wide(one))
        for one, is_likely, lies in zip(read, likely.tolist(), find_sideways(read), strict=True)
    ]


def line_features(read: Sequence[ReadLine]) -> NDArray[np.float64]:
    """What the odds that each line of a page is text are made of.

    Returns:
        (n, 5): log-odds of the mean confidence, log(letters + 1), their product, whether a sure piece stands
        in the same row (or the line is where a page has its number, and one), and the median of the first
        over the page's letters, bounded below.
    """
    letters = np.array([len(one.letters) for one in read], dtype=np.intp)
    confidence = np.array([one.confidence for one in read], dtype=np.float64).clip(1 - CERTAIN, CERTAIN)
    sure, many = np.log(confidence / (1 - confidence)), np.log1p(letters)
    page = np.concatenate([np.repeat(sure, letters), np.full(FEW_LETTERS, math.log(CERTAIN / (1 - CERTAIN)))])
    usual = max(float(np.median(page)), LEAST_USUAL)
    in_row = np.array(find_sure_rows(read), dtype=np.float64)
    in_row[find_folios(read)] = 1.0
    return np.stack([sure, many, sure * many, in_row, np.full(len(read), usual)], axis=1)


def find_sure_rows(read: Sequence[ReadLine]) -> list[bool]:
    """Whether a sure piece other than itself stands in each line's printed row."""
    rows = row_numbers(read)
    sure = [r.confidence >= SURE_PIECE[0] and len(r.letters) >= SURE_PIECE[1] for r in read]
    count = np.bincount(rows, weights=sure, minlength=1) if rows else np.zeros(1)
    return [bool(count[row] - own > 0) for row, own in zip(rows, sure, strict=True)]


def find_folios(read: Sequence[ReadLine]) -> list[int]:
    """The first and the last line of a page where they are figures alone, as page numbers are."""
    inked = [index for index, one in enumerate(read) if one.letters]
    if len(inked) < FOLIO_LINES:
        return []
    ends = (
        min(inked, key=lambda index: read[index].line.box.top),
        max(inked, key=lambda index: read[index].line.box.bottom),
    )
    return [
        index
        for index in ends
        if any(c.character.isdigit() for c in read[index].letters)
        and all(c.character.isdigit() or c.character in FOLIO_MARKS for c in read[index].letters)
    ]


def row_numbers(read: Sequence[ReadLine]) -> list[int]:
    """Number of the printed row each line is a piece of."""
    return list(accumulate(int(not reading.line.gap_before) for reading in read))


def _is_wide(reading: ReadLine) -> bool:
    """Whether its characters would be far wider than type is."""
    characters = max(1, len(reading.decoded.characters))
    return reading.line.box.width > WIDE_CHARACTER * characters * reading.line.x_height


def find_sideways(read: Sequence[ReadLine]) -> list[bool]:
    """Whether each line is a letter of a word on its side: one of several right under each other."""
    rows = row_numbers(read)
    alone = [rows.count(row) == 1 for row in rows]
    few = [
        index
        for index, reading in enumerate(read)
        if alone[index] and 0 < len(reading.letters) <= SIDEWAYS_LETTERS
    ]
    few.sort(key=lambda index: read[index].line.box.top)
    chains: list[list[int]] = []
    for index in few:
        chain = next((one for one in chains if _is_under(read[one[-1]], read[index])), None)
        if chain is None:
            chains.append([index])
        else:
            chain.append(index)
    lying = {index for chain in chains if len(chain) >= SIDEWAYS for index in chain}
    return [index in lying for index in range(len(read))]


def _is_under(upper: ReadLine, lower: ReadLine) -> bool:
    """Whether a line stands right under another, nearer than lines of text do."""
    above, below = upper.line.box, lower.line.box
    gap = below.top - above.bottom
    shared = min(above.right, below.right) - max(above.left, below.left)
    x_height = max(upper.line.x_height, lower.line.x_height)
    return abs(gap) <= SIDEWAYS_GAP * x_height and shared >= 0.5 * min(above.width, below.width)
