"""Which shapes are looked for on a page, and in what order."""

from __future__ import annotations

from dataclasses import replace
from functools import partial

import numpy as np

from segmenter.barcodes import find_barcodes
from segmenter.drawings import tell_drawings
from segmenter.enclosed import find_scraps
from segmenter.headlines import add_headlines
from segmenter.ink import MIN_HEIGHT, Ink
from segmenter.pictures import find_pictures
from segmenter.shapes import Finder, take_shapes
from segmenter.sheet_edges import tell_sheet_edges
from segmenter.signatures import find_signatures
from segmenter.stamps import find_stamps
from segmenter.types import Region

MAX_COMPONENTS = 60_000  # more are grain, in which nothing is sought


def find_shapes(found: Ink) -> tuple[Ink, tuple[Region, ...]]:
    """The page without barcodes, stamps, photographs and signatures in its text, and these as regions."""
    if found.height < MIN_HEIGHT or not 0 < len(found.table) <= MAX_COMPONENTS:
        return found, ()
    pictures = partial(find_pictures, found.page.gray, np.ascontiguousarray(found.border))
    kinds = add_headlines(found.table, found.kinds, found.height)
    kinds = tell_drawings(found.table, kinds, found.height)
    kinds = tell_sheet_edges(found.table, kinds, found.height)
    kinds, codes = take_shapes(found.table, kinds, found.height, [find_barcodes])
    finders: list[Finder] = [pictures, partial(find_scraps, kinds.shape), find_stamps, find_signatures]
    kinds, shapes = take_shapes(found.table, kinds, found.height, finders)
    told = (shape.region for shape in (*codes, *shapes) if shape.kind != "border")  # its box holds the text
    return replace(found, kinds=kinds), tuple(told)
