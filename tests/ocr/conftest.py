"""Small pages, read and drawn, that several tests share."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Iterator, Sequence

import numpy as np
import pytest

from ocr.types import Alternative, Block, Glyph, Line, PageImage, PageResult, Paragraph, Word
from segmenter.geometry import Baseline, Box, union_boxes
from segmenter.types import Region

Rows = Sequence[Sequence[str]]


def build_line(text: str, top: int, gap_before: bool, confidences: Iterator[float]) -> Line:
    """A line of glyphs 8 px wide and 12 px high, 10 px apart."""
    words, left = [], 10
    for word in text.split():
        glyphs = []
        for character in word:
            box = Box(left, top, left + 8, top + 12)
            rivals = (Alternative("=", 0.05), Alternative("NA", 0.01))
            glyphs.append(Glyph(character, next(confidences, 0.9), box, rivals))
            left += 10
        words.append(
            Word(
                tuple(glyphs),
                min(glyph.confidence for glyph in glyphs),
                union_boxes(glyph.box for glyph in glyphs),
            )
        )
        left += 10
    box = Box(10, top, max(left, 11), top + 12)
    return Line(tuple(words), box, Baseline((10.0, 200.0), (top + 12.0, top + 12.5)), 8.0, gap_before)


def build_page(
    paragraphs: Rows, source: str = "book.tif", index: int = 0, confidences: Iterable[float] = ()
) -> PageResult:
    """A page of one block; a line whose text starts with a tab stands in the row before.

    Confidences go to the glyphs in order; when they run out, the rest have 0.9.
    """
    rest = iter(confidences)
    top, built = 10, []
    for texts in paragraphs:
        lines = []
        for text in texts:
            lines.append(build_line(text, top, gap_before=text.startswith("\t"), confidences=rest))
            top += 20
        built.append(Paragraph(tuple(lines), union_boxes(line.box for line in lines)))
    blocks = (Block("text", tuple(built), union_boxes(each.box for each in built)),) if built else ()
    return PageResult(
        source=source,
        index=index,
        width=240,
        height=max(300, top),
        skew=-0.25,
        orientation=0,
        blocks=blocks,
        regions=(Region("rule", Box(5, 280, 230, 282)),),
        unread=(Box(100, 250, 104, 255),),
        unread_share=0.0125,
        flags=("unread_ink",),
        preset="latin",
        dpi=300.0,
    )


@pytest.fixture
def make_page() -> Callable[..., PageResult]:
    """``build_page``: paragraphs, each a list of line texts, to a PageResult."""
    return build_page


@pytest.fixture
def make_image() -> Callable[[PageResult], PageImage]:
    """Paper of the page's size with ink under every glyph and every unread box."""

    def draw(result: PageResult) -> PageImage:
        pixels = np.full((result.height, result.width), 255, np.uint8)
        for box in [glyph.box for glyph in result.iter_glyphs()] + list(result.unread):
            pixels[box.top : box.bottom, box.left : box.right] = 0
        return PageImage(result.source, result.index, pixels)

    return draw
