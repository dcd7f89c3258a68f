"""What the card of an adapted preset tells: what it began from, what it learnt, and what it is worth."""

from __future__ import annotations

from dataclasses import replace

from ocr.adaptation_judging import Verdict
from ocr.adaptation_lines import Review
from recognizer.card import Card, DataSource, read_card, write_card
from recognizer.preset import Preset
from recognizer.preset_writer import describe_files


def adaptation_card(origin: Preset, name: str, review: Review, command: str) -> Card:
    """The card of a preset that is adapted, before it is judged.

    Args:
        origin: the preset it began from.
        name: of the new one.
        review: what was learnt from.
        command: that made it.

    Raises:
        PresetError: the origin's card cannot be read.
    """
    card = read_card(origin.folder)
    pages = len({example.page for example in review.examples})
    size = f"{review.corrections} corrections in {review.corrected} lines of {pages} pages"
    source = DataSource("corrections of a run", "adaptation of the line reader", "the user's own", size)
    summary = (
        f"{card.summary.rstrip()} Its line reader was adapted from the preset {origin.name} by: {command}. "
        "The scores and the training below are those of the preset it began from, and its confidences are "
        "calibrated as that one's."
    )
    return replace(card, name=name, summary=summary, sources=(*card.sources, source))


def tell_verdict(preset: Preset, verdict: Verdict, learnt: int, share: float) -> Preset:
    """Write into an adapted preset's card how it was judged."""
    card = read_card(preset.folder)
    what = "whole pages" if verdict.by_page else "lines"
    held, base = verdict.held, verdict.base
    told = (
        f" It learnt from {learnt} lines. Held out were {what}, {held.lines} lines of {held.characters} "
        f"characters: character error rate {held.rates[0]:.2f} % before, {held.rates[1]:.2f} % after "
        f"(p = {verdict.chance:.3f}); the base test of {base.characters} characters: {base.rates[0]:.2f} % "
        f"before, {base.rates[1]:.2f} % after. Its weights are {100 * share:.0f} % of the way from the old "
        "ones to those learnt."
    )
    return describe_files(preset, write_card(preset.folder, replace(card, summary=card.summary + told)))
