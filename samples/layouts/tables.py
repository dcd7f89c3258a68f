"""Draws what is read row by row: tables with rules and without, forms, contents with leaders, receipts."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np

from layouts.columns import FOOT, SIDE, TOP, frame, plain_laying
from layouts.drawing import Drawing, fill_column, set_paragraph
from layouts.faces import Family, Font
from layouts.laying import Laying

PAD, WIDE_PAD = 0.9, 1.7  # x-heights from a cell's edge to its text, with rules and without
ROW = 2.9  # x-heights from one row's baseline to the next
LEADER = "."


def draw_ruled_table(drawing: Drawing) -> Laying:
    """A paragraph, a table with rules all round its cells, a paragraph."""
    return _draw_table_page(drawing, ruled=True)


def draw_plain_table(drawing: Drawing) -> Laying:
    """A paragraph, a table without any rules, a paragraph."""
    return _draw_table_page(drawing, ruled=False)


def _draw_table_page(drawing: Drawing, *, ruled: bool) -> Laying:
    family, size = drawing.faces.family("book", drawing.random), drawing.x_height
    left, width = SIDE * drawing.width, (1 - 2 * SIDE) * drawing.width
    body = frame(drawing, left, width, family.font(size))
    baseline = TOP * drawing.height + 2 * size
    for number in range(2):
        baseline = set_paragraph(drawing, body, baseline, drawing.words.paragraph(3 - number)) + 2 * size
        baseline = _set_table(drawing, family, (left, width), baseline, ruled=ruled) + 3 * size
    fill_column(drawing, body, baseline, FOOT * drawing.height, drawing.words.paragraphs())
    return plain_laying(drawing)


def _set_table(
    drawing: Drawing, family: Family, edges: tuple[float, float], baseline: float, *, ruled: bool
) -> float:
    """Rows of a name and three to five figures or words; returns the baseline after them."""
    size, words = drawing.x_height, drawing.words
    kinds = [int(drawing.random.integers(0, 3)) for _ in range(int(drawing.random.integers(2, 5)))]
    heads = ["Article", *(("Number", "Price", "Town")[kind] for kind in kinds)]
    things = words.things(int(drawing.random.integers(6, 12)))
    rows = [heads, *([thing, *(_cell(drawing, kind) for kind in kinds)] for thing in things)]
    shares = np.array([1.7, *(1.0 for _ in kinds)])
    bounds = edges[0] + edges[1] * np.concatenate([[0], np.cumsum(shares / shares.sum())])
    first = baseline
    for number, row in enumerate(rows):
        font = family.font(size, "bold" if number == 0 else "upright")
        rights = [False, *(kind < 2 for kind in kinds)]
        pad = (PAD if ruled else WIDE_PAD) * size
        _put_row(drawing, (bounds, pad), baseline, list(zip(row, rights, strict=True)), font)
        baseline += ROW * size
    if ruled:
        _rule_table(drawing, bounds, first - 1.9 * size, len(rows))
    return baseline


def _cell(drawing: Drawing, kind: int) -> str:
    """A number, a price or a town."""
    words = drawing.words
    return (str(words.number(2, 950)), words.price(), words.town())[kind]


def _put_row(
    drawing: Drawing,
    columns: tuple[np.ndarray[tuple[int, ...], np.dtype[np.float64]], float],
    baseline: float,
    cells: Sequence[tuple[str, bool]],
    font: Font,
) -> None:
    """One row of cells, each at its left or its right edge, a pad away from the columns' bounds."""
    bounds, pad = columns
    for number, (text, at_right) in enumerate(cells):
        x = bounds[number] + pad
        if at_right:
            x = bounds[number + 1] - pad - font.getlength(text)
        opens = number == 0 and _is_first(drawing)
        drawing.put((float(x), baseline), text, font, opens=opens, cell=number > 0)


def _is_first(drawing: Drawing) -> bool:
    """Whether a table's first row is being set: what stands before it is no row."""
    return len(drawing.lines) < 2 or not drawing.lines[-1].cell


def _rule_table(
    drawing: Drawing, bounds: np.ndarray[tuple[int, ...], np.dtype[np.float64]], top: float, rows: int
) -> None:
    """Rules between and round all cells."""
    pitch, thick = ROW * drawing.x_height, int(drawing.random.integers(1, 4))
    bottom = top + rows * pitch
    for number in range(rows + 1):
        y = top + number * pitch
        drawing.rule((float(bounds[0]), y, float(bounds[-1]), y + thick - 1))
    for x in bounds.tolist():
        drawing.rule((x, top, x + thick - 1, bottom))


def draw_leaders(drawing: Drawing) -> Laying:
    """A table of contents: dots lead from each heading to its page, close or spread; they are no text."""
    family, size = drawing.faces.family("book", drawing.random), drawing.x_height
    font, left, right = family.font(size), SIDE * drawing.width, (1 - SIDE) * drawing.width
    drawing.centre(drawing.width / 2, TOP * drawing.height + 2 * size, "CONTENTS", family.font(size, "bold"))
    baseline, page = TOP * drawing.height + 8 * size, 1
    step = float(drawing.random.choice([1.0, 2.2])) * font.getlength(LEADER)
    first = True
    while baseline < FOOT * drawing.height:
        words = drawing.words
        heading = f"{words.heading()} {words.number(1, 40)}, {words.heading().lower()}"
        number = str(page)
        end = drawing.put((left, baseline), heading, font, opens=first)
        at = right - font.getlength(number)
        x = np.ceil((end + 0.5 * size) / step) * step
        while x < at - 0.5 * size - step:
            drawing.sheet.write(float(x), baseline, LEADER, font)
            x += step
        drawing.put((at, baseline), number, font, cell=True)
        baseline, page, first = baseline + ROW * size, page + drawing.words.number(1, 14), False
    return plain_laying(drawing)


def draw_receipt(drawing: Drawing) -> Laying:
    """A till receipt: prices far from their names, a rule of dashes, the sum in larger type."""
    size, words = drawing.x_height, drawing.words
    family = drawing.faces.family("fixed", drawing.random)
    font, large = family.font(size), family.font(1.4 * size, "bold")
    middle, half = drawing.width / 2, 22 * size
    edges, baseline = (middle - half, middle + half), TOP * drawing.height + 2 * size
    for number, text in enumerate((f"{words.town().upper()} STORES", f"{words.number(2, 90)} MILL LANE")):
        drawing.centre(middle, baseline, text, font, opens=number == 0)
        baseline += ROW * size
    prices = [words.number(40, 3000) for _ in range(int(drawing.random.integers(8, 16)))]
    things = words.things(len(prices))
    groups: list[list[tuple[str, str, Font]]] = [
        [(thing.upper(), f"{price / 100:.2f}", font) for thing, price in zip(things, prices, strict=True)],
        [("TOTAL", f"{sum(prices) / 100:.2f}", large)],
        [("CASH", f"{sum(prices) / 100 + 20:.2f}", font), ("CHANGE", "20.00", font)],
    ]
    for rows in groups:
        baseline += 1.5 * size
        for place, (name, price, face) in enumerate(rows):
            drawing.put((edges[0], baseline), name, face, opens=place == 0)
            drawing.put((edges[1] - face.getlength(price), baseline), price, face, cell=True)
            baseline += ROW * size
    drawing.centre(middle, baseline + 2 * size, "THANK YOU - COME AGAIN", font)
    return plain_laying(drawing)
