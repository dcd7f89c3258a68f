"""What the segmenter produces: components, text lines, blocks, crops; its settings and errors.

Arrays are (row, column); ink is True or 1.0 everywhere; arrays held here are read-only.
"""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import Any, Literal

import numpy as np
from numpy.typing import ArrayLike, NDArray

from segmenter.geometry import Baseline, Box

BlockKind = Literal["text", "table"]
RegionKind = Literal["picture", "drawing", "rule", "border", "barcode", "stamp", "signature"]
SplitKind = Literal["auto", "never"]  # of a scan of two facing pages: where it is one, or not at all


class SegmenterError(Exception):
    """The page given cannot be segmented, by its shape or its type."""


@dataclass(frozen=True, slots=True)
class CropSettings:
    """The frame a text line is straightened into; a reader must be fed what it was trained on.

    Args:
        height: rows of the crop, px.
        baseline_row: the row the baseline is laid on; row 0 is the top.
        x_height: rows from the baseline up to the top of an ``x``.
        margin: empty columns kept before the first and after the last component, px.
    """

    height: int = 40
    baseline_row: int = 29
    x_height: int = 16
    margin: int = 8


@dataclass(frozen=True, slots=True)
class SegmenterSettings:
    """What a caller may choose about segmentation; lengths are multiples of the x-height."""

    crop: CropSettings = field(default_factory=CropSettings)
    max_skew: float = 15.0  # degrees searched to either side
    deskew: bool = True
    split: SplitKind = "auto"


@dataclass(frozen=True, slots=True)
class Component:
    """A connected component of ink.

    Args:
        box: its bounds on the clean page.
        area: pixels of ink.
        label: its number in the page's label image, from 1.
    """

    box: Box
    area: int
    label: int


@dataclass(frozen=True, slots=True, eq=False)
class CleanPage:
    """A page ready to be read: background flattened, ink found, upright.

    Args:
        gray: (H, W) uint8, the cleaned page, paper white (255).
        ink: (H, W) bool, True where there is ink.
        skew: degrees the text lines rose on the source, counter-clockwise positive.
        to_source: (2, 3) float64, affine that takes clean (x, y, 1) px to source (x, y) px.
        labels: (H, W) uint16 or int32, the number of the component each pixel belongs to (the
            ``Component.label`` of those found on this page), 0 on paper; or None.
    """

    gray: NDArray[np.uint8]
    ink: NDArray[np.bool_]
    skew: float
    to_source: NDArray[np.float64]
    labels: NDArray[Any] | None = None

    def __post_init__(self) -> None:
        """Make the arrays read-only."""
        for array in (self.gray, self.ink, self.to_source):
            array.setflags(write=False)
        if self.labels is not None:
            self.labels.setflags(write=False)

    def box_to_source(self, box: Box) -> Box:
        """The smallest source-pixel box that holds the four corners of a clean-page box."""
        x = np.array([box.left, box.right, box.left, box.right], dtype=np.float64)
        y = np.array([box.top, box.top, box.bottom, box.bottom], dtype=np.float64)
        at = self.to_source @ np.stack([x, y, np.ones(4)])
        low = np.floor(at.min(axis=1) + 1e-6).astype(int)
        high = np.ceil(at.max(axis=1) - 1e-6).astype(int)
        left, top = int(low[0]), int(low[1])
        return Box(left, top, max(int(high[0]), left + 1), max(int(high[1]), top + 1))

    def points_to_source(self, x: ArrayLike, y: ArrayLike) -> NDArray[np.float64]:
        """Clean-page points as source px, (2, n): row 0 the xs, row 1 the ys."""
        xs, ys = np.asarray(x, dtype=np.float64), np.asarray(y, dtype=np.float64)
        return np.asarray(self.to_source @ np.stack([xs, ys, np.ones_like(xs)]))


@dataclass(frozen=True, slots=True)
class TextLine:
    """One printed line of text, or one cell of a table row.

    Args:
        box: bounds of its components on the clean page.
        baseline: the line its letters stand on; may slope and curve.
        x_height: px from the baseline to the top of an ``x``.
        components: left to right.
        gap_before: a wide white gap parts this line from the one before it *in the same printed
            row* (a table cell, a receipt's price): its text belongs on the same output line.
        cell: row and column, from 0, of the table's cell it stands in, where rules show them; lines of
            one cell follow each other.
        initial: whether it is a letter several lines high that begins the first word of the line after
            it, without a space.
    """

    box: Box
    baseline: Baseline
    x_height: float
    components: tuple[Component, ...]
    gap_before: bool = False
    cell: tuple[int, int] | None = None
    initial: bool = False


@dataclass(frozen=True, slots=True)
class Block:
    """Lines that are read one after another.

    Args:
        kind: running text, or rows of a table.
        box: bounds of its lines on the clean page.
        lines: in reading order.
        paragraph_starts: indices into ``lines`` at which a new paragraph begins; 0 is the first.
    """

    kind: BlockKind
    box: Box
    lines: tuple[TextLine, ...]
    paragraph_starts: tuple[int, ...] = (0,)


@dataclass(frozen=True, slots=True)
class Region:
    """A part of the page that is not text: a picture, a rule, a scan border."""

    kind: RegionKind
    box: Box


@dataclass(frozen=True, slots=True)
class Segmentation:
    """Everything found on a page, in clean-page px.

    Args:
        page: the cleaned page.
        blocks: in reading order.
        regions: what is not text.
        unread: components no line took and no region explains; never silently dropped.
        x_height: the page's usual x-height, px; 0.0 where there is no text.
        ink_area: pixels of ink outside borders: what ``unread`` is a share of.
        inverted: whether the scan is light on dark, as a negative, and was read the other way round.
    """

    page: CleanPage
    blocks: tuple[Block, ...]
    regions: tuple[Region, ...]
    unread: tuple[Component, ...]
    x_height: float
    ink_area: int
    inverted: bool = False

    @property
    def lines(self) -> tuple[TextLine, ...]:
        """All text lines in reading order."""
        return tuple(line for block in self.blocks for line in block.lines)


@dataclass(frozen=True, slots=True, eq=False)
class LineCrop:
    """A text line straightened onto a level baseline at a fixed x-height.

    Args:
        pixels: (height, width) float32 in 0..1, ink high.
        left: clean-page x of the crop's column 0 (its left edge), px.
        scale: crop px a clean-page px; a crop column c starts at x = left + c / scale.
        line: the line it was cut from.
    """

    pixels: NDArray[np.float32]
    left: float
    scale: float
    line: TextLine

    def __post_init__(self) -> None:
        """Make the pixels read-only."""
        self.pixels.setflags(write=False)

    def page_x(self, columns: ArrayLike) -> NDArray[np.float64]:
        """Clean-page x of crop columns (fractions allowed), px."""
        return self.left + np.asarray(columns, dtype=np.float64) / self.scale

    def columns(self, page_x: ArrayLike) -> NDArray[np.float64]:
        """Crop columns of clean-page x positions: the inverse of ``page_x``."""
        return (np.asarray(page_x, dtype=np.float64) - self.left) * self.scale
