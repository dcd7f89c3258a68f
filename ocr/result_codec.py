"""A PageResult as compact JSON arrays and back, losslessly; docs/formats.md shows the layout.

Names are kept for what a page holds once; what it holds by the thousand goes by position:

- box: ``[left, top, right, bottom]``
- glyph: ``[character, confidence, left, top, right, bottom, rival, its confidence, ...]``, and at the
  end, where it is in doubt, the cause
- word: ``[confidence, box, glyphs]``
- line: ``[box, baseline xs, baseline ys, x-height, gap before, words]``, and at the end, where it stands in a
  cell of a ruled table, its row and column
- paragraph: ``[box, lines]``, block: ``[kind, box, paragraphs]``, region: ``[kind, box]``
"""

from __future__ import annotations

from typing import Any, cast, get_args

from ocr.types import Alternative, Block, DoubtCause, Glyph, Line, PageResult, Paragraph, Word
from segmenter.geometry import Baseline, Box
from segmenter.types import BlockKind, Region, RegionKind


def encode_page(result: PageResult) -> dict[str, Any]:
    """A page result as objects that ``json`` can write; numpy numbers become plain ones."""
    return {
        "source": result.source,
        "index": int(result.index),
        "width": int(result.width),
        "height": int(result.height),
        "dpi": None if result.dpi is None else float(result.dpi),
        "skew": float(result.skew),
        "orientation": int(result.orientation),
        "preset": result.preset,
        "flags": list(result.flags),
        "unread_share": float(result.unread_share),
        "unread": [_encode_box(box) for box in result.unread],
        "regions": [[region.kind, _encode_box(region.box)] for region in result.regions],
        "blocks": [
            [block.kind, _encode_box(block.box), [_encode_paragraph(each) for each in block.paragraphs]]
            for block in result.blocks
        ],
    }


def decode_page(page: dict[str, Any]) -> PageResult:
    """The page result that ``encode_page`` made the object of.

    Raises:
        LookupError, TypeError, ValueError: the object is not one that it makes.
    """
    return PageResult(
        source=page["source"],
        index=page["index"],
        width=page["width"],
        height=page["height"],
        dpi=page["dpi"],
        skew=page["skew"],
        orientation=page["orientation"],
        preset=page["preset"],
        flags=tuple(page["flags"]),
        unread_share=page["unread_share"],
        unread=tuple(Box(*box) for box in page["unread"]),
        regions=tuple(_decode_region(*region) for region in page["regions"]),
        blocks=tuple(_decode_block(*block) for block in page["blocks"]),
    )


def _encode_box(box: Box) -> list[int]:
    return [int(box.left), int(box.top), int(box.right), int(box.bottom)]


def _encode_paragraph(paragraph: Paragraph) -> list[Any]:
    return [_encode_box(paragraph.box), [_encode_line(line) for line in paragraph.lines]]


def _encode_line(line: Line) -> list[Any]:
    return [
        _encode_box(line.box),
        [float(x) for x in line.baseline.xs],
        [float(y) for y in line.baseline.ys],
        float(line.x_height),
        bool(line.gap_before),
        [[float(word.confidence), _encode_box(word.box), _encode_glyphs(word)] for word in line.words],
        *(() if line.cell is None else map(int, line.cell)),
    ]


def _encode_glyphs(word: Word) -> list[list[Any]]:
    rows = []
    for glyph in word.glyphs:
        row: list[Any] = [glyph.character, float(glyph.confidence), *_encode_box(glyph.box)]
        for rival in glyph.alternatives:
            row += (rival.character, float(rival.confidence))
        if glyph.cause:
            row.append(glyph.cause)
        rows.append(row)
    return rows


def _decode_region(kind: str, box: list[int]) -> Region:
    return Region(cast(RegionKind, _known(kind, get_args(RegionKind))), Box(*box))


def _decode_block(kind: str, box: list[int], paragraphs: list[Any]) -> Block:
    decoded = tuple(
        Paragraph(tuple(_decode_line(*line) for line in lines), Box(*bounds)) for bounds, lines in paragraphs
    )
    return Block(cast(BlockKind, _known(kind, get_args(BlockKind))), decoded, Box(*box))


def _decode_line(box: list[int], xs: list[float], ys: list[float], x_height: float, *rest: Any) -> Line:
    gap_before, words, *cell = rest
    return Line(
        words=tuple(
            Word(tuple(map(_decode_glyph, glyphs)), confidence, Box(*bounds))
            for confidence, bounds, glyphs in words
        ),
        box=Box(*box),
        baseline=Baseline(tuple(xs), tuple(ys)),
        x_height=x_height,
        gap_before=gap_before,
        cell=(cell[0], cell[1]) if cell else None,
    )


def _decode_glyph(row: list[Any]) -> Glyph:
    character, confidence, left, top, right, bottom, *rivals = row
    cause = rivals.pop() if len(rivals) % 2 else ""
    alternatives = tuple(Alternative(*pair) for pair in zip(rivals[::2], rivals[1::2], strict=True))
    known = cast(DoubtCause, _known(cause, get_args(DoubtCause)))
    return Glyph(character, confidence, Box(left, top, right, bottom), alternatives, known)


def _known(kind: str, kinds: tuple[str, ...]) -> str:
    if kind not in kinds:
        raise ValueError(f"{kind!r} is none of {', '.join(kinds)}")
    return kind
