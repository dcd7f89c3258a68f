"""The glyph classifier taught one hand, or one face, from a few hundred of its characters.

Only the network's last layer is changed (``glyph_head``): that takes seconds. On four writers held out
it took away as many of the errors as training all of the network on, where labels were sure. Some glyphs
of the preset's replay file are learnt beside the new ones, as what the network took them for, so that
what it could do it still can.
"""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from typing import Protocol, runtime_checkable

import numpy as np
from numpy.typing import NDArray

from recognizer.charset import Charset
from recognizer.glyph_batches import GlyphSource, VariedGlyphs
from recognizer.glyph_data import GlyphSet, encode_labels
from recognizer.glyph_head import HeadChange, fit_head
from recognizer.types import DatasetError

Floats = NDArray[np.float32]


@runtime_checkable
class EmbeddingClassifier(Protocol):
    """A glyph classifier that also tells its embedding, as that of ONNX Runtime does."""

    def classify_glyphs(self, crops: Floats, places: Floats | None = None) -> Floats:
        """Log-probabilities (n, classes)."""
        ...

    def embed_glyphs(self, crops: Floats, places: Floats | None = None) -> Floats:
        """Embeddings (n, units), those the last layer sees."""
        ...


@dataclass(frozen=True, slots=True)
class AdaptationSettings:
    """How a hand is learnt; the defaults were chosen on writers that are neither learnt from nor measured on.

    Args:
        ridge: against change; the larger, the less.
        copies: each glyph is learnt from as it is and so often varied, with the same weight in all.
        replay: what all replayed glyphs together count over all new ones.
        seed: of the variation.
    """

    ridge: float = 0.03
    copies: int = 1
    replay: float = 1.0
    seed: int = 0


class AdaptedGlyphClassifier:
    """A classifier with a change laid on; meets ``GlyphClassifier``.

    Args:
        base: the classifier that it was fitted to.
        change: of its last layer.
    """

    def __init__(self, base: EmbeddingClassifier, change: HeadChange) -> None:
        """Keep both."""
        self._base, self._change = base, change

    def classify_glyphs(self, crops: Floats, places: Floats | None = None) -> Floats:
        """Log-probabilities (n, classes), as the changed network would give."""
        before = self._base.classify_glyphs(crops, places)
        return self._change.apply(before, self._base.embed_glyphs(crops, places))


def adapt_glyphs(
    classifier: EmbeddingClassifier,
    charset: Charset,
    glyphs: GlyphSet,
    settings: AdaptationSettings | None = None,
    source: GlyphSource | None = None,
    replay: GlyphSet | None = None,
) -> HeadChange:
    """Learn what a hand's characters look like.

    Args:
        classifier: that shall learn it.
        charset: of its preset.
        glyphs: of the hand; those whose label the charset lacks are left out.
        settings: how.
        source: draws the same glyphs varied, and says what each counts; by default they are turned,
            stretched and moved a little and all count alike.
        replay: glyphs that shall be taken for what they are taken for now.

    Raises:
        DatasetError: no glyph has a known character.
    """
    settings = settings or AdaptationSettings()
    source = source or VariedGlyphs(glyphs)
    classes = encode_labels(glyphs.labels, charset)
    rows = np.flatnonzero(classes > 0)
    if not len(rows):
        raise DatasetError("no glyph to adapt to has a character that the preset knows")
    images, places = _draw_copies(glyphs, source, rows, settings)
    times = settings.copies + 1
    targets = np.zeros((len(images), charset.classes), dtype=np.float32)
    targets[np.arange(len(images)), np.tile(classes[rows], times)] = 1.0
    weights = np.tile(source.weights[rows] / times, times).astype(np.float32)
    logs, embeddings = _look_at(classifier, images, places)
    if replay is not None and len(replay) and settings.replay > 0:
        old_logs, old_embeddings = _look_at(classifier, replay.images, replay.known_places())
        logs, embeddings = np.concatenate([logs, old_logs]), np.concatenate([embeddings, old_embeddings])
        targets = np.concatenate([targets, np.exp(old_logs)])
        kept = settings.replay * weights.sum() / len(replay)
        weights = np.concatenate([weights, np.full(len(replay), kept, dtype=np.float32)])
    return fit_head(embeddings, logs, targets, weights, settings.ridge)


def split_by_class(labels: Sequence[str], share: float, seed: int = 0) -> tuple[list[int], list[int]]:
    """Rows to adapt to and rows to measure on; each character is parted in this share, as nearly as can be.

    Args:
        labels: the characters.
        share: to adapt to, 0..1; what is left of a whole number is dealt by chance.
        seed: of the deal.
    """
    rng = np.random.default_rng(seed)
    names = np.asarray(list(labels), dtype=np.str_)
    learnt: list[int] = []
    kept: list[int] = []
    for name in np.unique(names):
        rows = rng.permutation(np.flatnonzero(names == name))
        at = int(share * len(rows) + rng.random())
        learnt += rows[:at].tolist()
        kept += rows[at:].tolist()
    return sorted(learnt), sorted(kept)


def _draw_copies(
    glyphs: GlyphSet, source: GlyphSource, rows: NDArray[np.int64], settings: AdaptationSettings
) -> tuple[NDArray[np.uint8], Floats]:
    """The glyphs as they are, then varied copies of all of them, as often as asked for."""
    images, places = [glyphs.images[rows]], [glyphs.known_places()[rows]]
    rng = np.random.default_rng(settings.seed)
    for _ in range(settings.copies):
        drawn = [source.draw(row, rng) for row in rows.tolist()]
        images.append(np.stack([image for image, _ in drawn]))
        places.append(np.stack([place for _, place in drawn]).astype(np.float32))
    return np.concatenate(images), np.concatenate(places)


def _look_at(
    classifier: EmbeddingClassifier, images: NDArray[np.uint8], places: Floats
) -> tuple[Floats, Floats]:
    """Log-probabilities and embeddings of pictures."""
    crops = images.astype(np.float32) * np.float32(1 / 255)
    return classifier.classify_glyphs(crops, places), classifier.embed_glyphs(crops, places)
