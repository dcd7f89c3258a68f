"""From a page's pixels to its ink: cleaned, upright, in components that are sorted."""

from __future__ import annotations

from dataclasses import dataclass, replace
from typing import Any

import cv2
import numpy as np
from numpy.typing import NDArray

from segmenter.binarize import binarize_local
from segmenter.clean import find_scan_borders, flatten_background
from segmenter.components import ComponentTable, find_components, measure_character_height
from segmenter.corridors import Upright
from segmenter.curl import Curl, find_curl
from segmenter.deskew import estimate_column_lean, estimate_skew, rotate_page
from segmenter.facing_pages import find_core, find_fold
from segmenter.geometry import Baseline
from segmenter.leaders import take_leaders
from segmenter.negatives import is_negative
from segmenter.neighbours import blank_beyond, find_page_ends
from segmenter.reversed_text import turn_reversed_bars
from segmenter.rules import Sorted, sort_components
from segmenter.types import CleanPage, SegmenterSettings
from segmenter.underlines import cut_rules

ROTATE_ABOVE = 2.0  # degrees: from here the page is turned; below, only coordinates are levelled
MIN_HEIGHT = 4.0  # px: lower characters than these cannot be told from grain
OWN_SLOPE, OWN_SKEW = 0.3, 6.0  # degrees from which, and up to which, a facing page has a slope of its own
BORDER_SHRINK = 8  # borders are broad: boxes of them are taken at an eighth of the size
UPRIGHT = ((1.0, 0.0, 0.0), (0.0, 1.0, 0.0))


@dataclass(frozen=True, slots=True, eq=False)
class Ink:
    """A cleaned page with its components, sorted.

    Args:
        page: the page.
        table: its components.
        kinds: the same sorted.
        height: of the page's characters, px.
        slope: of the lines that is left on the page, degrees, counter-clockwise positive.
        border: (h, w) bool, the scan's borders at 1 / ``BORDER_SHRINK`` of the size.
        fold: between two facing pages, on the clean page; None on a single one.
        inverted: whether the scan is light on dark and was turned dark on light.
        curl: of the text lines, or None.
    """

    page: CleanPage
    table: ComponentTable
    kinds: Sorted
    height: float
    slope: float
    border: NDArray[np.bool_]
    fold: Upright | None = None
    inverted: bool = False
    curl: Curl | None = None

    @property
    def flat_boxes(self) -> NDArray[Any]:
        """(n, 4) boxes of the components where they would lie if the lines did not curl, px."""
        return self.table.boxes if self.curl is None else self.curl.flatten(self.table.boxes)

    def bend(self, baseline: Baseline) -> Baseline:
        """The baseline of flat boxes bent as the lines of the page are."""
        return baseline if self.curl is None else self.curl.bend(baseline)

    def pages(self) -> list[Ink]:
        """The facing pages, left before right, each with its own text and slope; or this page alone."""
        if self.fold is None:
            return [self]
        boxes = self.table.boxes
        is_left = (boxes[:, 0] + boxes[:, 2]) / 2 < self.fold.x_at((boxes[:, 1] + boxes[:, 3]) / 2)
        found = []
        for side in (is_left, ~is_left):
            kinds = replace(self.kinds, text=self.kinds.text & side, small=self.kinds.small & side)
            flat = np.round(self.flat_boxes[kinds.text]).astype(np.int32)
            own = estimate_skew(flat, self.height, OWN_SKEW)
            slope = own if abs(own - self.slope) > OWN_SLOPE else self.slope
            found.append(replace(self, kinds=kinds, slope=slope, fold=None))
        return found


def find_ink(pixels: NDArray[np.uint8], settings: SegmenterSettings) -> Ink:
    """Clean the page, find and sort its components and turn it upright where it leans much.

    Args:
        pixels: (H, W) uint8 grey, 0 is black, at least 1 x 1.
        settings: what the caller chooses.
    """
    inverted = is_negative(pixels)
    whole = np.ascontiguousarray(255 - pixels if inverted else pixels)
    flat = flatten_background(whole)
    bilevel = flat is whole
    flat = flat.view()  # frozen later; the caller's is not
    to_source = np.array(UPRIGHT)
    flat, ink, table, border = _components(flat, bilevel)
    height, table, kinds = _sort(ink, table)
    slope = _skew(table, kinds, height, settings)
    turned = 0.0
    if abs(slope) > ROTATE_ABOVE:
        turned = estimate_column_lean(table.boxes[kinds.text], slope, height)
        flat, to_source = rotate_page(flat, turned)
        flat, ink, table, border = _components(flat, None)
        height, table, kinds = _sort(ink, table)
        slope = _skew(table, kinds, height, SegmenterSettings(max_skew=ROTATE_ABOVE))
    page = CleanPage(flat, ink, turned + slope, to_source, table.labels)
    found = Ink(page, table, kinds, height, slope, border, inverted=inverted)
    return _find_sheet(found, whole, settings)


def _find_sheet(found: Ink, scan: NDArray[np.uint8], settings: SegmenterSettings) -> Ink:
    """The ink without what lies beyond the page's sides, and with the fold of facing pages found."""
    if found.height < MIN_HEIGHT or not found.kinds.text.any():
        return found
    page, shape = found.page, found.page.ink.shape
    place = (scan.shape, page.to_source)
    ends = find_page_ends(found.table.boxes, found.kinds, place, found.slope, found.height)
    if ends:
        found = _without(found, [end.polygon(*shape) for end in ends])
    found = replace(found, curl=find_curl(found.table.boxes[found.kinds.text], found.slope, found.height))
    if settings.split == "never":
        return found
    text = found.table.boxes[found.kinds.text]
    fold = find_fold(text, (scan, page.to_source, shape), found.slope, found.height)
    if fold is None:
        return found
    core = find_core(found.page.ink, fold, found.height)
    return replace(found if core is None else _without(found, [core]), fold=fold)


def _without(found: Ink, polygons: list[NDArray[np.int32]]) -> Ink:
    """The ink with polygons of it taken for border."""
    flat, ink = blank_beyond(found.page.gray, found.page.ink, polygons)
    border = found.border.astype(np.uint8)
    for polygon in polygons:
        cv2.fillPoly(border, [polygon // BORDER_SHRINK], 1)
    height, table, kinds = _sort(ink, find_components(ink))
    page = CleanPage(flat, ink, found.page.skew, found.page.to_source, table.labels)
    return replace(found, page=page, table=table, kinds=kinds, height=height, border=border.view(np.bool_))


def _components(
    flat: NDArray[np.uint8], bilevel: bool | None
) -> tuple[NDArray[np.uint8], NDArray[np.bool_], ComponentTable, NDArray[np.bool_]]:
    """The page with its dark bars turned, its ink without scan borders, components, reduced borders."""
    ink = binarize_local(flat, bilevel=bilevel)
    border = _cut_borders(ink)
    table = find_components(ink)
    height = measure_character_height(table)
    turned = turn_reversed_bars(flat, ink, table, height) if height >= MIN_HEIGHT else None
    if turned is not None:
        flat, ink = turned
        table = find_components(ink)
    return flat, ink, table, border


def _cut_borders(ink: NDArray[np.bool_]) -> NDArray[np.bool_]:
    """Take the scan's borders out of the ink, in place, and show them at a reduced size."""
    mask = find_scan_borders(ink)
    if mask is None:
        return np.zeros(tuple(-(-length // BORDER_SHRINK) for length in ink.shape), dtype=bool)
    np.greater(ink, mask, out=ink)
    return np.ascontiguousarray(mask[::BORDER_SHRINK, ::BORDER_SHRINK])


def _sort(ink: NDArray[np.bool_], table: ComponentTable) -> tuple[float, ComponentTable, Sorted]:
    """The height of the page's characters, px, and its components, rules cut loose, sorted by it."""
    height = max(measure_character_height(table), 1.0)
    cut = None
    if height >= MIN_HEIGHT:
        table, cut = cut_rules(table, height)
    return height, *take_leaders(table, sort_components(table, height, cut), height)


def _skew(table: ComponentTable, kinds: Sorted, height: float, settings: SegmenterSettings) -> float:
    """The slope of the text lines, degrees."""
    if not settings.deskew:
        return 0.0
    return estimate_skew(table.boxes[kinds.text], height, settings.max_skew)
