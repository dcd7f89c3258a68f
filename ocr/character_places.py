"""What was read on a page -> where each of its characters stands in the truth, and which are right."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray
from rapidfuzz.distance import Levenshtein

from ocr.comparison import ScoringSettings, normalize_text
from ocr.line_placing import place_lines

NOWHERE = -2  # where a character stands that the truth does not have
HYPHENS = "-\u00ad\u2010"
# Truths are typed on all kinds of keyboards: Cyrillic letters that look like Latin ones stand for those.
_CYRILLIC = str.maketrans("АВЕКМНОРСТХІЈЅӒӦаеорсухіјѕӓӧ", "ABEKMHOPCTXIJSÄÖaeopcyxijsäö")

Bools = NDArray[np.bool_]
Ints = NDArray[np.int64]


@dataclass(frozen=True, slots=True, eq=False)
class JudgedText:
    """Lines that were read, judged by the truth.

    Args:
        right: of each line, (n,) whether each character, spaces among them, is right.
        found: of each line, whether the truth has any part of it.
        places: of each line, (n,) places of its characters in the truth as it is compared; below 0 for none.
    """

    right: tuple[Bools, ...]
    found: tuple[bool, ...]
    places: tuple[Ints, ...]


def judge_text(lines: Sequence[str], text: str, ignore_case: bool | None = None) -> JudgedText:
    """Tell which characters are right: an alignment with the truth finds them, wherever their line stands.

    Quotes and dashes count as alike in all their forms. The hyphen that breaks a word at a line's end is
    right where the truth has the word whole.

    Args:
        lines: as they were read, one code point a character.
        text: the truth.
        ignore_case: capitals equal small letters; by default where the truth is all in capitals.

    Example:
        >>> judge_text(["tbe end-"], "the endless").right[0].tolist()
        [True, False, True, True, True, True, True, True]
    """
    folds_case = text.isupper() if ignore_case is None else ignore_case
    truth = fold_text(text, folds_case)
    places = place_characters([name_characters(line, folds_case) for line in lines], truth)
    right = tuple(at >= 0 for at in places)
    for line, at, is_right in zip(lines, places, right, strict=True):
        if breaks_word(line, at, truth):
            is_right[-1] = True
    return JudgedText(right, tuple(bool((at >= 0).any()) for at in places), tuple(places))


def fold_text(text: str, ignore_case: bool = False) -> str:
    """A truth as it is compared."""
    settings = ScoringSettings(ignore_case=ignore_case, fold_punctuation=True)
    return normalize_text(text.translate(_CYRILLIC), settings)


def name_characters(line: Sequence[str], ignore_case: bool = False) -> str:
    """A line's characters as they are compared, as many code points as there were characters."""
    folded = ((fold_text(one, ignore_case), one) for one in line)
    return "".join(name if len(name) == 1 else " " if not name else as_read for name, as_read in folded)


def place_characters(lines: Sequence[str], truth: str) -> list[Ints]:
    """Where the characters of lines stand in the truth, whatever the order of the lines.

    Args:
        lines: as ``name_characters`` gives them.
        truth: as ``fold_text`` gives it.

    Returns:
        Of each line (n,) int64; below 0 for characters that the truth does not have.
    """
    places = [np.full(len(line), NOWHERE, dtype=np.int64) for line in lines]
    for one in place_lines(lines, truth, parts=True):
        start = truth.rfind(" ", 0, one.start) + 1
        end = truth.find(" ", one.end)
        stretch = truth[start : end if end >= 0 else len(truth)]
        at = find_places(lines[one.line][one.first : one.last], stretch)
        places[one.line][one.first : one.last] = np.where(at >= 0, at + start, NOWHERE)
    return places


def find_places(read: str, truth: str) -> Ints:
    """Place in the truth of every character read, by a shortest alignment; -2 for those it does not have."""
    places = np.full(len(read), NOWHERE, dtype=np.int64)
    for block in Levenshtein.opcodes(truth, read):
        if block.tag == "equal":
            places[block.dest_start : block.dest_end] = np.arange(block.src_start, block.src_end)
    return places


def breaks_word(line: Sequence[str], at: Ints, truth: str) -> bool:
    """Whether a line ends in a hyphen, and the truth goes on with the word instead."""
    if len(line) < 2 or line[-1] not in HYPHENS or at[-1] >= 0 or at[-2] < 0:
        return False
    return truth[at[-2] + 1 : at[-2] + 2].isalpha()
