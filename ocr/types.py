"""What flows through the reading of a page; boxes are in source pixels from here on.

Source pixels are those of the image as a person reads it: after EXIF orientation and after the turn
upright by ``PageResult.orientation``, before deskewing. Whoever opens the source again turns it the same.
"""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from typing import Literal

import numpy as np
from numpy.typing import NDArray

from segmenter.geometry import Baseline, Box
from segmenter.types import BlockKind, Region

DoubtCause = Literal["", "touching", "broken", "faint", "small", "ambiguous", "other"]


@dataclass(frozen=True, slots=True, eq=False)
class PageImage:
    """One page as loaded.

    Args:
        source: path of the file it came from, as given.
        index: 0-based page number within the source.
        pixels: (H, W) uint8 grey, read-only.
        dpi: dots an inch where the file tells, else None.
    """

    source: str
    index: int
    pixels: NDArray[np.uint8]
    dpi: float | None = None

    def __post_init__(self) -> None:
        """Make the pixels read-only."""
        self.pixels.setflags(write=False)

    def turned(self, turn: int) -> PageImage:
        """The page turned without loss; whoever draws on a source turns it by ``PageResult.orientation``.

        Args:
            turn: degrees counter-clockwise, a multiple of 90.
        """
        if turn % 360 == 0:
            return self
        return replace(self, pixels=np.ascontiguousarray(np.rot90(self.pixels, turn // 90 % 4)))


@dataclass(frozen=True, slots=True)
class Alternative:
    """Another character a glyph might be, with its probability in [0, 1]."""

    character: str
    confidence: float


@dataclass(frozen=True, slots=True)
class Glyph:
    """One drawn character.

    Args:
        character: one NFC code point; letters of a ligature are glyphs of their own.
        confidence: probability in [0, 1] that the character is right.
        box: source px.
        alternatives: rivals, most probable first.
        cause: why it is in doubt; empty where it is not.
    """

    character: str
    confidence: float
    box: Box
    alternatives: tuple[Alternative, ...] = ()
    cause: DoubtCause = ""


@dataclass(frozen=True, slots=True)
class Word:
    """Glyphs between two spaces."""

    glyphs: tuple[Glyph, ...]
    confidence: float
    box: Box

    @property
    def text(self) -> str:
        """The word's characters."""
        return "".join(glyph.character for glyph in self.glyphs)


@dataclass(frozen=True, slots=True)
class Line:
    """One line of text, or of a cell of a table.

    Args:
        words: from left to right.
        box: of all of them.
        baseline: source px.
        x_height: source px.
        gap_before: whether it stands in the same printed row as the line before.
        cell: row and column, from 0, of the cell it stands in, where a table's rules show them.
    """

    words: tuple[Word, ...]
    box: Box
    baseline: Baseline
    x_height: float
    gap_before: bool = False
    cell: tuple[int, int] | None = None

    @property
    def confidence(self) -> float:
        """The share of its words that is likely to be right, in [0, 1]; 0.0 where there are none."""
        return sum(word.confidence for word in self.words) / len(self.words) if self.words else 0.0

    @property
    def text(self) -> str:
        """The words joined by single spaces."""
        return " ".join(word.text for word in self.words)


@dataclass(frozen=True, slots=True)
class Paragraph:
    """Lines that belong together."""

    lines: tuple[Line, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class Block:
    """Paragraphs of one column, or a table."""

    kind: BlockKind
    paragraphs: tuple[Paragraph, ...]
    box: Box


@dataclass(frozen=True, slots=True)
class PageResult:
    """Everything read from one page.

    Args:
        source: as in PageImage.
        index: 0-based page number within the source.
        width, height: of the source page turned upright, px.
        skew: degrees, counter-clockwise positive, that the text rose on the page.
        orientation: degrees counter-clockwise that the page had to be turned: 0, 90, 180, 270.
        blocks: in reading order.
        regions: what is not text, source px.
        unread: boxes of ink no line took, source px.
        unread_share: their part of all ink outside borders, [0, 1].
        flags: any of blank, dark, tiny, unread_ink.
        preset: name of the preset that read it.
        dpi: dots an inch where known.
    """

    source: str
    index: int
    width: int
    height: int
    skew: float
    orientation: int
    blocks: tuple[Block, ...]
    regions: tuple[Region, ...]
    unread: tuple[Box, ...]
    unread_share: float
    flags: tuple[str, ...]
    preset: str
    dpi: float | None = None

    def iter_lines(self) -> Iterator[Line]:
        """All lines in reading order."""
        for block in self.blocks:
            for paragraph in block.paragraphs:
                yield from paragraph.lines

    def iter_glyphs(self) -> Iterator[Glyph]:
        """All glyphs in reading order."""
        for line in self.iter_lines():
            for word in line.words:
                yield from word.glyphs


@dataclass(frozen=True, slots=True)
class PageFailure:
    """A page that could not be read: a value, not a crash.

    Args:
        source: as in PageImage.
        index: 0-based page number, or None when the whole file failed.
        step: where: load, segment, recognize, write, time limit, worker.
        message: names the file and says what to do.
    """

    source: str
    index: int | None
    step: str
    message: str
