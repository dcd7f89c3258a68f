"""Chains pieces of white gutter into the boundaries along which a page is cut into columns."""

from __future__ import annotations

from dataclasses import dataclass

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.marks import Floats, Ints, Marks
from segmenter.raster import Raster

CHAIN_REACH = 6.0  # x-heights a gutter may shift sideways from piece to piece
CHAIN_GAP = 1.0  # leadings that may lie between two pieces of one gutter
BLANK_STEP = 2.5  # leadings from line to line within which text beside a longer gap runs on
SIDE_BY_SIDE = 0.5  # of the shorter piece's rows, shared: two gutters, not one
# In cells of the raster, a fifth of an x-height each: text within a gutter so small does not part it; so far
# its middle may shift from row to row; shorter ones are none.
HOLE, SHIFT, SHORTEST = 5, 5, 10
CROSSING = 0.5  # x-heights a line must reach over a gutter on both sides to bar it


@dataclass(frozen=True, slots=True, eq=False)
class Boundary:
    """A chain of gutter pieces from top to bottom.

    Args:
        top: level px of its first row.
        bottom: level px just below its last row.
        ys: knots, level px, increasing.
        xs: the gutter's middle at each knot, level px.
    """

    top: float
    bottom: float
    ys: Floats
    xs: Floats

    def x_at(self, y: Floats) -> Floats:
        """The gutter's middle at each y; beyond its ends, that of the nearer end."""
        return np.asarray(np.interp(y, self.ys, self.xs))


def crosses(box: Marks, x: Floats, x_height: float) -> NDArray[np.bool_]:
    """(n,) which lines reach well over a gutter on both sides.

    Args:
        box: (n) bounds of lines, level px.
        x: (n,) or one, the gutter's middle beside each.
        x_height: px.
    """
    reach = CROSSING * x_height
    return np.asarray((box.left < x - reach) & (box.right > x + reach))


def find_boundaries(
    walls: NDArray[np.bool_], raster: Raster, lines: Marks, x_height: float, leading: float
) -> list[Boundary]:
    """Pieces of gutter chained where they go on a little to the side and no line lies across.

    A picture or the end of a column's text may part two pieces by any distance, as long as lines run
    on to one side of the gap: a reader who follows them does not see that the gutter is broken.

    Args:
        walls: as from ``find_walls``.
        raster: whose cells the walls lie in.
        lines: bounds of the text lines, level px.
        x_height: px.
        leading: px.
    """
    _, found, found_stats, _ = cv2.connectedComponentsWithStats(walls.view(np.uint8), connectivity=8)
    labels, stats = np.asarray(found, dtype=np.int32), np.asarray(found_stats, dtype=np.int32)[1:]
    if not len(stats):
        return []
    whole = [
        piece
        for number, place in enumerate(stats.tolist(), 1)
        for piece in _pieces(labels, place, number, raster)
    ]
    pieces = [part for piece in whole for part in _cut(piece, lines, x_height)]
    chains = _chain(pieces, lines, x_height, leading)
    return [_join([pieces[piece] for piece in chain], raster.scale) for chain in chains]


def _pieces(labels: NDArray[np.int32], place: list[int], number: int, raster: Raster) -> list[Boundary]:
    """The gutters of one white area, the middle of each known in each of its rows."""
    left, top, width, height = place[:4]
    inside = labels[top : top + height, left : left + width] == number
    strands = [(0, (inside @ (np.arange(width) + 0.5)) / inside.sum(axis=1))]
    if (np.count_nonzero(np.diff(inside, axis=1, prepend=False, append=False), axis=1) > 2).any():
        strands = _part_strands(inside)
    made = []
    for first, middle in strands:
        rows = np.arange(len(middle)) + top + first
        ys = np.asarray((rows + 0.5) / raster.scale + raster.y0, dtype=np.float64)
        ends = rows[0] / raster.scale + raster.y0, (rows[-1] + 1) / raster.scale + raster.y0
        made.append(Boundary(*ends, ys, np.asarray((middle + left) / raster.scale + raster.x0)))
    return made


def _part_strands(inside: NDArray[np.bool_]) -> list[tuple[int, Floats]]:
    """White areas that blank bands join, parted: the first row and the middles, in cells, of each gutter.

    A strand is a run of white that goes on from row to row without parting or meeting another.
    """
    closed = cv2.morphologyEx(inside.view(np.uint8), cv2.MORPH_CLOSE, np.ones((HOLE, HOLE), np.uint8))
    edges = np.diff(closed.astype(np.int8), axis=1, prepend=0, append=0)
    strands: list[tuple[int, list[float]]] = []
    before: list[tuple[int, int, int]] = []  # start, end and strand of the runs of the row above
    for row in range(len(edges)):
        starts, ends = np.flatnonzero(edges[row] > 0).tolist(), np.flatnonzero(edges[row] < 0).tolist()
        runs = []
        for start, end in zip(starts, ends, strict=True):
            above = [run for run in before if run[0] < end and run[1] > start]
            strand = -1
            if (
                len(above) == 1
                and sum(s < above[0][1] and e > above[0][0] for s, e in zip(starts, ends, strict=True)) == 1
            ):
                middle = strands[above[0][2]][1][-1]
                if abs((start + end) / 2 - middle) <= SHIFT:
                    strand = above[0][2]
            if strand < 0:
                strand = len(strands)
                strands.append((row, []))
            strands[strand][1].append((start + end) / 2)
            runs.append((start, end, strand))
        before = runs
    return [(first, np.array(middles)) for first, middles in strands if len(middles) >= SHORTEST]


def _cut(piece: Boundary, lines: Marks, x_height: float) -> list[Boundary]:
    """The parts of a piece above, between and below the lines that lie across it."""
    near = lines.take((lines.y > piece.top) & (lines.y < piece.bottom))
    across = near.take(crosses(near, piece.x_at(near.y), x_height))
    if not len(across):
        return [piece]
    kept = np.all((piece.ys[:, None] < across.top) | (piece.ys[:, None] > across.bottom), axis=1)
    runs = np.split(np.arange(len(kept)), np.flatnonzero(np.diff(kept)) + 1)
    half = (piece.bottom - piece.top) / len(kept) / 2
    return [
        Boundary(piece.ys[run[0]] - half, piece.ys[run[-1]] + half, piece.ys[run], piece.xs[run])
        for run in runs
        if kept[run[0]]
    ]


def _chain(pieces: list[Boundary], lines: Marks, x_height: float, leading: float) -> list[list[int]]:
    """Pieces grouped, each piece with those that it goes on with."""
    group = list(range(len(pieces)))
    order = sorted(group, key=lambda piece: pieces[piece].top)
    for place, upper in enumerate(order):
        for lower in order[place + 1 :]:
            if group[upper] == group[lower]:
                continue
            if _goes_on(pieces[upper], pieces[lower], lines, x_height, leading):
                old, new = group[lower], group[upper]
                group = [new if label == old else label for label in group]
    return [[piece for piece in order if group[piece] == label] for label in sorted(set(group))]


def _goes_on(upper: Boundary, lower: Boundary, lines: Marks, x_height: float, leading: float) -> bool:
    """Whether one gutter leads on into another that begins further down."""
    if abs(upper.xs[-1] - lower.xs[0]) > CHAIN_REACH * x_height:
        return False
    shared = min(upper.bottom, lower.bottom) - lower.top
    if shared > 0:
        return shared <= SIDE_BY_SIDE * min(upper.bottom - upper.top, lower.bottom - lower.top)
    between = lines.take((lines.y > upper.bottom - x_height) & (lines.y < lower.top + x_height))
    middle = np.interp(between.y, [upper.bottom, lower.top], [upper.xs[-1], lower.xs[0]])
    if crosses(between, middle, x_height).any():
        return False
    if -shared <= CHAIN_GAP * leading:
        return True
    feet = np.sort(np.concatenate([[upper.bottom, lower.top], between.y]))
    return bool(np.diff(feet).max() <= BLANK_STEP * leading)


def _join(pieces: list[Boundary], scale: float) -> Boundary:
    """One polyline through pieces, from the top down; where two share rows the longer one is followed."""
    top, bottom = min(piece.top for piece in pieces), max(piece.bottom for piece in pieces)
    at = np.full(round((bottom - top) * scale) + 1, np.nan)
    for piece in sorted(pieces, key=lambda piece: piece.bottom - piece.top):
        start = round((piece.top - top) * scale)
        at[start : start + len(piece.xs)] = piece.xs
    rows: Ints = np.flatnonzero(~np.isnan(at))
    return Boundary(top, bottom, np.asarray((rows + 0.5) / scale + top), at[rows])
