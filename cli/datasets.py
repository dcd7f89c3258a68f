"""What the ``ocr dataset`` commands do: options -> settings, and what is told about the result."""

from __future__ import annotations

from pathlib import Path
from typing import Any

from ocr.page_datasets import PAGE_FORMATS
from recognizer.datasets.card import CARD, DatasetCard
from recognizer.datasets.cleaning import BY_HAND, BY_SHARE, choose_doubtful, clean_dataset, read_drop_list
from recognizer.datasets.collection import load_collection
from recognizer.datasets.conversion import ConvertSettings, convert_dataset
from recognizer.datasets.registry import FORMATS
from recognizer.datasets.samples import ReadSettings
from recognizer.datasets.showing import show_collection
from recognizer.preset import find_preset

ALL_FORMATS = (*PAGE_FORMATS, *FORMATS)
MOST_REASONS = 10  # told on screen


def convert_source(chosen: dict[str, Any]) -> list[str]:
    """Convert as the options of ``ocr dataset convert`` say; lines that tell what came of it."""
    reading = ReadSettings(
        mapping=chosen["mapping"],
        seed=chosen["seed"],
        variants=chosen["variants"],
        min_agreement=chosen["min_agreement"],
        kind=chosen["kind"],
        join=chosen["join"],
    )
    settings = ConvertSettings(
        format=chosen["format_name"],
        reading=reading,
        sizes=chosen["sizes"],
        ink=chosen["ink"],
        name=chosen["name"],
        licence=chosen["licence"],
    )
    card = convert_dataset(chosen["source"], chosen["output"], settings, ALL_FORMATS)
    return describe_card(card, chosen["output"])


def describe_card(card: DatasetCard, folder: Path) -> list[str]:
    """A card in a few lines."""
    lines = []
    for what, counts in (("glyphs", card.glyphs), ("lines", card.lines)):
        if counts:
            parts = ", ".join(f"{part} {count:,}" for part, count in counts.items())
            lines.append(f"{sum(counts.values()):,} {what} in {folder} ({parts})")
    sizes = "known" if card.sizes else "not told by the data"
    if card.classes:
        lines.append(f"{len(card.classes)} classes; sizes of characters: {sizes}")
    lines.append(f"split by {card.split_by}; licence: {card.licence}")
    skipped = sorted(card.skipped.items(), key=lambda told: (-told[1], told[0]))
    lines += [f"skipped {count:,}: {reason}" for reason, count in skipped[:MOST_REASONS]]
    if skipped[MOST_REASONS:]:
        rest = sum(count for _, count in skipped[MOST_REASONS:])
        lines.append(f"skipped {rest:,} for other reasons: see {folder / CARD}")
    return lines + [f"note: {note}" for note in card.notes]


def show_data(chosen: dict[str, Any]) -> list[str]:
    """Draw as the options of ``ocr dataset show`` say; the plots' paths and notes."""
    collection = load_collection(chosen["data"], formats=ALL_FORMATS)
    thinned = collection.thin(chosen["most"], chosen["seed"])
    shown = show_collection(thinned, chosen["output"], find_preset(chosen["preset"]), chosen["seed"])
    lines = [str(path) for path in shown.plots]
    if len(thinned) < len(collection):
        lines.append(f"note: {len(thinned):,} of {len(collection):,} glyphs, drawn at random; see --most")
    return lines + [f"note: {note}" for note in shown.notes]


def clean_data(chosen: dict[str, Any]) -> list[str]:
    """Clean as the options of ``ocr dataset clean`` say; lines that tell what is left."""
    if chosen["listed"] is not None:
        drop, reason = read_drop_list(chosen["listed"]), BY_HAND
    else:
        drop = choose_doubtful(chosen["data"], chosen["share"], find_preset(chosen["preset"]))
        reason = BY_SHARE
    card = clean_dataset(chosen["data"], chosen["output"], drop, reason)
    return describe_card(card, chosen["output"])
