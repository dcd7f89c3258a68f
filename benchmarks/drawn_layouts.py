"""Draws pages whose reading order is known: every kind of layout, from a seed.

No fonts and no reading: where lines stand is all that tells their order, as for a person who sees the page
from too far away to read it.
"""

from __future__ import annotations

from collections.abc import Callable

import numpy as np
from drawn_sheet import ASCENT, CLASSES, DESCENT, HEIGHT, MARGIN, WIDTH, Sheet

from segmenter.geometry import union_boxes


def split(
    sheet: Sheet, columns: int, equal: bool, left: float = MARGIN, right: float = WIDTH - MARGIN
) -> list[tuple[float, float]]:
    """Left and right of each column; gutters from 1.2 to 4 x-heights."""
    gutter = sheet.x_height * float(sheet.rng.uniform(1.3, 4.0))
    shares = np.ones(columns) if equal else sheet.rng.uniform(0.7, 1.3, columns)
    widths = shares / shares.sum() * (right - left - gutter * (columns - 1))
    starts = left + np.concatenate([[0], np.cumsum(widths + gutter)[:-1]])
    return [(float(a), float(a + w)) for a, w in zip(starts, widths, strict=True)]


def draw_columns(
    sheet: Sheet,
    columns: int,
    top: float,
    bottom: float,
    ruled: bool = False,
    equal: bool = True,
) -> float:
    """Columns of running text; with rules between them, on baselines of their own. The lowest free one."""
    places = split(sheet, columns, equal)
    ends = []
    for index, (left, right) in enumerate(places):
        start = top + (sheet.leading * float(sheet.rng.uniform(0.2, 0.6)) if ruled and index else 0)
        stop = bottom - (sheet.leading * int(sheet.rng.integers(0, 4)) if index == columns - 1 else 0)
        ends.append(sheet.text(left, right, start, stop))
        if ruled and index:
            x = (places[index - 1][1] + left) / 2
            sheet.rule(x, top - sheet.x_height, x + 1.5, bottom)
    return max(ends)


TOP, BOTTOM = MARGIN + 30.0, HEIGHT - MARGIN
INNER = (float(MARGIN), float(WIDTH - MARGIN))


def one_column(sheet: Sheet) -> None:
    """A page of running text."""
    sheet.text(*INNER, TOP, BOTTOM)


def two_columns(sheet: Sheet) -> None:
    """Two columns on the same baselines."""
    draw_columns(sheet, 2, TOP, BOTTOM, equal=bool(sheet.rng.random() < 0.5))


def three_columns(sheet: Sheet) -> None:
    """Three columns."""
    draw_columns(sheet, 3, TOP, BOTTOM, equal=bool(sheet.rng.random() < 0.5))


def four_columns(sheet: Sheet) -> None:
    """Four narrow columns, as of a newspaper."""
    draw_columns(sheet, 4, TOP, BOTTOM)


def ruled_columns(sheet: Sheet) -> None:
    """Columns with a rule in their gutters, on baselines of their own."""
    draw_columns(sheet, int(sheet.rng.integers(2, 4)), TOP, BOTTOM, ruled=True)


def short_columns(sheet: Sheet) -> None:
    """Text, a few lines in two columns, and text again."""
    base = sheet.text(*INNER, TOP, TOP + 8 * sheet.leading) + sheet.leading
    lines = int(sheet.rng.integers(5, 9))
    base = draw_columns(sheet, 2, base, base + (lines - 0.5) * sheet.leading) + 1.5 * sheet.leading
    sheet.text(*INNER, base, BOTTOM)


def headed_columns(sheet: Sheet) -> None:
    """A heading over two columns, and another one half-way down."""
    base = sheet.centred(*INNER, TOP, 0.5, 1.7 * sheet.x_height) + 2 * sheet.leading
    base = draw_columns(sheet, 2, base, TOP + 16 * sheet.leading)
    gap = float(sheet.rng.uniform(0.5, 1.5))
    base = sheet.centred(*INNER, base + gap * sheet.leading, 0.7, 1.3 * sheet.x_height)
    draw_columns(sheet, 2, base + (1.2 + gap) * sheet.leading, BOTTOM)


def tight_heading(sheet: Sheet) -> None:
    """A heading across two columns in their midst, of their size and set like any of their lines."""
    columns = split(sheet, 2, equal=True)
    base = TOP
    for part in range(2):
        for left, right in columns:
            end = sheet.text(left, right, base, base + 12.5 * sheet.leading)
        if part == 0:
            sheet.line(*INNER, end + 0.4 * sheet.leading)
            base = end + 1.8 * sheet.leading


def column_headings(sheet: Sheet) -> None:
    """Two columns with headings of their own in them."""
    for left, right in split(sheet, 2, equal=True):
        base = TOP
        while base < BOTTOM - 5 * sheet.leading:
            base = sheet.centred(left, right, base, 0.6, 1.3 * sheet.x_height) + 1.7 * sheet.leading
            stop = min(BOTTOM, base + sheet.leading * int(sheet.rng.integers(3, 14)))
            base = sheet.text(left, right, base, stop) + 1.1 * sheet.leading


def column_footnotes(sheet: Sheet) -> None:
    """Two columns, below each its footnotes in smaller type under a short rule."""
    for left, right in split(sheet, 2, equal=True):
        notes = int(sheet.rng.integers(2, 6))
        stop = BOTTOM - (notes + 1) * sheet.leading
        base = sheet.text(left, right, TOP, stop)
        sheet.rule(
            left, base - 0.6 * sheet.x_height, left + 8 * sheet.x_height, base - 0.6 * sheet.x_height + 2
        )
        sheet.text(left, right, base + 0.5 * sheet.leading, BOTTOM, 0.78 * sheet.x_height)


def page_footnotes(sheet: Sheet) -> None:
    """Two columns, and footnotes that span them."""
    base = draw_columns(sheet, 2, TOP, BOTTOM - 5 * sheet.leading)
    left = INNER[0]
    sheet.rule(left, base - 0.6 * sheet.x_height, left + 8 * sheet.x_height, base - 0.6 * sheet.x_height + 2)
    sheet.text(*INNER, base + 0.5 * sheet.leading, BOTTOM, 0.78 * sheet.x_height)


def running_heads(sheet: Sheet) -> None:
    """A running head with a page number beside it, columns, a number at the foot."""
    sheet.line(INNER[0], INNER[0] + 3 * sheet.x_height, TOP, fill=0.5)
    sheet.centred(*INNER, TOP, 0.3, sheet.x_height)
    draw_columns(sheet, int(sheet.rng.integers(1, 4)), TOP + 2.2 * sheet.leading, BOTTOM - 2 * sheet.leading)
    sheet.centred(*INNER, BOTTOM + sheet.leading, 0.03, sheet.x_height)


def wrapped_picture(sheet: Sheet) -> None:
    """A picture in the midst of two columns; the lines beside it are short."""
    columns = split(sheet, 2, equal=True)
    (first, second), step = columns, sheet.leading
    top = TOP + step * int(sheet.rng.integers(5, 12))
    bottom = top + step * int(sheet.rng.integers(6, 14))
    cut = [
        first[1] - sheet.x_height * float(sheet.rng.uniform(0, 12)),
        second[0] + sheet.x_height * float(sheet.rng.uniform(0, 12)),
    ]
    sheet.picture(cut[0] + 8, top, cut[1] - 8, bottom)
    for index, (left, right) in enumerate(columns):
        base = TOP
        while base <= BOTTOM:
            beside = top - 0.7 * step < base < bottom + sheet.x_height * 1.8
            ends = (left, cut[0]) if index == 0 else (cut[1], right)
            sheet.line(*(ends if beside else (left, right)), base)
            base += step


def captioned_picture(sheet: Sheet) -> None:
    """A picture within one of two columns, with its caption below."""
    which = int(sheet.rng.integers(0, 2))
    for index, (left, right) in enumerate(split(sheet, 2, equal=True)):
        if index != which:
            sheet.text(left, right, TOP, BOTTOM)
            continue
        base = sheet.text(left, right, TOP, TOP + sheet.leading * int(sheet.rng.integers(2, 12)))
        height = sheet.leading * float(sheet.rng.uniform(5, 10))
        sheet.picture(left, base - sheet.x_height, right, base + height)
        base = sheet.text(
            left + 20,
            right - 20,
            base + height + sheet.leading,
            base + height + 2 * sheet.leading,
            0.8 * sheet.x_height,
        )
        sheet.text(left, right, base + sheet.leading, BOTTOM)


def table_beside_prose(sheet: Sheet) -> None:
    """A column of prose, beside it a table of numbers that is read by rows."""
    left, right = INNER[0], INNER[0] + float(sheet.rng.uniform(0.45, 0.6)) * (INNER[1] - INNER[0])
    table_left = right + sheet.x_height * float(sheet.rng.uniform(2.5, 4))
    end = sheet.text(left, right, TOP, TOP + 22 * sheet.leading)
    cells = int(sheet.rng.integers(2, 4))
    width = (INNER[1] - table_left) / cells
    base = TOP
    while base < end - 0.5 * sheet.leading:
        for cell in range(cells):
            x = table_left + cell * width
            sheet.line(x, x + width * float(sheet.rng.uniform(0.3, 0.6)), base, fill=0.9)
        base += sheet.leading


def table(sheet: Sheet) -> None:
    """Rows of short cells, with words in the first."""
    cells = int(sheet.rng.integers(3, 6))
    width = (INNER[1] - INNER[0]) / (cells + 1)
    for row in range(int(sheet.rng.integers(8, 30))):
        base = TOP + row * sheet.leading
        sheet.line(INNER[0], INNER[0] + 1.6 * width, base, fill=float(sheet.rng.uniform(0.5, 1.0)))
        for cell in range(2, cells + 1):
            x = INNER[0] + cell * width
            sheet.line(x, x + width * float(sheet.rng.uniform(0.25, 0.6)), base, fill=0.9)


def typescript(sheet: Sheet) -> None:
    """Typed lines: all letters and spaces of one width, so that gaps often stand below each other."""
    pitch = 1.3 * sheet.x_height
    columns = int((INNER[1] - INNER[0]) / pitch)
    base = TOP
    while base <= BOTTOM:
        length = columns - int(sheet.rng.integers(0, 9))
        gaps = {0, *np.cumsum(sheet.rng.integers(3, 8, columns)).tolist()}
        boxes = []
        for place in range(length):
            if place in gaps:
                continue
            x, kind = INNER[0] + place * pitch, float(sheet.rng.random())
            top = base - sheet.x_height * (1 + ASCENT * (CLASSES[0] <= kind < CLASSES[1]))
            below = sheet.x_height * DESCENT * (kind >= CLASSES[1])
            boxes.append(sheet.ring(x, top, x + sheet.x_height, base + below, 0.17 * sheet.x_height))
        sheet.lines.append(union_boxes(boxes))
        base += sheet.leading


def margin_notes(sheet: Sheet) -> None:
    """Running text with small narrow notes in its margin; each after the lines beside it."""
    on_left = bool(sheet.rng.random() < 0.5)
    width = 0.2 * (INNER[1] - INNER[0])
    gap = 2.0 * sheet.x_height
    note = (INNER[0], INNER[0] + width - gap) if on_left else (INNER[1] - width + gap, INNER[1])
    body = (INNER[0] + width, INNER[1]) if on_left else (INNER[0], INNER[1] - width)
    base = TOP
    while base < BOTTOM - 12 * sheet.leading:
        start, lines = base, int(sheet.rng.integers(7, 14))
        for index in range(lines):
            indent = 2 * sheet.x_height if index == 0 else 0
            sheet.line(body[0] + indent, body[1], base, fill=0.6 if index == lines - 1 else 1.0)
            base += sheet.leading
        count = int(sheet.rng.integers(2, 6))
        small = 0.75 * sheet.x_height
        offset = float(sheet.rng.uniform(0, 0.8)) * sheet.leading
        for index in range(count):
            sheet.line(
                *note, start + offset + index * 0.75 * sheet.leading, small, 1.0 if index < count - 1 else 0.6
            )


def drop_capital(sheet: Sheet) -> None:
    """Paragraphs that begin with an initial of two to four lines, in one or two columns."""
    for left, right in split(sheet, int(sheet.rng.integers(1, 3)), equal=True):
        deep = int(sheet.rng.integers(2, 5))
        height = (deep - 1) * sheet.leading + 1.45 * sheet.x_height
        foot = TOP + (deep - 1) * sheet.leading
        wide = height * float(sheet.rng.uniform(0.5, 0.9))
        initial = sheet.ring(left, foot - height, left + wide, foot, 0.1 * height)
        sheet.lines.append(initial)
        for index in range(deep):
            sheet.line(left + wide + 0.5 * sheet.x_height, right, TOP + index * sheet.leading)
        sheet.text(left, right, TOP + deep * sheet.leading, BOTTOM)


def letter(sheet: Sheet) -> None:
    """A letterhead, two address blocks, text, and two signature blocks side by side."""
    step, half = sheet.leading, (INNER[0] + INNER[1]) / 2
    base = sheet.centred(*INNER, TOP, 0.5, 1.5 * sheet.x_height) + 1.4 * step
    base = sheet.centred(*INNER, base, 0.6, sheet.x_height) + 3 * step
    for left, right in ((INNER[0], INNER[0] + 200), (half + 60, half + 300)):
        for index in range(int(sheet.rng.integers(4, 6))):
            sheet.line(left, right, base + index * step * 0.95, fill=float(sheet.rng.uniform(0.5, 0.95)))
    base = sheet.text(*INNER, base + 8 * step, base + 20 * step)
    for left, right in ((INNER[0], INNER[0] + 240), (half + 40, half + 320)):
        for index in range(int(sheet.rng.integers(3, 5))):
            sheet.line(left, right, base + (3 + index) * step, fill=float(sheet.rng.uniform(0.5, 0.95)))


LAYOUTS: dict[str, Callable[[Sheet], None]] = {
    layout.__name__: layout
    for layout in (
        one_column, two_columns, three_columns, four_columns, ruled_columns, short_columns, headed_columns,
        tight_heading, column_headings, column_footnotes, page_footnotes, running_heads, wrapped_picture,
        captioned_picture, table_beside_prose, table, typescript, margin_notes, drop_capital, letter,
    )
}  # fmt: skip


def draw_layout(name: str, seed: int) -> Sheet:
    """A page of a kind of layout; the same one for the same seed."""
    sheet = Sheet.blank(seed)
    LAYOUTS[name](sheet)
    return sheet
