"""Rows of differences -> HTML: each line's picture above what is true and what was read, marked."""

from __future__ import annotations

import unicodedata
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import groupby, islice
from typing import Literal

from ocr.judging.diff_rows import DiffRow, Edit
from ocr.judging.documents import Document
from ocr.judging.html import escape, make_note, show_cluster
from ocr.judging.pictures import LinePictures

OrderKind = Literal["worst", "reading"]

TRUE_AND_READ = ("true", "read")
MOST_LINES = 50  # of a page shown by default
MOST_CLUSTERS = 600  # of a row shown
_GAP = "\u2591"  # where one side has nothing
_RTL = ("R", "AL")


@dataclass(frozen=True, slots=True)
class DiffSettings:
    """How differences are shown.

    Args:
        lines: shown of each text at most, those with the most errors.
        order: worst first, without lines that are right; or in reading order, right ones among them.
        sides: what the two texts are called, the true one first.
    """

    lines: int = MOST_LINES
    order: OrderKind = "worst"
    sides: tuple[str, str] = TRUE_AND_READ


def show_legend(sides: tuple[str, str] = TRUE_AND_READ) -> str:
    """What the marks mean."""
    true, read = map(escape, sides)
    return (
        f'<p class="faint">upper row: {true}; lower row: {read}. <mark>box</mark>: one for the other; '
        f"<del>struck through</del>: only {true}; <ins>double line below</ins>: only {read}; "
        f"{_GAP}: nothing there; \u2423: a space</p>"
    )


def show_rows(rows: Sequence[DiffRow], document: Document, settings: DiffSettings) -> str:
    """The rows of a document as HTML, with pictures of their lines where there are any.

    Args:
        rows: of all its lines.
        document: that they are of.
        settings: which rows, in what order.
    """
    chosen = _choose(rows, settings)
    pictures = LinePictures(document)
    shown = {at: _show_row(rows[at], document, pictures, settings) for at in sorted(chosen)}
    wrong = sum(row.errors > 0 for row in rows)
    told = sum(rows[at].errors > 0 for at in chosen)
    left = f"; the worst {told} are shown" if told < wrong else ""
    lines = [f'<p class="faint">{wrong} of {len(rows)} lines differ{left}</p>']
    lines += [make_note(problem) for problem in pictures.problems]
    return "\n".join([*lines, *(shown[at] for at in chosen)])


def show_pair(edits: Sequence[Edit], sides: tuple[str, str]) -> str:
    """Two rows of text, the true one above, in which every difference is marked; one where there is none."""
    kept = edits[:MOST_CLUSTERS]
    more = f" \u2026 ({len(edits) - len(kept)} more)" if len(kept) < len(edits) else ""
    direction = "rtl" if _is_right_to_left(edits) else "ltr"
    is_right = all(read == true for read, true in kept)
    shown = islice(zip(sides, _mark(kept), strict=True), int(is_right), None)
    rows = (
        f'<p><span class="side">{escape(side)}</span><bdi dir="{direction}">{text}</bdi>{more}</p>'
        for side, text in shown
    )
    return f'<div class="pair" dir="{direction}">{"".join(rows)}</div>'


def _choose(rows: Sequence[DiffRow], settings: DiffSettings) -> list[int]:
    """Numbers of the rows to show, in the order to show them in."""
    worst = sorted(range(len(rows)), key=lambda at: (-rows[at].errors, rows[at].size, at))
    if settings.order == "worst":
        return [at for at in worst if rows[at].errors][: settings.lines]
    return sorted(worst[: settings.lines])


def _show_row(row: DiffRow, document: Document, pictures: LinePictures, settings: DiffSettings) -> str:
    what = "error" if settings.sides == TRUE_AND_READ else "difference"
    errors = f"{row.errors} {what}{'s' if row.errors != 1 else ''}, {row.size} characters"
    picture = None
    if row.line is None:
        title = f"only {settings.sides[0]}"
    else:
        line = document.lines[row.line]
        number = sum(bool(one.text.strip()) for one in document.lines[: row.line] if one.sheet == line.sheet)
        page = f"page {document.sheets[line.sheet].number}, " if len(document.sheets) > 1 else ""
        title = f"{page}line {number + 1}"
        picture = pictures.cut(line)
    image = f'<img alt="{escape(title)}, as scanned" src="{picture}">' if picture else ""
    head = f"<h3>{escape(title)} \u2013 {errors}</h3>"
    return f'<section class="line">{head}{image}{show_pair(row.edits, settings.sides)}</section>'


def _mark(edits: Sequence[Edit]) -> Iterator[str]:
    """The true text and the text read as HTML."""
    runs = [(kind, list(run)) for kind, run in groupby(edits, key=_kind)]
    for side in (1, 0):
        yield "".join(_mark_run(kind, [edit[side] for edit in run], side == 1) for kind, run in runs)


def _kind(edit: Edit) -> str:
    read, true = edit
    return "" if read == true else "mark" if read and true else "ins" if read else "del"


def _mark_run(kind: str, clusters: Sequence[str], is_true: bool) -> str:
    if not kind:
        return escape("".join(clusters))
    if (kind == "ins") == is_true and kind != "mark":
        return f'<i class="gap" aria-hidden="true">{_GAP * len(clusters)}</i>'
    return f"<{kind}>{escape(''.join(map(show_cluster, clusters)))}</{kind}>"


def _is_right_to_left(edits: Sequence[Edit]) -> bool:
    """Whether most letters of a row run from right to left."""
    kinds = [unicodedata.bidirectional(mark) for read, true in edits for mark in read + true]
    return sum(kind in _RTL for kind in kinds) > sum(kind == "L" for kind in kinds)
