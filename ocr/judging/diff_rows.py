"""An alignment -> rows to show: a line read beside what it should say, and what was not read at all."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

import numpy as np

from ocr.error_causes import LONG_RUN
from ocr.judging.alignment import FREE, NOTHING, Alignment

Edit = tuple[str, str]  # a cluster read and the true one; empty where one side has none


@dataclass(frozen=True, slots=True)
class DiffRow:
    """A line, or a stretch of the truth that was not read.

    Args:
        line: number of the line read; None for what was not read.
        edits: cluster by cluster, from left to right, equal ones too.
    """

    line: int | None
    edits: tuple[Edit, ...]

    @property
    def errors(self) -> int:
        """Clusters that differ."""
        return sum(read != true for read, true in self.edits)

    @property
    def size(self) -> int:
        """Clusters of the truth."""
        return sum(bool(true) for _, true in self.edits)


def make_rows(alignment: Alignment) -> list[DiffRow]:
    """The rows of a text in reading order; their errors sum to the alignment's.

    What is missing stands in the line where it is missing; a long run that is missing between two lines, or
    of which nobody knows where it belongs, has a row of its own after the line before it in the truth.
    """
    before = _missing_before(alignment)
    lines = _lines_shown(alignment)
    rows: list[DiffRow] = []
    edits: list[Edit] = []

    def close(line: int | None) -> None:
        if edits:
            rows.append(DiffRow(line, tuple(edits)))
            edits.clear()

    for at in range(len(lines) + 1):
        here = lines[min(at, len(lines) - 1)] if lines else None
        if 0 < at < len(lines) and lines[at - 1] != here:
            close(lines[at - 1])
        for run in before.get(at, ()):
            lost = [("", alignment.truth[one]) for one in run]
            if len(run) >= LONG_RUN and _is_border(alignment, at):
                close(here)
                rows.append(DiffRow(None, tuple(lost)))
            else:
                edits += lost
        if at < len(lines):
            edits += _edit_at(alignment, at)
    close(lines[-1] if lines else None)
    return _insert_lost(alignment, rows)


def _lines_shown(alignment: Alignment) -> list[int]:
    """The line of each character; a joint before text that the truth does not have belongs to that text."""
    lines: list[int] = alignment.read.line.tolist()
    for at in np.flatnonzero(alignment.read.joints[:-1]).tolist():
        if alignment.places[at] == NOTHING and alignment.places[at + 1] == NOTHING:
            lines[at] = lines[at + 1]
    return lines


def _is_border(alignment: Alignment, at: int) -> bool:
    """Whether a line begins or ends before this character."""
    lines = alignment.read.line
    return at in (0, len(lines)) or bool(alignment.read.joints[at]) or bool(lines[at] != lines[at - 1])


def _edit_at(alignment: Alignment, at: int) -> list[Edit]:
    place = int(alignment.places[at])
    if place == FREE or (alignment.read.joints[at] and alignment.right[at]):
        return []
    return [(alignment.read.clusters[at], alignment.truth[place] if place >= 0 else "")]


def _missing_before(alignment: Alignment) -> dict[int, list[list[int]]]:
    """Runs of true characters that are missing before a character read, by that one's index."""
    found: dict[int, list[list[int]]] = {}
    for run in _runs(np.flatnonzero(alignment.missing & (alignment.anchors >= 0)).tolist(), alignment):
        found.setdefault(int(alignment.anchors[run[0]]), []).append(run)
    return found


def _runs(indices: Sequence[int], alignment: Alignment) -> Iterator[list[int]]:
    """Neighbours that are missing at the same place."""
    run: list[int] = []
    for at in indices:
        if run and (at != run[-1] + 1 or alignment.anchors[at] != alignment.anchors[run[-1]]):
            yield run
            run = []
        run.append(at)
    if run:
        yield run


def _insert_lost(alignment: Alignment, rows: list[DiffRow]) -> list[DiffRow]:
    """The rows with those of true characters that were found nowhere."""
    lost = np.flatnonzero(alignment.missing & (alignment.anchors == NOTHING)).tolist()
    after: dict[int, list[DiffRow]] = {}
    for run in _runs(lost, alignment):
        row = DiffRow(None, tuple(("", alignment.truth[one]) for one in run))
        after.setdefault(_line_before(alignment, run[0]), []).append(row)
    result = after.pop(-1, [])
    last_of = {row.line: number for number, row in enumerate(rows) if row.line is not None}
    for number, row in enumerate(rows):
        result.append(row)
        if row.line is not None and last_of[row.line] == number:
            result += after.pop(row.line, [])
    return result + [row for group in after.values() for row in group]


def _line_before(alignment: Alignment, place: int) -> int:
    """The line that has the true character nearest before a place; -1 where there is none."""
    known = np.flatnonzero(~alignment.missing[:place])
    return int(alignment.read.line[alignment.anchors[known[-1]]]) if len(known) else -1
