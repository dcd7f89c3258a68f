"""Edges of the sheet around text are no pictures."""

from __future__ import annotations

import cv2
import numpy as np

from segmenter.page import segment_page

WORDS = ((5, 3, 6), (4, 7, 3), (6, 6, 2))


def leaning_sheet(drawing, degrees):
    page = drawing.blank()
    drawing.column(page, 150, 200, 10, WORDS)
    page = np.where(page < 128, page, 225).astype(np.uint8)
    for side in (page[:40], page[-40:], page[:, :40], page[:, -40:]):
        side[...] = 30
    height, width = page.shape
    turn = cv2.getRotationMatrix2D((width / 2, height / 2), degrees, 1.0)
    turn[:, 2] += 150
    return cv2.warpAffine(page, turn, (width + 300, height + 300), borderValue=255)


def test_text_within_the_dark_edges_of_a_leaning_sheet_is_found(drawing):
    found = segment_page(leaning_sheet(drawing, 6.0))
    assert abs(found.page.skew - 6.0) < 0.1
    assert [len(line.components) for line in found.lines if len(line.components) > 10] == [14] * 10


def test_no_picture_holds_the_text_within_such_edges(drawing):
    found = segment_page(leaning_sheet(drawing, 6.0))
    line = found.lines[len(found.lines) // 2].box
    held = [r for r in found.regions if r.kind != "rule" and r.box.intersection(line) is not None]
    assert not held


def test_a_drawing_with_ink_in_its_middle_stays_one(drawing):
    page = drawing.blank()
    drawing.column(page, 100, 100, 4, WORDS)
    cv2.circle(page, (400, 700), 150, 0, 4)
    cv2.line(page, (260, 700), (540, 700), 0, 4)
    cv2.line(page, (330, 570), (470, 830), 0, 4)
    cv2.line(page, (470, 570), (330, 830), 0, 4)
    found = segment_page(page)
    assert any(r.kind in ("drawing", "picture") and r.box.width > 280 for r in found.regions)
