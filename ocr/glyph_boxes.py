"""Ties every character of a line to the ink it was read from: its box on the clean page."""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from numpy.typing import NDArray

from segmenter.types import TextLine

Doubles = NDArray[np.float64]
Bools = NDArray[np.bool_]


@dataclass(frozen=True, slots=True, eq=False)
class CharacterInk:
    """The ink that each character of a line was read from.

    Args:
        boxes: (n, 4) float64: left, top, right, bottom of every character, clean-page px.
        owned: (m, n) bool: whether the line's component i is of character j, or a part of it is.
    """

    boxes: Doubles
    owned: Bools

    def is_shared(self, at: int) -> bool:
        """Whether a character shares a component with another: their ink touches."""
        return bool((self.owned[self.owned[:, at]].sum(axis=1) > 1).any())


def box_characters(line: TextLine, spans: Doubles, ink: Bools) -> CharacterInk:
    """The boxes of a line's characters on the clean page, and the components they come from.

    The line is cut into cells, half way between the spans of neighbours. A component that holds the
    middles of several spans is touching letters and is split at the cells' borders; any other goes
    whole to the cell that holds most of its width: dots, accents and the pieces of broken letters
    join their letter. A character no component was left for gets the part of its cell that ink
    covers, or else its span over the height of the line.

    Args:
        line: the line read.
        spans: (n, 2) float64: left and right of every character's frames, page px, rising.
        ink: (H, W) bool, the clean page's ink.

    Returns:
        The ink of every character; with no span, of none.
    """
    if not len(spans):
        return CharacterInk(np.zeros((0, 4)), np.zeros((len(line.components), 0), dtype=bool))
    cells = _cut_cells(line, spans)
    parts = np.array(
        [(c.box.left, c.box.top, c.box.right, c.box.bottom) for c in line.components], dtype=np.float64
    ).reshape(-1, 4)
    owned = _share_components(parts, cells, spans.mean(axis=1))
    left = np.maximum(parts[:, None, 0], cells[None, :, 0])
    right = np.minimum(parts[:, None, 2], cells[None, :, 1])
    shared = owned.sum(axis=1) > 1
    left = np.where(shared[:, None], left, parts[:, None, 0])
    right = np.where(shared[:, None], right, parts[:, None, 2])
    boxes = np.stack(
        [
            np.where(owned, left, np.inf).min(axis=0, initial=np.inf),
            np.where(owned, parts[:, None, 1], np.inf).min(axis=0, initial=np.inf),
            np.where(owned, right, -np.inf).max(axis=0, initial=-np.inf),
            np.where(owned, parts[:, None, 3], -np.inf).max(axis=0, initial=-np.inf),
        ],
        axis=1,
    )
    for index in np.flatnonzero(owned[shared].any(axis=0)):
        boxes[index] = _tighten(boxes[index], ink)
    for index in np.flatnonzero(~owned.any(axis=0)):
        boxes[index] = _span_box(line, spans[index])
    return CharacterInk(boxes, owned)


def _cut_cells(line: TextLine, spans: Doubles) -> Doubles:
    """(n, 2) borders of the cells, which share the whole line out among the characters."""
    cuts = (spans[:-1, 1] + spans[1:, 0]) / 2
    left = np.concatenate([[min(float(line.box.left), spans[0, 0])], cuts])
    right = np.concatenate([cuts, [max(float(line.box.right), spans[-1, 1])]])
    return np.stack([left, right], axis=1)


def _share_components(parts: Doubles, cells: Doubles, middles: Doubles) -> Bools:
    """Which character owns which component, (m, n) bool."""
    overlap = np.minimum(parts[:, None, 2], cells[None, :, 1]) - np.maximum(
        parts[:, None, 0], cells[None, :, 0]
    )
    holds = (parts[:, None, 0] <= middles) & (middles < parts[:, None, 2])
    owned = np.zeros(holds.shape, dtype=bool)
    if owned.size:
        owned[np.arange(len(parts)), overlap.argmax(axis=1)] = True
        several = holds.sum(axis=1) > 1
        owned[several] = holds[several]
    for index in np.flatnonzero(~owned.any(axis=0)):
        owned[:, index] = overlap[:, index] >= 0.5 * (cells[index, 1] - cells[index, 0])
    return owned


def _tighten(box: Doubles, ink: Bools) -> Doubles:
    """The box's rows that hold ink."""
    left, right = int(np.floor(box[0])), int(np.ceil(box[2]))
    top, bottom = int(box[1]), int(box[3])
    rows = np.flatnonzero(ink[top:bottom, left:right].any(axis=1))
    if len(rows):
        top, bottom = top + int(rows[0]), top + int(rows[-1]) + 1
    return np.array([box[0], top, box[2], bottom])


def _span_box(line: TextLine, span: Doubles) -> Doubles:
    """A span over the line's height from an x-height's top to the baseline, where it holds no ink."""
    base = float(line.baseline.y_at(span.mean())[()])
    return np.array([span[0], base - max(line.x_height, 1.0), max(span[1], span[0] + 1.0), base])
