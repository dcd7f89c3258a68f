"""Tells the edges of a sheet and frames around text from pictures: their ink lies along their own bounds."""

from __future__ import annotations

from dataclasses import replace

import numpy as np

from segmenter.components import ComponentTable
from segmenter.rules import Sorted

LARGE = 20.0  # character heights: width and height of what may lie around text
MOST = 40  # components looked at
RIM = 0.2  # of its width and height to either side, in which an edge's ink lies
INSIDE = 0.15  # of its ink that lies further in, at most
STEP = 0.25  # character heights from one sample of the ink to the next


def tell_sheet_edges(table: ComponentTable, kinds: Sorted, character_height: float) -> Sorted:
    """The kinds with outlines around text that were taken for pictures under ``rule``.

    A sheet that leans on the glass, or lies on it far from its sides, shows its own edges, dark on two or
    more sides: in their bounds lies the page itself.

    Args:
        table: the page's components.
        kinds: the same components sorted.
        character_height: px, above 0.
    """
    large = np.minimum(table.widths, table.heights) >= LARGE * character_height
    chosen = np.flatnonzero(kinds.picture & large)
    if not 0 < len(chosen) <= MOST:
        return kinds
    edges = np.zeros(len(table), dtype=bool)
    step = max(1, round(STEP * character_height))
    text = table.boxes[kinds.text]
    for index in chosen.tolist():
        left, top, right, bottom = table.boxes[index].tolist()
        across, down = RIM * (right - left), RIM * (bottom - top)
        inner = (text[:, 0] > left + across / 2) & (text[:, 2] < right - across / 2)
        inner &= (text[:, 1] > top + down / 2) & (text[:, 3] < bottom - down / 2)
        if not inner.any():
            continue
        ink = table.labels[top:bottom:step, left:right:step] == index + 1
        rows, columns = round(RIM * ink.shape[0]), round(RIM * ink.shape[1])
        within = np.count_nonzero(ink[rows : ink.shape[0] - rows, columns : ink.shape[1] - columns])
        edges[index] = within <= INSIDE * np.count_nonzero(ink)
    if not edges.any():
        return kinds
    return replace(kinds, rule=kinds.rule | edges, picture=kinds.picture & ~edges)
