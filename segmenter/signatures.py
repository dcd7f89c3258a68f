"""Finds signatures: long joined strokes of a pen, larger than type, by themselves near the foot.

A signature's strokes are joined into few components, wide, high and empty, of a thin line without long
straight runs (after Zhu, Zheng, Doermann & Jaeger 2009, "Signature detection and matching for document image
retrieval", who look for salient curves much larger than the type). On a page of handwriting none are sought.
"""

from __future__ import annotations

import cv2
import numpy as np

from segmenter.components import ComponentTable
from segmenter.geometry import Box
from segmenter.marks import Ints
from segmenter.openings import open_mask
from segmenter.passing_rows import find_passing, find_rows
from segmenter.rules import Sorted
from segmenter.shapes import Shape, centres_in

# Lengths are in character heights of the page.
STROKES = (4.0, 1.7)  # wider and higher than: no word of touching letters is as high
LARGEST = (45.0, 14.0)
STROKES_FILL = 0.22  # of their box, at most: type is fuller
PEN = 0.5  # thicker lines are no pen's
THICK_SHARE = 0.2  # of the ink that may be thicker, where strokes cross
RUN = 4.0  # straight ink this long is a rule's,
RUN_SHARE = 0.4  # and no more of a signature may be
FOOT = 0.4  # of the text's height below which signatures stand
FEWEST_LETTERS = 40  # of a page with a signature: the others are notes, cards and scrawls
MOST_STROKES = 4  # on a page: more are handwriting
CURVED = 0.05  # of its length that a stroke bends to either side, at least; less is a line drawn
BESIDE = 6.0  # to either side, where type on the same height makes it a word in a line
FEWEST_BESIDE = 4
TYPE_HEIGHT = (0.7, 1.8)
ROW_LETTERS = 5  # from which letters side by side inside are type that was signed across


def find_signatures(table: ComponentTable, kinds: Sorted, character_height: float) -> list[Shape]:
    """Signatures, with the smaller strokes in their bounds; rows of type in these stay text.

    Args:
        table: the page's components.
        kinds: the same components sorted.
        character_height: px.
    """
    letters = np.flatnonzero(kinds.text)
    if len(letters) < FEWEST_LETTERS:
        return []
    strokes = _find_strokes(table, kinds, character_height)
    if not 0 < len(strokes) <= MOST_STROKES:
        return []
    top, bottom = np.percentile(table.boxes[letters, 1], 2), np.percentile(table.boxes[letters, 3], 98)
    shapes: list[Shape] = []
    for index in strokes.tolist():
        box = table.component(index).box
        if box.center[1] < top + FOOT * (bottom - top) or _stands_in_line(
            table, kinds, index, character_height
        ):
            continue
        if any(shape.box.intersection(box) == box for shape in shapes):
            continue
        shapes.append(_take_strokes(table, kinds, index, character_height))
    return shapes


def _find_strokes(table: ComponentTable, kinds: Sorted, character_height: float) -> Ints:
    """Components that are drawn by a pen, the largest first."""
    width, height = table.widths / character_height, table.heights / character_height
    fill = table.areas / (table.widths.astype(np.float64) * table.heights)
    drawn = (width >= STROKES[0]) & (height >= STROKES[1]) & (fill <= STROKES_FILL) & ~kinds.shape
    drawn &= (width <= LARGEST[0]) & (height <= LARGEST[1])
    chosen = [index for index in np.flatnonzero(drawn).tolist() if _is_pen(table, index, character_height)]
    found = np.array(chosen, dtype=np.intp)
    return found[np.argsort(-table.areas[found], kind="stable")]


def _is_pen(table: ComponentTable, index: int, character_height: float) -> bool:
    """Whether a component is a thin curved line."""
    left, top, right, bottom = table.boxes[index].tolist()
    ink = (table.labels[top:bottom, left:right] == index + 1).astype(np.uint8)
    area = float(table.areas[index])
    spread = np.linalg.eigvalsh(np.cov(np.stack(np.nonzero(ink))))
    if spread[0] < CURVED**2 * spread[1]:
        return False
    thick = max(2, round(PEN * character_height))
    if cv2.countNonZero(open_mask(ink, (thick, thick))) > THICK_SHARE * area:
        return False
    run = max(3, round(RUN * character_height))
    return max(cv2.countNonZero(open_mask(ink, size)) for size in ((1, run), (run, 1))) <= RUN_SHARE * area


def _stands_in_line(table: ComponentTable, kinds: Sorted, index: int, character_height: float) -> bool:
    """Whether type stands beside a component, at the height of its middle."""
    left, top, right, bottom = table.boxes[index].tolist()
    height = table.heights / character_height
    typed = kinds.text & (height >= TYPE_HEIGHT[0]) & (height <= TYPE_HEIGHT[1])
    y = (table.boxes[:, 1] + table.boxes[:, 3]) / 2
    typed &= np.abs(y - (top + bottom) / 2) <= (bottom - top) / 4
    reach = BESIDE * character_height
    before = typed & (table.boxes[:, 2] <= left) & (table.boxes[:, 2] >= left - reach)
    after = typed & (table.boxes[:, 0] >= right) & (table.boxes[:, 0] <= right + reach)
    return bool(max(np.count_nonzero(before), np.count_nonzero(after)) >= FEWEST_BESIDE)


def _take_strokes(table: ComponentTable, kinds: Sorted, index: int, character_height: float) -> Shape:
    """The signature round a component, without the type in its bounds."""
    box: Box = table.component(index).box
    inside = centres_in(table, box) & ~kinds.shape
    inside[index] = True
    letters = np.flatnonzero(inside & kinds.text & (table.heights <= TYPE_HEIGHT[1] * character_height))
    rows = find_rows(table.boxes[letters].astype(np.float64), 2 * character_height)
    typed = letters[np.bincount(rows)[rows] >= ROW_LETTERS] if len(letters) else letters
    inside[typed] = False
    inside[find_passing(table, kinds, inside, character_height)] = False
    inside[index] = True
    return Shape("signature", box, np.flatnonzero(inside))
