"""Tests of what lies beyond the page: cut-off letters of the next page, the edges of the leaves below."""

import numpy as np
import pytest

from segmenter.page import segment_page

WORDS = [(5, 3, 6, 4, 5), (4, 6, 2, 7, 4), (3, 5, 5, 4, 6)]


def page_beside_another(drawing, shade=0.0):
    """A page of 18 lines; at the far left the ends of the lines of another, cut by the scan's edge."""
    other = drawing.blank(800, 900)
    drawing.column(other, 100, 120, 18, [(5, 6, 4, 5, 6, 4, 5, 5, 4)])
    edges = np.flatnonzero((other < 128).any(axis=0))
    strip = other[:, edges[-1] - 47 : edges[-1] + 55]  # through the middle of a letter
    page = np.hstack([strip, drawing.blank(800, 640)])
    drawing.column(page, 170, 120, 18, WORDS)
    x = np.arange(page.shape[1])
    return (page * (0.86 * (1 - shade * np.exp(-np.abs(x - 102) / 14)))).astype(np.uint8)


@pytest.mark.parametrize("shade", [0.0, 0.7], ids=["white gutter", "shadow"])
@pytest.mark.parametrize("side", ["left", "right"])
def test_half_words_of_the_neighbouring_page_are_border_and_no_lines(drawing, shade, side):
    page = page_beside_another(drawing, shade)
    if side == "right":
        page = np.ascontiguousarray(page[:, ::-1])
    found = segment_page(page)
    assert len(found.lines) == 18
    assert all(line.box.width > 300 for line in found.lines)
    borders = [region.box for region in found.regions if region.kind == "border"]
    assert sum(box.height for box in borders) >= 780
    assert found.unread == ()


def test_notes_in_the_margin_that_no_edge_cuts_stay(drawing):
    page = drawing.blank(800, 760)
    drawing.column(page, 10, 120, 18, [(4,), (5,)])
    drawing.column(page, 170, 120, 18, WORDS)
    found = segment_page(page)
    assert sum(len(line.components) for line in found.lines) == sum(map(sum, WORDS)) * 6 + 81


def test_page_cropped_tightly_on_both_sides_keeps_its_columns(drawing):
    page = drawing.blank(800, 760)
    drawing.column(page, 0, 120, 18, [(4,), (5,)])
    drawing.column(page, 170, 120, 18, WORDS)
    right = int(np.flatnonzero((page < 128).any(axis=0))[-1])
    found = segment_page(np.ascontiguousarray(page[:, : right + 1]))
    assert not [region for region in found.regions if region.kind == "border"]


def stack(drawing, step):
    """A page with six upright lines at its right side, so many px apart."""
    page = drawing.blank(800, 760)
    drawing.column(page, 60, 120, 18, WORDS)
    for index in range(6):
        page[:, 752 - step * index : 754 - step * index] = 40
    return page


def test_edges_of_the_leaves_below_are_border(drawing):
    found = segment_page(stack(drawing, 6))
    assert {region.kind for region in found.regions} == {"border"}
    assert len(found.lines) == 18


def test_rules_as_far_apart_as_columns_of_figures_are_no_leaves(drawing):
    found = segment_page(stack(drawing, 34)[:, :756])
    assert "border" not in {region.kind for region in found.regions}
