"""Everything there is to see of a data set, drawn into one folder: a PNG and a table each."""

from __future__ import annotations

from collections import Counter
from dataclasses import dataclass, field
from pathlib import Path

import numpy as np

from recognizer.datasets.balance import measure_balance
from recognizer.datasets.collection import Collection
from recognizer.datasets.duplicates import Duplicates, find_duplicates
from recognizer.datasets.features import GRADIENTS, Features, describe_glyphs
from recognizer.datasets.plots_content import (
    plot_class_counts,
    plot_class_means,
    plot_class_samples,
    plot_sizes,
)
from recognizer.datasets.plots_doubt import plot_duplicates, plot_styles, plot_suspects
from recognizer.datasets.styles import compare_styles
from recognizer.datasets.suspects import find_suspects
from recognizer.preset import Preset


@dataclass(frozen=True, slots=True)
class Shown:
    """What was drawn, and what should be known about it."""

    plots: tuple[Path, ...]
    notes: tuple[str, ...] = field(default=())


def show_collection(
    collection: Collection, folder: Path, preset: Preset | None = None, seed: int = 0
) -> Shown:
    """Draw all plots of a data set.

    Args:
        collection: its glyphs.
        folder: for the plots; made where missing.
        preset: whose embedding says which glyphs are alike; None: oriented gradients.
        seed: chooses the samples.
    """
    plots = [
        plot_class_counts(collection, folder),
        plot_class_samples(collection, folder, seed),
        plot_class_means(collection, folder),
        plot_sizes(collection, folder),
    ]
    features = describe_glyphs(collection, preset)
    notes = [*_note_balance(collection), *_note_features(features, preset)]
    styles = compare_styles(collection, features)
    if styles is None:
        notes.append(
            "styles: fewer than three writers with enough glyphs are known, so hands cannot be compared"
        )
    else:
        plots.append(plot_styles(collection, styles, features.origin, folder))
    suspects = find_suspects(collection, features)
    plots.append(plot_suspects(collection, suspects, features.origin, folder))
    if not collection.knows_writers:
        notes.append("suspects: writers are not known, so a hand's own glyphs bear its mistakes out")
    if len(suspects.unjudged):
        notes.append(f"suspects: {len(suspects.unjudged):,} glyphs have a character that no other writer has")
    duplicates = find_duplicates(collection)
    if duplicates is None:
        notes.append("duplicates: the data set has no training part beside a held-out one")
    else:
        plots.append(plot_duplicates(collection, duplicates, folder))
        notes += _note_duplicates(collection, duplicates)
    return Shown(tuple(plots), tuple(notes))


def _note_balance(collection: Collection) -> list[str]:
    balance = measure_balance(collection.labels)
    return [f"classes: {told}" for told in (balance.describe(), balance.describe_rare()) if told]


def _note_features(features: Features, preset: Preset | None) -> list[str]:
    if features.origin != GRADIENTS:
        return []
    why = "no preset was named" if preset is None else f"the preset {preset.name!r} tells no embedding"
    return [f"styles and suspects are judged by {GRADIENTS}: {why}"]


def _note_duplicates(collection: Collection, found: Duplicates) -> list[str]:
    """How many held-out glyphs are learnt from too, and whose most of them are."""
    same = np.flatnonzero(found.same & ~found.plain)
    if not len(same):
        return []
    note = f"duplicates: {len(same):,} held-out glyphs stand in the training part too"
    whose = zip(
        collection.writers[found.held[same]].tolist(),
        collection.writers[found.trained[same]].tolist(),
        strict=True,
    )
    (held, trained), count = Counter(whose).most_common(1)[0]
    return [f"{note}, {count:,} of {held} as {trained}" if held and trained else note]
