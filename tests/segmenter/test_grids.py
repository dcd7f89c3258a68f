"""Tests of ruled tables: their grids, and the order in which their cells are read."""

import numpy as np
import pytest

from segmenter.grids import draw_walls, find_grids, sort_rules
from segmenter.marks import Marks
from segmenter.page import segment_page
from segmenter.raster import Raster


def rules(*boxes):
    return Marks(*np.array(boxes, dtype=float).T)


def box_rules(xs, ys, thick=2):
    """Boxes of rules along all of a grid."""
    level = [(xs[0], y, xs[-1] + thick, y + thick) for y in ys]
    return level + [(x, ys[0], x + thick, ys[-1] + thick) for x in xs]


def test_grid_has_a_cell_between_each_two_rules():
    (grid,) = find_grids(rules(*box_rules((0, 100, 200), (0, 50, 100, 150))), 10.0)
    assert grid.cells.tolist() == [[0, 1], [2, 3], [4, 5]]
    row, column = grid.places(np.array([10.0, 150.0, 150.0, 300.0]), np.array([20.0, 20.0, 120.0, 20.0]))
    assert (row.tolist(), column.tolist()) == ([0, 0, 2, -1], [0, 1, 1, -1])


def test_cell_spans_where_no_rule_parts_it():
    boxes = [*box_rules((0, 200), (0, 50, 100)), (100, 50, 102, 102)]  # the first row is one cell
    (grid,) = find_grids(rules(*boxes), 10.0)
    assert grid.cells.tolist() == [[0, 0], [2, 3]]
    assert grid.bands().tolist() == [0, 1]


def test_rows_that_a_cell_spans_are_one_band():
    boxes = [*box_rules((0, 100), (0, 150)), (200, 0, 202, 152), (100, 0, 202, 2), (100, 150, 202, 152)]
    boxes += [(100, 50, 202, 52), (100, 100, 202, 102)]
    (grid,) = find_grids(rules(*boxes), 10.0)
    assert grid.cells.tolist() == [[0, 1], [0, 3], [0, 5]]
    assert grid.bands().tolist() == [0, 0, 0]


@pytest.mark.parametrize(
    "boxes",
    [
        [(0, 0, 300, 2)],
        box_rules((0, 300), (0, 100)),  # a frame
        [(0, 0, 300, 2), (150, 20, 152, 400)],  # a column rule under a head rule
        [(0, y, 300, y + 2) for y in range(0, 200, 30)],  # lines to write on
    ],
)
def test_other_rules_are_no_grid(boxes):
    assert find_grids(rules(*boxes), 10.0) == []


def test_no_rules_are_no_grid():
    assert find_grids(Marks(*np.zeros((4, 0))), 10.0) == []


def test_rules_are_sorted_by_how_they_lie():
    level, upright = sort_rules(rules((0, 0, 40, 2), (0, 0, 2, 40), (0, 0, 8, 8), (0, 0, 9, 2)), 10.0)
    assert (len(level), len(upright)) == (1, 1)


def test_walls_stand_where_upright_rules_do():
    raster = Raster(np.zeros((10, 10), np.int32), 0.1, 0.0, 0.0)
    walls = draw_walls(rules((50, 20, 52, 60), (0, 0, 90, 2)), raster, 10.0)
    assert np.argwhere(walls).tolist() == [[row, 5] for row in range(2, 7)]


def draw_grid(page, xs, ys, thick=3):
    for y in ys:
        page[y : y + thick, xs[0] : xs[-1] + thick] = 0
    for x in xs:
        page[ys[0] : ys[-1] + thick, x : x + thick] = 0


def test_cell_of_several_lines_is_read_before_the_next(drawing):
    page = drawing.blank(600, 1000)
    draw_grid(page, (100, 400, 700, 900), (100, 210, 320, 430))
    for top in (100, 210, 320):
        drawing.line(page, 120, top + 40, [4, 3])
        drawing.line(page, 420, top + 40, [5, 4])
        if top == 210:
            drawing.line(page, 420, top + 40 + drawing.step, [5])
        if top != 320:
            drawing.line(page, 720, top + 40, [3])
    (block,) = segment_page(page).blocks
    assert block.kind == "table"
    assert [line.cell for line in block.lines] == [
        *((0, 0), (0, 1), (0, 2)),
        *((1, 0), (1, 1), (1, 1), (1, 2)),
        *((2, 0), (2, 1)),
    ]
    assert [line.gap_before for line in block.lines] == [False, True, True, False, *3 * [True], False, True]


def test_lines_between_upright_rules_alone_are_rows(drawing):
    page = drawing.blank(600, 1000)
    draw_grid(page, (100, 400, 700, 900), (100, 160, 500))
    for y in (140, *(190 + drawing.step * i for i in range(8))):
        for x in (120, 420, 720):
            drawing.line(page, x, y, [4])
    (block,) = segment_page(page).blocks
    assert [line.cell for line in block.lines] == [(row, column) for row in range(9) for column in range(3)]


def test_table_stands_between_the_lines_above_and_below(drawing):
    page = drawing.blank(900, 1000)
    for y in (60, 60 + drawing.step, 600, 600 + drawing.step):
        drawing.line(page, 100, y, [7, 6, 8, 5, 7])
    draw_grid(page, (100, 500, 900), (200, 280, 360))
    for y in (245, 325):
        drawing.line(page, 140, y, [5])
        drawing.line(page, 540, y, [4])
    blocks = segment_page(page).blocks
    assert [block.kind for block in blocks] == ["text", "table", "text"]
    assert [len(block.lines) for block in blocks] == [2, 4, 2]
