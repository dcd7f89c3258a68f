"""segment_page: one page of pixels to text lines in reading order."""

from __future__ import annotations

from dataclasses import replace
from itertools import chain

import numpy as np
from numpy.typing import NDArray

from segmenter.absorb import absorb_scraps, assign_to_lines
from segmenter.baselines import usual_x_height
from segmenter.blocks import make_block
from segmenter.boundaries import find_boundaries
from segmenter.cells import part_cells
from segmenter.components import find_components, find_specks
from segmenter.geometry import Box
from segmenter.grid_rows import order_strips
from segmenter.grids import draw_walls, find_grids
from segmenter.gutters import find_walls
from segmenter.initials import claim_letters, fit_strips, place_initials
from segmenter.ink import BORDER_SHRINK, MIN_HEIGHT, Ink, find_ink
from segmenter.lines import make_line
from segmenter.links import find_fragments
from segmenter.marks import Fragments, Ints, Marks
from segmenter.noise import find_edge_components, find_noise, keep_fragments, measure_darkness
from segmenter.order import order_fragments
from segmenter.raster import draw_raster, measure_leading
from segmenter.rules import add_letters, find_regions
from segmenter.shape_finders import find_shapes
from segmenter.show_through import find_show_through
from segmenter.strips import Strip
from segmenter.types import (
    Block,
    Component,
    Region,
    Segmentation,
    SegmenterError,
    SegmenterSettings,
)

# Of the characters' height: lower lines than even capitals' have small letters taken for marks.
LOW_LETTERS = 0.62
MAX_TEXT = 100_000  # components; a newspaper page has 40,000, and more are grain
MAX_FRAGMENTS, MIN_PIECE = 1500, 4  # more pieces of lines of fewer components each are grain


def segment_page(
    pixels: NDArray[np.uint8], settings: SegmenterSettings | None = None, found: Ink | None = None
) -> Segmentation:
    """Find the text lines of a page, in reading order.

    Args:
        pixels: (H, W) uint8 grey, 0 is black; any size from 1 x 1.
        settings: what the caller chooses.
        found: the page's ink, where ``find_ink`` found it already.

    Returns:
        Blocks of lines, the regions that are not text, and the ink that neither explains. A page
        without text has no blocks.

    Raises:
        SegmenterError: the pixels are not a two-dimensional uint8 array with at least one pixel.
    """
    settings = settings or SegmenterSettings()
    _check(pixels)
    found, shapes = find_shapes(found or find_ink(pixels, settings))
    found, (blocks, taken, x_height) = _find_lines(found)
    found = replace(found, kinds=claim_letters(found.kinds, taken))
    regions = (*find_regions(found.table, found.kinds, shapes), *_border_regions(found))
    if np.count_nonzero(found.kinds.text) > MAX_TEXT:
        height, width = found.page.ink.shape
        regions = (*regions, Region("picture", Box(0, 0, width, height)))
    return Segmentation(
        page=found.page,
        blocks=blocks,
        regions=regions,
        unread=_find_unread(found, taken, regions),
        x_height=x_height,
        ink_area=int(found.table.areas.sum()),
        inverted=found.inverted,
    )


def _check(pixels: NDArray[np.uint8]) -> None:
    """Refuse what is not a grey page."""
    if not isinstance(pixels, np.ndarray) or pixels.dtype != np.uint8 or pixels.ndim != 2:
        kind = f"{pixels.dtype} {pixels.shape}" if isinstance(pixels, np.ndarray) else type(pixels).__name__
        raise SegmenterError(f"a page must be a two-dimensional uint8 array of grey values, got {kind}")
    if pixels.size == 0:
        raise SegmenterError(f"a page must have at least one pixel, got {pixels.shape}")


def _border_regions(found: Ink) -> list[Region]:
    """The scan borders as regions of the page."""
    height, width = found.page.ink.shape
    regions = []
    for box in (component.box for component in find_components(found.border).components()):
        corners = (box.left, box.top, box.right, box.bottom)
        whole = Box(*(BORDER_SHRINK * at for at in corners)).clipped(width, height)
        if whole is not None:
            regions.append(Region("border", whole))
    return regions


def _find_lines(found: Ink) -> tuple[Ink, tuple[tuple[Block, ...], Ints, float]]:
    """Blocks of text lines, with small letters that were taken for marks where that parted lines."""
    made = _make_blocks(found, _find_strips(found))
    if not 0 < made[2] < LOW_LETTERS * found.height:
        return found, made
    again = replace(found, kinds=add_letters(found.table, found.kinds, made[2]))
    remade = _make_blocks(again, _find_strips(again))
    before, after = (sum(len(block.lines) for block in blocks) for blocks, _, _ in (made, remade))
    # Where there are more lines than before the letters are broken: their pieces were marks.
    return (again, remade) if 0 < after <= before else (found, made)


def _find_strips(found: Ink) -> list[list[Strip]]:
    """For each block its strips in reading order; facing pages one after the other."""
    return [block for page in found.pages() for block in _find_page_strips(page)]


def _find_page_strips(found: Ink) -> list[list[Strip]]:
    """For each block of one page its strips in reading order: the components of one text line each."""
    height = found.height
    if not 0 < np.count_nonzero(found.kinds.text) <= MAX_TEXT or height < MIN_HEIGHT:
        return []
    boxes = found.flat_boxes
    every = Marks.levelled(boxes, found.slope)
    text = np.flatnonzero(found.kinds.text)
    marks = Marks.levelled(boxes[text], found.slope)
    raster = draw_raster(marks, height)
    leading = measure_leading(marks, raster, height)
    walls = find_walls(raster, height, leading)
    rules = Marks.levelled(boxes[found.kinds.rule], found.slope)
    barred = raster.with_walls(walls | draw_walls(rules, raster, height))
    fragments = absorb_scraps(find_fragments(marks, barred, height), height)
    noise = _find_noise(found, fragments, text)
    if noise.all():
        return []
    fragments, held = keep_fragments(fragments, ~noise)
    if len(fragments) > MAX_FRAGMENTS and len(held) < MIN_PIECE * len(fragments):
        return []
    text = text[held]
    small = np.flatnonzero(found.kinds.small & ~find_specks(found.table, height))
    dots = Marks.levelled(boxes[small], found.slope)
    owner = assign_to_lines(fragments, dots, height)
    members = _with_dots(fragments, text, small, owner)
    extents = fragments.box.extended(dots, owner)
    boundaries = find_boundaries(walls, raster, fragments.box, height, leading)
    groups = order_fragments(fragments, boundaries, height, leading)
    blocks = order_strips(fragments, groups, find_grids(rules, height), extents, height)
    strips = [[strip.holding(members) for strip in block] for block in blocks]
    parted = [part_cells(block, every, rules, height) for block in strips]
    return place_initials(parted, every, found.kinds, height)


def _find_noise(found: Ink, fragments: Fragments, text: Ints) -> NDArray[np.bool_]:
    """Which fragments are not text, by their darkness, size and nearness to the scan's edges."""
    darkness = measure_darkness(found.page.gray, found.page.ink, found.table)[text]
    at_edge = find_edge_components(found.border, BORDER_SHRINK, found.table.boxes[text], found.height)
    noise = find_noise(fragments, darkness, at_edge, found.height)
    return noise | find_show_through(fragments, darkness, (found.page.gray, found.table.labels, text))


def _with_dots(fragments: Fragments, text: Ints, small: Ints, owner: Ints) -> list[Ints]:
    """For each fragment the components of the page that it holds, small marks included."""
    order = np.argsort(owner, kind="stable")
    ends = np.searchsorted(owner[order], np.arange(len(fragments) + 1))
    return [
        np.concatenate([text[fragments.indices(i)], small[order[ends[i] : ends[i + 1]]]])
        for i in range(len(fragments))
    ]


def _make_blocks(found: Ink, blocks: list[list[Strip]]) -> tuple[tuple[Block, ...], Ints, float]:
    """Blocks of text lines, the components taken, and the usual x-height."""
    strips = [strip.members for block in blocks for strip in block]
    if not strips:
        return (), np.zeros(0, dtype=np.intp), 0.0
    boxes = found.flat_boxes
    fits = ((found.bend(line), x) for line, x in fit_strips(chain(*blocks), boxes))
    made = [make_block([make_line(found.table, strip, next(fits)) for strip in block]) for block in blocks]
    lines = [line for block in made for line in block.lines]
    x_height = usual_x_height([line.x_height for line in lines], [len(line.components) for line in lines])
    return tuple(made), np.concatenate(strips), x_height


def _find_unread(found: Ink, taken: Ints, regions: tuple[Region, ...]) -> tuple[Component, ...]:
    """Components that no line took, that are no specks and that no picture, rule or border holds."""
    explained = found.kinds.rule | found.kinds.picture | found.kinds.shape
    left = ~(explained | find_specks(found.table, found.height))
    left[taken] = False
    boxes = found.table.boxes
    for region in regions:
        if region.kind == "rule":
            continue
        box = region.box
        left &= ~(
            (boxes[:, 0] >= box.left)
            & (boxes[:, 1] >= box.top)
            & (boxes[:, 2] <= box.right)
            & (boxes[:, 3] <= box.bottom)
        )
    return found.table.components(np.flatnonzero(left))
