"""Reads ruled tables row by row: which text lines stand in which cell, and where among the other lines."""

from __future__ import annotations

import numpy as np

from segmenter.grids import Grid
from segmenter.marks import Floats, Fragments, Ints, Marks
from segmenter.rows import form_rows
from segmenter.strips import Strip

# Where no rules part the rows, lines of several cells that stand on one level are rows of the table.
MANY_LINES = 4  # in a cell: with so many it is a column, unless its lines are prose
FEW_LINES = 2  # the same where the whole table is but one or two rows of cells
ALIGNED, LEVEL = 0.6, 0.6  # share of a column's lines that must match lines beside, within so many x-heights
PROSE = 14.0  # x-heights: the median line of running text between upright rules, which is read down


def order_strips(
    fragments: Fragments, groups: list[Ints], grids: list[Grid], extents: Marks, x_height: float
) -> list[list[Strip]]:
    """Blocks of text lines in reading order, ruled tables where they stand among the other lines.

    Args:
        fragments: text lines of the page.
        groups: those of each column, in reading order.
        grids: the page's ruled tables.
        extents: (F) bounds of all fragments with their dots and commas.
        x_height: px.
    """
    scale = (extents, x_height)
    owner = _find_owners(fragments, grids)
    blocks: list[list[Strip]] = []
    placed: set[int] = set()
    for group in groups:
        rest = group
        inside = [index for index in np.unique(owner[group]).tolist() if index >= 0 and index not in placed]
        for index in sorted(inside, key=lambda at: float(grids[at].ys[0])):
            placed.add(index)
            above = (fragments.box.y[rest] < grids[index].ys[0]) & (owner[rest] < 0)
            blocks.append(_strips(fragments, rest[above], scale))
            blocks.append(read_grid(fragments, grids[index], np.flatnonzero(owner == index), scale))
            rest = rest[~above]
        blocks.append(_strips(fragments, rest[owner[rest] < 0], scale))
    return [block for block in blocks if block]


def _find_owners(fragments: Fragments, grids: list[Grid]) -> Ints:
    """(F,) the grid each fragment stands in, -1 for none; grids with text in one column only own none."""
    owner = np.full(len(fragments), -1, dtype=np.intp)
    # A grid within a cell of another is found later, and read by itself.
    for index in sorted(range(len(grids)), key=lambda at: -float(np.ptp(grids[at].xs))):
        _, column = grids[index].places(fragments.box.x, fragments.box.y)
        if len(np.unique(column[column >= 0])) > 1:
            owner[column >= 0] = index
    return owner


def _strips(fragments: Fragments, here: Ints, scale: tuple[Marks, float]) -> list[Strip]:
    """The strips of lines that no grid holds."""
    if not len(here):
        return []
    rows = form_rows(fragments, here, *scale)
    return [Strip(strip, None, place > 0) for row in rows for place, strip in enumerate(row)]


def read_grid(fragments: Fragments, grid: Grid, here: Ints, scale: tuple[Marks, float]) -> list[Strip]:
    """The strips of a ruled table, row by row, each cell read whole before the next.

    Args:
        fragments: text lines of the page.
        grid: the table.
        here: the fragments in it.
        scale: bounds of all fragments with their dots, and the x-height, px.
    """
    row, column = grid.places(fragments.box.x[here], fragments.box.y[here])
    bands = grid.bands()
    filled = len(np.unique(bands[row]))
    found: list[Strip] = []
    first = 0
    for band in np.unique(bands).tolist():
        inside = bands[row] == band
        lines = []
        for cell in sorted(set(zip(row[inside].tolist(), column[inside].tolist(), strict=True))):
            held = here[(row == cell[0]) & (column == cell[1])]
            rows = form_rows(fragments, held, *scale) if len(held) > 1 else [[held]]
            lines += [(strip, cell) for each in rows for strip in each]
        across = _rows_across(fragments, lines, scale[1], filled)
        if across is None:
            numbered = [(strip, (first + cell[0] - band, cell[1])) for strip, cell in lines]
            first += int(np.count_nonzero(bands == band))
        else:
            numbered = [
                (strip, (first + at, cell[1])) for (strip, cell), at in zip(lines, across, strict=True)
            ]
            numbered.sort(key=lambda line: (line[1], float(fragments.box.left[line[0]].min())))
            first += max(across) + 1
        for strip, place in numbered:
            same = bool(found) and found[-1].cell is not None and found[-1].cell[0] == place[0]
            found.append(Strip(strip, place, same))
    return found


def _rows_across(
    fragments: Fragments, lines: list[tuple[Ints, tuple[int, int]]], x_height: float, filled: int
) -> list[int] | None:
    """The row of each line where the lines of several columns make rows; None where cells are read whole."""
    columns: dict[int, list[int]] = {}
    for index, (_, cell) in enumerate(lines):
        columns.setdefault(cell[1], []).append(index)
    enough = FEW_LINES if filled <= FEW_LINES else MANY_LINES
    feet = np.array([_foot(fragments, strip) for strip, _ in lines])
    width = [
        float(np.ptp(fragments.box.right[s]) + fragments.box.width[s].max()) / x_height for s, _ in lines
    ]
    full = [held for held in columns.values() if len(held) >= enough]
    if len(full) < 2 or sum(float(np.median([width[i] for i in held])) >= PROSE for held in full) >= 2:
        return None
    longest = max(full, key=len)
    for held in full:
        if held is not longest:
            step = np.abs(feet[held][:, None] - feet[longest]).min(axis=1)
            if np.mean(step <= LEVEL * x_height) < ALIGNED:
                return None
    return _cluster(feet, LEVEL * x_height)


def _foot(fragments: Fragments, strip: Ints) -> float:
    """Where a line stands, level px."""
    piece = strip[:1]
    _, bottom = fragments.bands(piece, fragments.box.left[piece])
    return float(bottom[0])


def _cluster(feet: Floats, within: float) -> list[int]:
    """The number of the row each line is in, from the top: rows begin where the next foot is lower."""
    order = np.argsort(feet)
    row = np.cumsum(np.concatenate([[0], np.diff(feet[order]) > within]))
    numbers = np.empty(len(feet), dtype=np.intp)
    numbers[order] = row
    return [int(number) for number in numbers]
