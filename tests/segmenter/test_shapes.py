"""Photographs, halftones, engravings, stamps, barcodes and signatures are regions, and cost no text."""

import cv2
import numpy as np
import pytest

from segmenter.page import segment_page

WORDS = [(6, 4, 7, 3, 8), (5, 7, 2, 9, 4), (8, 3, 6, 6)]


def sheet(drawing, lines=22):
    """A page of text that leaves the lower half, or a place beside the text, free."""
    page = drawing.blank(1400, 1200)
    drawing.column(page, 80, 90, lines, WORDS)
    return page


def soft(shape, seed=0):
    """Smooth grey noise around middle grey, (h, w) in 0..1."""
    noise = np.random.default_rng(seed).standard_normal((shape[0] // 40 + 2, shape[1] // 40 + 2))
    wide = cv2.resize(noise.astype(np.float32), shape[::-1], interpolation=cv2.INTER_CUBIC)
    return np.clip(0.5 + 0.15 * wide, 0.05, 0.95)


def photograph(page, box):
    left, top, right, bottom = box
    page[top:bottom, left:right] = 255 * (1 - soft((bottom - top, right - left)))


def halftone(page, box):
    left, top, right, bottom = box
    rows, columns = np.mgrid[: bottom - top, : right - left]
    dots = 0.5 + 0.25 * (np.cos(rows * 1.3) + np.cos(columns * 1.3))
    page[top:bottom, left:right] = np.where(soft(rows.shape) > dots, 0, 255)


def engraving(page, box):
    left, top, right, bottom = box
    tone = soft((bottom - top, right - left))
    rows, columns = np.mgrid[: bottom - top, : right - left]
    lines = (rows + 6 * np.sin(columns / 25)) % 6 < 6 * tone
    page[top:bottom, left:right] = np.where(lines, 0, 255)


def bars(page, box):
    left, top, right, bottom = box
    random = np.random.default_rng(3)
    x = left
    while x < right:
        bar, space = random.integers(1, 4, 2) * 2
        page[top:bottom, x : min(x + bar, right)] = 0
        x += bar + space


def lying_bars(page, box):
    left, top, right, bottom = box
    turned = page.T.copy()
    bars(turned, (top, left, bottom, right))
    page[:] = turned.T


def code_of_cells(page, box):
    left, top, right, _ = box
    side = (right - left) // 25
    cells = np.random.default_rng(1).random((25, 25)) < 0.45
    eye = np.ones((7, 7), bool)
    eye[1:6, 1:6] = False
    eye[2:5, 2:5] = True
    for row, column in ((0, 0), (0, 18), (18, 0)):
        cells[max(0, row - 1) : row + 8, max(0, column - 1) : column + 8] = False
        cells[row : row + 7, column : column + 7] = eye
    drawn = np.kron(cells, np.ones((side, side), bool))
    page[top : top + drawn.shape[0], left : left + drawn.shape[1]][drawn] = 0


def round_stamp(page, box, shade=60, axes=None):
    left, top, right, bottom = box
    middle = ((left + right) // 2, (top + bottom) // 2)
    across, down = (right - left) // 2 - 2, (bottom - top) // 2 - 2
    cv2.ellipse(page, middle, (across, down), 0, 0, 360, shade, 3)
    for angle in range(0, 360, 20):
        x = middle[0] + 0.78 * across * np.cos(np.radians(angle))
        y = middle[1] + 0.78 * down * np.sin(np.radians(angle))
        letter = cv2.boxPoints(((x, y), (9, 14), angle + 90)).astype(int)
        cv2.polylines(page, [letter], True, shade, 2)


def slanted_stamp(page, box):
    left, top, right, bottom = box
    face = np.full((80, 260), 255, np.uint8)
    cv2.rectangle(face, (3, 3), (256, 76), 60, 3)
    for x in range(20, 240, 18):
        cv2.rectangle(face, (x, 28), (x + 10, 50), 60, 2)
    turn = cv2.getRotationMatrix2D((130, 40), 14, 1)
    turn[:, 2] += ((right - left) / 2 - 130, (bottom - top) / 2 - 40)
    size = (right - left, bottom - top)
    laid = cv2.warpAffine(face, turn, size, borderValue=255)
    page[top:bottom, left:right] = np.minimum(page[top:bottom, left:right], laid)


def signature(page, box):
    left, top, right, bottom = box
    at = np.linspace(0, 1, 400)
    x = left + (right - left) * (0.92 * at + 0.04 + 0.04 * np.cos(40 * at))
    y = (top + bottom) / 2 + (bottom - top) * 0.45 * np.sin(40 * at) * (0.6 + 0.4 * np.cos(9 * at))
    cv2.polylines(page, [np.stack([x, y], axis=1).astype(np.int32)], False, 30, 3)


def diagram(page, box):
    left, top, right, bottom = box
    cv2.circle(page, (left + 100, (top + bottom) // 2), 96, 0, 3)
    cv2.circle(page, (right - 100, (top + bottom) // 2), 96, 0, 3)
    cv2.line(page, (left + 100, top + 4), (right - 100, bottom - 4), 0, 3)


def overlap(first, second):
    """The common area of two boxes, of that of both together."""
    left, top = max(first[0], second[0]), max(first[1], second[1])
    right, bottom = min(first[2], second[2]), min(first[3], second[3])
    common = max(0, right - left) * max(0, bottom - top)
    area = sum((box[2] - box[0]) * (box[3] - box[1]) for box in (first, second))
    return common / (area - common)


def regions_of(found, kind):
    return [(r.box.left, r.box.top, r.box.right, r.box.bottom) for r in found.regions if r.kind == kind]


@pytest.mark.parametrize(
    ("draw", "box", "kind"),
    [
        (photograph, (100, 900, 600, 1300), "picture"),
        (halftone, (100, 900, 600, 1300), "picture"),
        (engraving, (100, 900, 600, 1300), "picture"),
        (bars, (300, 1000, 620, 1080), "barcode"),
        (lying_bars, (300, 950, 380, 1270), "barcode"),
        (code_of_cells, (300, 950, 450, 1100), "barcode"),
        (round_stamp, (300, 950, 500, 1150), "stamp"),
        (round_stamp, (300, 950, 560, 1120), "stamp"),
        (slanted_stamp, (300, 950, 590, 1100), "stamp"),
        (diagram, (300, 950, 800, 1150), "drawing"),
        (signature, (600, 1000, 900, 1070), "signature"),
    ],
)
def test_shape_is_a_region_and_no_line(drawing, draw, box, kind):
    page = sheet(drawing)
    before = len(segment_page(page).lines)
    draw(page, box)
    found = segment_page(page)
    regions = regions_of(found, kind)
    assert max((overlap(region, box) for region in regions), default=0) > 0.65
    assert len(found.lines) == before
    unread = sum(component.area for component in found.unread)
    assert unread <= 0.01 * found.ink_area


@pytest.mark.parametrize("draw", [photograph, halftone, engraving])
def test_picture_beside_text_costs_none_of_it(drawing, draw):
    page = drawing.blank(1400, 1200)
    drawing.column(page, 80, 90, 12, WORDS)
    drawing.column(page, 620, 520, 20, [(6, 4, 7), (5, 7, 2, 3)])
    expected = sum(len(line.components) for line in segment_page(page).lines)
    draw(page, (80, 520, 590, 1150))
    found = segment_page(page)
    assert sum(len(line.components) for line in found.lines) == expected


def test_line_through_a_stamp_stays_whole(drawing):
    page = sheet(drawing)
    drawing.line(page, 80, 1050, (6, 4, 7, 3, 8))
    whole = segment_page(page).lines[-1]
    round_stamp(page, (300, 950, 480, 1130), shade=120)
    found = segment_page(page)
    assert len(regions_of(found, "stamp")) == 1
    last = found.lines[-1]
    assert (last.box.left, last.box.right) == (whole.box.left, whole.box.right)
    assert len(last.components) >= len(whole.components) - 4  # the ring runs through two letters


def test_ring_drawn_round_a_word_of_the_page_leaves_the_word(drawing):
    page = sheet(drawing)
    drawing.line(page, 400, 1000, (7,))
    count = sum(len(line.components) for line in segment_page(page).lines)
    cv2.ellipse(page, (448, 990), (120, 60), 0, 0, 360, 60, 2)
    found = segment_page(page)
    assert sum(len(line.components) for line in found.lines) == count


def test_text_in_a_frame_stays(drawing):
    page = drawing.blank(1000, 1200)
    drawing.column(page, 80, 90, 22, WORDS)
    count = sum(len(line.components) for line in segment_page(page).lines)
    cv2.rectangle(page, (50, 50), (1000, 870), 0, 4)
    found = segment_page(page)
    assert sum(len(line.components) for line in found.lines) == count


def test_letters_of_a_headline_are_text_however_large(drawing):
    page = drawing.blank(1400, 1200)
    for index in range(6):
        x = 100 + 150 * index
        page[80:220, x : x + 100] = 0
        page[110:190, x + 30 : x + 70] = 255
    drawing.column(page, 80, 320, 22, WORDS)
    found = segment_page(page)
    assert not regions_of(found, "picture")
    assert len(found.lines) == 23
    assert found.lines[0].box.height == 140
    assert len(found.lines[0].components) == 6


def test_words_below_a_barcode_stay(drawing):
    page = sheet(drawing)
    bars(page, (300, 1000, 620, 1080))
    drawing.line(page, 320, 1112, (13,))
    assert segment_page(page).lines[-1].box.top > 1080


@pytest.mark.parametrize("page", [np.zeros((300, 300), np.uint8), np.full((300, 300), 255, np.uint8)])
def test_black_and_white_pages_hold_no_shapes(page):
    kinds = {region.kind for region in segment_page(page).regions}
    assert not kinds & {"barcode", "stamp", "signature"}


def test_noise_holds_no_barcodes_stamps_or_signatures():
    page = np.where(np.random.default_rng(0).random((600, 600)) < 0.3, 0, 255).astype(np.uint8)
    kinds = {region.kind for region in segment_page(page).regions}
    assert not kinds & {"barcode", "stamp", "signature"}
