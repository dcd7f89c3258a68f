"""Gives small marks, and scraps of text inside a line's band, to the line they belong to."""

from __future__ import annotations

import numpy as np
from numpy.typing import NDArray

from segmenter.marks import Floats, Fragments, Ints, Marks

# x-heights: accents lie no higher above the foot of the letters, or above their heads, whichever is
# higher; commas and tails no lower below the foot.
ABOVE_FOOT, ABOVE_HEAD, BELOW_FOOT = 1.8, 0.5, 0.6
LETTER = 0.75  # x-heights: what is higher must reach into the band, or it is a letter of another line
SIDE = 2.2  # x-heights beyond a line's end at which a full stop or a hyphen may follow
SCRAP = 3  # components; a fragment of so few inside another line's band is a part of that line


def assign_to_lines(
    fragments: Fragments, marks: Marks, x_height: float, eligible: NDArray[np.bool_] | None = None
) -> Ints:
    """The line in whose band each mark lies, the nearest of several.

    Args:
        fragments: text lines.
        marks: (k) the boxes to place, level px.
        x_height: px.
        eligible: (F,) bool, the lines that may take marks; all by default.

    Returns:
        (k,) indices of fragments, -1 where a mark lies in no band.
    """
    owner = np.full(len(marks), -1, dtype=np.intp)
    line, mark = _candidates(fragments, marks, x_height, eligible)
    if not len(line):
        return owner
    top, bottom = fragments.bands(line, marks.x[mark])
    height = bottom - top
    y = marks.y[mark]
    aside = _aside(fragments, line, marks, mark)
    head = np.minimum(bottom - ABOVE_FOOT * x_height, top - ABOVE_HEAD * x_height)
    held = (y > head) & (y < bottom + BELOW_FOOT * x_height)
    inside = np.minimum(bottom, marks.bottom[mark]) - np.maximum(top, marks.top[mark])
    held &= (marks.height[mark] < LETTER * x_height) | (inside >= 0)
    cost = np.abs(y - (top + bottom) / 2) / height + aside / x_height
    line, mark, cost = line[held], mark[held], cost[held]
    order = np.lexsort((cost, mark))
    chosen, first = np.unique(mark[order], return_index=True)
    owner[chosen] = line[order][first]
    return owner


def absorb_scraps(fragments: Fragments, x_height: float) -> Fragments:
    """Text lines with the scraps inside their bands made part of them: commas, tails, broken letters.

    Args:
        fragments: text lines and scraps.
        x_height: px.
    """
    sizes = fragments.sizes
    scraps = np.flatnonzero(sizes <= SCRAP)
    if not len(scraps) or len(scraps) == len(sizes):
        return fragments
    owner = assign_to_lines(fragments, fragments.box.take(scraps), x_height, sizes > SCRAP)
    renamed = np.arange(len(sizes))
    renamed[scraps[owner >= 0]] = owner[owner >= 0]
    return Fragments.from_labels(fragments.marks, renamed[fragments.labels()])


def _candidates(
    fragments: Fragments, marks: Marks, x_height: float, eligible: NDArray[np.bool_] | None
) -> tuple[Ints, Ints]:
    """Pairs of line and mark where the mark's middle lies in or near the line's box."""
    box = fragments.box
    order = np.argsort(marks.y, kind="stable")
    y, x = marks.y[order], marks.x[order]
    lines = np.arange(len(fragments)) if eligible is None else np.flatnonzero(eligible)
    reach = ABOVE_FOOT * x_height
    first = np.searchsorted(y, (box.top - reach)[lines])
    end = np.searchsorted(y, (box.bottom + reach)[lines])
    found_lines, found_marks = [], []
    for line, low, high in zip(lines.tolist(), first.tolist(), end.tolist(), strict=True):
        left, right = box.left[line] - SIDE * x_height, box.right[line] + SIDE * x_height
        inside = low + np.flatnonzero((x[low:high] > left) & (x[low:high] < right))
        found_lines.append(np.full(len(inside), line, dtype=np.intp))
        found_marks.append(order[inside])
    if not found_lines:
        return np.empty(0, dtype=np.intp), np.empty(0, dtype=np.intp)
    return np.concatenate(found_lines), np.concatenate(found_marks)


def _aside(fragments: Fragments, line: Ints, marks: Marks, mark: Ints) -> Floats:
    """How far each mark's middle lies beyond its line's ends, px."""
    x = marks.x[mark]
    return np.maximum(np.maximum(fragments.box.left[line] - x, x - fragments.box.right[line]), 0)
