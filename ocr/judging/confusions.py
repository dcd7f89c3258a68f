"""Rows of differences -> what was read for what, how often."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable, Iterator, Sequence

from ocr.error_causes import LONG_RUN
from ocr.judging.diff_rows import DiffRow, Edit

MOST_JOINED = 3  # clusters on either side up to which a difference of unequal lengths is one confusion

Confusions = Counter[tuple[str, str]]  # (true, read) -> times; an empty side was missing or is too many


def count_confusions(rows: Iterable[DiffRow]) -> Confusions:
    """How often each true character was read as another, was not read, or was read where there was none.

    Neighbouring differences of unequal lengths are one confusion where both sides are short, as where ``rn``
    was read for ``m``; others are told character by character. Runs of 8 characters and more that only one
    side has are whole words and lines, and no confusions.

    Example:
        >>> row = DiffRow(0, (("r", "m"), ("n", ""), ("a", "a"), ("c", "e")))
        >>> count_confusions([row])
        Counter({('m', 'rn'): 1, ('e', 'c'): 1})
    """
    return Counter(pair for row in rows for group in _groups(row.edits) for pair in _pairs(group))


def tabulate_confusions(confusions: Confusions) -> list[tuple[str, str, int]]:
    """(true, read, times), most frequent first."""
    found = [(true, read, times) for (true, read), times in confusions.items()]
    return sorted(found, key=lambda one: (-one[2], one[0], one[1]))


def _groups(edits: Sequence[Edit]) -> Iterator[list[Edit]]:
    """Runs of neighbouring differences."""
    group: list[Edit] = []
    for edit in edits:
        if edit[0] != edit[1]:
            group.append(edit)
        elif group:
            yield group
            group = []
    if group:
        yield group


def _pairs(group: list[Edit]) -> Iterator[tuple[str, str]]:
    read = [one for one, _ in group if one]
    true = [one for _, one in group if one]
    if abs(len(read) - len(true)) >= LONG_RUN:
        group = [edit for edit in group if all(edit)]
    elif len(read) != len(true) and read and true and max(len(read), len(true)) <= MOST_JOINED:
        yield "".join(true), "".join(read)
        return
    for one, wanted in group:
        yield wanted, one
