"""Cuts a page along its column gutters into groups of lines, in reading order."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmenter.boundaries import Boundary, crosses
from segmenter.columns import Sides, judge_gutter
from segmenter.marks import Fragments, Ints
from segmenter.notes import find_notes, insert_notes

MAX_DEPTH = 12  # cuts within cuts; no page has more
TAIL_STEP = 1.7  # leadings from line to line within which a column goes on past its gutter's end


def order_fragments(
    fragments: Fragments, boundaries: list[Boundary], x_height: float, leading: float
) -> list[Ints]:
    """Groups of lines that no column gutter parts, in reading order: above, left, right, below.

    Notes in the margin are groups of their own, each after the paragraph beside it.

    Args:
        fragments: text lines.
        boundaries: white gutters, columns' or tables'.
        x_height: px.
        leading: px.
    """
    notes = find_notes(fragments, boundaries, x_height, leading)
    text = (
        np.setdiff1d(np.arange(len(fragments)), np.concatenate(notes)) if notes else np.arange(len(fragments))
    )
    return insert_notes(fragments, _cut(fragments, text, boundaries, (x_height, leading), 0), notes, x_height)


def _cut(
    fragments: Fragments, here: Ints, boundaries: list[Boundary], scale: tuple[float, float], depth: int
) -> list[Ints]:
    """Cut along the strongest column gutter, then each part again."""
    if len(here) == 0:
        return []
    best: tuple[float, Sides, Boundary] | None = None
    for boundary in boundaries if depth < MAX_DEPTH else []:
        judged = judge_gutter(fragments, here, boundary, *scale)
        if judged is not None and (best is None or judged[0] > best[0]):
            best = (*judged, boundary)
    if best is None:
        return [here]
    parts = _split(fragments, here, best[2], best[1], scale)
    if max(len(part) for part in parts) == len(here):
        return [here]
    remaining = [boundary for boundary in boundaries if boundary is not best[2]]
    # Above and below the cut the same chain of gutters may go on.
    above, left, right, below = parts
    return [
        *_cut(fragments, above, boundaries, scale, depth + 1),
        *_cut(fragments, left, remaining, scale, depth + 1),
        *_cut(fragments, right, remaining, scale, depth + 1),
        *_cut(fragments, below, boundaries, scale, depth + 1),
    ]


def _split(
    fragments: Fragments, here: Ints, boundary: Boundary, sides: Sides, scale: tuple[float, float]
) -> tuple[Ints, Ints, Ints, Ints]:
    """Lines above a gutter, left and right of it, and below it; short tails stay with their column."""
    box = fragments.box
    x_height, leading = scale
    y = box.y[here]
    middle = boundary.x_at(y)
    is_left = box.x[here] < middle
    barring = crosses(box.take(here), middle, x_height)
    place = np.zeros(len(here), dtype=np.intp)
    place[y <= sides.top] = -1
    place[y >= sides.bottom] = 1
    edges = [[sides.top, sides.bottom], [sides.top, sides.bottom]]
    for direction, order in ((1, np.argsort(y)), (-1, np.argsort(-y))):
        _attach_tails(place, y[order], (is_left, barring), order, direction, (edges, TAIL_STEP * leading))
    inside = place == 0
    return here[place < 0], here[inside & is_left], here[inside & ~is_left], here[place > 0]


def _attach_tails(
    place: Ints,
    y: NDArray[np.float64],
    sides: tuple[NDArray[np.bool_], NDArray[np.bool_]],
    order: Ints,
    direction: int,
    reach: tuple[list[list[float]], float],
) -> None:
    """Move lines that carry a column on past its gutter's end into the column, in place."""
    is_left, barring = sides
    edges, step = reach
    last = [edge[1] if direction > 0 else edge[0] for edge in edges]
    ended = [False, False]
    for at, index in zip(y.tolist(), order.tolist(), strict=True):
        side = 0 if is_left[index] else 1
        if place[index] == direction:
            if barring[index]:
                return
            ended[side] |= direction * (at - last[side]) > step
            if ended[side]:
                continue
            place[index] = 0
        if place[index] == 0:
            last[side] = max(last[side], at) if direction > 0 else min(last[side], at)
