"""Tests of initials several lines high: found, read before their line, and no new paragraph after them."""

from itertools import pairwise

import numpy as np

from segmenter.initials import place_initials
from segmenter.marks import Marks
from segmenter.page import segment_page
from segmenter.rules import Sorted
from segmenter.strips import Strip

M = 10.0


def sheet(initial, lines):
    """Blocks of one column of lines (lists of boxes) with an initial as component 0; the marks, the kinds."""
    boxes = np.array([initial, *(box for line in lines for box in line)], np.int32)
    ends = np.cumsum([1, *(len(line) for line in lines)])
    strips = [Strip(np.arange(a, b)) for a, b in pairwise(ends.tolist())]
    text = np.ones(len(boxes), dtype=bool)
    kinds = Sorted(text, ~text, ~text, ~text, ~text)
    return [strips], Marks.levelled(boxes, 0.0), kinds


def line(left, top, letters=8):
    return [(left + 12 * i, top, left + 12 * i + 10, top + 10) for i in range(letters)]


def test_initial_stands_before_the_first_line_beside_it():
    above, text = line(0, 0), [line(50, 40), line(50, 65), line(0, 90)]
    blocks, marks, kinds = sheet((0, 36, 40, 75), [above, *text])
    (found,) = place_initials(blocks, marks, kinds, M)
    assert [strip.initial for strip in found] == [False, True, False, False, False]
    assert found[1].members.tolist() == [0]


def test_initial_taken_for_a_cell_leaves_its_row():
    blocks, marks, kinds = sheet((0, 36, 40, 75), [line(50, 40), line(50, 65), line(0, 90)])
    first, second, third = blocks[0]
    row = [first, Strip(np.array([0])), Strip(second.members, gap_before=True), third]
    (found,) = place_initials([row], marks, kinds, M)
    assert [strip.initial for strip in found] == [True, False, False, False]
    assert not any(strip.gap_before for strip in found)


def test_tall_letter_beside_one_line_is_no_initial():
    blocks, marks, kinds = sheet((0, 36, 40, 75), [line(50, 60), line(0, 90)])
    (found,) = place_initials(blocks, marks, kinds, M)
    assert not any(strip.initial for strip in found)


def test_picture_higher_than_the_lines_beside_it_is_no_initial():
    blocks, marks, kinds = sheet((0, 0, 60, 90), [line(70, 40), line(70, 65), line(0, 100)])
    (found,) = place_initials(blocks, marks, kinds, M)
    assert not any(strip.initial for strip in found)


def test_initial_on_a_page_is_a_line_of_text_and_begins_the_paragraph(drawing):
    page = drawing.blank(700, 1000)
    page[100:182, 80:140] = 0
    page[112:170, 92:128] = 255
    for index in range(12):
        drawing.line(page, 160 if index < 3 else 80, 114 + index * drawing.step, (6, 9, 7, 8, 9))
    found = segment_page(page)
    assert [line.initial for line in found.lines] == [True] + [False] * 12
    assert (found.lines[0].box.left, found.lines[0].box.bottom) == (80, 182)
    assert found.lines[1].box.left == 160
    assert found.blocks[0].paragraph_starts == (0,)
    assert not found.unread
    assert not any(region.kind == "picture" for region in found.regions)
