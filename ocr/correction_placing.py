"""Puts corrections into a page's result: each where its box says.

A row is about the character, the word or the line whose box it has, or else about whatever has its middle in
it; where nothing does, what is new is put in there. Rows are applied in their order, and applying them again
changes nothing more.
"""

from __future__ import annotations

import math
from collections.abc import Sequence
from dataclasses import dataclass, replace

from ocr.corrections import Correction
from ocr.glyph_alignment import place_glyphs, split_box
from ocr.types import Glyph, Line, PageResult, Word
from segmenter.geometry import Box, union_boxes

LEAST_HELD = 0.5  # part of a correction's box that must lie on a line for it to be about the line
JOINED = 0.35  # x-heights to a neighbour within which an added letter belongs to its word

Tokens = list[Glyph | None]  # a line's glyphs, None between words


@dataclass(frozen=True, slots=True)
class CorrectedPage:
    """A page with corrections put in.

    Args:
        result: the page; as many lines as before, some of them perhaps empty.
        corrected: of each line, whether a row changed something in it.
        seen: of each line, whether a row is about it, be it to say that it is right.
        unplaced: rows whose boxes hold nothing of any line.
    """

    result: PageResult
    corrected: tuple[bool, ...]
    seen: tuple[bool, ...]
    unplaced: int


def apply_corrections(result: PageResult, corrections: Sequence[Correction]) -> CorrectedPage:
    """Put corrections into a page result.

    Args:
        result: as read.
        corrections: of this page, in their order.

    Returns:
        The page; what a person said has confidence 1.
    """
    lines = list(result.iter_lines())
    held = [line_tokens(line) for line in lines]
    corrected, seen = [False] * len(lines), [False] * len(lines)
    unplaced = 0
    for one in corrections:
        found = _find(one, lines, held)
        if found is None:
            unplaced += 1
            continue
        number, start, end = found
        seen[number] = True
        corrected[number] |= one.old != one.new
        held[number] = _put_in(held[number], (start, end), one, lines[number].x_height)
    changed = [
        rebuild_line(line, tokens) if was_seen else line
        for line, tokens, was_seen in zip(lines, held, seen, strict=True)
    ]
    return CorrectedPage(rebuild_lines(result, changed), tuple(corrected), tuple(seen), unplaced)


def rebuild_lines(result: PageResult, lines: Sequence[Line]) -> PageResult:
    """A page with other lines in the places of its own, as many as there are."""
    rest = iter(lines)
    blocks = tuple(
        replace(
            block,
            paragraphs=tuple(
                replace(paragraph, lines=tuple(next(rest) for _ in paragraph.lines))
                for paragraph in block.paragraphs
            ),
        )
        for block in result.blocks
    )
    return replace(result, blocks=blocks)


def line_tokens(line: Line) -> Tokens:
    """The glyphs of a line, None between words."""
    tokens: Tokens = []
    for word in line.words:
        tokens += [*([None] if tokens else []), *word.glyphs]
    return tokens


def _find(one: Correction, lines: list[Line], held: list[Tokens]) -> tuple[int, int, int] | None:
    """The line that a row is about, and the first and the end of its tokens there."""
    box = one.bounds
    if box is None:
        return None
    exact = [found for found in _exact(box, lines, held) if found is not None]
    for number, start, end in exact if one.is_character else reversed(exact):
        return number, start, end
    shares = [line.box.intersection(box) for line in lines]
    areas = [0 if share is None else share.area for share in shares]
    number = max(range(len(lines)), key=areas.__getitem__, default=-1)
    if number < 0 or areas[number] < LEAST_HELD * box.area:
        return None
    inside = [
        at
        for at, token in enumerate(held[number])
        if token is not None and box.left <= token.box.center[0] < box.right
    ]
    if inside:
        return number, inside[0], inside[-1] + 1
    middle = box.center[0]
    after = [
        at for at, token in enumerate(held[number]) if token is not None and token.box.center[0] > middle
    ]
    at = after[0] if after else len(held[number])
    return number, at, at


def _exact(box: Box, lines: list[Line], held: list[Tokens]) -> list[tuple[int, int, int] | None]:
    """What has exactly this box: a character, a word, a line; None where there is none such."""
    character = word = whole = None
    for number, tokens in enumerate(held):
        if lines[number].box == box and whole is None:
            whole = (number, 0, len(tokens))
        if lines[number].box.intersection(box) is None:
            continue
        start = 0
        for end in [*(at for at, token in enumerate(tokens) if token is None), len(tokens)]:
            part = [token for token in tokens[start:end] if token is not None]
            if part and word is None and union_boxes(glyph.box for glyph in part) == box:
                word = (number, start, end)
            for at in range(start, end):
                token = tokens[at]
                if character is None and token is not None and token.box == box:
                    character = (number, at, at + 1)
            start = end + 1
    return [character, word, whole]


def _put_in(tokens: Tokens, span: tuple[int, int], one: Correction, x_height: float) -> Tokens:
    """A line's tokens with what is new instead of some of them; spaces stay single and inside."""
    start, end = span
    box = one.bounds
    assert box is not None
    letters = "".join(one.new.split())
    old = [token for token in tokens[start:end] if token is not None]
    if old:
        boxes = place_glyphs([(glyph.character, glyph.box) for glyph in old], letters)
    else:
        boxes = split_box(box, len(letters))
    fresh = iter(Glyph(letter, 1.0, at) for letter, at in zip(letters, boxes, strict=True))
    new: Tokens = []
    for word in one.new.split():
        new += [*([None] if new else []), *(next(fresh) for _ in word)]
    before, after = tokens[:start], tokens[end:]
    if not old and new:
        before, after = _part_from_neighbours(before, after, box, JOINED * x_height)
    return _tidy([*before, *new, *after])


def _part_from_neighbours(before: Tokens, after: Tokens, box: Box, near: float) -> tuple[Tokens, Tokens]:
    """Tokens to both sides of added letters, with spaces where these do not touch a word."""
    left = next((token for token in reversed(before) if token is not None), None)
    right = next((token for token in after if token is not None), None)
    parted = not (before and after) or before[-1] is None or after[0] is None
    if not parted:
        return before, after
    while before and before[-1] is None:
        before = before[:-1]
    while after and after[0] is None:
        after = after[1:]
    to_left = box.left - left.box.right if left is not None else math.inf
    to_right = right.box.left - box.right if right is not None else math.inf
    joins_left = to_left <= min(near, to_right)
    joins_right = to_right <= near and not joins_left
    before = before if joins_left else [*before, None]
    after = after if joins_right else [None, *after]
    return before, after


def _tidy(tokens: Tokens) -> Tokens:
    """Without spaces at the ends, and one at a time between."""
    kept: Tokens = []
    for token in tokens:
        if token is not None or (kept and kept[-1] is not None):
            kept.append(token)
    return kept[:-1] if kept and kept[-1] is None else kept


def rebuild_line(line: Line, tokens: Tokens) -> Line:
    """A line of other tokens; it keeps its box, its baseline and its place."""
    words: list[list[Glyph]] = [[]]
    for token in tokens:
        if token is None:
            words.append([])
        else:
            words[-1].append(token)
    known = {word.glyphs: word for word in line.words}
    return replace(line, words=tuple(known.get(tuple(glyphs), _word(glyphs)) for glyphs in words if glyphs))


def _word(glyphs: list[Glyph]) -> Word:
    sure = min((glyph.confidence for glyph in glyphs), default=1.0)
    box = union_boxes(glyph.box for glyph in glyphs) if glyphs else Box(0, 0, 1, 1)
    return Word(tuple(glyphs), sure, box)
