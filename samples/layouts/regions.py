"""Draws text round what is none: photographs, drawings, stamps, barcodes, signatures, marks nobody reads."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import replace

from layouts.columns import FOOT, SIDE, TOP, frame, plain_laying
from layouts.drawing import Drawing, Frame, Rectangle, fill_column, set_paragraph
from layouts.faces import Family
from layouts.laying import Laying
from layouts.pictures import (
    draw_barcode,
    draw_figure,
    draw_photo,
    draw_scribble,
    draw_signature,
    draw_stamp,
)


def draw_photographs(drawing: Drawing) -> Laying:
    """Text above and below a photograph in grey tones."""
    return _draw_round(drawing, draw_photo, 0.33)


def draw_halftone(drawing: Drawing) -> Laying:
    """Text above and below a photograph printed in the dots of a screen."""

    def draw(sheet: Drawing, box: Rectangle) -> None:
        draw_photo(sheet, box, screened=True)

    return _draw_round(drawing, draw, 0.33)


def draw_line_drawing(drawing: Drawing) -> Laying:
    """Text above and below a drawing of a machine in lines."""
    return _draw_round(drawing, draw_figure, 0.33)


def draw_barcodes(drawing: Drawing) -> Laying:
    """Text above and below a barcode."""
    return _draw_round(drawing, draw_barcode, 0.07, 0.4)


def _draw_round(
    drawing: Drawing, draw: Callable[[Drawing, Rectangle], None], high: float, wide: float = 0.7
) -> Laying:
    """A paragraph, the picture in the middle (parts of the sheet's height and width), paragraphs."""
    body, _ = _body(drawing)
    baseline = set_paragraph(drawing, body, _top(drawing), drawing.words.paragraph(6))
    top, left = baseline, drawing.width * (1 - wide) / 2
    bottom = top + high * drawing.height
    draw(drawing, (left, top, drawing.width - left, bottom))
    baseline = bottom + 4 * drawing.x_height
    fill_column(drawing, body, baseline, FOOT * drawing.height, drawing.words.paragraphs())
    return plain_laying(drawing)


def draw_letter(drawing: Drawing) -> Laying:
    """A letter with a signature below it and a round stamp beside that, clear of the text."""
    body, family = _body(drawing)
    size, right = drawing.x_height, body.left + body.width
    day = f"{drawing.words.town()}, {drawing.words.number(1, 29)} May 1874"
    upright = family.font(size)
    drawing.put((right - upright.getlength(day), _top(drawing)), day, upright, opens=True)
    baseline = _top(drawing) + 4 * body.leading
    for text in (drawing.words.paragraph(5), drawing.words.paragraph(7)):
        baseline = set_paragraph(drawing, body, baseline, text)
    baseline += 2 * body.leading
    drawing.put((body.left, baseline), "Yours faithfully,", upright, opens=True)
    box = (body.left, baseline + 2 * size, body.left + 24 * size, baseline + 8.5 * size)
    draw_signature(drawing, box)
    draw_stamp(drawing, (right - 9 * size, baseline + 9 * size), 8 * size)
    drawing.put((body.left, baseline + 12.5 * size), drawing.words.name(), upright, opens=True)
    return plain_laying(drawing)


def draw_stamped(drawing: Drawing) -> Laying:
    """Paragraphs with a round stamp over the blank end of the page."""
    body, _ = _body(drawing)
    foot = 0.6 * drawing.height
    baseline = fill_column(drawing, body, _top(drawing), foot, drawing.words.paragraphs())
    x = float(drawing.random.uniform(0.3, 0.7)) * drawing.width
    size = drawing.x_height
    draw_stamp(drawing, (x, baseline + 12 * size), float(drawing.random.uniform(7, 10)) * size)
    return plain_laying(drawing)


def draw_specks(drawing: Drawing) -> Laying:
    """A page strewn with specks and short scratches, and rules between its paragraphs."""
    body, _ = _body(drawing)
    baseline, size = _top(drawing), drawing.x_height
    while baseline < FOOT * drawing.height - 12 * size:
        last = FOOT * drawing.height
        baseline = set_paragraph(drawing, body, baseline, drawing.words.paragraph(4), last)
        drawing.rule((body.left, baseline, body.left + body.width, baseline + 1))
        baseline += 3 * size
    pen = drawing.sheet.layer()
    for x, y, reach in drawing.random.uniform((0, 0, 0.4), (1, 1, 1.6), (500, 3)).tolist():
        x, y = x * drawing.width, y * drawing.height
        pen.ellipse((x - reach, y - reach, x + reach, y + reach), fill=220)
    return replace(plain_laying(drawing), noise=0.03)


def draw_unread(drawing: Drawing) -> Laying:
    """A page of print whose lower third is covered with marks that are no letters."""
    body, _ = _body(drawing)
    foot = 0.55 * drawing.height
    baseline = fill_column(drawing, body, _top(drawing), foot, drawing.words.paragraphs())
    top = baseline + 3 * drawing.x_height
    draw_scribble(drawing, (body.left, top, body.left + body.width, FOOT * drawing.height))
    return plain_laying(drawing)


def _body(drawing: Drawing) -> tuple[Frame, Family]:
    """One column of running text, and its family."""
    family = drawing.faces.family("book", drawing.random)
    left, width = SIDE * drawing.width, (1 - 2 * SIDE) * drawing.width
    return frame(drawing, left, width, family.font(drawing.x_height)), family


def _top(drawing: Drawing) -> float:
    """The first baseline of a page."""
    return TOP * drawing.height + 2 * drawing.x_height
