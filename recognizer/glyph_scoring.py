"""Scores a glyph network on held-out writers and fonts."""

from __future__ import annotations

from collections import Counter
from collections.abc import Sequence
from pathlib import Path
from typing import Any

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import Charset
from recognizer.dependencies import import_keras
from recognizer.glyph_data import GlyphSet
from recognizer.glyph_sources import read_held_out
from recognizer.scoring import Score

SCORED_AT_ONCE = 512
MOST_PAIRS = 30  # confusions told


class HeldOut:
    """Glyphs nothing is learnt from.

    Args:
        places: shards, folders of them or stroke archives; missing ones are left out.
        charset: names the classes.
        excluded: writers never to use.
    """

    def __init__(self, places: Sequence[Path], charset: Charset, excluded: Sequence[str] = ()) -> None:
        """Read them."""
        found = [place for place in places if place.exists()]
        self._sets = [(place.stem, read_held_out(place, excluded)) for place in found]
        self._charset = charset
        self.confusions: list[tuple[str, str, int]] = []

    def __bool__(self) -> bool:
        """Whether there is anything to score."""
        return bool(self._sets)

    def score(self, model: Any) -> tuple[Score, ...]:
        """Share of glyphs classified wrongly, by set and kind; the confusions are kept beside.

        Args:
            model: a glyph network.
        """
        scores: list[Score] = []
        pairs: Counter[tuple[str, str]] = Counter()
        for name, glyphs in self._sets:
            truth, found = glyphs.classes(self._charset), classify_glyphs(model, glyphs)
            kinds = np.array(glyphs.kinds)
            for kind in sorted(set(glyphs.kinds)):
                known = np.flatnonzero((kinds == kind) & (truth >= 0))
                wrong = known[found[known] != truth[known]]
                scores.append(Score(name, kind, len(known), len(known), len(wrong)))
            missed = np.flatnonzero((truth > 0) & (found != truth))
            pairs.update((glyphs.labels[row], self._charset.character(int(found[row]))) for row in missed)
        self.confusions = [(label, read, count) for (label, read), count in pairs.most_common(MOST_PAIRS)]
        return tuple(scores)


def classify_glyphs(model: Any, glyphs: GlyphSet) -> NDArray[np.int64]:
    """The likeliest class of each glyph, (n,) int64."""
    found = np.zeros(len(glyphs), dtype=np.int64)
    for start in range(0, len(glyphs), SCORED_AT_ONCE):
        rows = slice(start, start + SCORED_AT_ONCE)
        part = glyphs.images[rows, ..., None].astype(np.float32) * np.float32(1 / 255)
        logits = model.predict_on_batch([part, glyphs.known_places()[rows]])
        logits = np.asarray(import_keras().ops.convert_to_numpy(logits))
        found[rows] = logits.argmax(axis=1)
    return found
