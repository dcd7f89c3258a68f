"""The characters of training glyphs counted, as those of training lines are."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence

from recognizer.charset import normalize_text
from recognizer.glyph_batches import Portion
from recognizer.line_census import Census


def count_glyphs(portions: Sequence[Portion]) -> Census:
    """How often each character occurs in what batches are drawn from; a glyph counts as a line of one.

    Args:
        portions: of the batches; labels of more than a character, and what is no character, are not counted.
    """
    names = [normalize_text(label) for portion in portions for label in portion.source.labels]
    counts = Counter(name for name in names if len(name) == 1)
    return Census(sum(counts.values()), counts, Counter(counts))
