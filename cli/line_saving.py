"""A trained line network -> the preset that ``ocr train lines`` was asked for."""

from __future__ import annotations

from dataclasses import dataclass, replace
from pathlib import Path

from recognizer.card import Card
from recognizer.preset import GLYPH_WEIGHTS, Preset
from recognizer.preset_writer import PresetParts, replace_line_network, save_preset
from recognizer.training import LineTrainingSettings


@dataclass(frozen=True, slots=True)
class TrainedLines:
    """What a training ended with.

    Args:
        weights: file of the line network's.
        settings: of the training.
        card: of the preset to be.
    """

    weights: Path
    settings: LineTrainingSettings
    card: Card


def save_lines(target: Path, trained: TrainedLines, origin: Preset | None, kept: Preset | None) -> None:
    """Write a preset of a new line network.

    Where it is of the same shape and charset as the origin's, all else the origin has is kept: its glyph
    classifier, its calibrations and what adaptations learn again.

    Args:
        target: the preset's folder.
        trained: the line network.
        origin: the preset it began from, or None.
        kept: the preset whose glyph classifier it keeps, or None.

    Raises:
        PresetError: a file of the presets kept is missing or was changed.
        RecognizerError: the exported network differs from Keras.
        DependencyError: Keras or onnx is not installed.
    """
    settings = trained.settings
    if origin is not None and _can_stand_in(settings, origin) and target.resolve() != origin.folder.resolve():
        replace_line_network(target, origin, trained.weights, trained.card)
        return
    parts = PresetParts(
        name=target.name,
        line_weights=trained.weights,
        card=trained.card,
        line=settings.network,
        charset=settings.charset,
    )
    if origin is not None:
        parts = replace(parts, crop=origin.crop)
    if kept is not None and kept.glyph is not None:
        parts = replace(parts, glyph_weights=kept.file(GLYPH_WEIGHTS), glyph=kept.glyph)
    save_preset(target, parts)


def _can_stand_in(settings: LineTrainingSettings, origin: Preset) -> bool:
    """Whether a trained network takes the place of the origin's with nothing else changed."""
    return origin.charset == settings.charset and origin.line == settings.network
