"""Sorts components: text, small marks, rules, frames and pictures."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace

import numpy as np
from numpy.typing import NDArray

from segmenter.components import ComponentTable
from segmenter.geometry import Box, union_boxes
from segmenter.types import Region

Ints = NDArray[np.intp]

# All lengths below are in character heights of the page.
MIN_TEXT = (0.08, 0.45)  # width and height below which a mark is a dot, an accent or a comma
MIN_TEXT_AREA = 0.03  # squared character heights
FLAT_RULE = (8.0, 0.5)  # longer than, and lower than: a horizontal rule
UPRIGHT_RULE = (5.0, 0.6)  # taller than, and narrower than: a vertical rule
RULE_SLENDERNESS = 20.0  # times as long as thick: a rule, whatever its thickness
PICTURE_HEIGHT, PICTURE_WIDTH = 6.0, 14.0  # more is no letter and no word
DENSE_PICTURE = (4.0, 0.5)  # broader and higher than, and fuller than
SOLID = (0.68, 1.8, 1.6)  # fuller than, higher than, wider than: a blot
SMALL_LETTER = 0.7  # x-heights; lower marks are no letters even where lines are lower than was thought
DASH = 1.3  # times as wide as high: a small mark that may be one of a dashed rule
DASH_REACH, DASH_STEP = 4.0, 0.2  # to either side, and up or down, where others of the rule lie
MIN_DASHES = 5  # others so near: the accents of a line stand less thickly
MAX_DASHES = 4000  # more are grain
DRAWING_FILL = 0.3  # of its bounds that a drawing's ink covers, at most
FRAME_FILL = 0.08  # a larger component this empty is a frame drawn round something


@dataclass(frozen=True, slots=True, eq=False)
class Sorted:
    """(n,) masks over a page's components; each component is under exactly one.

    Args:
        text: letters and what is as large.
        small: dots, accents, commas, specks.
        rule: rules and frames.
        picture: pictures and blots.
        shape: in a barcode, a stamp, a halftone or a signature, which are told later.
    """

    text: NDArray[np.bool_]
    small: NDArray[np.bool_]
    rule: NDArray[np.bool_]
    picture: NDArray[np.bool_]
    shape: NDArray[np.bool_]


def sort_components(table: ComponentTable, character_height: float, rules: Ints | None = None) -> Sorted:
    """Tell text from what is not, by size and fullness alone.

    Args:
        table: the page's components.
        character_height: px, above 0.
        rules: (k,) which components are known to be rules.
    """
    width = table.widths / character_height
    height = table.heights / character_height
    area = table.areas / character_height**2
    fill = area / np.maximum(width * height, 1e-9)
    rule = (width > FLAT_RULE[0]) & (height < FLAT_RULE[1])
    rule |= (height > UPRIGHT_RULE[0]) & (width < UPRIGHT_RULE[1])
    rule |= (width > FLAT_RULE[0]) & (width > RULE_SLENDERNESS * height)
    if rules is not None:
        rule[rules] = True
    picture = (height > PICTURE_HEIGHT) | (width > PICTURE_WIDTH)
    picture |= (width > DENSE_PICTURE[0]) & (height > DENSE_PICTURE[0]) & (fill > DENSE_PICTURE[1])
    picture |= (fill > SOLID[0]) & (height > SOLID[1]) & (width > SOLID[2])
    rule |= picture & (fill < FRAME_FILL)
    picture &= ~rule
    large = _are_large(table, character_height)
    text = large & ~rule & ~picture
    flat = np.flatnonzero(~large & ~rule & ~picture & (width > DASH * height))
    rule[flat[_stand_in_rows(table.boxes[flat] / character_height)]] = True
    return Sorted(text, ~large & ~rule & ~picture, rule, picture, np.zeros_like(text))


def add_letters(table: ComponentTable, kinds: Sorted, x_height: float) -> Sorted:
    """Text with the small marks that are letters after all, by the x-height of the page's lines.

    Args:
        table: the page's components.
        kinds: the same components sorted.
        x_height: px.
    """
    letters = kinds.small & _are_large(table, x_height) & (table.heights > SMALL_LETTER * x_height)
    return replace(kinds, text=kinds.text | letters, small=kinds.small & ~letters)


def _are_large(table: ComponentTable, character_height: float) -> NDArray[np.bool_]:
    """(n,) which components are at least as large as letters are."""
    large = (table.widths > MIN_TEXT[0] * character_height) & (table.heights > MIN_TEXT[1] * character_height)
    return np.asarray(large & (table.areas >= MIN_TEXT_AREA * character_height**2))


def _stand_in_rows(boxes: NDArray[np.float64]) -> NDArray[np.bool_]:
    """(n,) which flat marks are dashes of one rule: (n, 4) boxes in character heights."""
    if not MIN_DASHES < len(boxes) <= MAX_DASHES:
        return np.zeros(len(boxes), dtype=bool)
    x, y = (boxes[:, 0] + boxes[:, 2]) / 2, (boxes[:, 1] + boxes[:, 3]) / 2
    near = np.abs(x[:, None] - x) <= DASH_REACH
    near &= np.abs(y[:, None] - y) <= DASH_STEP
    dashes = near.sum(axis=1) > MIN_DASHES
    return np.asarray(dashes | (near & dashes).any(axis=1))


def find_regions(table: ComponentTable, kinds: Sorted, shapes: Sequence[Region] = ()) -> tuple[Region, ...]:
    """Rules as they are, and pictures with those that touch or overlap them made one.

    Args:
        table: the page's components.
        kinds: the same components sorted.
        shapes: what else is no text.
    """
    rules = [Region("rule", table.component(i).box) for i in np.flatnonzero(kinds.rule).tolist()]
    boxes = [table.component(i).box for i in np.flatnonzero(kinds.picture).tolist()]
    ink = table.areas[kinds.picture]
    corners = table.boxes[kinds.picture]
    pictures = [shape.box for shape in shapes if shape.kind == "picture"]
    merged = _merge_overlapping([*boxes, *pictures])
    drawn = [box for box in merged if not any(box.intersection(picture) for picture in pictures)]
    return (
        *(shape for shape in shapes if shape.kind != "picture"),
        *rules,
        *(Region("picture", box) for box in merged if box not in drawn),
        *(_name_picture(box, corners, ink) for box in drawn),
    )


def _name_picture(box: Box, corners: NDArray[np.int32], ink: NDArray[np.int32]) -> Region:
    """A picture, or a drawing where its lines leave most of the paper bare."""
    inside = (corners[:, 0] >= box.left) & (corners[:, 2] <= box.right)
    inside &= (corners[:, 1] >= box.top) & (corners[:, 3] <= box.bottom)
    return Region("drawing" if ink[inside].sum() < DRAWING_FILL * box.area else "picture", box)


def _merge_overlapping(boxes: list[Box]) -> list[Box]:
    """Unions of boxes that share pixels, until no two do."""
    merged: list[Box] = []
    for box in boxes:
        grown = box
        while True:
            met = [other for other in merged if other.intersection(grown) is not None]
            if not met:
                break
            merged = [other for other in merged if other not in met]
            grown = union_boxes([grown, *met])
        merged.append(grown)
    return merged
