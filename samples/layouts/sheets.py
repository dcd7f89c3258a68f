"""Draws sheets that lie badly: turned, askew, bent at a fold, ill lit, on dark paper; and dark bars."""

from __future__ import annotations

from dataclasses import replace

import numpy as np
from PIL import Image

from layouts.columns import FOOT, LEADING, SIDE, TOP, column_edges, frame, plain_laying, set_columns
from layouts.drawing import Drawing, set_paragraph
from layouts.laying import Laying

TURNS = (90, 180, 270)
SKEWS = ((1.0, 4.0), (4.0, 9.5), (9.5, 14.5))  # degrees, a little, much and nearly all that is mended


def draw_straight(drawing: Drawing) -> Laying:
    """One column or two, with a heading, on a sheet that lies quite straight."""
    family = drawing.faces.family("book", drawing.random)
    set_columns(drawing, family, column_edges(drawing, (1,) * int(drawing.random.integers(1, 3))))
    return Laying()


def draw_turned(drawing: Drawing) -> Laying:
    """A page that lies on its side or upside down."""
    turn = int(drawing.random.choice(TURNS))
    return replace(draw_straight(drawing), turn=turn, skew=float(drawing.random.uniform(-1, 1)))


def draw_skewed(drawing: Drawing) -> Laying:
    """A page laid askew; the bed shows round it."""
    low, high = SKEWS[int(drawing.random.integers(len(SKEWS)))]
    skew = float(drawing.random.uniform(low, high) * drawing.random.choice([-1, 1]))
    return replace(draw_straight(drawing), skew=skew, margin=round(0.05 * drawing.width))


def draw_borders(drawing: Drawing) -> Laying:
    """The dark bed round the sheet and the shadow of the book's fold at one edge."""
    laying = draw_straight(drawing)
    margin = round(float(drawing.random.uniform(0.02, 0.06)) * drawing.width)
    return replace(
        laying, margin=margin, shadow=0.75, reach=0.05, gutter=float(drawing.random.choice([0, 1]))
    )


def draw_facing(drawing: Drawing) -> Laying:
    """Two pages of an open book on one scan: all of the left one is read first."""
    family, size = drawing.faces.family("book", drawing.random), drawing.x_height
    small, half = family.font(size, "italic"), drawing.width / 2
    folio, title = 2 * drawing.words.number(5, 200), drawing.words.heading().upper()
    columns = (1,) * int(drawing.random.choice([1, 1, 2]))
    for page in range(2):
        edges = [
            (page * half + left / 2, width / 2 - 0.5 * size)
            for left, width in column_edges(drawing, columns, 2 * 3.2)
        ]
        left, right = edges[0][0], edges[-1][0] + edges[-1][1]
        top, number = TOP * drawing.height, str(folio + page)
        head = f"{number}  {title}" if page == 0 else f"{title}  {number}"
        drawing.put((left if page == 0 else right - small.getlength(head), top), head, small, opens=True)
        set_columns(drawing, family, edges, (top + 2 * size, FOOT * drawing.height), headings=False)
    shadow = float(drawing.random.uniform(0.3, 0.7))
    return replace(plain_laying(drawing), gutter=0.5, shadow=shadow, reach=0.02)


def draw_curled(drawing: Drawing) -> Laying:
    """One page of a thick book: its lines bend at the fold and lie in its shadow."""
    laying, gutter = draw_straight(drawing), float(drawing.random.choice([0, 1]))
    bend = float(drawing.random.uniform(1.2, 3.0)) * drawing.x_height * float(drawing.random.choice([-1, 1]))
    return replace(laying, bend=bend, gutter=gutter, shadow=0.35, reach=0.12)


def draw_uneven_light(drawing: Drawing) -> Laying:
    """A page lit from one corner, with the shadow of a hand over a part of it."""
    laying = draw_straight(drawing)
    rows, columns = np.mgrid[: drawing.height, : drawing.width].astype(np.float32)
    x, y = drawing.random.uniform(0.2, 0.8, 2) * (drawing.width, drawing.height)
    away = np.hypot((columns - x) / drawing.width, (rows - y) / drawing.height)
    shadow = 0.45 / (1 + np.exp((away - 0.3) * 30))
    drawing.sheet.layer("tone")
    drawing.sheet.layers["tone"] = Image.fromarray((shadow * 255).astype(np.uint8))
    return replace(laying, lamp=0.4)


def draw_show_through(drawing: Drawing) -> Laying:
    """Thin paper: the other side's print is seen, mirrored."""
    return replace(draw_straight(drawing), show_through=float(drawing.random.uniform(0.15, 0.3)))


def draw_coloured(drawing: Drawing) -> Laying:
    """Paper as dark as blue, green or brown sheets come out in grey."""
    return replace(draw_straight(drawing), paper=float(drawing.random.uniform(0.45, 0.65)), noise=0.02)


def draw_dark_bars(drawing: Drawing) -> Laying:
    """Headings in white on dark bars between paragraphs."""
    family, size = drawing.faces.family("plain", drawing.random), drawing.x_height
    left, width = SIDE * drawing.width, (1 - 2 * SIDE) * drawing.width
    body, bold = frame(drawing, left, width, family.font(size)), family.font(1.15 * size, "bold")
    baseline = TOP * drawing.height + 2 * size
    while baseline < FOOT * drawing.height - 8 * LEADING * size:
        bar = (left, baseline - 2.4 * size, left + width, baseline + 1.2 * size)
        drawing.sheet.layer().rectangle(bar, fill=255)
        drawing.put((left + size, baseline), drawing.words.heading().upper(), bold, opens=True, ink=0)
        baseline += 2 * LEADING * size
        text = drawing.words.paragraph(4)
        baseline = set_paragraph(drawing, body, baseline, text, FOOT * drawing.height) + 2.5 * size
    return plain_laying(drawing)
