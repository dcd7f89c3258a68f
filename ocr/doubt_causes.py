"""Why a glyph is in doubt: faint, broken or touching ink, a look-alike, small type.

Only doubtful glyphs are looked at, and what is told of them was known before: which components they were
read from, and their rivals.
"""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from itertools import combinations

import numpy as np
from numpy.typing import NDArray

from ocr.decoder import DecodedCharacter
from ocr.glyph_boxes import Bools, CharacterInk, Doubles
from ocr.types import DoubtCause
from segmenter.types import CleanPage, Component, TextLine

DOUBTFUL_BELOW = 0.8  # confidence
FAINT_SHARE = 0.8  # of the darkness of the line's ink, below which a glyph's is faint
SMALL_X_HEIGHT = 8.0  # source px; letters set smaller lose their counters and serifs
PIECE_SIZE = 0.25  # x-heights: the longer side of a component that is no speck
RIVAL_SHARE = 0.3  # of what the confidence leaves: a rival that has less is not what the doubt is about
SAMPLED_ROWS, SAMPLED_COLUMNS = 2, 5  # one px of so many tells how dark a line is

LOOK_ALIKES = (
    "l1I|i!tf][/7",
    "fs",
    "O0oQDCG",
    "ceo",
    "unmri",
    "uvy",
    "vwVW",
    "aou",
    ".,:;•",
    "'’‘`,´\"“”„",
    "-–—_~",
    "5S$s8",
    "8B&3",
    "6bG",
    "9gq",
    "2Zz",
    "hbk",
    "nh",
    "tr",
    "ij;",
    "cCkKpPxX",
    "({[",
    ")}]",
    "VYT",
    "EF",
    "PR",
    "HNMK",
)
JOINED = frozenset({"rn", "ni", "in", "nr", "ri", "ir"})  # two letters that look like an m or n
_SEVERAL_PIECES = {**dict.fromkeys('ij!?:;="“”„«»', 2), **dict.fromkeys("%½¼¾…", 3)}
_JOINED_MARKS = "\u0327\u0328"  # cedilla, ogonek
_DIAERESIS = "\u0308"
_PAIRS = frozenset(frozenset(pair) for group in LOOK_ALIKES for pair in combinations(set(group), 2))


def find_causes(
    characters: Sequence[DecodedCharacter], ink: CharacterInk, line: TextLine, page: CleanPage, scale: float
) -> list[DoubtCause]:
    """The cause of doubt of every character of a line; empty where there is no doubt.

    Where several hold, the one is given that is the rarest among sure characters: faint ink, then broken,
    then touching, then a rival that looks alike, then small type; ``other`` where none holds.

    Args:
        characters: without the spaces.
        ink: what each was read from.
        line: that they stand on.
        page: the clean page.
        scale: source px a clean-page px.
    """
    causes: list[DoubtCause] = [""] * len(characters)
    doubtful = [at for at, character in enumerate(characters) if character.confidence < DOUBTFUL_BELOW]
    if not doubtful:
        return causes
    usual = _darkness_of_line(line, page)
    for at in doubtful:
        if _darkness(ink.boxes[at], page) < FAINT_SHARE * usual:
            causes[at] = "faint"
        elif count_pieces(ink, at, line) > usual_pieces(characters[at].character):
            causes[at] = "broken"
        elif ink.is_shared(at):
            causes[at] = "touching"
        elif has_double(characters, at):
            causes[at] = "ambiguous"
        else:
            causes[at] = "small" if line.x_height * scale < SMALL_X_HEIGHT else "other"
    return causes


def has_double(characters: Sequence[DecodedCharacter], at: int) -> bool:
    """Whether a character's nearest rival looks like it, or like it together with a neighbour (rn, m)."""
    character = characters[at]
    if not character.alternatives:
        return False
    rival = character.alternatives[0]
    if rival.confidence < RIVAL_SHARE * (1.0 - character.confidence):
        return False
    if look_alike(character.character, rival.character):
        return True
    around = "".join(each.character for each in characters[max(at - 1, 0) : at + 2])
    return rival.character in "mn" and any(pair in around for pair in JOINED)


def look_alike(one: str, other: str) -> bool:
    """Whether two characters are a known pair of look-alikes, or differ by an accent alone.

    Example:
        >>> look_alike("l", "1"), look_alike("e", "é"), look_alike("l", "w")
        (True, True, False)
    """
    base, other_base = unicodedata.normalize("NFD", one)[:1], unicodedata.normalize("NFD", other)[:1]
    return base == other_base or frozenset((base, other_base)) in _PAIRS


def usual_pieces(character: str) -> int:
    """How many components a character is printed in.

    Example:
        >>> [usual_pieces(character) for character in "aiéäç%"]
        [1, 2, 2, 3, 1, 3]
    """
    parts = unicodedata.normalize("NFD", character)
    free = [mark for mark in parts[1:] if mark not in _JOINED_MARKS]
    if free:
        return 1 + sum(2 if mark == _DIAERESIS else 1 for mark in free)
    return _SEVERAL_PIECES.get(parts[:1], 1)


def count_pieces(ink: CharacterInk, at: int, line: TextLine) -> int:
    """How many components a character was read from, specks left out."""
    least = PIECE_SIZE * line.x_height
    return sum(max(c.box.width, c.box.height) >= least for c in _components_of(ink, at, line))


def _components_of(ink: CharacterInk, at: int, line: TextLine) -> Iterator[Component]:
    return (line.components[index] for index in np.flatnonzero(ink.owned[:, at]).tolist())


def _darkness(box: Doubles, page: CleanPage) -> float:
    """Mean darkness of a box's ink, 0..255; 0 where it holds none."""
    rows = slice(max(0, int(box[1])), max(0, int(np.ceil(box[3]))))
    columns = slice(max(0, int(box[0])), max(0, int(np.ceil(box[2]))))
    return _mean_darkness(page.gray[rows, columns], page.ink[rows, columns])


def _darkness_of_line(line: TextLine, page: CleanPage) -> float:
    """Mean darkness of a line's ink, 0..255."""
    rows = slice(line.box.top, line.box.bottom, SAMPLED_ROWS)
    columns = slice(line.box.left, line.box.right, SAMPLED_COLUMNS)
    return _mean_darkness(page.gray[rows, columns], page.ink[rows, columns])


def _mean_darkness(gray: NDArray[np.uint8], ink: Bools) -> float:
    levels = gray[ink]
    return 255.0 - float(levels.mean()) if len(levels) else 0.0
