"""A stored page and its truth -> how many characters are wrong, and how many by the truth's own doing."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from itertools import pairwise

import numpy as np
from numpy.typing import NDArray

from ocr.character_places import fold_text, judge_text, name_characters
from ocr.expected_errors import expect_errors
from ocr.line_placing import place_lines
from ocr.types import PageResult

Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True)
class JudgedErrors:
    """The characters of a page, spaces left out.

    Args:
        characters: how many were read.
        predicted: how many are wrong by their confidences.
        wrong: how many the truth does not have where they stand.
        left_out: wrong ones in lines that the truth leaves out, though another engine reads them too.
        left_out_predicted: of ``predicted``, what comes from those lines.
        small_capitals: wrong ones beside another in their word that are capitals where the truth has the
            same letters small.
    """

    characters: int
    predicted: float
    wrong: int
    left_out: int
    left_out_predicted: float
    small_capitals: int

    @property
    def misread(self) -> int:
        """Those that are wrong, but for what is the truth's own way of writing."""
        return self.wrong - self.left_out - self.small_capitals

    @property
    def misread_predicted(self) -> float:
        """The prediction for the lines that are judged so."""
        return self.predicted - self.left_out_predicted


def judge_errors(page: PageResult, truth: str, peer: str = "") -> JudgedErrors:
    """Count a page's wrong characters.

    Args:
        page: as read.
        truth: its text.
        peer: what another engine reads on it; empty where that is not known.
    """
    lines = list(page.iter_lines())
    texts = [line.text for line in lines]
    judged = judge_text(texts, truth)
    unheard = [number for number, is_found in enumerate(judged.found) if not is_found]
    left_out = {unheard[at] for at in _read_by_another([texts[number] for number in unheard], peer)}
    capitals = _find_small_capitals(texts, judged.right, truth)
    doubts = [
        expect_errors([glyph.confidence for word in line.words for glyph in word.glyphs]) for line in lines
    ]
    letters = [np.array([one != " " for one in text], dtype=np.bool_) for text in texts]
    wrong = [int((~right & is_letter).sum()) for right, is_letter in zip(judged.right, letters, strict=True)]
    return JudgedErrors(
        characters=sum(int(is_letter.sum()) for is_letter in letters),
        predicted=sum(doubts),
        wrong=sum(wrong),
        left_out=sum(wrong[number] for number in left_out),
        left_out_predicted=sum(doubts[number] for number in left_out),
        small_capitals=sum(
            int(found.sum()) for number, found in enumerate(capitals) if number not in left_out
        ),
    )


def _read_by_another(lines: Sequence[str], peer: str) -> list[int]:
    """The lines that another engine reads alike: text that is there, and not taken for text."""
    named = [name_characters(line) for line in lines]
    return [one.line for one in place_lines(named, fold_text(peer))] if peer and lines else []


def _find_small_capitals(texts: Sequence[str], right: Sequence[Bools], truth: str) -> list[Bools]:
    """Capitals beside each other that are right but for their case."""
    if truth.isupper():
        return [np.zeros(len(text), dtype=np.bool_) for text in texts]
    folded = judge_text(texts, truth, ignore_case=True)
    found = []
    for text, is_right, is_right_folded in zip(texts, right, folded.right, strict=True):
        capital = np.array([one.isupper() for one in text], dtype=np.bool_) & is_right_folded & ~is_right
        beside = np.zeros(len(text), dtype=np.bool_)
        for at, after in pairwise(np.flatnonzero(capital).tolist()):
            if after == at + 1:
                beside[at] = beside[after] = True
        found.append(beside)
    return found
