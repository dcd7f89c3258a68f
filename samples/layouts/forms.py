"""Draws what a pen or a rule crosses: forms to fill in, underlined and struck-out text."""

from __future__ import annotations

from layouts.columns import FOOT, SIDE, TOP, frame, plain_laying
from layouts.drawing import Drawing, set_paragraph
from layouts.faces import Font
from layouts.laying import Laying

CELL = 2.5  # x-heights: the side of a box for one letter
FIELD = 4.6  # x-heights from one field's baseline to the next
LABEL = 15.0  # x-heights from a label's left edge to its field
BOXED = ("Family name", "First name", "Town", "Street", "Date")


def draw_form(drawing: Drawing) -> Laying:
    """Labels with a row of boxes, a letter in each, with a ruled line, or in a ruled frame; boxes to tick."""
    size, words = drawing.x_height, drawing.words
    family = drawing.faces.family("plain", drawing.random)
    label, value = family.font(size), drawing.faces.family("fixed", drawing.random).font(1.1 * size)
    left, baseline = SIDE * drawing.width, TOP * drawing.height + 2 * size
    drawing.centre(drawing.width / 2, baseline, "APPLICATION FOR A TICKET", family.font(1.4 * size, "bold"))
    baseline += 1.5 * FIELD * size
    for name in BOXED:
        day = str(words.number(10_000_000, 31_000_000))
        answer = day if name == "Date" else words.name().split()[-1].upper()
        drawing.put((left, baseline), name, label, opens=name == BOXED[0])
        _put_boxed(drawing, (left + LABEL * size, baseline), answer, value)
        baseline += FIELD * size
    for name, answer in (
        ("Occupation", words.sentence()[:22].rsplit(" ", 1)[0]),
        ("Remarks", words.sentence()[:40].rsplit(" ", 1)[0]),
        ("Signed at", words.town()),
    ):
        drawing.put((left, baseline), name, label)
        end = drawing.put((left + LABEL * size, baseline), answer, value, cell=True)
        drawing.rule((left + (LABEL - 1) * size, baseline + 3, max(end, drawing.width - left), baseline + 4))
        baseline += FIELD * size
    for place in range(3):
        box = (left, baseline - 1.3 * size, left + 1.5 * size, baseline + 0.2 * size)
        drawing.sheet.layer().rectangle(box, outline=255, width=2)
        if place != 1:
            drawing.sheet.layer().line((box[0], box[1], box[2], box[3]), fill=255, width=2)
            drawing.sheet.layer().line((box[0], box[3], box[2], box[1]), fill=255, width=2)
        wish = words.sentence()[:44].rsplit(" ", 1)[0]
        drawing.put((left + 2.6 * size, baseline), wish, label, opens=place == 0)
        baseline += FIELD * size
    return plain_laying(drawing)


def _put_boxed(drawing: Drawing, at: tuple[float, float], text: str, font: Font, cells: int = 14) -> None:
    """A row of boxes with a letter in each of the first; it is one cell of the form's text."""
    size = drawing.x_height
    side, (left, baseline) = CELL * size, at
    pen = drawing.sheet.layer()
    for cell in range(cells):
        x = left + cell * side
        pen.rectangle((x, baseline - 1.9 * size, x + side, baseline + 0.7 * size), outline=255, width=1)
        letter = text[cell : cell + 1]
        inset = (side - font.getlength(letter)) / 2
        pen.text((x + inset, baseline), letter, font=font, fill=255, anchor="ls")
    drawing.record_text(text, (left, left + len(text) * side), baseline, font, cell=True)


def draw_underlined(drawing: Drawing) -> Laying:
    """Text with words underlined, close and through the descenders, and headings in frames."""
    family, size = drawing.faces.family("book", drawing.random), drawing.x_height
    left, width = SIDE * drawing.width, (1 - 2 * SIDE) * drawing.width
    body, bold = frame(drawing, left, width, family.font(size)), family.font(1.2 * size, "bold")
    baseline = TOP * drawing.height + 2 * size
    while baseline < FOOT * drawing.height - 10 * size:
        heading = drawing.words.heading()
        drawing.put((left + size, baseline), heading, bold, opens=True)
        right = left + 2 * size + bold.getlength(heading)
        frame_box = (left, baseline - 2.2 * size, right, baseline + size)
        drawing.sheet.layer().rectangle(frame_box, outline=255, width=2)
        first, baseline, text = len(drawing.lines), baseline + 4 * size, drawing.words.paragraph(4)
        baseline = set_paragraph(drawing, body, baseline, text, FOOT * drawing.height) + 3 * size
        for number in range(first, len(drawing.lines), 2):
            _underline(drawing, number)
    return plain_laying(drawing)


def _underline(drawing: Drawing, number: int) -> None:
    """A rule under a part of a line, at most two px off its baseline."""
    line, random = drawing.lines[number], drawing.random
    start, share = random.uniform(0, 0.5), random.uniform(0.2, 0.5)
    left = line.left + start * (line.right - line.left)
    y = line.baseline + float(random.uniform(1, 0.3 * drawing.x_height))
    box = (float(left), y, float(left + share * (line.right - line.left)), y + float(random.integers(1, 3)))
    drawing.rule(box)


def draw_struck(drawing: Drawing) -> Laying:
    """Text in which a line has been struck out with one stroke; the letters under it are still read."""
    family, size = drawing.faces.family("fixed", drawing.random), drawing.x_height
    left, width = SIDE * drawing.width, (1 - 2 * SIDE) * drawing.width
    body = frame(drawing, left, width, family.font(size), justified=False)
    baseline = TOP * drawing.height + 2 * size
    while baseline < FOOT * drawing.height - 10 * size:
        first, text = len(drawing.lines), drawing.words.paragraph(4)
        baseline = set_paragraph(drawing, body, baseline, text, FOOT * drawing.height) + 2 * size
        line = drawing.lines[int(drawing.random.integers(first, len(drawing.lines)))]
        y = line.baseline - 0.5 * size
        drawing.rule((line.left, y, line.left + 0.6 * (line.right - line.left), y + 1))
    return plain_laying(drawing)
