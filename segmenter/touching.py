"""Components in which letters of two lines touch: which of their rows each line may show."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmenter.types import TextLine

Floats = NDArray[np.float64]

CORE = (0.8, 0.2)  # x-heights above the baseline: what covers these rows has a letter on the line
LINES_APART = 0.8  # x-heights between the baselines of two different lines
CUT = 0.45  # x-heights below the upper baseline, where descenders end


@dataclass(frozen=True, slots=True)
class Share:
    """The rows of a component that belong to one of its lines.

    Args:
        label: the component's.
        top: first row that the line shows, px; minus infinity where nothing is cut above.
        bottom: the row after the last, px; infinity where nothing is cut below.
    """

    label: int
    top: float
    bottom: float


def share_touching(lines: Sequence[TextLine]) -> list[list[Share]]:
    """Divide components that reach through a second line between the two.

    A component is held by one line alone; where its ink is also a letter of a line above or
    below, that line would lose the letter and the other would show it.

    Args:
        lines: the page's text lines.

    Returns:
        For each line the components it shares, its own and other lines', and the rows it shows.
    """
    shares: list[list[Share]] = [[] for _ in lines]
    parts = [(owner, component) for owner, line in enumerate(lines) for component in line.components]
    if not parts:
        return shares
    boxes = np.array([(c.box.left, c.box.top, c.box.right, c.box.bottom) for _, c in parts], dtype=np.float64)
    owners = np.array([owner for owner, _ in parts])
    middles = (boxes[:, 0] + boxes[:, 2]) / 2
    feet = _owners_feet(lines, owners, middles)
    for index, line in enumerate(lines):
        for place in _reaching_through(line, boxes, middles, feet):
            owner = int(owners[place])
            if owner == index:
                continue
            here = float(line.baseline.y_at(middles[place]))
            upper, foot = (line, here) if here < feet[place] else (lines[owner], float(feet[place]))
            cut = foot + CUT * upper.x_height
            over, under = (index, owner) if upper is line else (owner, index)
            label = parts[place][1].label
            shares[over].append(Share(label, -np.inf, cut))
            shares[under].append(Share(label, cut, np.inf))
    return shares


def _owners_feet(lines: Sequence[TextLine], owners: NDArray[np.intp], middles: Floats) -> Floats:
    """(n,) each component's own baseline at its middle, px."""
    feet = np.empty(len(owners))
    for index, line in enumerate(lines):
        held = owners == index
        feet[held] = line.baseline.y_at(middles[held])
    return feet


def _reaching_through(line: TextLine, boxes: Floats, middles: Floats, feet: Floats) -> list[int]:
    """Which components of lines above and below cover the rows of this line's small letters."""
    near = np.flatnonzero(
        (middles > line.box.left)
        & (middles < line.box.right)
        & (boxes[:, 1] < line.box.bottom)
        & (boxes[:, 3] > line.box.top)
    )
    here = line.baseline.y_at(middles[near])
    through = (boxes[near, 1] <= here - CORE[0] * line.x_height) & (
        boxes[near, 3] >= here - CORE[1] * line.x_height
    )
    through &= np.abs(here - feet[near]) > LINES_APART * line.x_height
    return [int(place) for place in near[through]]
