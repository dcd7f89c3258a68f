"""Aligned texts -> why their characters differ: the one list of causes, and the rule for each."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterable, Iterator
from dataclasses import astuple, dataclass, fields

from rapidfuzz.distance import Levenshtein

LONG_RUN = 8  # characters in a row, missing or too many, from which they are a line's and not a misreading

# Marks that are taken for one another, each with every other of its group; accents are left aside.
_ALIKE = (
    *("0OoQ", "0ODQ", "CGO", "ceo", "aoe", "as", "1lIit|!][/\\7", "ijl", "tfr", "fl", "lI1tfi", "ft"),
    *("5Ss$", "8B&3", "B6", "3S", "2Zz", "6Gb", "9gq", "hbk", "nuv", "uvyw", "vr", "mn", "hn", "un", "rn"),
    *("HNM", "KRX", "PFR", "BR", "EFB", "UVY", "7T1", "4A", "DO", "C(", "J)", "t+", "o°", "x×*", "ßB", "JI"),
    *("£E", "£L", "r'", "i;", "l'", "yv", "TI", "LI", "WV", "pn", "sz", "ec", "QO", "ZL", "gy", "dcl", "oc"),
)
# One mark taken for several.
_SPLIT = (
    *(("m", "rn"), ("m", "nn"), ("m", "in"), ("m", "ni"), ("m", "ui"), ("w", "vv"), ("w", "iv"), ("d", "cl")),
    *(("h", "li"), ("h", "ii"), ("u", "ii"), ("n", "ri"), ("n", "ii"), ("n", "rt"), ("U", "ll"), ("k", "lc")),
    *(("H", "ll"), ("N", "ll"), ("M", "ll"), ("B", "13"), ("g", "cj"), ("K", "lc"), ("fi", "n"), ("fi", "h")),
    *(
        ("D", "l)"),
        ("nn", "im"),
        ("nn", "rm"),
        ("W", "VV"),
        ("b", "lo"),
        ("d", "ol"),
        ("y", "ij"),
        ("ü", "ii"),
    ),
)
_PLAIN = {"æ": "ae", "œ": "oe", "ß": "ss", "ø": "o", "Æ": "AE", "Œ": "OE", "Ø": "O", "ð": "d", "ł": "l"}


@dataclass(frozen=True, slots=True)
class ErrorCauses:
    """Characters in error by cause; counts add up.

    Args:
        line_missed: in lines, or long parts of lines, that were not read at all.
        line_invented: in lines, or long parts of lines, that no truth holds.
        order: read, but in another place than where the truth has it.
        space: a space too many, too few, or for a character.
        case: a capital for its small letter or the other way round.
        punctuation: a sign too many, too few, wrong, or for a letter it does not look like.
        accent: the right letter with the wrong accent, or none.
        look_alike: a character that looks like the right one (0 and O, rn and m).
        other: all else.
    """

    line_missed: int = 0
    line_invented: int = 0
    order: int = 0
    space: int = 0
    case: int = 0
    punctuation: int = 0
    accent: int = 0
    look_alike: int = 0
    other: int = 0

    def __add__(self, more: ErrorCauses) -> ErrorCauses:
        """The sum, cause by cause."""
        return ErrorCauses(*(a + b for a, b in zip(astuple(self), astuple(more), strict=True)))

    @property
    def total(self) -> int:
        """Characters in error, whatever the cause."""
        return sum(astuple(self))

    def items(self) -> Iterator[tuple[str, int]]:
        """Cause and count, in the order of ``CAUSES``."""
        yield from zip(CAUSES, astuple(self), strict=True)


CAUSES = tuple(field.name for field in fields(ErrorCauses))


def add_causes(parts: Iterable[ErrorCauses]) -> ErrorCauses:
    """The sum of counts."""
    total = ErrorCauses()
    for part in parts:
        total += part
    return total


@dataclass(frozen=True, slots=True)
class Difference:
    """What a shortest alignment has between two places where the texts agree.

    Args:
        read: in the text read.
        truth: in the truth.
        start: where in the truth.
    """

    read: str
    truth: str
    start: int

    @property
    def edits(self) -> int:
        """Insertions, deletions and substitutions of characters."""
        return max(len(self.read), len(self.truth))

    @property
    def is_long(self) -> bool:
        """Whether one side lacks a long run of characters: ink no line held, or no text at all."""
        return abs(len(self.read) - len(self.truth)) >= LONG_RUN


def find_differences(read: str, truth: str) -> Iterator[Difference]:
    """The differences of a shortest alignment, from left to right; their edits sum to its distance.

    Args:
        read: one code point a character, as ``ocr.comparison.unify_clusters`` gives them.
        truth: likewise.
    """
    start: tuple[int, int] | None = None
    for block in Levenshtein.opcodes(read, truth):
        if block.tag != "equal" and start is None:
            start = block.src_start, block.dest_start
        elif block.tag == "equal" and start is not None:
            yield Difference(read[start[0] : block.src_start], truth[start[1] : block.dest_start], start[1])
            start = None
    if start is not None:
        yield Difference(read[start[0] :], truth[start[1] :], start[1])


def align_causes(read: str, truth: str) -> ErrorCauses:
    """The causes of the edits of a shortest alignment; they sum to its distance.

    Args:
        read: as in ``find_differences``.
        truth: likewise.

    Example:
        >>> align_causes("Tbe cat,", "the cat.").look_alike
        1
    """
    return count_differences(find_differences(read, truth))


def count_differences(differences: Iterable[Difference]) -> ErrorCauses:
    """The causes of differences; they sum to their edits."""
    counts: dict[str, int] = {}
    for difference in differences:
        for cause, edits in _name_difference(difference.read, difference.truth):
            counts[cause] = counts.get(cause, 0) + edits
    return ErrorCauses(**counts)


def name_substitution(read: str, truth: str) -> str:
    """The cause of one character read for another.

    Example:
        >>> name_substitution("e", "é"), name_substitution("O", "0"), name_substitution("x", "0")
        ('accent', 'look_alike', 'other')
    """
    if read.isspace() or truth.isspace():
        return "space"
    if read.casefold() == truth.casefold():
        return "case"
    base, wanted = _base(read), _base(truth)
    if base.casefold() == wanted.casefold():
        return "accent"
    if any(base in group and wanted in group for group in _ALIKE):
        return "look_alike"
    return "punctuation" if _is_sign(read) or _is_sign(truth) else "other"


def _name_difference(wrong: str, wanted: str) -> Iterator[tuple[str, int]]:
    """The causes of one difference and their edits, the longer side's length in all."""
    edits, short = max(len(wrong), len(wanted)), min(len(wrong), len(wanted))
    if edits - short >= LONG_RUN:
        yield ("line_missed" if len(wanted) > short else "line_invented"), edits - short
        edits = short
        wrong, wanted = wrong[:short], wanted[:short]
    if len(wrong) == len(wanted):
        for a, b in zip(wrong, wanted, strict=True):
            yield name_substitution(a, b), 1
    elif short and _base(wrong).casefold() == _base(wanted).casefold():
        yield "accent", edits
    elif (wrong, wanted) in _SPLIT or (wanted, wrong) in _SPLIT:
        yield "look_alike", edits
    else:
        yield from _name_unequal(wrong, wanted)


def _name_unequal(wrong: str, wanted: str) -> Iterator[tuple[str, int]]:
    """The causes where one side is longer: its spaces and signs are what is too many, if there are any."""
    longer, shorter = (wrong, wanted) if len(wrong) > len(wanted) else (wanted, wrong)
    surplus = len(longer) - len(shorter)
    likely = sorted(range(len(longer)), key=lambda at: (not longer[at].isspace(), not _is_sign(longer[at])))
    extra = set(likely[:surplus])
    for at in sorted(extra):
        yield _name_single(longer[at]), 1
    kept = [character for at, character in enumerate(longer) if at not in extra]
    for a, b in zip(kept, shorter, strict=True):  # a shortest alignment leaves no equal pair here
        yield name_substitution(a, b), 1


def _name_single(character: str) -> str:
    """The cause of one character too many or too few."""
    if character.isspace():
        return "space"
    return "punctuation" if _is_sign(character) else "other"


def _is_sign(character: str) -> bool:
    return unicodedata.category(character)[0] in "PS"


def _base(text: str) -> str:
    """The letters without accents; ligatures as their letters."""
    plain = "".join(_PLAIN.get(character, character) for character in text)
    return "".join(mark for mark in unicodedata.normalize("NFD", plain) if not unicodedata.combining(mark))
