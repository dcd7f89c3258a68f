"""Found lines paired with the lines of the truth, so that reading is told from layout.

Where the truth keeps the printed lines, lines found are paired one to one with them for the highest
sum of similarities (1 less the edits over the longer line's length). A pair must have half of its
characters in common, and its shorter line two thirds of the longer's length: halves of lines and lines run
together are the layout's doing and pair with nothing. Where neighbouring pairs (or the page's ends) bound
as many unpaired lines of the truth as lines found, and lengths agree, these are paired in their order, so
that lines read too badly to be known by their text count all the same.

Where the truth keeps no lines, each line found covers the stretch of it that it is most like
(``ocr.line_placing``), with half of its characters in common and of such a length.

Runs of characters that one side of a pair lacks, as long as ``ocr.error_causes.LONG_RUN``, are the layout's
doing too: words a line's cut left out, or words of its neighbour. They count on neither side.

What is counted is the truth that is covered: edits inside pairs, each at its character of the truth, so
that engines can be compared on the characters that all of them covered.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from functools import reduce
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ocr.assignment import assign_best
from ocr.comparison import ScoringSettings, normalize_lines, normalize_text, unify_clusters
from ocr.error_causes import ErrorCauses, count_differences, find_differences
from ocr.line_placing import LEAST_SIMILARITY, place_lines

LEAST_LENGTH = 2 / 3  # of the longer line's length that the shorter one of a pair has
_ORDER_WEIGHT = 1e-3  # similarity that a pair from opposite ends of the page loses: parts equal lines


@dataclass(frozen=True, slots=True)
class LinePair:
    """A line read and the stretch of the truth it was paired with.

    Args:
        read: index of the line among the lines read that hold text.
        start, end: characters of the running truth.
        text: the line, as compared.
        truth: the stretch, as compared.
    """

    read: int
    start: int
    end: int
    text: str
    truth: str


@dataclass(frozen=True, slots=True, eq=False)
class MatchedPage:
    """A page's truth, what of it was found, and the edits at each of its characters.

    Args:
        truth: the running truth as compared, lines parted by spaces, one code point a character.
        pairs: in the order of the lines read.
        causes: of the edits.
        covered: (characters,) bool.
        edits: (characters,) int64; what was inserted counts at the character before it in the pair.
    """

    truth: str
    pairs: tuple[LinePair, ...]
    causes: ErrorCauses
    covered: NDArray[np.bool_]
    edits: NDArray[np.int64]

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        self.covered.setflags(write=False)
        self.edits.setflags(write=False)

    def score(self, within: NDArray[np.bool_] | None = None) -> MatchedScore:
        """Count errors where the page is covered and, if given, ``within``, (characters,) bool, holds."""
        chosen = self.covered if within is None else self.covered & within
        spaces = np.array([mark == " " for mark in self.truth], dtype=bool)
        bounds = [-1, *np.flatnonzero(spaces).tolist(), len(self.truth)]
        words = [slice(before + 1, end) for before, end in pairwise(bounds) if end > before + 1]
        words = [word for word in words if chosen[word].all()]
        return MatchedScore(
            pages=1,
            truth_characters=int((~spaces).sum()),
            covered_characters=int((chosen & ~spaces).sum()),
            characters=int(chosen.sum()),
            character_errors=int(self.edits[chosen].sum()),
            words=len(words),
            wrong_words=sum(bool(self.edits[word].any()) for word in words),
        )


@dataclass(frozen=True, slots=True)
class MatchedScore:
    """Errors within matched lines; scores add up.

    Args:
        pages: that were matched.
        truth_characters: of the whole truth, without spaces.
        covered_characters: of these, the ones counted here.
        characters: counted here, spaces within lines included: what errors are counted against.
        character_errors: edits.
        words: of the truth that lie wholly in what is counted.
        wrong_words: of these, the ones with an edit in them.
    """

    pages: int = 0
    truth_characters: int = 0
    covered_characters: int = 0
    characters: int = 0
    character_errors: int = 0
    words: int = 0
    wrong_words: int = 0

    @property
    def cer(self) -> float:
        """Character errors a character counted."""
        return self.character_errors / max(self.characters, 1)

    @property
    def word_error(self) -> float:
        """Share of words that were not read exactly."""
        return self.wrong_words / max(self.words, 1)

    @property
    def coverage(self) -> float:
        """Share of the truth's characters, without spaces, that is counted here."""
        return self.covered_characters / max(self.truth_characters, 1)

    def __add__(self, more: MatchedScore) -> MatchedScore:
        """The sum, figure by figure."""
        return MatchedScore(
            self.pages + more.pages,
            self.truth_characters + more.truth_characters,
            self.covered_characters + more.covered_characters,
            self.characters + more.characters,
            self.character_errors + more.character_errors,
            self.words + more.words,
            self.wrong_words + more.wrong_words,
        )


def match_lines(
    text: str, truth: str, settings: ScoringSettings | None = None, line_breaks: bool = True
) -> MatchedPage:
    r"""Pair the lines of a text with the truth; the module says by which rule.

    Args:
        text: as it stands in its file, a line a printed line; cells parted by tabs are one line.
        truth: as it stands in its file.
        settings: what is forgiven; nothing by default.
        line_breaks: whether the truth keeps the printed lines.

    Example:
        >>> page = match_lines("The sccond\nPage 7\nThe first", "The first\nThe second")
        >>> [(pair.text, pair.truth) for pair in page.pairs], page.score().character_errors
        ([('The sccond', 'The second'), ('The first', 'The first')], 1)
    """
    chosen = settings or ScoringSettings()
    found = normalize_lines(text, chosen)
    wanted = normalize_lines(truth, chosen) if line_breaks else [normalize_text(truth, chosen)]
    unified = unify_clusters(*found, *wanted)
    found, wanted = unified[: len(found)], unified[len(found) :]
    pairs = _pair_lines(found, wanted) if line_breaks else _pair_stretches(found, wanted[0])
    running = " ".join(wanted)
    covered, edits = np.zeros(len(running), dtype=np.bool_), np.zeros(len(running), dtype=np.int64)
    counted = []
    for pair in pairs:
        covered[pair.start : pair.end] = True
        for difference in find_differences(pair.text, pair.truth):
            first = pair.start + difference.start
            last = first + len(difference.truth)
            if difference.is_long:
                covered[first:last] = False
            else:
                counted.append(difference)
                edits[first:last] += 1
                edits[max(last - 1, pair.start)] += difference.edits - len(difference.truth)
    return MatchedPage(running, tuple(pairs), count_differences(counted), covered, edits)


def covered_by_all(pages: Sequence[MatchedPage]) -> NDArray[np.bool_]:
    """Where every one of several engines' matches of the same page covers the truth, (characters,) bool.

    Raises:
        ValueError: they are not of the same truth, or there are none.
    """
    if not pages or any(page.truth != pages[0].truth for page in pages):
        raise ValueError("only matches of one truth can be compared")
    return reduce(np.logical_and, [page.covered for page in pages])


def _pair_lines(found: Sequence[str], wanted: Sequence[str]) -> list[LinePair]:
    """One to one, by text and then, between pairs, by position."""
    scores = np.zeros((len(found), len(wanted)))
    for row, line in enumerate(found):
        for column, true in enumerate(wanted):
            if _lengths_agree(line, true):
                likeness = Levenshtein.normalized_similarity(line, true, score_cutoff=LEAST_SIMILARITY)
                apart = abs((row + 0.5) / len(found) - (column + 0.5) / len(wanted))
                scores[row, column] = max(likeness - _ORDER_WEIGHT * apart, 0)
    pairs = assign_best(scores)
    pairs += _pair_between(pairs, found, wanted)
    starts = np.cumsum([0, *(len(line) + 1 for line in wanted)]).tolist()
    return [
        LinePair(row, starts[column], starts[column] + len(wanted[column]), found[row], wanted[column])
        for row, column in sorted(pairs)
    ]


def _pair_between(
    pairs: Sequence[tuple[int, int]], found: Sequence[str], wanted: Sequence[str]
) -> list[tuple[int, int]]:
    """Unpaired lines between neighbouring pairs that are as many on both sides and as long."""
    more: list[tuple[int, int]] = []
    for (row, column), (next_row, next_column) in pairwise([(-1, -1), *pairs, (len(found), len(wanted))]):
        if 0 < next_row - row - 1 == next_column - column - 1:
            gap = list(zip(range(row + 1, next_row), range(column + 1, next_column), strict=True))
            if all(_lengths_agree(found[a], wanted[b]) for a, b in gap):
                taken = {true for _, true in pairs}
                more += [pair for pair in gap if pair[1] not in taken]
    return more


def _lengths_agree(a: str, b: str) -> bool:
    return min(len(a), len(b)) >= LEAST_LENGTH * max(len(a), len(b))


def _pair_stretches(found: Sequence[str], truth: str) -> list[LinePair]:
    return [
        LinePair(one.line, one.start, one.end, found[one.line], truth[one.start : one.end])
        for one in place_lines(found, truth)
        if _lengths_agree(found[one.line], truth[one.start : one.end])
    ]
