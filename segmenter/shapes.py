"""Takes what is no text by its shape out of a page's components: barcodes, stamps, pictures, signatures."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from segmenter.components import ComponentTable
from segmenter.geometry import Box
from segmenter.marks import Ints
from segmenter.rules import Sorted
from segmenter.types import Region, RegionKind

Finder = Callable[[ComponentTable, Sorted, float], "list[Shape]"]


@dataclass(frozen=True, slots=True, eq=False)
class Shape:
    """Something that is no text.

    Args:
        kind: what it is.
        box: its bounds, px.
        members: (k,) the components that it is made of.
    """

    kind: RegionKind
    box: Box
    members: Ints

    @property
    def region(self) -> Region:
        """The same without its components."""
        return Region(self.kind, self.box)


def make_shape(kind: RegionKind, table: ComponentTable, members: Ints) -> Shape:
    """A shape that is as large as its components, at least one.

    Args:
        kind: what it is.
        table: the page's components.
        members: (k,) indices of its own.
    """
    boxes = table.boxes[members]
    low, high = boxes[:, :2].min(axis=0), boxes[:, 2:].max(axis=0)
    return Shape(kind, Box(int(low[0]), int(low[1]), int(high[0]), int(high[1])), members)


def take_shapes(
    table: ComponentTable, kinds: Sorted, character_height: float, finders: list[Finder]
) -> tuple[Sorted, list[Shape]]:
    """Find shapes of several kinds, each among what the kinds before it left.

    Args:
        table: the page's components.
        kinds: the same components sorted.
        character_height: px, above 0.
        finders: from components, their kinds and the character height to shapes.

    Returns:
        The components sorted anew, those of shapes under ``shape``; and the shapes.
    """
    shapes: list[Shape] = []
    for find in finders:
        found = find(table, kinds, character_height)
        if found:
            shapes += found
            kinds = _without(kinds, np.concatenate([shape.members for shape in found]))
    return kinds, shapes


def _without(kinds: Sorted, members: Ints) -> Sorted:
    """The kinds with some components under ``shape``."""
    taken = kinds.shape.copy()
    taken[members] = True
    free = ~taken
    return replace(
        kinds,
        text=kinds.text & free,
        small=kinds.small & free,
        rule=kinds.rule & free,
        picture=kinds.picture & free,
        shape=taken,
    )


def centres_in(table: ComponentTable, box: Box) -> NDArray[np.bool_]:
    """(n,) which components have their middle inside a box."""
    x = (table.boxes[:, 0] + table.boxes[:, 2]) / 2
    y = (table.boxes[:, 1] + table.boxes[:, 3]) / 2
    return np.asarray((x >= box.left) & (x < box.right) & (y >= box.top) & (y < box.bottom))


def middle_cells(
    table: ComponentTable, members: Ints, cell: int, shape: tuple[int, ...]
) -> tuple[Ints, Ints]:
    """Row and column of the cell, so many px a side, that the middle of each of some components lies in."""
    boxes = table.boxes[members]
    x = np.minimum((boxes[:, 0] + boxes[:, 2]) // (2 * cell), shape[1] - 1)
    y = np.minimum((boxes[:, 1] + boxes[:, 3]) // (2 * cell), shape[0] - 1)
    return y, x
