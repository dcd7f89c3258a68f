"""Tests of cutting lines straight: scale, baseline, darkness, erasing, and the map back."""

from dataclasses import replace

import numpy as np
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from segmenter.components import find_components
from segmenter.crops import crop_line, crop_lines, erase_ink, normalise_ink
from segmenter.frame_fit import fit_scale
from segmenter.geometry import Baseline, Box, union_boxes
from segmenter.types import Block, CleanPage, CropSettings, Region, Segmentation, TextLine

FRAME = CropSettings()
UPRIGHT = np.array([[1.0, 0.0, 0.0], [0.0, 1.0, 0.0]])


def page_of(gray, labelled=True):
    """A clean page of an image whose dark pixels are ink."""
    ink = gray < 128
    return CleanPage(gray, ink, 0.0, UPRIGHT, find_components(ink).labels if labelled else None)


def line_of(page, rows, x_height, baseline=None):
    """The line of all components between two rows, on a level baseline at the lower one."""
    found = [
        c for c in find_components(page.ink).components() if rows[0] <= c.box.top and c.box.bottom <= rows[1]
    ]
    box = union_boxes(component.box for component in found)
    return TextLine(box, baseline or Baseline((0.0,), (float(rows[1]),)), x_height, tuple(found))


def blocks_page(x_height=16, count=6, top=60):
    """A white page with solid letters, all as high as an x, that stand on row top + x_height."""
    gray = np.full((top + x_height + 100, 40 + count * 2 * x_height), 255, np.uint8)
    for index in range(count):
        left = 20 + index * 2 * x_height
        gray[top : top + x_height, left : left + x_height] = 0
    return gray


@pytest.mark.parametrize("x_height", [7, 16, 24, 40, 75, 200])
def test_letters_fill_the_rows_between_x_height_and_baseline(x_height):
    page = page_of(blocks_page(x_height))
    crop = crop_line(page, line_of(page, (60, 60 + x_height), float(x_height)), FRAME)
    column = crop.pixels[:, FRAME.margin + 8]
    assert crop.pixels.shape[0] == FRAME.height
    assert column[14:28].min() > 0.95
    assert column[:12].max() < 0.02
    assert column[30:].max() < 0.02


def test_line_at_the_frames_own_scale_is_copied_to_the_pixel():
    page = page_of(blocks_page(16))
    crop = crop_line(page, line_of(page, (60, 76), 16.0), FRAME)
    assert crop.scale == 1.0
    assert crop.left == 20 - FRAME.margin
    assert np.array_equal(crop.pixels[13:29, 8:24], np.ones((16, 16)))
    assert crop.pixels[:, :8].sum() == crop.pixels[:13].sum() == crop.pixels[29:].sum() == 0


def test_columns_map_back_to_the_page():
    page = page_of(blocks_page(24))
    crop = crop_line(page, line_of(page, (60, 84), 24.0), FRAME)
    edges = np.flatnonzero(np.diff((crop.pixels[20] > 0.5).astype(int)) == 1) + 1
    assert np.allclose(crop.page_x(edges), 20 + 48 * np.arange(6), atol=1.0)
    assert np.allclose(crop.columns(crop.page_x([3.5, 70.0])), [3.5, 70.0])


def test_thin_strokes_keep_their_ink_when_print_shrinks():
    gray = np.full((300, 600), 255, np.uint8)
    gray[100:180, 50:550:10] = 0  # strokes of 1 px, every 10th column
    page = page_of(gray)
    crop = crop_line(page, line_of(page, (100, 180), 80.0), FRAME)
    inside = crop.pixels[16:27, 12:-12]
    assert inside.mean() == pytest.approx(0.1, abs=0.02)


def test_sloping_line_comes_out_level():
    gray = np.full((300, 700), 255, np.uint8)
    for left in range(50, 650, 40):
        foot = round(100 + 0.05 * (left + 10))
        gray[foot - 20 : foot, left : left + 20] = 0
    page = page_of(gray)
    line = line_of(page, (0, 300), 20.0, Baseline((0.0, 700.0), (100.0, 135.0)))
    crop = crop_line(page, line, FRAME)
    assert crop.pixels[15:27, 10:20].mean() > 0.9
    assert crop.pixels[15:27, -20:-12].mean() > 0.9
    assert crop.pixels[31:].max() == crop.pixels[:11].max() == 0


def test_curved_line_comes_out_level():
    gray = np.full((300, 1000), 255, np.uint8)
    xs = np.linspace(0, 1000, 11)
    baseline = Baseline(tuple(xs), tuple(150 + 15 * np.sin(xs / 320)))
    for left in range(40, 960, 40):
        foot = round(float(baseline.y_at(left + 10)))
        gray[foot - 20 : foot, left : left + 20] = 0
    page = page_of(gray)
    crop = crop_line(page, line_of(page, (0, 300), 20.0, baseline), FRAME)
    assert crop.pixels[31:].max() == crop.pixels[:11].max() == 0


def test_faint_ink_comes_out_as_strong_as_black_ink():
    black, faint = blocks_page(20), blocks_page(20)
    faint[faint == 0] = 170
    ink = black < 128
    crops = []
    for gray in (black, faint):
        page = CleanPage(gray, ink, 0.0, UPRIGHT)
        crops.append(crop_line(page, line_of(page, (60, 80), 20.0), FRAME).pixels)
    assert np.allclose(crops[0], crops[1], atol=0.02)


def test_grain_of_the_paper_is_no_ink():
    dark = np.array([[0, 8, 12, 210, 210, 12, 8, 10, 10, 10]], np.uint8)
    strength = normalise_ink(dark, dark > 100)
    assert strength.tolist() == [[0, 0, 3, 255, 255, 3, 0, 0, 0, 0]]


def test_other_lines_are_erased_with_their_grey_edges():
    dark = np.array([[0, 90, 200, 90, 0, 200, 200, 0]], np.uint8)
    ink = dark > 100
    erased = np.zeros_like(ink)
    erased[0, 2] = True
    left, kept = erase_ink(dark, ink, erased)
    assert left.tolist() == [[0, 0, 0, 0, 0, 200, 200, 0]]
    assert kept.tolist() == [[False] * 5 + [True, True, False]]


def test_erasing_never_eats_the_lines_own_ink():
    dark = np.full((1, 4), 200, np.uint8)
    ink = np.ones((1, 4), bool)
    left, _ = erase_ink(dark, ink, np.array([[True, False, False, False]]))
    assert left.tolist() == [[0, 200, 200, 200]]


def segmented(labelled):
    """Two lines close above one another, a rule between them and two specks that no line took."""
    gray = np.full((160, 300), 255, np.uint8)
    gray[40:60, 20:280:40] = gray[40:60, 30:280:40] = 0
    gray[64:66, 10:290] = 0
    gray[72:92, 40:280:40] = 0
    gray[66:70, 200:204] = 255
    gray[34:37, 151:154] = 0
    gray[50, 45] = 0
    page = page_of(gray, labelled)
    first = line_of(page, (38, 62), 20.0)
    letters = tuple(component for component in first.components if component.area > 1)
    lines = (replace(first, components=letters), line_of(page, (70, 92), 20.0))
    speck = [c for c in find_components(page.ink).components() if c.box.top == 34]
    block = Block("text", Box(0, 0, 300, 160), lines)
    rule = Region("rule", Box(10, 64, 290, 66))
    return Segmentation(page, (block,), (rule,), tuple(speck), 20.0, int(page.ink.sum()))


@pytest.mark.parametrize("labelled", [True, False])
def test_other_lines_and_rules_are_left_out_and_unread_ink_stays(labelled):
    first, second = crop_lines(segmented(labelled), FRAME)
    assert first.pixels[30:].max() == 0  # neither the rule nor the second line
    assert second.pixels[:12].max() == 0
    assert first.pixels[:13].max() > 0.5  # the speck counted as unread
    column = int(first.columns(45.5))
    assert first.pixels[17:23, column - 1 : column + 2].max() > 0.3  # the one that nobody counts
    assert first.line.box.top < second.line.box.top


def test_black_border_that_is_no_ink_is_left_out():
    gray = blocks_page(20)
    gray[:, 8:14] = 0
    page = page_of(gray)
    ink = page.ink.copy()
    ink[:, :16] = False
    page = CleanPage(gray, ink, 0.0, UPRIGHT)
    crop = crop_line(page, line_of(page, (60, 80), 20.0), FRAME)
    assert crop.pixels[:, :7].max() == 0
    assert crop.pixels[20, 9:20].min() > 0.9


def test_text_inside_a_frame_is_not_erased_with_it():
    gray = np.full((120, 240), 255, np.uint8)
    gray[20:100, 10:230] = 0
    gray[23:97, 13:227] = 255
    gray[50:70, 40:200:20] = gray[50:70, 41:200:20] = 0
    gray[40:42, 60:62] = 0  # a speck that no line took
    page = page_of(gray)
    line = line_of(page, (49, 71), 20.0)
    frame = Region("rule", Box(10, 20, 230, 100))
    segmentation = Segmentation(page, (Block("text", line.box, (line,)),), (frame,), (), 20.0, 1)
    (crop,) = crop_lines(segmentation, FRAME)
    assert crop.pixels[:12].max() > 0.4
    assert crop.pixels[36:].max() == 0


def test_segmentation_without_lines_gives_no_crops():
    page = page_of(np.full((20, 20), 255, np.uint8))
    assert crop_lines(Segmentation(page, (), (), (), 0.0, 0), FRAME) == []


@given(
    st.tuples(st.integers(0, 50), st.integers(0, 30), st.integers(1, 40), st.integers(1, 40)),
    st.floats(-200, 200),
    st.floats(0.01, 300),
)
@settings(max_examples=60, deadline=None)
def test_any_line_gives_a_crop_of_the_frames_height(span, foot, x_height):
    left, top, width, height = span
    page = page_of(np.random.default_rng(0).integers(0, 256, (40, 60), dtype=np.uint8), labelled=False)
    line = TextLine(Box(left, top, left + width, top + height), Baseline((0.0,), (foot,)), x_height, ())
    crop = crop_line(page, line, FRAME)
    assert crop.pixels.shape[0] == FRAME.height
    assert crop.pixels.dtype == np.float32
    assert crop.pixels.min() >= 0
    assert crop.pixels.max() <= 1


def hand_page(up, down, count=8, x_height=16):
    """Letters that stand on row 200: in turn one of an x-height, one that goes up, one that hangs down."""
    gray = np.full((300, 60 + count * 3 * 24), 255, np.uint8)
    for index in range(count * 3):
        top = 200 - (up if index % 3 == 1 else x_height)
        bottom = 200 + (down if index % 3 == 2 else 0)
        gray[top:bottom, 20 + index * 24 : 36 + index * 24] = 0
    return gray


@pytest.mark.parametrize(
    ("up", "down", "scale"),
    [
        (28, 8, 1.0),  # print: fits as it is
        (58, 0, 0.6),  # 29 rows hold half of it; but no line is made smaller than 0.6
        (40, 8, 29 / 40),
        (24, 20, 11 / 15),  # three quarters of a tail of 20 rows are to be seen
    ],
)
def test_line_with_tall_letters_or_long_tails_is_made_smaller(up, down, scale):
    page = page_of(hand_page(up, down))
    line = line_of(page, (200 - up, 200 + down), 16.0, Baseline((0.0,), (200.0,)))
    assert fit_scale(line, FRAME) == pytest.approx(scale, abs=1e-6)
    crop = crop_line(page, line, FRAME)
    assert crop.scale == pytest.approx(scale, abs=1e-6)


def test_accent_or_drop_capital_alone_does_not_make_a_line_smaller():
    gray = hand_page(16, 0)
    gray[140:200, 20:36] = 0
    gray[150:200, 100:110] = 0
    page = page_of(gray)
    line = line_of(page, (140, 200), 16.0, Baseline((0.0,), (200.0,)))
    assert fit_scale(line, FRAME) == 1.0
