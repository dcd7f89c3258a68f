"""Finds where a page ends at its sides: cut-off letters of the next page or edges of leaves lie beyond."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Literal

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.corridors import Corridors, Floats, Upright, find_corridors
from segmenter.rules import Sorted

Side = Literal["left", "right"]

# Lengths are in character heights of the page unless said otherwise.
STRIP_WIDTH = 0.22  # of the page's width, at most
GUTTER = 1.2  # broad at least, from the top to the bottom
OWN_MARGIN = 1.5  # of the gutter left to the page: commas and hyphens end its lines
STRIP_ROWS = 4  # rows of letters at least
STRIP_HEIGHT = 0.3  # of the main text's height
STRIP_ROW, STRIP_SHARE = 1.5, 0.3  # letters in a row of it, and of the main text's rows: dirt lies sparser
MAIN_SHARE = 0.6  # of the components at least
CUT = 0.08  # so near to the scan's edge a letter is cut by it
CUT_ROWS = 0.5  # of the strip's rows that the scan's edge cuts
TIGHT_ROWS = 0.25  # of the text's rows cut at the other side: then the whole page is cropped tightly
STACK_WIDTH = 0.12  # of the page's width in which the edges of the leaves below are seen
EDGE_LINE = (2.5, 0.8)  # higher than, narrower than: a leaf's edge, or a piece of it
LEAF_STEP, FEWEST_LEAVES = 1.2, 3  # edges stand no further apart: columns of figures do
LEAF_LENGTH = 0.4  # of the page's height that the pieces of the edges cover together
OUTERMOST = 3.0  # from the scan's edge


@dataclass(frozen=True, slots=True)
class PageEnd:
    """Where the page ends at one side; what lies beyond is cut away.

    Args:
        line: on the clean page.
        side: which side of the line is beyond the page.
    """

    line: Upright
    side: Side

    def polygon(self, height: int, width: int) -> NDArray[np.int32]:
        """(4, 2) corners of what is cut away, px of a clean page so high and so wide."""
        far = -1 if self.side == "left" else width + 1
        top, bottom = (round(float(x)) for x in self.line.x_at(np.array([0.0, height])))
        return np.array([[far, -1], [top, -1], [bottom, height + 1], [far, height + 1]], np.int32)


def find_page_ends(
    boxes: NDArray[np.int32],
    kinds: Sorted,
    scan: tuple[tuple[int, int], Floats],
    slope: float,
    character_height: float,
) -> list[PageEnd]:
    """Where the page ends left and right, if the scan shows more than the page.

    Beyond a gutter there may be a strip of the neighbouring page: its letters are cut by the scan's
    edge and mean nothing. At the fore-edge the leaves below show as close upright lines.

    Args:
        boxes: (n, 4) of all components, px of the clean page.
        kinds: the same components sorted.
        scan: height and width of the scan, and the affine (2, 3) from clean px to its px.
        slope: degrees the text lines rise.
        character_height: px.
    """
    ends = [_find_stack(boxes, scan, slope, character_height, side) for side in ("left", "right")]
    found = [end for end in ends if end is not None]
    text = boxes[kinds.text]
    for end in found:
        text = text[~_is_beyond(text, end)]
    if len(text) < 2 * STRIP_ROWS:
        return found
    leans = find_corridors(text, slope, character_height)
    for side in ("left", "right"):
        if all(end.side != side for end in found):
            strip = _find_strip(text, leans, scan, character_height, side)
            found += [strip] if strip is not None else []
    return found


def blank_beyond(
    gray: NDArray[np.uint8], ink: NDArray[np.bool_], polygons: list[NDArray[np.int32]]
) -> tuple[NDArray[np.uint8], NDArray[np.bool_]]:
    """The page with polygons made paper: new grey and ink."""
    gray, black = gray.copy(), ink.astype(np.uint8)
    for polygon in polygons:
        cv2.fillPoly(gray, [polygon], 255)
        cv2.fillPoly(black, [polygon], 0)
    return gray, black.view(np.bool_)


def _is_beyond(boxes: NDArray[np.int32], end: PageEnd) -> NDArray[np.bool_]:
    """Which boxes lie beyond the page's end by their middles."""
    right = (boxes[:, 0] + boxes[:, 2]) / 2 > end.line.x_at((boxes[:, 1] + boxes[:, 3]) / 2)
    return np.asarray(right if end.side == "right" else ~right)


def _edge_distance(scan: tuple[tuple[int, int], Floats], side: Side) -> Callable[[NDArray[np.int32]], Floats]:
    """A function that tells how far boxes' outer sides are from the scan's edge, px of the scan."""
    (_, width), to_source = scan

    def measure(boxes: NDArray[np.int32]) -> Floats:
        x = boxes[:, 0] if side == "left" else boxes[:, 2]
        y = (boxes[:, 1] + boxes[:, 3]) / 2
        at = to_source[0, 0] * x + to_source[0, 1] * y + to_source[0, 2]
        return np.asarray(at if side == "left" else width - at, dtype=np.float64)

    return measure


def _find_strip(
    text: NDArray[np.int32],
    leans: list[Corridors],
    scan: tuple[tuple[int, int], Floats],
    character_height: float,
    side: Side,
) -> PageEnd | None:
    """The end of the page before a strip of cut-off letters, or None."""
    for found in leans:
        wide = np.flatnonzero(found.width >= GUTTER * character_height)
        for place in wide.tolist() if side == "left" else wide[::-1].tolist():
            own = min(OWN_MARGIN * character_height, float(found.width[place]) / 2)
            at = found.right[place] - own if side == "left" else found.left[place] + own
            end = PageEnd(Upright(float(at), found.lean), side)
            beyond = _is_beyond(text, end)
            if not beyond.any():
                continue
            strip, main = text[beyond], text[~beyond]
            distance = _edge_distance(scan, side)
            inner = strip[:, 2] if side == "left" else strip[:, 0]
            reach = np.quantile(distance(strip), 0.9) + np.ptp(inner)
            if reach > STRIP_WIDTH * scan[0][1] or len(main) < MAIN_SHARE * len(text):
                break  # further in there is only more
            if _is_cut_off(strip, main, (distance, _edge_distance(scan, _other(side))), character_height):
                return end
    return None


def _other(side: Side) -> Side:
    """The side across."""
    return "right" if side == "left" else "left"


def _is_cut_off(
    strip: NDArray[np.int32],
    main: NDArray[np.int32],
    distances: tuple[Callable[[NDArray[np.int32]], Floats], Callable[[NDArray[np.int32]], Floats]],
    character_height: float,
) -> bool:
    """Whether the scan's edge runs through the strip's letters, and not through the page's as well."""
    cut = max(1.5, CUT * character_height)
    rows, cut_rows = _count_rows(strip, distances[0](strip) <= cut, character_height)
    if rows < STRIP_ROWS or cut_rows < max(CUT_ROWS * rows, 3):
        return False
    if np.ptp(strip[:, [1, 3]]) < STRIP_HEIGHT * np.ptp(main[:, [1, 3]]):
        return False
    main_rows, tight = _count_rows(main, distances[1](main) <= cut, character_height)
    if rows < STRIP_SHARE * main_rows or len(strip) < STRIP_ROW * rows:
        return False
    return tight < TIGHT_ROWS * main_rows


def _count_rows(
    boxes: NDArray[np.int32], chosen: NDArray[np.bool_], character_height: float
) -> tuple[int, int]:
    """How many rows boxes stand in, and in how many of them one is chosen."""
    order = np.argsort(boxes[:, 1])
    ends = np.maximum.accumulate(boxes[order, 3])
    apart = boxes[order[1:], 1] >= ends[:-1] - 0.3 * character_height
    row = np.concatenate([[0], np.cumsum(apart)])
    return int(row[-1]) + 1, len(np.unique(row[chosen[order]]))


def _find_stack(
    boxes: NDArray[np.int32],
    scan: tuple[tuple[int, int], Floats],
    slope: float,
    character_height: float,
    side: Side,
) -> PageEnd | None:
    """The end of the page before the edges of the leaves below it, or None."""
    high = (boxes[:, 3] - boxes[:, 1]) / character_height
    lines = (high > EDGE_LINE[0]) & (boxes[:, 2] - boxes[:, 0] < EDGE_LINE[1] * character_height)
    distance = _edge_distance(scan, side)(boxes)
    edges = boxes[lines & (distance < STACK_WIDTH * scan[0][1])]
    if len(edges) < FEWEST_LEAVES:
        return None
    lean = float(np.tan(np.radians(slope)))
    sign = 1 if side == "left" else -1
    y = (edges[:, 1] + edges[:, 3]) / 2
    x = sign * ((edges[:, 0] + edges[:, 2]) / 2 - lean * y)
    order = np.argsort(x)
    x, edges = x[order], edges[order]
    wide = np.flatnonzero(np.diff(x) > LEAF_STEP * character_height)
    stop = int(wide[0]) + 1 if len(wide) else len(x)
    leaves = len(np.unique(np.round(x[:stop] / (0.2 * character_height))))
    nearest = float(_edge_distance(scan, side)(edges[:stop]).min())
    length = float((edges[:stop, 3] - edges[:stop, 1]).sum())
    if leaves < FEWEST_LEAVES or nearest > OUTERMOST * character_height:
        return None
    if length < LEAF_LENGTH * FEWEST_LEAVES * scan[0][0]:
        return None
    inner = x[:stop].max() + 0.5 * EDGE_LINE[1] * character_height
    return PageEnd(Upright(sign * float(inner), lean), side)
