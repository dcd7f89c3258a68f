"""Whether an adapted glyph classifier is taken: only if kept-back glyphs gain and the base test holds."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

import numpy as np

from recognizer.charset import Charset
from recognizer.engines import load_weights
from recognizer.glyph_adaptation import (
    AdaptationSettings,
    AdaptedGlyphClassifier,
    EmbeddingClassifier,
    adapt_glyphs,
)
from recognizer.glyph_data import GlyphSet
from recognizer.glyph_head import HeadChange
from recognizer.glyph_replay import GlyphReplay
from recognizer.network import GlyphNetworkSettings, build_glyph_network
from recognizer.types import GlyphClassifier

REPLAY_WEIGHTS = (0.5, 2.0, 8.0, 32.0)  # of the replay over the new glyphs, tried in turn
MOST_LOST = 0.001  # share of the base test that may be lost


@dataclass(frozen=True, slots=True)
class Gain:
    """Glyphs wrong before and after, of so many."""

    count: int
    before: int
    after: int

    def __str__(self) -> str:
        """As told to people."""
        shares = (100 * wrong / max(1, self.count) for wrong in (self.before, self.after))
        return "{:.2f} -> {:.2f} % wrong of {:,}".format(*shares, self.count)


@dataclass(frozen=True, slots=True, eq=False)
class Trial:
    """An adaptation and what it was found to be worth.

    Args:
        change: of the last layer.
        replay: what the replayed glyphs together counted over the new ones.
        kept_back: on glyphs like the new ones that were not learnt from.
        base: on the preset's base test; of no glyphs where it has none.
    """

    change: HeadChange
    replay: float
    kept_back: Gain
    base: Gain

    @property
    def objection(self) -> str:
        """Why it is not taken; empty where it is."""
        if self.kept_back.after >= self.kept_back.before:
            return f"the glyphs kept back are read no better ({self.kept_back})"
        if self.base.after - self.base.before > MOST_LOST * self.base.count:
            return f"the base test falls by more than {100 * MOST_LOST:g} points ({self.base})"
        return ""


def try_adaptation(
    classifier: EmbeddingClassifier,
    charset: Charset,
    learnt: GlyphSet,
    kept_back: GlyphSet,
    replay: GlyphReplay | None,
    settings: AdaptationSettings | None = None,
) -> Trial:
    """Adapt, ever closer to what the classifier was, until the base test holds.

    Args:
        classifier: that shall learn.
        charset: of its preset.
        learnt: glyphs to learn from.
        kept_back: glyphs to measure on.
        replay: of the preset; None where it has none, and then no base is tested.
        settings: how, but for the weight of the replay.

    Returns:
        The first that is taken, else the last one tried.

    Raises:
        DatasetError: there is nothing to learn from.
    """
    settings = settings or AdaptationSettings()
    trial: Trial | None = None
    for weight in REPLAY_WEIGHTS if replay is not None else (0.0,):
        now = replace(settings, replay=weight)
        change = adapt_glyphs(
            classifier, charset, learnt, now, replay=None if replay is None else replay.learnt
        )
        adapted = AdaptedGlyphClassifier(classifier, change)
        kept = Gain(*_compare(classifier, adapted, charset, kept_back))
        base = Gain(0, 0, 0) if replay is None else Gain(*_compare(classifier, adapted, charset, replay.base))
        trial = Trial(change, weight, kept, base)
        if not trial.objection or kept.after >= kept.before:
            break  # more replay would not help the new glyphs
    assert trial is not None
    return trial


def write_changed_weights(
    weights: Path, settings: GlyphNetworkSettings, change: HeadChange, out: Path
) -> None:
    """The network's weights with a change laid on its last layer.

    Args:
        weights: file of the network as it was.
        settings: its shape.
        change: of its last layer.
        out: file to write, ``*.weights.h5``.

    Raises:
        PresetError: the weights are missing or of another network.
        DependencyError: Keras is not installed.
    """
    model = build_glyph_network(settings)
    load_weights(model, weights)
    layer = model.get_layer("logits")
    kernel, bias = layer.get_weights()
    layer.set_weights([kernel + change.weights, bias + change.bias])
    out.parent.mkdir(parents=True, exist_ok=True)
    model.save_weights(out)


def _compare(
    before: GlyphClassifier, after: GlyphClassifier, charset: Charset, glyphs: GlyphSet
) -> tuple[int, int, int]:
    """Glyphs with a known character, and how many of them each takes for another."""
    classes = glyphs.classes(charset)
    known = np.flatnonzero(classes > 0)
    crops = glyphs.images[known].astype(np.float32) * np.float32(1 / 255)
    places = glyphs.known_places()[known]
    wrong = [
        int((each.classify_glyphs(crops, places)[:, 1:].argmax(axis=1) + 1 != classes[known]).sum())
        for each in (before, after)
    ]
    return len(known), wrong[0], wrong[1]
