"""Joins an initial, read as a line of its own, to the word that it begins."""

from __future__ import annotations

from dataclasses import replace

from ocr.types import Line, Word


def join_initial(initial: Line, line: Line) -> Line:
    """A line with the letters of an initial before those of its first word, without a space.

    The line keeps its own baseline and x-height.

    Args:
        initial: what was read in the initial.
        line: the line it begins.
    """
    first, *others = line.words
    begun = [*(glyph for word in initial.words for glyph in word.glyphs), *first.glyphs]
    sure = min([first.confidence, *(word.confidence for word in initial.words)])
    word = Word(tuple(begun), sure, initial.box.union(first.box))
    return replace(line, words=(word, *others), box=initial.box.union(line.box))
