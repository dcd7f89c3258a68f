"""Finds initials of several lines' height, and puts each before the line that it begins."""

from __future__ import annotations

from collections.abc import Iterable
from dataclasses import replace

import numpy as np
from numpy.typing import NDArray

from segmenter.baselines import fit_baselines
from segmenter.geometry import Baseline
from segmenter.likelihood import TALL
from segmenter.marks import Ints, Marks
from segmenter.rules import Sorted
from segmenter.strips import Strip

HEIGHTS = (2.0, 16.0)  # x-heights, between which initials of two to five lines are
WIDEST, NARROWEST = 1.5, 0.25  # of their height
NEAR = (-0.6, 3.0)  # x-heights from an initial to the lines beside it
HEAD, FOOT = 1.2, 1.3  # x-heights its head and foot may be off those of its first and last line
LINES = (2, 5)  # that stand beside an initial
MIN_LETTERS = 4  # of a line beside it


def place_initials(
    blocks: list[list[Strip]], marks: Marks, kinds: Sorted, x_height: float
) -> list[list[Strip]]:
    """The strips of a page with each initial a strip of its own, before that of the first line beside it.

    An initial stands as high as two to five lines: its head level with the first one's, its foot with
    the last one's, and nothing but it to the left of them.

    Args:
        blocks: strips of components, in reading order.
        marks: all components of the page.
        kinds: the same sorted.
        x_height: px.
    """
    high, wide = marks.height / x_height, marks.width / np.maximum(marks.height, 1e-9)
    fits = (kinds.text | kinds.picture) & (high > HEIGHTS[0]) & (high < HEIGHTS[1])
    fits &= (wide < WIDEST) & (wide > NARROWEST)
    for initial in np.flatnonzero(fits).tolist():
        blocks = _place(blocks, initial, marks, x_height)
    return blocks


def _place(blocks: list[list[Strip]], initial: int, marks: Marks, x_height: float) -> list[list[Strip]]:
    """The blocks with one component as an initial, where it is one."""
    where = [(b, s) for b, block in enumerate(blocks) for s, _ in enumerate(block)]
    members = [blocks[b][s].members for b, s in where]
    others = [held[held != initial] for held in members]
    where = [at for at, held in zip(where, others, strict=True) if len(held) >= MIN_LETTERS]
    others = [held for held in others if len(held) >= MIN_LETTERS]
    if not others:
        return blocks
    left = np.array([marks.left[held].min() for held in others])
    head = np.array([np.median(marks.top[held]) for held in others])
    foot = np.array([np.median(marks.bottom[held]) for held in others])
    gap = left - marks.right[initial]
    beside = (gap > NEAR[0] * x_height) & (gap < NEAR[1] * x_height)
    middle = (head + foot) / 2
    beside &= (middle > marks.top[initial]) & (middle < marks.bottom[initial])
    lines: Ints = np.flatnonzero(beside)
    if not LINES[0] <= len(lines) <= LINES[1]:
        return blocks
    first, last = lines[np.argmin(head[lines])], lines[np.argmax(foot[lines])]
    if abs(head[first] - marks.top[initial]) > HEAD * x_height:
        return blocks
    if abs(foot[last] - marks.bottom[initial]) > FOOT * x_height:
        return blocks
    begun, at = where[int(first)]
    found = []
    for number, block in enumerate(blocks):
        kept = _without(block[:at], initial) if number == begun else _without(block, initial)
        if number == begun:
            line, *later = _without(block[at:], initial)
            kept += [Strip(np.array([initial], dtype=np.intp), initial=True)]
            kept += [replace(line, gap_before=False), *later]
        found.append(kept)
    return [block for block in found if block]


def _without(block: list[Strip], initial: int) -> list[Strip]:
    """Strips without a component; where it began a row, the next strip begins it."""
    kept: list[Strip] = []
    begins = False
    for strip in block:
        held = strip.members[strip.members != initial]
        follows = strip.gap_before and not begins
        begins = not len(held) and not follows
        if len(held):
            kept.append(replace(strip, members=held, gap_before=follows))
    return kept


def fit_strips(strips: Iterable[Strip], boxes: NDArray[np.generic]) -> list[tuple[Baseline, float]]:
    """The baseline and the x-height of every strip, px; an initial stands alone as a capital.

    Args:
        strips: of components, each of at least one.
        boxes: (n, 4) of the page's components, px.
    """
    strips = list(strips)
    fits = iter(fit_baselines([boxes[strip.members] for strip in strips if not strip.initial]))
    return [_fit_initial(boxes[strip.members[0]]) if strip.initial else next(fits) for strip in strips]


def _fit_initial(box: NDArray[np.generic]) -> tuple[Baseline, float]:
    """The baseline and the x-height of a capital that stands alone, px."""
    left, top, right, bottom = np.asarray(box, dtype=np.float64).tolist()
    return Baseline((left, right), (bottom, bottom)), (bottom - top) / TALL


def claim_letters(kinds: Sorted, taken: Ints) -> Sorted:
    """Components sorted anew: those that lines took are text, however large they are.

    Args:
        kinds: components sorted by size.
        taken: (k,) those that lines hold.
    """
    text, picture = kinds.text.copy(), kinds.picture.copy()
    large = taken[kinds.picture[taken]]
    text[large], picture[large] = True, False
    return replace(kinds, text=text, picture=picture)
