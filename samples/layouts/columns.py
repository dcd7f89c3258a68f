"""Draws running text: columns of every kind, and what stands over, under, beside and between them."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import replace
from itertools import pairwise

from layouts.drawing import Drawing, DrawnLine, Frame, break_lines, fill_column, set_paragraph
from layouts.faces import Family, Font
from layouts.laying import Laying
from layouts.pictures import draw_photo

SIDE, TOP, FOOT = 0.085, 0.075, 0.93  # margins of the sheet, parts of its width and height
LEADING = 2.45  # x-heights from one baseline to the next
INDENT = 2.2  # x-heights a paragraph's first line is moved in
GUTTER = 3.2  # x-heights between two columns
NARROW = 1.9  # the same where they stand close
SMALL = 0.78  # of the running text's x-height: notes and captions


def plain_laying(drawing: Drawing) -> Laying:
    """A sheet laid on the glass with some care."""
    skew, noise = drawing.random.uniform((-0.5, 0.006), (0.5, 0.02)).tolist()
    return Laying(skew=skew, noise=noise)


def frame(drawing: Drawing, left: float, width: float, font: Font, *, justified: bool | None = None) -> Frame:
    """Running text of a page in a column; wide columns are justified."""
    size = drawing.x_height
    wide = width > 24 * size if justified is None else justified
    return Frame(left, width, font, LEADING * size, INDENT * size, wide)


def column_edges(
    drawing: Drawing, widths: Sequence[float], gutter: float = GUTTER
) -> list[tuple[float, float]]:
    """Left edge and width of columns that share the sheet in proportion to ``widths``, px."""
    left, gap = SIDE * drawing.width, gutter * drawing.x_height
    room = drawing.width - 2 * left - gap * (len(widths) - 1)
    edges = []
    for width in widths:
        edges.append((left, room * width / sum(widths)))
        left += edges[-1][1] + gap
    return edges


def set_columns(
    drawing: Drawing,
    family: Family,
    edges: Sequence[tuple[float, float]],
    span: tuple[float, float] | None = None,
    *,
    headings: bool = True,
) -> None:
    """Fill columns from the left to the right between two baselines; each opens with a heading of its own."""
    top, foot = span or (TOP * drawing.height, FOOT * drawing.height)
    body, bold = family.font(drawing.x_height), family.font(drawing.x_height, "bold")
    for left, width in edges:
        text, first = frame(drawing, left, width, body), top + 2 * drawing.x_height
        if headings and drawing.random.random() < 0.7:
            drawing.centre(left + width / 2, first, drawing.words.heading(), bold)
            first += 1.3 * text.leading
        last = foot - drawing.random.integers(0, 4) * text.leading
        fill_column(drawing, text, first, last, drawing.words.paragraphs())


def draw_two_columns(drawing: Drawing) -> Laying:
    """Two columns of one width."""
    family = drawing.faces.family("book", drawing.random)
    set_columns(drawing, family, column_edges(drawing, (1, 1)))
    return plain_laying(drawing)


def draw_three_columns(drawing: Drawing) -> Laying:
    """Three columns, some with rules between."""
    family = drawing.faces.family("book", drawing.random)
    edges = column_edges(drawing, (1, 1, 1))
    if drawing.random.random() < 0.5:
        for (left, width), (right, _) in pairwise(edges):
            x = (left + width + right) / 2
            drawing.rule((x - 1, TOP * drawing.height, x + 1, FOOT * drawing.height))
    set_columns(drawing, family, edges)
    return plain_laying(drawing)


def draw_unequal_columns(drawing: Drawing) -> Laying:
    """A wide column beside a narrow one, on either side."""
    family = drawing.faces.family("book", drawing.random)
    widths = (1.0, float(drawing.random.uniform(1.7, 2.6)))
    set_columns(drawing, family, column_edges(drawing, widths[:: drawing.random.choice([-1, 1])]))
    return plain_laying(drawing)


def draw_narrow_gutters(drawing: Drawing) -> Laying:
    """Two or three columns with little white between."""
    family = drawing.faces.family("book", drawing.random)
    widths = (1,) * int(drawing.random.integers(2, 4))
    set_columns(drawing, family, column_edges(drawing, widths, NARROW))
    return plain_laying(drawing)


def draw_spanning_headings(drawing: Drawing) -> Laying:
    """A title over all columns, and a second one half way down: what is above it is read first."""
    family, size = drawing.faces.family("book", drawing.random), drawing.x_height
    top, foot = TOP * drawing.height, FOOT * drawing.height
    middle = top + (foot - top) * float(drawing.random.uniform(0.4, 0.6))
    edges = column_edges(drawing, (1,) * int(drawing.random.integers(2, 4)))
    for first, last in ((top, middle - 4 * size), (middle, foot)):
        text = f"{drawing.words.heading()} and {drawing.words.heading().lower()}"
        title, room = family.font(1.9 * size, "bold"), (1 - 2 * SIDE) * drawing.width
        title = family.font(1.9 * size * min(1.0, room / title.getlength(text)), "bold")
        drawing.centre(drawing.width / 2, first + 2.5 * size, text, title)
        set_columns(drawing, family, edges, (first + 4.5 * size, last), headings=False)
    return plain_laying(drawing)


def draw_footnotes(drawing: Drawing) -> Laying:
    """A column, or two, with notes of smaller type below a short rule at the foot of one."""
    family, size = drawing.faces.family("book", drawing.random), drawing.x_height
    foot = FOOT * drawing.height
    edges = column_edges(drawing, (1,) * int(drawing.random.integers(1, 3)))
    small, noted = family.font(SMALL * size), int(drawing.random.integers(len(edges)))
    for place, (left, width) in enumerate(edges):
        notes = Frame(left, width, small, LEADING * SMALL * size)
        texts = [f"{number} {drawing.words.sentence()}" for number in (1, 2)]
        count = sum(len(list(break_lines(notes, text))) for text in texts)
        first = foot - (count - 1) * notes.leading
        body, start = frame(drawing, left, width, family.font(size)), TOP * drawing.height + 2 * size
        last = first - 2.6 * body.leading if place == noted else foot
        fill_column(drawing, body, start, last, drawing.words.paragraphs())
        if place != noted:
            continue
        drawing.rule((left, first - 1.7 * body.leading, left + 0.3 * width, first - 1.7 * body.leading + 1))
        for text in texts:
            first = set_paragraph(drawing, notes, first, text)
    return plain_laying(drawing)


def draw_running_heads(drawing: Drawing) -> Laying:
    """A head line with the folio beside it, or the folio at the foot; text of one or two columns."""
    family, size = drawing.faces.family("book", drawing.random), drawing.x_height
    small, top = family.font(size, "italic"), TOP * drawing.height
    folio = str(drawing.words.number(12, 480))
    left, right = SIDE * drawing.width, (1 - SIDE) * drawing.width
    head = drawing.words.heading().upper()
    at_foot = drawing.random.random() < 0.5
    drawing.centre(drawing.width / 2, top, head, small)
    if not at_foot:
        drawing.put((right - small.getlength(folio), top), folio, small, cell=True)
    edges = column_edges(drawing, (1,) * int(drawing.random.integers(1, 3)))
    set_columns(drawing, family, edges, (top + 2.5 * size, FOOT * drawing.height - 5 * size), headings=False)
    if at_foot:
        drawing.centre((left + right) / 2, FOOT * drawing.height, folio, small)
    return plain_laying(drawing)


def draw_captions(drawing: Drawing) -> Laying:
    """Two columns, a photograph with its caption in one of them, or over both."""
    family, size = drawing.faces.family("book", drawing.random), drawing.x_height
    edges = column_edges(drawing, (1, 1))
    top, foot = TOP * drawing.height, FOOT * drawing.height
    small = family.font(SMALL * size, "italic")
    for place, (left, width) in enumerate(edges):
        body = frame(drawing, left, width, family.font(size))
        first = top + 2 * size
        if place == 1:
            half = top + (foot - top) * float(drawing.random.uniform(0.25, 0.5))
            first = fill_column(drawing, body, first, half, drawing.words.paragraphs())
            high = 0.62 * width
            draw_photo(drawing, (left, first - size, left + width, first - size + high))
            first += high + 2 * SMALL * size
            note = Frame(left, width, small, LEADING * SMALL * size, justified=False)
            caption = f"Fig. {drawing.words.number(1, 30)}. {drawing.words.sentence()}"
            first = set_paragraph(drawing, note, first, caption) + 1.5 * size
        fill_column(drawing, body, first, foot, drawing.words.paragraphs())
    return plain_laying(drawing)


def draw_marginal_notes(drawing: Drawing) -> Laying:
    """A wide column, short notes in the margin: each is read after the paragraph beside it."""
    family, size = drawing.faces.family("book", drawing.random), drawing.x_height
    (left, width), (margin, room) = column_edges(drawing, (4.2, 1))
    body = frame(drawing, left, width, family.font(size))
    top, foot = TOP * drawing.height + 2 * size, FOOT * drawing.height
    fill_column(drawing, body, top, foot, drawing.words.paragraphs())
    notes = Frame(margin, room, family.font(SMALL * size, "italic"), 2.2 * SMALL * size, justified=False)
    text_lines, drawing.lines = drawing.lines, []
    for part in (0.05, 0.38, 0.7):
        at = top + (part + float(drawing.random.uniform(0, 0.1))) * (foot - top)
        text = " ".join(drawing.words.sentence().split()[: int(drawing.random.integers(5, 9))])
        set_paragraph(drawing, notes, at, text)
        _insert_note(text_lines, drawing.lines)
        drawing.lines = []
    drawing.lines = text_lines
    return plain_laying(drawing)


def _insert_note(lines: list[DrawnLine], note: Sequence[DrawnLine]) -> None:
    """Put a note's lines after the paragraph in which the text line beside its first one stands."""
    text = [line for line in lines if line.left < note[0].left]
    beside = min(text, key=lambda line: abs(line.baseline - note[0].baseline))
    place = lines.index(beside) + 1
    while place < len(lines) and not lines[place].opens:
        place += 1
    lines[place:place] = note


def draw_drop_capitals(drawing: Drawing) -> Laying:
    """Paragraphs that open with a capital two or three lines high; it belongs to its word."""
    family, size = drawing.faces.family("book", drawing.random), drawing.x_height
    body = family.font(size)
    for left, width in column_edges(drawing, (1,) * int(drawing.random.integers(1, 3))):
        baseline, foot = TOP * drawing.height + 2 * size, FOOT * drawing.height
        for _ in range(2):
            if baseline > foot - 4 * LEADING * size:
                break
            baseline = _set_dropped(drawing, frame(drawing, left, width, body), family, baseline)
            half = (baseline + foot) / 2
            texts = drawing.words.paragraphs()
            column = frame(drawing, left, width, body)
            baseline = fill_column(drawing, column, baseline, half, texts) + 2 * size
    return plain_laying(drawing)


def _set_dropped(drawing: Drawing, body: Frame, family: Family, baseline: float) -> float:
    """A paragraph whose first letter is two or three lines high; returns the baseline after it."""
    size, deep = drawing.x_height, int(drawing.random.integers(2, 4))
    cap = family.font(size, "bold")
    high = (deep - 1) * body.leading - cap.getbbox("H", anchor="ls")[1]
    large = family.font(size * high / -cap.getbbox("H", anchor="ls")[1], "bold")
    text = drawing.words.paragraph(6)
    end = drawing.sheet.write(body.left, baseline + (deep - 1) * body.leading, text[0], large)
    beside = replace(body, indent=end - body.left + 0.4 * size, indented=deep)
    first = len(drawing.lines)
    baseline = set_paragraph(drawing, beside, baseline, text[1:], FOOT * drawing.height)
    opening = drawing.lines[first]
    drawing.lines[first] = replace(opening, text=text[0] + opening.text, left=body.left)
    return baseline
