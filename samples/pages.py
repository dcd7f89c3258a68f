"""The sample pages: each function sets one sheet and scans it."""

from __future__ import annotations

from collections.abc import Sequence

import numpy as np
import scanning as scan
import texts
from numpy.typing import NDArray
from PIL import ImageFont
from typesetting import Column, FontShelf, Sheet, letter_by_hand, type_line

Pixels = NDArray[np.uint8]
Font = ImageFont.FreeTypeFont
BLACK = (34, 30, 28)


def draw_book(shelf: FontShelf, random: np.random.Generator) -> tuple[Pixels, str]:
    """A page of an old novel: hand-press type, foxed paper, the gutter in shadow."""
    sheet = Sheet(1280, 2030)
    body = shelf.font("im-fell-english-latin-400-normal.woff2", 43)
    italic = shelf.font("im-fell-english-latin-400-italic.woff2", 43)
    small = shelf.font("im-fell-english-latin-400-normal.woff2", 32)
    column = Column(left=190, width=915, font=body, leading=53, indent=50)
    sheet.centre(135, texts.BOOK_HEAD, small)
    sheet.lines.append("")
    sheet.centre(245, texts.BOOK_CHAPTER, body)
    sheet.lines.append("")
    sheet.centre(318, texts.BOOK_TITLE, italic)
    baseline = 412.0
    for paragraph in texts.BOOK:
        sheet.lines.append("")
        baseline = column.set_paragraph(sheet, baseline, paragraph)
    sheet.lines.append("")
    sheet.centre(baseline + 45, texts.BOOK_FOLIO, small)
    coverage = sheet.coverage()
    paper = scan.Paper(colour=(238, 228, 203), spots=26, shadow=0.45, show_through=0.05)
    page = scan.tint_paper(scan.make_paper(coverage.shape, paper, coverage, random), paper.colour)
    page = scan.lay_ink(page, scan.spread_ink(coverage, 0.06, 0.10, random), BLACK)
    how = scan.Scanner(skew=-0.5, curl=16, blur=0.75, noise=0.009, lamp=0.09)
    return scan.expose(scan.lay_on_glass(page, how), how, random), sheet.truth()


def draw_letter(shelf: FontShelf, random: np.random.Generator) -> tuple[Pixels, str]:
    """A typed business letter: uneven strokes, two folds, a cup's ring, laid askew on the glass."""
    sheet = Sheet(1480, 1680)
    font = shelf.font("special-elite-latin-400-normal.woff2", 34)
    baseline, left = 180.0, 130.0
    for number, paragraph in enumerate(texts.LETTER):
        indents = {0: 330.0, 1: 420.0, 2: 700.0, 8: 640.0, 9: 640.0}
        indent = indents.get(number, 0.0)
        for line_number, line in enumerate(paragraph):
            running = number in (5, 6, 7) and line_number == 0
            at = (left + (left / 2 if running else indent), baseline)
            if line.startswith("JRD"):
                at = (left, baseline + 20)
            type_line(sheet, at, line, font, random)
            baseline += 45
        sheet.lines.append("")
        baseline += 34 if number < 8 else 70
    coverage = sheet.coverage("type")
    shape = coverage.shape
    paper = scan.Paper(colour=(232, 224, 205), mottle=0.018, grain=0.02, spots=9)
    tone = scan.make_paper(shape, paper, coverage, random)
    for row in (shape[0] * 0.345, shape[0] * 0.675):
        tone += 0.09 * scan.crease(shape, row, random)
    page = scan.tint_paper(tone, paper.colour)
    page = scan.lay_ink(page, 0.42 * scan.cup_ring(shape, (1130, 560), 165, random), (150, 96, 48))
    page = scan.lay_ink(page, 0.9 * scan.spread_ink(coverage, 0.10, 0.16, random), (44, 42, 58))
    how = scan.Scanner(skew=1.7, blur=0.85, noise=0.009, lamp=0.10, margin=26)
    return scan.expose(scan.lay_on_glass(page, how), how, random), sheet.truth()


def draw_newspaper(shelf: FontShelf, random: np.random.Generator) -> tuple[Pixels, str]:
    """A small French newspaper in two columns with a rule between: grey paper, heavy ink."""
    sheet = Sheet(1560, 1400)
    title = shelf.font("old-standard-tt-latin-700-normal.woff2", 78)
    small = shelf.font("old-standard-tt-latin-400-normal.woff2", 30)
    sheet.centre(170, texts.NEWS_TITLE, title)
    sheet.lines.append("")
    sheet.centre(246, texts.NEWS_DATE, small)
    pen = sheet.layer()
    pen.line((110, 200, 1450, 200), fill=255, width=3)
    pen.line((110, 268, 1450, 268), fill=255, width=2)
    pen.line((780, 296, 780, 1316), fill=255, width=2)
    for left, articles in ((112, texts.NEWS_LEFT), (808, texts.NEWS_RIGHT)):
        _set_articles(sheet, shelf, left, articles)
    coverage = sheet.coverage()
    paper = scan.Paper(colour=(222, 209, 182), mottle=0.025, grain=0.02, spots=12, show_through=0.08)
    page = scan.tint_paper(scan.make_paper(coverage.shape, paper, coverage, random), paper.colour)
    page = scan.lay_ink(page, scan.spread_ink(coverage, 0.10, 0.10, random), BLACK)
    how = scan.Scanner(skew=0.8, blur=0.8, noise=0.009, lamp=0.08)
    return scan.expose(scan.lay_on_glass(page, how), how, random), sheet.truth()


def _set_articles(sheet: Sheet, shelf: FontShelf, left: float, articles: Sequence[Sequence[str]]) -> None:
    """Fill one newspaper column, headings centred in it."""
    bold = shelf.font("old-standard-tt-latin-700-normal.woff2", 36)
    body = shelf.font("old-standard-tt-latin-400-normal.woff2", 33)
    column = Column(left=left, width=640, font=body, leading=40, indent=34)
    baseline = 336.0
    for heading, *paragraphs in articles:
        sheet.lines.append("")
        sheet.write(left + (column.width - bold.getlength(heading)) / 2, baseline, heading, bold)
        sheet.lines.append(heading)
        baseline += 52
        for paragraph in paragraphs:
            sheet.lines.append("")
            baseline = column.set_paragraph(sheet, baseline, paragraph)
        baseline += 28


def draw_receipt(shelf: FontShelf, random: np.random.Generator) -> tuple[Pixels, str]:
    """A thermal till receipt: crumpled, faded in bands where the head was cold."""
    sheet = Sheet(640, 1330)
    font = shelf.font("pt-mono-latin-400-normal.woff2", 30)
    large = shelf.font("pt-mono-latin-400-normal.woff2", 44)
    baseline = 100.0
    for line in texts.RECEIPT_HEAD:
        sheet.centre(baseline, line, large if line == texts.RECEIPT_HEAD[0] else font)
        baseline += 44
    for group in (texts.RECEIPT_META, texts.RECEIPT_ITEMS, texts.RECEIPT_SUMS, (texts.RECEIPT_TOTAL,)):
        sheet.layer().line((50, baseline - 12, 590, baseline - 12), fill=255, width=2)
        sheet.lines.append("")
        baseline += 42
        for left, right in group:
            _write_row(sheet, baseline, (left, right), large if left.startswith("TOTAL") else font)
            baseline += 43
    sheet.lines.append("")
    for left, right in texts.RECEIPT_TAIL:
        _write_row(sheet, baseline + 4, (left, right), font)
        baseline += 43
    sheet.lines.append("")
    for line in texts.RECEIPT_BYE:
        sheet.centre(baseline + 40, line, font)
        baseline += 44
    coverage = sheet.coverage()
    paper = scan.Paper(colour=(232, 231, 226), mottle=0.02, grain=0.012)
    tone = scan.make_paper(coverage.shape, paper, coverage, random)
    for row in random.uniform(0.1, 0.9, 4) * coverage.shape[0]:
        tone += 0.05 * scan.crease(coverage.shape, float(row), random)
    bands = 0.74 + 0.13 * np.clip(scan.clouds((coverage.shape[0], 2), 70, random)[:, :1], -1.4, 1.6)
    ink = scan.spread_ink(coverage, 0.05, 0.12, random) * bands.astype(np.float32)
    page = scan.lay_ink(scan.tint_paper(tone, paper.colour), ink, (52, 50, 66))
    how = scan.Scanner(skew=-1.1, blur=0.8, noise=0.009, lamp=0.12, margin=22)
    return scan.expose(scan.lay_on_glass(page, how, bed=0.30), how, random), sheet.truth()


def _write_row(sheet: Sheet, baseline: float, row: tuple[str, str], font: Font) -> None:
    """A receipt's row: what it is at the left edge, what it costs at the right."""
    sheet.write(50, baseline, row[0], font)
    sheet.write(590 - font.getlength(row[1]), baseline, row[1], font)
    sheet.lines.append(" ".join(row))


def draw_form(shelf: FontShelf, random: np.random.Generator) -> tuple[Pixels, str]:
    """A printed form filled in by hand in blue: letters in boxes, words on ruled lines."""
    sheet = Sheet(1640, 1240)
    label = shelf.font("libre-franklin-latin-400-normal.woff2", 33)
    hand = shelf.font("architects-daughter-latin-400-normal.woff2", 52)
    sheet.centre(150, texts.FORM_TITLE, shelf.font("libre-franklin-latin-700-normal.woff2", 46))
    sheet.lines.append("")
    sheet.centre(212, texts.FORM_HINT, label)
    sheet.lines.append("")
    baseline = 330.0
    for name, value in texts.FORM_BOXED:
        sheet.write(120, baseline, name, label)
        _fill_boxes(sheet, (400, baseline), value, hand, random)
        sheet.lines.append(f"{name} {value}")
        baseline += 118
    for name, value in texts.FORM_RULED:
        sheet.write(120, baseline, name, label)
        sheet.layer().line((400, baseline + 10, 1510, baseline + 10), fill=210, width=2)
        letter_by_hand(sheet, (424, baseline - 4), value, hand, random)
        sheet.lines.append(f"{name} {value}")
        baseline += 118
    _sign(sheet, baseline + 20, label, hand, random)
    paper = scan.Paper(colour=(242, 240, 234), mottle=0.012, grain=0.014, spots=3)
    printed, written = sheet.coverage(), sheet.coverage("hand")
    page = scan.tint_paper(scan.make_paper(printed.shape, paper, printed, random), paper.colour)
    page = scan.lay_ink(page, scan.spread_ink(printed, 0.02, 0.05, random), (40, 40, 40))
    page = scan.lay_ink(page, 0.92 * scan.spread_ink(written, 0.05, 0.16, random), (22, 40, 140))
    how = scan.Scanner(skew=0.6, blur=0.8, noise=0.009, lamp=0.07)
    return scan.expose(scan.lay_on_glass(page, how), how, random), sheet.truth()


def _fill_boxes(
    sheet: Sheet,
    at: tuple[float, float],
    value: str,
    hand: Font,
    random: np.random.Generator,
    cells: int = 15,
) -> None:
    """A row of boxes, a letter in each, none quite in the middle."""
    side = 68
    left, top = at[0], at[1] - 52
    for cell in range(cells):
        x = left + cell * side
        sheet.layer().rectangle((x, top, x + side, top + side + 4), outline=190, width=2)
        if cell < len(value):
            inset = (side - hand.getlength(value[cell])) / 2 + random.normal(0, 2.5)
            letter_by_hand(sheet, (x + inset, at[1] + 2 + random.normal(0, 2)), value[cell], hand, random)


def _sign(sheet: Sheet, baseline: float, label: Font, hand: Font, random: np.random.Generator) -> None:
    """The last row: the date in boxes, the librarian's name."""
    (date_label, date), (signed_label, signed) = texts.FORM_DATE, texts.FORM_SIGNED
    sheet.write(120, baseline, date_label, label)
    _fill_boxes(sheet, (236, baseline), date, hand, random, cells=10)
    sheet.write(970, baseline, signed_label, label)
    sheet.layer().line((1180, baseline + 10, 1510, baseline + 10), fill=210, width=2)
    letter_by_hand(sheet, (1196, baseline - 4), signed, hand, random)
    sheet.lines.append(f"{date_label} {date} {signed_label} {signed}")


def draw_frames(shelf: FontShelf, random: np.random.Generator) -> tuple[list[Pixels], str]:
    """Three leaves as a fax or a book scanner stores them: black and white, 300 dpi, noisy."""
    faces = ("libre-caslon-text", "eb-garamond", "crimson-text")
    frames, truths = [], []
    for number, ((heading, *paragraphs), face) in enumerate(zip(texts.FRAMES, faces, strict=True)):
        sheet = Sheet(1500, 1180)
        body = shelf.font(f"{face}-latin-400-normal.woff2", 52)
        column = Column(left=150, width=1200, font=body, leading=70, indent=60)
        sheet.centre(200, heading, shelf.font(f"{face}-latin-700-normal.woff2", 50))
        baseline = 310.0
        for paragraph in paragraphs:
            sheet.lines.append("")
            baseline = column.set_paragraph(sheet, baseline, paragraph)
        paper = scan.Paper(colour=(240, 240, 240), mottle=0.03, grain=0.03)
        coverage = sheet.coverage()
        page = scan.tint_paper(scan.make_paper(coverage.shape, paper, coverage, random), paper.colour)
        page = scan.lay_ink(page, scan.spread_ink(coverage, 0.08, 0.14, random), BLACK)
        how = scan.Scanner(skew=(0.9, -0.7, 0.3)[number], blur=0.9, noise=0.06, margin=12)
        grey = scan.expose(scan.lay_on_glass(page, how, bed=0.05), how, random)[..., 1]
        frames.append(np.asarray(np.where(grey > 140, 255, 0), dtype=np.uint8))
        truths.append(sheet.truth())
    return frames, "\f".join(truths)
