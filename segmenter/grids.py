"""Finds ruled tables: rules that meet make a grid, and its cells are what no rule parts.

The cells are found from the rules' crossings (after S. Mandal et al., A simple and effective table detection
system from document images, 2006, and J. F. Green and M. Krishnamoorthy, Recognition of tables using table
grammars, 1995).
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmenter.combs import find_teeth
from segmenter.marks import Floats, Ints, Marks
from segmenter.raster import Raster

# All lengths are in character heights of the page.
LEVEL, UPRIGHT = 3.0, 1.5  # shorter rules part no rows, and no columns
SLENDER = 3.0  # times as long as thick
MEET = 0.8  # between the end of one rule and another that it meets
SAME = 0.8  # between rules, or their pieces, that are one boundary
COVERED = 0.6  # of a cell's side that a rule must run along to close it
MAX_RULES = 600  # more, of either kind, are hatching


@dataclass(frozen=True, slots=True, eq=False)
class Grid:
    """A ruled table.

    Args:
        xs: (columns + 1,) where columns begin and end, level px, increasing.
        ys: (rows + 1,) where rows begin and end, level px, increasing.
        cells: (rows, columns) intp, the number of the cell that each place of the grid belongs to: the
            place's own, row by row, or where no rule parts it from one before, that one's.
    """

    xs: Floats
    ys: Floats
    cells: Ints

    def places(self, x: Floats, y: Floats) -> tuple[Ints, Ints]:
        """The row and column of the cell at each point (level px), its first ones; -1 outside."""
        row = np.searchsorted(self.ys, y, side="right") - 1
        column = np.searchsorted(self.xs, x, side="right") - 1
        rows, columns = self.cells.shape
        inside = (row >= 0) & (row < rows) & (column >= 0) & (column < columns)
        cell = self.cells[np.clip(row, 0, rows - 1), np.clip(column, 0, columns - 1)]
        return np.where(inside, cell // columns, -1), np.where(inside, cell % columns, -1)

    def bands(self) -> Ints:
        """(rows,) the first of the rows that hang together with each by cells that span them."""
        rows, columns = self.cells.shape
        first = np.arange(rows)
        for row in range(1, rows):
            reached = self.cells[row] // columns
            if (reached < row).any():
                first[first >= first[reached.min()]] = first[reached.min()]
        return first


def find_grids(rules: Marks, x_height: float) -> list[Grid]:
    """The ruled tables of a page: at least two columns beside each other.

    Args:
        rules: boxes of the page's rules.
        x_height: px.
    """
    level, upright = sort_rules(rules, x_height)
    if len(upright) < 2 or len(level) < 2 or max(len(level), len(upright)) > MAX_RULES:
        return []
    meet = MEET * x_height
    meets = (upright.x > level.left[:, None] - meet) & (upright.x < level.right[:, None] + meet)
    meets &= (level.y[:, None] > upright.top - meet) & (level.y[:, None] < upright.bottom + meet)
    grids = []
    for rows, columns in _connected(meets):
        grid = _make_grid(level.take(rows), upright.take(columns), x_height)
        if grid is not None:
            grids.append(grid)
    return grids


def sort_rules(rules: Marks, x_height: float) -> tuple[Marks, Marks]:
    """The level rules and the upright ones that are long enough to part anything, teeth of combs left out.

    Args:
        rules: boxes.
        x_height: px.
    """
    level = (rules.width > LEVEL * x_height) & (rules.width > SLENDER * rules.height)
    upright = (rules.height > UPRIGHT * x_height) & (rules.height > SLENDER * rules.width)
    across, down = rules.take(level), rules.take(upright)
    return across, down.take(~find_teeth(down, x_height))


def draw_walls(rules: Marks, raster: Raster, x_height: float) -> NDArray[np.bool_]:
    """(rows, columns) bool: the cells of a raster in which upright rules stand, which no line crosses.

    Args:
        rules: boxes of the page's rules.
        raster: of the page's text.
        x_height: px.
    """
    walls = np.zeros(raster.ids.shape, dtype=bool)
    _, upright = sort_rules(rules, x_height)
    sides = (raster.rows(upright.top), raster.rows(upright.bottom), raster.columns(upright.x))
    for top, bottom, column in zip(*(side.tolist() for side in sides), strict=True):
        walls[top : bottom + 1, column] = True
    return walls


def _connected(meets: NDArray[np.bool_]) -> list[tuple[Ints, Ints]]:
    """Sets of level and upright rules that hang together: (level, upright) bool to indices of both."""
    sets = []
    left = np.asarray(meets.any(axis=1))
    while left.any():
        rows = np.zeros(len(left), dtype=bool)
        rows[np.argmax(left)] = True
        while True:
            columns = np.asarray(meets[rows].any(axis=0))
            grown = np.asarray(meets[:, columns].any(axis=1))
            if np.array_equal(grown, rows):
                break
            rows = grown
        sets.append((np.flatnonzero(rows), np.flatnonzero(columns)))
        left &= ~rows
    return sets


def _make_grid(level: Marks, upright: Marks, x_height: float) -> Grid | None:
    """The grid of rules that hang together; None where it has no two cells beside each other."""
    same = SAME * x_height
    left = min(float(level.left.min()), float(upright.left.min()))
    right = max(float(level.right.max()), float(upright.right.max()))
    top = min(float(level.top.min()), float(upright.top.min()))
    bottom = max(float(level.bottom.max()), float(upright.bottom.max()))
    xs, ys = _boundaries(upright.x, (left, right), same), _boundaries(level.y, (top, bottom), same)
    if len(xs) < 3 or len(ys) < 2:
        return None
    walls = _closed(upright.x, (upright.top, upright.bottom), xs[1:-1], ys, same)
    floors = _closed(level.y, (level.left, level.right), ys[1:-1], xs, same)
    cells = _join_cells(walls.T, floors)
    return Grid(xs, ys, cells) if len(np.unique(cells % cells.shape[1])) > 1 else None


def _boundaries(at: Floats, ends: tuple[float, float], same: float) -> Floats:
    """Places of rules, those that are one boundary taken together, with both ends of the grid."""
    places = np.sort(at)
    groups = np.split(places, np.flatnonzero(np.diff(places) > same) + 1)
    middles = [float(group.mean()) for group in groups]
    if middles[0] - ends[0] > same:
        middles.insert(0, ends[0])
    if ends[1] - middles[-1] > same:
        middles.append(ends[1])
    return np.array(middles)


def _closed(
    at: Floats, spans: tuple[Floats, Floats], inner: Floats, ends: Floats, same: float
) -> NDArray[np.bool_]:
    """(inner, sides) whether rules on an inner boundary run along each side, from one end to the next."""
    found = np.zeros((len(inner), len(ends) - 1), dtype=bool)
    for index, place in enumerate(inner.tolist()):
        here = np.abs(at - place) <= 2 * same
        low = np.maximum(spans[0][here][:, None], ends[:-1])
        high = np.minimum(spans[1][here][:, None], ends[1:])
        found[index] = np.maximum(high - low, 0).sum(axis=0) >= COVERED * np.diff(ends)
    return found


def _join_cells(walls: NDArray[np.bool_], floors: NDArray[np.bool_]) -> Ints:
    """Numbers of cells: walls (rows, columns - 1) and floors (rows - 1, columns) part them."""
    rows, columns = walls.shape[0], floors.shape[1]
    cells = np.arange(rows * columns).reshape(rows, columns)
    while True:
        before = cells.copy()
        for here, there, parted in (
            (cells[:, 1:], cells[:, :-1], walls),
            (cells[1:], cells[:-1], floors),
        ):
            for low, high in ((here, there), (there, here)):
                low[...] = np.where(parted, low, np.minimum(low, high))
        if np.array_equal(cells, before):
            return cells
